//! How far a run is, on a terminal only: bytes while reading, transfers and hits while scanning.
//!
//! Draws on standard error and nowhere else; what it shows never reaches an answer.

use crate::report::words::grouped;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::Read;

const REFRESH: std::time::Duration = std::time::Duration::from_millis(120);
const READING: &str = "reading  [{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left  {wide_msg}";
const STREAM: &str = "reading  {bytes}, {bytes_per_sec}  {wide_msg}";
const SCANNING: &str =
    "scanning [{bar:24}] {human_pos} of {human_len} transfers, {rate} a second, {eta} left  {wide_msg}";

const SCREENING: &str = "screening [{bar:24}] {percent} %, {eta} left  {wide_msg}";
const SCREENING_STREAM: &str = "screening  {wide_msg}";

/// A bar on standard error; invisible where that is no terminal.
#[derive(Debug)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar for reading so many bytes, or as many as come.
    pub(crate) fn reading(total: Option<u64>) -> Self {
        match total {
            Some(total) => Self::new(ProgressBar::new(total), READING),
            None => Self::new(ProgressBar::no_length(), STREAM),
        }
    }

    /// A bar for scanning so many transfers.
    pub(crate) fn scanning(total: u64) -> Self {
        Self::new(ProgressBar::new(total), SCANNING)
    }

    /// A bar for screening a customer file of so many bytes, or of as many as come.
    pub(crate) fn screening(total: Option<u64>) -> Self {
        match total {
            Some(total) => Self::new(ProgressBar::new(total), SCREENING),
            None => Self::new(ProgressBar::no_length(), SCREENING_STREAM),
        }
    }

    /// How many subjects were screened, and for how many something was found.
    pub(crate) fn screened(&self, subjects: u64, found: u64) {
        let passed = u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let [subjects, found, rate] = [subjects, found, subjects.saturating_mul(1_000) / passed].map(grouped);
        self.0.set_message(format!("{subjects} subjects, {rate} a second, {found} found"));
    }

    fn new(bar: ProgressBar, template: &str) -> Self {
        // The templates are constants and tested; the library's own look would do as well.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        // A figure for the eye: whole transfers a second.
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&grouped(state.per_sec() as u64));
        };
        bar.set_style(style.with_key("rate", rate).progress_chars("━╸ "));
        if !bar.is_hidden() {
            bar.enable_steady_tick(REFRESH);
        }
        Self(bar)
    }

    /// What is being read.
    pub(crate) fn at(&self, name: &str) {
        self.0.set_message(crate::report::words::clean(name));
    }

    /// How many transfers were looked at, and how many hits there are.
    pub(crate) fn to(&self, transfers: u64, hits: u64) {
        self.0.set_position(transfers);
        self.0.set_message(crate::report::words::plural(hits, "hit", "hits"));
    }

    /// A reader that moves the bar along.
    pub(crate) fn wrap<R: Read>(&self, inner: R) -> impl Read + use<R> {
        self.0.wrap_read(inner)
    }

    /// Takes the bar off the terminal.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_well_formed() {
        for template in [READING, STREAM, SCANNING, SCREENING, SCREENING_STREAM] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn a_bar_does_not_change_what_is_read() {
        let mut text = String::new();
        Bar::reading(None).wrap(&b"a,b\n1,2\n"[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "a,b\n1,2\n");
    }
}
