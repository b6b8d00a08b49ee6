use core::fmt;

use crate::Error;
use crate::ErrorKind;
use crate::dlms::Data;
use crate::dlms::DataContent;
use crate::dlms::DataKind;
use crate::dlms::LengthForms;
use crate::dlms::length_forms::LengthWriter;
use crate::dlms::walk;
use crate::wire::Reader;
use crate::wire::read_length;

/// The type that every element of a compact array has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeDescription {
    /// An array of a fixed number of elements.
    Array(u16, Box<TypeDescription>),
    /// A type without parts.
    Simple(SimpleKind),
    /// A structure.
    Structure(Vec<TypeDescription>),
}

/// A type without parts, which a compact array can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SimpleKind(DataKind);

impl SimpleKind {
    /// The kind, where it is neither array, structure nor compact-array.
    pub fn new(kind: DataKind) -> Option<Self> {
        let composed = matches!(kind, DataKind::Array | DataKind::Structure | DataKind::CompactArray);
        (!composed).then_some(Self(kind))
    }

    /// The kind.
    pub fn kind(self) -> DataKind {
        self.0
    }
}

impl TypeDescription {
    /// The type of `data`, where it is one that a compact array can hold.
    pub fn of(data: &Data) -> Option<Self> {
        Some(match data {
            Data::Array(items) => {
                let element = Self::of(items.first()?)?;
                let uniform = items.iter().all(|item| Self::of(item).as_ref() == Some(&element));
                let count = u16::try_from(items.len()).ok()?;
                uniform.then(|| Self::Array(count, Box::new(element)))?
            }
            Data::Structure(items) => Self::Structure(items.iter().map(Self::of).collect::<Option<_>>()?),
            other => Self::Simple(SimpleKind::new(other.kind())?),
        })
    }

    fn parse(reader: &mut Reader<'_>, depth: usize) -> Result<Self, Error> {
        let offset = reader.offset();
        let kind = DataKind::read(reader)?;
        let deeper = depth.checked_sub(1);
        let deeper = deeper
            .ok_or_else(|| Error::text(ErrorKind::Limit, offset, "at most 16 levels of nesting", "more"))?;
        match kind {
            DataKind::Array => {
                let count = reader.u16("a number of elements")?;
                Ok(Self::Array(count, Box::new(Self::parse(reader, deeper)?)))
            }
            DataKind::Structure => {
                let count = walk::element_count(reader, &mut ())?;
                (0..count).map(|_| Self::parse(reader, deeper)).collect::<Result<_, _>>().map(Self::Structure)
            }
            kind => SimpleKind::new(kind).map(Self::Simple).ok_or_else(|| {
                Error::octet(ErrorKind::Tag, offset, "a type other than compact-array", kind.tag())
            }),
        }
    }

    fn emit(&self, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
        match self {
            Self::Array(count, element) => {
                out.push(DataKind::Array.tag());
                out.extend(count.to_be_bytes());
                element.emit(out, lengths);
            }
            Self::Simple(kind) => out.push(kind.0.tag()),
            Self::Structure(members) => {
                out.push(DataKind::Structure.tag());
                lengths.push(out, members.len());
                for member in members {
                    member.emit(out, lengths);
                }
            }
        }
    }

    /// Appends `data` without tags; `None` where it is of another type.
    fn emit_value(&self, data: &Data, out: &mut Vec<u8>) -> Option<()> {
        match (self, data) {
            (Self::Array(count, element), Data::Array(items)) if items.len() == usize::from(*count) => {
                items.iter().try_for_each(|item| element.emit_value(item, out))
            }
            (Self::Structure(members), Data::Structure(items)) if items.len() == members.len() => {
                members.iter().zip(items).try_for_each(|(member, item)| member.emit_value(item, out))
            }
            (Self::Simple(kind), data) if data.kind() == kind.0 => {
                data.emit_content(out, &mut LengthWriter::new(&LengthForms::SHORTEST));
                Some(())
            }
            _ => None,
        }
    }

    fn read_value(&self, reader: &mut Reader<'_>) -> Result<Data, Error> {
        match self {
            Self::Array(count, element) => {
                (0..*count).map(|_| element.read_value(reader)).collect::<Result<_, _>>().map(Data::Array)
            }
            Self::Structure(members) => members
                .iter()
                .map(|member| member.read_value(reader))
                .collect::<Result<_, _>>()
                .map(Data::Structure),
            Self::Simple(kind) => DataContent::read(kind.0, reader).map(DataContent::into_data),
        }
    }
}

