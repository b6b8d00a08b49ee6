//! Message Codes that the message format itself refers to. The short names of those without a GBCS name (`FD-*`,
//! `FDRA-*`, `MIIWA-*`, `GCA`, `GNCA`, `FailDeliver`) are ours and stand in the table of use cases.

use crate::MessageCode;

/// ECS100: the Device does not support the command (GBCS 7.2.9.1).
pub const COMMAND_NOT_SUPPORTED: MessageCode = MessageCode(0x0120);
/// CS02b alert: future dated replacement of credentials.
pub const FUTURE_DATED_CREDENTIALS: MessageCode = MessageCode(0x00CB);
/// Alert on the execution of a future dated DLMS command.
pub const FUTURE_DATED_DLMS: MessageCode = MessageCode(0x00CC);
/// Alert on future dated firmware activation.
pub const FUTURE_DATED_FIRMWARE: MessageCode = MessageCode(0x00CA);
/// Alert on the execution of a future dated GBZ command.
pub const FUTURE_DATED_GBZ: MessageCode = MessageCode(0x00CD);
/// CS02g alert: future dated replacement of load controller credentials.
pub const FUTURE_DATED_LOAD_CONTROLLER_CREDENTIALS: MessageCode = MessageCode(0x0124);
/// Critical alerts without content of their own.
pub const GENERIC_CRITICAL_ALERT: MessageCode = MessageCode(0x1000);
/// Non-critical alerts without content of their own.
pub const GENERIC_NON_CRITICAL_ALERT: MessageCode = MessageCode(0x1001);
/// CS01a: prepayment top-up of an ESME.
pub const TOP_UP_ESME: MessageCode = MessageCode(0x0007);
/// CS01b: prepayment top-up of a GSME.
pub const TOP_UP_GSME: MessageCode = MessageCode(0x0097);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::use_case;

    #[test]
    fn each_stands_in_the_table_under_its_name() {
        let named = [
            (COMMAND_NOT_SUPPORTED, "ECS100"),
            (FUTURE_DATED_CREDENTIALS, "CS02b-alert"),
            (FUTURE_DATED_DLMS, "FD-DLMS"),
            (FUTURE_DATED_FIRMWARE, "FD-FW"),
            (FUTURE_DATED_GBZ, "FD-GBZ"),
            (FUTURE_DATED_LOAD_CONTROLLER_CREDENTIALS, "CS02g-alert"),
            (GENERIC_CRITICAL_ALERT, "GCA"),
            (GENERIC_NON_CRITICAL_ALERT, "GNCA"),
            (TOP_UP_ESME, "CS01a"),
            (TOP_UP_GSME, "CS01b"),
        ];
        for (code, name) in named {
            assert_eq!(use_case(code).map(|use_case| use_case.name), Some(name));
        }
    }
}
