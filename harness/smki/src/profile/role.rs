use core::fmt;

/// A Remote Party Role, or another role of an Organisation Certificate, as far as they are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 0: the issuer of issuing CAs.
    Root,
    /// 1
    Recovery,
    /// 2
    Supplier,
    /// 3
    NetworkOperator,
    /// 4: the DCC.
    AccessControlBroker,
    /// 5
    TransitionalCos,
    /// 6
    WanProvider,
    /// 7: the issuer of Organisation Certificates.
    IssuingAuthority,
    /// 8
    LoadController,
    /// 127: another User.
    Other,
    /// 135: a User signs XML.
    XmlSign,
    /// 137: the DCC signs XML.
    DspXmlSign,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 12] = [
        Self::Root,
        Self::Recovery,
        Self::Supplier,
        Self::NetworkOperator,
        Self::AccessControlBroker,
        Self::TransitionalCos,
        Self::WanProvider,
        Self::IssuingAuthority,
        Self::LoadController,
        Self::Other,
        Self::XmlSign,
        Self::DspXmlSign,
    ];

    /// The number in organizationalUnitName and in cells.
    pub fn code(self) -> u8 {
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
            Self::XmlSign => 135,
            Self::DspXmlSign => 137,
        }
    }

    /// The role with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether it signs XML and nothing else.
    pub fn signs_xml(self) -> bool {
        matches!(self, Self::XmlSign | Self::DspXmlSign)
    }

    /// Whether it has certificates for key agreement.
    pub fn agrees_keys(self) -> bool {
        matches!(
            self,
            Self::Supplier
                | Self::NetworkOperator
                | Self::AccessControlBroker
                | Self::LoadController
                | Self::Other
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "root",
            Self::Recovery => "recovery",
            Self::Supplier => "supplier",
            Self::NetworkOperator => "network operator",
            Self::AccessControlBroker => "access control broker",
            Self::TransitionalCos => "transitional CoS",
            Self::WanProvider => "WAN provider",
            Self::IssuingAuthority => "issuing authority",
            Self::LoadController => "load controller",
            Self::Other => "other User",
            Self::XmlSign => "XML signing, User to DCC",
            Self::DspXmlSign => "XML signing, DCC to User",
        })
    }
}
