//! Sizes and headers: source text in, offences out.
//!
//! A file opens with its sentence (`//!`), has at most 450 lines, and no function of more than
//! 70. A comment `// long: why` directly above a function lets it be longer. Knows lines, not
//! complexity: a short function may still be a bad one.

use super::Source;
use super::tokens::{Token, closing, tokens};

const FILE_LINES_MAX: usize = 450;
const FUNCTION_LINES_MAX: usize = 70;

/// What is too long or has no header.
pub(crate) fn offences(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let path = source.path.display();
        if !source.text.starts_with("//! ") {
            found.push(format!("{path}:1: does not open with its sentence (//!)"));
        }
        let lines = source.text.lines().count();
        if lines > FILE_LINES_MAX {
            found.push(format!("{path}: {lines} lines, more than {FILE_LINES_MAX}"));
        }
        let texts: Vec<&str> = source.text.lines().collect();
        for (name, first, last) in functions(&tokens(&source.text)) {
            let length = last - first + 1;
            if length > FUNCTION_LINES_MAX && !is_excused(&texts, first) {
                found.push(format!("{path}:{first}: {name} has {length} lines, more than {FUNCTION_LINES_MAX}"));
            }
        }
    }
    found
}

/// Every function with a body: its name, its first and its last line.
pub(crate) fn functions(tokens: &[Token]) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|it| it.1.is("fn")) {
        let Some(name) = tokens.get(at + 1).filter(|it| it.is_word()) else { continue };
        let mut body = at + 2;
        while body < tokens.len() && !tokens[body].is("{") && !tokens[body].is(";") {
            body = if tokens[body].is("(") || tokens[body].is("[") { closing(tokens, body) + 1 } else { body + 1 };
        }
        if tokens.get(body).is_some_and(|it| it.is("{")) {
            found.push((name.text.clone(), token.line, tokens[closing(tokens, body)].line));
        }
    }
    found
}

/// Whether the comments and attributes directly above a line (from 1) give a reason.
fn is_excused(lines: &[&str], line: usize) -> bool {
    let above = lines[..line - 1].iter().rev().map(|it| it.trim());
    let mut near = above.take_while(|it| it.starts_with("//") || it.starts_with('#'));
    near.any(|it| it.strip_prefix("// long:").is_some_and(|why| why.trim().len() > 10))
}