impl fmt::Display for TypeDescription {
    /// As in `{u32, u16, enum}`, an array as `[24 * u32]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(count, element) => write!(f, "[{count} * {element}]"),
            Self::Simple(kind) => f.write_str(kind.0.short_name()),
            Self::Structure(members) => {
                f.write_str("{")?;
                for (index, member) in members.iter().enumerate() {
                    write!(f, "{}{member}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// A compact array over the octets it was received in.
#[derive(Debug, Clone, Copy)]
pub struct CompactArrayView<'a> {
    description: &'a [u8],
    contents: &'a [u8],
}

impl<'a> CompactArrayView<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut start = reader.clone();
        walk::known_description(reader)?;
        let description = start.take(reader.offset() - start.offset(), "a type description")?;
        let (length, _) = read_length(reader, "the length of the contents")?;
        Ok(Self { description, contents: reader.take(length, "the contents of a compact array")? })
    }

    /// The type of the elements.
    pub fn description(&self) -> TypeDescription {
        // The octets were checked with the item that holds them.
        TypeDescription::parse(&mut Reader::new(self.description), walk::MAX_DEPTH)
            .unwrap_or(TypeDescription::Structure(Vec::new()))
    }

    /// The elements without their tags, one after the other.
    pub fn contents(&self) -> &'a [u8] {
        self.contents
    }

    /// The elements, each decoded as it is asked for.
    pub fn elements(&self) -> CompactElements<'a> {
        CompactElements { description: self.description(), contents: Reader::new(self.contents) }
    }

    /// The same as an owned value.
    pub fn to_owned(&self) -> CompactArray {
        CompactArray { description: self.description(), contents: self.contents.to_vec() }
    }
}

/// The elements of a compact array.
#[derive(Debug, Clone)]
pub struct CompactElements<'a> {
    description: TypeDescription,
    contents: Reader<'a>,
}

impl Iterator for CompactElements<'_> {
    type Item = Data;

    fn next(&mut self) -> Option<Data> {
        if self.contents.is_empty() {
            return None;
        }
        self.description.read_value(&mut self.contents).ok()
    }
}

/// A compact array: elements of one type, which is written once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CompactArray {
    description: TypeDescription,
    contents: Vec<u8>,
}

/// The elements do not make a compact array.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCompact {
    /// The type is one that no compact array can hold.
    #[error("make a compact array: the type of the elements is not permitted: {0}")]
    Description(#[source] Error),
    /// The element with this index is of another type.
    #[error("make a compact array: element {0} is of another type")]
    Element(usize),
}

impl CompactArray {
    /// Writes `elements`, each of which must be of the described type.
    pub fn new(description: TypeDescription, elements: &[Data]) -> Result<Self, NotCompact> {
        let mut contents = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            description.emit_value(element, &mut contents).ok_or(NotCompact::Element(index))?;
        }
        let array = Self { description, contents };
        let mut octets = Vec::new();
        Data::CompactArray(array.clone()).emit(&mut octets);
        walk::item(&mut Reader::new(&octets), walk::MAX_DEPTH, &mut ()).map_err(NotCompact::Description)?;
        Ok(array)
    }

    /// The type of the elements.
    pub fn description(&self) -> &TypeDescription {
        &self.description
    }

    /// The elements without their tags, one after the other.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// The elements.
    pub fn elements(&self) -> CompactElements<'_> {
        CompactElements { description: self.description.clone(), contents: Reader::new(&self.contents) }
    }

    pub(super) fn emit_content(&self, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
        self.description.emit(out, lengths);
        lengths.push(out, self.contents.len());
        out.extend(&self.contents);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(time: u32, value: u16) -> Data {
        Data::structure([time.into(), value.into()])
    }

    #[test]
    fn elements_of_the_described_type_are_written_without_tags() {
        let description = TypeDescription::of(&row(0, 0)).unwrap();
        assert_eq!(description.to_string(), "{u32, u16}");
        let rows = [row(1, 2), row(3, 4)];
        let array = CompactArray::new(description, &rows).unwrap();
        assert_eq!(array.contents(), [0, 0, 0, 1, 0, 2, 0, 0, 0, 3, 0, 4]);
        assert_eq!(array.elements().collect::<Vec<_>>(), rows);
        let data = Data::CompactArray(array);
        assert_eq!(data.to_octets()[..6], [0x13, 0x02, 0x02, 0x06, 0x12, 0x0C]);
        assert_eq!(data.to_string(), "compact {u32, u16} [{u32 1, u16 2}, {u32 3, u16 4}]");
    }

    #[test]
    fn an_element_of_another_type_is_named() {
        let description = TypeDescription::of(&row(0, 0)).unwrap();
        let rows = [row(1, 2), Data::structure([1u32.into(), 2u32.into()])];
        assert_eq!(CompactArray::new(description, &rows), Err(NotCompact::Element(1)));
    }

    #[test]
    fn arrays_within_have_a_fixed_number_of_elements() {
        let days = Data::array([1u16.into(), 2u16.into()]);
        let description = TypeDescription::of(&days).unwrap();
        assert_eq!(description.to_string(), "[2 * u16]");
        let short = Data::array([1u16.into()]);
        assert_eq!(CompactArray::new(description, &[days, short]), Err(NotCompact::Element(1)));
        let mixed = Data::array([1u16.into(), 2u8.into()]);
        assert_eq!(TypeDescription::of(&mixed), None);
    }

    #[test]
    fn a_type_without_width_is_refused() {
        let description = TypeDescription::of(&Data::Null).unwrap();
        let error = Error::text(ErrorKind::Limit, 1, "elements of some width", "none");
        assert_eq!(CompactArray::new(description, &[Data::Null]), Err(NotCompact::Description(error)));
    }
}
