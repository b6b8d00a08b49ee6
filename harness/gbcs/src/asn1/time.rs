//! GeneralizedTime in its one permitted form.

use core::fmt;

use crate::Error;
use crate::ErrorKind;
use crate::civil::Civil;
use crate::describe::Value;

use super::element::Element;
use super::element::GENERALIZED_TIME;
use super::source::Source;
use super::source::to_u64;
use super::writer::Writer;

/// A time in UTC as `YYYYMMDDhhmmssZ`. Reading accepts only dates and times that exist; a value built from other
/// octets is written as it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeneralizedTime(pub [u8; 15]);

impl GeneralizedTime {
    /// The value that cancels what is pending (GBCS 9.2.2).
    pub const CANCEL: Self = Self(*b"99991231235959Z");

    /// The time that is `seconds` after 1970-01-01 in UTC, for the years 0 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let time = Civil::from_unix(seconds);
        let digits = |value: i64, count: u32| {
            (0..count)
                .rev()
                .map(move |place| u8::try_from(value / 10_i64.pow(place) % 10).unwrap_or_default())
        };
        let mut text = [b'Z'; 15];
        let all = digits(time.year, 4)
            .chain(digits(time.month, 2))
            .chain(digits(time.day, 2))
            .chain(digits(time.hour, 2))
            .chain(digits(time.minute, 2))
            .chain(digits(time.second, 2));
        for (octet, digit) in text.iter_mut().zip(all) {
            *octet = b'0' + digit;
        }
        (0..=9999).contains(&time.year).then_some(Self(text))
    }

    /// Seconds since 1970-01-01 in UTC, if this is a time.
    pub fn to_unix(self) -> Option<i64> {
        let (digits, zone) = self.0.split_at(14);
        if zone != b"Z" || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = |at: usize, count: usize| {
            digits
                .iter()
                .skip(at)
                .take(count)
                .fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0'))
        };
        let (year, month, day) = (number(0, 4), number(4, 2), number(6, 2));
        let (hour, minute, second) = (number(8, 2), number(10, 2), number(12, 2));
        Civil { year, month, day, hour, minute, second }.to_unix()
    }
}

impl fmt::Display for GeneralizedTime {
    /// The characters as they stand; what is not printable is escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

impl fmt::Debug for GeneralizedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GeneralizedTime({self})")
    }
}

impl<'a> Element<'a> for GeneralizedTime {
    const TAG: u8 = GENERALIZED_TIME;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        let (content, range) = source.primitive(tag, name)?;
        let time = <[u8; 15]>::try_from(content)
            .map(Self)
            .map_err(|_| Error::number(ErrorKind::Length, range.start, name, to_u64(content.len())))?;
        if source.is_strict() && time.to_unix().is_none() {
            return Err(Error::text(
                ErrorKind::Value,
                range.start,
                name,
                "no time of the form YYYYMMDDhhmmssZ",
            ));
        }
        match core::str::from_utf8(content) {
            Ok(text) => source.describe(name, range, Value::Text(text)),
            Err(_) => source.describe(name, range, Value::Octets(content)),
        }
        Ok(time)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.primitive(tag, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times_convert_both_ways() {
        for (text, seconds) in [
            (b"19700101000000Z", 0),
            (b"20000229235959Z", 951_868_799),
            (b"20160406120000Z", 1_459_944_000),
            (b"99991231235959Z", 253_402_300_799),
        ] {
            assert_eq!(GeneralizedTime(*text).to_unix(), Some(seconds));
            assert_eq!(GeneralizedTime::from_unix(seconds), Some(GeneralizedTime(*text)));
        }
    }

    #[test]
    fn what_does_not_exist_is_no_time() {
        for text in [
            b"20150229000000Z",
            b"20151301000000Z",
            b"20150100000000Z",
            b"20150101240000Z",
            b"201501010000000",
        ] {
            assert_eq!(GeneralizedTime(*text).to_unix(), None);
        }
        assert_eq!(GeneralizedTime::from_unix(253_402_300_800), None);
    }
}
