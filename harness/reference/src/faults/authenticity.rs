use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;

use crate::device::CellKey;
use crate::device::Device;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::stages::authenticity::authenticity;
use crate::stages::authenticity::mac;
use crate::stages::authenticity::signature;
use crate::stages::reaction::reaction;

/// MAC and signature.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "mac-ignored",
        stage: Stage::Authenticity,
        does: "Takes every MAC for a right one.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| rules.mac = |_, _| Ok(()),
    },
    Fault {
        name: "mac-first-octets",
        stage: Stage::Authenticity,
        does: "Compares the first eight octets of the MAC alone.",
        clause: "GBCS 6.3.3",
        basis: Basis::Stated,
        change: |rules| rules.mac = |device, message| mac_where(device, message, |octet| octet < 8),
    },
    Fault {
        name: "mac-last-octets",
        stage: Stage::Authenticity,
        does: "Compares the last eight octets of the MAC alone.",
        clause: "GBCS 6.3.3",
        basis: Basis::Stated,
        change: |rules| rules.mac = |device, message| mac_where(device, message, |octet| octet >= 4),
    },
    Fault {
        name: "mac-any-party",
        stage: Stage::Authenticity,
        does: "Takes MACs made with the key of any party that it knows.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.mac = |device, message| {
                let mut points = device.anchors.agreement_points();
                let right = points.any(|point| has_mac(device, message, &point, Purpose::Command, |_| true));
                if right { Ok(()) } else { Err(Refusal::Mac) }
            }
        },
    },
    Fault {
        name: "mac-any-purpose",
        stage: Stage::Authenticity,
        does: "Takes MACs whose key was derived for a response.",
        clause: "GBCS 4.3.3.3",
        basis: Basis::Stated,
        change: |rules| rules.mac = |device, message| mac_or(device, message, Purpose::Response),
    },
    Fault {
        name: "mac-alert-purpose",
        stage: Stage::Authenticity,
        does: "Takes MACs whose key was derived for an alert.",
        clause: "GBCS 4.3.3.3",
        basis: Basis::Stated,
        change: |rules| rules.mac = |device, message| mac_or(device, message, Purpose::Alert),
    },
    Fault {
        name: "mac-encryption-purpose",
        stage: Stage::Authenticity,
        does: "Takes MACs whose key was derived for encryption.",
        clause: "GBCS 4.3.3.3",
        basis: Basis::Stated,
        change: |rules| rules.mac = |device, message| mac_or(device, message, Purpose::Encryption),
    },
    Fault {
        name: "mac-of-critical-alone",
        stage: Stage::Authenticity,
        does: "Checks the MAC of critical commands alone.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.authenticity = |device, command, authority| match command.protection {
                Protection::Mac => Ok(()),
                _ => authenticity(device, command, authority),
            }
        },
    },
    Fault {
        name: "executed-before-checked",
        stage: Stage::Authenticity,
        does: "Executes a command whose MAC is wrong, and does not answer it.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                if let (Refusal::Mac, Some(message)) = (refusal, message) {
                    // What is refused for another reason is not executed.
                    let _ = execute(device, message);
                }
                reaction(device, refusal, message)
            }
        },
    },
    Fault {
        name: "signature-ignored",
        stage: Stage::Authenticity,
        does: "Takes every signature for a right one.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| rules.signature = |_, _, _| Ok(()),
    },
    Fault {
        name: "signature-any-party",
        stage: Stage::Authenticity,
        does: "Takes signatures by any party that it knows.",
        clause: "GBCS 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.signature = |device, message, _| {
                let right = Role::ALL.iter().any(|role| signature(device, message, *role).is_ok());
                if right { Ok(()) } else { Err(Refusal::Signature) }
            }
        },
    },
    Fault {
        name: "signature-zero",
        stage: Stage::Authenticity,
        does: "Takes a signature of zeros for a right one.",
        clause: "GBCS 6.2.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.signature = |device, message, role| match message.signature() {
                SignatureField::Present(octets) if octets.iter().all(|octet| *octet == 0) => Ok(()),
                _ => signature(device, message, role),
            }
        },
    },
    Fault {
        name: "signature-out-of-range",
        stage: Stage::Authenticity,
        does: "Takes a signature whose second half is out of range for a right one.",
        clause: "GBCS 6.2.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.signature = |device, message, role| match message.signature() {
                SignatureField::Present(octets) if octets.iter().skip(32).take(8).eq(&ORDER_START) => Ok(()),
                _ => signature(device, message, role),
            }
        },
    },
];

/// As the honest rule, and takes a key of the Access Control Broker that was derived for another purpose as well.
fn mac_or(device: &Device, message: &Message<'_>, purpose: Purpose) -> Result<(), Refusal> {
    let broker = device.anchors.cell(Role::AccessControlBroker, CellKey::Agreement);
    let right = broker.is_some_and(|cell| has_mac(device, message, &cell.point, purpose, |_| true));
    if right { Ok(()) } else { mac(device, message) }
}

/// As the honest rule, for some of the octets.
fn mac_where(device: &Device, message: &Message<'_>, is_compared: fn(usize) -> bool) -> Result<(), Refusal> {
    let broker = device.anchors.cell(Role::AccessControlBroker, CellKey::Agreement).ok_or(Refusal::Mac)?;
    let right = has_mac(device, message, &broker.point, Purpose::Command, is_compared);
    if right { Ok(()) } else { Err(Refusal::Mac) }
}

/// Whether the MAC is one made with this key, for this purpose, in these octets.
fn has_mac(
    device: &Device,
    message: &Message<'_>,
    point: &[u8; 65],
    purpose: Purpose,
    is_compared: fn(usize) -> bool,
) -> bool {
    let (Some(found), Some(secret)) = (message.mac(), device.credentials.secret(point)) else { return false };
    let header = message.header();
    let key = derive_key(&secret, purpose, header.originator, header.counter, header.recipient);
    let expected = key.mac(header.originator, message.authenticated_octets());
    let differs = |(at, (a, b)): (usize, (&u8, u8))| is_compared(at) && *a != b;
    !found.iter().zip(expected).enumerate().any(differs)
}

/// All stages but authenticity and response.
fn execute(device: &mut Device, message: &Message<'_>) -> Result<(), Refusal> {
    let rules = Rules::honest();
    let command = (rules.structure)(device, *message)?;
    let authority = (rules.authority)(device, &command)?;
    (rules.freshness)(device, &command, &authority)?;
    let content = (rules.content)(device, &command)?;
    (rules.remember)(device, &command, &authority);
    (rules.execution)(device, &command, &authority, &content)?;
    Ok(())
}

/// How the order of the group of P-256 begins; a half of a signature hardly ever begins so.
const ORDER_START: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00];
