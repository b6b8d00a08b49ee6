//! A whole test PKI from a seed, and single certificates in any state of repair.
//!
//! The same seed gives the same keys, serial numbers, dates and signatures, so the same octets. The keys are
//! worth nothing: who knows the seed has them. Entity Identifiers are locally administered EUI-64s that no
//! real party has.
//!
//! ```
//! use hallmark_smki::Usage;
//! use hallmark_smki::pki::Party;
//! use hallmark_smki::pki::TestPki;
//!
//! let pki = TestPki::from_seed(1)?;
//! let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).ok_or("no certificate")?;
//! supplier.certificate().verify_signed_by(pki.issuing_authority().certificate())?;
//!
//! // The same certificate with another role in its subject.
//! let mut template = pki.party_template(Party::Supplier, Usage::DigitalSignature).ok_or("no certificate")?;
//! template.set_role(3);
//! let other_role = pki.issue(&template)?;
//! assert_eq!(other_role.role(), Some(3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod contingency;
mod credential;
mod folder;
mod party;
mod template;
mod transport;

pub use contingency::Contingency;
pub use credential::Credential;
pub use folder::WriteFolderError;
pub use folder::Written;
pub use party::Party;
pub use template::Template;
pub use transport::Transport;

use std::collections::BTreeMap;

use crate::Attribute;
use crate::Certificate;
use crate::Error;
use crate::Extension;
use crate::KeyRing;
use crate::Name;
use crate::PrivateKey;
use crate::Time;
use crate::Usage;

/// The first moment at which certificates of a test PKI are valid: the start of 2014.
pub const NOT_BEFORE: i64 = 1_388_534_400;
/// The last moment at which Organisation and issuing CA Certificates of a test PKI are valid: the end of 2043.
pub const NOT_AFTER: i64 = 2_335_219_199;
/// The last moment at which its roots are valid: the end of 2063.
pub const ROOT_NOT_AFTER: i64 = 2_966_371_199;

/// Root, issuing CA and every party, and a second root and issuing CA for Devices.
#[derive(Debug)]
pub struct TestPki {
    seed: u64,
    contingency: Contingency,
    root: Credential,
    issuing_authority: Credential,
    device_root: Credential,
    device_issuing_authority: Credential,
    parties: BTreeMap<(Party, Usage), Credential>,
}

impl TestPki {
    /// The PKI of a seed.
    pub fn from_seed(seed: u64) -> Result<Self, Error> {
        let organisation_root = ca_name(Some(0x00), "HR");
        let organisation_issuing = ca_name(Some(0x07), "HI");
        let contingency = Contingency::of_seed(seed);
        let extension = Some(contingency.extension());
        let (root, issuing_authority) =
            authorities(seed, "organisation", &organisation_root, &organisation_issuing, extension)?;
        let (device_root, device_issuing_authority) =
            authorities(seed, "device", &ca_name(None, "HDR"), &ca_name(None, "HDI"), None)?;
        let mut pki = Self {
            seed,
            contingency,
            root,
            issuing_authority,
            device_root,
            device_issuing_authority,
            parties: BTreeMap::new(),
        };
        for party in Party::ALL {
            for usage in party.usages() {
                let template = pki.template_of(party, *usage);
                let certificate = pki.issue(&template)?;
                let credential = Credential::new(certificate, pki.key_of(party, *usage));
                pki.parties.insert((party, *usage), credential);
            }
        }
        Ok(pki)
    }

    /// The contingency key, whose public half the root holds.
    pub fn contingency(&self) -> &Contingency {
        &self.contingency
    }

    /// The root: its certificate is in the root cell of every Device.
    pub fn root(&self) -> &Credential {
        &self.root
    }

    /// The issuing CA of Organisation Certificates: the path certificate of CS02b.
    pub fn issuing_authority(&self) -> &Credential {
        &self.issuing_authority
    }

    /// The root of the Device tree.
    pub fn device_root(&self) -> &Credential {
        &self.device_root
    }

    /// The issuing CA of Device Certificates.
    pub fn device_issuing_authority(&self) -> &Credential {
        &self.device_issuing_authority
    }

    /// The certificate and key of a party; `None` for a usage that it does not have.
    pub fn party(&self, party: Party, usage: Usage) -> Option<&Credential> {
        self.parties.get(&(party, usage))
    }

    /// Every party's certificates and keys.
    pub fn parties(&self) -> impl Iterator<Item = (Party, Usage, &Credential)> {
        self.parties.iter().map(|((party, usage), credential)| (*party, *usage, credential))
    }

    /// The certificate and key of a Device. A Device has one key for key agreement, whatever it is used for.
    pub fn device(&self, id: [u8; 8], usage: Usage) -> Result<Credential, Error> {
        let key = self.device_key(id, usage);
        let certificate =
            self.device_template(id, usage, &key.public_point()).sign(self.device_issuing_authority.key());
        Ok(Credential::new(Certificate::parse_der(&certificate)?, key))
    }

    /// The certificate and key with which a party signs XML; `None` for one that does not.
    pub fn xml_signing(&self, party: Party) -> Result<Option<Credential>, Error> {
        let Some(role) = party.xml_signing_role() else { return Ok(None) };
        let label = format!("XML signing {}", hexadecimal(party.entity_id()));
        let key = PrivateKey::derive(&self.seed.to_be_bytes(), &label);
        let attributes = vec![Attribute::role(role), Attribute::entity_id(party.entity_id())];
        let subject = Name::from_attributes(attributes);
        let template = self.organisation_template(subject, Usage::DigitalSignature, &key.public_point());
        Ok(Some(Credential::new(self.issue(&template)?, key)))
    }

