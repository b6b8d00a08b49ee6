//! Commands that are the same for all clusters (ZCL 2.5).

use crate::Error;
use crate::describe::Value;

use super::attributes::attribute_name;
use super::codes::ZclStatus;
use super::field::Field;
use super::field::Layout;
use super::field::layouts;
use super::list::List;
use super::source::Source;
use super::value::ZclValue;

/// An attribute of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u16);

impl<'a> Field<'a> for AttributeId {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(2, name)?;
        let id = u16::try_from(number).map(Self).map_err(|_| Source::invalid(&at, name, number))?;
        if source.is_described() {
            let name_of_attribute = attribute_name(source.cluster(), id);
            source.describe(name, at, Value::Code { value: number, digits: 4, name: name_of_attribute });
        }
        Ok(id)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
}

layouts! {
    /// Read Attributes.
    ReadAttributes<'a> { attributes: List<'a, AttributeId>, }

    /// Read Attributes Response.
    ReadAttributesResponse<'a> { records: List<'a, ReadAttributeStatus<'a>>, }

    /// Write Attributes.
    WriteAttributes<'a> { records: List<'a, WriteAttributeRecord<'a>>, }

    /// One attribute of a Write Attributes.
    WriteAttributeRecord<'a> { attribute: AttributeId, value: ZclValue<'a>, }

    /// Write Attributes Response. One record without an attribute where all was written, else one for each failure.
    WriteAttributesResponse<'a> { records: List<'a, WriteAttributeStatus>, }

    /// Default Response.
    DefaultResponse { command: u8, status: ZclStatus, }
}

/// One attribute of a Read Attributes Response. The value is there if the status is success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadAttributeStatus<'a> {
    /// The attribute.
    pub attribute: AttributeId,
    /// Whether it could be read.
    pub status: ZclStatus,
    /// The value, if it could.
    pub value: Option<ZclValue<'a>>,
}

impl<'a> Layout<'a> for ReadAttributeStatus<'a> {
    fn read_members(source: &mut Source<'a, '_>) -> Result<Self, Error> {
        let attribute = AttributeId::read(source, "attribute")?;
        let status = ZclStatus::read(source, "status")?;
        let value = match status {
            ZclStatus::SUCCESS => Some(ZclValue::read(source, "value")?),
            _ => None,
        };
        Ok(Self { attribute, status, value })
    }
}

impl<'a> Field<'a> for ReadAttributeStatus<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        source.structure(name)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.attribute.write(out);
        self.status.write(out);
        self.value.write(out);
    }
}

/// One record of a Write Attributes Response. The attribute is there unless the status is success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteAttributeStatus {
    /// Whether it could be written.
    pub status: ZclStatus,
    /// The attribute, if it could not.
    pub attribute: Option<AttributeId>,
}

impl<'a> Layout<'a> for WriteAttributeStatus {
    fn read_members(source: &mut Source<'a, '_>) -> Result<Self, Error> {
        let status = ZclStatus::read(source, "status")?;
        let attribute = match status {
            ZclStatus::SUCCESS => None,
            _ => Some(AttributeId::read(source, "attribute")?),
        };
        Ok(Self { status, attribute })
    }
}

impl<'a> Field<'a> for WriteAttributeStatus {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        source.structure(name)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.status.write(out);
        self.attribute.write(out);
    }
}
