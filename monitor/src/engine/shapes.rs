//! Runs the graph-shaped kinds: `path`, `cycle` and `diamond`.

use super::program::Program;
use super::sink::Sink;
use super::world::World;
use crate::graph::EdgeId;
use tidegate_kyc_core::base::Instant;

/// The state of all graph-shaped rules of one monitor.
#[derive(Debug)]
pub(super) struct Shapes {
    steps: u64,
}

impl Shapes {
    pub(super) fn new(_programs: usize, steps: u64) -> Self {
        Self { steps }
    }

    /// Answers one rule for one new transfer.
    pub(super) fn observe(
        &mut self,
        _number: usize,
        _program: &Program,
        _world: &World,
        _anchor: EdgeId,
        _sink: &mut impl Sink,
    ) {
        let _ = self.steps;
    }

    /// Lets go of what no later transfer can touch.
    pub(super) fn sweep(&mut self, _programs: &[Program], _now: Instant) {}
}
