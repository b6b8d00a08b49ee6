//! Commands of the Messaging cluster (0703).

use super::field::OctetString;
use super::field::layouts;
use super::time::UtcTime;

layouts! {
    /// Display Message.
    DisplayMessage<'a> {
        message_id: u32,
        message_control: u8,
        start_time: UtcTime,
        duration_in_minutes: u16,
        message: OctetString<'a>,
        extended_message_control: Option<u8>,
    }

    /// Cancel Message.
    CancelMessage { message_id: u32, message_control: u8, }
}
