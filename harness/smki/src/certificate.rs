use core::ops::Range;

use crate::AuthorityKeyIdentifier;
use crate::BasicConstraints;
use crate::Error;
use crate::ErrorKind;
use crate::Extension;
use crate::ExtensionValue;
use crate::GeneralName;
use crate::KeyUsage;
use crate::Name;
use crate::Policy;
use crate::SignatureError;
use crate::Time;
use crate::asn1::BitString;
use crate::asn1::Element;
use crate::asn1::ObjectIdentifier;
use crate::asn1::Reader;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::key;
use crate::pem;
use crate::signature;

/// A certificate: its octets as they were read, and what they say.
///
/// Well-formed DER with the fields of RFC 5280 4.1 in their places; whether the values obey a profile is for
/// [`acceptance`](crate::acceptance) to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    to_be_signed: Range<usize>,
    version: u8,
    serial_number: Vec<u8>,
    inner_algorithm: Algorithm,
    issuer: Name,
    not_before: Time,
    not_after: Time,
    subject: Name,
    public_key: PublicKey,
    unique_identifiers: bool,
    extensions: Vec<Extension>,
    outer_algorithm: Algorithm,
    signature: BitString,
}

/// What a certificate certifies, told by its own content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A Device: identified in subjectAltName, or without any subject.
    Device,
    /// A Certification Authority under another.
    IssuingAuthority,
    /// A Remote Party, or another User.
    Organisation,
    /// A Certification Authority that issued its own certificate.
    Root,
}

/// AlgorithmIdentifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithm {
    /// algorithm.
    pub oid: ObjectIdentifier,
    /// The octets of parameters; empty where they are absent.
    pub parameters: Vec<u8>,
}

/// SubjectPublicKeyInfo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// algorithm.
    pub algorithm: Algorithm,
    /// The number of unused bits of subjectPublicKey.
    pub unused_bits: u8,
    /// subjectPublicKey.
    pub octets: Vec<u8>,
}

impl Certificate {
    /// No certificate larger than this is read.
    pub const MAX_OCTETS: usize = 65_536;

    /// Reads DER; nothing may follow.
    pub fn parse_der(octets: &[u8]) -> Result<Self, Error> {
        if octets.len() > Self::MAX_OCTETS {
            let found = format!("{} octets", octets.len());
            return Err(Error::new(ErrorKind::Limit, 0, "a certificate of at most 65536 octets", found));
        }
        let mut outer = Reader::new(octets);
        let certificate = outer.tagged(tag::SEQUENCE, "a certificate")?;
        outer.finish()?;
        let mut parts = certificate.reader();
        let to_be_signed = parts.tagged(tag::SEQUENCE, "tbsCertificate")?;
        let outer_algorithm = Algorithm::read(&mut parts, "signatureAlgorithm")?;
        let signature = parts.tagged(tag::BIT_STRING, "signatureValue")?.bit_string()?;
        parts.finish()?;

        let mut fields = to_be_signed.reader();
        let version = version(&mut fields)?;
        let serial_number = fields.tagged(tag::INTEGER, "serialNumber")?.integer()?.to_vec();
        let inner_algorithm = Algorithm::read(&mut fields, "signature")?;
        let issuer = Name::from_element(fields.tagged(tag::SEQUENCE, "issuer")?)?;
        let validity = fields.tagged(tag::SEQUENCE, "validity")?;
        let mut times = validity.reader();
        let not_before = Time::from_element(times.element("notBefore")?)?;
        let not_after = Time::from_element(times.element("notAfter")?)?;
        times.finish()?;
        let subject = Name::from_element(fields.tagged(tag::SEQUENCE, "subject")?)?;
        let public_key = PublicKey::read(&mut fields)?;
        let issuer_unique_id = fields.optional(tag::context(1), "issuerUniqueID")?;
        let subject_unique_id = fields.optional(tag::context(2), "subjectUniqueID")?;
        let extensions = match fields.optional(tag::context_constructed(3), "extensions")? {
            None => Vec::new(),
            Some(wrapper) => {
                let mut inside = wrapper.reader();
                let list = inside.tagged(tag::SEQUENCE, "a list of extensions")?;
                inside.finish()?;
                Extension::list(list)?
            }
        };
        fields.finish()?;
        Ok(Self {
            der: octets.to_vec(),
            to_be_signed: to_be_signed.offset..to_be_signed.offset + to_be_signed.octets.len(),
            version,
            serial_number,
            inner_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            unique_identifiers: issuer_unique_id.is_some() || subject_unique_id.is_some(),
            extensions,
            outer_algorithm,
            signature,
        })
    }

