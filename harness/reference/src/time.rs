use hallmark_gbcs::asn1::GeneralizedTime;
use hallmark_gbcs::dlms::DateTime;

/// A moment, in seconds since 1970. Any number is one; what cannot be written as a date is written as the last
/// moment that can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(u64);

impl Instant {
    pub(crate) fn from_unix(seconds: u64) -> Self {
        Self(seconds)
    }

    /// `None` before 1970.
    pub(crate) fn from_signed(seconds: i64) -> Option<Self> {
        u64::try_from(seconds).ok().map(Self)
    }

    /// `None` where the date-time names no instant.
    pub(crate) fn from_date_time(date_time: DateTime) -> Option<Self> {
        date_time.to_unix_seconds().ok().and_then(Self::from_signed)
    }

    pub(crate) fn unix(self) -> u64 {
        self.0
    }

    pub(crate) fn signed(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Seconds since 2000, as log entries carry them.
    pub(crate) fn log_seconds(self) -> u32 {
        let seconds = self.signed().saturating_sub(DateTime::EPOCH_2000).max(0);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    pub(crate) fn date_time(self) -> DateTime {
        DateTime::from_unix_seconds(self.signed().min(LAST_SECOND)).unwrap_or(DateTime::NEVER)
    }

    pub(crate) fn generalized(self) -> GeneralizedTime {
        GeneralizedTime::from_unix(self.signed().min(LAST_SECOND)).unwrap_or(GeneralizedTime::CANCEL)
    }
}

/// The end of the year 9998: 99991231235959Z means something else (GBCS 9.2.2).
const LAST_SECOND: i64 = 253_370_764_799;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_cannot_be_written_are_the_last_one_that_can() {
        let last = Instant::from_unix(u64::MAX);
        assert_eq!(last.date_time().to_string(), "9998-12-31T23:59:59Z");
        assert_eq!(last.generalized(), GeneralizedTime(*b"99981231235959Z"));
        assert_eq!(last.log_seconds(), u32::MAX);
    }

    #[test]
    fn seconds_are_counted_from_2000_in_logs() {
        assert_eq!(Instant::from_unix(946_684_860).log_seconds(), 60);
        assert_eq!(Instant::from_unix(0).log_seconds(), 0);
    }
}
