use crate::Algorithm;
use crate::Attribute;
use crate::Certificate;
use crate::Extension;
use crate::ExtensionValue;
use crate::KeyUsage;
use crate::Name;
use crate::PrivateKey;
use crate::PublicKey;
use crate::Time;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::key;
use crate::signature;

/// A certificate before it is signed. Every field can be set to what no CA would issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The version field; `None` leaves it out, which is v1.
    pub version: Option<u8>,
    /// The serial number, big-endian.
    pub serial_number: Vec<u8>,
    /// The signature algorithm inside tbsCertificate.
    pub inner_algorithm: Algorithm,
    /// The signature algorithm beside the signature.
    pub outer_algorithm: Algorithm,
    /// The issuer.
    pub issuer: Name,
    /// The first moment of validity.
    pub not_before: Time,
    /// The last moment of validity.
    pub not_after: Time,
    /// The subject.
    pub subject: Name,
    /// The public key.
    pub public_key: PublicKey,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
}

impl Template {
    /// A root: self-issued, may sign certificates and revocation lists.
    pub fn root(name: Name, public_point: &[u8; 65]) -> Self {
        let extensions = vec![
            Extension::key_usage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            Extension::authority(Some(1)),
            Extension::certificate_policies(&[oid::TEST_POLICY]),
            Extension::subject_key_identifier(&key::key_identifier(public_point)),
        ];
        Self::new(name.clone(), name, public_point, extensions)
    }

    /// An issuing CA, under which there are no further CAs.
    pub fn issuing_authority(name: Name, public_point: &[u8; 65], issuer: &Certificate) -> Self {
        let extensions = vec![
            Extension::key_usage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            Extension::authority(Some(0)),
            Extension::certificate_policies(&[oid::TEST_POLICY]),
            Extension::subject_key_identifier(&key::key_identifier(public_point)),
            Extension::authority_key_identifier(issuer.key_identifier().unwrap_or_default()),
        ];
        Self::new(issuer.subject().clone(), name, public_point, extensions)
    }

    /// An Organisation Certificate.
    pub fn organisation(
        subject: Name,
        usage: KeyUsage,
        public_point: &[u8; 65],
        issuer: &Certificate,
    ) -> Self {
        let extensions = vec![
            Extension::key_usage(usage),
            Extension::certificate_policies(&[oid::TEST_POLICY]),
            Extension::subject_key_identifier(&key::key_identifier(public_point)),
            Extension::authority_key_identifier(issuer.key_identifier().unwrap_or_default()),
        ];
        Self::new(issuer.subject().clone(), subject, public_point, extensions)
    }

    /// A Device Certificate, without end.
    pub fn device(id: [u8; 8], usage: KeyUsage, public_point: &[u8; 65], issuer: &Certificate) -> Self {
        let extensions = vec![
            Extension::key_usage(usage),
            Extension::device_identity(id),
            Extension::certificate_policies(&[oid::TEST_POLICY]),
            Extension::subject_key_identifier(&key::key_identifier(public_point)),
            Extension::authority_key_identifier(issuer.key_identifier().unwrap_or_default()),
        ];
        Self::new(issuer.subject().clone(), Name::empty(), public_point, extensions)
            .with_validity(Time::from_seconds(super::NOT_BEFORE), Time::NO_END)
    }

    /// With these dates.
    #[must_use]
    pub fn with_validity(self, not_before: Time, not_after: Time) -> Self {
        Self { not_before, not_after, ..self }
    }

    /// With this serial number.
    #[must_use]
    pub fn with_serial_number(self, serial_number: impl Into<Vec<u8>>) -> Self {
        Self { serial_number: serial_number.into(), ..self }
    }

    /// Puts another role into the subject.
    pub fn set_role(&mut self, role: u8) {
        self.replace_attribute(Attribute::role(role));
    }

    /// Puts another Entity Identifier in: into subjectAltName where there is one, else into the subject.
    pub fn set_entity_id(&mut self, id: [u8; 8]) {
        if self.extension(oid::SUBJECT_ALT_NAME).is_some() {
            self.set_extension(Extension::device_identity(id));
        } else {
            self.replace_attribute(Attribute::entity_id(id));
        }
    }

    /// Puts other keyUsage bits in.
    pub fn set_key_usage(&mut self, usage: KeyUsage) {
        self.set_extension(Extension::key_usage(usage));
    }

    /// Puts other policies in.
    pub fn set_policies(&mut self, policies: &[ObjectIdentifier]) {
        self.set_extension(Extension::certificate_policies(policies));
    }

