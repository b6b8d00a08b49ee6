use super::Parameter;
use super::Parameters;
use super::Shape;
use crate::dlms::BitString;
use crate::dlms::Data;
use crate::dlms::DataKind;
use crate::dlms::Date;
use crate::dlms::DateTime;
use crate::dlms::Obis;
use crate::dlms::Time;
use crate::tables::words::words;

/// A value to write, some parts of which vary or are left to parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataTemplate {
    /// array
    Array(Vec<DataTemplate>),
    /// bit-string
    Bits(BitString),
    /// boolean, which may change with the variant
    Boolean(bool, Varies),
    /// Date in an octet-string; the day may vary.
    Date(Date, Option<Span>),
    /// Date and time in an octet-string.
    DateTime(DateTime),
    /// enum
    Enum(u8),
    /// Twelve digits and their check digit in an octet-string: a meter point administration number. As many of the
    /// twelve as the number says vary, the last ones.
    Mpan(String, u32),
    /// null-data
    Null,
    /// A number, which may vary.
    Number(NumberKind, i64, Option<Span>),
    /// Logical name in an octet-string.
    Obis(Obis),
    /// octet-string
    Octets(Vec<u8>),
    /// Left to the parameters.
    Parameter(Parameter),
    /// structure
    Structure(Vec<DataTemplate>),
    /// Two times 256 bits for alerts and events: which codes to change, and those of them to switch on.
    Switches(Vec<u8>, Vec<u8>),
    /// Text; as many of its last characters as the number says are digits that vary.
    Text(TextKind, String, u32),
    /// Time in an octet-string; the hour may vary.
    Time(Time, Option<Span>),
}

/// Between what a number varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The lowest value.
    pub from: i64,
    /// The highest value.
    pub to: i64,
}

/// Whether a boolean varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Varies {
    /// Its value is fixed.
    No,
    /// Odd variants have the other value.
    Yes,
}

words! {
    /// The type of a number.
    pub enum NumberKind as "a type of number" {
        /// integer
        I8 = "i8",
        /// long
        I16 = "i16",
        /// double-long
        I32 = "i32",
        /// unsigned
        U8 = "u8",
        /// long-unsigned
        U16 = "u16",
        /// double-long-unsigned
        U32 = "u32",
    }
}

words! {
    /// The type of a text.
    pub enum TextKind as "a type of text" {
        /// octet-string
        Octets = "oct",
        /// utf8-string
        Utf8 = "utf8",
        /// visible-string
        Visible = "vis",
    }
}

impl DataTemplate {
    /// The value for these parameters.
    pub fn build(&self, parameters: &Parameters) -> Data {
        let variant = parameters.variant;
        match self {
            Self::Array(items) => Data::array(items.iter().map(|item| item.build(parameters))),
            Self::Bits(bits) => Data::BitString(bits.clone()),
            Self::Boolean(value, varies) => {
                let other = *varies == Varies::Yes && variant % 2 == 1;
                if *value != other { Data::TRUE } else { Data::FALSE }
            }
            Self::Date(date, span) => {
                let day = vary_octet(date.day, *span, variant);
                Data::octets(Date { day, ..*date }.to_octets())
            }
            Self::DateTime(date_time) => Data::octets(date_time.to_octets()),
            Self::Enum(value) => Data::Enum(*value),
            Self::Mpan(digits, varying) => {
                Data::octets(with_check_digit(vary_digits(digits, *varying, variant)))
            }
            Self::Null => Data::Null,
            // Value and span were checked against the type when they were read.
            Self::Number(kind, value, span) => kind.data(vary(*value, *span, variant)).unwrap_or(Data::Null),
            Self::Obis(obis) => Data::octets(obis.0),
            Self::Octets(octets) => Data::octets(octets.as_slice()),
            Self::Parameter(parameter) => parameters.data(*parameter),
            Self::Structure(items) => Data::structure(items.iter().map(|item| item.build(parameters))),
            Self::Switches(change, on) => Data::BitString(switches(change, on)),
            Self::Text(kind, text, varying) => kind.data(vary_digits(text, *varying, variant)),
            Self::Time(time, span) => {
                let hour = vary_octet(time.hour, *span, variant);
                Data::octets(Time { hour, ..*time }.to_octets())
            }
        }
    }

