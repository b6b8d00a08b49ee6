use crate::Error;
use crate::dlms::BitString;
use crate::dlms::CompactArray;
use crate::dlms::DataKind;
use crate::dlms::DataView;
use crate::dlms::Date;
use crate::dlms::DateTime;
use crate::dlms::LengthForms;
use crate::dlms::Obis;
use crate::dlms::Real32;
use crate::dlms::Real64;
use crate::dlms::Time;
use crate::dlms::length_forms::LengthWriter;
use crate::wire::Reader;

/// One DLMS data item, owned: to be built, changed and emitted (A-XDR `Data`).
///
/// Its text form is the compact notation of this crate: `{u16 3, oct 0a0b0c, [i8 -1, null]}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Data {
    /// null-data
    Null,
    /// array: items of one type, which is not checked
    Array(Vec<Data>),
    /// structure
    Structure(Vec<Data>),
    /// boolean: the octet as it stands, where `FF` and `01` are both met for true
    Boolean(u8),
    /// bit-string
    BitString(BitString),
    /// double-long
    DoubleLong(i32),
    /// double-long-unsigned
    DoubleLongUnsigned(u32),
    /// octet-string
    OctetString(Vec<u8>),
    /// visible-string: the octets as they stand
    VisibleString(Vec<u8>),
    /// utf8-string
    Utf8String(String),
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
    CompactArray(CompactArray),
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

impl Data {
    /// True as official messages write it.
    pub const TRUE: Self = Self::Boolean(0xFF);
    /// False.
    pub const FALSE: Self = Self::Boolean(0x00);

    /// Takes one item from the reader. Length fields that are longer than need be are not remembered:
    /// where that matters, use [`DataView::length_forms`].
    pub fn parse(reader: &mut Reader<'_>) -> Result<Self, Error> {
        DataView::parse(reader).map(|view| view.to_owned())
    }

    /// An array.
    pub fn array(items: impl IntoIterator<Item = Data>) -> Self {
        Self::Array(items.into_iter().collect())
    }

    /// A structure.
    pub fn structure(items: impl IntoIterator<Item = Data>) -> Self {
        Self::Structure(items.into_iter().collect())
    }

    /// An octet-string.
    pub fn octets(octets: impl Into<Vec<u8>>) -> Self {
        Self::OctetString(octets.into())
    }

    /// A visible-string.
    pub fn visible(text: &str) -> Self {
        Self::VisibleString(text.as_bytes().to_vec())
    }

    /// Appends the octets, every length in its shortest form.
    pub fn emit(&self, out: &mut Vec<u8>) {
        self.emit_with(out, &LengthForms::SHORTEST);
    }

    /// Appends the octets, lengths in these forms.
    pub fn emit_with(&self, out: &mut Vec<u8>, forms: &LengthForms) {
        self.emit_lengths(out, &mut LengthWriter::new(forms));
    }

    /// The octets, every length in its shortest form.
    pub fn to_octets(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }

    /// The type.
    pub fn kind(&self) -> DataKind {
        match self {
            Self::Null => DataKind::Null,
            Self::Array(_) => DataKind::Array,
            Self::Structure(_) => DataKind::Structure,
            Self::Boolean(_) => DataKind::Boolean,
            Self::BitString(_) => DataKind::BitString,
            Self::DoubleLong(_) => DataKind::DoubleLong,
            Self::DoubleLongUnsigned(_) => DataKind::DoubleLongUnsigned,
            Self::OctetString(_) => DataKind::OctetString,
            Self::VisibleString(_) => DataKind::VisibleString,
            Self::Utf8String(_) => DataKind::Utf8String,
            Self::Bcd(_) => DataKind::Bcd,
            Self::Integer(_) => DataKind::Integer,
            Self::Long(_) => DataKind::Long,
            Self::Unsigned(_) => DataKind::Unsigned,
            Self::LongUnsigned(_) => DataKind::LongUnsigned,
            Self::CompactArray(_) => DataKind::CompactArray,
            Self::Long64(_) => DataKind::Long64,
            Self::Long64Unsigned(_) => DataKind::Long64Unsigned,
            Self::Enum(_) => DataKind::Enum,
            Self::Float32(_) => DataKind::Float32,
            Self::Float64(_) => DataKind::Float64,
            Self::DateTime(_) => DataKind::DateTime,
            Self::Date(_) => DataKind::Date,
            Self::Time(_) => DataKind::Time,
            Self::DontCare => DataKind::DontCare,
        }
    }

    /// An unsigned number of any width, or an enum.
    pub fn as_unsigned(&self) -> Option<u64> {
        match self {
            Self::Unsigned(value) | Self::Enum(value) => Some((*value).into()),
            Self::LongUnsigned(value) => Some((*value).into()),
            Self::DoubleLongUnsigned(value) => Some((*value).into()),
            Self::Long64Unsigned(value) => Some(*value),
            _ => None,
        }
    }

