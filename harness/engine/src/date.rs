//! Calendar days and moments in UTC, without a clock: callers say what time it is.

use core::fmt;
use core::str::FromStr;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error as _;

/// A day of the Gregorian calendar, written `2027-03-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day with these numbers, if there is one, in the years 1970 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let valid = (1970..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month);
        valid.then_some(Self { year, month, day })
    }

    /// The day on which a moment falls, in UTC. Moments after the year 9999 give its last day.
    pub fn of(moment: Moment) -> Self {
        const LAST: Date = Date { year: 9999, month: 12, day: 31 };
        let mut left = moment.0 / MICROSECONDS_PER_DAY;
        let mut year: u16 = 1970;
        while left >= days_in_year(year) {
            left -= days_in_year(year);
            year += 1;
            if year > LAST.year {
                return LAST;
            }
        }
        let mut month: u8 = 1;
        while left >= u64::from(days_in_month(year, month)) {
            left -= u64::from(days_in_month(year, month));
            month += 1;
        }
        // What is left is less than the days of one month.
        Self { year, month, day: u8::try_from(left).unwrap_or(0) + 1 }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a date: expected year-month-day such as 2027-03-31")]
pub struct NotADate;

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('-').map(|part| {
            part.bytes().all(|octet| octet.is_ascii_digit()).then(|| (part.len(), part.parse::<u16>().ok()))
        });
        let (Some(Some((4, Some(year)))), Some(Some((2, Some(month)))), Some(Some((2, Some(day)))), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADate);
        };
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
            return Err(NotADate);
        };
        Self::new(year, month, day).ok_or(NotADate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

/// A moment: microseconds since 1970-01-01 UTC. Displayed as RFC 3339 with microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub u64);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = self.0 % MICROSECONDS_PER_DAY;
        let (seconds, micros) = (within / 1_000_000, within % 1_000_000);
        write!(
            f,
            "{}T{:02}:{:02}:{:02}.{micros:06}Z",
            Date::of(*self),
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        )
    }
}

fn is_leap(year: u16) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

fn days_in_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

/// Zero for a month that does not exist.
fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

const MICROSECONDS_PER_DAY: u64 = 86_400_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_rfc_3339() {
        for (moment, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000000Z"),
            (1_795_435_323_000_001, "2026-11-23T12:02:03.000001Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] {
            assert_eq!(Moment(moment).to_string(), text);
        }
        assert_eq!(Date::of(Moment(u64::MAX)), Date::new(9999, 12, 31).unwrap());
    }

    #[test]
    fn days_are_read_and_written() {
        assert_eq!("2027-03-31".parse(), Ok(Date { year: 2027, month: 3, day: 31 }));
        assert_eq!("2028-02-29".parse::<Date>().unwrap().to_string(), "2028-02-29");
        for text in [
            "",
            "2027",
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-1-01",
            "27-01-01",
            "2027-01-00",
            "2027-01-01-",
            "+027-01-01",
            "2027-01-01T00:00:00Z",
        ] {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn days_are_ordered() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(day("2026-12-31") < day("2027-01-01"));
        assert!(day("2027-01-31") < day("2027-02-01"));
        assert!(day("2027-02-01") < day("2027-02-02"));
    }
}
