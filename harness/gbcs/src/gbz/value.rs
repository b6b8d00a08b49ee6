//! Attribute values, which carry their data type.

use crate::Error;
use crate::ErrorKind;
use crate::describe::Value;

use super::field::Field;
use super::field::OctetString;
use super::field::ZclDate;
use super::source::Source;
use super::time::UtcTime;

/// A value with its ZCL data type. Widths are in octets; a number is written in as many as its width says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZclValue<'a> {
    /// No data.
    NoData,
    /// General data of 1 to 8 octets.
    Data {
        /// Octets.
        width: u8,
        /// The data, as a number.
        value: u64,
    },
    /// A boolean; FF is invalid.
    Boolean(u8),
    /// A bitmap of 1 to 8 octets.
    Bitmap {
        /// Octets.
        width: u8,
        /// The bits.
        value: u64,
    },
    /// An unsigned number of 1 to 8 octets.
    Unsigned {
        /// Octets.
        width: u8,
        /// The number.
        value: u64,
    },
    /// A signed number of 1 to 8 octets.
    Signed {
        /// Octets.
        width: u8,
        /// The number.
        value: i64,
    },
    /// An enumeration of 1 or 2 octets.
    Enumeration {
        /// Octets.
        width: u8,
        /// The value.
        value: u16,
    },
    /// A floating-point number of 2, 4 or 8 octets.
    Real {
        /// Octets.
        width: u8,
        /// Its bits.
        bits: u64,
    },
    /// An octet string.
    OctetString(OctetString<'a>),
    /// A character string.
    CharacterString(OctetString<'a>),
    /// A time of day: hours, minutes, seconds, hundredths.
    TimeOfDay([u8; 4]),
    /// A date.
    Date(ZclDate),
    /// A time.
    UtcTime(UtcTime),
    /// A cluster.
    ClusterId(u16),
    /// An attribute.
    AttributeId(u16),
    /// An EUI-64, in the order of the octets.
    IeeeAddress([u8; 8]),
    /// A key.
    Key([u8; 16]),
}

impl ZclValue<'_> {
    /// The octet that says which type it is.
    pub fn data_type(&self) -> u8 {
        match self {
            Self::NoData => 0x00,
            Self::Data { width, .. } => 0x08 + last(*width),
            Self::Boolean(_) => 0x10,
            Self::Bitmap { width, .. } => 0x18 + last(*width),
            Self::Unsigned { width, .. } => 0x20 + last(*width),
            Self::Signed { width, .. } => 0x28 + last(*width),
            Self::Enumeration { width, .. } => 0x30 + last(*width).min(1),
            Self::Real { width: 2, .. } => 0x38,
            Self::Real { width: 4, .. } => 0x39,
            Self::Real { .. } => 0x3A,
            Self::OctetString(_) => 0x41,
            Self::CharacterString(_) => 0x42,
            Self::TimeOfDay(_) => 0xE0,
            Self::Date(_) => 0xE1,
            Self::UtcTime(_) => 0xE2,
            Self::ClusterId(_) => 0xE8,
            Self::AttributeId(_) => 0xE9,
            Self::IeeeAddress(_) => 0xF0,
            Self::Key(_) => 0xF1,
        }
    }
}

