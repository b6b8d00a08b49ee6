//! Fragments of application support layer frames (05-3474, 2.2.8.4.5).
//!
//! At most 64 transfers are open; the oldest is given up for another one. A fragment that comes again is dropped.

use std::collections::VecDeque;

use crate::capture::extractor::Place;

/// Which part of a frame a fragment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The first of so many.
    First { count: u8 },
    /// Another one, from 1.
    Next { number: u8 },
}

/// What tells the fragments of one frame from those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TransferKey {
    pub(super) pan: u16,
    pub(super) source: u16,
    pub(super) counter: u8,
    pub(super) endpoints: (u8, u8),
    pub(super) cluster: u16,
}

/// What a fragment led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// More must come.
    Waiting,
    /// It began a new transfer, for which an old one was given up.
    Lost(Lost),
    /// It was the last that was missing.
    Whole { first_frame: u64, octets: Vec<u8> },
}

/// A frame of which fragments are missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lost {
    /// The frame in which its first fragment was seen.
    pub(super) frame: u64,
    source: u16,
    cluster: u16,
    seen: usize,
    count: Option<u8>,
}

impl core::fmt::Display for Lost {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} fragments from {:04X} for cluster {:04X}", self.seen, self.source, self.cluster)?;
        match self.count {
            Some(count) => write!(f, ", expected {count}"),
            None => f.write_str(", the first is missing"),
        }
    }
}

/// Transfers that are not complete, the oldest first, and those that were completed last.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    open: VecDeque<Transfer>,
    done: VecDeque<(TransferKey, Place)>,
}

#[derive(Debug)]
struct Transfer {
    key: TransferKey,
    began: Place,
    count: Option<u8>,
    parts: Vec<Option<Vec<u8>>>,
}

impl Fragments {
    pub(super) fn accept(&mut self, key: TransferKey, part: Part, octets: &[u8], place: Place) -> Outcome {
        let is_done = |(done, at): &(TransferKey, Place)| {
            *done == key && place.at.0.saturating_sub(at.at.0) < COUNTER_LIFE_US
        };
        if self.done.iter().any(is_done) {
            return Outcome::Waiting;
        }
        let (number, count) = match part {
            Part::First { count } => (0, Some(count)),
            Part::Next { number } => (usize::from(number), None),
        };
        let mut lost = None;
        let mut position = self.open.iter().position(|transfer| transfer.key == key);
        let is_stale = |transfer: &Transfer| {
            let known = transfer.parts.get(number).and_then(Option::as_ref);
            let is_old = place.at.0.saturating_sub(transfer.began.at.0) > COUNTER_LIFE_US;
            is_old || known.is_some_and(|known| known != octets)
        };
        if let Some(stale) = position.filter(|at| self.open.get(*at).is_some_and(is_stale)) {
            lost = self.open.remove(stale).map(Transfer::lost);
            position = None;
        }
        let position = match position {
            Some(position) => position,
            None => {
                if self.open.len() >= MAX_OPEN {
                    lost = lost.or_else(|| self.open.pop_front().map(Transfer::lost));
                }
                self.open.push_back(Transfer { key, began: place, count: None, parts: Vec::new() });
                self.open.len().saturating_sub(1)
            }
        };
        if let Some(transfer) = self.open.get_mut(position) {
            transfer.count = count.or(transfer.count);
            if transfer.parts.len() <= number {
                transfer.parts.resize(number.saturating_add(1), None);
            }
            if let Some(part) = transfer.parts.get_mut(number) {
                part.get_or_insert_with(|| octets.to_vec());
            }
        }
        if self.open.get(position).is_some_and(Transfer::is_whole)
            && let Some(transfer) = self.open.remove(position)
        {
            if self.done.len() >= MAX_OPEN {
                self.done.pop_front();
            }
            self.done.push_back((key, place));
            let octets = transfer.parts.into_iter().flatten().flatten().collect();
            return Outcome::Whole { first_frame: transfer.began.frame, octets };
        }
        lost.map_or(Outcome::Waiting, Outcome::Lost)
    }

    /// The transfers that were never completed.
    pub(super) fn finish(&mut self) -> Vec<Lost> {
        self.open.drain(..).map(Transfer::lost).collect()
    }
}

impl Transfer {
    fn is_whole(&self) -> bool {
        let is_complete = self.count.is_some_and(|count| self.parts.len() == usize::from(count));
        is_complete && self.parts.iter().all(Option::is_some)
    }

    fn lost(self) -> Lost {
        Lost {
            frame: self.began.frame,
            source: self.key.source,
            cluster: self.key.cluster,
            seen: self.parts.iter().flatten().count(),
            count: self.count,
        }
    }
}

const MAX_OPEN: usize = 64;

/// After this time the same eight-bit counter means another frame.
const COUNTER_LIFE_US: u64 = 10_000_000;

#[cfg(test)]
mod tests {
    use crate::time::UnixMicros;

    use super::*;

    const KEY: TransferKey =
        TransferKey { pan: 1, source: 2, counter: 3, endpoints: (1, 1), cluster: 0x0704 };

    fn at(frame: u64) -> Place {
        Place { frame, at: UnixMicros(frame * 1_000_000) }
    }

    #[test]
    fn fragments_in_any_order_become_a_frame_once() {
        let mut fragments = Fragments::default();
        assert_eq!(fragments.accept(KEY, Part::Next { number: 2 }, b"c", at(1)), Outcome::Waiting);
        assert_eq!(fragments.accept(KEY, Part::First { count: 3 }, b"a", at(2)), Outcome::Waiting);
        assert_eq!(fragments.accept(KEY, Part::First { count: 3 }, b"a", at(3)), Outcome::Waiting);
        let whole = Outcome::Whole { first_frame: 1, octets: b"abc".to_vec() };
        assert_eq!(fragments.accept(KEY, Part::Next { number: 1 }, b"b", at(4)), whole);
        assert_eq!(fragments.accept(KEY, Part::Next { number: 1 }, b"b", at(5)), Outcome::Waiting);
        assert_eq!(fragments.finish(), []);
    }

    #[test]
    fn what_is_missing_is_said() {
        let mut fragments = Fragments::default();
        fragments.accept(KEY, Part::First { count: 2 }, b"a", at(1));
        // The same counter with other octets is another frame.
        let Outcome::Lost(lost) = fragments.accept(KEY, Part::First { count: 2 }, b"x", at(2)) else {
            panic!()
        };
        assert_eq!(
            (lost.frame, lost.to_string().as_str()),
            (1, "1 fragments from 0002 for cluster 0704, expected 2")
        );
        for counter in 0..=MAX_OPEN as u8 {
            let key = TransferKey { counter, pan: 9, ..KEY };
            fragments.accept(key, Part::Next { number: 255 }, b"a", at(3));
        }
        assert_eq!(fragments.open.len(), MAX_OPEN);
        assert!(fragments.finish()[0].to_string().ends_with("the first is missing"));
    }
}
