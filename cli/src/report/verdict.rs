//! What was found about one document: an object for machines, one screen for people.
//!
//! Takes checks and a trust path, gives text. What was found stands first, what is unknown
//! second, what is clear last and shortest. Personal data come in only where they were asked for.

use super::paint::{BAD, FAINT, GOOD, HEAD, STRONG, WARN, fold, left, paint, width as wide};
use super::words::{clean, plural};
use serde::Serialize;
use std::collections::BTreeMap;
use tidegate_kyc_core::evidence::Answer;

/// The schema of the object.
pub(crate) const SCHEMA: &str = "tidegate.verify/1";

/// The object that `--as json` writes; its schema is docs/schema/verify.schema.json.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Verdict {
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// Which document it is.
    pub(crate) document: DocumentLine,
    /// What it says, by code of attribute; empty unless personal data were asked for.
    pub(crate) fields: BTreeMap<&'static str, String>,
    /// Every check, in the order in which they were made.
    pub(crate) checks: Vec<CheckLine>,
    /// Whether it has the form of its kind and its own digits and lengths agree.
    pub(crate) well_formed: bool,
    /// Whether its issuer's signature was verified up to an anchor.
    pub(crate) authenticated: bool,
    /// The anchor, where it was.
    pub(crate) anchor: Option<AnchorLine>,
    /// Places where a zone may be misread: if they were, every check digit would agree.
    pub(crate) suggestions: Vec<SuggestionLine>,
    /// How it was verified, in words, from the document up.
    #[serde(skip)]
    pub(crate) path: Vec<String>,
    /// The instant it was judged for.
    #[serde(skip)]
    pub(crate) at: String,
}

/// Which document it is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentLine {
    /// `td3`, `emrtd`, `sd-jwt`, `mdoc`, `aamva`, `vds-nc` …
    pub(crate) kind: &'static str,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CheckLine {
    /// Its lasting code.
    pub(crate) code: &'static str,
    /// The field it is about, if any.
    pub(crate) field: Option<&'static str>,
    /// `clear`, `found` or `unknown`.
    #[serde(serialize_with = "by_code")]
    pub(crate) answer: Answer,
    /// Why.
    pub(crate) why: String,
}

/// The anchor a trust path ends at.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AnchorLine {
    /// The name of the authority.
    pub(crate) name: String,
    /// The SHA-256 of its certificate or key.
    pub(crate) sha256: String,
}

/// One way in which a zone may be misread, for a person to compare with the page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SuggestionLine {
    /// Every character that would have to be its look-alike.
    pub(crate) changes: Vec<PlaceLine>,
}

/// Where a character stands; which it is would be personal data.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlaceLine {
    /// The field.
    pub(crate) field: &'static str,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column, from 1.
    pub(crate) column: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn by_code<S: serde::Serializer>(answer: &Answer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(answer.code())
}

/// Where the reason stands when there is room for it beside the code.
const CODE_WIDTH: usize = 26;

/// How many fields of a clear check are named; more are counted.
const CLEAR_FIELDS_MAX: usize = 2;

/// The document in words.
fn title(kind: &str) -> &'static str {
    match kind {
        "td1" => "identity card, printed zone of three lines",
        "td2" => "identity card, printed zone of two lines",
        "td3" => "passport, printed zone",
        "mrv-a" | "mrv-b" => "visa, printed zone",
        "french-id" => "French identity card, printed zone",
        "emrtd" => "passport or card, chip",
        "sd-jwt" => "verifiable credential",
        "mdoc" => "mobile document",
        "aamva" => "North American licence or card, barcode",
        _ => "visible digital seal",
    }
}

impl Verdict {
    /// The whole screen.
    pub(crate) fn screen(&self, width: usize) -> String {
        let width = width.clamp(40, 120);
        let mut lines = self.head(width);
        for answer in [Answer::Found, Answer::Unknown, Answer::Clear] {
            let groups = self.groups(answer);
            if !groups.is_empty() {
                lines.push(String::new());
                lines.extend(groups.iter().flat_map(|it| item(answer, it, width)));
            }
        }
        if !self.path.is_empty() {
            lines.extend([String::new(), format!(" {}", paint(HEAD, "TRUST PATH"))]);
            for (at, step) in self.path.iter().enumerate() {
                let mark = if at == 0 { "  " } else { "→ " };
                let folded = fold(&clean(step), width.saturating_sub(6));
                lines.extend(
                    folded
                        .into_iter()
                        .enumerate()
                        .map(|(at, it)| format!("   {}{it}", if at == 0 { mark } else { "  " })),
                );
            }
        }
        lines.extend(self.misread(width));
        lines.extend(self.shown(width));
        lines.extend([String::new(), format!(" {}", self.counts())]);
        lines.join("\n") + "\n"
    }

