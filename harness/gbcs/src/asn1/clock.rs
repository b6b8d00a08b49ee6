//! GCS28: the clock of a GSME.

use crate::Error;

use super::codes::DeviceTimeStatus;
use super::element::Element;
use super::element::SEQUENCE;
use super::source::Source;
use super::time::GeneralizedTime;
use super::writer::Writer;

/// The command of GCS28: set the clock, if it then lies within this interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetClockCommand {
    /// The interval starts here.
    pub validity_interval_start: GeneralizedTime,
    /// The interval ends here.
    pub validity_interval_end: GeneralizedTime,
}

impl<'a> Element<'a> for SetClockCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                validity_interval_start: source.element("validity_interval_start")?,
                validity_interval_end: source.element("validity_interval_end")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.validity_interval_start.write(out);
            self.validity_interval_end.write(out);
        });
    }
}

/// The response of GCS28.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetClockResponse {
    /// The time of the Device.
    pub device_time: GeneralizedTime,
    /// Whether it can be relied on.
    pub device_time_status: DeviceTimeStatus,
}

impl<'a> Element<'a> for SetClockResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                device_time: source.element("device_time")?,
                device_time_status: source.element("device_time_status")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.device_time.write(out);
            self.device_time_status.write(out);
        });
    }
}
