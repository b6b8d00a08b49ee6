use crate::Error;
use crate::ErrorKind;
use crate::wire::Reader;

/// The type of a DLMS data item: the tag octet of A-XDR `Data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DataKind {
    /// null-data
    Null = 0,
    /// array
    Array = 1,
    /// structure
    Structure = 2,
    /// boolean
    Boolean = 3,
    /// bit-string
    BitString = 4,
    /// double-long, 32 bit signed
    DoubleLong = 5,
    /// double-long-unsigned, 32 bit
    DoubleLongUnsigned = 6,
    /// octet-string
    OctetString = 9,
    /// visible-string
    VisibleString = 10,
    /// utf8-string
    Utf8String = 12,
    /// bcd
    Bcd = 13,
    /// integer, 8 bit signed
    Integer = 15,
    /// long, 16 bit signed
    Long = 16,
    /// unsigned, 8 bit
    Unsigned = 17,
    /// long-unsigned, 16 bit
    LongUnsigned = 18,
    /// compact-array
    CompactArray = 19,
    /// long64, 64 bit signed
    Long64 = 20,
    /// long64-unsigned
    Long64Unsigned = 21,
    /// enum
    Enum = 22,
    /// float32
    Float32 = 23,
    /// float64
    Float64 = 24,
    /// date-time, twelve octets
    DateTime = 25,
    /// date, five octets
    Date = 26,
    /// time, four octets
    Time = 27,
    /// dont-care
    DontCare = 255,
}

impl DataKind {
    /// Every kind, in the order of the tags.
    pub const ALL: [Self; 25] = [
        Self::Null,
        Self::Array,
        Self::Structure,
        Self::Boolean,
        Self::BitString,
        Self::DoubleLong,
        Self::DoubleLongUnsigned,
        Self::OctetString,
        Self::VisibleString,
        Self::Utf8String,
        Self::Bcd,
        Self::Integer,
        Self::Long,
        Self::Unsigned,
        Self::LongUnsigned,
        Self::CompactArray,
        Self::Long64,
        Self::Long64Unsigned,
        Self::Enum,
        Self::Float32,
        Self::Float64,
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::DontCare,
    ];

    /// The kind with this tag octet.
    pub fn from_tag(tag: u8) -> Option<Self> {
        Some(match tag {
            0 => Self::Null,
            1 => Self::Array,
            2 => Self::Structure,
            3 => Self::Boolean,
            4 => Self::BitString,
            5 => Self::DoubleLong,
            6 => Self::DoubleLongUnsigned,
            9 => Self::OctetString,
            10 => Self::VisibleString,
            12 => Self::Utf8String,
            13 => Self::Bcd,
            15 => Self::Integer,
            16 => Self::Long,
            17 => Self::Unsigned,
            18 => Self::LongUnsigned,
            19 => Self::CompactArray,
            20 => Self::Long64,
            21 => Self::Long64Unsigned,
            22 => Self::Enum,
            23 => Self::Float32,
            24 => Self::Float64,
            25 => Self::DateTime,
            26 => Self::Date,
            27 => Self::Time,
            255 => Self::DontCare,
            _ => return None,
        })
    }

    /// The tag octet.
    pub fn tag(self) -> u8 {
        // `repr(u8)` makes the discriminant exactly the tag.
        self as u8
    }

    /// The name DLMS gives the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null-data",
            Self::Array => "array",
            Self::Structure => "structure",
            Self::Boolean => "boolean",
            Self::BitString => "bit-string",
            Self::DoubleLong => "double-long",
            Self::DoubleLongUnsigned => "double-long-unsigned",
            Self::OctetString => "octet-string",
            Self::VisibleString => "visible-string",
            Self::Utf8String => "utf8-string",
            Self::Bcd => "bcd",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Unsigned => "unsigned",
            Self::LongUnsigned => "long-unsigned",
            Self::CompactArray => "compact-array",
            Self::Long64 => "long64",
            Self::Long64Unsigned => "long64-unsigned",
            Self::Enum => "enum",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Time => "time",
            Self::DontCare => "dont-care",
        }
    }

    /// How the compact notation of [`Data`](super::Data) writes the type.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "bool",
            Self::BitString => "bits",
            Self::DoubleLong => "i32",
            Self::DoubleLongUnsigned => "u32",
            Self::OctetString => "oct",
            Self::VisibleString => "vis",
            Self::Utf8String => "utf8",
            Self::Integer => "i8",
            Self::Long => "i16",
            Self::Unsigned => "u8",
            Self::LongUnsigned => "u16",
            Self::CompactArray => "compact",
            Self::Long64 => "i64",
            Self::Long64Unsigned => "u64",
            Self::Float32 => "f32",
            Self::Float64 => "f64",
            other => other.name(),
        }
    }

    /// How many octets a value takes without its tag, where every value of the kind takes the same.
    pub(super) fn width(self) -> Option<usize> {
        match self {
            Self::Null | Self::DontCare => Some(0),
            Self::Boolean | Self::Bcd | Self::Integer | Self::Unsigned | Self::Enum => Some(1),
            Self::Long | Self::LongUnsigned => Some(2),
            Self::DoubleLong | Self::DoubleLongUnsigned | Self::Float32 | Self::Time => Some(4),
            Self::Date => Some(5),
            Self::Long64 | Self::Long64Unsigned | Self::Float64 => Some(8),
            Self::DateTime => Some(12),
            Self::Array
            | Self::Structure
            | Self::BitString
            | Self::OctetString
            | Self::VisibleString
            | Self::Utf8String
            | Self::CompactArray => None,
        }
    }

    /// Reads a tag octet.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let offset = reader.offset();
        let tag = reader.octet("a data type tag")?;
        Self::from_tag(tag).ok_or_else(|| Error::octet(ErrorKind::Tag, offset, "a data type tag", tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_kinds_are_one_to_one() {
        let known = (0..=255).filter_map(DataKind::from_tag).collect::<Vec<_>>();
        assert_eq!(known, DataKind::ALL);
        for kind in known {
            assert_eq!(DataKind::from_tag(kind.tag()), Some(kind));
        }
    }

    #[test]
    fn an_unknown_tag_is_refused_where_it_stands() {
        let error = DataKind::read(&mut Reader::at(&[0x07], 40)).unwrap_err();
        assert_eq!(error, Error::octet(ErrorKind::Tag, 40, "a data type tag", 0x07));
    }
}
