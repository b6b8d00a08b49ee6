//! CS06, CS08, CS09 and CCS08: firmware.

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::tables::AlertCode;

use super::codes::FirmwareActivationResult;
use super::codes::FirmwareTransferResult;
use super::codes::ReadResult;
use super::common::FirmwareVersion;
use super::element::Element;
use super::element::NULL;
use super::element::OCTET_STRING;
use super::element::SEQUENCE;
use super::execution::read_null;
use super::source::Source;
use super::time::GeneralizedTime;
use super::writer::Writer;

/// SHA-256 of a Manufacturer Image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageHash(pub [u8; 32]);

impl<'a> Element<'a> for ImageHash {
    const TAG: u8 = OCTET_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.octets(tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.primitive(tag, &self.0);
    }
}

/// The command of CS06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivateFirmwareCommand {
    /// Which image.
    pub manufacturer_image_hash: ImageHash,
    /// The Originator Counter of the message.
    pub originator_counter: Counter,
    /// When; at once if absent.
    pub execution_date_time: Option<GeneralizedTime>,
}

impl<'a> Element<'a> for ActivateFirmwareCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                manufacturer_image_hash: source.element("manufacturer_image_hash")?,
                originator_counter: source.element("originator_counter")?,
                execution_date_time: source.optional("execution_date_time")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.manufacturer_image_hash.write(out);
            self.originator_counter.write(out);
            out.optional(self.execution_date_time.as_ref());
        });
    }
}

/// The response of CS06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivateFirmwareResponse {
    /// It is pending, or was cancelled.
    Accepted,
    /// It was tried.
    Executed(ActivateFirmwareOutcome),
}

impl ActivateFirmwareResponse {
    pub(super) fn read(source: &mut Source<'_, '_>, name: &'static str) -> Result<Self, Error> {
        if source.next_is(NULL) {
            read_null(source, "command_accepted").map(|()| Self::Accepted)
        } else {
            source.element(name).map(Self::Executed)
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Accepted => out.primitive(NULL, &[]),
            Self::Executed(outcome) => outcome.write(out),
        }
    }
}

/// What came of the activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivateFirmwareOutcome {
    /// How it ended.
    pub activate_image_response_code: FirmwareActivationResult,
    /// The version that runs now.
    pub firmware_version: FirmwareVersion,
}

impl<'a> Element<'a> for ActivateFirmwareOutcome {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                activate_image_response_code: source.element("activate_image_response_code")?,
                firmware_version: source.element("firmware_version")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.activate_image_response_code.write(out);
            self.firmware_version.write(out);
        });
    }
}

/// The alert of a future-dated CS06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivateFirmwareAlert {
    /// 8F66 or 8F67.
    pub alert_code: AlertCode,
    /// When it was executed.
    pub execution_date_time: GeneralizedTime,
    /// The Originator Counter of the command.
    pub originator_counter: Counter,
    /// What came of it.
    pub execution_outcome: ActivateFirmwareOutcome,
}

impl<'a> Element<'a> for ActivateFirmwareAlert {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                alert_code: source.element("alert_code")?,
                execution_date_time: source.element("execution_date_time")?,
                originator_counter: source.element("originator_counter")?,
                execution_outcome: source.element("execution_outcome")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.alert_code.write(out);
            self.execution_date_time.write(out);
            self.originator_counter.write(out);
            self.execution_outcome.write(out);
        });
    }
}

/// The response of CS08. On failure the version is `00000000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadFirmwareVersionResponse {
    /// The version that runs.
    pub firmware_version: FirmwareVersion,
    /// Whether it could be read.
    pub read_response_code: ReadResult,
}

impl<'a> Element<'a> for ReadFirmwareVersionResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                firmware_version: source.element("firmware_version")?,
                read_response_code: source.element("read_response_code")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.firmware_version.write(out);
            self.read_response_code.write(out);
        });
    }
}

/// The alert of CS09: a PPMID has activated a firmware image, or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PpmidFirmwareAlert {
    /// 8F8B.
    pub alert_code: AlertCode,
    /// When.
    pub date_time: GeneralizedTime,
    /// The version that runs now.
    pub firmware_version: FirmwareVersion,
    /// Whether it succeeded.
    pub activation_response_code: ReadResult,
}

impl<'a> Element<'a> for PpmidFirmwareAlert {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                alert_code: source.element("alert_code")?,
                date_time: source.element("date_time")?,
                firmware_version: source.element("firmware_version")?,
                activation_response_code: source.element("activation_response_code")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.alert_code.write(out);
            self.date_time.write(out);
            self.firmware_version.write(out);
            self.activation_response_code.write(out);
        });
    }
}

/// The alert of CCS08: a Communications Hub has passed a firmware image on, or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirmwareTransferAlert {
    /// 8F89 or 8F8A.
    pub alert_code: AlertCode,
    /// When.
    pub date_time: GeneralizedTime,
    /// The Device the image is for.
    pub device_id: EntityId,
    /// The version of the image.
    pub firmware_version: FirmwareVersion,
    /// How it ended.
    pub transfer_response_code: FirmwareTransferResult,
}

impl<'a> Element<'a> for FirmwareTransferAlert {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                alert_code: source.element("alert_code")?,
                date_time: source.element("date_time")?,
                device_id: source.element("device_id")?,
                firmware_version: source.element("firmware_version")?,
                transfer_response_code: source.element("transfer_response_code")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.alert_code.write(out);
            self.date_time.write(out);
            self.device_id.write(out);
            self.firmware_version.write(out);
            self.transfer_response_code.write(out);
        });
    }
}
