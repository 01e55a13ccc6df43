//! Rust text in, words and marks with their lines out; comments and literals are left away.
//!
//! Knows enough of the language to tell a lifetime from a letter and a raw string from a name.
//! Test-only items (`#[cfg(test)]`) can be cut out.

/// A word, or one punctuation mark, with the line it stands on. `::` is one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(|it: char| it.is_alphanumeric() || it == '_')
    }
}

/// The tokens of a text. A literal becomes the mark `"`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < letters.len() {
        let (end, token) = next(&letters, at);
        if let Some(text) = token {
            found.push(Token { text, line });
        }
        line += letters[at..end].iter().filter(|it| **it == '\n').count();
        at = end;
    }
    found
}

/// Where the item at `at` ends, and its token if it is one.
fn next(letters: &[char], at: usize) -> (usize, Option<String>) {
    let ahead = |by: usize| letters.get(at + by).copied().unwrap_or('\0');
    let literal = Some("\"".to_owned());
    match letters[at] {
        it if it.is_whitespace() => (at + 1, None),
        '/' if ahead(1) == '/' => (until(letters, at, |it| it == '\n'), None),
        '/' if ahead(1) == '*' => (block_comment(letters, at), None),
        '"' => (quoted(letters, at + 1), literal),
        '\'' if ahead(1) == '\\' => (until(letters, at + 3, |it| it == '\'') + 1, literal),
        '\'' if ahead(2) == '\'' => (at + 3, literal),
        '\'' => (at + 1, Some("'".to_owned())),
        ':' if ahead(1) == ':' => (at + 2, Some("::".to_owned())),
        it if it.is_alphanumeric() || it == '_' => word(letters, at),
        it => (at + 1, Some(it.to_string())),
    }
}

fn word(letters: &[char], at: usize) -> (usize, Option<String>) {
    let end = until(letters, at, |it| !(it.is_alphanumeric() || it == '_'));
    let word: String = letters[at..end].iter().collect();
    let raw = matches!(word.as_str(), "r" | "br" | "cr");
    let after = letters.get(end).copied().unwrap_or('\0');
    if raw && (after == '"' || after == '#') {
        let hashes = until(letters, end, |it| it != '#') - end;
        if letters.get(end + hashes) == Some(&'"') {
            return (raw_string(letters, end + hashes + 1, hashes), Some("\"".to_owned()));
        }
    }
    if matches!(word.as_str(), "b" | "c") && after == '"' {
        return (quoted(letters, end + 1), Some("\"".to_owned()));
    }
    (end, Some(word))
}

fn until(letters: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..letters.len()).find(|it| stop(letters[*it])).unwrap_or(letters.len())
}

fn quoted(letters: &[char], from: usize) -> usize {
    let mut at = from;
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(letters.len())
}

fn raw_string(letters: &[char], from: usize, hashes: usize) -> usize {
    let closes = |at: usize| letters[at] == '"' && (1..=hashes).all(|it| letters.get(at + it) == Some(&'#'));
    (from..letters.len()).find(|it| closes(*it)).map_or(letters.len(), |it| it + 1 + hashes)
}

fn block_comment(letters: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while at + 1 < letters.len() {
        match (letters[at], letters[at + 1]) {
            ('/', '*') => (at, depth) = (at + 2, depth + 1),
            ('*', '/') => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    letters.len()
}

/// The place of the mark that closes the one at `open`.
pub(crate) fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len().saturating_sub(1)
}

/// The tokens without items under `#[cfg(test)]`, and the names of test-only modules in files of their own.
pub(crate) fn without_tests(tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut modules, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        if !starts_test_item(&tokens[at..]) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let end = item_end(&tokens, at);
        let item = &tokens[at..=end];
        if item.last().is_some_and(|it| it.is(";")) {
            let name = item.windows(2).find(|it| it[0].is("mod")).map(|it| it[1].text.clone());
            modules.extend(name);
        }
        at = end + 1;
    }
    (kept, modules)
}

fn starts_test_item(tokens: &[Token]) -> bool {
    let shape = ["#", "[", "cfg", "(", "test", ")", "]"];
    tokens.len() > shape.len() && shape.iter().zip(tokens).all(|(wanted, it)| it.is(wanted))
}

/// The `;` or the closing brace of the item that begins at `from`, its attributes included.
fn item_end(tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            ";" => return at,
            "{" => return closing(tokens, at),
            "(" | "[" => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    tokens.len() - 1
}
