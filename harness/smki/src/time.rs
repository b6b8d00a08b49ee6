use core::fmt;

use crate::Error;
use crate::asn1::Element;
use crate::asn1::tag;
use crate::asn1::write;

/// A certificate time, to the second, in UTC.
///
/// Ordered by the moment it names; the form breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    seconds: i64,
    form: TimeForm,
}

/// How a time is written (RFC 5280 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeForm {
    /// `YYMMDDHHMMSSZ`, years 1950 to 2049.
    Utc,
    /// `YYYYMMDDHHMMSSZ`.
    Generalized,
}

impl Time {
    /// 99991231235959Z: no well-defined end (RFC 5280 4.1.2.5).
    pub const NO_END: Self = Self { seconds: 253_402_300_799, form: TimeForm::Generalized };

    /// The time `seconds` after the start of 1970, in the form that RFC 5280 wants: UTCTime before 2050.
    pub fn from_seconds(seconds: i64) -> Self {
        const Y1950: i64 = -631_152_000;
        const Y2050: i64 = 2_524_608_000;
        let form = if (Y1950..Y2050).contains(&seconds) { TimeForm::Utc } else { TimeForm::Generalized };
        Self { seconds, form }
    }

    /// Midnight that starts a day of the Gregorian calendar; `None` if there is no such day.
    pub fn from_date(year: u16, month: u8, day: u8) -> Option<Self> {
        Some(Self::from_seconds(seconds_of(year, [month, day, 0, 0, 0])?))
    }

    /// The same moment, written in another form.
    #[must_use]
    pub fn in_form(self, form: TimeForm) -> Self {
        Self { form, ..self }
    }

    /// This time and `seconds` more.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.seconds.saturating_add(seconds))
    }

    /// Seconds since the start of 1970.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Reads `2026-11-23` or `2026-11-23T00:00:00Z`.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
        let digits = |part: &str, size: usize| {
            let plain = part.len() == size && part.bytes().all(|octet| octet.is_ascii_digit());
            if plain { part.parse::<u16>().ok() } else { None }
        };
        let mut date = date.split('-');
        let mut time = time.strip_suffix('Z')?.split(':');
        let year = digits(date.next()?, 4)?;
        let mut fields = [0; 5];
        let parts = [date.next()?, date.next()?, time.next()?, time.next()?, time.next()?];
        for (field, part) in fields.iter_mut().zip(parts) {
            *field = u8::try_from(digits(part, 2)?).ok()?;
        }
        let nothing_left = date.next().is_none() && time.next().is_none();
        if nothing_left { Some(Self::from_seconds(seconds_of(year, fields)?)) } else { None }
    }

    /// As RFC 3339 writes it: `2026-11-23T00:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        let (year, month, day) = date_of(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// How it is written.
    pub fn form(self) -> TimeForm {
        self.form
    }

    /// The DER element.
    pub fn to_der(self) -> Vec<u8> {
        let text = self.to_string();
        match self.form {
            TimeForm::Utc => write::element(tag::UTC_TIME, text.as_bytes()),
            TimeForm::Generalized => write::element(tag::GENERALIZED_TIME, text.as_bytes()),
        }
    }

    pub(crate) fn from_element(element: Element<'_>) -> Result<Self, Error> {
        const EXPECTED: &str = "UTCTime YYMMDDHHMMSSZ or GeneralizedTime YYYYMMDDHHMMSSZ";
        let (form, years) = match element.tag {
            tag::UTC_TIME => (TimeForm::Utc, 2),
            _ => (TimeForm::Generalized, 4),
        };
        if form == TimeForm::Generalized {
            element.require(tag::GENERALIZED_TIME, EXPECTED)?;
        }
        let seconds = parse(element.content, years).ok_or_else(|| element.wrong(EXPECTED))?;
        Ok(Self { seconds, form })
    }
}

