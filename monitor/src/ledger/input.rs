//! Stored bytes → plain bytes: SHA-256 on the way in, gzip and zstd by their first bytes.
//!
//! Streams: nothing is held but the decoders' windows. A stream that breaks off ends in an error,
//! never in silence.

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use tidegate_kyc_core::base::SourceId;

const CHUNK: usize = 1 << 16;

/// A reader that digests what passes.
pub struct Tap<R> {
    input: R,
    digest: Digesting,
}

/// Where the digest is made.
enum Digesting {
    /// By whoever reads.
    Here(Sha256),
    /// By a thread of its own, which is handed copies and hands back what it is done with.
    Apart { handed: SyncSender<Vec<u8>>, done: Receiver<Vec<u8>>, thread: JoinHandle<Sha256> },
}

/// So many pieces wait to be digested.
const WAITING: usize = 8;

impl Digesting {
    /// A thread of its own; none where there can be no more threads.
    fn apart() -> Option<Self> {
        let ((handed, pieces), (back, done)) = (sync_channel::<Vec<u8>>(WAITING), channel());
        let work = move || {
            let mut digest = Sha256::new();
            for piece in pieces {
                digest.update(&piece);
                // Whoever reads may be at the end.
                let _ = back.send(piece);
            }
            digest
        };
        let thread = std::thread::Builder::new().spawn(work).ok()?;
        Some(Self::Apart { handed, done, thread })
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Here(digest) => digest.update(bytes),
            Self::Apart { handed, done, .. } => {
                let mut piece = done.try_recv().unwrap_or_default();
                piece.clear();
                piece.extend_from_slice(bytes);
                // That nobody takes it is told by `finish`.
                let _ = handed.send(piece);
            }
        }
    }

    fn finish(self) -> Sha256 {
        match self {
            Self::Here(digest) => digest,
            Self::Apart { handed, thread, .. } => {
                drop(handed);
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }
        }
    }
}

impl<R: Read> Tap<R> {
    /// A reader of this input.
    pub fn new(input: R) -> Self {
        Self { input, digest: Digesting::Here(Sha256::new()) }
    }

    /// The same, whose digest is made by a thread of its own where there can be one: reading then waits for it no
    /// longer than half a megabyte takes.
    pub fn apart(input: R) -> Self {
        Self { input, digest: Digesting::apart().unwrap_or_else(|| Digesting::Here(Sha256::new())) }
    }

    /// Reads what nobody read, and gives the digest of all of it.
    #[must_use]
    pub fn finish(mut self) -> SourceId {
        let mut chunk = vec![0; CHUNK];
        while matches!(self.read(&mut chunk), Ok(count) if count > 0) {}
        SourceId::from_digest(self.digest.finish().finalize().into())
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

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// What the first bytes say: RFC 1952 section 2.3.1, RFC 8878 sections 3.1.1 and 3.1.2.
    const fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// The plain bytes behind `input`, and the name without a suffix of compression. How bytes are
/// packed is seen by their start, not by the name: standard input has no suffix, and a plain text
/// may be named `.gz`.
pub(super) fn plain<'a>(name: &'a str, mut input: impl Read + 'a) -> (&'a str, Box<dyn Read + 'a>) {
    let stem = |suffix: &str| {
        let cut = name.len().checked_sub(suffix.len())?;
        name.get(cut..).filter(|it| it.eq_ignore_ascii_case(suffix)).and_then(|_| name.get(..cut))
    };
    let stem = stem(".gz").or_else(|| stem(".zst")).unwrap_or(name);
    let mut start = Vec::with_capacity(4);
    let failed = Failed((&mut input).take(4).read_to_end(&mut start).err());
    let packing = Packing::of(&start);
    let whole = io::Cursor::new(start).chain(failed).chain(input);
    match packing {
        Packing::Gzip => (stem, Box::new(Gzip::new(BufReader::with_capacity(CHUNK, whole)))),
        Packing::Zstd => (stem, Box::new(Zstd::new(BufReader::with_capacity(CHUNK, whole)))),
        Packing::None => (stem, Box::new(whole)),
    }
}

/// An error that waits for its turn; nothing where there is none.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The error of bytes behind the packed ones that are no packed ones; a kind that neither decoder
/// ends a damaged stream with.
fn trailing() -> io::Error {
    ErrorKind::InvalidInput.into()
}

/// Whether nothing follows but zeros, with which tapes and copies fill their last block.
fn is_padding(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let rest = input.fill_buf()?;
        if rest.iter().any(|it| *it != 0) {
            return Ok(false);
        }
        let length = rest.len();
        if length == 0 {
            return Ok(true);
        }
        input.consume(length);
    }
}

/// gzip members one after the other.
struct Gzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    fn new(input: R) -> Self {
        Self { member: Some(GzDecoder::new(input)) }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer).map_err(|it| match it.kind() {
                ErrorKind::InvalidInput => ErrorKind::InvalidData.into(),
                _ => it,
            })?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut input) = self.member.take().map(GzDecoder::into_inner) else { break };
            if input.fill_buf()?.first() == Some(&0x1f) {
                self.member = Some(GzDecoder::new(input));
            } else if !is_padding(&mut input)? {
                return Err(trailing());
            }
        }
        Ok(0)
    }
}