    /// What [`party`](Self::party) was made from, to be changed and issued again; `None` for a usage that it
    /// does not have.
    pub fn party_template(&self, party: Party, usage: Usage) -> Option<Template> {
        party.usages().contains(&usage).then(|| self.template_of(party, usage))
    }

    /// The template of a certificate for any organisation and key.
    pub fn organisation_template(&self, subject: Name, usage: Usage, public_point: &[u8; 65]) -> Template {
        let validity = (Time::from_seconds(NOT_BEFORE), Time::from_seconds(NOT_AFTER));
        let serial = template::serial_number(self.seed, &subject.to_string(), public_point);
        Template::organisation(subject, usage.key_usage(), public_point, self.issuing_authority.certificate())
            .with_validity(validity.0, validity.1)
            .with_serial_number(serial)
    }

    /// The template of a Device Certificate for any key.
    pub fn device_template(&self, id: [u8; 8], usage: Usage, public_point: &[u8; 65]) -> Template {
        let serial = template::serial_number(self.seed, &hexadecimal(id), public_point);
        Template::device(id, usage.key_usage(), public_point, self.device_issuing_authority.certificate())
            .with_validity(Time::from_seconds(NOT_BEFORE), Time::NO_END)
            .with_serial_number(serial)
    }

    /// Issues a certificate with the key of the issuing CA for organisations.
    pub fn issue(&self, template: &Template) -> Result<Certificate, Error> {
        Certificate::parse_der(&template.sign(self.issuing_authority.key()))
    }

    /// Issues a certificate with the key of the issuing CA for Devices.
    pub fn issue_device(&self, template: &Template) -> Result<Certificate, Error> {
        Certificate::parse_der(&template.sign(self.device_issuing_authority.key()))
    }

    /// All CA certificates, all parties and these Devices, with their private keys.
    pub fn to_key_ring(&self, devices: &[[u8; 8]]) -> Result<KeyRing, Error> {
        let mut ring = KeyRing::new();
        for (_, credential) in self.authorities() {
            ring.insert_authority(credential.certificate().clone(), Some(credential.key().clone()));
        }
        for (id, usage, credential) in self.end_entities(devices)? {
            let (certificate, key) = credential.into_parts();
            ring.insert(id, usage, certificate, Some(key));
        }
        Ok(ring)
    }

    fn authorities(&self) -> [(&'static str, &Credential); 4] {
        [
            ("root", &self.root),
            ("issuing-authority", &self.issuing_authority),
            ("device-root", &self.device_root),
            ("device-issuing-authority", &self.device_issuing_authority),
        ]
    }

    fn end_entities(&self, devices: &[[u8; 8]]) -> Result<Vec<([u8; 8], Usage, Credential)>, Error> {
        let parties = self.parties.iter();
        let mut all: Vec<_> = parties
            .map(|((party, usage), credential)| (party.entity_id(), *usage, credential.clone()))
            .collect();
        for id in devices {
            for usage in [Usage::DigitalSignature, Usage::KeyAgreement] {
                all.push((*id, usage, self.device(*id, usage)?));
            }
        }
        Ok(all)
    }

    fn template_of(&self, party: Party, usage: Usage) -> Template {
        self.organisation_template(party.subject(usage), usage, &self.key_of(party, usage).public_point())
    }

    fn key_of(&self, party: Party, usage: Usage) -> PrivateKey {
        let label = format!("party {} {usage}", hexadecimal(party.entity_id()));
        PrivateKey::derive(&self.seed.to_be_bytes(), &label)
    }

    fn device_key(&self, id: [u8; 8], usage: Usage) -> PrivateKey {
        let usage = match usage {
            Usage::DigitalSignature => Usage::DigitalSignature,
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Usage::KeyAgreement,
        };
        PrivateKey::derive(&self.seed.to_be_bytes(), &format!("device {} {usage}", hexadecimal(id)))
    }
}

fn authorities(
    seed: u64,
    tree: &str,
    root: &Name,
    issuing: &Name,
    extension_of_root: Option<Extension>,
) -> Result<(Credential, Credential), Error> {
    let from = Time::from_seconds(NOT_BEFORE);
    let key = |level: &str| PrivateKey::derive(&seed.to_be_bytes(), &format!("{tree} {level}"));
    let (root_key, issuing_key) = (key("root"), key("issuing authority"));
    let root_point = root_key.public_point();
    let mut root = Template::root(root.clone(), &root_point)
        .with_validity(from, Time::from_seconds(ROOT_NOT_AFTER))
        .with_serial_number(template::serial_number(seed, tree, &root_point));
    root.extensions.extend(extension_of_root);
    let root = Certificate::parse_der(&root.sign(&root_key))?;
    let issuing_point = issuing_key.public_point();
    let issuing = Template::issuing_authority(issuing.clone(), &issuing_point, &root)
        .with_validity(from, Time::from_seconds(NOT_AFTER))
        .with_serial_number(template::serial_number(seed, tree, &issuing_point));
    let issuing = Certificate::parse_der(&issuing.sign(&root_key))?;
    Ok((Credential::new(root, root_key), Credential::new(issuing, issuing_key)))
}

fn ca_name(role: Option<u8>, common_name: &str) -> Name {
    let role = role.map(|role| Attribute::role(role).printable());
    Name::from_attributes(role.into_iter().chain([Attribute::common_name(common_name).printable()]).collect())
}

fn hexadecimal(id: [u8; 8]) -> String {
    format!("{:016x}", u64::from_be_bytes(id))
}
