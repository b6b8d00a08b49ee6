//! ASN.1 payloads (GBCS sections 12, 13 and the ASN.1 use cases): one file per family of use cases, structures with
//! named fields.
//!
//! [`parse`] reads a payload into an [`Asn1Payload`]; [`Asn1View`] does the same and keeps the octets, so that
//! [`Describe`](crate::describe::Describe) knows where each field stands. Both borrow certificates from the octets.
//!
//! Official messages write some lengths of 128 to 255 in two octets. Any definite length is therefore accepted;
//! one that is longer than needed is kept in [`LengthForms`], reported by [`Asn1View::non_minimal_lengths`] and
//! written again by [`Asn1View::emit`]. Everything else is strict: tags, sizes, shortest integers, omitted defaults,
//! counters up to 2^63-1, nothing left over. [`Asn1Payload::emit`] always writes the shortest form.
//!
//! Certificates and certification requests are octets here; `hallmark-smki` reads them.
//!
//! ```
//! use hallmark_gbcs::MessageCode;
//! use hallmark_gbcs::asn1;
//! use hallmark_gbcs::asn1::{Asn1Payload, IssueCredentialsCommand, KeyUsage};
//! use hallmark_gbcs::wire::Cra;
//!
//! let command = IssueCredentialsCommand { key_usage: KeyUsage::DIGITAL_SIGNATURE };
//! let payload = Asn1Payload::IssueCredentialsCommand(command);
//! let octets = payload.to_vec();
//! assert_eq!(asn1::parse(MessageCode(0x000A), Cra::Command, &octets, 0)?, payload);
//! # Ok::<(), hallmark_gbcs::Error>(())
//! ```

mod certificate;
mod clock;
mod codes;
mod common;
mod device_certificate;
mod device_log;
mod element;
mod execution;
mod firmware;
mod join;
mod lengths;
mod payload;
mod provide;
mod source;
mod time;
mod update;
mod view;
mod writer;

pub use certificate::Certificate;
pub use clock::SetClockCommand;
pub use clock::SetClockResponse;
pub use codes::CellUsage;
pub use codes::CredentialsReplacementMode;
pub use codes::DeviceTimeStatus;
pub use codes::DeviceType;
pub use codes::FirmwareActivationResult;
pub use codes::FirmwareTransferResult;
pub use codes::IssueCredentialsResult;
pub use codes::JoinMethodAndRole;
pub use codes::JoinResult;
pub use codes::ProvideDeviceCertificateResult;
pub use codes::ReadResult;
pub use codes::RemotePartyRole;
pub use codes::SeqNumberUsage;
pub use codes::StatusCode;
pub use codes::TimeBasedCpvChecks;
pub use codes::UnjoinResult;
pub use codes::UpdateDeviceCertificateResult;
pub use common::FirmwareVersion;
pub use common::KeyIdentifier;
pub use common::KeyUsage;
pub use common::RemotePartySeqNumberChange;
pub use common::SpecialistSeqNumber;
pub use common::TrustAnchorCellIdentifier;
pub use device_certificate::IssueCredentialsCommand;
pub use device_certificate::IssueCredentialsResponse;
pub use device_certificate::ProvideDeviceCertificateCommand;
pub use device_certificate::ProvideDeviceCertificateResponse;
pub use device_certificate::UpdateDeviceCertificateCommand;
pub use device_log::BackupDeviceLogAlert;
pub use device_log::DeviceLogEntry;
pub use device_log::ReadDeviceLogResponse;
pub use device_log::RestoreDeviceLogCommand;
pub use device_log::RestoreDeviceLogResponse;
pub use device_log::RestoreOutcome;
pub use execution::ExecutionOutcome;
pub use execution::ReplacementOutcome;
pub use execution::UpdateCredentialsAlert;
pub use execution::UpdateCredentialsResponse;
pub use firmware::ActivateFirmwareAlert;
pub use firmware::ActivateFirmwareCommand;
pub use firmware::ActivateFirmwareOutcome;
pub use firmware::ActivateFirmwareResponse;
pub use firmware::FirmwareTransferAlert;
pub use firmware::ImageHash;
pub use firmware::PpmidFirmwareAlert;
pub use firmware::ReadFirmwareVersionResponse;
pub use join::JoinCommand;
pub use join::UnjoinCommand;
pub use lengths::LengthForm;
pub use lengths::LengthForms;
pub use payload::Asn1Kind;
pub use payload::Asn1Payload;
pub use payload::parse;
pub use provide::CellDetails;
pub use provide::ProvideCredentialsCommand;
pub use provide::ProvideCredentialsResponse;
pub use provide::RemotePartyCredentials;
pub use provide::RemotePartyDetails;
pub use time::GeneralizedTime;
pub use update::AuthorisingRemotePartyControl;
pub use update::Replacement;
pub use update::UpdateCredentialsCommand;
pub use view::Asn1View;
