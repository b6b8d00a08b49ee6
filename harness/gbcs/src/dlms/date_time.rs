use core::fmt;

/// A DLMS date-time of twelve octets, as in headers and payloads (GBCS 7.2.5, 9.2.2).
///
/// Any twelve octets are one: `FF` stands for a part that is not specified. Whether it names an instant shows
/// when it is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Time,
    /// Minutes to add for UTC; [`DateTime::NO_DEVIATION`] where not specified, which GBCS demands.
    pub deviation: i16,
    /// The clock status; `FF` where not specified.
    pub clock_status: u8,
}

/// A date of five octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year; `FFFF` where not specified.
    pub year: u16,
    /// The month from 1; `FD` and `FE` for the change to and from daylight saving.
    pub month: u8,
    /// The day from 1; `FE` for the last, `FD` for the last but one of the month.
    pub day: u8,
    /// The day of the week, 1 for Monday.
    pub weekday: u8,
}

/// A time of four octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// The hour.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// The second.
    pub second: u8,
    /// The hundredths of a second.
    pub hundredths: u8,
}

/// The date-time names no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("convert a date-time: {field} {value} names no instant")]
pub struct NoInstant {
    /// The part that is out of range, not specified, or contradicts the others.
    pub field: &'static str,
    /// Its value.
    pub value: i64,
}

impl DateTime {
    /// Execute now (GBCS 9.2.2).
    pub const IMMEDIATE: Self = Self::filled(0x00);
    /// Cancel what is pending; also: nothing is pending (GBCS 9.2.2).
    pub const NEVER: Self = Self::filled(0xFF);
    /// The deviation that says: not specified.
    pub const NO_DEVIATION: i16 = i16::MIN;
    /// The clock status that says: not specified.
    pub const NO_STATUS: u8 = 0xFF;
    /// 2000-01-01T00:00:00Z in seconds since 1970, the epoch of ZigBee and of load profiles.
    pub const EPOCH_2000: i64 = 946_684_800;

    /// Takes the twelve octets apart.
    pub fn from_octets(octets: [u8; 12]) -> Self {
        let [y, year, month, day, weekday, hour, minute, second, hundredths, d, deviation, clock_status] =
            octets;
        Self {
            date: Date::from_octets([y, year, month, day, weekday]),
            time: Time { hour, minute, second, hundredths },
            deviation: i16::from_be_bytes([d, deviation]),
            clock_status,
        }
    }

    /// The instant, in the form that GBCS demands: UTC, no weekday, deviation and status not specified. Years
    /// 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, NoInstant> {
        let no_instant = NoInstant { field: "time", value: seconds };
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400)).ok_or(no_instant)?;
        let second = seconds.rem_euclid(86_400);
        let small = |value: i64| u8::try_from(value).map_err(|_| no_instant);
        Ok(Self {
            date: Date { year, month, day, weekday: 0xFF },
            time: Time {
                hour: small(second / 3_600)?,
                minute: small(second / 60 % 60)?,
                second: small(second % 60)?,
                hundredths: 0,
            },
            deviation: Self::NO_DEVIATION,
            clock_status: Self::NO_STATUS,
        })
    }

    /// As [`DateTime::from_unix_seconds`], counted from 2000-01-01T00:00:00Z.
    pub fn from_seconds_since_2000(seconds: i64) -> Result<Self, NoInstant> {
        let no_instant = NoInstant { field: "time", value: seconds };
        Self::from_unix_seconds(seconds.checked_add(Self::EPOCH_2000).ok_or(no_instant)?)
    }

    /// The twelve octets.
    pub fn to_octets(self) -> [u8; 12] {
        let [y, year, month, day, weekday] = self.date.to_octets();
        let [hour, minute, second, hundredths] = self.time.to_octets();
        let [d, deviation] = self.deviation.to_be_bytes();
        [y, year, month, day, weekday, hour, minute, second, hundredths, d, deviation, self.clock_status]
    }

    /// The instant in seconds since 1970-01-01T00:00:00Z, hundredths cut off.
    pub fn to_unix_seconds(self) -> Result<i64, NoInstant> {
        let days = self.date.to_days()?;
        let in_range = |field, value: u8, count: u8| {
            if value < count { Ok(i64::from(value)) } else { Err(NoInstant { field, value: value.into() }) }
        };
        let hour = in_range("hour", self.time.hour, 24)?;
        let minute = in_range("minute", self.time.minute, 60)?;
        let second = in_range("second", self.time.second, 60)?;
        if self.time.hundredths != 0xFF {
            in_range("hundredths", self.time.hundredths, 100)?;
        }
        let deviation = match self.deviation {
            Self::NO_DEVIATION => 0,
            minutes @ -720..=840 => i64::from(minutes),
            minutes => return Err(NoInstant { field: "deviation", value: minutes.into() }),
        };
        Ok(days * 86_400 + hour * 3_600 + (minute + deviation) * 60 + second)
    }

    /// As [`DateTime::to_unix_seconds`], counted from 2000-01-01T00:00:00Z.
    pub fn to_seconds_since_2000(self) -> Result<i64, NoInstant> {
        self.to_unix_seconds().map(|seconds| seconds - Self::EPOCH_2000)
    }

    const fn filled(octet: u8) -> Self {
        Self {
            date: Date { year: u16::from_be_bytes([octet, octet]), month: octet, day: octet, weekday: octet },
            time: Time { hour: octet, minute: octet, second: octet, hundredths: octet },
            deviation: Self::NO_DEVIATION,
            clock_status: Self::NO_STATUS,
        }
    }
}