    /// Puts another public key in, and its key identifier.
    pub fn set_public_point(&mut self, point: &[u8; 65]) {
        self.public_key = PublicKey::p256(point);
        self.set_extension(Extension::subject_key_identifier(&key::key_identifier(point)));
    }

    /// Puts another issuer in: its name and its key identifier. Who signs is said to [`sign`](Self::sign).
    pub fn set_issuer(&mut self, issuer: &Certificate) {
        self.issuer = issuer.subject().clone();
        self.set_extension(Extension::authority_key_identifier(issuer.key_identifier().unwrap_or_default()));
    }

    /// Puts an extension in, in place of the first of its type, else last.
    pub fn set_extension(&mut self, extension: Extension) {
        match self.extension_mut(extension.oid) {
            Some(place) => *place = extension,
            None => self.extensions.push(extension),
        }
    }

    /// Takes out all extensions of a type.
    pub fn remove_extension(&mut self, oid: ObjectIdentifier) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    /// The first extension of a type.
    pub fn extension_mut(&mut self, oid: ObjectIdentifier) -> Option<&mut Extension> {
        self.extensions.iter_mut().find(|extension| extension.oid == oid)
    }

    /// The content of the first extension of a type.
    pub fn extension(&self, oid: ObjectIdentifier) -> Option<&ExtensionValue> {
        self.extensions.iter().find(|extension| extension.oid == oid).map(|extension| &extension.value)
    }

    /// The octets of tbsCertificate.
    pub fn to_be_signed(&self) -> Vec<u8> {
        let version = self
            .version
            .map(|version| write::element(tag::context_constructed(0), &write::unsigned(&[version])));
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::to_der).collect();
        let extensions = if extensions.is_empty() {
            Vec::new()
        } else {
            let list = write::element(tag::SEQUENCE, &extensions.concat());
            write::element(tag::context_constructed(3), &list)
        };
        write::sequence(&[
            &version.unwrap_or_default(),
            &write::unsigned(&self.serial_number),
            &self.inner_algorithm.to_der(),
            self.issuer.der(),
            &write::sequence(&[&self.not_before.to_der(), &self.not_after.to_der()]),
            self.subject.der(),
            &self.public_key.to_der(),
            &extensions,
        ])
    }

    /// The octets of the certificate, signed with `key`.
    pub fn sign(&self, key: &PrivateKey) -> Vec<u8> {
        let to_be_signed = self.to_be_signed();
        let signature = signature::encode(&key.sign(&to_be_signed));
        self.assemble(&to_be_signed, &signature)
    }

    /// The octets of the certificate with any signature: the content of the BIT STRING.
    pub fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        self.assemble(&self.to_be_signed(), signature)
    }

    fn assemble(&self, to_be_signed: &[u8], signature: &[u8]) -> Vec<u8> {
        write::sequence(&[to_be_signed, &self.outer_algorithm.to_der(), &write::bit_string(0, signature)])
    }

    fn new(issuer: Name, subject: Name, public_point: &[u8; 65], extensions: Vec<Extension>) -> Self {
        Self {
            version: Some(2),
            serial_number: vec![1],
            inner_algorithm: Algorithm::ecdsa_with_sha256(),
            outer_algorithm: Algorithm::ecdsa_with_sha256(),
            issuer,
            not_before: Time::from_seconds(super::NOT_BEFORE),
            not_after: Time::from_seconds(super::NOT_AFTER),
            subject,
            public_key: PublicKey::p256(public_point),
            extensions,
        }
    }

    fn replace_attribute(&mut self, attribute: Attribute) {
        let mut attributes = self.subject.attributes().to_vec();
        match attributes.iter_mut().find(|one| one.oid == attribute.oid) {
            Some(place) => *place = attribute,
            None => attributes.push(attribute),
        }
        self.subject = Name::from_attributes(attributes);
    }
}

/// A serial number of sixteen octets, positive, that belongs to a seed, a subject and a key.
pub(super) fn serial_number(seed: u64, subject: &str, public_point: &[u8; 65]) -> [u8; 16] {
    let label: String = public_point.iter().map(|octet| format!("{octet:02x}")).collect();
    let digest = key::digest("hallmark serial number", &seed.to_be_bytes(), &format!("{subject} {label}"), 0);
    let mut serial = [0; 16];
    for (to, from) in serial.iter_mut().zip(digest) {
        *to = from;
    }
    // Positive, and sixteen octets without a leading zero.
    serial[0] = (serial[0] & 0x7F).max(1);
    serial
}
