//! One CSV record: where its fields stand, with and without quotation marks.

/// One record: its first line, its text and where in it the fields stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) line: u32,
    pub(super) text: &'a str,
    pub(super) bounds: &'a [(u32, u32)],
}

impl<'a> Record<'a> {
    /// A field; empty where the record has none.
    #[inline]
    pub(super) fn field(&self, at: usize) -> &'a str {
        self.bounds.get(at).and_then(|(start, end)| self.text.get(*start as usize..*end as usize)).unwrap_or("")
    }

    /// How many fields there are.
    pub(super) const fn len(&self) -> usize {
        self.bounds.len()
    }
}

/// Where the fields of a record without quotation marks stand.
pub(super) fn split(record: &[u8], delimiter: u8, bounds: &mut Vec<(u32, u32)>) {
    bounds.clear();
    let mut start = 0;
    for at in memchr::memchr_iter(delimiter, record) {
        bounds.push((start, at as u32));
        start = at as u32 + 1;
    }
    bounds.push((start, record.len() as u32));
}

/// Whether a field that begins with this blank is one in quotation marks for all that, as in `a, "b, c"`: with blanks
/// before its marks, perhaps behind them too, and nothing else. Its marks stand in one line; what is a part of a text,
/// as in ` "b" c`, marks nothing.
fn is_quoted_behind_blanks(first: u8, rest: &[u8], delimiter: u8) -> bool {
    let is_blank = |it: u8| matches!(it, b' ' | b'\t') && it != delimiter;
    let skip = |text: &[u8]| text.iter().take_while(|it| is_blank(**it)).count();
    let Some((b'"', mut rest)) = is_blank(first).then(|| rest[skip(rest)..].split_first()).flatten() else {
        return false;
    };
    while let Some(at) = rest.iter().position(|it| matches!(it, b'"' | b'\n')).filter(|at| rest[*at] == b'"') {
        rest = &rest[at + 1..];
        match rest.first() {
            Some(b'"') => rest = &rest[1..],
            _ => {
                let end = rest.get(skip(rest)..).unwrap_or(&[]);
                return end.is_empty()
                    || end[0] == delimiter
                    || matches!(end, [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..]);
            }
        }
    }
    false
}

/// Reads one record with quotation marks: its bytes and its physical lines. `None` when it has no
/// end yet; with `closed` the end of the bytes is the end of the record, unless a quote is open.
pub(super) fn unquote(
    bytes: &[u8],
    delimiter: u8,
    closed: bool,
    scratch: &mut Vec<u8>,
    bounds: &mut Vec<(u32, u32)>,
) -> Option<(usize, u32)> {
    scratch.clear();
    bounds.clear();
    let (mut at, mut lines, mut start, mut fresh, mut inside) = (0, 0, 0_u32, true, false);
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        if inside {
            match (byte, bytes.get(at)) {
                (b'"', Some(b'"')) => {
                    scratch.push(b'"');
                    at += 1;
                }
                (b'"', None) if !closed => return None,
                (b'"', _) => inside = false,
                _ => {
                    lines += u32::from(byte == b'\n');
                    scratch.push(byte);
                }
            }
        } else if fresh && (byte == b'"' || is_quoted_behind_blanks(byte, &bytes[at..], delimiter)) {
            at += if byte == b'"' { 0 } else { bytes[at..].iter().take_while(|it| **it != b'"').count() + 1 };
            (inside, fresh) = (true, false);
        } else if byte == delimiter {
            bounds.push((start, scratch.len() as u32));
            (start, fresh) = (scratch.len() as u32, true);
        } else if byte == b'\n' {
            let carriage = at >= 2 && bytes[at - 2] == b'\r';
            if carriage {
                scratch.pop();
            }
            bounds.push((start, scratch.len() as u32));
            return Some((at, lines + 1));
        } else {
            fresh = false;
            scratch.push(byte);
        }
    }
    if !closed || inside {
        return None;
    }
    if bytes.ends_with(b"\r") {
        scratch.pop();
    }
    bounds.push((start, scratch.len() as u32));
    Some((at, lines + 1))
}
