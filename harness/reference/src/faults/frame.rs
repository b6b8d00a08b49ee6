use crate::device::TrustAnchors;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::stages::frame::frame;
use crate::stages::reaction::reaction;

/// Octets, blocks, and who is meant.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "trailing-octet",
        stage: Stage::Frame,
        does: "Takes a message with an octet too many behind its end.",
        clause: "GBCS 7.2.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.frame = |octets| {
                frame(octets).or_else(|refusal| match octets.split_last() {
                    Some((_, rest)) => frame(rest),
                    None => Err(refusal),
                })
            }
        },
    },
    Fault {
        name: "deaf-after-garbage",
        stage: Stage::Frame,
        does: "Forgets whom it knows when it gets octets that are no message, and serves nobody any more.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                if matches!(refusal, Refusal::Malformed(_)) {
                    device.anchors = TrustAnchors::default();
                }
                reaction(device, refusal, message)
            }
        },
    },
    Fault {
        name: "blocks-not-joined",
        stage: Stage::Frame,
        does: "Drops every block of a message that comes in blocks.",
        clause: "GBCS 7.2.11",
        basis: Basis::Open,
        change: |rules| rules.reassemble = |_, _| None,
    },
    Fault {
        name: "any-target",
        stage: Stage::Address,
        does: "Executes commands for other Devices.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| rules.address = |_, _| Ok(()),
    },
    Fault {
        name: "target-first-octets",
        stage: Stage::Address,
        does: "Compares the first seven octets of the Business Target alone.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.address = |device, message| {
                let same = message.header().recipient.0.iter().zip(device.id.0).take(7).all(|(a, b)| *a == b);
                if same { Ok(()) } else { Err(Refusal::OtherTarget) }
            }
        },
    },
    Fault {
        name: "target-last-octets",
        stage: Stage::Address,
        does: "Compares the last four octets of the Business Target alone.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.address = |device, message| {
                let same = message.header().recipient.0.iter().zip(device.id.0).skip(4).all(|(a, b)| *a == b);
                if same { Ok(()) } else { Err(Refusal::OtherTarget) }
            }
        },
    },
];
