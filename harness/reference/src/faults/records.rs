use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::JoinResult;

use crate::dlms::clear;
use crate::dlms::log_command;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::objects::well_known;
use crate::time::Instant;

/// Logs, firmware and joined Devices.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "commands-not-logged",
        stage: Stage::Execution,
        does: "Enters no commands in the event log.",
        clause: "GBCS 16 (8154, 8155)",
        basis: Basis::Open,
        change: |rules| rules.log_command = |_, _, _| (),
    },
    Fault {
        name: "log-range-ignored",
        stage: Stage::Execution,
        does: "Reads a log from the beginning to the end, whatever the range of the command.",
        clause: "GBCS 9.1.6",
        basis: Basis::Stated,
        change: |rules| {
            rules.entries = |device, attribute, _, to, shape| device.entries(attribute, 0, to.max(1), shape);
        },
    },
    Fault {
        name: "log-range-end-ignored",
        stage: Stage::Execution,
        does: "Reads a log to its end, whatever the end of the range of the command.",
        clause: "GBCS 9.1.6",
        basis: Basis::Stated,
        change: |rules| {
            rules.entries =
                |device, attribute, from, _, shape| device.entries(attribute, from, u32::MAX, shape)
        },
    },
    Fault {
        name: "logs-empty",
        stage: Stage::Execution,
        does: "Reads logs as if they were empty.",
        clause: "SMETS2 5.7.5 (logs)",
        basis: Basis::Stated,
        change: |rules| {
            rules.entries = |device, attribute, _, _, shape| device.entries(attribute, u32::MAX, 0, shape);
        },
    },
    Fault {
        name: "log-late",
        stage: Stage::Execution,
        does: "Enters commands in the event log with a time two hours ahead.",
        clause: "SMETS2 5.7.5.16 (event log)",
        basis: Basis::Stated,
        change: |rules| {
            rules.log_command = |device, code, failed| {
                let now = device.now;
                device.now = Instant::from_unix(now.unix().saturating_add(7_200));
                log_command(device, code, failed);
                device.now = now;
            }
        },
    },
    Fault {
        name: "log-of-another",
        stage: Stage::Execution,
        does: "Enters commands in the event log under the Message Code that follows theirs.",
        clause: "SMETS2 5.7.5.16 (event log)",
        basis: Basis::Stated,
        change: |rules| {
            rules.log_command = |device, code, failed| {
                log_command(device, MessageCode(code.0.wrapping_add(1)), failed);
            }
        },
    },
    Fault {
        name: "auxiliary-log-not-cleared",
        stage: Stage::Execution,
        does: "Says that it has cleared the log of the auxiliary controllers, and keeps its entries.",
        clause: "GBCS 20 (ECS15c)",
        basis: Basis::Stated,
        change: |rules| {
            rules.clear = |device, method| {
                if method != well_known::AUXILIARY_LOG_CLEAR {
                    clear(device, method);
                }
            }
        },
    },
    Fault {
        name: "registers-not-reset",
        stage: Stage::Execution,
        does: "Says that it has set a register to zero, and leaves it as it is.",
        clause: "SMETS2 5.6.3 (ECS28b, ECS29e, ECS57)",
        basis: Basis::Stated,
        change: |rules| rules.zero = |_, _| (),
    },
    Fault {
        name: "log-not-cleared",
        stage: Stage::Execution,
        does: "Says that it has cleared a log, and keeps its entries.",
        clause: "GBCS 20 (ECS15a)",
        basis: Basis::Stated,
        change: |rules| rules.clear = |_, _| (),
    },
    Fault {
        name: "security-log-cleared",
        stage: Stage::Execution,
        does: "Clears the security log with the event log.",
        clause: "GBCS 20 (ECS15a)",
        basis: Basis::Stated,
        change: |rules| {
            rules.clear = |device, method| {
                clear(device, method);
                device.logs.security.clear();
            }
        },
    },
    Fault {
        name: "any-image",
        stage: Stage::Execution,
        does: "Activates the firmware image that it has whatever hash the command names.",
        clause: "GBCS 11 (CS06)",
        basis: Basis::Stated,
        change: |rules| rules.image = |_, _| true,
    },
    Fault {
        name: "join-forgotten",
        stage: Stage::Execution,
        does: "Says that a Device is joined, and does not list it.",
        clause: "GBCS 13 (CS03A1, CS07)",
        basis: Basis::Stated,
        change: |rules| rules.join = |_, _| JoinResult::SUCCESS,
    },
    Fault {
        name: "unjoin-of-unknown",
        stage: Stage::Execution,
        does: "Says that it has removed a Device that was not joined.",
        clause: "GBCS 13 (CS04AC)",
        basis: Basis::Stated,
        change: |rules| {
            rules.unjoin = |log, id| {
                log.unjoin(id);
                true
            }
        },
    },
    Fault {
        name: "unjoin-forgotten",
        stage: Stage::Execution,
        does: "Says that it has removed a Device, and goes on to list it.",
        clause: "GBCS 13 (CS04AC, CS07)",
        basis: Basis::Stated,
        change: |rules| rules.unjoin = |_, _| true,
    },
];