    /// Reads the first certificate in PEM text. Offsets in errors count decoded octets.
    pub fn parse_pem(text: &str) -> Result<Self, Error> {
        const EXPECTED: &str = "PEM text with a CERTIFICATE block";
        let blocks = pem::blocks(text)
            .map_err(|error| Error::new(ErrorKind::Value, 0, EXPECTED, format!("failure to {error}")))?;
        let block = blocks.iter().find(|block| block.label() == "CERTIFICATE");
        let block = block.ok_or_else(|| Error::new(ErrorKind::Value, 0, EXPECTED, "other blocks only"))?;
        Self::parse_der(block.octets())
    }

    /// The octets, as read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM text.
    pub fn to_pem(&self) -> String {
        pem::write("CERTIFICATE", &self.der)
    }

    /// The octets that the issuer signed.
    pub fn to_be_signed(&self) -> &[u8] {
        self.der.get(self.to_be_signed.clone()).unwrap_or_default()
    }

    /// What it certifies.
    pub fn kind(&self) -> Kind {
        let signs = self.key_usage().is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        let authority = self.basic_constraints().is_some_and(|constraints| constraints.authority);
        if (signs || authority) && self.is_self_issued() {
            Kind::Root
        } else if signs || authority {
            Kind::IssuingAuthority
        } else if self.subject.is_empty() || self.hardware_module_serial().is_some() {
            Kind::Device
        } else {
            Kind::Organisation
        }
    }

    /// The Entity Identifier: of a Device from its hardwareModuleName, else from x500UniqueIdentifier.
    pub fn entity_id(&self) -> Option<[u8; 8]> {
        match self.kind() {
            Kind::Device => self.hardware_module_serial()?.try_into().ok(),
            Kind::IssuingAuthority | Kind::Organisation | Kind::Root => self.subject.entity_id(),
        }
    }

    /// The Remote Party Role in the subject.
    pub fn role(&self) -> Option<u8> {
        self.subject.role()
    }

    /// The bits of keyUsage.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.first(|value| match value {
            ExtensionValue::KeyUsage(usage) => Some(*usage),
            _ => None,
        })
    }

    /// The public point, where the key is an uncompressed P-256 one. It may still be off the curve.
    pub fn public_point(&self) -> Option<[u8; 65]> {
        self.public_key.point()
    }

    /// subjectKeyIdentifier.
    pub fn key_identifier(&self) -> Option<&[u8]> {
        self.first(|value| match value {
            ExtensionValue::SubjectKeyIdentifier(identifier) => Some(identifier.as_slice()),
            _ => None,
        })
    }

    /// The key identifier that RFC 5280 4.2.1.2 method 2 gives this public key.
    pub fn computed_key_identifier(&self) -> [u8; 8] {
        key::key_identifier(&self.public_key.octets)
    }

    /// authorityKeyIdentifier.
    pub fn authority_key_identifier(&self) -> Option<&AuthorityKeyIdentifier> {
        self.first(|value| match value {
            ExtensionValue::AuthorityKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        })
    }

    /// basicConstraints.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.first(|value| match value {
            ExtensionValue::BasicConstraints(constraints) => Some(*constraints),
            _ => None,
        })
    }

    /// certificatePolicies; empty where there are none.
    pub fn policies(&self) -> &[Policy] {
        let policies = self.first(|value| match value {
            ExtensionValue::CertificatePolicies(policies) => Some(policies.as_slice()),
            _ => None,
        });
        policies.unwrap_or_default()
    }

    /// subjectAltName; empty where there is none.
    pub fn subject_alt_names(&self) -> &[GeneralName] {
        let names = self.first(|value| match value {
            ExtensionValue::SubjectAltName(names) => Some(names.as_slice()),
            _ => None,
        });
        names.unwrap_or_default()
    }

    /// The version field: 2 for X.509 v3.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// The content of serialNumber, two's complement.
    pub fn serial_number(&self) -> &[u8] {
        &self.serial_number
    }

    /// The issuer.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The subject.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The first moment at which it is valid.
    pub fn not_before(&self) -> Time {
        self.not_before
    }

    /// The last moment at which it is valid.
    pub fn not_after(&self) -> Time {
        self.not_after
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The extensions, in order.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The first extension of a type.
    pub fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.oid == oid)
    }

    /// Whether issuerUniqueID or subjectUniqueID is there.
    pub fn has_unique_identifiers(&self) -> bool {
        self.unique_identifiers
    }

    /// The signature algorithm inside tbsCertificate.
    pub fn inner_algorithm(&self) -> &Algorithm {
        &self.inner_algorithm
    }

    /// The signature algorithm beside the signature.
    pub fn outer_algorithm(&self) -> &Algorithm {
        &self.outer_algorithm
    }

    /// Whether issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        !self.subject.is_empty() && self.subject.matches(&self.issuer)
    }

    /// Whether the holder of `issuer`'s key signed this certificate. Names, dates and rights of the issuer
    /// are not looked at.
    pub fn verify_signed_by(&self, issuer: &Self) -> Result<(), SignatureError> {
        if self.inner_algorithm != self.outer_algorithm || !self.outer_algorithm.is_ecdsa_with_sha256() {
            return Err(SignatureError::Algorithm);
        }
        if self.signature.unused_bits != 0 {
            return Err(SignatureError::Encoding);
        }
        let point = issuer.public_point().ok_or(SignatureError::Key)?;
        signature::verify(&point, self.to_be_signed(), &self.signature.octets)
    }

    /// The content of signatureValue, without the count of unused bits.
    pub fn signature(&self) -> &[u8] {
        &self.signature.octets
    }

    /// What is wrong with the encoding of the signature; `None` if it is r and s in DER, each from 1 to the order of
    /// P-256 less 1. A large s is as good as a small one.
    pub fn signature_fault(&self) -> Option<&'static str> {
        if self.signature.unused_bits != 0 {
            return Some("unused bits");
        }
        signature::fault(&self.signature.octets)
    }

    /// That r, s or both have one leading zero octet too many, if nothing else is wrong with the signature.
    pub fn signature_padding(&self) -> Option<&'static str> {
        if self.signature.unused_bits == 0 { signature::padding(&self.signature.octets) } else { None }
    }

    fn hardware_module_serial(&self) -> Option<&[u8]> {
        self.subject_alt_names().iter().find_map(|name| match name {
            GeneralName::HardwareModule { serial, .. } => Some(serial.as_slice()),
            GeneralName::Other(_) => None,
        })
    }

    fn first<'a, T>(&'a self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.extensions.iter().find_map(|extension| pick(&extension.value))
    }
}