    /// What it comes to and what it is, on one line where there is room.
    fn head(&self, width: usize) -> Vec<String> {
        let (title, below) = (title(self.document.kind), format!("{} · judged for {}", self.document.kind, self.at));
        let mut lines = vec![format!(" {}", self.headline())];
        if width >= 80 {
            lines[0] += &format!("  {}", paint(STRONG, title));
        } else {
            lines.extend(fold(title, width - 2).iter().map(|it| format!(" {}", paint(STRONG, it))));
        }
        lines.extend(fold(&below, width - 2).iter().map(|it| format!(" {}", paint(FAINT, it))));
        lines
    }

    /// Found before unknown before clear; nothing checked is unknown.
    pub(crate) fn answer(&self) -> Answer {
        let any = |answer: Answer| self.checks.iter().any(|it| it.answer == answer);
        match () {
            () if any(Answer::Found) => Answer::Found,
            () if any(Answer::Unknown) || self.checks.is_empty() => Answer::Unknown,
            () => Answer::Clear,
        }
    }

    fn headline(&self) -> String {
        let (style, words) = if self.authenticated { (GOOD, "AUTHENTIC") } else { (BAD, "NOT AUTHENTICATED") };
        let mut parts = vec![paint(style, words)];
        for answer in [Answer::Found, Answer::Unknown] {
            let count = self.count(answer);
            if count > 0 {
                parts.push(paint(colour(answer), &format!("{count} {}", answer.code().to_uppercase())));
            }
        }
        if self.answer() == Answer::Clear {
            parts.push(paint(GOOD, "ALL CLEAR"));
        }
        parts.join(" · ")
    }

    fn count(&self, answer: Answer) -> usize {
        self.checks.iter().filter(|it| it.answer == answer).count()
    }

    fn counts(&self) -> String {
        let checks = plural(self.checks.len() as u64, "check", "checks");
        let [found, unknown, clear] = [Answer::Found, Answer::Unknown, Answer::Clear].map(|it| self.count(it));
        format!("{checks}: {found} found, {unknown} unknown, {clear} clear")
    }

    /// Checks of one answer; those that differ in the field alone are one line.
    fn groups(&self, answer: Answer) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for it in self.checks.iter().filter(|it| it.answer == answer) {
            match groups.iter_mut().find(|group| group.code == it.code && group.why == it.why) {
                Some(group) => group.fields.extend(it.field),
                None => {
                    groups.push(Group { code: it.code, why: it.why.clone(), fields: it.field.into_iter().collect() })
                }
            }
        }
        groups
    }

    fn misread(&self, width: usize) -> Vec<String> {
        if self.suggestions.is_empty() {
            return Vec::new();
        }
        let why = "look at the page again: with these characters read as their look-alikes (O 0, I 1, S 5, B 8, Z 2, \
                   G 6) every check digit would agree";
        let head = [String::new(), format!(" {}", paint(HEAD, "PERHAPS MISREAD"))];
        let place = |it: &PlaceLine| format!("line {} column {}", it.line, it.column);
        let places = |it: &SuggestionLine| it.changes.iter().map(place).collect::<Vec<_>>().join(", ");
        let lines = [why.to_owned()].into_iter().chain(self.suggestions.iter().map(places));
        head.into_iter().chain(lines.flat_map(|it| fold(&it, width - 4)).map(|it| format!("   {it}"))).collect()
    }

    fn shown(&self, width: usize) -> Vec<String> {
        if self.fields.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), format!(" {}", paint(HEAD, "WHAT IT SAYS (personal data)"))];
        let room = self.fields.keys().map(|it| it.len()).max().unwrap_or_default();
        for (field, value) in &self.fields {
            let folded = fold(&clean(value), width.saturating_sub(room + 6));
            let name = |at: usize| left(if at == 0 { field } else { "" }, room);
            lines.extend(folded.into_iter().enumerate().map(|(at, it)| format!("   {}  {it}", name(at))));
        }
        lines
    }
}

/// Checks that say the same of several fields.
struct Group {
    code: &'static str,
    why: String,
    fields: Vec<&'static str>,
}

const fn colour(answer: Answer) -> anstyle::Style {
    match answer {
        Answer::Clear => GOOD,
        Answer::Found => BAD,
        Answer::Unknown => WARN,
    }
}

