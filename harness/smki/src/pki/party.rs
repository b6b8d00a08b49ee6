use crate::Attribute;
use crate::Name;
use crate::Usage;

/// A Remote Party or User of the test PKI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The Access Control Broker.
    AccessControlBroker,
    /// The load controller.
    LoadController,
    /// The network operator.
    NetworkOperator,
    /// Another User, role 127: nothing on a Device knows it.
    Other,
    /// The recovery key holder.
    Recovery,
    /// The supplier that gains the Device in a change of supplier.
    SecondSupplier,
    /// The supplier.
    Supplier,
    /// The transitional change-of-supplier party.
    TransitionalCos,
    /// The WAN provider.
    WanProvider,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 9] = [
        Self::AccessControlBroker,
        Self::LoadController,
        Self::NetworkOperator,
        Self::Other,
        Self::Recovery,
        Self::SecondSupplier,
        Self::Supplier,
        Self::TransitionalCos,
        Self::WanProvider,
    ];

    /// The Remote Party Role (GBCS 13.3): the OU of its certificates.
    pub fn role(self) -> u8 {
        match self {
            Self::Recovery => 1,
            Self::SecondSupplier | Self::Supplier => 2,
            Self::NetworkOperator => 3,
            Self::AccessControlBroker => 4,
            Self::TransitionalCos => 5,
            Self::WanProvider => 6,
            Self::LoadController => 8,
            Self::Other => 127,
        }
    }

    /// The Entity Identifier: `02-48-4C-4D-4B-01-NN-RR`, a locally administered EUI-64, with the role last.
    pub fn entity_id(self) -> [u8; 8] {
        let number = u8::from(self == Self::SecondSupplier) + 1;
        [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x01, number, self.role()]
    }

    /// The certificates that it has.
    pub fn usages(self) -> &'static [Usage] {
        match self {
            Self::Recovery | Self::TransitionalCos | Self::WanProvider => &[Usage::DigitalSignature],
            Self::AccessControlBroker | Self::LoadController | Self::NetworkOperator | Self::Other => {
                &[Usage::DigitalSignature, Usage::KeyAgreement]
            }
            Self::SecondSupplier | Self::Supplier => &Usage::ALL,
        }
    }

    /// Whether it is a User: it talks to the DCC over TLS, and signs what it sends.
    pub fn is_user(self) -> bool {
        match self {
            Self::LoadController
            | Self::NetworkOperator
            | Self::Other
            | Self::SecondSupplier
            | Self::Supplier => true,
            Self::AccessControlBroker | Self::Recovery | Self::TransitionalCos | Self::WanProvider => false,
        }
    }

    /// The role in the certificate with which it signs XML: 135 for Users, 137 for the DCC.
    pub fn xml_signing_role(self) -> Option<u8> {
        match self {
            Self::AccessControlBroker => Some(137),
            user if user.is_user() => Some(135),
            _ => None,
        }
    }

    /// The subject of a certificate. Only signing certificates of suppliers carry a common name.
    pub fn subject(self, usage: Usage) -> Name {
        let common_name = match (self, usage) {
            (Self::Supplier, Usage::DigitalSignature) => Some("TESTSUPPLIER1"),
            (Self::SecondSupplier, Usage::DigitalSignature) => Some("TESTSUPPLIER2"),
            _ => None,
        };
        let common_name = common_name.map(Attribute::common_name);
        let rest = [Attribute::role(self.role()), Attribute::entity_id(self.entity_id())];
        Name::from_attributes(common_name.into_iter().chain(rest).collect())
    }
}
