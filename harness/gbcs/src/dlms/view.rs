use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::dlms::Bits;
use crate::dlms::CompactArrayView;
use crate::dlms::Data;
use crate::dlms::DataKind;
use crate::dlms::Date;
use crate::dlms::DateTime;
use crate::dlms::LengthForms;
use crate::dlms::Real32;
use crate::dlms::Real64;
use crate::dlms::Time;
use crate::dlms::length_forms::LengthRecorder;
use crate::dlms::length_forms::LengthSink;
use crate::dlms::walk;
use crate::wire::Reader;
use crate::wire::read_length;

/// One DLMS data item over the octets it was received in.
///
/// Parsing checks the whole item once, without allocating; reading it afterwards cannot fail, and steps
/// through nested items as they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct DataView<'a> {
    octets: &'a [u8],
    base: usize,
}

impl<'a> DataView<'a> {
    /// Takes one item from the reader.
    pub fn parse(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::read(reader, &mut ())
    }

    /// The octets, tag included.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Where they stand in the message.
    pub fn range(&self) -> Range<usize> {
        self.base..self.base + self.octets.len()
    }

    /// The type.
    pub fn kind(&self) -> DataKind {
        self.octets.first().and_then(|tag| DataKind::from_tag(*tag)).unwrap_or(DataKind::Null)
    }

    /// The value, to match on.
    pub fn content(&self) -> DataContent<'a> {
        // `parse` has read these octets to the end, so reading them again succeeds.
        self.read_content().unwrap_or(DataContent::Null)
    }

    /// The same as an owned value.
    pub fn to_owned(&self) -> Data {
        self.content().into_data()
    }

    /// The length fields that are longer than need be: with them [`Data::emit_with`] gives the same octets.
    pub fn length_forms(&self) -> LengthForms {
        let mut recorder = LengthRecorder::default();
        // `parse` has walked these octets before, so this walk reaches their end.
        let _ = walk::item(&mut Reader::new(self.octets), walk::MAX_DEPTH, &mut recorder);
        recorder.into_forms()
    }

    /// Takes one item from the reader and tells of its length fields.
    pub(super) fn read(reader: &mut Reader<'a>, lengths: &mut impl LengthSink) -> Result<Self, Error> {
        let mut start = reader.clone();
        walk::item(reader, walk::MAX_DEPTH, lengths)?;
        let base = start.offset();
        Ok(Self { octets: start.take(reader.offset() - base, "a data item")?, base })
    }

    fn read_content(&self) -> Result<DataContent<'a>, Error> {
        let mut reader = Reader::at(self.octets, self.base);
        let kind = DataKind::read(&mut reader)?;
        DataContent::read(kind, &mut reader)
    }
}

/// Typed access: `None` where the item is of another type.
impl<'a> DataView<'a> {
    /// An unsigned number of any width, or an enum.
    pub fn as_unsigned(&self) -> Option<u64> {
        match self.content() {
            DataContent::Unsigned(value) | DataContent::Enum(value) => Some(value.into()),
            DataContent::LongUnsigned(value) => Some(value.into()),
            DataContent::DoubleLongUnsigned(value) => Some(value.into()),
            DataContent::Long64Unsigned(value) => Some(value),
            _ => None,
        }
    }

    /// A signed number of any width.
    pub fn as_signed(&self) -> Option<i64> {
        match self.content() {
            DataContent::Integer(value) => Some(value.into()),
            DataContent::Long(value) => Some(value.into()),
            DataContent::DoubleLong(value) => Some(value.into()),
            DataContent::Long64(value) => Some(value),
            _ => None,
        }
    }

    /// A boolean: every octet but zero is true.
    pub fn as_bool(&self) -> Option<bool> {
        if let DataContent::Boolean(octet) = self.content() { Some(octet != 0) } else { None }
    }

    /// An octet-string.
    pub fn as_octets(&self) -> Option<&'a [u8]> {
        if let DataContent::OctetString(octets) = self.content() { Some(octets) } else { None }
    }

    /// An octet-string of exactly `N` octets.
    pub fn as_array<const N: usize>(&self) -> Option<[u8; N]> {
        self.as_octets()?.try_into().ok()
    }

    /// A date-time, or an octet-string of twelve octets, which is how GBCS carries one.
    pub fn as_date_time(&self) -> Option<DateTime> {
        match self.content() {
            DataContent::DateTime(value) => Some(value),
            _ => self.as_array().map(DateTime::from_octets),
        }
    }

    /// A visible-string or utf8-string.
    pub fn as_text(&self) -> Option<&'a str> {
        match self.content() {
            DataContent::Utf8String(text) => Some(text),
            DataContent::VisibleString(octets) => core::str::from_utf8(octets).ok(),
            _ => None,
        }
    }

    /// The items of an array or structure.
    pub fn elements(&self) -> Option<Elements<'a>> {
        match self.content() {
            DataContent::Array(items) | DataContent::Structure(items) => Some(items),
            _ => None,
        }
    }
}

