use core::fmt;

use crate::Error;
use crate::ErrorKind;
use crate::dlms::DateTime;
use crate::dlms::length_forms::LengthSink;
use crate::dlms::length_forms::LengthWriter;
use crate::dlms::walk;
use crate::wire::Reader;
use crate::wire::read_length;

/// What is asked of an attribute or method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessKind {
    /// Read an attribute.
    Get,
    /// Write an attribute.
    Set,
    /// Invoke a method.
    Action,
}

impl AccessKind {
    /// The kind with this octet in an access response.
    pub fn from_octet(octet: u8) -> Option<Self> {
        Some(match octet {
            1 => Self::Get,
            2 => Self::Set,
            3 => Self::Action,
            _ => return None,
        })
    }

    /// The octet in an access response.
    pub fn octet(self) -> u8 {
        match self {
            Self::Get => 1,
            Self::Set => 2,
            Self::Action => 3,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Set => "set",
            Self::Action => "action",
        }
    }
}

impl fmt::Display for AccessKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The outcome of one instruction (GBCS 7.2.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessResult(pub u8);

impl AccessResult {
    /// Done.
    pub const SUCCESS: Self = Self(0);
    /// The hardware failed.
    pub const HARDWARE_FAULT: Self = Self(1);
    /// It may work later.
    pub const TEMPORARY_FAILURE: Self = Self(2);
    /// The originator may not.
    pub const READ_WRITE_DENIED: Self = Self(3);
    /// There is no such object.
    pub const OBJECT_UNDEFINED: Self = Self(4);
    /// The object is of another class.
    pub const CLASS_INCONSISTENT: Self = Self(9);
    /// The object is not available.
    pub const OBJECT_UNAVAILABLE: Self = Self(11);
    /// The data is of another type.
    pub const TYPE_UNMATCHED: Self = Self(12);
    /// The originator may not reach the object.
    pub const SCOPE_OF_ACCESS_VIOLATED: Self = Self(13);
    /// Any other reason; also: not executed because an earlier instruction failed.
    pub const OTHER_REASON: Self = Self(250);

    /// Whether it is success.
    pub fn is_success(self) -> bool {
        self == Self::SUCCESS
    }

    /// Its name, where DLMS gives it one.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "success",
            1 => "hardware fault",
            2 => "temporary failure",
            3 => "read-write denied",
            4 => "object undefined",
            9 => "object class inconsistent",
            11 => "object unavailable",
            12 => "type unmatched",
            13 => "scope of access violated",
            14 => "data block unavailable",
            15 => "long operation aborted",
            16 => "no long operation in progress",
            17 => "long set aborted",
            18 => "no long set in progress",
            19 => "data block number invalid",
            250 => "other reason",
            _ => return None,
        })
    }
}

impl fmt::Display for AccessResult {
    /// As in `250 other reason`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{} unknown", self.0),
        }
    }
}

/// Reads the date-time of a DLMS payload, which GBCS leaves empty.
pub(super) fn read_date_time(
    reader: &mut Reader<'_>,
    lengths: &mut impl LengthSink,
) -> Result<Option<DateTime>, Error> {
    let expected = "no date-time, or one of twelve octets";
    let offset = reader.offset();
    let (length, octets) = read_length(reader, expected)?;
    lengths.length(length, octets);
    match length {
        0 => Ok(None),
        12 => Ok(Some(DateTime::from_octets(reader.array(expected)?))),
        other => Err(Error::number(ErrorKind::Length, offset, expected, walk::number(other))),
    }
}

/// Writes the date-time of a DLMS payload.
pub(super) fn emit_date_time(date_time: Option<DateTime>, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
    match date_time {
        None => lengths.push(out, 0),
        Some(date_time) => {
            lengths.push(out, 12);
            out.extend(date_time.to_octets());
        }
    }
}
