use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::tables::Role;
use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyUsage;

use crate::asn1::install;
use crate::device::CellId;
use crate::device::CellKey;
use crate::device::Device;
use crate::device::OwnKey;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::stages::authority::entitled;

/// Trust anchor cells and the Device's own certificates.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "cells-told-wrong",
        stage: Stage::Execution,
        does: "Tells of every cell that the first one's party is in it.",
        clause: "GBCS 13.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.details = |device, role| {
                let mut details = device.details(role);
                for cell in details.credentials.iter_mut().flat_map(|it| &mut it.trust_anchor_cells_details) {
                    cell.existing_subject_unique_id = EntityId::NONE;
                }
                details
            }
        },
    },
    Fault {
        name: "counters-told-as-zero",
        stage: Stage::Execution,
        does: "Tells that the counter of each role is zero.",
        clause: "GBCS 13.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.details = |device, role| {
                let mut details = device.details(role);
                if let Some(credentials) = &mut details.credentials {
                    credentials.current_seq_number = Counter(0);
                }
                details
            }
        },
    },
    Fault {
        name: "any-certificate",
        stage: Stage::Execution,
        does: "Puts certificates into cells that nobody has issued.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| rules.replacement = |_, _, _| Ok(()),
    },
    Fault {
        name: "other-cell",
        stage: Stage::Execution,
        does: "Puts the certificate for a signature cell into the key agreement cell, and the other way round.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.install = |device, id, cell| {
                let key = match id.key {
                    CellKey::Agreement => CellKey::Signature,
                    CellKey::Signature => CellKey::Agreement,
                    other => other,
                };
                install(device, CellId { key, ..id }, cell);
            }
        },
    },
    Fault {
        name: "cells-kept",
        stage: Stage::Execution,
        does: "Says that it has replaced cells, and keeps what they hold.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| rules.install = |_, _, _| (),
    },
    Fault {
        name: "agreement-cells-kept",
        stage: Stage::Execution,
        does: "Keeps what key agreement cells hold, and replaces the others.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.install = |device, id, cell| {
                if id.key != CellKey::Agreement {
                    install(device, id, cell);
                }
            }
        },
    },
    Fault {
        name: "old-party-served",
        stage: Stage::Execution,
        does: "Goes on to serve a party whose cells have been given to another one.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            // No party of a Device has the role Other: its cells are free for whoever was there before.
            rules.install = |device, id, cell| {
                if let Some(old) = device.anchors.cell(id.role, id.key).cloned() {
                    device.anchors.replace(CellId { role: Role::Other, ..id }, old);
                }
                install(device, id, cell);
            };
            rules.entitled = |use_case, role| role == Role::Other || entitled(use_case, role);
        },
    },
    Fault {
        name: "refusal-told-as-success",
        stage: Stage::Execution,
        does: "Says of a certificate that it refused that it is in its cell.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.outcome = |device, replacement, result| {
                let mut outcome = device.outcome(replacement, result);
                outcome.status_code = StatusCode::SUCCESS;
                outcome
            }
        },
    },
    Fault {
        name: "refusal-stops-all",
        stage: Stage::Execution,
        does: "Replaces no cell where one of the certificates is refused.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.replace = |device, authority, request| {
                let before = device.anchors.clone();
                let mut outcome = device.replace_credentials(authority, request);
                let outcomes = &mut outcome.replacement_outcomes;
                if outcomes.iter().any(|outcome| outcome.status_code != StatusCode::SUCCESS) {
                    outcomes.iter_mut().for_each(|outcome| outcome.status_code = StatusCode::OTHER);
                    device.anchors = before;
                }
                outcome
            }
        },
    },
    Fault {
        name: "refusal-without-names",
        stage: Stage::Execution,
        does: "Names nobody as the party that stays in a cell whose new certificate was refused.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.outcome = |device, replacement, result| {
                let refused = result.is_err();
                let mut outcome = device.outcome(replacement, result);
                if refused {
                    outcome.replacing_subject_unique_id = EntityId::NONE;
                    outcome.replacing_subject_key_identifier.0 = [0; 8];
                }
                outcome
            }
        },
    },
    Fault {
        name: "first-cell-alone",
        stage: Stage::Execution,
        does: "Replaces the first of the cells alone, and answers for it alone.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.replace = |device, authority, request| {
                let replacements = request.replacements.iter().take(1).cloned().collect();
                let request = UpdateCredentialsCommand { replacements, ..request.clone() };
                device.replace_credentials(authority, &request)
            }
        },
    },
    Fault {
        name: "floors-ignored",
        stage: Stage::Execution,
        does: "Says that it has set the counters of a new party, and keeps those of the old one.",
        clause: "GBCS 13.3, 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.floor = |_, _, _| true,
    },
    Fault {
        name: "floors-of-zero",
        stage: Stage::Execution,
        does: "Sets the counters of a new party to zero instead of to the floor of the command.",
        clause: "GBCS 13.3, 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.floor = |device, change, replaced| {
                let applied = device.apply_floor(change, replaced);
                zero_counters(device, replaced, applied);
                applied
            }
        },
    },
    Fault {
        name: "floors-not-told",
        stage: Stage::Execution,
        does: "Does not say which counters it has set.",
        clause: "GBCS 13.3",
        basis: Basis::Open,
        change: |rules| {
            rules.floor = |device, change, replaced| {
                device.apply_floor(change, replaced);
                false
            }
        },
    },
    Fault {
        name: "any-own-certificate",
        stage: Stage::Execution,
        does: "Takes any certificate for its own into use.",
        clause: "GBCS 12 (CS02d)",
        basis: Basis::Stated,
        change: |rules| rules.own_certificate = |_, _, _, _| Ok(()),
    },
    Fault {
        name: "any-cell",
        stage: Stage::Execution,
        does: "Lets a mode replace the cells of any role but the root.",
        clause: "GBCS 13.3",
        basis: Basis::Stated,
        change: |rules| rules.may_replace = |_, id| id.role != Role::Root,
    },
    Fault {
        name: "own-certificate-not-used",
        stage: Stage::Execution,
        does: "Answers that it has a new certificate, and goes on with the old one.",
        clause: "GBCS 13 (CS02d)",
        basis: Basis::Stated,
        change: |rules| rules.take_into_use = |_, _, _| Ok(()),
    },
    Fault {
        name: "other-own-certificate",
        stage: Stage::Execution,
        does: "Tells the certificate for signatures where that for key agreement is asked for, and the other way round.",
        clause: "GBCS 13 (CS02e)",
        basis: Basis::Stated,
        change: |rules| {
            rules.certificate = |credentials, which| {
                credentials.certificate(match which {
                    OwnKey::Agreement => OwnKey::Signing,
                    OwnKey::Signing => OwnKey::Agreement,
                })
            }
        },
    },
    Fault {
        name: "request-of-other-device",
        stage: Stage::Execution,
        does: "Asks for a certificate in the name of another Device.",
        clause: "GBCS 13 (CS02c)",
        basis: Basis::Stated,
        change: |rules| rules.request = |_, usage, key| CertificationRequest::device([7; 8], usage, key),
    },
    Fault {
        name: "request-signature-wrong",
        stage: Stage::Execution,
        does: "Asks for a certificate by a request whose signature does not verify.",
        clause: "GBCS 13 (CS02c)",
        basis: Basis::Stated,
        change: |rules| {
            rules.request = |id, usage, key| {
                let mut request = CertificationRequest::device(id, usage, key);
                if let Some(last) = request.last_mut() {
                    *last ^= 1;
                }
                request
            }
        },
    },
    Fault {
        name: "request-of-other-usage",
        stage: Stage::Execution,
        does: "Asks for a certificate for signatures, whatever the usage of the command.",
        clause: "GBCS 13 (CS02c)",
        basis: Basis::Open,
        change: |rules| {
            rules.request = |id, _, key| CertificationRequest::device(id, KeyUsage::DIGITAL_SIGNATURE, key)
        },
    },
];

fn zero_counters(device: &mut Device, roles: &[Role], applied: bool) {
    if applied {
        roles.iter().for_each(|role| device.counters.set(*role, Counter(0)));
    }
}
