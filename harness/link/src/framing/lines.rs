//! Lines of bounded length.

use memchr::memchr;

use crate::received::Garbage;

/// Splits octets into lines and never holds more than the limit. A longer line is counted, not kept.
#[derive(Debug)]
pub struct Lines {
    limit: usize,
    buffer: Vec<u8>,
    start: u64,
    size: u64,
    complete: bool,
}

/// One line, without its line feed.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A line within the limit.
    Whole {
        /// Offset of its first octet in the stream.
        start: u64,
        /// The line. A carriage return before the line feed is still there.
        octets: &'a [u8],
    },
    /// A line beyond the limit.
    TooLong {
        /// Offset of its first octet in the stream.
        start: u64,
        /// How long it was, in octets.
        size: u64,
        /// Its first octets.
        excerpt: &'a [u8],
    },
}

impl Lines {
    /// Lines of at most `limit` octets.
    pub fn new(limit: usize) -> Self {
        Self { limit, buffer: Vec::new(), start: 0, size: 0, complete: false }
    }

    /// Takes octets from `input` up to the end of a line and returns that line. `None` means that `input` is used up.
    pub fn feed(&mut self, input: &mut &[u8]) -> Option<Line<'_>> {
        if self.complete {
            self.complete = false;
            self.start = self.start.saturating_add(self.size).saturating_add(1);
            self.size = 0;
            self.buffer.clear();
        }
        let Some(end) = memchr(b'\n', input) else {
            self.keep(input);
            *input = &[];
            return None;
        };
        let (line, rest) = input.split_at_checked(end)?;
        self.keep(line);
        *input = rest.split_first().map_or(&[], |(_, rest)| rest);
        self.complete = true;
        Some(self.line())
    }

    /// The line that has begun and not ended, if there is one.
    pub fn pending(&self) -> Option<Line<'_>> {
        (!self.complete && self.size > 0).then(|| self.line())
    }

    /// The octets of memory that are set aside.
    pub fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    fn keep(&mut self, octets: &[u8]) {
        let room = self.limit.saturating_sub(self.buffer.len());
        let kept = octets.get(..room).unwrap_or(octets);
        if kept.len() > self.buffer.capacity().saturating_sub(self.buffer.len()) {
            let double = self.buffer.capacity().saturating_mul(2);
            let capacity = self.buffer.len().saturating_add(kept.len()).max(double.min(self.limit));
            self.buffer.reserve_exact(capacity.saturating_sub(self.buffer.len()));
        }
        self.buffer.extend_from_slice(kept);
        self.size = self.size.saturating_add(u64::try_from(octets.len()).unwrap_or(u64::MAX));
    }

    fn line(&self) -> Line<'_> {
        if self.size > u64::try_from(self.limit).unwrap_or(u64::MAX) {
            let excerpt = self.buffer.get(..Garbage::EXCERPT).unwrap_or(&self.buffer);
            return Line::TooLong { start: self.start, size: self.size, excerpt };
        }
        Line::Whole { start: self.start, octets: &self.buffer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_counts_and_goes_on() {
        let mut lines = Lines::new(4);
        let mut input: &[u8] = b"ab\n\ncdefg\nhi";
        assert_eq!(lines.feed(&mut input), Some(Line::Whole { start: 0, octets: b"ab" }));
        assert_eq!(lines.feed(&mut input), Some(Line::Whole { start: 3, octets: b"" }));
        assert_eq!(lines.feed(&mut input), Some(Line::TooLong { start: 4, size: 5, excerpt: b"cdef" }));
        assert_eq!(lines.feed(&mut input), None);
        assert_eq!(lines.pending(), Some(Line::Whole { start: 10, octets: b"hi" }));
        let mut input: &[u8] = b"\n";
        assert_eq!(lines.feed(&mut input), Some(Line::Whole { start: 10, octets: b"hi" }));
        assert_eq!(lines.pending(), None);
    }

    #[test]
    fn a_line_of_the_limit_is_whole_and_one_more_is_not() {
        let mut lines = Lines::new(4);
        let mut input: &[u8] = b"abcd\n";
        assert_eq!(lines.feed(&mut input), Some(Line::Whole { start: 0, octets: b"abcd" }));
        let mut input: &[u8] = b"abcde\n";
        assert_eq!(lines.feed(&mut input), Some(Line::TooLong { start: 5, size: 5, excerpt: b"abcd" }));
    }
}
