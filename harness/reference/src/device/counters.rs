use std::collections::BTreeMap;
use std::collections::BTreeSet;

use hallmark_gbcs::Counter;
use hallmark_gbcs::asn1::KeyIdentifier;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::utrn::UtrnCounter;

/// What the Device remembers against replay (GBCS 4.3.1.5, 14.4).
#[derive(Debug, Clone, Default)]
pub(crate) struct ReplayCounters {
    roles: BTreeMap<Role, Counter>,
    credentials: BTreeMap<[u8; 8], Counter>,
    tokens: BTreeSet<UtrnCounter>,
    token_floor: Option<UtrnCounter>,
}

impl ReplayCounters {
    /// The highest counter that the Device cannot tell apart from nonsense: payloads carry no larger one.
    pub(crate) const LARGEST: Counter = Counter(i64::MAX.unsigned_abs());
    /// How many used tokens are remembered. The published text names no number.
    pub(crate) const TOKENS: usize = 100;

    /// The stored counter of a role.
    pub(crate) fn of(&self, role: Role) -> Counter {
        self.roles.get(&role).copied().unwrap_or(Counter(0))
    }

    /// Sets the stored counter of a role, up or down.
    pub(crate) fn set(&mut self, role: Role, counter: Counter) {
        self.roles.insert(role, counter);
    }

    /// Whether a replacement of credentials with this counter was authorised with this key before. Floors may set
    /// the counter of a role back, and the same command must still not work twice.
    pub(crate) fn authorised(&self, key: KeyIdentifier, counter: Counter) -> bool {
        self.credentials.get(&key.0).is_some_and(|last| counter <= *last)
    }

    pub(crate) fn note_authorised(&mut self, key: KeyIdentifier, counter: Counter) {
        self.credentials.insert(key.0, counter);
    }

    /// Whether a token can still be used: not remembered, and above all that may have been forgotten.
    pub(crate) fn is_token_fresh(&self, counter: UtrnCounter) -> bool {
        self.token_floor.is_none_or(|floor| counter > floor) && !self.tokens.contains(&counter)
    }

    /// The used token with the highest counter.
    pub(crate) fn last_token(&self) -> Option<UtrnCounter> {
        self.tokens.last().copied()
    }

    pub(crate) fn use_token(&mut self, counter: UtrnCounter) {
        self.tokens.insert(counter);
        if self.tokens.len() > Self::TOKENS {
            self.token_floor = self.tokens.pop_first().max(self.token_floor);
        }
    }

    /// Starts the tokens of another supplier.
    pub(crate) fn set_token_floor(&mut self, floor: Counter) {
        self.tokens.clear();
        self.token_floor = u32::try_from(floor.0 >> 32).ok().map(UtrnCounter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_once() {
        let mut counters = ReplayCounters::default();
        assert!(counters.is_token_fresh(UtrnCounter(0)));
        counters.use_token(UtrnCounter(7));
        assert!(!counters.is_token_fresh(UtrnCounter(7)));
        assert!(counters.is_token_fresh(UtrnCounter(6)));
    }

    #[test]
    fn a_forgotten_token_stays_used() {
        let mut counters = ReplayCounters::default();
        for counter in 1..=101 {
            counters.use_token(UtrnCounter(counter));
        }
        assert!(!counters.is_token_fresh(UtrnCounter(1)));
        assert!(!counters.is_token_fresh(UtrnCounter(0)));
        assert!(counters.is_token_fresh(UtrnCounter(102)));
    }

    #[test]
    fn a_floor_is_used_up_itself() {
        let mut counters = ReplayCounters::default();
        counters.use_token(UtrnCounter(9));
        counters.set_token_floor(Counter(5 << 32));
        assert!(!counters.is_token_fresh(UtrnCounter(5)));
        assert!(counters.is_token_fresh(UtrnCounter(9)));
    }
}
