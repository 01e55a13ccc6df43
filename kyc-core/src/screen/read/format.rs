//! Which list a file is, by its beginning.

use super::error::ListError;
use super::ofac_csv::Part;
use super::own::OWN;

crate::codes! {
    /// A format of a list.
    pub enum Format {
        /// The US Treasury's Advanced XML.
        OfacXml = "ofac-advanced-xml",
        /// The US Treasury's CSV: names.
        OfacNames = "ofac-csv-names",
        /// The US Treasury's CSV: alternate names.
        OfacAlternates = "ofac-csv-alternates",
        /// The US Treasury's CSV: addresses.
        OfacAddresses = "ofac-csv-addresses",
        /// The US Treasury's CSV: comments.
        OfacComments = "ofac-csv-comments",
        /// The United Nations' XML.
        UnXml = "un-xml",
        /// The European Union's XML.
        EuXml = "eu-xml",
        /// The European Union's CSV.
        EuCsv = "eu-csv",
        /// The United Kingdom's XML.
        UkXml = "uk-xml",
        /// The United Kingdom's CSV.
        UkCsv = "uk-csv",
        /// OpenSanctions' entities, one JSON object a line.
        FtmJson = "opensanctions-ftm",
        /// OpenSanctions' simplified table.
        TargetsCsv = "opensanctions-targets",
        /// The Consolidated Screening List of the United States.
        CslCsv = "us-csl",
        /// A CSV of one's own.
        OwnCsv = "own-csv",
    }
}

impl Format {
    /// The format of a file that begins with these bytes, of which some 64 kB are enough.
    ///
    /// # Errors
    /// [`ListError::Unrecognised`], or [`ListError::WebPage`], [`ListError::Encoding`] and [`ListError::DocumentType`]
    /// where the beginning shows them.
    pub fn recognise(head: &[u8]) -> Result<Self, ListError> {
        let text = match std::str::from_utf8(head) {
            Ok(text) => text,
            // The last character may be cut by the end of the beginning.
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or(&[])).unwrap_or("")
            }
            Err(_) if head.contains(&0) => return Err(ListError::Unrecognised),
            Err(error) => {
                // Another encoding, but of what? Only a list is worth the advice to convert it.
                let before = std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or(&[])).unwrap_or("");
                return Self::of_text(before).and(Err(ListError::Encoding("another encoding (Latin-1?)")));
            }
        };
        Self::of_text(text)
    }

    fn of_text(text: &str) -> Result<Self, ListError> {
        let text = text.trim_start();
        match text.chars().next() {
            None => Err(ListError::Empty),
            Some('<') => Self::of_xml(text),
            Some('{') => Ok(Self::FtmJson),
            Some(_) => Self::of_table(text),
        }
    }

    fn of_xml(text: &str) -> Result<Self, ListError> {
        let start = text.get(..512.min(text.len())).unwrap_or(text).to_ascii_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            return Err(ListError::WebPage);
        }
        let mut rest = text;
        loop {
            rest = rest.trim_start();
            let end = match rest {
                it if it.starts_with("<?") => "?>",
                it if it.starts_with("<!--") => "-->",
                it if it.starts_with("<!") => return Err(ListError::DocumentType),
                _ => break,
            };
            rest = match rest.split_once(end) {
                Some((_, after)) => after,
                None => return Err(ListError::Truncated("the document")),
            };
        }
        let tag = rest.strip_prefix('<').unwrap_or("");
        let name = tag.split(|it: char| it.is_whitespace() || matches!(it, '>' | '/')).next().unwrap_or("");
        match name.rsplit(':').next().unwrap_or("") {
            "Sanctions" => Ok(Self::OfacXml),
            "CONSOLIDATED_LIST" => Ok(Self::UnXml),
            "export" => Ok(Self::EuXml),
            "Designations" => Ok(Self::UkXml),
            name if name.eq_ignore_ascii_case("html") => Err(ListError::WebPage),
            _ => Err(ListError::Unrecognised),
        }
    }

    fn of_table(text: &str) -> Result<Self, ListError> {
        let mut lines = text.lines().filter(|it| !it.trim().is_empty());
        let (first, second) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
        let has = |line: &str, name: &str| line.split([',', ';', '\t']).any(|it| it.trim_matches(['"', ' ']) == name);
        if has(first, OWN) {
            return Ok(Self::OwnCsv);
        }
        for line in [first, second] {
            if has(line, "Entity_LogicalId") {
                return Ok(Self::EuCsv);
            }
            if has(line, "Unique ID") && has(line, "Name 6") {
                return Ok(Self::UkCsv);
            }
        }
        if has(first, "schema") && has(first, "id") && has(first, "aliases") {
            return Ok(Self::TargetsCsv);
        }
        if has(first, "source") && has(first, "alt_names") {
            return Ok(Self::CslCsv);
        }
        Self::of_ofac(text)
    }

    /// Without headings, a file of the Treasury is known by its cells: a number, and then a name, another number or a text.
    fn of_ofac(text: &str) -> Result<Self, ListError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        if !reader.read_record(&mut record).unwrap_or(false) {
            return Err(ListError::Unrecognised);
        }
        let number = |at: usize| {
            record.get(at).is_some_and(|it| !it.trim().is_empty() && it.trim().bytes().all(|it| it.is_ascii_digit()))
        };
        match (record.len(), number(0), number(1)) {
            (12, true, false) => Ok(Self::OfacNames),
            (5, true, true) => Ok(Self::OfacAlternates),
            (6, true, true) => Ok(Self::OfacAddresses),
            (2, true, false) => Ok(Self::OfacComments),
            _ => Err(ListError::Unrecognised),
        }
    }

    pub(super) const fn part(self) -> Option<Part> {
        match self {
            Self::OfacNames => Some(Part::Primary),
            Self::OfacAlternates => Some(Part::Alternates),
            Self::OfacAddresses => Some(Part::Addresses),
            Self::OfacComments => Some(Part::Comments),
            _ => None,
        }
    }
}
