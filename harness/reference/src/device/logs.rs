use std::collections::VecDeque;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::AlertCode;

use crate::time::Instant;

/// The logs of the Device.
#[derive(Debug, Clone)]
pub(crate) struct Logs {
    pub(crate) event: Log,
    pub(crate) security: Log,
    pub(crate) power: Log,
    pub(crate) auxiliary: Log,
    pub(crate) credits: Log,
}

/// A circular log: when it is full, the newest entry replaces the oldest.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    capacity: usize,
    entries: VecDeque<Entry>,
}

/// One entry: when, and the other columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) time: u32,
    pub(crate) columns: Vec<Data>,
}

impl Logs {
    pub(crate) fn new() -> Self {
        Self {
            event: Log::new(100),
            security: Log::new(100),
            power: Log::new(100),
            auxiliary: Log::new(100),
            credits: Log::new(5),
        }
    }
}

impl Log {
    fn new(capacity: usize) -> Self {
        Self { capacity, entries: VecDeque::new() }
    }

    pub(crate) fn push(&mut self, now: Instant, columns: Vec<Data>) {
        if self.entries.len() >= self.capacity {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { time: now.log_seconds(), columns });
    }

    /// Enters an event and the octets that go with it.
    pub(crate) fn note(&mut self, now: Instant, code: AlertCode, other: &[u8]) {
        self.push(now, vec![Data::LongUnsigned(code.0), Data::octets(other)]);
    }

    /// Enters an event that a command led to.
    pub(crate) fn note_command(&mut self, now: Instant, code: AlertCode, command: MessageCode) {
        self.note(now, code, &command.0.to_be_bytes());
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// The entries, oldest first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_entry_replaces_the_oldest() {
        let mut log = Log::new(2);
        for code in 1..=3 {
            log.note(Instant::from_unix(0), AlertCode(code), &[]);
        }
        let codes = log.entries().map(|entry| entry.columns[0].clone()).collect::<Vec<_>>();
        assert_eq!(codes, [Data::LongUnsigned(2), Data::LongUnsigned(3)]);
    }
}
