//! What was received and not yet taken, in bounded memory.

use std::collections::VecDeque;

use crate::options::Options;
use crate::received::Garbage;
use crate::received::GarbageKind;
use crate::received::Received;

/// A bounded queue. After each message sent, and after each silence, so many things are taken; the rest is counted,
/// dropped and reported once.
pub(crate) struct Inbox {
    queue: VecDeque<Received>,
    held: usize,
    limit: usize,
    left: usize,
    dropped: u64,
    dropped_octets: u64,
}

impl Inbox {
    pub(crate) fn new(options: &Options) -> Self {
        let limit = options.flood;
        Self { queue: VecDeque::new(), held: 0, limit, left: limit, dropped: 0, dropped_octets: 0 }
    }

    pub(crate) fn push(&mut self, received: Received) {
        let held = received.held();
        let total = self.held.saturating_add(held);
        if self.left == 0 || (total > MAX_HELD && !self.queue.is_empty()) {
            self.dropped = self.dropped.saturating_add(1);
            let octets = u64::try_from(held).unwrap_or(u64::MAX);
            self.dropped_octets = self.dropped_octets.saturating_add(octets);
            return;
        }
        self.left = self.left.saturating_sub(1);
        self.held = total;
        self.queue.push_back(received);
    }

    pub(crate) fn pop(&mut self) -> Option<Received> {
        let received = self.queue.pop_front()?;
        self.held = self.held.saturating_sub(received.held());
        Some(received)
    }

    /// A message is about to be sent: what comes from now on is counted anew.
    pub(crate) fn renew(&mut self) {
        if let Some(surplus) = self.surplus() {
            self.held = self.held.saturating_add(surplus.held());
            self.queue.push_back(surplus);
        }
        self.left = self.limit;
    }

    /// A wait passed without anything to hand over, except perhaps what was dropped meanwhile.
    pub(crate) fn silence(&mut self) -> Option<Received> {
        let surplus = self.surplus();
        self.left = self.limit;
        surplus
    }

    /// How many things wait to be taken.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// The thing before which `index` others will be taken.
    pub(crate) fn get(&self, index: usize) -> Option<&Received> {
        self.queue.get(index)
    }

    fn surplus(&mut self) -> Option<Received> {
        if self.dropped == 0 {
            return None;
        }
        let garbage = Garbage {
            kind: GarbageKind::Surplus,
            expected: format!("at most {} messages after one message sent", self.limit),
            found: format!("{} more, which were dropped", self.dropped),
            offset: 0,
            size: self.dropped_octets,
            excerpt: Vec::new(),
        };
        self.dropped = 0;
        self.dropped_octets = 0;
        Some(Received::Garbage(garbage))
    }
}

/// The octets that may wait to be taken.
const MAX_HELD: usize = 4 * 1_024 * 1_024;

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(flood: usize) -> Inbox {
        Inbox::new(&Options { flood, ..Options::default() })
    }

    fn count(received: Option<Received>) -> Option<u64> {
        match received {
            Some(Received::Garbage(garbage)) if garbage.kind == GarbageKind::Surplus => Some(garbage.size),
            _ => None,
        }
    }

    #[test]
    fn what_waits_is_bounded_in_octets() {
        let mut inbox = inbox(1_000);
        for _ in 0..10 {
            inbox.push(Received::Message(vec![0; 1_024 * 1_024]));
        }
        assert_eq!(inbox.len(), 4);
        while inbox.pop().is_some() {}
        assert_eq!(inbox.held, 0);
        assert_eq!(count(inbox.silence()), Some(6 * 1_024 * 1_024));
        assert_eq!(inbox.silence(), None);
    }

    #[test]
    fn one_message_is_taken_whatever_its_size() {
        let mut inbox = inbox(1_000);
        inbox.push(Received::Message(vec![0; MAX_HELD + 1]));
        assert_eq!(inbox.len(), 1);
    }

    #[test]
    fn each_message_sent_begins_a_new_count() {
        let mut inbox = inbox(2);
        for _ in 0..3 {
            inbox.push(Received::Message(vec![0xDF]));
        }
        inbox.renew();
        inbox.push(Received::Message(vec![0xDD]));
        assert_eq!(inbox.pop(), Some(Received::Message(vec![0xDF])));
        assert_eq!(inbox.pop(), Some(Received::Message(vec![0xDF])));
        assert_eq!(count(inbox.pop()), Some(1));
        assert_eq!(inbox.pop(), Some(Received::Message(vec![0xDD])));
        assert_eq!((inbox.pop(), inbox.held), (None, 0));
    }
}