impl<'a> Field<'a> for ZclValue<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (data_type, at) = source.number(1, "data_type")?;
        let data_type = u8::try_from(data_type).unwrap_or_default();
        let code = Value::Code { value: data_type.into(), digits: 2, name: type_name(data_type) };
        source.describe("data_type", at.clone(), code);
        let width = (data_type & 0x07) + 1;
        match data_type {
            0x00 => Ok(Self::NoData),
            0x08..=0x0F => number(source, width, name).map(|value| Self::Data { width, value }),
            0x10 => u8::read(source, name).map(Self::Boolean),
            0x18..=0x1F => bits(source, width, name).map(|value| Self::Bitmap { width, value }),
            0x20..=0x27 => number(source, width, name).map(|value| Self::Unsigned { width, value }),
            0x28..=0x2F => signed(source, width, name).map(|value| Self::Signed { width, value }),
            0x30..=0x31 => bits(source, width, name)
                .map(|value| Self::Enumeration { width, value: u16::try_from(value).unwrap_or_default() }),
            0x38..=0x3A => {
                let width = 2 << (data_type - 0x38);
                bits(source, width, name).map(|bits| Self::Real { width, bits })
            }
            0x41 => Field::read(source, name).map(Self::OctetString),
            0x42 => Field::read(source, name).map(Self::CharacterString),
            0xE0 => array(source, name).map(Self::TimeOfDay),
            0xE1 => Field::read(source, name).map(Self::Date),
            0xE2 => Field::read(source, name).map(Self::UtcTime),
            0xE8 => Field::read(source, name).map(Self::ClusterId),
            0xE9 => Field::read(source, name).map(Self::AttributeId),
            0xF0 => array(source, name).map(Self::IeeeAddress),
            0xF1 => array(source, name).map(Self::Key),
            other => Err(Error::octet(ErrorKind::Tag, at.start, "a ZCL data type", other)),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.data_type());
        match self {
            Self::NoData => {}
            Self::Data { width, value } | Self::Bitmap { width, value } | Self::Unsigned { width, value } => {
                push(out, *width, *value);
            }
            Self::Signed { width, value } => push(out, *width, value.cast_unsigned()),
            Self::Enumeration { width, value } => push(out, (*width).min(2), (*value).into()),
            Self::Real { width, bits } => {
                let width = if matches!(width, 2 | 4) { *width } else { 8 };
                push(out, width, *bits);
            }
            Self::Boolean(value) => out.push(*value),
            Self::OctetString(string) | Self::CharacterString(string) => string.write(out),
            Self::TimeOfDay(octets) => out.extend_from_slice(octets),
            Self::Date(date) => date.write(out),
            Self::UtcTime(time) => time.write(out),
            Self::ClusterId(id) | Self::AttributeId(id) => id.write(out),
            Self::IeeeAddress(octets) => out.extend_from_slice(octets),
            Self::Key(octets) => out.extend_from_slice(octets),
        }
    }
}

fn number(source: &mut Source<'_, '_>, width: u8, name: &'static str) -> Result<u64, Error> {
    let (value, at) = source.number(width, name)?;
    source.describe(name, at, Value::Unsigned(value));
    Ok(value)
}

fn bits(source: &mut Source<'_, '_>, width: u8, name: &'static str) -> Result<u64, Error> {
    let (value, at) = source.number(width, name)?;
    source.describe(name, at, Value::Code { value, digits: usize::from(width) * 2, name: None });
    Ok(value)
}

fn signed(source: &mut Source<'_, '_>, width: u8, name: &'static str) -> Result<i64, Error> {
    let (value, at) = source.number(width, name)?;
    let unused = 64 - 8 * u32::from(width);
    let value = (value << unused).cast_signed() >> unused;
    source.describe(name, at, Value::Signed(value));
    Ok(value)
}

fn array<const N: usize>(source: &mut Source<'_, '_>, name: &'static str) -> Result<[u8; N], Error> {
    let (octets, at) = source.octets(N, name)?;
    let array = octets.first_chunk().copied().ok_or_else(|| Source::invalid(&at, name, 0))?;
    source.describe(name, at, Value::Octets(octets));
    Ok(array)
}

fn push(out: &mut Vec<u8>, width: u8, value: u64) {
    out.extend(value.to_le_bytes().iter().take(usize::from(width.clamp(1, 8))));
}

/// The last three bits of the types that come in 1 to 8 octets.
fn last(width: u8) -> u8 {
    width.clamp(1, 8) - 1
}

fn type_name(data_type: u8) -> Option<&'static str> {
    match data_type {
        0x00 => Some("no data"),
        0x08..=0x0F => Some("data"),
        0x10 => Some("boolean"),
        0x18..=0x1F => Some("bitmap"),
        0x20..=0x27 => Some("unsigned"),
        0x28..=0x2F => Some("signed"),
        0x30..=0x31 => Some("enumeration"),
        0x38..=0x3A => Some("real"),
        0x41 => Some("octet string"),
        0x42 => Some("character string"),
        0xE0 => Some("time of day"),
        0xE1 => Some("date"),
        0xE2 => Some("UTC time"),
        0xE8 => Some("cluster"),
        0xE9 => Some("attribute"),
        0xF0 => Some("EUI-64"),
        0xF1 => Some("key"),
        _ => None,
    }
}