/// Demands: the error names the offset and says what should have stood there.
impl<'a> DataView<'a> {
    /// The items of an array, of any number.
    pub fn require_array(&self, expected: &'static str) -> Result<Elements<'a>, Error> {
        if let DataContent::Array(items) = self.content() {
            Ok(items)
        } else {
            Err(self.wrong_type(expected))
        }
    }

    /// The items of a structure of exactly `N`.
    pub fn require_structure<const N: usize>(
        &self,
        expected: &'static str,
    ) -> Result<[DataView<'a>; N], Error> {
        let DataContent::Structure(items) = self.content() else {
            return Err(self.wrong_type(expected));
        };
        let count = items.len();
        let mut array = [*self; N];
        if count != N {
            let offset = self.base + 1;
            return Err(Error::number(ErrorKind::Length, offset, expected, walk::number(count)));
        }
        for (place, item) in array.iter_mut().zip(items) {
            *place = item;
        }
        Ok(array)
    }

    /// A long-unsigned.
    pub fn require_u16(&self, expected: &'static str) -> Result<u16, Error> {
        match self.content() {
            DataContent::LongUnsigned(value) => Ok(value),
            _ => Err(self.wrong_type(expected)),
        }
    }

    /// An unsigned.
    pub fn require_u8(&self, expected: &'static str) -> Result<u8, Error> {
        if let DataContent::Unsigned(value) = self.content() {
            Ok(value)
        } else {
            Err(self.wrong_type(expected))
        }
    }

    /// An octet-string of any length.
    pub fn require_octets(&self, expected: &'static str) -> Result<&'a [u8], Error> {
        self.as_octets().ok_or_else(|| self.wrong_type(expected))
    }

    /// An octet-string of exactly `N` octets.
    pub fn require_fixed<const N: usize>(&self, expected: &'static str) -> Result<[u8; N], Error> {
        let octets = self.require_octets(expected)?;
        octets.try_into().map_err(|_| {
            Error::number(ErrorKind::Length, self.base + 1, expected, walk::number(octets.len()))
        })
    }

    /// A reader over exactly `N` octets of an octet-string.
    pub fn require_reader(&self, count: usize, expected: &'static str) -> Result<Reader<'a>, Error> {
        let octets = self.require_octets(expected)?;
        if octets.len() != count {
            let found = walk::number(octets.len());
            return Err(Error::number(ErrorKind::Length, self.base + 1, expected, found));
        }
        Ok(Reader::at(octets, self.range().end - octets.len()))
    }

    /// A date-time in an octet-string.
    pub fn require_date_time(&self, expected: &'static str) -> Result<DateTime, Error> {
        self.require_fixed(expected).map(DateTime::from_octets)
    }

    fn wrong_type(&self, expected: &'static str) -> Error {
        Error::octet(ErrorKind::Tag, self.base, expected, self.kind().tag())
    }
}

/// The value of a data item, borrowed from the octets.
#[derive(Debug, Clone)]
pub enum DataContent<'a> {
    /// null-data
    Null,
    /// array
    Array(Elements<'a>),
    /// structure
    Structure(Elements<'a>),
    /// boolean: the octet as it stands, where `FF` and `01` are both met for true
    Boolean(u8),
    /// bit-string
    BitString(Bits<'a>),
    /// double-long
    DoubleLong(i32),
    /// double-long-unsigned
    DoubleLongUnsigned(u32),
    /// octet-string
    OctetString(&'a [u8]),
    /// visible-string
    VisibleString(&'a [u8]),
    /// utf8-string
    Utf8String(&'a str),
    /// bcd
    Bcd(u8),
    /// integer
    Integer(i8),
    /// long
    Long(i16),
    /// unsigned
    Unsigned(u8),
    /// long-unsigned
    LongUnsigned(u16),
    /// compact-array
    CompactArray(CompactArrayView<'a>),
    /// long64
    Long64(i64),
    /// long64-unsigned
    Long64Unsigned(u64),
    /// enum
    Enum(u8),
    /// float32
    Float32(Real32),
    /// float64
    Float64(Real64),
    /// date-time
    DateTime(DateTime),
    /// date
    Date(Date),
    /// time
    Time(Time),
    /// dont-care
    DontCare,
}

impl<'a> DataContent<'a> {
    /// The same as an owned value.
    pub fn into_data(self) -> Data {
        match self {
            Self::Null => Data::Null,
            Self::Array(items) => Data::Array(items.map(|item| item.to_owned()).collect()),
            Self::Structure(items) => Data::Structure(items.map(|item| item.to_owned()).collect()),
            Self::Boolean(octet) => Data::Boolean(octet),
            Self::BitString(bits) => Data::BitString(bits.to_owned()),
            Self::DoubleLong(value) => Data::DoubleLong(value),
            Self::DoubleLongUnsigned(value) => Data::DoubleLongUnsigned(value),
            Self::OctetString(octets) => Data::OctetString(octets.to_vec()),
            Self::VisibleString(octets) => Data::VisibleString(octets.to_vec()),
            Self::Utf8String(text) => Data::Utf8String(text.to_string()),
            Self::Bcd(value) => Data::Bcd(value),
            Self::Integer(value) => Data::Integer(value),
            Self::Long(value) => Data::Long(value),
            Self::Unsigned(value) => Data::Unsigned(value),
            Self::LongUnsigned(value) => Data::LongUnsigned(value),
            Self::CompactArray(array) => Data::CompactArray(array.to_owned()),
            Self::Long64(value) => Data::Long64(value),
            Self::Long64Unsigned(value) => Data::Long64Unsigned(value),
            Self::Enum(value) => Data::Enum(value),
            Self::Float32(value) => Data::Float32(value),
            Self::Float64(value) => Data::Float64(value),
            Self::DateTime(value) => Data::DateTime(value),
            Self::Date(value) => Data::Date(value),
            Self::Time(value) => Data::Time(value),
            Self::DontCare => Data::DontCare,
        }
    }

    /// Reads an untagged value. What an array or structure holds is not looked at: it was checked before.
    pub(super) fn read(kind: DataKind, reader: &mut Reader<'a>) -> Result<Self, Error> {
        let expected = kind.name();
        Ok(match kind {
            DataKind::Null => Self::Null,
            DataKind::Array => Self::Array(Elements::read(reader)?),
            DataKind::Structure => Self::Structure(Elements::read(reader)?),
            DataKind::Boolean => Self::Boolean(reader.octet(expected)?),
            DataKind::BitString => {
                let (count, _) = read_length(reader, expected)?;
                Self::BitString(Bits { count, octets: reader.take(count.div_ceil(8), expected)? })
            }
            DataKind::DoubleLong => Self::DoubleLong(i32::from_be_bytes(reader.array(expected)?)),
            DataKind::DoubleLongUnsigned => Self::DoubleLongUnsigned(reader.u32(expected)?),
            DataKind::OctetString => Self::OctetString(string(reader, expected)?),
            DataKind::VisibleString => Self::VisibleString(string(reader, expected)?),
            DataKind::Utf8String => {
                let offset = reader.offset();
                let text = core::str::from_utf8(string(reader, expected)?);
                let error = |_| Error::text(ErrorKind::Value, offset, "UTF-8", "other octets");
                Self::Utf8String(text.map_err(error)?)
            }
            DataKind::Bcd => Self::Bcd(reader.octet(expected)?),
            DataKind::Integer => Self::Integer(i8::from_be_bytes(reader.array(expected)?)),
            DataKind::Long => Self::Long(i16::from_be_bytes(reader.array(expected)?)),
            DataKind::Unsigned => Self::Unsigned(reader.octet(expected)?),
            DataKind::LongUnsigned => Self::LongUnsigned(reader.u16(expected)?),
            DataKind::CompactArray => Self::CompactArray(CompactArrayView::read(reader)?),
            DataKind::Long64 => Self::Long64(i64::from_be_bytes(reader.array(expected)?)),
            DataKind::Long64Unsigned => Self::Long64Unsigned(reader.u64(expected)?),
            DataKind::Enum => Self::Enum(reader.octet(expected)?),
            DataKind::Float32 => Self::Float32(Real32(reader.u32(expected)?)),
            DataKind::Float64 => Self::Float64(Real64(reader.u64(expected)?)),
            DataKind::DateTime => Self::DateTime(DateTime::from_octets(reader.array(expected)?)),
            DataKind::Date => Self::Date(Date::from_octets(reader.array(expected)?)),
            DataKind::Time => Self::Time(Time::from_octets(reader.array(expected)?)),
            DataKind::DontCare => Self::DontCare,
        })
    }
}

/// The items of an array or structure, one after the other.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Elements<'a> {
    /// The next `left` items of the reader, each of which was checked before.
    pub(super) fn new(reader: Reader<'a>, left: usize) -> Self {
        Self { reader, left }
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let left = walk::element_count(reader, &mut ())?;
        Ok(Self { reader: reader.clone(), left })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = DataView<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        // The items were checked with what holds them, so this one is there.
        DataView::parse(&mut self.reader).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Elements<'_> {}

fn string<'a>(reader: &mut Reader<'a>, expected: &'static str) -> Result<&'a [u8], Error> {
    let (length, _) = read_length(reader, expected)?;
    reader.take(length, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(data: &Data, read: impl FnOnce(&DataView<'_>) -> T) -> T {
        let octets = data.to_octets();
        let view = DataView::parse(&mut Reader::at(&octets, 20)).unwrap();
        assert_eq!((view.range(), view.octets()), (20..20 + octets.len(), octets.as_slice()));
        read(&view)
    }

    /// View and owned value answer the same; `None` from both unless the kind is right.
    #[test]
    fn typed_access_is_by_kind() {
        let moment = DateTime::from_seconds_since_2000(0).unwrap();
        let cases = [
            (Data::from(200u8), Some(200), None),
            (Data::Enum(2), Some(2), None),
            (Data::from(40_000u16), Some(40_000), None),
            (Data::from(u32::MAX), Some(0xFFFF_FFFF), None),
            (Data::from(u64::MAX), Some(u64::MAX), None),
            (Data::from(-1i8), None, Some(-1)),
            (Data::from(-300i16), None, Some(-300)),
            (Data::from(i32::MIN), None, Some(i64::from(i32::MIN))),
            (Data::from(i64::MIN), None, Some(i64::MIN)),
            (Data::TRUE, None, None),
        ];
        for (data, unsigned, signed) in cases {
            assert_eq!((data.as_unsigned(), data.as_signed()), (unsigned, signed), "{data}");
            with(&data, |view| {
                assert_eq!((view.as_unsigned(), view.as_signed()), (unsigned, signed), "{data}");
            });
        }
        let texts = [Data::visible("ab"), Data::Utf8String("ab".into())];
        for data in texts {
            assert_eq!(data.as_text(), Some("ab"));
            with(&data, |view| assert_eq!((view.as_text(), view.as_octets()), (Some("ab"), None)));
        }
        for data in [Data::DateTime(moment), Data::from(moment)] {
            assert_eq!(data.as_date_time(), Some(moment));
            with(&data, |view| assert_eq!(view.as_date_time(), Some(moment)));
        }
        let octets = Data::octets([1, 2]);
        assert_eq!((octets.as_array(), octets.as_array::<3>()), (Some([1, 2]), None));
        with(&octets, |view| assert_eq!((view.as_array(), view.as_date_time()), (Some([1, 2]), None)));
        for (data, value) in
            [(Data::Boolean(1), Some(true)), (Data::FALSE, Some(false)), (Data::Enum(1), None)]
        {
            assert_eq!(data.as_bool(), value);
            with(&data, |view| assert_eq!(view.as_bool(), value));
        }
    }

    #[test]
    fn elements_are_stepped_through_in_order() {
        let data = Data::array([1u8.into(), Data::structure([2u8.into()]), 3u8.into()]);
        with(&data, |view| {
            let elements = view.elements().unwrap();
            assert_eq!(elements.len(), 3);
            let ranges = elements.map(|element| element.range()).collect::<Vec<_>>();
            assert_eq!(ranges, [22..24, 24..28, 28..30]);
        });
        assert_eq!(data.elements().map(<[Data]>::len), Some(3));
        with(&Data::Null, |view| assert!(view.elements().is_none()));
    }

    #[test]
    fn demands_name_what_is_missing() {
        let pair = Data::structure([1u16.into(), Data::octets([7; 3])]);
        with(&pair, |view| {
            let [number, octets] = view.require_structure("two").unwrap();
            assert_eq!(number.require_u16("a number"), Ok(1));
            assert_eq!(number.require_u8("a number"), Err(Error::octet(ErrorKind::Tag, 22, "a number", 18)));
            assert_eq!(octets.require_fixed("three"), Ok([7; 3]));
            let four = octets.require_fixed::<4>("four").unwrap_err();
            assert_eq!(four, Error::number(ErrorKind::Length, 26, "four", 3));
            assert_eq!(octets.require_reader(3, "three").unwrap().offset(), 27);
            let error = view.require_structure::<3>("three").unwrap_err();
            assert_eq!(error, Error::number(ErrorKind::Length, 21, "three", 2));
            let error = view.require_array("an array").unwrap_err();
            assert_eq!(error, Error::octet(ErrorKind::Tag, 20, "an array", 2));
        });
    }
}
