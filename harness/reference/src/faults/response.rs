use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Length;
use hallmark_gbcs::wire::OtherInformation;

use crate::command::Authority;
use crate::command::Command;
use crate::device::CellKey;
use crate::device::Device;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::stages::response::header;
use crate::stages::response::protect;
use crate::stages::response::response;

/// Header and protection of responses.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no-response",
        stage: Stage::Response,
        does: "Executes ECS52 and does not answer it.",
        clause: "GBCS 20",
        basis: Basis::Stated,
        change: |rules| {
            rules.response = |device, command, authority, outcome| {
                if command.code() == READ_FIRMWARE {
                    None
                } else {
                    response(device, command, authority, outcome)
                }
            }
        },
    },
    Fault {
        name: "response-counter",
        stage: Stage::Response,
        does: "Answers with the counter of the command and one.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, time| {
                let header = header(d, c, o, time);
                GroupingHeader { counter: Counter(header.counter.0.wrapping_add(1)), ..header }
            }
        },
    },
    Fault {
        name: "response-originator",
        stage: Stage::Response,
        does: "Answers in the name of another Device.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header =
                |d, c, o, time| GroupingHeader { originator: EntityId([7; 8]), ..header(d, c, o, time) };
        },
    },
    Fault {
        name: "response-to-broker",
        stage: Stage::Response,
        does: "Answers the Access Control Broker, whoever sent the command.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, time| {
                let header = header(d, c, o, time);
                let broker = d.anchors.cell(Role::AccessControlBroker, CellKey::Agreement);
                GroupingHeader { recipient: broker.map_or(header.recipient, |cell| cell.entity), ..header }
            }
        },
    },
    Fault {
        name: "response-code",
        stage: Stage::Response,
        does: "Answers under the Message Code of ECS52.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, time| {
                let other = OtherInformation::Code { code: READ_FIRMWARE };
                GroupingHeader { other, ..header(d, c, o, time) }
            }
        },
    },
    Fault {
        name: "response-as-command",
        stage: Stage::Response,
        does: "Marks responses as commands.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, time| GroupingHeader { cra: Cra::Command, ..header(d, c, o, time) };
        },
    },
    Fault {
        name: "response-without-party",
        stage: Stage::Response,
        does: "Leaves out for which party the Access Control Broker acted.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, time| {
                let other = OtherInformation::Code { code: c.message.header().message_code() };
                GroupingHeader { other, ..header(d, c, o, time) }
            }
        },
    },
    Fault {
        name: "response-without-time",
        stage: Stage::Response,
        does: "Leaves the date-time out of the header of responses.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.header = |d, c, o, _| GroupingHeader { date_time: None, ..header(d, c, o, None) }
        },
    },
    Fault {
        name: "response-time-stands",
        stage: Stage::Response,
        does: "Has the first second of 2000 in the header of responses.",
        clause: "GBCS 7.2.7",
        basis: Basis::Open,
        change: |rules| {
            rules.header = |d, c, o, time| {
                let time = time.map(|_| &START_OF_2000);
                header(d, c, o, time)
            }
        },
    },
    Fault {
        name: "response-time-weekday",
        stage: Stage::Response,
        does: "Has a weekday in the date-time of the header of responses.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| rules.protect = |d, c, a, e| with_time(d, c, a, e, WEEKDAY, 0x01),
    },
    Fault {
        name: "response-time-status",
        stage: Stage::Response,
        does: "Has a clock status in the date-time of the header of responses.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| rules.protect = |d, c, a, e| with_time(d, c, a, e, CLOCK_STATUS, 0x00),
    },
    Fault {
        name: "response-length-long",
        stage: Stage::Response,
        does: "Writes the content length of responses in an octet more than it needs.",
        clause: "GBCS 7.2.7",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                let needed = if envelope.payload.len() < 0x80 { 1 } else { 2 };
                envelope.payload_length = Length::of(needed + 1);
                protect(device, command, authority, envelope)
            }
        },
    },
    Fault {
        name: "response-unprotected",
        stage: Stage::Response,
        does: "Protects no response.",
        clause: "GBCS 5",
        basis: Basis::Stated,
        change: |rules| rules.protect = |_, _, _, _| Some(()),
    },
    Fault {
        name: "response-mac-always",
        stage: Stage::Response,
        does: "Protects the responses to critical commands by a MAC as well.",
        clause: "GBCS 5",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                protect(device, command, authority, envelope)?;
                if envelope.mac.is_none() {
                    authenticate(device, authority.originator, envelope);
                }
                Some(())
            }
        },
    },
    Fault {
        name: "response-signed-always",
        stage: Stage::Response,
        does: "Signs the responses to commands that are not critical, and gives them no MAC.",
        clause: "GBCS 5",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, _, _, envelope| {
                envelope.sign(device.credentials.signing());
                Some(())
            }
        },
    },
    Fault {
        name: "response-mac-purpose",
        stage: Stage::Response,
        does: "Derives the key of the MAC of a response as if it were a command.",
        clause: "GBCS 4.3.3.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                protect(device, command, authority, envelope)?;
                let point = device.anchors.agreement_point(authority.originator);
                let secret = point.and_then(|point| device.credentials.secret(&point));
                if let Some(secret) = secret.filter(|_| envelope.mac.is_some()) {
                    envelope.authenticate_as(Purpose::Command, &secret);
                }
                Some(())
            }
        },
    },
    Fault {
        name: "response-mac-for-broker",
        stage: Stage::Response,
        does: "Makes the MAC of every response with the key of the Access Control Broker.",
        clause: "GBCS 6.4.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                protect(device, command, authority, envelope)?;
                let broker = device.anchors.cell(Role::AccessControlBroker, CellKey::Agreement)?.entity;
                if envelope.mac.is_some() {
                    authenticate(device, broker, envelope);
                }
                Some(())
            }
        },
    },
    Fault {
        name: "response-mac-wrong",
        stage: Stage::Response,
        does: "Flips the last bit of the MAC of responses.",
        clause: "GBCS 6.3.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                spoilt(device, command, authority, envelope, |envelope| {
                    envelope.mac.as_mut().map(|mac| &mut mac.mac)
                })
            }
        },
    },
    Fault {
        name: "response-signature-wrong",
        stage: Stage::Response,
        does: "Flips the last bit of the signature of responses.",
        clause: "GBCS 6.2.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.protect = |device, command, authority, envelope| {
                spoilt(device, command, authority, envelope, |envelope| envelope.signature.as_mut())
            }
        },
    },
];

