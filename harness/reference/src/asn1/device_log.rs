use std::collections::BTreeMap;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::DeviceLogEntry;
use hallmark_gbcs::asn1::DeviceType;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::JoinResult;
use hallmark_gbcs::asn1::ReadDeviceLogResponse;
use hallmark_gbcs::asn1::ReadResult;
use hallmark_gbcs::asn1::UnjoinCommand;
use hallmark_gbcs::asn1::UnjoinResult;
use hallmark_gbcs::tables::AlertCode;

use crate::device::Device;

/// The Devices that are joined. The published capacity of one meter: seven of type 1, five of them load control switches,
/// and four of type 2.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeviceLog {
    entries: BTreeMap<EntityId, DeviceType>,
}

impl Device {
    /// CS03A1: joins a Device that the meter is to talk to. What happens on the HAN itself always succeeds here.
    pub(super) fn join(&mut self, request: &JoinCommand<'_>) -> Asn1Payload<'static> {
        let result = (self.rules.join)(&mut self.device_log, request);
        let code = if result == JoinResult::SUCCESS { JOINED } else { NOT_JOINED };
        self.logs.security.note(self.now, code, &request.other_device_entity_identifier.0);
        Asn1Payload::JoinResponse(result)
    }

    /// CS04AC.
    pub(super) fn unjoin(&mut self, request: UnjoinCommand) -> Asn1Payload<'static> {
        let (result, code) = match (self.rules.unjoin)(&mut self.device_log, request.0) {
            true => (UnjoinResult::SUCCESS, UNJOINED),
            false => (UnjoinResult::OTHER_DEVICE_NOT_IN_DEVICE_LOG, NOT_UNJOINED),
        };
        self.logs.security.note(self.now, code, &request.0.0);
        Asn1Payload::UnjoinResponse(result)
    }

    /// CS07.
    pub(super) fn read_device_log(&self) -> Asn1Payload<'static> {
        let entries = self.device_log.entries.iter();
        let entries =
            entries.map(|(id, kind)| DeviceLogEntry { device_entity_identifier: *id, device_type: *kind });
        Asn1Payload::ReadDeviceLogResponse(ReadDeviceLogResponse {
            read_log_response_code: ReadResult::SUCCESS,
            device_log_entries: Some(entries.collect()),
        })
    }
}

impl DeviceLog {
    /// Whether there was such a Device.
    pub(crate) fn unjoin(&mut self, id: EntityId) -> bool {
        self.entries.remove(&id).is_some()
    }

    pub(crate) fn join(&mut self, request: &JoinCommand<'_>) -> JoinResult {
        let (id, kind) = (request.other_device_entity_identifier, request.other_device_type);
        match request.join_method_and_role {
            JoinMethodAndRole::METHOD_A_INITIATOR => {}
            JoinMethodAndRole::METHOD_A_RESPONDER
            | JoinMethodAndRole::METHOD_B
            | JoinMethodAndRole::METHOD_C => {
                return JoinResult::INVALID_MESSAGE_CODE_FOR_JOIN_METHOD_AND_ROLE;
            }
            _ => return JoinResult::INVALID_JOIN_METHOD_AND_ROLE,
        }
        if let Some(known) = self.entries.get(&id) {
            let same = *known == kind;
            return if same { JoinResult::SUCCESS } else { JoinResult::INCOMPATIBLE_WITH_EXISTING_ENTRY };
        }
        let count = |types: &[DeviceType]| self.entries.values().filter(|kind| types.contains(kind)).count();
        let room = match kind {
            DeviceType::HCALCS => count(&[DeviceType::HCALCS]) < 5 && count(&TYPE_1) < 7,
            DeviceType::PPMID => count(&TYPE_1) < 7,
            DeviceType::TYPE_2 => count(&[DeviceType::TYPE_2]) < 4,
            _ => return JoinResult::INVALID_JOIN_METHOD_AND_ROLE,
        };
        if !room {
            return JoinResult::DEVICE_LOG_FULL;
        }
        self.entries.insert(id, kind);
        JoinResult::SUCCESS
    }
}

const TYPE_1: [DeviceType; 2] = [DeviceType::HCALCS, DeviceType::PPMID];
const NOT_JOINED: AlertCode = AlertCode(0x8F48);
const JOINED: AlertCode = AlertCode(0x8F49);
const NOT_UNJOINED: AlertCode = AlertCode(0x8F4A);
const UNJOINED: AlertCode = AlertCode(0x8F4B);

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: u8, kind: DeviceType) -> JoinCommand<'static> {
        JoinCommand {
            join_method_and_role: JoinMethodAndRole::METHOD_A_INITIATOR,
            other_device_entity_identifier: EntityId([number; 8]),
            other_device_type: kind,
            other_device_certificate: None,
        }
    }

    #[test]
    fn the_log_has_room_for_seven_of_type_1_five_of_them_switches() {
        let mut log = DeviceLog::default();
        for number in 1..=5 {
            assert_eq!(log.join(&request(number, DeviceType::HCALCS)), JoinResult::SUCCESS);
        }
        assert_eq!(log.join(&request(6, DeviceType::HCALCS)), JoinResult::DEVICE_LOG_FULL);
        assert_eq!(log.join(&request(6, DeviceType::PPMID)), JoinResult::SUCCESS);
        assert_eq!(log.join(&request(7, DeviceType::PPMID)), JoinResult::SUCCESS);
        assert_eq!(log.join(&request(8, DeviceType::PPMID)), JoinResult::DEVICE_LOG_FULL);
        assert_eq!(log.join(&request(8, DeviceType::TYPE_2)), JoinResult::SUCCESS);
    }

    #[test]
    fn a_device_is_of_one_type() {
        let mut log = DeviceLog::default();
        assert_eq!(log.join(&request(1, DeviceType::HCALCS)), JoinResult::SUCCESS);
        assert_eq!(log.join(&request(1, DeviceType::HCALCS)), JoinResult::SUCCESS);
        assert_eq!(log.join(&request(1, DeviceType::PPMID)), JoinResult::INCOMPATIBLE_WITH_EXISTING_ENTRY);
        assert_eq!(log.join(&request(2, DeviceType::GSME)), JoinResult::INVALID_JOIN_METHOD_AND_ROLE);
    }
}
