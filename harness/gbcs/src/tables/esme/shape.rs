use core::fmt;

use crate::dlms::DataContent;
use crate::dlms::DataKind;
use crate::dlms::DataView;
use crate::dlms::TypeDescription;
use crate::tables::words::words;

/// The type of a data item, as far as it is fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Any item.
    Any,
    /// An array, of `count` elements where that is fixed.
    Array {
        /// How many elements.
        count: Option<usize>,
        /// The type of each.
        element: Box<Shape>,
    },
    /// A bit-string, of this many bits where that is fixed.
    Bits(Option<usize>),
    /// A compact array.
    Compact(Box<Shape>),
    /// An item without parts.
    Kind(DataKind),
    /// An octet-string, of this many octets where that is fixed.
    Octets(Option<usize>),
    /// One of several.
    OneOf(Vec<Shape>),
    /// A structure.
    Structure(Vec<Shape>),
}

words! {
    /// Where a shape is taken from, which decides how much a difference weighs.
    pub enum ShapeBasis as "seen, set, alike or open" {
        /// Concluded from an attribute of the same kind: a difference is an observation at most.
        Alike = "alike",
        /// Not established.
        Open = "open",
        /// From a message of the official reference data.
        Seen = "seen",
        /// From the use case that sets the attribute.
        Set = "set",
    }
}

/// An item is not of the expected shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("match item{path}: expected {expected}, found {found}")]
pub struct Mismatch {
    /// Which part of the item: `.` and a number for each level, from 0; empty for the item itself.
    pub path: String,
    /// The shape of that part.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl Shape {
    /// Whether `data` has this shape.
    pub fn check(&self, data: &DataView<'_>) -> Result<(), Mismatch> {
        self.check_at(data, "")
    }

    fn check_at(&self, data: &DataView<'_>, path: &str) -> Result<(), Mismatch> {
        let content = data.content();
        let matches = match (self, &content) {
            (Self::Any, _) => true,
            (Self::Array { count, element }, DataContent::Array(items)) => {
                for (index, item) in items.clone().enumerate() {
                    element.check_at(&item, &format!("{path}.{index}"))?;
                }
                count.is_none_or(|count| count == items.len())
            }
            (Self::Bits(count), DataContent::BitString(bits)) => {
                count.is_none_or(|count| count == bits.count())
            }
            (Self::Compact(element), DataContent::CompactArray(array)) => {
                return element.check_description(&array.description(), path);
            }
            (Self::Octets(count), DataContent::OctetString(octets)) => {
                count.is_none_or(|count| count == octets.len())
            }
            (Self::OneOf(shapes), _) => shapes.iter().any(|shape| shape.check_at(data, path).is_ok()),
            (Self::Structure(members), DataContent::Structure(items)) if members.len() == items.len() => {
                for (index, (member, item)) in members.iter().zip(items.clone()).enumerate() {
                    member.check_at(&item, &format!("{path}.{index}"))?;
                }
                true
            }
            (Self::Kind(kind), _) => data.kind() == *kind,
            _ => false,
        };
        if matches { Ok(()) } else { Err(self.mismatch(path, found(&content, data.kind()))) }
    }

    /// In a compact array the length of an octet-string or bit-string is that of each value, not of the type.
    fn check_description(&self, description: &TypeDescription, path: &str) -> Result<(), Mismatch> {
        let matches = match (self, description) {
            (Self::Any, _) => true,
            (Self::Array { count, element }, TypeDescription::Array(size, other)) => {
                element.check_description(other, &format!("{path}.0"))?;
                count.is_none_or(|count| count == usize::from(*size))
            }
            (Self::Structure(members), TypeDescription::Structure(others))
                if members.len() == others.len() =>
            {
                for (index, (member, other)) in members.iter().zip(others).enumerate() {
                    member.check_description(other, &format!("{path}.{index}"))?;
                }
                true
            }
            (Self::OneOf(shapes), _) => {
                shapes.iter().any(|shape| shape.check_description(description, path).is_ok())
            }
            (shape, TypeDescription::Simple(kind)) => shape.kind() == Some(kind.kind()),
            _ => false,
        };
        if matches { Ok(()) } else { Err(self.mismatch(path, format!("compact {description}"))) }
    }

    fn kind(&self) -> Option<DataKind> {
        match self {
            Self::Bits(_) => Some(DataKind::BitString),
            Self::Kind(kind) => Some(*kind),
            Self::Octets(_) => Some(DataKind::OctetString),
            Self::Any | Self::Array { .. } | Self::Compact(_) | Self::OneOf(_) | Self::Structure(_) => None,
        }
    }

    fn mismatch(&self, path: &str, found: String) -> Mismatch {
        Mismatch { path: path.to_owned(), expected: self.to_string(), found }
    }
}

impl fmt::Display for Shape {
    /// As it stands in the template notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Array { count, element } => {
                f.write_str("array")?;
                size(f, *count)?;
                write!(f, "<{element}>")
            }
            Self::Bits(count) => {
                f.write_str("bits")?;
                size(f, *count)
            }
            Self::Compact(element) => write!(f, "compact<{element}>"),
            Self::Kind(kind) => f.write_str(kind.short_name()),
            Self::Octets(count) => {
                f.write_str("oct")?;
                size(f, *count)
            }
            Self::OneOf(shapes) => list(f, shapes, " | "),
            Self::Structure(members) => {
                f.write_str("structure{")?;
                list(f, members, ", ")?;
                f.write_str("}")
            }
        }
    }
}

