use hallmark_gbcs::asn1::JoinResult;

use crate::dlms::clear;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;

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
