use std::collections::BTreeMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::tables::esme::Copied;
use hallmark_gbcs::wire::OtherInformation;

use crate::asn1::PendingCredentials;
use crate::asn1::PendingFirmware;
use crate::device::Device;
use crate::time::Instant;

/// What is to be done later (GBCS 9.2.2): one activation for each object, whose next value is among the attributes; one
/// replacement of credentials for each Message Code; one activation of firmware.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    activations: BTreeMap<Descriptor, Activation>,
    credentials: BTreeMap<MessageCode, PendingCredentials>,
    firmware: Option<PendingFirmware>,
}

/// A value that takes effect at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Activation {
    pub(crate) at: Instant,
    /// Of the command.
    pub(crate) code: MessageCode,
    /// Of the command.
    pub(crate) counter: Counter,
    /// Who sent it, and is told.
    pub(crate) originator: EntityId,
    pub(crate) copies: &'static [Copied],
}

/// An item that is due.
enum Due {
    Activation(Descriptor, Activation),
    Credentials(PendingCredentials),
    Firmware(PendingFirmware),
}

impl Pending {
    /// Stores an activation in place of one for the same object.
    pub(crate) fn activate(&mut self, object: Descriptor, activation: Activation) {
        self.activations.insert(object, activation);
    }

    /// Whether something is pending for an object.
    pub(crate) fn has(&self, object: Descriptor) -> bool {
        self.activations.contains_key(&object)
    }

    pub(crate) fn cancel(&mut self, object: Descriptor) {
        self.activations.remove(&object);
    }

    pub(crate) fn store_credentials(&mut self, pending: PendingCredentials) {
        self.credentials.insert(pending.code, pending);
    }

    pub(crate) fn cancel_credentials(&mut self, code: MessageCode) {
        self.credentials.remove(&code);
    }

    /// Stores an activation of firmware, or cancels the one that is pending.
    pub(crate) fn set_firmware(&mut self, pending: Option<PendingFirmware>) {
        self.firmware = pending;
    }

    /// When the next item is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        let activation = self.activations.values().map(|activation| activation.at).min();
        let credentials = self.credentials.values().map(|pending| pending.at).min();
        [activation, credentials, self.firmware.map(|pending| pending.at)].into_iter().flatten().min()
    }

    /// Takes the item that was due first. Of several due in the same second: attributes in their order, then
    /// credentials, then firmware.
    fn take_due(&mut self, now: Instant) -> Option<Due> {
        let at = self.next().filter(|at| *at <= now)?;
        let object = self.activations.iter().find(|(_, activation)| activation.at == at);
        if let Some(object) = object.map(|(object, _)| *object) {
            return self.activations.remove_entry(&object).map(|found| Due::Activation(found.0, found.1));
        }
        let code = self.credentials.iter().find(|(_, pending)| pending.at == at).map(|(code, _)| *code);
        if let Some(code) = code {
            return self.credentials.remove(&code).map(Due::Credentials);
        }
        self.firmware.take().map(Due::Firmware)
    }
}

/// Does what is due, and says so.
pub(crate) fn execute_due(device: &mut Device) -> Vec<Vec<u8>> {
    let mut sent = Vec::new();
    while let Some(due) = device.pending.take_due(device.now) {
        sent.extend(match due {
            Due::Activation(object, activation) => {
                (device.rules.activate)(device, object, activation.copies);
                (device.rules.report)(device, object, &activation)
            }
            Due::Credentials(pending) => Some(device.execute_credentials(&pending)),
            Due::Firmware(pending) => Some(device.execute_firmware(&pending)),
        });
    }
    sent
}

impl Device {
    /// One alert for each object (GBCS 9.2.2).
    pub(crate) fn activation_alert(
        &mut self,
        object: Descriptor,
        activation: &Activation,
    ) -> Option<Vec<u8>> {
        let mut content = activation.code.0.to_be_bytes().to_vec();
        content.extend(activation.counter.0.to_be_bytes());
        object.emit(&mut content);
        let other = OtherInformation::Code { code: codes::FUTURE_DATED_DLMS };
        Some(self.dlms_alert(EXECUTED, activation.originator, &other, vec![Data::octets(content)]))
    }
}

const EXECUTED: AlertCode = AlertCode(0x8F66);
