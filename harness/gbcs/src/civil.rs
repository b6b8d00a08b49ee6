//! Dates of the proleptic Gregorian calendar in UTC.

/// A date and time of day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
}

impl Civil {
    /// The time that is `seconds` after 1970-01-01 in UTC. Years are counted in eras of 400 that start on 1 March.
    pub(crate) fn from_unix(seconds: i64) -> Self {
        let time = seconds.rem_euclid(SECONDS_PER_DAY);
        let days = seconds.div_euclid(SECONDS_PER_DAY) + DAYS_TO_1970;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: time / 3600,
            minute: time / 60 % 60,
            second: time % 60,
        }
    }

    /// Seconds since 1970-01-01 in UTC, if there is such a time.
    pub(crate) fn to_unix(self) -> Option<i64> {
        let in_range = (-9999..=9999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=31).contains(&self.day);
        if !in_range {
            return None;
        }
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
        let seconds = days * SECONDS_PER_DAY + self.hour * 3600 + self.minute * 60 + self.second;
        (Self::from_unix(seconds) == self).then_some(seconds)
    }
}

const SECONDS_PER_DAY: i64 = 86_400;
const DAYS_PER_ERA: i64 = 146_097;
/// From 0000-03-01, where the eras start, to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_an_era_converts_both_ways_and_follows_the_one_before() {
        let mut before = Civil::from_unix(-SECONDS_PER_DAY);
        for day in 0..DAYS_PER_ERA {
            let seconds = day * SECONDS_PER_DAY + 1;
            let date = Civil::from_unix(seconds);
            assert_eq!(date.to_unix(), Some(seconds));
            let same_month = (date.year, date.month, date.day) == (before.year, before.month, before.day + 1);
            let next_month = date.day == 1
                && (date.year * 12 + date.month == before.year * 12 + before.month + 1)
                && before.day >= 28;
            assert!(same_month || next_month, "{before:?} {date:?}");
            before = date;
        }
    }

    #[test]
    fn what_does_not_exist_is_no_time() {
        let date = Civil { year: 2015, month: 2, day: 29, hour: 0, minute: 0, second: 0 };
        assert_eq!(date.to_unix(), None);
        assert_eq!(Civil { year: 2016, ..date }.to_unix(), Some(1_456_704_000));
        assert_eq!(Civil { year: 2016, hour: 24, ..date }.to_unix(), None);
        assert_eq!(Civil { year: 2016, month: 13, ..date }.to_unix(), None);
    }
}
