use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;

use crate::command::Authority;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::stages::authority::authority;
use crate::stages::authority::entitled;

/// Who may send what.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "any-role",
        stage: Stage::Authority,
        does: "Lets every party that it knows send every command.",
        clause: "GBCS 17.2",
        basis: Basis::Stated,
        change: |rules| rules.entitled = |_, _| true,
    },
    Fault {
        name: "operator-as-supplier",
        stage: Stage::Authority,
        does: "Lets the network operator send what only the supplier may.",
        clause: "GBCS 17.2",
        basis: Basis::Stated,
        change: |rules| rules.entitled = |use_case, role| also(use_case, role, Role::NetworkOperator),
    },
    Fault {
        name: "broker-as-supplier",
        stage: Stage::Authority,
        does: "Lets the Access Control Broker send what only the supplier may.",
        clause: "GBCS 17.2",
        basis: Basis::Stated,
        change: |rules| rules.entitled = |use_case, role| also(use_case, role, Role::AccessControlBroker),
    },
    Fault {
        name: "controller-as-supplier",
        stage: Stage::Authority,
        does: "Lets the load controller send what only the supplier may.",
        clause: "GBCS 17.2",
        basis: Basis::Stated,
        change: |rules| rules.entitled = |use_case, role| also(use_case, role, Role::LoadController),
    },
    Fault {
        name: "unknown-party",
        stage: Stage::Authority,
        does: "Takes a party that is in no trust anchor cell for the supplier.",
        clause: "GBCS 4.3.2, 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.authority = |device, command| {
                let originator = command.message.header().originator;
                authority(device, command).or(Ok(Authority { originator, role: Role::Supplier }))
            }
        },
    },
];

/// Whether a role may send it, where one role may send what the supplier may.
fn also(use_case: &UseCase, role: Role, intruder: Role) -> bool {
    entitled(use_case, role) || (role == intruder && entitled(use_case, Role::Supplier))
}
