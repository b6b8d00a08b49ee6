use super::Credential;
use super::Party;
use super::Template;
use super::TestPki;
use super::ca_name;
use super::hexadecimal;
use super::template;
use crate::Attribute;
use crate::Certificate;
use crate::Error;
use crate::Extension;
use crate::ExtensionValue;
use crate::GeneralName;
use crate::KeyUsage;
use crate::Name;
use crate::PrivateKey;
use crate::Time;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;

/// Certificates for TLS between a User and the DCC, in a tree of their own.
///
/// How those of DCCKI look is not published. These are what RFC 5280 and common TLS libraries ask for: P-256,
/// extended key usage in every certificate, names of the host in subjectAltName.
#[derive(Debug, Clone)]
pub struct Transport {
    /// The root.
    pub root: Credential,
    /// The issuing CA.
    pub issuing_authority: Credential,
    /// The DCC's gateway, on this host.
    pub server: Credential,
    /// The Users.
    pub clients: Vec<(Party, Credential)>,
}

impl TestPki {
    /// The certificates for TLS.
    pub fn transport(&self) -> Result<Transport, Error> {
        let (root_name, issuing_name) = (ca_name(None, "HTR"), ca_name(None, "HTI"));
        let both: &[ObjectIdentifier] = &[oid::SERVER_AUTHENTICATION, oid::CLIENT_AUTHENTICATION];
        let root_key = self.transport_key("root");
        let mut root = Template::root(root_name, &root_key.public_point());
        for_tls(&mut root, both);
        let root = self.transport_credential(root, &root_key, root_key.clone())?;

        let issuing_key = self.transport_key("issuing authority");
        let mut issuing =
            Template::issuing_authority(issuing_name, &issuing_key.public_point(), root.certificate());
        for_tls(&mut issuing, both);
        let issuing_authority = self.transport_credential(issuing, &root_key, issuing_key)?;

        let server = self.end(&issuing_authority, "dcc", oid::SERVER_AUTHENTICATION, &HOST_NAMES)?;
        let mut clients = Vec::new();
        for party in Party::ALL.into_iter().filter(|party| party.is_user()) {
            let name = hexadecimal(party.entity_id());
            clients.push((party, self.end(&issuing_authority, &name, oid::CLIENT_AUTHENTICATION, &[])?));
        }
        Ok(Transport { root, issuing_authority, server, clients })
    }

    fn end(
        &self,
        issuer: &Credential,
        name: &str,
        purpose: ObjectIdentifier,
        hosts: &[(u8, &[u8])],
    ) -> Result<Credential, Error> {
        let key = self.transport_key(name);
        let subject = Name::from_attributes(vec![Attribute::common_name(name)]);
        let usage = KeyUsage::DIGITAL_SIGNATURE;
        let mut template = Template::organisation(subject, usage, &key.public_point(), issuer.certificate());
        for_tls(&mut template, &[purpose]);
        if !hosts.is_empty() {
            let names = hosts
                .iter()
                .map(|(number, content)| GeneralName::Other(write::element(tag::context(*number), content)));
            let value = ExtensionValue::SubjectAltName(names.collect());
            template.set_extension(Extension { oid: oid::SUBJECT_ALT_NAME, critical: false, value });
        }
        self.transport_credential(template, issuer.key(), key)
    }

    fn transport_key(&self, label: &str) -> PrivateKey {
        PrivateKey::derive(&self.seed.to_be_bytes(), &format!("transport {label}"))
    }

    fn transport_credential(
        &self,
        template: Template,
        issuer: &PrivateKey,
        key: PrivateKey,
    ) -> Result<Credential, Error> {
        let serial = template::serial_number(self.seed, &template.subject.to_string(), &key.public_point());
        let template = template
            .with_validity(Time::from_seconds(super::NOT_BEFORE), Time::from_seconds(super::NOT_AFTER))
            .with_serial_number(serial);
        Ok(Credential::new(Certificate::parse_der(&template.sign(issuer))?, key))
    }
}

/// TLS libraries refuse critical policies that they do not process, and want to know what a key is for.
fn for_tls(template: &mut Template, purposes: &[ObjectIdentifier]) {
    template.remove_extension(oid::CERTIFICATE_POLICIES);
    let purposes: Vec<Vec<u8>> = purposes.iter().map(write::object_identifier).collect();
    let value = ExtensionValue::Other(write::element(tag::SEQUENCE, &purposes.concat()));
    template.set_extension(Extension { oid: oid::EXTENDED_KEY_USAGE, critical: false, value });
}

/// dNSName and iPAddress of this host.
const HOST_NAMES: [(u8, &[u8]); 2] = [(2, b"localhost"), (7, &[127, 0, 0, 1])];