impl fmt::Display for Time {
    /// As in the certificate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        match self.form {
            TimeForm::Utc => write!(f, "{:02}", year.rem_euclid(100))?,
            TimeForm::Generalized => write!(f, "{year:04}")?,
        }
        write!(f, "{month:02}{day:02}{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

fn parse(text: &[u8], year_digits: usize) -> Option<i64> {
    let (digits, zone) = text.split_at_checked(year_digits + 10)?;
    if zone != b"Z" || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| digits.iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    let (year, rest) = digits.split_at_checked(year_digits)?;
    let year = match (year_digits, number(year)) {
        (2, short @ 50..) => 1900 + short,
        (2, short) => 2000 + short,
        (_, full) => full,
    };
    let mut fields = [0; 5];
    for (field, digits) in fields.iter_mut().zip(rest.chunks_exact(2)) {
        *field = u8::try_from(number(digits)).ok()?;
    }
    seconds_of(year, fields)
}

fn seconds_of(year: u16, [month, day, hour, minute, second]: [u8; 5]) -> Option<i64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > days || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970-01-01, with years that start in March so that a leap day ends a year.
    let (y, m) = if month > 2 {
        (i64::from(year), i64::from(month) - 3)
    } else {
        (i64::from(year) - 1, i64::from(month) + 9)
    };
    let era = y.div_euclid(400);
    let day_of_year = (153 * m + 2) / 5 + i64::from(day) - 1;
    let year_of_era = y.rem_euclid(400);
    let days =
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    Some(days * DAY + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second))
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    let year = days.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * m + 2) / 5 + 1)
}

const DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    fn read(tag: u8, text: &str) -> Result<Time, Error> {
        let octets = write::element(tag, text.as_bytes());
        Time::from_element(Reader::new(&octets).element("a time").unwrap())
    }

    #[test]
    fn known_moments() {
        assert_eq!(read(tag::UTC_TIME, "700101000000Z").unwrap().seconds(), 0);
        assert_eq!(read(tag::UTC_TIME, "160229120000Z").unwrap().seconds(), 1_456_747_200);
        assert_eq!(read(tag::UTC_TIME, "500101000000Z").unwrap().seconds(), -631_152_000);
        assert_eq!(read(tag::GENERALIZED_TIME, "20000229235959Z").unwrap().seconds(), 951_868_799);
        assert_eq!(read(tag::GENERALIZED_TIME, "99991231235959Z").unwrap(), Time::NO_END);
        assert_eq!(Time::from_date(2024, 2, 29).unwrap().to_string(), "240229000000Z");
        assert_eq!(Time::from_date(2050, 1, 1).unwrap().to_string(), "20500101000000Z");
        assert_eq!(Time::from_date(2023, 2, 29), None);
        assert_eq!(Time::NO_END.to_rfc3339(), "9999-12-31T23:59:59Z");
        assert_eq!(Time::from_seconds(1_456_747_201).to_rfc3339(), "2016-02-29T12:00:01Z");
        assert_eq!(Time::from_rfc3339("2016-02-29T12:00:01Z"), Some(Time::from_seconds(1_456_747_201)));
        assert_eq!(Time::from_rfc3339("9999-12-31T23:59:59Z"), Some(Time::NO_END));
        for wrong in
            ["2016-02-30", "2016-2-9", "2016-02-29T12:00:01", "2016-02-29-01", "", "T", "2016-02-29T1:2:3Z"]
        {
            assert_eq!(Time::from_rfc3339(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_the_plain_form_is_read() {
        for text in [
            "1602290000Z",
            "160229000000+0000",
            "160229000000",
            "161330000000Z",
            "160230000000Z",
            "160229240000Z",
            "16022900000 Z",
        ] {
            assert!(read(tag::UTC_TIME, text).is_err(), "{text}");
        }
        assert!(read(tag::GENERALIZED_TIME, "20160229000000.5Z").is_err());
        assert!(read(tag::INTEGER, "20160229000000Z").is_err());
    }

    #[test]
    fn every_day_round_trips() {
        for day in (-20_000_i64..80_000).step_by(7) {
            let time = Time::from_seconds(day * DAY + 12_345);
            let again = read(
                if time.form() == TimeForm::Utc { tag::UTC_TIME } else { tag::GENERALIZED_TIME },
                &time.to_string(),
            );
            assert_eq!(again, Ok(time));
        }
    }
}
