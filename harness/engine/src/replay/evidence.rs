//! The messages that a judgement keeps: the first ones, and those that findings rest on.

use hallmark_link::UnixMicros;
use hallmark_link::capture::Carrier;

use crate::event::Direction;

/// A message that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ExchangeId(pub(super) usize);

/// One message.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) source: usize,
    pub(super) frame: u64,
    pub(super) at: UnixMicros,
    pub(super) direction: Direction,
    pub(super) carrier: Carrier,
    pub(super) note: String,
    pub(super) octets: Vec<u8>,
}

/// What is kept, within a bound.
#[derive(Debug)]
pub(super) struct Evidence {
    most: usize,
    octets: usize,
    kept: Vec<Kept>,
    /// How many messages there were in all.
    pub(super) seen: u64,
}

impl Evidence {
    pub(super) fn new(most: usize) -> Self {
        Self { most, octets: 0, kept: Vec::new(), seen: 0 }
    }

    /// Keeps a message while there is room.
    pub(super) fn keep(&mut self, kept: impl FnOnce() -> Kept) -> Option<ExchangeId> {
        self.seen = self.seen.saturating_add(1);
        if self.kept.len() >= self.most || self.octets >= MOST_OCTETS {
            return None;
        }
        Some(self.push(kept()))
    }

    /// Keeps a message that shows a finding, for which there is more room.
    pub(super) fn keep_for_finding(&mut self, kept: impl FnOnce() -> Kept) -> Option<ExchangeId> {
        let is_full = self.kept.len() >= self.most.saturating_add(FOR_FINDINGS);
        (!is_full && self.octets < 2 * MOST_OCTETS).then(|| self.push(kept()))
    }

    /// Everything that is kept, each with its id.
    pub(super) fn into_kept(self) -> Vec<Kept> {
        self.kept
    }

    fn push(&mut self, kept: Kept) -> ExchangeId {
        self.octets = self.octets.saturating_add(kept.octets.len());
        self.kept.push(kept);
        ExchangeId(self.kept.len().saturating_sub(1))
    }
}

const MOST_OCTETS: usize = 1 << 23;
const FOR_FINDINGS: usize = 1_000;
