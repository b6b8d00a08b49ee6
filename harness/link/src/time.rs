//! The time of a link.

use core::fmt;
use core::time::Duration;
use std::time::SystemTime;

/// Microseconds since 1970-01-01 UTC: real on a real link, virtual on `loopback:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixMicros(pub u64);

impl UnixMicros {
    /// What the clock of this machine says; the epoch when it stands before that.
    pub fn from_system() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(0).saturating_add(since)
    }

    /// That many whole seconds after the epoch.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> u64 {
        self.0 / 1_000_000
    }

    /// This instant, `duration` later.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }
}

impl fmt::Display for UnixMicros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.seconds(), self.0 % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_microseconds_and_saturates() {
        let start = UnixMicros::from_seconds(1_700_000_000);
        assert_eq!(start.saturating_add(Duration::from_millis(1_500)), UnixMicros(1_700_000_001_500_000));
        assert_eq!(start.saturating_add(Duration::MAX), UnixMicros(u64::MAX));
        assert_eq!(start.saturating_add(Duration::from_micros(7)).to_string(), "1700000000.000007");
    }
}
