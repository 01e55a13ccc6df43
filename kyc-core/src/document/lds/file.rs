//! Which file of the chip is which: names, identifiers and first tags in, a file of the application out.

use std::fmt;

/// A file of the eMRTD application (Doc 9303-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LdsFile {
    /// EF.COM, the list of data groups.
    Common,
    /// A data group by number, 1 to 16.
    Group(u8),
    /// EF.SOD, the document security object.
    SecurityObject,
}

/// The tags of data groups 1 to 16 (Doc 9303-10).
const GROUP_TAGS: [u8; 16] =
    [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70];

impl LdsFile {
    /// The tag that its content begins with.
    #[must_use]
    pub fn tag(self) -> u32 {
        match self {
            Self::Common => 0x60,
            Self::SecurityObject => 0x77,
            Self::Group(number) => GROUP_TAGS.get(usize::from(number).wrapping_sub(1)).copied().map_or(0, u32::from),
        }
    }

    /// The file whose content begins with a tag.
    #[must_use]
    pub fn from_tag(tag: u32) -> Option<Self> {
        match tag {
            0x60 => Some(Self::Common),
            0x77 => Some(Self::SecurityObject),
            _ => {
                let at = GROUP_TAGS.iter().position(|it| u32::from(*it) == tag)?;
                u8::try_from(at + 1).ok().map(Self::Group)
            }
        }
    }

    /// The file that begins so.
    pub(super) fn from_content(bytes: &[u8]) -> Option<Self> {
        Self::from_tag(u32::from(*bytes.first()?))
    }

    /// The file that a name names, whatever its folder, ending and letters: `EF.COM`, `EF.SOD`, `DG1.bin`,
    /// `ef_dg02`, `DataGroup14.bin`, `0101`, `011E`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_uppercase();
        let bare: String = file.trim_start_matches("EF").trim_start_matches(['.', '_', '-', ' ']).to_owned();
        let stem = bare.split('.').next().unwrap_or_default();
        match stem {
            "COM" | "011E" => return Some(Self::Common),
            "SOD" | "011D" => return Some(Self::SecurityObject),
            _ => {}
        }
        let digits = ["DATAGROUP", "DG"].iter().find_map(|it| stem.strip_prefix(it));
        let number = match digits {
            Some(digits) if digits.len() <= 2 && digits.bytes().all(|it| it.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
            None => u8::from_str_radix(stem.strip_prefix("01").filter(|it| it.len() == 2)?, 16).ok()?,
        };
        (1..=16).contains(&number).then_some(Self::Group(number))
    }

    /// The number of a data group.
    #[must_use]
    pub const fn group(self) -> Option<u8> {
        if let Self::Group(number) = self { Some(number) } else { None }
    }
}

/// `EF.COM`, `data group 1`, `EF.SOD`.
impl fmt::Display for LdsFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common => f.write_str("EF.COM"),
            Self::SecurityObject => f.write_str("EF.SOD"),
            Self::Group(number) => write!(f, "data group {number}"),
        }
    }
}
