use super::AUTHORITY;
use super::COMMON;
use super::COMMON_OF_A_CA;
use super::Check;
use super::DEVICE;
use super::DEVICE_OF_A_CA;
use super::ISSUING_AUTHORITY;
use super::ORGANISATION;
use super::ORGANISATION_OF_A_CA;
use super::ROOT;
use super::Role;
use super::TRANSPORT;
use super::XML_SIGNING;
use crate::Certificate;
use crate::ExtensionValue;
use crate::KeyUsage;
use crate::Kind;
use crate::asn1::Reader;
use crate::asn1::oid;
use crate::asn1::tag;

/// Which rules a certificate is under, told by its own content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// A Device Certificate.
    Device,
    /// An issuing CA.
    IssuingAuthority,
    /// An Organisation Certificate.
    Organisation,
    /// A root.
    Root,
    /// A TLS certificate of a gateway or a User.
    Transport,
    /// An Organisation Certificate that signs XML.
    XmlSigning,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 6] = [
        Self::Device,
        Self::IssuingAuthority,
        Self::Organisation,
        Self::Root,
        Self::Transport,
        Self::XmlSigning,
    ];

    /// The profile of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        match certificate.kind() {
            Kind::Device => Self::Device,
            _ if is_for_tls(certificate) => Self::Transport,
            Kind::IssuingAuthority => Self::IssuingAuthority,
            Kind::Root => Self::Root,
            Kind::Organisation => match certificate.role().and_then(Role::from_code) {
                Some(role) if role.signs_xml() => Self::XmlSigning,
                _ => Self::Organisation,
            },
        }
    }

    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::IssuingAuthority => "issuing-authority",
            Self::Organisation => "organisation",
            Self::Root => "root",
            Self::Transport => "transport",
            Self::XmlSigning => "xml-signing",
        }
    }

    /// Its rules, in the order in which they are asked.
    pub fn checks(self) -> impl Iterator<Item = &'static Check> {
        let lists: [&'static [Check]; 5] = match self {
            Self::Device => [COMMON, DEVICE, COMMON_OF_A_CA, DEVICE_OF_A_CA, &[]],
            Self::IssuingAuthority => [COMMON, AUTHORITY, COMMON_OF_A_CA, ISSUING_AUTHORITY, &[]],
            Self::Organisation => [COMMON, ORGANISATION, COMMON_OF_A_CA, ORGANISATION_OF_A_CA, &[]],
            Self::Root => [COMMON, AUTHORITY, COMMON_OF_A_CA, ROOT, &[]],
            Self::Transport => [TRANSPORT, &[], &[], &[], &[]],
            Self::XmlSigning => [COMMON, ORGANISATION, COMMON_OF_A_CA, ORGANISATION_OF_A_CA, XML_SIGNING],
        };
        lists.into_iter().flatten()
    }

    /// What a certificate of this profile is, for people: `Device DS`, `supplier KA`, `issuing CA`.
    pub fn describe(self, certificate: &Certificate) -> String {
        let usage = match certificate.key_usage() {
            Some(KeyUsage::DIGITAL_SIGNATURE) => "DS".to_owned(),
            Some(KeyUsage::KEY_AGREEMENT) => "KA".to_owned(),
            Some(other) => other.to_string(),
            None => "without keyUsage".to_owned(),
        };
        match self {
            Self::Device => format!("Device {usage}"),
            Self::IssuingAuthority => "issuing CA".to_owned(),
            Self::Organisation => match certificate.role() {
                Some(code) => match Role::from_code(code) {
                    Some(role) => format!("{role} {usage}"),
                    None => format!("organisation of role {code:02X} {usage}"),
                },
                None => format!("organisation {usage}"),
            },
            Self::Root => "root".to_owned(),
            Self::Transport => match certificate.kind() {
                Kind::Root => "transport root".to_owned(),
                Kind::IssuingAuthority => "transport CA".to_owned(),
                Kind::Device | Kind::Organisation => "transport".to_owned(),
            },
            Self::XmlSigning => {
                certificate.role().and_then(Role::from_code).map(|role| role.to_string()).unwrap_or_default()
            }
        }
    }
}

/// Extended key usage for TLS, and no Entity Identifier.
fn is_for_tls(certificate: &Certificate) -> bool {
    let Some(extension) = certificate.extension(oid::EXTENDED_KEY_USAGE) else { return false };
    let ExtensionValue::Other(value) = &extension.value else { return false };
    let Ok(list) = Reader::new(value).tagged(tag::SEQUENCE, "extKeyUsage") else { return false };
    let mut purposes = list.reader();
    let mut tls = false;
    while let Ok(purpose) = purposes.object_identifier("a purpose") {
        tls |= [oid::SERVER_AUTHENTICATION, oid::CLIENT_AUTHENTICATION].contains(&purpose);
    }
    tls && certificate.subject().entity_id().is_none()
}
