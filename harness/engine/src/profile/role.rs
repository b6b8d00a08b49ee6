//! The names of roles in profiles.

use hallmark_gbcs::tables::Role;

/// The roles that a party of a profile can have. An issuing authority is no party.
pub const PARTY_ROLES: [Role; 9] = [
    Role::Root,
    Role::Recovery,
    Role::Supplier,
    Role::NetworkOperator,
    Role::AccessControlBroker,
    Role::TransitionalCos,
    Role::WanProvider,
    Role::LoadController,
    Role::Other,
];

/// The role with a name. Case and separators (`network-operator`, `network_operator`, `networkOperator`) and the
/// common short forms (`acb`, `tcos`) mean the same.
pub fn role_named(name: &str) -> Option<Role> {
    let plain: String =
        name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect();
    Some(match plain.as_str() {
        "root" => Role::Root,
        "recovery" => Role::Recovery,
        "supplier" => Role::Supplier,
        "networkoperator" | "network" | "no" | "dno" => Role::NetworkOperator,
        "accesscontrolbroker" | "acb" => Role::AccessControlBroker,
        "transitionalcos" | "transcos" | "tcos" | "cos" | "cosparty" => Role::TransitionalCos,
        "wanprovider" | "wan" => Role::WanProvider,
        "loadcontroller" => Role::LoadController,
        "other" => Role::Other,
        _ => return None,
    })
}

/// The name that is written for a role.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::AccessControlBroker => "access-control-broker",
        other => other.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_names_its_role() {
        for role in PARTY_ROLES {
            let name = role_name(role);
            for name in [name, &name.replace('-', "_"), &name.replace('-', "").to_uppercase(), role.word()] {
                assert_eq!(role_named(name), Some(role), "{name}");
            }
        }
        for (name, role) in [
            ("networkOperator", Role::NetworkOperator),
            ("ACB", Role::AccessControlBroker),
            ("accessControlBroker", Role::AccessControlBroker),
            ("transitionalCoS", Role::TransitionalCos),
            ("TransCoS", Role::TransitionalCos),
            ("LoadController", Role::LoadController),
        ] {
            assert_eq!(role_named(name), Some(role), "{name}");
        }
        for name in ["", "suppliers", "issuing-authority"] {
            assert_eq!(role_named(name), None, "{name}");
        }
    }
}
