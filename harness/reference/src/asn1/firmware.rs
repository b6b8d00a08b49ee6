use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::ActivateFirmwareAlert;
use hallmark_gbcs::asn1::ActivateFirmwareCommand;
use hallmark_gbcs::asn1::ActivateFirmwareOutcome;
use hallmark_gbcs::asn1::ActivateFirmwareResponse;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::FirmwareActivationResult;
use hallmark_gbcs::asn1::FirmwareVersion;
use hallmark_gbcs::asn1::GeneralizedTime;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::codes;

use crate::command::Authority;
use crate::device::Device;
use crate::objects::well_known;
use crate::refusal::Refusal;
use crate::time::Instant;

/// The firmware image that was received and waits to be activated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Firmware {
    pub(crate) held: Option<(ImageHash, FirmwareVersion)>,
}

/// An activation for later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PendingFirmware {
    pub(crate) at: Instant,
    pub(crate) originator: EntityId,
    pub(crate) command: ActivateFirmwareCommand,
}

/// Whether the image that is held is the one to be activated.
pub(crate) fn is_image(held: ImageHash, wanted: ImageHash) -> bool {
    held == wanted
}

impl Device {
    /// CS06: activates the image with this hash, now or later.
    pub(super) fn activate_firmware(
        &mut self,
        authority: &Authority,
        command: ActivateFirmwareCommand,
    ) -> Result<Asn1Payload<'static>, Refusal> {
        let response = match command.execution_date_time {
            None => {
                self.pending.set_firmware(None);
                ActivateFirmwareResponse::Executed(self.activate_image(command.manufacturer_image_hash))
            }
            Some(GeneralizedTime::CANCEL) => {
                self.pending.set_firmware(None);
                ActivateFirmwareResponse::Accepted
            }
            Some(time) => {
                let at = time.to_unix().and_then(Instant::from_signed).ok_or(Refusal::Content)?;
                let originator = authority.originator;
                self.pending.set_firmware(Some(PendingFirmware { at, originator, command }));
                ActivateFirmwareResponse::Accepted
            }
        };
        Ok(Asn1Payload::ActivateFirmwareResponse(response))
    }

    /// Executes an activation that is due, and says so.
    pub(crate) fn execute_firmware(&mut self, pending: &PendingFirmware) -> Vec<u8> {
        let execution_outcome = self.activate_image(pending.command.manufacturer_image_hash);
        let succeeded = execution_outcome.activate_image_response_code == FirmwareActivationResult::SUCCESS;
        let alert = ActivateFirmwareAlert {
            alert_code: if succeeded { EXECUTED } else { NOT_EXECUTED },
            execution_date_time: pending.at.generalized(),
            originator_counter: pending.command.originator_counter,
            execution_outcome,
        };
        let alert = Asn1Payload::ActivateFirmwareAlert(alert);
        self.asn1_alert(codes::FUTURE_DATED_FIRMWARE, pending.originator, &alert)
    }

    fn activate_image(&mut self, hash: ImageHash) -> ActivateFirmwareOutcome {
        let result = match self.firmware.held {
            Some((held, version)) if (self.rules.image)(held, hash) => {
                self.firmware.held = None;
                self.objects.set(well_known::FIRMWARE_VERSION, Data::octets(version.0));
                self.logs.security.note(self.now, FIRMWARE_CHANGED, &version.0);
                FirmwareActivationResult::SUCCESS
            }
            Some(_) => FirmwareActivationResult::HASH_MISMATCH,
            None => FirmwareActivationResult::NO_IMAGE_HELD,
        };
        let running = self.objects.get(well_known::FIRMWARE_VERSION).and_then(Data::as_array);
        ActivateFirmwareOutcome {
            activate_image_response_code: result,
            firmware_version: FirmwareVersion(running.unwrap_or_default()),
        }
    }
}

const EXECUTED: AlertCode = AlertCode(0x8F66);
const NOT_EXECUTED: AlertCode = AlertCode(0x8F67);
const FIRMWARE_CHANGED: AlertCode = AlertCode(0x8F43);
