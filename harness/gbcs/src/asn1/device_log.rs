//! CS07, GCS59 and GCS62: Device Logs.

use crate::EntityId;
use crate::Error;
use crate::tables::AlertCode;

use super::codes::DeviceType;
use super::codes::JoinResult;
use super::codes::ReadResult;
use super::element::Element;
use super::element::SEQUENCE;
use super::source::Source;
use super::time::GeneralizedTime;
use super::writer::Writer;

/// One Device that is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceLogEntry {
    /// The Device.
    pub device_entity_identifier: EntityId,
    /// Its type.
    pub device_type: DeviceType,
}

impl<'a> Element<'a> for DeviceLogEntry {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                device_entity_identifier: source.element("device_entity_identifier")?,
                device_type: source.element("device_type")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.device_entity_identifier.write(out);
            self.device_type.write(out);
        });
    }
}

/// The response of CS07.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDeviceLogResponse {
    /// Whether it could be read.
    pub read_log_response_code: ReadResult,
    /// The entries.
    pub device_log_entries: Option<Vec<DeviceLogEntry>>,
}

impl<'a> Element<'a> for ReadDeviceLogResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                read_log_response_code: source.element("read_log_response_code")?,
                device_log_entries: source.optional_list(
                    SEQUENCE,
                    "device_log_entries",
                    "device_log_entry",
                )?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.read_log_response_code.write(out);
            if let Some(entries) = &self.device_log_entries {
                out.list(entries);
            }
        });
    }
}

/// The command of GCS59.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreDeviceLogCommand {
    /// The entries to restore.
    pub device_log_entries: Vec<DeviceLogEntry>,
}

impl<'a> Element<'a> for RestoreDeviceLogCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self { device_log_entries: source.list("device_log_entries", "device_log_entry")? })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| out.list(&self.device_log_entries));
    }
}

/// The response of GCS59.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreDeviceLogResponse {
    /// One for each entry.
    pub restore_outcomes: Vec<RestoreOutcome>,
}

impl<'a> Element<'a> for RestoreDeviceLogResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self { restore_outcomes: source.list("restore_outcomes", "restore_outcome")? })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| out.list(&self.restore_outcomes));
    }
}

/// What came of restoring one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreOutcome {
    /// The entry.
    pub device_log_entry: DeviceLogEntry,
    /// How joining it again ended.
    pub join_response_code: JoinResult,
}

impl<'a> Element<'a> for RestoreOutcome {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                device_log_entry: source.element("device_log_entry")?,
                join_response_code: source.element("join_response_code")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.device_log_entry.write(out);
            self.join_response_code.write(out);
        });
    }
}

/// The alert of GCS62.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupDeviceLogAlert {
    /// 8071.
    pub alert_code: AlertCode,
    /// When.
    pub backup_date_time: GeneralizedTime,
    /// All entries.
    pub device_log_entries: Vec<DeviceLogEntry>,
}

impl<'a> Element<'a> for BackupDeviceLogAlert {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                alert_code: source.element("alert_code")?,
                backup_date_time: source.element("backup_date_time")?,
                device_log_entries: source.list("device_log_entries", "device_log_entry")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.alert_code.write(out);
            self.backup_date_time.write(out);
            out.list(&self.device_log_entries);
        });
    }
}
