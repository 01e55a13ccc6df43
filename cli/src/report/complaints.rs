//! Complaints about files that people write, drawn under the offending text.

use super::paint::{BAD, paint};
use super::words::{clean, plural};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use tidegate_kyc_core::base::written::{Complaint, WrittenFile};

/// Every complaint in the order given, and their number.
pub(crate) fn draw_all<C: Code>(complaints: &[Complaint<C>], files: &[WrittenFile], width: usize) -> String {
    let mut text: String = complaints.iter().map(|it| draw(it, files, width)).collect();
    let touched: std::collections::BTreeSet<&str> = complaints.iter().map(|it| it.file.as_str()).collect();
    let (count, of) =
        (plural(complaints.len() as u64, "complaint", "complaints"), plural(touched.len() as u64, "file", "files"));
    text += &format!("{} {count} about {of}\n", paint(BAD, "✗"));
    text
}

/// A file with a longer line is not drawn: the place is far off any screen, and further than the drawing reaches.
const LINE_MAX: usize = 4096;

fn draw<C: Code>(complaint: &Complaint<C>, files: &[WrittenFile], width: usize) -> String {
    let is_drawn = |it: &&WrittenFile| it.name == complaint.file && it.text.lines().all(|it| it.len() <= LINE_MAX);
    let source = files.iter().find(is_drawn).map(|it| {
        // The place is shown by its own line; what could steer a terminal is shown as a blank of the same length.
        let shown: String =
            it.text.chars().map(|it| if it == '\n' || it == '\t' || !it.is_control() { it } else { ' ' }).collect();
        NamedSource::new(clean(&it.name), shown)
    });
    let drawn = Drawn { complaint, source };
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(width).with_links(false);
    match handler.render_report(&mut text, &drawn) {
        Ok(()) => text + "\n",
        Err(_) => format!("{}\n  help: {}\n\n", clean(&drawn.to_string()), clean(&complaint.help)),
    }
}

/// The codes of any kind of file.
pub(crate) trait Code: fmt::Display + fmt::Debug + Copy {}

impl<C: fmt::Display + fmt::Debug + Copy> Code for C {}

#[derive(Debug)]
struct Drawn<'a, C> {
    complaint: &'a Complaint<C>,
    source: Option<NamedSource<String>>,
}

impl<C> fmt::Display for Drawn<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Complaint { file, line, column, message, .. } = self.complaint;
        write!(f, "{}:{line}:{column}: {}", clean(file), clean(message))
    }
}

impl<C: Code> std::error::Error for Drawn<'_, C> {}

impl<C: Code> Diagnostic for Drawn<'_, C> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.complaint.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.complaint.help.is_empty()).then(|| Box::new(clean(&self.complaint.help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|it| it as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.complaint.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::new(None, span.start, span.len()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_monitor::rule::Code;
    use tidegate_monitor::rule::RuleFile;

    fn check(text: &str, span: std::ops::Range<usize>, contains: &[&str]) {
        let files = [RuleFile { name: "rules/a.toml".to_owned(), text: text.to_owned() }];
        let complaint = Complaint {
            file: "rules/a.toml".to_owned(),
            span,
            line: 2,
            column: 1,
            code: Code::UnknownKey,
            message: "there is no key cuont".to_owned(),
            help: "did you mean count?".to_owned(),
        };
        let drawn = draw_all(&[complaint], &files, 80);
        let plain = anstream::adapter::strip_str(&drawn).to_string();
        for it in contains {
            assert!(plain.contains(it), "no {it:?} in:\n{plain}");
        }
    }

    #[test]
    fn the_offending_text_is_underlined() {
        check(
            "id = 1\ncuont = 3\n",
            7..12,
            &[
                "rules/a.toml:2:1: there is no key cuont",
                "cuont = 3",
                "─────",
                "did you mean count?",
                "1 complaint about 1 file",
            ],
        );
    }

    #[test]
    fn a_place_far_out_on_a_long_line_is_told_and_not_drawn() {
        let text = format!("only = [{}\"nope\"]\n", " ".repeat(70_000));
        let end = text.len() - 2;
        check(&text, end - 6..end, &["there is no key cuont", "rules/a.toml:2:1", "did you mean count?"]);
    }

    #[test]
    fn places_at_the_edges_of_a_file_are_drawn_too() {
        check("id = 1\n", 7..7, &["there is no key cuont"]);
        check("", 0..0, &["there is no key cuont"]);
        check("x = \"\u{1b}[31m\"\n", 4..10, &["x = \" [31m\""]);
    }
}
