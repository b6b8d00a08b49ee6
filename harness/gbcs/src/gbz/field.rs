//! Fields of ZCL payloads: fixed-width numbers, times, strings, optional ones at the end.

use core::fmt;

use crate::Error;
use crate::describe::Value;

use super::source::Source;

/// A field: read from and written as little-endian octets. Only this crate implements it.
pub trait Field<'a>: Sized {
    /// Reads it; `name` is the name of the field.
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error>;

    /// Appends it.
    fn write(&self, out: &mut Vec<u8>);
}

/// A structure of named fields.
pub(super) trait Layout<'a>: Sized {
    /// Reads the fields.
    fn read_members(source: &mut Source<'a, '_>) -> Result<Self, Error>;
}

/// Declares structures whose fields follow each other, each a [`Field`].
macro_rules! layouts {
    ($($(#[$meta:meta])* $name:ident $(<$life:lifetime>)? { $($field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name $(<$life>)? {
                $(
                    #[doc = concat!("`", stringify!($field), "`, of type `", stringify!($type), "`.")]
                    pub $field: $type,
                )*
            }

            impl<'a> $crate::gbz::field::Layout<'a> for $name $(<$life>)? {
                fn read_members(
                    source: &mut $crate::gbz::source::Source<'a, '_>,
                ) -> Result<Self, $crate::Error> {
                    Ok(Self {
                        $($field: $crate::gbz::field::Field::read(source, stringify!($field))?,)*
                    })
                }
            }

            impl<'a> $crate::gbz::field::Field<'a> for $name $(<$life>)? {
                fn read(
                    source: &mut $crate::gbz::source::Source<'a, '_>,
                    name: &'static str,
                ) -> Result<Self, $crate::Error> {
                    source.structure(name)
                }

                fn write(&self, out: &mut Vec<u8>) {
                    $($crate::gbz::field::Field::write(&self.$field, out);)*
                }
            }
        )*
    };
}

pub(super) use layouts;

macro_rules! unsigned {
    ($($type:ty, $width:literal;)*) => {
        $(
            impl<'a> Field<'a> for $type {
                fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
                    let (number, at) = source.number($width, name)?;
                    let value = Self::try_from(number).map_err(|_| Source::invalid(&at, name, number))?;
                    source.describe(name, at, Value::Unsigned(number));
                    Ok(value)
                }

                fn write(&self, out: &mut Vec<u8>) {
                    out.extend_from_slice(&self.to_le_bytes());
                }
            }
        )*
    };
}

unsigned! {
    u8, 1;
    u16, 2;
    u32, 4;
}

impl<'a> Field<'a> for i32 {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(4, name)?;
        let value = u32::try_from(number).map_err(|_| Source::invalid(&at, name, number))?.cast_signed();
        source.describe(name, at, Value::Signed(value.into()));
        Ok(value)
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

/// An unsigned number of 24 bits; higher bits are not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U24(pub u32);

impl<'a> Field<'a> for U24 {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(3, name)?;
        let value = u32::try_from(number).map_err(|_| Source::invalid(&at, name, number))?;
        source.describe(name, at, Value::Unsigned(number));
        Ok(Self(value))
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.0.to_le_bytes().iter().take(3));
    }
}

/// An unsigned number of 48 bits; higher bits are not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U48(pub u64);

impl<'a> Field<'a> for U48 {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(6, name)?;
        source.describe(name, at, Value::Unsigned(number));
        Ok(Self(number))
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.0.to_le_bytes().iter().take(6));
    }
}

/// An octet or character string with its length in one octet. The length FF says that there is no value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OctetString<'a>(pub Option<&'a [u8]>);

impl<'a> OctetString<'a> {
    /// The octets; empty where there is no value.
    pub fn as_octets(&self) -> &'a [u8] {
        self.0.unwrap_or_default()
    }
}

impl<'a> From<&'a [u8]> for OctetString<'a> {
    /// At most the first 254 octets: more cannot be written.
    fn from(octets: &'a [u8]) -> Self {
        Self(Some(octets.get(..LONGEST).unwrap_or(octets)))
    }
}

impl<'a> From<&'a str> for OctetString<'a> {
    fn from(text: &'a str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl fmt::Debug for OctetString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(octets) => write!(f, "OctetString({})", octets.escape_ascii()),
            None => f.write_str("OctetString(no value)"),
        }
    }
}

impl<'a> Field<'a> for OctetString<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let start = source.offset();
        let (length, at) = source.number(1, name)?;
        if length == NO_VALUE.into() {
            source.describe(name, at, Value::Null);
            return Ok(Self(None));
        }
        let count = usize::try_from(length).map_err(|_| Source::invalid(&at, name, length))?;
        let (octets, _) = source.octets(count, name)?;
        describe_octets(source, name, start, octets);
        Ok(Self(Some(octets)))
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Some(octets) = self.0 else {
            out.push(NO_VALUE);
            return;
        };
        let octets = octets.get(..LONGEST).unwrap_or(octets);
        out.push(u8::try_from(octets.len()).unwrap_or(NO_VALUE));
        out.extend_from_slice(octets);
    }
}

/// Shows printable octets as text, others in hexadecimal.
fn describe_octets(source: &mut Source<'_, '_>, name: &str, start: usize, octets: &[u8]) {
    let at = start..source.offset();
    match core::str::from_utf8(octets) {
        Ok(text) if text.chars().all(|c| !c.is_control()) => source.describe(name, at, Value::Text(text)),
        _ => source.describe(name, at, Value::Octets(octets)),
    }
}

/// A date of a ZCL calendar: year since 1900, month, day of the month, day of the week; FF says any. Month and day
/// have special values for daylight saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZclDate(pub [u8; 4]);

impl<'a> Field<'a> for ZclDate {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (octets, at) = source.octets(4, name)?;
        source.describe(name, at, Value::Octets(octets));
        Ok(Self(octets.first_chunk().copied().unwrap_or_default()))
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
}

/// A field at the end of a payload that may be absent.
impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        if source.is_empty() { Ok(None) } else { T::read(source, name).map(Some) }
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(value) = self {
            value.write(out);
        }
    }
}

const LONGEST: usize = 0xFE;
const NO_VALUE: u8 = 0xFF;
