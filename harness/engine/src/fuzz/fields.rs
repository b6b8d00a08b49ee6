use core::ops::Range;

use hallmark_gbcs::Payload;
use hallmark_gbcs::describe::Describe as _;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::wire::Message;

/// Where the fields of a message's payload stand, groups and what is in them, from the start of the payload.
pub(super) fn fields(octets: &[u8]) -> Vec<Range<usize>> {
    let Ok(message) = Message::parse(octets) else { return Vec::new() };
    let Ok(payload) = Payload::parse(&message) else { return Vec::new() };
    let mut ranges = Ranges { base: message.payload_offset(), found: Vec::new() };
    payload.describe(&mut ranges);
    ranges.found.sort_by_key(|range| (range.start, range.end));
    ranges.found.dedup();
    ranges.found
}

struct Ranges {
    base: usize,
    found: Vec<Range<usize>>,
}

impl Ranges {
    fn take(&mut self, at: Option<Range<usize>>) {
        let Some(at) = at.filter(|at| at.start >= self.base && at.end > at.start) else { return };
        if self.found.len() < MOST {
            self.found.push(at.start - self.base..at.end - self.base);
        }
    }
}

impl Sink for Ranges {
    fn field(&mut self, _: &str, at: Option<Range<usize>>, _: Value<'_>) {
        self.take(at);
    }

    fn open(&mut self, _: &str, at: Option<Range<usize>>, _: Group) {
        self.take(at);
    }

    fn close(&mut self) {}
}

/// More fields than this are not told apart.
const MOST: usize = 4_096;
