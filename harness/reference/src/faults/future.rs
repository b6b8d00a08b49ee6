use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::wire::OtherInformation;

use crate::device::Device;
use crate::dlms::postpone;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::pending::Activation;
use crate::pending::execute_due;
use crate::time::Instant;

/// Future dating.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "activated-early",
        stage: Stage::Execution,
        does: "Activates two seconds before the time of the command.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| rules.postpone = |device, object, activation| shifted(device, object, activation, -2),
    },
    Fault {
        name: "activated-late",
        stage: Stage::Execution,
        does: "Activates an hour after the time of the command.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.postpone = |device, object, activation| shifted(device, object, activation, 3_600)
        },
    },
    Fault {
        name: "activated-at-once",
        stage: Stage::Execution,
        does: "Makes a value effective when the command comes, and says so at its time.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.postpone = |device, object, activation| {
                device.take_effect(activation.copies);
                postpone(device, object, activation);
            }
        },
    },
    Fault {
        name: "never-activated",
        stage: Stage::Execution,
        does: "Forgets what it was told to do later.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| rules.postpone = |_, _, _| (),
    },
    Fault {
        name: "activation-told-only",
        stage: Stage::Execution,
        does: "Says at the time that a value is effective, and leaves the old one.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.activate = |device, object, copies| {
                let immediate =
                    device.objects.get(object).and_then(Data::as_date_time) == Some(DateTime::NEVER);
                device.activate(object, if immediate { copies } else { &[] });
            }
        },
    },
    Fault {
        name: "activation-not-told",
        stage: Stage::Execution,
        does: "Sends no alert about an activation.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| rules.report = |_, _, _| None,
    },
    Fault {
        name: "activation-told-twice",
        stage: Stage::Execution,
        does: "Sends each alert about an activation twice.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.due =
                |device| execute_due(device).into_iter().flat_map(|alert| [alert.clone(), alert]).collect();
        },
    },
    Fault {
        name: "activation-told-as-failed",
        stage: Stage::Execution,
        does: "Reports an activation with 8F67, as one that failed.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| rules.report = |device, object, activation| told(device, object, activation, FAILED),
    },
    Fault {
        name: "activation-told-as-other",
        stage: Stage::Execution,
        does: "Names the counter of another command in the alert about an activation.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.report = |device, object, activation| {
                let counter = Counter(activation.counter.0.wrapping_add(1));
                told(device, object, &Activation { counter, ..*activation }, EXECUTED)
            }
        },
    },
    Fault {
        name: "cancel-ignored",
        stage: Stage::Execution,
        does: "Does at its time what was cancelled.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| rules.cancel = |_, _| (),
    },
    Fault {
        name: "first-stays-pending",
        stage: Stage::Execution,
        does: "Keeps what is pending where a later command should replace it.",
        clause: "GBCS 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.postpone = |device, object, activation| {
                if !device.pending.has(object) {
                    postpone(device, object, activation);
                }
            }
        },
    },
    Fault {
        name: "credentials-never-replaced",
        stage: Stage::Execution,
        does: "Forgets the replacement of credentials that it was told to do later.",
        clause: "GBCS 9.2.2, 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.due = |device| {
                CREDENTIALS.into_iter().for_each(|code| device.pending.cancel_credentials(MessageCode(code)));
                execute_due(device)
            }
        },
    },
    Fault {
        name: "firmware-never-activated",
        stage: Stage::Execution,
        does: "Forgets the activation of firmware that it was told to do later.",
        clause: "GBCS 9.2.2, 11",
        basis: Basis::Stated,
        change: |rules| {
            rules.due = |device| {
                device.pending.set_firmware(None);
                execute_due(device)
            }
        },
    },
];

/// Postpones by some seconds more or less.
fn shifted(device: &mut Device, object: Descriptor, activation: Activation, seconds: i64) {
    let at = activation.at.signed().saturating_add(seconds);
    let at = Instant::from_signed(at).unwrap_or(activation.at);
    postpone(device, object, Activation { at, ..activation });
}

/// An alert about an activation, with another code than the honest one.
fn told(
    device: &mut Device,
    object: Descriptor,
    activation: &Activation,
    alert: AlertCode,
) -> Option<Vec<u8>> {
    let mut content = activation.code.0.to_be_bytes().to_vec();
    content.extend(activation.counter.0.to_be_bytes());
    object.emit(&mut content);
    let other = OtherInformation::Code { code: codes::FUTURE_DATED_DLMS };
    Some(device.dlms_alert(alert, activation.originator, &other, vec![Data::octets(content)]))
}

const EXECUTED: AlertCode = AlertCode(0x8F66);
const FAILED: AlertCode = AlertCode(0x8F67);
/// The Message Codes of CS02b and CS02g that can be future dated.
const CREDENTIALS: [u16; 4] = [0x0102, 0x0107, 0x0125, 0x0126];