fn item(answer: Answer, group: &Group, width: usize) -> Vec<String> {
    let mark = match answer {
        Answer::Clear => "✓ clear  ",
        Answer::Found => "✗ found  ",
        Answer::Unknown => "? unknown",
    };
    let why = clean(&group.why);
    let fields = match group.fields.as_slice() {
        // What is clear needs no list: the eye belongs to what is not.
        many if answer == Answer::Clear && many.len() > CLEAR_FIELDS_MAX => format!("{} fields", many.len()),
        few => few.join(", "),
    };
    let why = if fields.is_empty() { why } else { format!("{fields}: {why}") };
    let head = format!(" {}  ", paint(colour(answer), mark));
    let margin = wide(mark) + 3;
    let beside = width >= 80;
    let room = width.saturating_sub(if beside { margin + CODE_WIDTH } else { margin } + 1);
    let folded = fold(&why, room);
    if !beside {
        let mut lines = vec![head + group.code];
        lines.extend(folded.into_iter().map(|it| format!("{}{it}", " ".repeat(margin))));
        return lines;
    }
    let code = |at: usize| left(if at == 0 { group.code } else { "" }, CODE_WIDTH);
    let head = |at: usize| if at == 0 { head.clone() } else { " ".repeat(margin) };
    folded.into_iter().enumerate().map(|(at, it)| format!("{}{}{it}", head(at), code(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict() -> Verdict {
        let check = |code, field, answer, why: &str| CheckLine { code, field, answer, why: why.to_owned() };
        Verdict {
            schema: SCHEMA,
            document: DocumentLine { kind: "emrtd" },
            fields: BTreeMap::from([("family-name", "ERIKSSON\u{1b}[2J".to_owned())]),
            checks: vec![
                check("mrz-check-digit", Some("document-number"), Answer::Clear, "the check digit agrees"),
                check("mrz-check-digit", Some("birth-date"), Answer::Clear, "the check digit agrees"),
                check("mrz-check-digit", Some("composite"), Answer::Found, "the check digit does not agree"),
                check("revocation", None, Answer::Unknown, "no revocation list of the issuer was given"),
                check("claim-agrees", Some("birth-date"), Answer::Found, "the chip and the claim differ"),
            ],
            well_formed: true,
            authenticated: true,
            anchor: Some(AnchorLine { name: "C=UT, O=Utopia".to_owned(), sha256: "ab".repeat(32) }),
            suggestions: vec![SuggestionLine {
                changes: [("birth-date", 17), ("composite", 44)]
                    .map(|(field, column)| PlaceLine { field, line: 2, column })
                    .to_vec(),
            }],
            path: vec!["security object signed by C=UT".to_owned(), "anchor C=UT, O=Utopia".to_owned()],
            at: "2026-11-24T10:00:00Z".to_owned(),
        }
    }

    #[test]
    fn no_line_runs_over_the_edge_and_no_text_steers_the_terminal() {
        for width in [40, 60, 79, 80, 100, 120] {
            let screen = anstream::adapter::strip_str(&verdict().screen(width)).to_string();
            assert!(screen.lines().all(|it| wide(it) <= width), "{width}:\n{screen}");
            assert!(!screen.contains('\u{1b}'), "{screen}");
        }
    }

    #[test]
    fn what_was_found_stands_above_what_is_unknown_and_fields_share_a_line() {
        let screen = anstream::adapter::strip_str(&verdict().screen(100)).to_string();
        let place = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text} in {screen}"));
        assert!(place("✗ found") < place("? unknown") && place("? unknown") < place("✓ clear"));
        assert_eq!(
            place("document-number, birth-date: the check digit agrees"),
            screen.rfind("document-number").unwrap()
        );
        assert!(screen.starts_with(" AUTHENTIC · 2 FOUND · 1 UNKNOWN"), "{screen}");
        assert!(screen.contains("5 checks: 2 found, 1 unknown, 2 clear"), "{screen}");
    }

    #[test]
    fn the_object_has_the_members_of_its_schema_and_no_more() {
        let object = serde_json::to_value(verdict()).unwrap();
        let members: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
        let mut asked =
            ["schema", "document", "fields", "checks", "well_formed", "authenticated", "anchor", "suggestions"];
        asked.sort_unstable();
        let mut members = members;
        members.sort_unstable();
        assert_eq!(members, asked);
        assert_eq!(object["checks"][3]["answer"], "unknown");
    }
}
