//! Data groups 11 and 12: further details of the holder and of the issuance.
//!
//! Every field is optional (Doc 9303-10 sections 4.7.11 and 4.7.12). Texts are UTF-8; a `<` stands for a
//! space, `<<` parts a family name from given names.

use super::LdsError;
use super::file::LdsFile;
use crate::base::{Day, Redacted, Tlv, TlvReader};
use crate::document::mrz::PartialDate;

/// The most fields of one group; Doc 9303-10 names 13 and 11.
const FIELDS_MAX: usize = 64;

/// Data group 11. Texts are as they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolderDetails {
    /// The full name in national characters: family name, `<<`, given names.
    pub name: Option<Redacted<String>>,
    /// Other names.
    pub other_names: Vec<Redacted<String>>,
    /// The personal number.
    pub personal_number: Option<Redacted<String>>,
    /// The full date of birth; month or day may be unknown.
    pub birth: Option<Redacted<PartialDate>>,
    /// The place of birth, its parts separated by `<`.
    pub birth_place: Option<Redacted<String>>,
    /// The permanent address, its parts separated by `<`.
    pub address: Option<Redacted<String>>,
    /// The telephone number.
    pub telephone: Option<Redacted<String>>,
    /// The profession.
    pub profession: Option<Redacted<String>>,
    /// The title.
    pub title: Option<Redacted<String>>,
}

/// Data group 12. Texts are as they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuanceDetails {
    /// The issuing authority.
    pub authority: Option<String>,
    /// The day of issue.
    pub issued: Option<Day>,
    /// Endorsements and observations.
    pub endorsements: Option<Redacted<String>>,
    /// The serial number of the personalisation system.
    pub system: Option<String>,
}

impl HolderDetails {
    pub(super) fn read(group: Tlv<'_>) -> Result<Self, LdsError> {
        const FILE: LdsFile = LdsFile::Group(11);
        let mut read = Self::default();
        each(FILE, group.parts(), &mut |field| {
            let personal = || text(FILE, field).map(|it| Some(Redacted::new(it)));
            match field.tag() {
                0x5f0e => read.name = personal()?,
                0x5f0f => read.other_names.extend(personal()?),
                0x5f10 => read.personal_number = personal()?,
                0x5f2b => read.birth = Some(Redacted::new(date(FILE, field)?)),
                0x5f11 => read.birth_place = personal()?,
                0x5f42 => read.address = personal()?,
                0x5f12 => read.telephone = personal()?,
                0x5f13 => read.profession = personal()?,
                0x5f14 => read.title = personal()?,
                _ => {}
            }
            Ok(())
        })?;
        Ok(read)
    }
}

impl IssuanceDetails {
    pub(super) fn read(group: Tlv<'_>) -> Result<Self, LdsError> {
        const FILE: LdsFile = LdsFile::Group(12);
        let mut read = Self::default();
        each(FILE, group.parts(), &mut |field| {
            match field.tag() {
                0x5f19 => read.authority = Some(text(FILE, field)?),
                0x5f26 => {
                    let fault = LdsError::Value { file: FILE, what: "the day of issue" };
                    let PartialDate { year, month, day } = date(FILE, field)?;
                    let (Some(month), Some(day)) = (month, day) else { return Err(fault) };
                    read.issued = Some(Day::from_civil(year, month, day).map_err(|_| fault)?);
                }
                0x5f1b => read.endorsements = Some(Redacted::new(text(FILE, field)?)),
                0x5f56 => read.system = Some(text(FILE, field)?),
                _ => {}
            }
            Ok(())
        })?;
        Ok(read)
    }
}

/// Hands on every field after the list of tags (`5C`), and those inside a template (`A0`), each of which
/// may have its count (`02`) first.
fn each(
    file: LdsFile,
    mut fields: TlvReader<'_>,
    take: &mut dyn FnMut(Tlv<'_>) -> Result<(), LdsError>,
) -> Result<(), LdsError> {
    let form = |fault| LdsError::Form { file, fault };
    let mut count = 0;
    fields.expect(0x5c).map_err(form)?;
    while let Some(field) = fields.next().map_err(form)? {
        let inside = field.tag() == 0xa0;
        let mut list = if inside { field.parts() } else { TlvReader::new(field.whole(), crate::base::TlvRules::Ber) };
        while let Some(it) = list.next().map_err(form)? {
            count += 1;
            if count > FIELDS_MAX {
                return Err(LdsError::Value { file, what: "the number of fields" });
            }
            take(it)?;
        }
    }
    Ok(())
}

fn text(file: LdsFile, field: Tlv<'_>) -> Result<String, LdsError> {
    let fault = LdsError::Value { file, what: "a text" };
    String::from_utf8(field.value().to_vec()).map_err(|_| fault)
}

/// Eight digits `YYYYMMDD`, as text or packed two to a byte as early chips have it; `00` or fillers stand
/// for an unknown month or day.
fn date(file: LdsFile, field: Tlv<'_>) -> Result<PartialDate, LdsError> {
    let fault = LdsError::Value { file, what: "a date" };
    let packed: Vec<u8>;
    let digits = match field.value() {
        it if it.len() == 8 => it,
        it if it.len() == 4 => {
            packed = it.iter().flat_map(|it| [b'0' + (it >> 4), b'0' + (it & 0x0f)]).collect();
            &packed
        }
        _ => return Err(fault),
    };
    let pair = |at: usize| match &digits[at..at + 2] {
        b"<<" | b"00" => Ok(None),
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok(Some((tens - b'0') * 10 + (ones - b'0'))),
        _ => Err(fault),
    };
    let (century, year) = (pair(0)?.ok_or(fault)?, pair(2)?.unwrap_or(0));
    let read = PartialDate { year: i32::from(century) * 100 + i32::from(year), month: pair(4)?, day: pair(6)? };
    read.earliest().map(|_| read).map_err(|_| fault)
}