fn size(f: &mut fmt::Formatter<'_>, count: Option<usize>) -> fmt::Result {
    count.map_or(Ok(()), |count| write!(f, "[{count}]"))
}

fn list(f: &mut fmt::Formatter<'_>, shapes: &[Shape], separator: &str) -> fmt::Result {
    for (index, shape) in shapes.iter().enumerate() {
        write!(f, "{}{shape}", if index == 0 { "" } else { separator })?;
    }
    Ok(())
}

fn found(content: &DataContent<'_>, kind: DataKind) -> String {
    match content {
        DataContent::Array(items) => format!("array[{}]", items.len()),
        DataContent::BitString(bits) => format!("bits[{}]", bits.count()),
        DataContent::CompactArray(array) => format!("compact {}", array.description()),
        DataContent::OctetString(octets) => format!("oct[{}]", octets.len()),
        DataContent::Structure(items) => format!("structure of {}", items.len()),
        _ => kind.short_name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlms::BitString;
    use crate::dlms::CompactArray;
    use crate::dlms::Data;
    use crate::wire::Reader;

    const U16: Shape = Shape::Kind(DataKind::LongUnsigned);
    const U32: Shape = Shape::Kind(DataKind::DoubleLongUnsigned);

    fn check(shape: &Shape, data: &Data) -> Result<(), Mismatch> {
        shape.check(&DataView::parse(&mut Reader::new(&data.to_octets())).unwrap())
    }

    fn mismatch(path: &str, expected: &str, found: &str) -> Result<(), Mismatch> {
        Err(Mismatch { path: path.to_owned(), expected: expected.to_owned(), found: found.to_owned() })
    }

    #[test]
    fn items_are_checked_to_their_depth() {
        let shape = Shape::Structure(vec![
            Shape::Array { count: None, element: Box::new(U16) },
            Shape::Octets(Some(2)),
        ]);
        let numbers = |items: &[u16]| Data::array(items.iter().map(|item| Data::LongUnsigned(*item)));
        assert_eq!(check(&shape, &Data::structure([numbers(&[]), Data::octets([1, 2])])), Ok(()));
        assert_eq!(check(&shape, &Data::structure([numbers(&[1, 2]), Data::octets([1, 2])])), Ok(()));
        let wrong = Data::structure([Data::array([Data::LongUnsigned(1), Data::Null]), Data::octets([1, 2])]);
        assert_eq!(check(&shape, &wrong), mismatch(".0.1", "u16", "null"));
        let wrong = Data::structure([numbers(&[]), Data::octets([1])]);
        assert_eq!(check(&shape, &wrong), mismatch(".1", "oct[2]", "oct[1]"));
        assert_eq!(
            check(&shape, &Data::structure([numbers(&[])])),
            mismatch("", "structure{array<u16>, oct[2]}", "structure of 1")
        );
        assert_eq!(check(&shape, &Data::Null), mismatch("", "structure{array<u16>, oct[2]}", "null"));
    }

    #[test]
    fn counts_bind_where_they_are_given() {
        let two = Shape::Array { count: Some(2), element: Box::new(Shape::Any) };
        assert_eq!(check(&two, &Data::array([Data::Null, Data::Null])), Ok(()));
        assert_eq!(check(&two, &Data::array([Data::Null])), mismatch("", "array[2]<any>", "array[1]"));
        let bits = Data::BitString(BitString::new(3, vec![0xE0]));
        assert_eq!(check(&Shape::Bits(Some(3)), &bits), Ok(()));
        assert_eq!(check(&Shape::Bits(Some(5)), &bits), mismatch("", "bits[5]", "bits[3]"));
    }

    #[test]
    fn compact_arrays_are_checked_by_their_description() {
        let row = |first| Data::structure([first, Data::DoubleLongUnsigned(2)]);
        let compact = |row: Data| {
            Data::CompactArray(CompactArray::new(TypeDescription::of(&row).unwrap(), &[row]).unwrap())
        };
        let shape = Shape::Compact(Box::new(Shape::Structure(vec![U32, U32])));
        assert_eq!(check(&shape, &compact(row(Data::DoubleLongUnsigned(1)))), Ok(()));
        let wrong = compact(row(Data::Unsigned(1)));
        assert_eq!(check(&shape, &wrong), mismatch(".0", "u32", "compact u8"));
        assert_eq!(check(&Shape::Compact(Box::new(Shape::Any)), &wrong), Ok(()));
        assert_eq!(check(&shape, &Data::Null), mismatch("", "compact<structure{u32, u32}>", "null"));
    }

    #[test]
    fn one_of_several_is_enough() {
        let shape = Shape::OneOf(vec![U16, U32]);
        assert_eq!(check(&shape, &Data::LongUnsigned(1)), Ok(()));
        assert_eq!(check(&shape, &Data::DoubleLongUnsigned(1)), Ok(()));
        assert_eq!(check(&shape, &Data::Unsigned(1)), mismatch("", "u16 | u32", "u8"));
    }
}
