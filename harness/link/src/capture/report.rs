//! What was in a capture besides messages, and what could not be read.

use std::collections::BTreeMap;

use crate::capture::Carrier;

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The check sequence of a frame is wrong.
    Checksum,
    /// A field is missing, or has a value that it cannot have.
    Damaged,
    /// A bound on memory was reached, and something was forgotten.
    Forgotten,
    /// Octets of a TCP connection are missing.
    Gap,
    /// A fragment, or the end of a message, is missing.
    Incomplete,
    /// The link key with which a ZigBee command was protected is not known, or is another one.
    LinkKey,
    /// The network key is not known, or is another one.
    NetworkKey,
    /// What is carried where messages are is none.
    NotAMessage,
    /// The capture kept only the beginning of a frame.
    Snapped,
    /// It is of a kind that is not read here.
    Unsupported,
}

impl Reason {
    /// Every reason, in order.
    pub const ALL: [Self; 10] = [
        Self::Checksum,
        Self::Damaged,
        Self::Forgotten,
        Self::Gap,
        Self::Incomplete,
        Self::LinkKey,
        Self::NetworkKey,
        Self::NotAMessage,
        Self::Snapped,
        Self::Unsupported,
    ];

    /// A short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checksum => "wrong check sequence",
            Self::Damaged => "damaged",
            Self::Forgotten => "forgotten",
            Self::Gap => "octets missing",
            Self::Incomplete => "incomplete",
            Self::LinkKey => "no link key",
            Self::NetworkKey => "no network key",
            Self::NotAMessage => "no message",
            Self::Snapped => "cut by the snap length",
            Self::Unsupported => "not supported",
        }
    }
}

/// One thing that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The frame.
    pub frame: u64,
    /// Why.
    pub reason: Reason,
    /// What about it.
    pub detail: String,
}

/// Counts of what was in a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many frames there were.
    pub frames: u64,
    /// How many messages each carrier brought.
    pub messages: BTreeMap<Carrier, u64>,
    /// How many DUIS documents there were.
    pub duis: u64,
    /// Messages that came again because they were sent or captured again.
    pub repeated: u64,
    /// Network and link keys that were learnt from the capture.
    pub learnt_keys: u64,
    /// What else there was, by name: protocols that carry no messages, ZigBee clusters.
    pub others: BTreeMap<&'static str, u64>,
    /// How many things could not be read, by reason.
    pub unread: BTreeMap<Reason, u64>,
    /// The first of them, [`LISTED`](Self::LISTED) of each reason.
    pub list: Vec<Unread>,
}

impl Report {
    /// How many of each reason are listed.
    pub const LISTED: u64 = 100;

    /// How many messages there were.
    pub fn message_count(&self) -> u64 {
        self.messages.values().sum()
    }

    pub(super) fn count(&mut self, name: &'static str) {
        self.count_many(name, 1);
    }

    pub(super) fn count_many(&mut self, name: &'static str, more: u64) {
        let count = self.others.entry(name).or_default();
        *count = count.saturating_add(more);
    }

    /// Many things of one kind that could not be read, listed as one.
    pub(super) fn unread_many(&mut self, frame: u64, reason: Reason, more: u64, detail: String) {
        let count = self.unread.entry(reason).or_default();
        *count = count.saturating_add(more);
        if u64::try_from(self.list.len()).unwrap_or(u64::MAX) < 10 * Self::LISTED {
            self.list.push(Unread { frame, reason, detail });
        }
    }

    /// `detail` is only asked for when the thing is listed.
    pub(super) fn unread(&mut self, frame: u64, reason: Reason, detail: impl FnOnce() -> String) {
        let count = self.unread.entry(reason).or_default();
        *count = count.saturating_add(1);
        if *count <= Self::LISTED {
            self.list.push(Unread { frame, reason, detail: detail() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_counted_and_the_first_is_listed() {
        let mut report = Report::default();
        for frame in 0..=Report::LISTED {
            report.unread(frame, Reason::Gap, || "x".to_owned());
        }
        report.unread(7, Reason::Damaged, || "y".to_owned());
        assert_eq!(report.unread, BTreeMap::from([(Reason::Gap, 101), (Reason::Damaged, 1)]));
        assert_eq!(report.list.len(), 101);
        assert_eq!(report.list.last().unwrap().frame, 7);
    }
}