impl fmt::Display for DateTime {
    /// As in `2014-12-31T23:50:00Z`, `immediate`, `never`; a part that is not specified is `*`, and a
    /// deviation or clock status that is specified stands behind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::IMMEDIATE => return f.write_str("immediate"),
            Self::NEVER => return f.write_str("never"),
            _ => {}
        }
        write!(f, "{}T{}", self.date, self.time)?;
        match self.deviation {
            Self::NO_DEVIATION => f.write_str("Z")?,
            minutes => write!(f, " deviation {minutes} min")?,
        }
        match self.clock_status {
            Self::NO_STATUS => Ok(()),
            status => write!(f, " status {status:02X}"),
        }
    }
}

impl Date {
    /// Takes the five octets apart.
    pub fn from_octets([y, year, month, day, weekday]: [u8; 5]) -> Self {
        Self { year: u16::from_be_bytes([y, year]), month, day, weekday }
    }

    /// The five octets.
    pub fn to_octets(self) -> [u8; 5] {
        let [y, year] = self.year.to_be_bytes();
        [y, year, self.month, self.day, self.weekday]
    }

    /// Days since 1970-01-01, where the date names one day.
    pub fn to_days(self) -> Result<i64, NoInstant> {
        if !(1..=9999).contains(&self.year) {
            return Err(NoInstant { field: "year", value: self.year.into() });
        }
        if !(1..=12).contains(&self.month) {
            return Err(NoInstant { field: "month", value: self.month.into() });
        }
        if self.day == 0 || self.day > days_in_month(self.year, self.month) {
            return Err(NoInstant { field: "day", value: self.day.into() });
        }
        let days = days_from_civil(self.year, self.month, self.day);
        // 1970-01-01 was a Thursday, the fourth day of the week.
        if self.weekday != 0xFF && i64::from(self.weekday) != (days + 3).rem_euclid(7) + 1 {
            return Err(NoInstant { field: "weekday", value: self.weekday.into() });
        }
        Ok(days)
    }
}

impl fmt::Display for Date {
    /// As in `2014-12-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            0xFFFF => f.write_str("*")?,
            year => write!(f, "{year:04}")?,
        }
        part(f, "-", self.month)?;
        part(f, "-", self.day)?;
        if self.weekday == 0xFF { Ok(()) } else { write!(f, "/{}", self.weekday) }
    }
}

impl Time {
    /// Takes the four octets apart.
    pub fn from_octets([hour, minute, second, hundredths]: [u8; 4]) -> Self {
        Self { hour, minute, second, hundredths }
    }

    /// The four octets.
    pub fn to_octets(self) -> [u8; 4] {
        [self.hour, self.minute, self.second, self.hundredths]
    }
}

impl fmt::Display for Time {
    /// As in `23:50:00`, with hundredths where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        part(f, "", self.hour)?;
        part(f, ":", self.minute)?;
        part(f, ":", self.second)?;
        if matches!(self.hundredths, 0 | 0xFF) { Ok(()) } else { part(f, ".", self.hundredths) }
    }
}

