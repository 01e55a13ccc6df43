//! The face of data group 2: a biometric template in, the image with its format, size and digest out.
//!
//! Reads the frame of ISO/IEC 7816-11 and the face records of ISO/IEC 19794-5 and 39794-5. Decodes no
//! image: its first bytes name the format.

use super::LdsError;
use super::file::LdsFile;
use crate::base::{Redacted, SourceId, Tlv, TlvError, TlvReader, TlvRules};

const FILE: LdsFile = LdsFile::Group(2);
/// Elements looked at in search of the image of a 39794-5 record, which nests six deep.
const ELEMENTS_MAX: usize = 200;
/// The header of a 19794-5 record, and the parts of a face in it: information, a feature point, image information.
const RECORD_HEADER: usize = 14;
const FACE_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;

/// Which standard the face record follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaceStandard {
    /// ISO/IEC 19794-5:2005, a binary record.
    Iso19794,
    /// ISO/IEC 39794-5:2019, an ASN.1 record, which chips may carry from 2026 on and must from 2030 on.
    Iso39794,
}

/// The format of the image, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// JPEG 2000, as a file or as a bare codestream.
    Jpeg2000,
    /// PNG, which 39794-5 allows.
    Png,
}

/// The first face of data group 2. `Debug` shows standard, format and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face<'a> {
    standard: FaceStandard,
    format: ImageFormat,
    pixels: Option<(u16, u16)>,
    image: Redacted<&'a [u8]>,
}

impl<'a> Face<'a> {
    /// Reads the first template of the group.
    pub(super) fn read(group: Tlv<'a>) -> Result<Self, LdsError> {
        let form = |fault| LdsError::Form { file: FILE, fault };
        let mut templates = group.parts().expect(0x7f61).map_err(form)?.parts();
        templates.expect(0x02).map_err(form)?;
        let mut template = templates.expect(0x7f60).map_err(form)?.parts();
        template.optional(0xa1).map_err(form)?;
        let block = template.next().map_err(form)?.ok_or(form(TlvError::Missing { wanted: 0x5f2e }))?;
        if !matches!(block.tag(), 0x5f2e | 0x7f2e) {
            return Err(form(TlvError::Missing { wanted: 0x5f2e }));
        }
        if block.value().starts_with(b"FAC\0") { Self::of_19794(block.value()) } else { Self::of_39794(block) }
    }

    /// ISO/IEC 19794-5:2005 section 5: header, face information, feature points, image information, image.
    fn of_19794(record: &'a [u8]) -> Result<Self, LdsError> {
        const FAULT: LdsError = LdsError::Value { file: FILE, what: "the face record" };
        let number = |at: usize| record.get(at..at + 2).map(|it| u16::from_be_bytes([it[0], it[1]])).ok_or(FAULT);
        let long = |at: usize| record.get(at..at + 4).map(|it| u32::from_be_bytes([it[0], it[1], it[2], it[3]]));
        let usize_of = |it: Option<u32>| it.and_then(|it| usize::try_from(it).ok()).ok_or(FAULT);
        let record_length = usize_of(long(8))?;
        let face_length = usize_of(long(RECORD_HEADER))?;
        let points = usize::from(number(RECORD_HEADER + 4)?);
        let image_information = RECORD_HEADER + FACE_INFORMATION + points * FEATURE_POINT;
        let end = RECORD_HEADER.checked_add(face_length).filter(|it| *it <= record_length).ok_or(FAULT)?;
        let image = record.get(image_information + IMAGE_INFORMATION..end).ok_or(FAULT)?;
        let pixels = (number(image_information + 2)?, number(image_information + 4)?);
        let format = format(image).ok_or(LdsError::Value { file: FILE, what: "the image" })?;
        Ok(Self { standard: FaceStandard::Iso19794, format, pixels: Some(pixels), image: Redacted::new(image) })
    }

    /// ISO/IEC 39794-5:2019 annex A: the image is the one octet string of the record that begins like
    /// an image. Searched with a stack of readers and a bound on elements.
    fn of_39794(block: Tlv<'a>) -> Result<Self, LdsError> {
        let mut open: Vec<TlvReader<'a>> = vec![TlvReader::new(block.value(), TlvRules::Ber)];
        let mut seen = 0;
        while let Some(reader) = open.last_mut() {
            let element = reader.next().map_err(|fault| LdsError::Form { file: FILE, fault })?;
            let Some(element) = element else {
                open.pop();
                continue;
            };
            seen += 1;
            if seen > ELEMENTS_MAX {
                break;
            }
            if is_constructed(element.tag()) {
                open.push(element.parts());
            } else if let Some(format) = format(element.value()) {
                let image = Redacted::new(element.value());
                return Ok(Self { standard: FaceStandard::Iso39794, format, pixels: None, image });
            }
        }
        Err(LdsError::Value { file: FILE, what: "the image" })
    }

    /// The standard of the record.
    #[must_use]
    pub const fn standard(&self) -> FaceStandard {
        self.standard
    }

    /// The format of the image.
    #[must_use]
    pub const fn format(&self) -> ImageFormat {
        self.format
    }

    /// Width and height in pixels, where the record says so.
    #[must_use]
    pub const fn pixels(&self) -> Option<(u16, u16)> {
        self.pixels
    }

    /// The image as it stood.
    #[must_use]
    pub const fn image(&self) -> Redacted<&'a [u8]> {
        self.image
    }

    /// The SHA-256 of the image, by which a vendor's face match can point to it.
    #[must_use]
    pub fn digest(&self) -> SourceId {
        SourceId::of(self.image.reveal())
    }
}

/// Bit 6 of the first tag byte.
const fn is_constructed(tag: u32) -> bool {
    let first = if tag > 0xffff {
        tag >> 16
    } else if tag > 0xff {
        tag >> 8
    } else {
        tag
    };
    first & 0x20 != 0
}

fn format(image: &[u8]) -> Option<ImageFormat> {
    const STARTS: [(&[u8], ImageFormat); 4] = [
        (&[0xff, 0xd8, 0xff], ImageFormat::Jpeg),
        (&[0, 0, 0, 0x0c, b'j', b'P', b' ', b' '], ImageFormat::Jpeg2000),
        (&[0xff, 0x4f, 0xff, 0x51], ImageFormat::Jpeg2000),
        (&[0x89, b'P', b'N', b'G'], ImageFormat::Png),
    ];
    STARTS.iter().find_map(|(start, format)| image.starts_with(start).then_some(*format))
}
