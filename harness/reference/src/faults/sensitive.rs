use hallmark_gbcs::Counter;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Reader;

use crate::device::CellKey;
use crate::device::Device;
use crate::dlms::reader;
use crate::dlms::seal;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::stages::execution::execution;

/// Encryption of sensitive attributes.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "sensitive-in-clear",
        stage: Stage::Execution,
        does: "Sends sensitive data in clear where it should be encrypted.",
        clause: "GBCS 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.seal = |_, _, _, plaintext| Some([&[0x31, 0, 0, 0, 0], plaintext, &[0; 12]].concat());
        },
    },
    Fault {
        name: "sensitive-first-alone",
        stage: Stage::Execution,
        does: "Reads the first sensitive attribute alone where several are asked for.",
        clause: "GBCS 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.seal = |device, point, header, plaintext| {
                let data = Data::parse(&mut Reader::new(plaintext)).ok()?;
                let first = data.elements()?.first()?.clone();
                seal(device, point, header, &Data::structure([first]).to_octets())
            }
        },
    },
    Fault {
        name: "sealed-for-broker",
        stage: Stage::Execution,
        does: "Encrypts sensitive data for the Access Control Broker, whoever asks.",
        clause: "GBCS 8",
        basis: Basis::Stated,
        change: |rules| rules.reader = |device, _| agreement_point(device, Role::AccessControlBroker),
    },
    Fault {
        name: "sealed-for-supplier",
        stage: Stage::Execution,
        does: "Encrypts sensitive data for the supplier, whoever asks.",
        clause: "GBCS 8",
        basis: Basis::Stated,
        change: |rules| rules.reader = |device, _| agreement_point(device, Role::Supplier),
    },
    Fault {
        name: "sealed-without-certificate",
        stage: Stage::Execution,
        does: "Encrypts for the originator where a certificate came with the command.",
        clause: "GBCS 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.reader = |device, header| {
                let brings = header.supplementary().is_some_and(|party| party.certificate.is_some());
                if brings {
                    device.anchors.agreement_point(header.originator)
                } else {
                    reader(device, header)
                }
            }
        },
    },
    Fault {
        name: "sealed-with-mac-key",
        stage: Stage::Execution,
        does: "Encrypts with a key that was derived for the MAC of the response.",
        clause: "GBCS 4.3.3.3, 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.seal = |device, point, header, plaintext| {
                let secret = device.credentials.secret(point)?;
                let key = derive_key(
                    &secret,
                    Purpose::Response,
                    header.originator,
                    header.counter,
                    header.recipient,
                );
                Some(key.encrypt(device.id, plaintext))
            }
        },
    },
    Fault {
        name: "sealed-with-same-key",
        stage: Stage::Execution,
        does: "Encrypts all that it sends to a party with one key and one initialisation vector.",
        clause: "GBCS 4.3.3.3, 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.seal = |device, point, header, plaintext| {
                seal(device, point, &GroupingHeader { counter: Counter(0), ..*header }, plaintext)
            }
        },
    },
    Fault {
        name: "supplementary-counter-stands",
        stage: Stage::Execution,
        does: "Has the same Supplementary Originator Counter in all answers, and so the same key for a party.",
        clause: "GBCS 4.3.3.3, 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |device, command, authority, content| {
                device.supplementary = 0;
                execution(device, command, authority, content)
            }
        },
    },
    Fault {
        name: "sealed-for-header",
        stage: Stage::Execution,
        does: "Derives the key from the target of the response where there is a Supplementary Remote Party.",
        clause: "GBCS 4.3.3.3, 8",
        basis: Basis::Stated,
        change: |rules| {
            rules.seal = |device, point, header, plaintext| {
                let secret = device.credentials.secret(point)?;
                let key = derive_key(
                    &secret,
                    Purpose::Encryption,
                    header.originator,
                    header.counter,
                    header.recipient,
                );
                Some(key.encrypt(device.id, plaintext))
            }
        },
    },
];

fn agreement_point(device: &Device, role: Role) -> Option<[u8; 65]> {
    device.anchors.cell(role, CellKey::Agreement).map(|cell| cell.point)
}
