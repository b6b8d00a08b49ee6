//! The compact notation of data items.

use core::fmt;

use crate::dlms::Bits;
use crate::dlms::CompactElements;
use crate::dlms::Data;
use crate::dlms::TypeDescription;

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().short_name();
        match self {
            Self::Null | Self::DontCare => f.write_str(kind),
            Self::Array(items) => list(f, '[', items, ']'),
            Self::Structure(items) => list(f, '{', items, '}'),
            Self::Boolean(0x00) => f.write_str("false"),
            Self::Boolean(0xFF) => f.write_str("true"),
            Self::Boolean(value) | Self::Bcd(value) => write!(f, "{kind} {value:02x}"),
            Self::BitString(value) => bits(f, value.as_bits()),
            Self::DoubleLong(value) => write!(f, "{kind} {value}"),
            Self::DoubleLongUnsigned(value) => write!(f, "{kind} {value}"),
            Self::OctetString(octets) => string(f, kind, octets),
            Self::VisibleString(octets) => match core::str::from_utf8(octets) {
                Ok(text) => write!(f, "{kind} {text:?}"),
                Err(_) => string(f, kind, octets),
            },
            Self::Utf8String(text) => write!(f, "{kind} {text:?}"),
            Self::Integer(value) => write!(f, "{kind} {value}"),
            Self::Long(value) => write!(f, "{kind} {value}"),
            Self::Unsigned(value) | Self::Enum(value) => write!(f, "{kind} {value}"),
            Self::LongUnsigned(value) => write!(f, "{kind} {value}"),
            Self::CompactArray(array) => compact(f, array.description(), array.elements()),
            Self::Long64(value) => write!(f, "{kind} {value}"),
            Self::Long64Unsigned(value) => write!(f, "{kind} {value}"),
            Self::Float32(value) => write!(f, "{kind} {}", value.value()),
            Self::Float64(value) => write!(f, "{kind} {}", value.value()),
            Self::DateTime(value) => write!(f, "{kind} {value}"),
            Self::Date(value) => write!(f, "{kind} {value}"),
            Self::Time(value) => write!(f, "{kind} {value}"),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: char, items: &[Data], close: char) -> fmt::Result {
    write!(f, "{open}")?;
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    write!(f, "{close}")
}

fn compact(
    f: &mut fmt::Formatter<'_>,
    description: &TypeDescription,
    elements: CompactElements<'_>,
) -> fmt::Result {
    write!(f, "compact {description} [")?;
    for (index, element) in elements.enumerate() {
        write!(f, "{}{element}", if index == 0 { "" } else { ", " })?;
    }
    f.write_str("]")
}

fn bits(f: &mut fmt::Formatter<'_>, bits: Bits<'_>) -> fmt::Result {
    f.write_str("bits ")?;
    (0..bits.count()).try_for_each(|index| f.write_str(if bits.bit(index) == Some(true) { "1" } else { "0" }))
}

fn string(f: &mut fmt::Formatter<'_>, kind: &str, octets: &[u8]) -> fmt::Result {
    write!(f, "{kind} ")?;
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlms::BitString;
    use crate::dlms::Date;
    use crate::dlms::DateTime;
    use crate::dlms::Real32;
    use crate::dlms::Time;

    #[test]
    fn every_kind_has_its_notation() {
        let cases = [
            (Data::Null, "null"),
            (Data::DontCare, "dont-care"),
            (Data::TRUE, "true"),
            (Data::FALSE, "false"),
            (Data::Boolean(1), "bool 01"),
            (Data::array([Data::Null, 1u8.into()]), "[null, u8 1]"),
            (Data::structure([(-1i8).into(), Data::structure([])]), "{i8 -1, {}}"),
            (Data::BitString(BitString::from_bits([true, false, true])), "bits 101"),
            (Data::from(-5i32), "i32 -5"),
            (Data::from(5u32), "u32 5"),
            (Data::from(-5i16), "i16 -5"),
            (Data::from(5u16), "u16 5"),
            (Data::from(-5i64), "i64 -5"),
            (Data::from(5u64), "u64 5"),
            (Data::Enum(2), "enum 2"),
            (Data::Bcd(0x42), "bcd 42"),
            (Data::octets([0xAB, 0x01]), "oct ab01"),
            (Data::visible("a\"b"), "vis \"a\\\"b\""),
            (Data::VisibleString(vec![0xFF]), "vis ff"),
            (Data::Utf8String("é".into()), "utf8 \"é\""),
            (Data::Float32(Real32::from(1.5)), "f32 1.5"),
            (Data::DateTime(DateTime::NEVER), "date-time never"),
            (Data::Date(Date { year: 0xFFFF, month: 5, day: 1, weekday: 0xFF }), "date *-05-01"),
            (Data::Time(Time { hour: 6, minute: 0xFF, second: 0, hundredths: 25 }), "time 06:*:00.25"),
        ];
        for (data, text) in cases {
            assert_eq!(data.to_string(), text);
        }
    }
}
