//! CS03A1, CS03A2, CS03B, CS03C, CS04AC and CS04B: join and unjoin.

use crate::EntityId;
use crate::Error;

use super::certificate::Certificate;
use super::codes::DeviceType;
use super::codes::JoinMethodAndRole;
use super::element::Element;
use super::element::OCTET_STRING;
use super::element::SEQUENCE;
use super::source::Source;
use super::writer::Writer;

/// The command of CS03A1, CS03A2, CS03B and CS03C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinCommand<'a> {
    /// The method, and the part of the Device that receives this.
    pub join_method_and_role: JoinMethodAndRole,
    /// The other Device.
    pub other_device_entity_identifier: EntityId,
    /// The type of the other Device.
    pub other_device_type: DeviceType,
    /// The Key Agreement certificate of the other Device, for method C between GSME and PPMID.
    pub other_device_certificate: Option<Certificate<'a>>,
}

impl JoinCommand<'_> {
    /// The same value, with owned octets.
    pub fn into_owned(self) -> JoinCommand<'static> {
        JoinCommand {
            other_device_certificate: self.other_device_certificate.map(Certificate::into_owned),
            join_method_and_role: self.join_method_and_role,
            other_device_entity_identifier: self.other_device_entity_identifier,
            other_device_type: self.other_device_type,
        }
    }
}

impl<'a> Element<'a> for JoinCommand<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                join_method_and_role: source.element("join_method_and_role")?,
                other_device_entity_identifier: source.element("other_device_entity_identifier")?,
                other_device_type: source.element("other_device_type")?,
                other_device_certificate: source.optional("other_device_certificate")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.join_method_and_role.write(out);
            self.other_device_entity_identifier.write(out);
            self.other_device_type.write(out);
            out.optional(self.other_device_certificate.as_ref());
        });
    }
}

/// The command of CS04AC and CS04B: the other Device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnjoinCommand(pub EntityId);

impl<'a> Element<'a> for UnjoinCommand {
    const TAG: u8 = OCTET_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        EntityId::read_as(source, tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        self.0.write_as(out, tag);
    }
}
