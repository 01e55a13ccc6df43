//! The words for when something is recorded.

use crate::fault::Fault;
use crate::input;
use clap::Args;
use tidegate_kyc_core::base::{Instant, Window};

/// How far a clock may be behind the one that an instant was read from.
const LEEWAY: Window = Window::from_micros(60_000_000);

/// When it is recorded.
#[derive(Debug, Args)]
pub(crate) struct MomentArgs {
    /// The instant to record and to judge for, as 2026-03-01 or 2026-03-01T10:00:00Z, not before the journal's newest
    /// entry [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = input::instant)]
    at: Option<Instant>,
    /// Take an --at that lies ahead of the clock: for trials, in a folder of their own, since nothing can be recorded
    /// in it for an earlier instant any more
    #[arg(long, requires = "at")]
    ahead: bool,
}

impl MomentArgs {
    /// The instant that was given, if any.
    ///
    /// # Errors
    /// A fault where it lies ahead of the clock and nobody asked for that.
    pub(crate) fn given(&self) -> Result<Option<Instant>, Fault> {
        let now = input::now();
        let is_ahead = |it: &Instant| !self.ahead && it.since(now) > LEEWAY.micros();
        match self.at.filter(is_ahead) {
            None => Ok(self.at),
            Some(at) => Err(Fault::usage(
                format!("--at {at} lies ahead of the clock, which shows {now}"),
                "nobody can decide for then, and nothing earlier could be recorded any more: give an earlier instant, \
                 or set the clock; --ahead takes it all the same, for a trial in a folder of its own",
            )),
        }
    }

    /// The instant that was given, else that of the clock.
    ///
    /// # Errors
    /// As [`MomentArgs::given`].
    pub(crate) fn or_now(&self) -> Result<Instant, Fault> {
        Ok(self.given()?.unwrap_or_else(input::now))
    }
}
