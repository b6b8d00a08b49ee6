use super::words::words;

words! {
    /// The role of a Remote Party: the `RemotePartyRole` of ASN.1 payloads and the organisational unit of certificates.
    pub enum Role as "a remote party role" {
        /// Root of trust.
        Root = "root",
        /// Recovery.
        Recovery = "recovery",
        /// Supplier.
        Supplier = "supplier",
        /// Network Operator.
        NetworkOperator = "network-operator",
        /// Access Control Broker.
        AccessControlBroker = "acb",
        /// Transitional change of supplier party.
        TransitionalCos = "transitional-cos",
        /// Wide area network provider.
        WanProvider = "wan-provider",
        /// Issuing authority: in certificate issuers, never in a trust anchor cell.
        IssuingAuthority = "issuing-authority",
        /// Load controller.
        LoadController = "load-controller",
        /// Any other party; no Device has a cell for it.
        Other = "other",
    }
}

impl Role {
    /// The role with the value `value`.
    pub fn from_value(value: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.value() == value)
    }

    /// Its value in ASN.1 payloads and, as two hexadecimal digits, in certificates.
    pub fn value(self) -> u8 {
        match self {
            Self::Root => 0,
            Self::Recovery => 1,
            Self::Supplier => 2,
            Self::NetworkOperator => 3,
            Self::AccessControlBroker => 4,
            Self::TransitionalCos => 5,
            Self::WanProvider => 6,
            Self::IssuingAuthority => 7,
            Self::LoadController => 8,
            Self::Other => 127,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_words_lead_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_value(role.value()), Some(*role));
            assert_eq!(Role::from_word(role.word()), Some(*role));
        }
        assert_eq!(Role::from_value(9), None);
        assert_eq!(Role::from_value(0x87), None);
        assert_eq!(Role::from_word("Supplier"), None);
    }
}
