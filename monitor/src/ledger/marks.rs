//! Bytes → the end of their first line and where its fields stand, many bytes at once.
//!
//! Knows nothing of quotation marks but that a line with one is for somebody else.

/// So many bytes are compared together.
const BLOCK: usize = 64;

/// A product with this has the lowest bits of eight bytes side by side in its highest byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// Where the first line ends, and in `bounds` where the fields before that stand. `None` where a
/// quotation mark or the end of the bytes comes first; then `bounds` says nothing.
pub(super) fn plain_line(bytes: &[u8], delimiter: u8, bounds: &mut Vec<(u32, u32)>) -> Option<usize> {
    bounds.clear();
    let mut start = 0;
    let mut sweep = Sweep::over(bytes, |it| u8::from(it == delimiter) | u8::from(it == b'\n') | u8::from(it == b'"'));
    while let Some((at, byte)) = sweep.next() {
        if byte == b'"' {
            return None;
        }
        bounds.push((start, at as u32));
        if byte == b'\n' {
            return Some(at);
        }
        start = at as u32 + 1;
    }
    None
}

/// One sweep over bytes, in blocks whose marks are bits of one word.
pub(super) struct Sweep<'a, M> {
    bytes: &'a [u8],
    /// Where the block begins of which the marks are.
    base: usize,
    /// One bit for each marked byte of the block that is not told yet; the first is the lowest.
    marks: u64,
    is_mark: M,
}

impl<'a, M: Fn(u8) -> u8 + Copy> Sweep<'a, M> {
    /// A sweep that tells the bytes of which `is_mark` says 1; of others it says 0. Plain comparisons, which the compiler
    /// makes of many bytes at once.
    #[inline]
    pub(super) fn over(bytes: &'a [u8], is_mark: M) -> Self {
        Self { bytes, base: 0, marks: marks(bytes, is_mark), is_mark }
    }

    /// The next marked byte, with its place.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(usize, u8)> {
        while self.marks == 0 {
            self.base += BLOCK;
            self.marks = marks(self.bytes.get(self.base..).filter(|it| !it.is_empty())?, self.is_mark);
        }
        let at = self.base + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks.wrapping_sub(1);
        // Behind the end stand no bytes.
        self.bytes.get(at).map(|it| (at, *it))
    }
}

/// The marks of the first block.
#[inline]
fn marks(bytes: &[u8], is_mark: impl Fn(u8) -> u8) -> u64 {
    match bytes.first_chunk() {
        Some(block) => bits(block, is_mark),
        None => bits(&padded(bytes), is_mark),
    }
}

/// Less than a block, with zeros behind it.
#[cold]
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// One bit for each marked byte; the first is the lowest.
#[inline]
fn bits(block: &[u8; BLOCK], is_mark: impl Fn(u8) -> u8) -> u64 {
    let flags = block.map(is_mark);
    let (eights, _) = flags.as_chunks::<8>();
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
    eights.iter().zip(0_u32..).fold(0, |all, (eight, at)| all | (bits(eight) << (at * 8)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The oracle: byte by byte.
    fn slow_line(bytes: &[u8], delimiter: u8) -> Option<(usize, Vec<(u32, u32)>)> {
        let end = bytes.iter().position(|it| *it == b'\n')?;
        if bytes[..end].contains(&b'"') {
            return None;
        }
        let mut start = 0;
        let fields = bytes[..end].split(|it| *it == delimiter).map(|it| {
            let field = (start, start + it.len() as u32);
            start = field.1 + 1;
            field
        });
        Some((end, fields.collect()))
    }

    proptest! {
        /// Lines of up to some blocks, with marks anywhere, also on both sides of a block's edge.
        #[test]
        fn lines_agree_with_a_look_at_each_byte(
            text in "[a,\"\u{e9}]{0,3}|[ab,é]{0,140}[\n]?[a,\n\"]{0,70}|[a,]{60,68}\n", delimiter in "[,;]"
        ) {
            let (bytes, delimiter) = (text.as_bytes(), delimiter.as_bytes()[0]);
            let mut bounds = vec![(7, 7)];
            let found = plain_line(bytes, delimiter, &mut bounds).map(|it| (it, bounds));
            prop_assert_eq!(found, slow_line(bytes, delimiter));
        }

        #[test]
        fn a_bit_is_set_for_each_mark_and_no_other(block in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'\n')], BLOCK)) {
            let block: [u8; BLOCK] = block.try_into().unwrap();
            let found = bits(&block, |it| u8::from(b",\n\"".contains(&it)));
            for (at, byte) in block.iter().enumerate() {
                prop_assert_eq!((found >> at) & 1 == 1, b",\n\"".contains(byte));
            }
        }
    }
}
