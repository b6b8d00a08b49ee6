//! The roles of Remote Parties.

use core::fmt;
use core::str::FromStr;

/// The role of a Remote Party, in the order of `RemotePartyRole` (GBCS 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The organisation root.
    Root,
    /// The recovery key.
    Recovery,
    /// A gas or electricity supplier.
    Supplier,
    /// A network operator.
    NetworkOperator,
    /// The DCC's Access Control Broker.
    AccessControlBroker,
    /// The DCC's (transitional) Change of Supplier party.
    TransitionalCos,
    /// The WAN provider of the communications hub.
    WanProvider,
    /// A load controller.
    LoadController,
    /// Any other User, which no Device knows.
    Other,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 9] = [
        Self::Root,
        Self::Recovery,
        Self::Supplier,
        Self::NetworkOperator,
        Self::AccessControlBroker,
        Self::TransitionalCos,
        Self::WanProvider,
        Self::LoadController,
        Self::Other,
    ];

    /// The name used in profiles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Recovery => "recovery",
            Self::Supplier => "supplier",
            Self::NetworkOperator => "network-operator",
            Self::AccessControlBroker => "access-control-broker",
            Self::TransitionalCos => "transitional-cos",
            Self::WanProvider => "wan-provider",
            Self::LoadController => "load-controller",
            Self::Other => "other",
        }
    }

    /// The value of `RemotePartyRole`, which certificates repeat as organisational unit.
    pub fn code(self) -> u8 {
        match self {
            Self::Root => 0,
            Self::Recovery => 1,
            Self::Supplier => 2,
            Self::NetworkOperator => 3,
            Self::AccessControlBroker => 4,
            Self::TransitionalCos => 5,
            Self::WanProvider => 6,
            Self::LoadController => 8,
            Self::Other => 127,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "read a role: expected root, recovery, supplier, network-operator, access-control-broker, \
    transitional-cos, wan-provider, load-controller or other"
)]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    /// Case and separators (`network-operator`, `network_operator`, `networkOperator`) and the common short
    /// forms (`acb`, `tcos`) mean the same.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String =
            text.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect();
        Ok(match plain.as_str() {
            "root" => Self::Root,
            "recovery" => Self::Recovery,
            "supplier" => Self::Supplier,
            "networkoperator" | "network" | "no" | "dno" => Self::NetworkOperator,
            "accesscontrolbroker" | "acb" => Self::AccessControlBroker,
            "transitionalcos" | "transcos" | "tcos" | "cos" | "cosparty" => Self::TransitionalCos,
            "wanprovider" | "wan" => Self::WanProvider,
            "loadcontroller" => Self::LoadController,
            "other" => Self::Other,
            _ => return Err(NotARole),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_names_its_role() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert_eq!(role.name().replace('-', "_").parse(), Ok(role));
            assert_eq!(role.name().replace('-', "").to_uppercase().parse(), Ok(role));
        }
        for (text, role) in [
            ("networkOperator", Role::NetworkOperator),
            ("ACB", Role::AccessControlBroker),
            ("accessControlBroker", Role::AccessControlBroker),
            ("transitionalCoS", Role::TransitionalCos),
            ("TransCoS", Role::TransitionalCos),
            ("LoadController", Role::LoadController),
        ] {
            assert_eq!(text.parse(), Ok(role));
        }
        assert_eq!("".parse::<Role>(), Err(NotARole));
        assert_eq!("suppliers".parse::<Role>(), Err(NotARole));
    }
}
