use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering;

use hallmark_gbcs::Counter;

/// Hands out Originator Counters that only rise, over all parties together.
///
/// Devices may keep one counter a party, one a role, or more of them (GBCS 4.3.1.5); a sequence that rises over all
/// parties is right under every model. The upper 32 bits are a UTRN counter, so that a top-up (GBCS 14.3, low half
/// zero) takes its place in the same sequence.
#[derive(Debug)]
pub struct Counters(AtomicU64);

impl Counters {
    /// The first counter handed out is above `start`.
    pub fn above(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }

    /// A sequence for a target that lives on: the seconds since 1970 are the upper half, so that each run begins
    /// above all earlier ones.
    pub fn for_moment(unix_seconds: u32) -> Self {
        Self::above(u64::from(unix_seconds) << 32)
    }

    /// Goes on above `counter`, whole UTRN counters further, if that is higher and leaves room to rise.
    pub fn rise_above(&self, counter: Counter) {
        if counter.0 <= HIGHEST_START {
            self.0.fetch_max(counter.0 | 0xFFFF_FFFF, Ordering::SeqCst);
        }
    }

    /// The next counter.
    pub fn next(&self) -> Counter {
        Counter(self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// The next counter whose low half is zero, `jump` UTRN counters further than needed.
    pub fn next_for_top_up(&self, jump: u32) -> Counter {
        let rise = |value: u64| ((value >> 32) + 1 + u64::from(jump)) << 32;
        let before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |value| Some(rise(value)));
        Counter(rise(before.unwrap_or_else(|value| value)))
    }
}

/// A device that reports more than this is not believed: it would leave nothing to count with.
const HIGHEST_START: u64 = u64::MAX >> 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_has_seen_is_passed_unless_nothing_would_be_left() {
        let counters = Counters::above(5 << 32);
        counters.rise_above(Counter(4 << 32));
        assert_eq!(counters.next(), Counter((5 << 32) + 1));
        counters.rise_above(Counter((7 << 32) + 3));
        assert_eq!(counters.next(), Counter(8 << 32));
        counters.rise_above(Counter(u64::MAX));
        assert_eq!(counters.next(), Counter((8 << 32) + 1));
    }

    #[test]
    fn counters_only_rise_and_top_ups_have_a_zero_low_half() {
        let counters = Counters::for_moment(1_700_000_000);
        let first = counters.next();
        let top_up = counters.next_for_top_up(0);
        let jumped = counters.next_for_top_up(2_000);
        let last = counters.next();
        assert!(first < top_up && top_up < jumped && jumped < last);
        assert_eq!(top_up.0 & 0xFFFF_FFFF, 0);
        assert_eq!((jumped.0 >> 32) - (top_up.0 >> 32), 2_001);
    }
}