impl Algorithm {
    /// ecdsa-with-SHA256, parameters absent (RFC 5758 3.2).
    pub fn ecdsa_with_sha256() -> Self {
        Self { oid: oid::ECDSA_WITH_SHA256, parameters: Vec::new() }
    }

    /// Whether it is ecdsa-with-SHA256 with parameters absent.
    pub fn is_ecdsa_with_sha256(&self) -> bool {
        *self == Self::ecdsa_with_sha256()
    }

    /// The DER element.
    pub fn to_der(&self) -> Vec<u8> {
        write::sequence(&[&write::object_identifier(&self.oid), &self.parameters])
    }

    pub(crate) fn read(reader: &mut Reader<'_>, expected: &'static str) -> Result<Self, Error> {
        Self::from_element(reader.tagged(tag::SEQUENCE, expected)?)
    }

    fn from_element(element: Element<'_>) -> Result<Self, Error> {
        let mut fields = element.reader();
        let oid = fields.object_identifier("an algorithm")?;
        let parameters = if fields.is_empty() {
            Vec::new()
        } else {
            fields.element("the parameters of an algorithm")?.octets.to_vec()
        };
        fields.finish()?;
        Ok(Self { oid, parameters })
    }
}

impl PublicKey {
    /// A P-256 key: id-ecPublicKey, prime256v1.
    pub fn p256(point: &[u8; 65]) -> Self {
        let parameters = write::object_identifier(&oid::PRIME256V1);
        let algorithm = Algorithm { oid: oid::EC_PUBLIC_KEY, parameters };
        Self { algorithm, unused_bits: 0, octets: point.to_vec() }
    }

    /// Reads SubjectPublicKeyInfo; nothing may follow.
    pub fn parse_der(octets: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(octets);
        let key = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(key)
    }

    /// The point, where this is an uncompressed P-256 key.
    pub fn point(&self) -> Option<[u8; 65]> {
        let point: [u8; 65] = self.octets.as_slice().try_into().ok()?;
        if *self == Self::p256(&point) && point[0] == 0x04 { Some(point) } else { None }
    }

    /// The DER element.
    pub fn to_der(&self) -> Vec<u8> {
        write::sequence(&[&self.algorithm.to_der(), &write::bit_string(self.unused_bits, &self.octets)])
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.tagged(tag::SEQUENCE, "subjectPublicKeyInfo")?.reader();
        let algorithm = Algorithm::read(&mut fields, "the algorithm of a public key")?;
        let key = fields.tagged(tag::BIT_STRING, "subjectPublicKey")?.bit_string()?;
        fields.finish()?;
        Ok(Self { algorithm, unused_bits: key.unused_bits, octets: key.octets })
    }
}

fn version(fields: &mut Reader<'_>) -> Result<u8, Error> {
    let Some(wrapper) = fields.optional(tag::context_constructed(0), "version")? else { return Ok(0) };
    let mut inside = wrapper.reader();
    let version = inside.tagged(tag::INTEGER, "a version number")?;
    inside.finish()?;
    match version.small_integer()? {
        0 => Err(version.wrong("no version field where it is v1, the default")),
        number => Ok(number),
    }
}
