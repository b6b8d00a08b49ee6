use core::ops::Range;

use crate::Algorithm;
use crate::Certificate;
use crate::Error;
use crate::ErrorKind;
use crate::Extension;
use crate::ExtensionValue;
use crate::GeneralName;
use crate::KeyUsage;
use crate::Name;
use crate::PrivateKey;
use crate::PublicKey;
use crate::SignatureError;
use crate::asn1::BitString;
use crate::asn1::Element;
use crate::asn1::Reader;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::pem;
use crate::signature;

/// A PKCS#10 certification request (RFC 2986): what a Device answers to CS02c, and what an organisation
/// hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificationRequest {
    der: Vec<u8>,
    information: Range<usize>,
    subject: Name,
    public_key: PublicKey,
    extensions: Vec<Extension>,
    algorithm: Algorithm,
    signature: BitString,
}

impl CertificationRequest {
    /// The octets of a Device's request: empty subject, keyUsage and Device identity asked for, signed with
    /// the new key.
    pub fn device(id: [u8; 8], usage: KeyUsage, key: &PrivateKey) -> Vec<u8> {
        let extensions = [Extension::key_usage(usage), Extension::device_identity(id)];
        Self::build(&Name::empty(), &extensions, key)
    }

    /// The octets of a request with any subject and any extensions, signed with its own key.
    pub fn build(subject: &Name, extensions: &[Extension], key: &PrivateKey) -> Vec<u8> {
        let extensions: Vec<Vec<u8>> = extensions.iter().map(Extension::to_der).collect();
        let values = write::set(&[&write::element(tag::SEQUENCE, &extensions.concat())]);
        let attribute = write::sequence(&[&write::object_identifier(&oid::EXTENSION_REQUEST), &values]);
        let information = write::sequence(&[
            &write::unsigned(&[0]),
            subject.der(),
            &PublicKey::p256(&key.public_point()).to_der(),
            &write::element(tag::context_constructed(0), &attribute),
        ]);
        let signature = write::bit_string(0, &signature::encode(&key.sign(&information)));
        write::sequence(&[&information, &Algorithm::ecdsa_with_sha256().to_der(), &signature])
    }

    /// Reads DER; nothing may follow. Attributes other than extensionRequest are passed over.
    pub fn parse_der(octets: &[u8]) -> Result<Self, Error> {
        if octets.len() > Certificate::MAX_OCTETS {
            let found = format!("{} octets", octets.len());
            return Err(Error::new(ErrorKind::Limit, 0, "a request of at most 65536 octets", found));
        }
        let mut outer = Reader::new(octets);
        let request = outer.tagged(tag::SEQUENCE, "a certification request")?;
        outer.finish()?;
        let mut parts = request.reader();
        let information = parts.tagged(tag::SEQUENCE, "certificationRequestInfo")?;
        let algorithm = Algorithm::read(&mut parts, "signatureAlgorithm")?;
        let signature = parts.tagged(tag::BIT_STRING, "signature")?.bit_string()?;
        parts.finish()?;

        let mut fields = information.reader();
        let version = fields.tagged(tag::INTEGER, "version")?;
        if version.small_integer()? != 0 {
            return Err(version.wrong("version 0, which is PKCS#10 v1"));
        }
        let subject = Name::from_element(fields.tagged(tag::SEQUENCE, "subject")?)?;
        let public_key = PublicKey::read(&mut fields)?;
        let attributes = fields.tagged(tag::context_constructed(0), "attributes")?;
        fields.finish()?;
        Ok(Self {
            der: octets.to_vec(),
            information: information.offset..information.offset + information.octets.len(),
            subject,
            public_key,
            extensions: requested(attributes)?,
            algorithm,
            signature,
        })
    }

