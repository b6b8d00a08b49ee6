//! All ASN.1 payloads, told apart by Message Code and CRA flag.

use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::describe::Describe;
use crate::describe::Sink;
use crate::wire::Cra;

use super::clock::SetClockCommand;
use super::clock::SetClockResponse;
use super::codes::JoinResult;
use super::codes::UnjoinResult;
use super::codes::UpdateDeviceCertificateResult;
use super::device_certificate::IssueCredentialsCommand;
use super::device_certificate::IssueCredentialsResponse;
use super::device_certificate::ProvideDeviceCertificateCommand;
use super::device_certificate::ProvideDeviceCertificateResponse;
use super::device_certificate::UpdateDeviceCertificateCommand;
use super::device_log::BackupDeviceLogAlert;
use super::device_log::ReadDeviceLogResponse;
use super::device_log::RestoreDeviceLogCommand;
use super::device_log::RestoreDeviceLogResponse;
use super::element::Element;
use super::element::NULL;
use super::execution::UpdateCredentialsAlert;
use super::execution::UpdateCredentialsResponse;
use super::execution::read_null;
use super::firmware::ActivateFirmwareAlert;
use super::firmware::ActivateFirmwareCommand;
use super::firmware::ActivateFirmwareResponse;
use super::firmware::FirmwareTransferAlert;
use super::firmware::PpmidFirmwareAlert;
use super::firmware::ReadFirmwareVersionResponse;
use super::join::JoinCommand;
use super::join::UnjoinCommand;
use super::lengths::LengthForms;
use super::provide::ProvideCredentialsCommand;
use super::provide::ProvideCredentialsResponse;
use super::source::Ranges;
use super::source::Source;
use super::update::UpdateCredentialsCommand;
use super::view::Asn1View;
use super::writer::Writer;

/// Reads the payload of a message with this code and CRA flag; `base` is the offset of `payload` in the message.
pub fn parse(code: MessageCode, cra: Cra, payload: &[u8], base: usize) -> Result<Asn1Payload<'_>, Error> {
    Asn1View::parse(code, cra, payload, base).map(Asn1View::into_payload)
}

