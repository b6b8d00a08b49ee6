//! TCP connections: segments back into streams, whatever their order.
//!
//! What comes twice is dropped, what comes early waits, what never comes is a gap. A direction holds at most 1 MiB
//! and 512 segments that wait; at most 4,096 directions are known at a time, and the ones that were not used for the
//! longest time are forgotten first.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::capture::Reason;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;
use crate::capture::net::tcp::Segment;
use crate::capture::stream::Stream;

/// One direction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FlowKey {
    pub(super) source: (IpAddr, u16),
    pub(super) target: (IpAddr, u16),
}

/// Every direction, in two generations: when the young one is full, it becomes the old one.
#[derive(Debug, Default)]
pub(super) struct Flows {
    young: HashMap<FlowKey, Flow>,
    old: HashMap<FlowKey, Flow>,
}

impl Flows {
    pub(super) fn segment(
        &mut self,
        key: FlowKey,
        segment: &Segment<'_>,
        place: Place,
        out: &mut Output<'_>,
    ) {
        if !self.young.contains_key(&key) {
            let known = self.old.remove(&key);
            if known.is_none() && segment.payload.is_empty() && !segment.is_syn {
                return;
            }
            if self.young.len() >= GENERATION {
                let forgotten = core::mem::replace(&mut self.old, core::mem::take(&mut self.young));
                forget(forgotten, place, out);
            }
            self.young.insert(key, known.unwrap_or_default());
        }
        if let Some(flow) = self.young.get_mut(&key) {
            flow.segment(segment, place, out);
        }
    }

    /// The capture is over.
    pub(super) fn finish(&mut self, place: Place, out: &mut Output<'_>) {
        for mut flows in [core::mem::take(&mut self.old), core::mem::take(&mut self.young)] {
            let mut keys: Vec<FlowKey> = flows.keys().copied().collect();
            keys.sort_by_key(|key| (key.source, key.target));
            for key in keys {
                if let Some(mut flow) = flows.remove(&key) {
                    flow.close(place, out);
                }
            }
        }
    }
}

/// What these flows hold is lost only where something had begun.
fn forget(flows: HashMap<FlowKey, Flow>, place: Place, out: &mut Output<'_>) {
    for flow in flows.into_values() {
        if !flow.waiting.is_empty() {
            out.unread(place, Reason::Forgotten, || {
                "a TCP connection, because there are too many".to_owned()
            });
        }
    }
}

#[derive(Debug, Default)]
struct Flow {
    stream: Stream,
    /// The sequence number of the next octet, once one has been seen.
    next: Option<u32>,
    waiting: Vec<Waiting>,
    held: usize,
    is_closed: bool,
}

/// A segment that came before its turn.
#[derive(Debug)]
struct Waiting {
    sequence: u32,
    octets: Vec<u8>,
    missing: u32,
    place: Place,
}

impl Flow {
    fn segment(&mut self, segment: &Segment<'_>, place: Place, out: &mut Output<'_>) {
        if segment.is_syn {
            // The same ports again are another connection, the same SYN again is none.
            let next = segment.sequence.wrapping_add(1);
            if self.next != Some(next) || self.is_closed {
                self.close(place, out);
                *self = Self { next: Some(next), ..Self::default() };
            }
        }
        if self.is_closed {
            return;
        }
        let sequence = segment.sequence.wrapping_add(u32::from(segment.is_syn));
        let next = *self.next.get_or_insert(sequence);
        if !segment.payload.is_empty() || segment.missing > 0 {
            if is_ahead(sequence, next) {
                self.wait(sequence, segment, place);
            } else {
                self.take(sequence, segment.payload, segment.missing, place, out);
            }
            self.settle(place, out);
        }
        if segment.is_reset || (segment.is_fin && self.waiting.is_empty()) {
            self.close(place, out);
        }
    }

    /// Takes a segment that begins at or before the next octet.
    fn take(&mut self, sequence: u32, octets: &[u8], missing: u32, place: Place, out: &mut Output<'_>) {
        let next = self.next.unwrap_or(sequence);
        let known = next.wrapping_sub(sequence);
        let size = u32::try_from(octets.len()).unwrap_or(u32::MAX);
        let fresh = usize::try_from(known).ok().and_then(|known| octets.get(known..)).unwrap_or_default();
        self.stream.feed(fresh, place, out);
        let end = sequence.wrapping_add(size);
        let next = if is_ahead(end, next) { end } else { next };
        self.next = Some(next);
        let lost = sequence.wrapping_add(size).wrapping_add(missing);
        if missing > 0 && is_ahead(lost, next) {
            self.stream.gap(lost.wrapping_sub(next), place, out);
            self.next = Some(lost);
        }
    }

    fn wait(&mut self, sequence: u32, segment: &Segment<'_>, place: Place) {
        let is_known =
            |waiting: &Waiting| waiting.sequence == sequence && waiting.octets.len() >= segment.payload.len();
        if self.waiting.iter().any(is_known) {
            return;
        }
        self.held = self.held.saturating_add(segment.payload.len());
        self.waiting.push(Waiting {
            sequence,
            octets: segment.payload.to_vec(),
            missing: segment.missing,
            place,
        });
    }

    /// Takes what waits for as long as its turn has come, or there is no room to wait.
    fn settle(&mut self, place: Place, out: &mut Output<'_>) {
        while let Some(nearest) = self.nearest() {
            let next = self.next.unwrap_or_default();
            let has_turn = self.waiting.get(nearest).is_some_and(|waiting| !is_ahead(waiting.sequence, next));
            let is_full = self.waiting.len() > MAX_SEGMENTS || self.held > MAX_HELD;
            if !has_turn && !is_full {
                return;
            }
            self.take_waiting(nearest, place, out);
        }
    }

    fn take_waiting(&mut self, index: usize, place: Place, out: &mut Output<'_>) {
        let waiting = self.waiting.swap_remove(index);
        self.held = self.held.saturating_sub(waiting.octets.len());
        let next = self.next.unwrap_or(waiting.sequence);
        if is_ahead(waiting.sequence, next) {
            self.stream.gap(waiting.sequence.wrapping_sub(next), place, out);
            self.next = Some(waiting.sequence);
        }
        self.take(waiting.sequence, &waiting.octets, waiting.missing, place, out);
    }

    /// The waiting segment that is next, as far as any is.
    fn nearest(&self) -> Option<usize> {
        let next = self.next.unwrap_or_default();
        let distance = |waiting: &Waiting| {
            if is_ahead(waiting.sequence, next) { waiting.sequence.wrapping_sub(next) } else { 0 }
        };
        (0..).zip(&self.waiting).min_by_key(|(_, waiting)| distance(waiting)).map(|(index, _)| index)
    }

    fn close(&mut self, place: Place, out: &mut Output<'_>) {
        while let Some(nearest) = self.nearest() {
            let place = self.waiting.get(nearest).map_or(place, |waiting| waiting.place);
            self.take_waiting(nearest, place, out);
        }
        self.stream.finish(place, out);
        self.is_closed = true;
    }
}

/// Whether a sequence number lies after another one, in a space that wraps.
fn is_ahead(sequence: u32, next: u32) -> bool {
    let distance = sequence.wrapping_sub(next);
    distance != 0 && distance < 1 << 31
}

const GENERATION: usize = 2_048;
const MAX_SEGMENTS: usize = 512;
const MAX_HELD: usize = 1 << 20;
