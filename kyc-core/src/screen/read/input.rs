//! The bytes of a list on their way in: counted, digested, bounded, and their beginning looked at.

use super::Limits;
use super::error::ListError;
use crate::base::SourceId;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::rc::Rc;

/// How much of the beginning is looked at to recognise the format.
const HEAD: usize = 64 * 1024;
/// Bytes read at once.
const BLOCK: usize = 256 * 1024;
/// The most that may be read between two steps of a reader: what one element, text or line can take.
/// The longest remark of the lists at hand has 20,000 bytes.
pub(super) const STEP_MAX: u64 = 8 * 1024 * 1024;

/// Where a reader is: it moves `at` forward with each step, and reading too far beyond it fails.
pub(super) type Progress = Rc<Cell<u64>>;

/// Counts, digests and bounds what is read.
pub(super) struct Counted<R> {
    inner: R,
    digest: Sha256,
    read: u64,
    most: u64,
    step: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read > self.most || self.read > self.step.get().saturating_add(STEP_MAX) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        self.digest.update(buffer.get(..count).unwrap_or(&[]));
        self.read += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

/// A list's bytes with their beginning already read.
pub(super) struct Input<R> {
    stream: Chain<Cursor<Vec<u8>>, Counted<R>>,
    head: Vec<u8>,
    /// Where the reader is.
    pub(super) step: Progress,
    most: u64,
}

impl<R: Read> Input<R> {
    pub(super) fn open(inner: R, limits: &Limits) -> Result<Self, ListError> {
        let step = Progress::default();
        let digest = Sha256::new();
        let mut counted = Counted { inner, digest, read: 0, most: limits.bytes_max, step: step.clone() };
        let mut head = Vec::with_capacity(HEAD);
        counted.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        for (mark, name) in
            [(&[0xff, 0xfe][..], "UTF-16"), (&[0xfe, 0xff], "UTF-16"), (b"<\0", "UTF-16"), (b"\0<", "UTF-16")]
        {
            if head.starts_with(mark) {
                return Err(ListError::Encoding(name));
            }
        }
        let packed: [&[u8]; 4] = [&[0x1f, 0x8b], b"BZh", b"PK\x03\x04", &[0x28, 0xb5, 0x2f, 0xfd]];
        if packed.iter().any(|it| head.starts_with(it)) {
            return Err(ListError::Packed);
        }
        let from = if head.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let head = head.split_off(from);
        if head.is_empty() {
            return Err(ListError::Empty);
        }
        Ok(Self { stream: Cursor::new(head.clone()).chain(counted), head, step, most: limits.bytes_max })
    }

    /// The beginning, without a byte order mark.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The whole from its beginning, for one reader.
    pub(super) fn stream(&mut self) -> impl BufRead + '_ {
        BufReader::with_capacity(BLOCK, &mut self.stream)
    }

    /// Reads what is left and tells what all of it was.
    pub(super) fn finish(mut self) -> Result<SourceId, ListError> {
        let mut block = vec![0; BLOCK];
        loop {
            self.step.set(u64::MAX);
            if self.stream.read(&mut block).map_err(|it| self.cause(it.into()))? == 0 {
                break;
            }
        }
        let (_, counted) = self.stream.into_inner();
        Ok(SourceId::from_digest(counted.digest.finalize().into()))
    }

    /// An error with the limit that was met.
    pub(super) fn cause(&self, error: ListError) -> ListError {
        let (_, counted) = self.stream.get_ref();
        match error {
            ListError::TooLarge { what: "bytes", .. } if counted.read > self.most => {
                ListError::TooLarge { what: "bytes", most: self.most }
            }
            ListError::TooLarge { what: "bytes", .. } => {
                ListError::TooLarge { what: "bytes in one element or line", most: STEP_MAX }
            }
            other => other,
        }
    }
}
