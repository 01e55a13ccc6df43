//! Stored bytes → plain bytes: SHA-256 on the way in, gzip and zstd by the suffix of the name.
//!
//! Streams: nothing is held but the decoders' windows. A stream that breaks off ends in an error,
//! never in silence.

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use tidegate_kyc_core::base::SourceId;

const CHUNK: usize = 1 << 16;

/// A reader that digests what passes.
pub(super) struct Tap<R> {
    input: R,
    digest: Sha256,
}

impl<R: Read> Tap<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, digest: Sha256::new() }
    }

    /// Reads what nobody read, and gives the digest of all of it.
    pub(super) fn finish(mut self) -> SourceId {
        let mut chunk = vec![0; CHUNK];
        while matches!(self.read(&mut chunk), Ok(count) if count > 0) {}
        SourceId::from_digest(self.digest.finalize().into())
    }
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(buffer) {
                Ok(count) => {
                    self.digest.update(&buffer[..count]);
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The plain bytes behind `input`, and the name without its suffix of compression.
pub(super) fn plain<'a>(name: &'a str, input: impl Read + 'a) -> (&'a str, Box<dyn Read + 'a>) {
    let stem = |suffix: &str| {
        let cut = name.len().checked_sub(suffix.len())?;
        name.get(cut..).filter(|it| it.eq_ignore_ascii_case(suffix)).and_then(|_| name.get(..cut))
    };
    if let Some(stem) = stem(".gz") {
        (stem, Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, input))))
    } else if let Some(stem) = stem(".zst") {
        (stem, Box::new(Zstd::new(BufReader::with_capacity(CHUNK, input))))
    } else {
        (name, Box::new(input))
    }
}

/// zstd frames one after the other, their checksums compared, skippable ones skipped.
struct Zstd<R> {
    input: R,
    frame: FrameDecoder,
    open: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(input: R) -> Self {
        Self { input, frame: FrameDecoder::new(), open: false }
    }

    /// Opens the next frame; `false` at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.input.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.frame.reset(&mut self.input) {
                Ok(()) => {
                    self.open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut (&mut self.input).take(length), &mut io::sink())? < length {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return self.broken(error),
            }
        }
    }

    /// A decoder's error: the end came too early, or the bytes are wrong.
    fn broken<T>(&mut self, error: FrameDecoderError) -> io::Result<T> {
        let ended = self.input.fill_buf().is_ok_and(<[u8]>::is_empty);
        Err(if ended { ErrorKind::UnexpectedEof.into() } else { io::Error::new(ErrorKind::InvalidData, error) })
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open && !self.next_frame()? {
                return Ok(0);
            }
            if self.frame.can_collect() > 0 {
                return self.frame.read(buffer);
            }
            if self.frame.is_finished() {
                self.open = false;
                let (written, counted) = (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum());
                if written.is_some() && written != counted {
                    return Err(ErrorKind::InvalidData.into());
                }
                continue;
            }
            if let Err(error) = self.frame.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1)) {
                return self.broken(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(name: &str, bytes: &[u8]) -> (Vec<u8>, Option<ErrorKind>) {
        let mut all = Vec::new();
        let error = plain(name, bytes).1.read_to_end(&mut all).err();
        (all, error.map(|it| it.kind()))
    }

    #[test]
    fn the_suffix_says_how_it_is_packed() {
        assert_eq!(plain("a.csv.gz", &b""[..]).0, "a.csv");
        assert_eq!(plain("a.jsonl.ZST", &b""[..]).0, "a.jsonl");
        assert_eq!(plain("ä.csv", &b""[..]).0, "ä.csv");
        let text = b"tide ".repeat(100_000);
        assert_eq!(unpack("a.gz", &gzip(&text)), (text.clone(), None));
        assert_eq!(unpack("a.zst", &zstd(&text)), (text.clone(), None));
        assert_eq!(unpack("a", &text), (text, None));
    }

    #[test]
    fn packed_pieces_one_after_the_other_are_one_text() {
        assert_eq!(unpack("a.gz", &[gzip(b"one "), gzip(b"two")].concat()), (b"one two".to_vec(), None));
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        let frames = [zstd(b"one "), skippable, zstd(b"two")].concat();
        assert_eq!(unpack("a.zst", &frames), (b"one two".to_vec(), None));
    }

    #[test]
    fn a_stream_that_breaks_off_says_so() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|it| (it.wrapping_mul(2_654_435_761)).to_be_bytes()).collect();
        for (name, packed) in [("a.gz", gzip(&text)), ("a.zst", zstd(&text))] {
            for cut in [packed.len() / 2, packed.len() - 3] {
                let (part, error) = unpack(name, &packed[..cut]);
                assert!(text.starts_with(&part), "{name} {cut}");
                assert_eq!(error, Some(ErrorKind::UnexpectedEof), "{name} {cut}");
            }
        }
    }

    #[test]
    fn damage_is_noticed() {
        let mut packed = gzip(&b"some text ".repeat(50));
        let last = packed.len() - 6;
        packed[last] ^= 1;
        assert!(unpack("a.gz", &packed).1.is_some());
        assert!(unpack("a.zst", b"not zstd at all").1.is_some());
    }

    #[test]
    fn the_digest_is_of_the_stored_bytes_also_those_nobody_read() {
        let mut tap = Tap::new(&b"abcdef"[..]);
        tap.read_exact(&mut [0; 2]).unwrap();
        assert_eq!(tap.finish(), SourceId::of(b"abcdef"));
    }
}
