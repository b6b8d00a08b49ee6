use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;

use crate::command::Command;
use crate::device::Device;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::stages::structure::structure;
use crate::stages::structure::supported;

/// What is taken for a command, and with which protection.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "responses-executed",
        stage: Stage::Structure,
        does: "Takes a response for the command of its Message Code.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| rules.structure = |device, message| marked(device, message, Cra::Response),
    },
    Fault {
        name: "alerts-executed",
        stage: Stage::Structure,
        does: "Takes an alert for the command of its Message Code.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| rules.structure = |device, message| marked(device, message, Cra::Alert),
    },
    Fault {
        name: "signature-optional",
        stage: Stage::Structure,
        does: "Executes critical commands that have a MAC and no signature.",
        clause: "GBCS 5, 6.2.4",
        basis: Basis::Stated,
        change: |rules| rules.structure = |device, message| protected_by(device, message, Protection::Mac),
    },
    Fault {
        name: "mac-optional",
        stage: Stage::Structure,
        does: "Executes critical commands that have a signature and no MAC.",
        clause: "GBCS 5, 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.structure = |device, message| protected_by(device, message, Protection::Signature);
        },
    },
    Fault {
        name: "unknown-code-as-read",
        stage: Stage::Structure,
        does: "Takes a Message Code that it does not know for that of ECS52.",
        clause: "GBCS 7.2.9.1",
        basis: Basis::Stated,
        change: |rules| {
            rules.supported =
                |code| supported(code).or_else(|_| use_case(READ_FIRMWARE).ok_or(Refusal::Unsupported));
        },
    },
    Fault {
        name: "codes-of-other-devices",
        stage: Stage::Structure,
        does: "Takes the Message Codes of other kinds of Devices for its own.",
        clause: "GBCS 6.2.4",
        basis: Basis::Open,
        change: |rules| rules.supported = |code| use_case(code).ok_or(Refusal::Unsupported),
    },
    Fault {
        name: "anyone-acts-for-others",
        stage: Stage::Structure,
        does: "Lets parties besides the Access Control Broker act for somebody else.",
        clause: "GBCS 7.2.7",
        basis: Basis::Open,
        change: |rules| rules.other_information = |_, _, _| Ok(()),
    },
];

/// As for a command, if the message is marked as one of these.
fn marked<'a>(device: &Device, message: Message<'a>, cra: Cra) -> Result<Command<'a>, Refusal> {
    let header = message.header();
    if header.cra != cra {
        return structure(device, message);
    }
    let use_case = supported(header.message_code())?;
    Ok(Command { message, use_case, protection: message.protection() })
}

/// As it should be, or with this protection.
fn protected_by<'a>(
    device: &Device,
    message: Message<'a>,
    protection: Protection,
) -> Result<Command<'a>, Refusal> {
    match structure(device, message) {
        Err(Refusal::Protection) if message.protection() == protection => {
            let use_case = supported(message.header().message_code())?;
            Ok(Command { message, use_case, protection })
        }
        outcome => outcome,
    }
}

const READ_FIRMWARE: MessageCode = MessageCode(0x0059);
