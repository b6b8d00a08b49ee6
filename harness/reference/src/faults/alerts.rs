use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Length;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;

use crate::device::CellKey;
use crate::device::Device;
use crate::device::alert;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::stages::reaction::reaction;

/// What the Device says and notes of its own accord.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "alert-unprotected",
        stage: Stage::Alert,
        does: "Sends alerts that nobody has signed.",
        clause: "GBCS 5",
        basis: Basis::Stated,
        change: |rules| rules.alert = |_, header, payload| Envelope::new(header, payload).emit(),
    },
    Fault {
        name: "alert-signature-wrong",
        stage: Stage::Alert,
        does: "Signs alerts before it gives them their counter.",
        clause: "GBCS 6.2.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                let mut envelope = Envelope::new(&GroupingHeader { counter: Counter(0), ..*header }, payload);
                envelope.sign(device.credentials.signing());
                envelope.counter = header.counter;
                envelope.emit()
            }
        },
    },
    Fault {
        name: "alert-with-mac",
        stage: Stage::Alert,
        does: "Sends critical alerts with a MAC instead of a signature.",
        clause: "GBCS 5",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                let mut envelope = Envelope::new(header, payload.as_slice());
                let point = device.anchors.agreement_point(header.recipient);
                match point.and_then(|point| device.credentials.secret(&point)) {
                    Some(secret) => {
                        envelope.authenticate(&secret);
                        envelope.emit()
                    }
                    None => alert(device, header, payload),
                }
            }
        },
    },
    Fault {
        name: "alert-not-critical",
        stage: Stage::Alert,
        does: "Sends critical alerts as alerts that are not critical, under their Message Code and with a MAC.",
        clause: "GBCS 16",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                let point = device.anchors.agreement_point(header.recipient);
                let secret = point.and_then(|point| device.credentials.secret(&point));
                match secret.filter(|_| header.message_code() == codes::GENERIC_CRITICAL_ALERT) {
                    Some(secret) => {
                        let other = OtherInformation::Code { code: codes::GENERIC_NON_CRITICAL_ALERT };
                        let mut envelope = Envelope::new(&GroupingHeader { other, ..*header }, payload);
                        envelope.authenticate(&secret);
                        envelope.emit()
                    }
                    None => alert(device, header, payload),
                }
            }
        },
    },
    Fault {
        name: "alert-as-critical",
        stage: Stage::Alert,
        does: "Tells of a wrong MAC or signature by alert 81A5, which is not critical, as a critical one.",
        clause: "GBCS 16",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| match refusal {
                Refusal::Mac | Refusal::Signature => device.refusal_alert(LOCAL_PORT).into_iter().collect(),
                _ => reaction(device, refusal, message),
            }
        },
    },
    Fault {
        name: "alert-length-long",
        stage: Stage::Alert,
        does: "Writes the content length of alerts in an octet more than it needs.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                let needed = if payload.len() < 0x80 { 1 } else { 2 };
                let mut envelope = Envelope::new(header, payload);
                envelope.payload_length = Length::of(needed + 1);
                envelope.sign(device.credentials.signing());
                envelope.emit()
            }
        },
    },
    Fault {
        name: "alert-originator",
        stage: Stage::Alert,
        does: "Sends alerts in the name of another Device.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                alert(device, &GroupingHeader { originator: EntityId([7; 8]), ..*header }, payload)
            }
        },
    },
    Fault {
        name: "alert-to-operator",
        stage: Stage::Alert,
        does: "Sends alerts to the network operator, whoever they are for.",
        clause: "GBCS 16",
        basis: Basis::Stated,
        change: |rules| {
            rules.alert = |device, header, payload| {
                let operator = device.anchors.cell(Role::NetworkOperator, CellKey::Signature);
                let recipient = operator.map_or(header.recipient, |cell| cell.entity);
                alert(device, &GroupingHeader { recipient, ..*header }, payload)
            }
        },
    },
    Fault {
        name: "alert-counter-stands",
        stage: Stage::Alert,
        does: "Sends every alert with the same counter.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.alert_counter = |_| Counter(1),
    },
    Fault {
        name: "refusals-not-told",
        stage: Stage::Alert,
        does: "Sends no alerts about commands that it refuses.",
        clause: "GBCS 6.2.4",
        basis: Basis::Open,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                reaction(device, refusal, message);
                Vec::new()
            }
        },
    },
    Fault {
        name: "refusals-not-logged",
        stage: Stage::Alert,
        does: "Enters refused commands in no log.",
        clause: "GBCS 16 (8F53, 8F30, 8F1E)",
        basis: Basis::Open,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                let logs = device.logs.clone();
                let sent = reaction(device, refusal, message);
                device.logs = logs;
                sent
            }
        },
    },
    Fault {
        name: "unsupported-not-told",
        stage: Stage::Alert,
        does: "Sends no alert about a Message Code that it does not support.",
        clause: "GBCS 7.2.9.1",
        basis: Basis::Open,
        change: |rules| rules.unsupported_alert = |_, _| None,
    },
    Fault {
        name: "unsupported-answered",
        stage: Stage::Alert,
        does: "Answers a Message Code that it does not support with a result of failure.",
        clause: "GBCS 7.2.9.1",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| match (refusal, message) {
                (Refusal::Unsupported, Some(message)) => failure(device, message).into_iter().collect(),
                _ => reaction(device, refusal, message),
            }
        },
    },
    Fault {
        name: "unsupported-code",
        stage: Stage::Alert,
        does: "Names another Message Code in the alert about one that it does not support.",
        clause: "GBCS 7.2.9.1",
        basis: Basis::Stated,
        change: |rules| {
            rules.unsupported_alert =
                |device, header| unsupported(device, header, header.message_code().0 ^ 1, header.counter);
        },
    },
    Fault {
        name: "unsupported-counter",
        stage: Stage::Alert,
        does: "Names another counter in the alert about a Message Code that it does not support.",
        clause: "GBCS 7.2.9.1",
        basis: Basis::Stated,
        change: |rules| {
            rules.unsupported_alert = |device, header| {
                unsupported(device, header, header.message_code().0, Counter(header.counter.0 ^ 1))
            }
        },
    },
];

/// An access-response with one failed result, under the Message Code of the command.
fn failure(device: &Device, message: &Message<'_>) -> Option<Vec<u8>> {
    let received = message.header();
    let [.., high, middle, low] = received.counter.0.to_be_bytes();
    let payload = [0xDA, 0x20, high, middle, low, 0, 0, 1, 0, 1, 3, 4];
    let header = GroupingHeader {
        cra: Cra::Response,
        originator: device.id,
        recipient: received.originator,
        ..*received
    };
    let mut envelope = Envelope::new(&header, payload);
    let point = device.anchors.agreement_point(received.originator)?;
    envelope.authenticate(&*device.credentials.secret(&point)?);
    Some(envelope.emit())
}

/// ECS100 with other content.
fn unsupported(
    device: &mut Device,
    header: &GroupingHeader<'_>,
    code: u16,
    counter: Counter,
) -> Option<Vec<u8>> {
    let mut content = code.to_be_bytes().to_vec();
    content.extend(counter.0.to_be_bytes());
    let other = OtherInformation::Code { code: codes::COMMAND_NOT_SUPPORTED };
    Some(device.dlms_alert(NOT_SUPPORTED, header.originator, &other, vec![Data::octets(content)]))
}

const NOT_SUPPORTED: AlertCode = AlertCode(0x8F85);
/// Communication from a local port.
const LOCAL_PORT: AlertCode = AlertCode(0x81A5);
