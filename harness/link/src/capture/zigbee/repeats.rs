//! Messages that are on the air more than once: sent again because an acknowledgement was lost, or captured on every
//! hop of their way.

use std::collections::VecDeque;
use std::hash::DefaultHasher;
use std::hash::Hash as _;
use std::hash::Hasher as _;

use crate::capture::extractor::Place;

/// Who sent a frame, and its counter: PAN, source, counter, endpoints.
pub(super) type Sent = (u16, u16, u8, (u8, u8));

/// The frames of the last seconds, at most 256 of them.
#[derive(Debug, Default)]
pub(super) struct Repeats(VecDeque<(Sent, u64, Place)>);

impl Repeats {
    /// Whether the same frame with the same octets came a moment ago.
    pub(super) fn is_repeated(&mut self, sent: Sent, place: Place, octets: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        octets.hash(&mut hasher);
        let digest = hasher.finish();
        let is_same = |(known, hash, at): &(Sent, u64, Place)| {
            *known == sent && *hash == digest && place.at.0.saturating_sub(at.at.0) < WINDOW_US
        };
        if self.0.iter().any(is_same) {
            return true;
        }
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back((sent, digest, place));
        false
    }
}

const KEPT: usize = 256;
const WINDOW_US: u64 = 10_000_000;