fn part(f: &mut fmt::Formatter<'_>, separator: &str, value: u8) -> fmt::Result {
    if value == 0xFF { write!(f, "{separator}*") } else { write!(f, "{separator}{value:02}") }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March.
fn days_from_civil(year: u16, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`], for the years 1 to 9999.
fn civil_from_days(days: i64) -> Option<(u16, u8, u8)> {
    let days = days.checked_add(719_468)?;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = u16::try_from(era * 400 + year_of_era + i64::from(month <= 2)).ok()?;
    let in_range = (1..=9999).contains(&year);
    in_range.then_some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MOMENT: [u8; 12] = [0x07, 0xE4, 2, 29, 0xFF, 23, 59, 58, 0, 0x80, 0x00, 0xFF];

    #[test]
    fn a_known_instant_converts_both_ways() {
        let moment = DateTime::from_octets(MOMENT);
        assert_eq!(moment.to_unix_seconds(), Ok(1_583_020_798));
        assert_eq!(DateTime::from_unix_seconds(1_583_020_798), Ok(moment));
        assert_eq!(moment.to_seconds_since_2000(), Ok(1_583_020_798 - 946_684_800));
        assert_eq!(DateTime::from_seconds_since_2000(0).unwrap().to_string(), "2000-01-01T00:00:00Z");
        assert_eq!(moment.to_string(), "2020-02-29T23:59:58Z");
    }

    #[test]
    fn a_deviation_is_added() {
        let summer = DateTime { deviation: -60, ..DateTime::from_octets(MOMENT) };
        assert_eq!(summer.to_unix_seconds(), Ok(1_583_020_798 - 3_600));
        assert_eq!(summer.to_string(), "2020-02-29T23:59:58 deviation -60 min");
    }

    #[test]
    fn immediate_and_never_have_their_octets_and_name_no_instant() {
        assert_eq!(DateTime::IMMEDIATE.to_octets(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xFF]);
        let never = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF];
        assert_eq!(DateTime::NEVER.to_octets(), never);
        assert_eq!(DateTime::IMMEDIATE.to_unix_seconds(), Err(NoInstant { field: "year", value: 0 }));
        assert_eq!(DateTime::NEVER.to_unix_seconds(), Err(NoInstant { field: "year", value: 0xFFFF }));
        assert_eq!(
            (DateTime::IMMEDIATE.to_string(), DateTime::NEVER.to_string()),
            ("immediate".into(), "never".into())
        );
    }

    #[test]
    fn each_part_out_of_range_is_named() {
        let cases = [
            (2, 13, "month", 13),
            (2, 0xFE, "month", 0xFE),
            (3, 30, "day", 30),
            (3, 0, "day", 0),
            (4, 5, "weekday", 5),
            (5, 24, "hour", 24),
            (6, 60, "minute", 60),
            (7, 60, "second", 60),
            (8, 100, "hundredths", 100),
            (9, 0x40, "deviation", 0x4000),
        ];
        for (index, octet, field, value) in cases {
            let mut octets = MOMENT;
            octets[index] = octet;
            assert_eq!(DateTime::from_octets(octets).to_unix_seconds(), Err(NoInstant { field, value }));
        }
        let mut saturday = MOMENT;
        saturday[4] = 6;
        assert_eq!(DateTime::from_octets(saturday).to_unix_seconds(), Ok(1_583_020_798));
    }

    #[test]
    fn instants_beyond_the_calendar_are_refused() {
        let last = 253_402_300_799;
        assert_eq!(DateTime::from_unix_seconds(last).unwrap().to_string(), "9999-12-31T23:59:59Z");
        for seconds in [last + 1, i64::MAX, i64::MIN, -62_135_596_801] {
            let error = NoInstant { field: "time", value: seconds };
            assert_eq!(DateTime::from_unix_seconds(seconds), Err(error));
        }
        assert_eq!(DateTime::from_unix_seconds(-62_135_596_800).unwrap().to_string(), "0001-01-01T00:00:00Z");
    }

    proptest! {
        #[test]
        fn any_octets_round_trip(octets: [u8; 12]) {
            let value = DateTime::from_octets(octets);
            prop_assert_eq!(value.to_octets(), octets);
            let _ = (value.to_unix_seconds(), value.to_string());
        }

        #[test]
        fn any_instant_round_trips(seconds in -62_135_596_800i64..=253_402_300_799) {
            prop_assert_eq!(DateTime::from_unix_seconds(seconds).unwrap().to_unix_seconds(), Ok(seconds));
        }
    }
}
