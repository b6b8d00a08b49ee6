use crate::Error;
use crate::ErrorKind;
use crate::dlms::Data;
use crate::dlms::DataContent;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::NoInstant;
use crate::dlms::Selection;

/// An attribute as a profile captures it: class, logical name, attribute, and the index of a part of it, 0
/// for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CaptureObject {
    /// The attribute.
    pub descriptor: Descriptor,
    /// The part of the attribute.
    pub index: u16,
}

impl CaptureObject {
    /// The value of an object of class Data, in which profiles have their time stamps.
    pub fn value_of(instance: [u8; 6]) -> Self {
        Self { descriptor: Descriptor::new(1, instance, 2), index: 0 }
    }

    /// Reads a structure of four.
    pub fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let members = view.require_structure::<4>("a capture object of four members")?;
        Self::from_members(members)
    }

    /// As a structure of four.
    pub fn to_data(self) -> Data {
        Data::structure(self.members())
    }

    pub(super) fn from_members([class, instance, member, index]: [DataView<'_>; 4]) -> Result<Self, Error> {
        let class = class.require_u16("a class, long-unsigned")?;
        let instance = instance.require_fixed("a logical name, octet-string of 6")?;
        let attribute = match member.content() {
            DataContent::Integer(value) => u8::from_be_bytes(value.to_be_bytes()),
            _ => {
                let found = member.kind().tag();
                let expected = "an attribute number, integer";
                return Err(Error::octet(ErrorKind::Tag, member.range().start, expected, found));
            }
        };
        let index = index.require_u16("an index, long-unsigned")?;
        Ok(Self { descriptor: Descriptor::new(class, instance, attribute), index })
    }

    pub(super) fn members(self) -> [Data; 4] {
        let Descriptor { class, instance, member } = self.descriptor;
        let attribute = i8::from_be_bytes(member.0.to_be_bytes());
        [class.0.into(), instance.into(), attribute.into(), self.index.into()]
    }
}

/// Selective access to the rows of a profile between two values of one column (access selector 1 of class 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeDescriptor {
    /// The column.
    pub restricting: CaptureObject,
    /// The least value.
    pub from: Data,
    /// The greatest value.
    pub to: Data,
    /// The columns to return; all of them where empty.
    pub selected: Vec<CaptureObject>,
}

impl RangeDescriptor {
    /// The access selector.
    pub const SELECTOR: u8 = 1;

    /// All columns of the rows between two instants, where the column counts seconds since 2000-01-01.
    pub fn seconds(restricting: CaptureObject, from: DateTime, to: DateTime) -> Result<Self, NoInstant> {
        let seconds = |instant: DateTime| {
            let value = instant.to_seconds_since_2000()?;
            u32::try_from(value).map(Data::from).map_err(|_| NoInstant { field: "time", value })
        };
        Ok(Self { restricting, from: seconds(from)?, to: seconds(to)?, selected: Vec::new() })
    }

    /// Reads the parameters of the selection.
    pub fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let [restricting, from, to, selected] =
            view.require_structure("a range descriptor, structure of 4")?;
        let selected = selected.require_array("selected columns, array")?;
        Ok(Self {
            restricting: CaptureObject::parse(&restricting)?,
            from: from.to_owned(),
            to: to.to_owned(),
            selected: selected.map(|column| CaptureObject::parse(&column)).collect::<Result<_, _>>()?,
        })
    }

    /// As the parameters of a selection.
    pub fn to_data(&self) -> Data {
        Data::structure([
            self.restricting.to_data(),
            self.from.clone(),
            self.to.clone(),
            Data::array(self.selected.iter().map(|column| column.to_data())),
        ])
    }

    /// As a selection.
    pub fn to_selection(&self) -> Selection {
        Selection { selector: Self::SELECTOR, parameters: self.to_data() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Reader;

    fn range() -> RangeDescriptor {
        let clock = CaptureObject::value_of([0, 0, 1, 0, 0, 255]);
        let from = DateTime::from_seconds_since_2000(0x0102).unwrap();
        let to = DateTime::from_seconds_since_2000(0x0304).unwrap();
        RangeDescriptor { selected: vec![clock], ..RangeDescriptor::seconds(clock, from, to).unwrap() }
    }

    #[test]
    fn a_range_descriptor_round_trips() {
        let octets = range().to_data().to_octets();
        let text = "{{u16 1, oct 0000010000ff, i8 2, u16 0}, u32 258, u32 772, \
                    [{u16 1, oct 0000010000ff, i8 2, u16 0}]}";
        assert_eq!(range().to_data().to_string(), text);
        let view = DataView::parse(&mut Reader::new(&octets)).unwrap();
        assert_eq!(RangeDescriptor::parse(&view), Ok(range()));
        assert_eq!(range().to_selection().selector, 1);
    }

    #[test]
    fn an_attribute_number_of_another_type_is_refused_where_it_stands() {
        let data = Data::structure([1u16.into(), Data::octets([0; 6]), 2u8.into(), 0u16.into()]);
        let octets = data.to_octets();
        let view = DataView::parse(&mut Reader::at(&octets, 100)).unwrap();
        let error = Error::octet(ErrorKind::Tag, 113, "an attribute number, integer", 17);
        assert_eq!(CaptureObject::parse(&view), Err(error));
    }

    #[test]
    fn instants_before_2000_cannot_be_selected() {
        let clock = CaptureObject::value_of([0, 0, 1, 0, 0, 255]);
        let early = DateTime::from_seconds_since_2000(-1).unwrap();
        let error = NoInstant { field: "time", value: -1 };
        assert_eq!(RangeDescriptor::seconds(clock, early, early), Err(error));
    }
}