    /// A signed number of any width.
    pub fn as_signed(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some((*value).into()),
            Self::Long(value) => Some((*value).into()),
            Self::DoubleLong(value) => Some((*value).into()),
            Self::Long64(value) => Some(*value),
            _ => None,
        }
    }

    /// A boolean: every octet but zero is true.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(octet) = self { Some(*octet != 0) } else { None }
    }

    /// An octet-string.
    pub fn as_octets(&self) -> Option<&[u8]> {
        if let Self::OctetString(octets) = self { Some(octets) } else { None }
    }

    /// An octet-string of exactly `N` octets.
    pub fn as_array<const N: usize>(&self) -> Option<[u8; N]> {
        self.as_octets()?.try_into().ok()
    }

    /// A date-time, or an octet-string of twelve octets, which is how GBCS carries one.
    pub fn as_date_time(&self) -> Option<DateTime> {
        match self {
            Self::DateTime(value) => Some(*value),
            _ => self.as_array().map(DateTime::from_octets),
        }
    }

    /// A visible-string or utf8-string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Utf8String(text) => Some(text),
            Self::VisibleString(octets) => core::str::from_utf8(octets).ok(),
            _ => None,
        }
    }

    /// The items of an array or structure.
    pub fn elements(&self) -> Option<&[Data]> {
        match self {
            Self::Array(items) | Self::Structure(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn emit_lengths(&self, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
        out.push(self.kind().tag());
        self.emit_content(out, lengths);
    }

    /// Appends the value without its tag.
    pub(super) fn emit_content(&self, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
        match self {
            Self::Null | Self::DontCare => {}
            Self::Array(items) | Self::Structure(items) => {
                lengths.push(out, items.len());
                for item in items {
                    item.emit_lengths(out, lengths);
                }
            }
            Self::BitString(bits) => {
                lengths.push(out, bits.count());
                out.extend(bits.octets());
            }
            Self::OctetString(octets) | Self::VisibleString(octets) => {
                lengths.push(out, octets.len());
                out.extend(octets);
            }
            Self::Utf8String(text) => {
                lengths.push(out, text.len());
                out.extend(text.as_bytes());
            }
            Self::Boolean(value) | Self::Bcd(value) | Self::Unsigned(value) | Self::Enum(value) => {
                out.push(*value);
            }
            Self::Integer(value) => out.extend(value.to_be_bytes()),
            Self::Long(value) => out.extend(value.to_be_bytes()),
            Self::LongUnsigned(value) => out.extend(value.to_be_bytes()),
            Self::DoubleLong(value) => out.extend(value.to_be_bytes()),
            Self::DoubleLongUnsigned(value) => out.extend(value.to_be_bytes()),
            Self::Long64(value) => out.extend(value.to_be_bytes()),
            Self::Long64Unsigned(value) => out.extend(value.to_be_bytes()),
            Self::CompactArray(array) => array.emit_content(out, lengths),
            Self::Float32(value) => out.extend(value.0.to_be_bytes()),
            Self::Float64(value) => out.extend(value.0.to_be_bytes()),
            Self::DateTime(value) => out.extend(value.to_octets()),
            Self::Date(value) => out.extend(value.to_octets()),
            Self::Time(value) => out.extend(value.to_octets()),
        }
    }
}

impl From<bool> for Data {
    fn from(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }
}

impl From<u8> for Data {
    fn from(value: u8) -> Self {
        Self::Unsigned(value)
    }
}

impl From<u16> for Data {
    fn from(value: u16) -> Self {
        Self::LongUnsigned(value)
    }
}

impl From<u32> for Data {
    fn from(value: u32) -> Self {
        Self::DoubleLongUnsigned(value)
    }
}

impl From<u64> for Data {
    fn from(value: u64) -> Self {
        Self::Long64Unsigned(value)
    }
}

impl From<i8> for Data {
    fn from(value: i8) -> Self {
        Self::Integer(value)
    }
}

impl From<i16> for Data {
    fn from(value: i16) -> Self {
        Self::Long(value)
    }
}

impl From<i32> for Data {
    fn from(value: i32) -> Self {
        Self::DoubleLong(value)
    }
}

impl From<i64> for Data {
    fn from(value: i64) -> Self {
        Self::Long64(value)
    }
}

impl From<Obis> for Data {
    fn from(value: Obis) -> Self {
        Self::octets(value.0)
    }
}

/// As GBCS carries it: an octet-string of twelve octets.
impl From<DateTime> for Data {
    fn from(value: DateTime) -> Self {
        Self::octets(value.to_octets())
    }
}