/// With another octet in the date-time of the header, where it has one.
fn with_time(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
    envelope: &mut Envelope,
    at: usize,
    value: u8,
) -> Option<()> {
    if let Some(octet) = envelope.date_time.get_mut(at) {
        *octet = value;
    }
    protect(device, command, authority, envelope)
}

fn authenticate(device: &Device, party: EntityId, envelope: &mut Envelope) {
    let point = device.anchors.agreement_point(party);
    if let Some(secret) = point.and_then(|point| device.credentials.secret(&point)) {
        envelope.authenticate(&secret);
    }
}

/// Protects honestly, and flips a bit.
fn spoilt(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
    envelope: &mut Envelope,
    part: fn(&mut Envelope) -> Option<&mut Vec<u8>>,
) -> Option<()> {
    protect(device, command, authority, envelope)?;
    if let Some(last) = part(envelope).and_then(|octets| octets.last_mut()) {
        *last ^= 1;
    }
    Some(())
}

/// Where the weekday is in a date-time.
const WEEKDAY: usize = 4;
/// Where the clock status is in a date-time.
const CLOCK_STATUS: usize = 11;
const READ_FIRMWARE: MessageCode = MessageCode(0x0059);
/// As DLMS writes it, with the deviation and the status of other responses.
const START_OF_2000: [u8; 12] = [0x07, 0xD0, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0x00, 0xFF];
