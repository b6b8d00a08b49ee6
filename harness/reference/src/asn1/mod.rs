//! Execution of the ASN.1 use cases: credentials, certificates, joins, firmware.

mod device_certificate;
mod device_log;
mod firmware;
mod provide;
mod update;

use hallmark_gbcs::asn1::Asn1Payload;

pub(crate) use device_log::DeviceLog;
pub(crate) use firmware::Firmware;
pub(crate) use firmware::PendingFirmware;
pub(crate) use firmware::is_image;
pub(crate) use update::PendingCredentials;
pub(crate) use update::check_replacement;
pub(crate) use update::install;
pub(crate) use update::may_replace;

use crate::command::Authority;
use crate::command::Command;
use crate::command::Outcome;
use crate::device::Device;
use crate::refusal::Refusal;

/// Executes a command, or refuses one that contradicts itself.
pub(crate) fn execute(
    device: &mut Device,
    command: &Command<'_>,
    authority: &Authority,
    payload: &Asn1Payload<'_>,
) -> Result<Outcome, Refusal> {
    let answer = match payload {
        Asn1Payload::ProvideCredentialsCommand(request) => device.provide_credentials(authority, request)?,
        Asn1Payload::UpdateCredentialsCommand(request) => {
            device.update_credentials(command, authority, request)?
        }
        Asn1Payload::IssueCredentialsCommand(request) => device.issue_credentials(request),
        Asn1Payload::UpdateDeviceCertificateCommand(request) => device.update_device_certificate(request),
        Asn1Payload::ProvideDeviceCertificateCommand(request) => device.provide_device_certificate(request),
        Asn1Payload::JoinCommand(request) => device.join(request),
        Asn1Payload::UnjoinCommand(request) => device.unjoin(*request),
        Asn1Payload::Read => device.read_device_log(),
        Asn1Payload::ActivateFirmwareCommand(request) => device.activate_firmware(authority, *request)?,
        _ => return Err(Refusal::Content),
    };
    Ok(Outcome { payload: answer.to_vec(), ..Outcome::default() })
}