/// zstd frames one after the other, their checksums compared, skippable ones skipped.
struct Zstd<R> {
    input: R,
    frame: FrameDecoder,
    open: bool,
    /// Whether a frame was read to its end before.
    later: bool,
    /// Whether the stream broke off in the frame whose last bytes are handed out.
    cut: bool,
}

/// A last block without content (RFC 8878, section 3.1.1.2) and four bytes for a checksum: after a
/// frame that broke off it frees what was decoded before the cut.
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

impl<R: BufRead> Zstd<R> {
    fn new(input: R) -> Self {
        Self { input, frame: FrameDecoder::new(), open: false, later: false, cut: false }
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
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::BadMagicNumber(magic))) => {
                    let padding = magic == 0 && is_padding(&mut self.input)?;
                    let error = if self.later { trailing() } else { ErrorKind::InvalidData.into() };
                    return if padding && self.later { Ok(false) } else { Err(error) };
                }
                Err(error) => return Err(self.broken(error)),
            }
        }
    }

    /// A decoder's error: the end came too early, or the bytes are wrong.
    fn broken(&mut self, error: FrameDecoderError) -> io::Error {
        let ended = self.input.fill_buf().is_ok_and(<[u8]>::is_empty);
        if ended { ErrorKind::UnexpectedEof.into() } else { io::Error::new(ErrorKind::InvalidData, error) }
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
            if self.cut {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if self.frame.is_finished() {
                (self.open, self.later) = (false, true);
                let (written, counted) = (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum());
                if written.is_some() && written != counted {
                    return Err(ErrorKind::InvalidData.into());
                }
                continue;
            }
            if let Err(error) = self.frame.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1)) {
                let error = self.broken(error);
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.cut =
                    error.kind() == ErrorKind::UnexpectedEof && self.frame.decode_blocks(&LAST_BLOCK[..], one).is_ok();
                if !self.cut {
                    return Err(error);
                }
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
    fn the_first_bytes_say_how_it_is_packed_and_the_name_loses_its_suffix() {
        assert_eq!(plain("a.csv.gz", &b""[..]).0, "a.csv");
        assert_eq!(plain("a.jsonl.ZST", &b""[..]).0, "a.jsonl");
        assert_eq!(plain("ä.csv", &b""[..]).0, "ä.csv");
        let text = b"tide ".repeat(100_000);
        for name in ["a.gz", "a.zst", "a", "stdin"] {
            assert_eq!(unpack(name, &gzip(&text)), (text.clone(), None), "{name}");
            assert_eq!(unpack(name, &zstd(&text)), (text.clone(), None), "{name}");
            assert_eq!(unpack(name, &text), (text.clone(), None), "{name}");
        }
        for short in [&b""[..], b"a", b"abc"] {
            assert_eq!(unpack("a.gz", short), (short.to_vec(), None));
        }
    }

    #[test]
    fn zeros_behind_the_packed_bytes_are_padding_and_anything_else_is_told() {
        for (name, packed) in [("a.gz", gzip(b"one")), ("a.zst", zstd(b"one"))] {
            let padded = [&packed[..], &[0; 100_000]].concat();
            assert_eq!(unpack(name, &padded), (b"one".to_vec(), None), "{name}");
            for rest in [&b"more"[..], b"\0\0\0\0\0more", b"more than a few bytes"] {
                let trailed = [&packed[..], rest].concat();
                assert_eq!(unpack(name, &trailed), (b"one".to_vec(), Some(ErrorKind::InvalidInput)), "{name}");
            }
        }
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
                // Of zstd a block of 128 KiB may be lost, of gzip what the decoder had not seen.
                assert!(part.len() + (1 << 18) > cut, "{name}: {} of {cut}", part.len());
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
        let mut packed = zstd(&b"some text ".repeat(50));
        let last = packed.len() - 6;
        packed[last] ^= 1;
        assert!(unpack("a.zst", &packed).1.is_some());
        assert!(unpack("a.gz", b"\x1f\x8bnot gzip at all").1.is_some());
    }

    #[test]
    fn the_digest_is_of_the_stored_bytes_also_those_nobody_read() {
        for mut tap in [Tap::new(&b"abcdef"[..]), Tap::apart(&b"abcdef"[..])] {
            tap.read_exact(&mut [0; 2]).unwrap();
            assert_eq!(tap.finish(), SourceId::of(b"abcdef"));
        }
    }

    #[test]
    fn a_digest_that_is_made_apart_is_of_every_byte_in_order() {
        let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        for step in [1_000, 70_000] {
            let (mut tap, mut piece) = (Tap::apart(&*bytes), vec![0; step]);
            while tap.read(&mut piece).unwrap() > 0 {}
            assert_eq!(tap.finish(), SourceId::of(&bytes));
        }
        // Of a reader that is let go nobody asks.
        drop(Tap::apart(&*bytes));
    }
}
