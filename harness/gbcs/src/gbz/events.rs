//! Commands of the Events cluster (0709).

use crate::Error;
use crate::describe::Value;
use crate::tables;
use crate::tables::AlertCode;

use super::codes::LogId;
use super::field::Field;
use super::field::OctetString;
use super::field::layouts;
use super::list::List;
use super::source::Source;
use super::time::UtcTime;

/// An event. In GBCS it is an alert code (GBCS 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u16);

impl<'a> Field<'a> for EventId {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let (number, at) = source.number(2, name)?;
        let id = u16::try_from(number).map_err(|_| Source::invalid(&at, name, number))?;
        if source.is_described() {
            let name_of_event = tables::alert(AlertCode(id)).map(|alert| alert.name);
            source.describe(name, at, Value::Code { value: number, digits: 4, name: name_of_event });
        }
        Ok(Self(id))
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
}

layouts! {
    /// Get Event Log. The high half of the first octet controls the answer, the low half is the log.
    GetEventLog {
        event_control_and_log_id: u8,
        event_id: EventId,
        start_time: UtcTime,
        end_time: UtcTime,
        number_of_events: u8,
        event_offset: u16,
    }

    /// Clear Event Log Request.
    ClearEventLogRequest { log_id: LogId, }

    /// Publish Event.
    PublishEvent<'a> {
        log_id: LogId,
        event_id: EventId,
        event_time: UtcTime,
        event_control: u8,
        event_data: OctetString<'a>,
    }

    /// Publish Event Log.
    PublishEventLog<'a> {
        total_number_of_matching_events: u16,
        command_index: u8,
        total_commands: u8,
        number_of_events_and_log_payload_control: u8,
        events: List<'a, LoggedEvent<'a>>,
    }

    /// One entry of a Publish Event Log.
    LoggedEvent<'a> {
        log_id: LogId,
        event_id: EventId,
        event_time: UtcTime,
        event_data: OctetString<'a>,
    }

    /// Clear Event Log Response: one bit for each log that was cleared.
    ClearEventLogResponse { cleared_events_logs: u8, }
}