    /// What every value of the template looks like; an array is taken to look like its first element.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Array(items) => {
                let element = items.first().map_or(Shape::Any, Self::shape);
                Shape::Array { count: None, element: Box::new(element) }
            }
            Self::Bits(_) => Shape::Bits(None),
            Self::Boolean(..) => Shape::Kind(DataKind::Boolean),
            Self::Date(..) => Shape::Octets(Some(5)),
            Self::DateTime(_) => Shape::Octets(Some(12)),
            Self::Enum(_) => Shape::Kind(DataKind::Enum),
            Self::Mpan(..) | Self::Octets(_) | Self::Text(TextKind::Octets, ..) => Shape::Octets(None),
            Self::Null => Shape::Kind(DataKind::Null),
            Self::Number(kind, ..) => Shape::Kind(kind.kind()),
            Self::Obis(_) => Shape::Octets(Some(6)),
            Self::Parameter(Parameter::Utrn) => Shape::Octets(Some(20)),
            Self::Parameter(_) => Shape::Octets(Some(12)),
            Self::Structure(items) => Shape::Structure(items.iter().map(Self::shape).collect()),
            Self::Switches(..) => Shape::Bits(Some(2 * SWITCHES)),
            Self::Text(TextKind::Utf8, ..) => Shape::Kind(DataKind::Utf8String),
            Self::Text(TextKind::Visible, ..) => Shape::Kind(DataKind::VisibleString),
            Self::Time(..) => Shape::Octets(Some(4)),
        }
    }

    /// Whether two variants of the value differ.
    pub fn varies(&self) -> bool {
        match self {
            Self::Array(items) | Self::Structure(items) => items.iter().any(Self::varies),
            Self::Boolean(_, varies) => *varies == Varies::Yes,
            Self::Date(_, span) | Self::Number(_, _, span) | Self::Time(_, span) => span.is_some(),
            Self::Mpan(_, varying) | Self::Text(_, _, varying) => *varying > 0,
            Self::Bits(_)
            | Self::DateTime(_)
            | Self::Enum(_)
            | Self::Null
            | Self::Obis(_)
            | Self::Octets(_)
            | Self::Parameter(_)
            | Self::Switches(..) => false,
        }
    }
}

impl NumberKind {
    /// A number of this type, where the value fits.
    pub(super) fn data(self, value: i64) -> Option<Data> {
        match self {
            Self::I8 => value.try_into().ok().map(Data::Integer),
            Self::I16 => value.try_into().ok().map(Data::Long),
            Self::I32 => value.try_into().ok().map(Data::DoubleLong),
            Self::U8 => value.try_into().ok().map(Data::Unsigned),
            Self::U16 => value.try_into().ok().map(Data::LongUnsigned),
            Self::U32 => value.try_into().ok().map(Data::DoubleLongUnsigned),
        }
    }

    fn kind(self) -> DataKind {
        match self {
            Self::I8 => DataKind::Integer,
            Self::I16 => DataKind::Long,
            Self::I32 => DataKind::DoubleLong,
            Self::U8 => DataKind::Unsigned,
            Self::U16 => DataKind::LongUnsigned,
            Self::U32 => DataKind::DoubleLongUnsigned,
        }
    }
}

impl TextKind {
    fn data(self, text: String) -> Data {
        match self {
            Self::Octets => Data::octets(text),
            Self::Utf8 => Data::Utf8String(text),
            Self::Visible => Data::visible(&text),
        }
    }
}