    /// Reads the first request in PEM text.
    pub fn parse_pem(text: &str) -> Result<Self, Error> {
        const EXPECTED: &str = "PEM text with a CERTIFICATE REQUEST block";
        let blocks = pem::blocks(text)
            .map_err(|error| Error::new(ErrorKind::Value, 0, EXPECTED, format!("failure to {error}")))?;
        let block = blocks.iter().find(|block| block.label().ends_with("CERTIFICATE REQUEST"));
        let block = block.ok_or_else(|| Error::new(ErrorKind::Value, 0, EXPECTED, "other blocks only"))?;
        Self::parse_der(block.octets())
    }

    /// The octets, as read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM text.
    pub fn to_pem(&self) -> String {
        pem::write("CERTIFICATE REQUEST", &self.der)
    }

    /// The subject; empty for a Device.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The key to be certified.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The public point, where the key is an uncompressed P-256 one.
    pub fn public_point(&self) -> Option<[u8; 65]> {
        self.public_key.point()
    }

    /// The extensions asked for, in order.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The keyUsage asked for.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.iter().find_map(|extension| match extension.value {
            ExtensionValue::KeyUsage(usage) => Some(usage),
            _ => None,
        })
    }

    /// The Entity Identifier: of a Device from the hardwareModuleName asked for, else from the subject.
    pub fn entity_id(&self) -> Option<[u8; 8]> {
        let device = self.extensions.iter().find_map(|extension| match &extension.value {
            ExtensionValue::SubjectAltName(names) => names.iter().find_map(|name| match name {
                GeneralName::HardwareModule { serial, .. } => serial.as_slice().try_into().ok(),
                GeneralName::Other(_) => None,
            }),
            _ => None,
        });
        device.or_else(|| self.subject.entity_id())
    }

    /// Whether the request is signed with the key that it holds: proof of possession (RFC 2986 4.2).
    pub fn verify(&self) -> Result<(), SignatureError> {
        if !self.algorithm.is_ecdsa_with_sha256() {
            return Err(SignatureError::Algorithm);
        }
        if self.signature.unused_bits != 0 {
            return Err(SignatureError::Encoding);
        }
        let point = self.public_point().ok_or(SignatureError::Key)?;
        let information = self.der.get(self.information.clone()).unwrap_or_default();
        signature::verify(&point, information, &self.signature.octets)
    }
}

fn requested(attributes: Element<'_>) -> Result<Vec<Extension>, Error> {
    let mut extensions = Vec::new();
    let mut reader = attributes.reader();
    while !reader.is_empty() {
        let mut fields = reader.tagged(tag::SEQUENCE, "an attribute of the request")?.reader();
        let oid = fields.object_identifier("the type of an attribute")?;
        let values = fields.tagged(tag::SET, "the values of an attribute")?;
        fields.finish()?;
        if oid == oid::EXTENSION_REQUEST {
            let mut inside = values.reader();
            let list = inside.tagged(tag::SEQUENCE, "a list of extensions")?;
            inside.finish()?;
            extensions.extend(Extension::list(list)?);
        }
    }
    Ok(extensions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_request_is_read_back() {
        let id = [9, 8, 7, 6, 5, 4, 3, 2];
        let key = PrivateKey::derive(b"seed", "request");
        let request =
            CertificationRequest::parse_der(&CertificationRequest::device(id, KeyUsage::KEY_AGREEMENT, &key))
                .unwrap();
        assert_eq!(request.entity_id(), Some(id));
        assert_eq!(request.key_usage(), Some(KeyUsage::KEY_AGREEMENT));
        assert_eq!(request.public_point(), Some(key.public_point()));
        assert!(request.subject().is_empty());
        assert_eq!(request.verify(), Ok(()));
    }

    #[test]
    fn a_changed_request_does_not_verify() {
        let key = PrivateKey::derive(b"seed", "request");
        let octets = CertificationRequest::device([1; 8], KeyUsage::KEY_AGREEMENT, &key);
        let place = octets.windows(8).position(|window| window == [1; 8]).unwrap();
        let mut changed = octets;
        changed[place] = 2;
        let request = CertificationRequest::parse_der(&changed).unwrap();
        assert_eq!(request.verify(), Err(SignatureError::Mismatch));
    }
}
