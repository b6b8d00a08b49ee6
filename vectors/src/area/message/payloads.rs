//! Payloads for whole messages.

use hallmark_gbcs::Counter;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequestValue;
use hallmark_gbcs::dlms::AccessResponseValue;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotificationValue;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::InvokeId;
use hallmark_gbcs::dlms::ProtectionParameters;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::dlms::ResponseItem;
use hallmark_gbcs::tables::AlertCode;

use crate::area::asn1::bases::Base as Structure;
use crate::area::gbz::component::Component;
use crate::area::gbz::component::payload;

pub(super) const MOMENT: [u8; 12] = [0x07, 0xEB, 4, 1, 0xFF, 12, 30, 0, 0, 0x80, 0, 0xFF];

/// An access request that reads two attributes.
pub(super) fn read(counter: Counter) -> Vec<u8> {
    let register = |member| RequestItem::get(Descriptor::new(3, [1, 0, 1, 8, 0, 255], member));
    AccessRequestValue::new(counter, [register(2), register(3)]).to_octets()
}

/// An access request that invokes a method.
pub(super) fn act(counter: Counter) -> Vec<u8> {
    let method = Descriptor::new(70, [0, 0, 96, 3, 10, 255], 2);
    AccessRequestValue::new(counter, [RequestItem::action(method, 0_i8)]).to_octets()
}

/// The answer to [`read`].
pub(super) fn values(counter: Counter) -> Vec<u8> {
    let value = Data::from(123_456_u32);
    let unit = Data::structure([Data::from(0_i8), Data::Enum(30)]);
    let items = [ResponseItem::success(AccessKind::Get, value), ResponseItem::success(AccessKind::Get, unit)];
    AccessResponseValue::new(InvokeId::of(counter), items).to_octets()
}

/// The answer to [`act`].
pub(super) fn acted(counter: Counter) -> Vec<u8> {
    let items = [ResponseItem::success(AccessKind::Action, Data::Null)];
    AccessResponseValue::new(InvokeId::of(counter), items).to_octets()
}

/// An answer with encrypted attributes.
pub(super) fn sealed(counter: Counter, parameters: ProtectionParameters, blob: Vec<u8>) -> Vec<u8> {
    let answer = Data::structure([parameters.to_only(), Data::octets(blob)]);
    let items = [ResponseItem::success(AccessKind::Action, answer)];
    AccessResponseValue::new(InvokeId::of(counter), items).to_octets()
}

/// A data notification.
pub(super) fn notification(counter: Counter, alert: u16, content: Vec<Data>) -> Vec<u8> {
    let time = DateTime::from_octets(MOMENT);
    DataNotificationValue::new(counter, AlertCode(alert), time, content).to_octets()
}

/// Two attributes of a gas meter.
pub(super) fn read_gas() -> Vec<u8> {
    let component = |sequence| Component::new(0x0702, [0x00, sequence, 0x00], [0x00, 0x00]);
    payload(2, &[component(0), component(1)])
}

/// An emergency credit and a threshold for a gas meter.
pub(super) fn set_gas() -> Vec<u8> {
    let setup = [&[0x01, 0, 0, 0][..], &[0x00; 4], &[0xF4, 0x01, 0, 0], &[0x64, 0, 0, 0]].concat();
    let level = Component::new(0x0705, [0x01, 1, 0x09], [0x2C, 0x01, 0, 0]);
    payload(2, &[Component::new(0x0705, [0x01, 0, 0x03], setup), level])
}

/// The answer to [`set_gas`].
pub(super) fn gas_is_set() -> Vec<u8> {
    let answer = |sequence, command| Component::new(0x0705, [0x18, sequence, 0x0B], [command, 0x00]);
    payload(2, &[answer(0, 0x03), answer(1, 0x09)])
}

/// The alert of a gas meter that an instruction was carried out.
pub(super) fn gas_alert(counter: Counter) -> Vec<u8> {
    [
        &[0x01, 0x09, 0x01, 0x8F, 0x66, 0x32, 0x10, 0x00, 0x40, 0x0E, 0x00, 0x72][..],
        &counter.0.to_be_bytes(),
        &[0x07, 0x05, 0x01, 0x03],
    ]
    .concat()
}

/// The structure of this code, direction and variant.
pub(super) fn structure(structures: &[Structure], name: &str, variant: &str) -> Vec<u8> {
    let found = structures.iter().find(|base| base.name == name && base.variant.starts_with(variant));
    found.map(|base| base.root.to_vec()).unwrap_or_default()
}
