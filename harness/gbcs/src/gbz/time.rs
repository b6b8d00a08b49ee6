//! Times of ZCL.

use core::fmt;

use crate::Error;
use crate::civil;
use crate::describe::Value;

use super::field::Field;
use super::source::Source;

/// A UTCTime: seconds since 2000-01-01 in UTC. In GBCS a few values mean something else (GBCS 9.2.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcTime(pub u32);

impl UtcTime {
    /// At once, or not set.
    pub const NOW: Self = Self(0);
    /// Cancels what is pending, in commands for single values and as From Date Time.
    pub const CANCEL: Self = Self(0xFFFF_FFFF);
    /// Cancels what is pending, in Publish Price Matrix, Block Thresholds, Calendar and Special Days.
    pub const CANCEL_PUBLISHED: Self = Self(0xFFFF_FFFE);

    /// The time that is `seconds` after 1970-01-01 in UTC, if it can be written.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        u32::try_from(seconds.checked_sub(UNIX_2000)?).ok().map(Self)
    }

    /// Seconds since 1970-01-01 in UTC.
    pub fn to_unix(self) -> i64 {
        UNIX_2000 + i64::from(self.0)
    }

    /// Names it to a sink: a time as text, a value that is none as a code.
    pub(super) fn value<'t>(self, text: &'t mut String) -> Value<'t> {
        if matches!(self, Self::NOW | Self::CANCEL | Self::CANCEL_PUBLISHED) {
            return Value::Code { value: self.0.into(), digits: 8, name: None };
        }
        *text = self.to_string();
        Value::Text(text)
    }
}

impl fmt::Display for UtcTime {
    /// As in `2015-01-31T12:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = civil::Civil::from_unix(self.to_unix());
        write!(f, "{:04}-{:02}-{:02}T", time.year, time.month, time.day)?;
        write!(f, "{:02}:{:02}:{:02}Z", time.hour, time.minute, time.second)
    }
}

impl fmt::Debug for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UtcTime({:08X}, {self})", self.0)
    }
}

impl<'a> Field<'a> for UtcTime {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(4, name)?;
        let time = u32::try_from(number).map(Self).map_err(|_| Source::invalid(&at, name, number))?;
        if source.is_described() {
            source.describe(name, at, time.value(&mut String::new()));
        }
        Ok(time)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
}

const UNIX_2000: i64 = 946_684_800;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_seconds_since_2000() {
        assert_eq!(UtcTime(0x1C37_4A80).to_string(), "2015-01-01T00:00:00Z");
        assert_eq!(UtcTime::from_unix(UtcTime(0x1C37_4A80).to_unix()), Some(UtcTime(0x1C37_4A80)));
        assert_eq!(UtcTime::from_unix(0), None);
        assert_eq!(UtcTime::from_unix(i64::MIN), None);
    }
}