/// `value` moved on by `variant`, from the end of the span back to its start.
fn vary(value: i64, span: Option<Span>, variant: u64) -> i64 {
    let Some(span) = span else { return value };
    let size = i128::from(span.to) - i128::from(span.from) + 1;
    let moved = i128::from(value) - i128::from(span.from) + i128::from(variant);
    // The remainder lies within the span, whose ends are of this type.
    i64::try_from(i128::from(span.from) + moved.rem_euclid(size.max(1))).unwrap_or(value)
}

fn vary_octet(value: u8, span: Option<Span>, variant: u64) -> u8 {
    // The span was checked to hold octets when it was read.
    u8::try_from(vary(value.into(), span, variant)).unwrap_or(value)
}

fn vary_digits(text: &str, varying: u32, variant: u64) -> String {
    let width = usize::try_from(varying).unwrap_or_default();
    let Some((fixed, digits)) = text.split_at_checked(text.len().saturating_sub(width)) else {
        return text.to_owned();
    };
    match (digits.parse::<u64>(), 10u64.checked_pow(varying)) {
        (Ok(number), Some(size)) => {
            format!("{fixed}{:0width$}", (number + variant % size) % size)
        }
        _ => text.to_owned(),
    }
}

/// A meter point administration number ends in a check digit: products with these primes, modulo 11, modulo 10.
fn with_check_digit(mut digits: String) -> String {
    let values = digits.bytes().map(|digit| u32::from(digit.wrapping_sub(b'0')));
    let sum = values.zip(MPAN_PRIMES).map(|(digit, prime)| digit * prime).sum::<u32>();
    digits.push_str(&(sum % 11 % 10).to_string());
    digits
}

/// In each half the bit of code `n` is the one of weight 2 to the `n`: the last bit sent is that of code 0.
fn switches(change: &[u8], on: &[u8]) -> BitString {
    let half = |codes: &[u8]| (0..=u8::MAX).rev().map(|code| codes.contains(&code)).collect::<Vec<_>>();
    BitString::from_bits(half(change).into_iter().chain(half(on)))
}

const MPAN_PRIMES: [u32; 12] = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];
const SWITCHES: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_variants_differ_and_stay_in_the_span() {
        let span = Some(Span { from: -3, to: 2 });
        assert_eq!((0..8).map(|n| vary(1, span, n)).collect::<Vec<_>>(), [1, 2, -3, -2, -1, 0, 1, 2]);
        assert_eq!(vary(1, span, u64::MAX), 1 - 3);
        assert_eq!(vary(7, None, 5), 7);
        let whole = Some(Span { from: i64::MIN, to: i64::MAX });
        assert_eq!(vary(i64::MAX, whole, 1), i64::MIN);
    }

    #[test]
    fn digits_at_the_end_of_a_text_vary() {
        assert_eq!(vary_digits("PIN 4098", 2, 0), "PIN 4098");
        assert_eq!(vary_digits("PIN 4098", 2, 3), "PIN 4001");
        assert_eq!(vary_digits("PIN 4098", 0, 3), "PIN 4098");
        assert_eq!(vary_digits("98", 2, u64::MAX), "13");
    }

    #[test]
    fn a_meter_point_number_ends_in_its_check_digit() {
        // 2 × 3 + 1 × 43 = 49, 49 mod 11 = 5.
        assert_eq!(with_check_digit("200000000001".to_owned()), "2000000000015");
        // 10 × 1 is a remainder of 10, which is written as 0: 2 × 5 = 10.
        assert_eq!(with_check_digit("020000000000".to_owned()), "0200000000000");
    }

    #[test]
    fn switches_are_numbered_from_the_last_bit() {
        let bits = switches(&[0x00, 0x0D], &[0x0D]);
        assert_eq!(bits.count(), 512);
        assert_eq!(bits.octets()[30..32], [0x20, 0x01]);
        assert_eq!(bits.octets()[62..64], [0x20, 0x00]);
    }
}