macro_rules! payloads {
    ($($(#[$meta:meta])* $variant:ident($type:ty), $name:literal;)*) => {
        /// The payload of a message that is neither DLMS nor GBZ.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Asn1Payload<'a> {
            /// The command of CS07 and of CS08: NULL.
            Read,
            $($(#[$meta])* $variant($type),)*
        }

        /// Which structure an ASN.1 payload has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Asn1Kind {
            /// The command of CS07 and of CS08: NULL.
            Read,
            $($(#[$meta])* $variant,)*
        }

        impl Asn1Kind {
            /// A short name.
            pub fn name(self) -> &'static str {
                match self {
                    Self::Read => "read",
                    $(Self::$variant => $name,)*
                }
            }

            pub(super) fn read<'a>(self, source: &mut Source<'a, '_>) -> Result<Asn1Payload<'a>, Error> {
                match self {
                    Self::Read => read_null(source, self.name()).map(|()| Asn1Payload::Read),
                    $(Self::$variant => <$type>::read(source, $name).map(Asn1Payload::$variant),)*
                }
            }
        }

        impl Asn1Payload<'_> {
            /// Which structure it is.
            pub fn kind(&self) -> Asn1Kind {
                match self {
                    Self::Read => Asn1Kind::Read,
                    $(Self::$variant(_) => Asn1Kind::$variant,)*
                }
            }

            /// Appends it to `out` with the length fields that `lengths` says.
            pub(super) fn emit_with(&self, lengths: &LengthForms, out: &mut Vec<u8>) {
                let out = &mut Writer::new(out, lengths);
                match self {
                    Self::Read => out.primitive(NULL, &[]),
                    $(Self::$variant(value) => value.write(out),)*
                }
            }
        }
    };
}

payloads! {
    /// The command of CS02a and CS02f.
    ProvideCredentialsCommand(ProvideCredentialsCommand), "provide_security_credentials_command";
    /// The response of CS02a and CS02f.
    ProvideCredentialsResponse(ProvideCredentialsResponse), "provide_security_credentials_response";
    /// The command of CS02b and CS02g.
    UpdateCredentialsCommand(UpdateCredentialsCommand<'a>), "update_security_credentials_command";
    /// The response of CS02b and CS02g.
    UpdateCredentialsResponse(UpdateCredentialsResponse), "update_security_credentials_response";
    /// The alert of CS02b and CS02g.
    UpdateCredentialsAlert(UpdateCredentialsAlert), "update_security_credentials_alert";
    /// The command of CS02c.
    IssueCredentialsCommand(IssueCredentialsCommand), "issue_security_credentials_command";
    /// The response of CS02c.
    IssueCredentialsResponse(IssueCredentialsResponse<'a>), "issue_security_credentials_response";
    /// The command of CS02d.
    UpdateDeviceCertificateCommand(UpdateDeviceCertificateCommand<'a>), "update_device_certificate_command";
    /// The response of CS02d.
    UpdateDeviceCertificateResponse(UpdateDeviceCertificateResult), "update_device_certificate_response";
    /// The command of CS02e.
    ProvideDeviceCertificateCommand(ProvideDeviceCertificateCommand), "provide_device_certificate_command";
    /// The response of CS02e.
    ProvideDeviceCertificateResponse(ProvideDeviceCertificateResponse<'a>), "provide_device_certificate_response";
    /// The command of CS03A1, CS03A2, CS03B and CS03C.
    JoinCommand(JoinCommand<'a>), "join_device_command";
    /// The response of CS03A1, CS03A2, CS03B and CS03C.
    JoinResponse(JoinResult), "join_device_response";
    /// The command of CS04AC and CS04B.
    UnjoinCommand(UnjoinCommand), "unjoin_device_command";
    /// The response of CS04AC and CS04B.
    UnjoinResponse(UnjoinResult), "unjoin_device_response";
    /// The command of CS06.
    ActivateFirmwareCommand(ActivateFirmwareCommand), "activate_firmware_command";
    /// The response of CS06.
    ActivateFirmwareResponse(ActivateFirmwareResponse), "activate_firmware_response";
    /// The alert of CS06.
    ActivateFirmwareAlert(ActivateFirmwareAlert), "activate_firmware_alert";
    /// The response of CS07.
    ReadDeviceLogResponse(ReadDeviceLogResponse), "read_device_log_response";
    /// The response of CS08.
    ReadFirmwareVersionResponse(ReadFirmwareVersionResponse), "read_firmware_version_response";
    /// The alert of CS09.
    PpmidFirmwareAlert(PpmidFirmwareAlert), "ppmid_firmware_activation_alert";
    /// The alert of CCS08.
    FirmwareTransferAlert(FirmwareTransferAlert), "firmware_transfer_alert";
    /// The command of GCS28.
    SetClockCommand(SetClockCommand), "set_clock_command";
    /// The response of GCS28.
    SetClockResponse(SetClockResponse), "set_clock_response";
    /// The command of GCS59.
    RestoreDeviceLogCommand(RestoreDeviceLogCommand), "restore_device_log_command";
    /// The response of GCS59.
    RestoreDeviceLogResponse(RestoreDeviceLogResponse), "restore_device_log_response";
    /// The alert of GCS62.
    BackupDeviceLogAlert(BackupDeviceLogAlert), "backup_device_log_alert";
}

impl Asn1Kind {
    /// The structure that a message with this code and CRA flag holds, if it holds ASN.1 (GBCS 15, 20).
    pub fn of(code: MessageCode, cra: Cra) -> Option<Self> {
        match (code.0, cra) {
            (0x0008 | 0x011B, Cra::Command) => Some(Self::ProvideCredentialsCommand),
            (0x0008 | 0x011B, Cra::Response) => Some(Self::ProvideCredentialsResponse),
            (0x0100..=0x0109 | 0x0125 | 0x0126, Cra::Command) => Some(Self::UpdateCredentialsCommand),
            (0x0100..=0x0109 | 0x0125 | 0x0126, Cra::Response) => Some(Self::UpdateCredentialsResponse),
            (0x00CB | 0x0124, Cra::Alert) => Some(Self::UpdateCredentialsAlert),
            (0x000A, Cra::Command) => Some(Self::IssueCredentialsCommand),
            (0x000A, Cra::Response) => Some(Self::IssueCredentialsResponse),
            (0x000B, Cra::Command) => Some(Self::UpdateDeviceCertificateCommand),
            (0x000B, Cra::Response) => Some(Self::UpdateDeviceCertificateResponse),
            (0x000C, Cra::Command) => Some(Self::ProvideDeviceCertificateCommand),
            (0x000C, Cra::Response) => Some(Self::ProvideDeviceCertificateResponse),
            (0x000D | 0x000E | 0x00AB | 0x00AF, Cra::Command) => Some(Self::JoinCommand),
            (0x000D | 0x000E | 0x00AB | 0x00AF, Cra::Response) => Some(Self::JoinResponse),
            (0x000F | 0x0010, Cra::Command) => Some(Self::UnjoinCommand),
            (0x000F | 0x0010, Cra::Response) => Some(Self::UnjoinResponse),
            (0x0012, Cra::Command) => Some(Self::ActivateFirmwareCommand),
            (0x0012, Cra::Response) => Some(Self::ActivateFirmwareResponse),
            (0x00CA, Cra::Alert) => Some(Self::ActivateFirmwareAlert),
            (0x0013 | 0x0129, Cra::Command) => Some(Self::Read),
            (0x0013, Cra::Response) => Some(Self::ReadDeviceLogResponse),
            (0x0129, Cra::Response) => Some(Self::ReadFirmwareVersionResponse),
            (0x012B, Cra::Alert) => Some(Self::PpmidFirmwareAlert),
            (0x0128, Cra::Alert) => Some(Self::FirmwareTransferAlert),
            (0x007F, Cra::Command) => Some(Self::SetClockCommand),
            (0x007F, Cra::Response) => Some(Self::SetClockResponse),
            (0x008C, Cra::Command) => Some(Self::RestoreDeviceLogCommand),
            (0x008C, Cra::Response) => Some(Self::RestoreDeviceLogResponse),
            (0x00B2, Cra::Alert) => Some(Self::BackupDeviceLogAlert),
            _ => None,
        }
    }

    /// Reads a payload of this structure; `base` is its offset in the message.
    pub fn parse(self, payload: &[u8], base: usize) -> Result<Asn1View<'_>, Error> {
        if payload.len() > LARGEST {
            let found = u64::try_from(payload.len()).unwrap_or(u64::MAX);
            return Err(Error::number(ErrorKind::Limit, base, "an ASN.1 payload of at most 1 MiB", found));
        }
        let mut source = Source::new(payload, base);
        let value = self.read(&mut source)?;
        Ok(Asn1View::new(payload, base, value, source.finish()?))
    }
}

impl Asn1Payload<'_> {
    /// Appends the payload to `out`, as DER.
    pub fn emit(&self, out: &mut Vec<u8>) {
        self.emit_with(&LengthForms::default(), out);
    }

    /// The payload as DER.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }

    /// The same payload, with owned octets.
    pub fn into_owned(self) -> Asn1Payload<'static> {
        use Asn1Payload as To;
        match self {
            Self::Read => To::Read,
            Self::ProvideCredentialsCommand(value) => To::ProvideCredentialsCommand(value),
            Self::ProvideCredentialsResponse(value) => To::ProvideCredentialsResponse(value),
            Self::UpdateCredentialsCommand(value) => To::UpdateCredentialsCommand(value.into_owned()),
            Self::UpdateCredentialsResponse(value) => To::UpdateCredentialsResponse(value),
            Self::UpdateCredentialsAlert(value) => To::UpdateCredentialsAlert(value),
            Self::IssueCredentialsCommand(value) => To::IssueCredentialsCommand(value),
            Self::IssueCredentialsResponse(value) => To::IssueCredentialsResponse(value.into_owned()),
            Self::UpdateDeviceCertificateCommand(value) => {
                To::UpdateDeviceCertificateCommand(value.into_owned())
            }
            Self::UpdateDeviceCertificateResponse(value) => To::UpdateDeviceCertificateResponse(value),
            Self::ProvideDeviceCertificateCommand(value) => To::ProvideDeviceCertificateCommand(value),
            Self::ProvideDeviceCertificateResponse(value) => {
                To::ProvideDeviceCertificateResponse(value.into_owned())
            }
            Self::JoinCommand(value) => To::JoinCommand(value.into_owned()),
            Self::JoinResponse(value) => To::JoinResponse(value),
            Self::UnjoinCommand(value) => To::UnjoinCommand(value),
            Self::UnjoinResponse(value) => To::UnjoinResponse(value),
            Self::ActivateFirmwareCommand(value) => To::ActivateFirmwareCommand(value),
            Self::ActivateFirmwareResponse(value) => To::ActivateFirmwareResponse(value),
            Self::ActivateFirmwareAlert(value) => To::ActivateFirmwareAlert(value),
            Self::ReadDeviceLogResponse(value) => To::ReadDeviceLogResponse(value),
            Self::ReadFirmwareVersionResponse(value) => To::ReadFirmwareVersionResponse(value),
            Self::PpmidFirmwareAlert(value) => To::PpmidFirmwareAlert(value),
            Self::FirmwareTransferAlert(value) => To::FirmwareTransferAlert(value),
            Self::SetClockCommand(value) => To::SetClockCommand(value),
            Self::SetClockResponse(value) => To::SetClockResponse(value),
            Self::RestoreDeviceLogCommand(value) => To::RestoreDeviceLogCommand(value),
            Self::RestoreDeviceLogResponse(value) => To::RestoreDeviceLogResponse(value),
            Self::BackupDeviceLogAlert(value) => To::BackupDeviceLogAlert(value),
        }
    }
}

impl Describe for Asn1Payload<'_> {
    /// Names the fields without octet ranges: a built payload is no part of a message yet. Where a certificate is
    /// not one whole element, the fields end with it.
    fn describe(&self, sink: &mut dyn Sink) {
        let octets = self.to_vec();
        let _ = self.kind().read(&mut Source::described(&octets, 0, Ranges::Unknown, sink));
    }
}

/// Far above any message: general block transfer carries at most 255 blocks of 1200 octets.
const LARGEST: usize = 1 << 20;
