use super::Node;
use crate::Certificate;
use crate::asn1::tag;

/// A certificate in the making: its elements, each of which can be changed.
///
/// Nothing that is done to it can fail but for want of the field that it is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    root: Node,
}

/// What was to be changed is not there, or was changed beyond recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("change a certificate: expected {0}")]
pub struct Missing(pub &'static str);

/// A place in a certificate (RFC 5280 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole.
    Certificate,
    /// tbsCertificate.
    ToBeSigned,
    /// The tagged version.
    Version,
    /// serialNumber.
    SerialNumber,
    /// signature: the algorithm inside tbsCertificate.
    InnerAlgorithm,
    /// issuer.
    Issuer,
    /// validity.
    Validity,
    /// notBefore.
    NotBefore,
    /// notAfter.
    NotAfter,
    /// subject.
    Subject,
    /// subjectPublicKeyInfo.
    PublicKey,
    /// The algorithm of subjectPublicKeyInfo, with its parameters.
    KeyAlgorithm,
    /// subjectPublicKey.
    Point,
    /// The tagged extensions.
    TaggedExtensions,
    /// The list of extensions.
    Extensions,
    /// signatureAlgorithm, beside the signature.
    OuterAlgorithm,
    /// signatureValue.
    Signature,
}

impl Mutant {
    /// Takes a certificate apart.
    pub fn of(certificate: &Certificate) -> Self {
        // What is a certificate is an element; anything else would be kept as it is.
        let root = Node::read(certificate.der()).unwrap_or_else(|_| Node::verbatim(certificate.der()));
        Self { root }
    }

    /// The element at a place.
    pub fn node(&mut self, field: Field) -> Result<&mut Node, Missing> {
        match field {
            Field::Certificate => Ok(&mut self.root),
            Field::ToBeSigned => self.root.child(0),
            Field::OuterAlgorithm => self.root.child(1),
            Field::Signature => self.root.child(2),
            Field::Version => self.tagged(tag::context_constructed(0), "a version"),
            Field::SerialNumber => self.numbered(0),
            Field::InnerAlgorithm => self.numbered(1),
            Field::Issuer => self.numbered(2),
            Field::Validity => self.numbered(3),
            Field::NotBefore => self.node(Field::Validity)?.child(0),
            Field::NotAfter => self.node(Field::Validity)?.child(1),
            Field::Subject => self.numbered(4),
            Field::PublicKey => self.numbered(5),
            Field::KeyAlgorithm => self.node(Field::PublicKey)?.child(0),
            Field::Point => self.node(Field::PublicKey)?.child(1),
            Field::TaggedExtensions => self.tagged(tag::context_constructed(3), "extensions"),
            Field::Extensions => self.node(Field::TaggedExtensions)?.child(0),
        }
    }

    /// Puts another element in a place.
    pub fn set(&mut self, field: Field, node: Node) -> Result<(), Missing> {
        *self.node(field)? = node;
        Ok(())
    }

    /// Takes the element of a place away.
    pub fn remove(&mut self, field: Field) -> Result<(), Missing> {
        self.set(field, Node::verbatim([]))
    }

    /// Puts octets behind the last field of tbsCertificate.
    pub fn append_to_be_signed(&mut self, octets: &[u8]) -> Result<(), Missing> {
        self.node(Field::ToBeSigned)?.append(octets);
        Ok(())
    }

    /// The octets as they are now.
    pub fn to_der(&self) -> Vec<u8> {
        self.root.to_der()
    }

    /// A field of tbsCertificate by its place after the version.
    fn numbered(&mut self, index: usize) -> Result<&mut Node, Missing> {
        let fields = self.node(Field::ToBeSigned)?;
        // A version that was taken away leaves an empty node in its place, which has no tag.
        let version = fields.nodes().first().and_then(Node::tag);
        let first = usize::from(version.is_none_or(|found| found == tag::context_constructed(0)));
        fields.child(first + index)
    }

    fn tagged(&mut self, wanted: u8, what: &'static str) -> Result<&mut Node, Missing> {
        let fields = self.node(Field::ToBeSigned)?.nodes_mut()?;
        fields.iter_mut().find(|node| node.tag() == Some(wanted)).ok_or(Missing(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::TestPki;

    const ALL: [Field; 17] = [
        Field::Certificate,
        Field::ToBeSigned,
        Field::Version,
        Field::SerialNumber,
        Field::InnerAlgorithm,
        Field::Issuer,
        Field::Validity,
        Field::NotBefore,
        Field::NotAfter,
        Field::Subject,
        Field::PublicKey,
        Field::KeyAlgorithm,
        Field::Point,
        Field::TaggedExtensions,
        Field::Extensions,
        Field::OuterAlgorithm,
        Field::Signature,
    ];

    #[test]
    fn an_untouched_certificate_is_the_same_and_every_field_is_found() {
        let pki = TestPki::from_seed(1).unwrap();
        let certificate = pki.issuing_authority().certificate();
        let mut mutant = Mutant::of(certificate);
        for field in ALL {
            assert!(mutant.node(field).is_ok(), "{field:?}");
            assert_eq!(mutant.to_der(), certificate.der(), "{field:?}");
        }
        let key = certificate.public_key().to_der();
        assert_eq!(mutant.node(Field::PublicKey).unwrap().to_der(), key);
        assert_eq!(mutant.node(Field::Subject).unwrap().to_der(), certificate.subject().der());
    }

    #[test]
    fn fields_are_found_without_a_version() {
        let pki = TestPki::from_seed(1).unwrap();
        let certificate = pki.issuing_authority().certificate();
        let mut mutant = Mutant::of(certificate);
        mutant.remove(Field::Version).unwrap();
        assert_eq!(mutant.node(Field::Version), Err(Missing("a version")));
        assert_eq!(mutant.node(Field::Subject).unwrap().to_der(), certificate.subject().der());
        mutant.sign(pki.root().key());
        let again = Certificate::parse_der(&mutant.to_der()).unwrap();
        assert_eq!(again.version(), 0);
        assert_eq!(again.subject(), certificate.subject());
        let mut mutant = Mutant::of(&again);
        assert_eq!(mutant.node(Field::Subject).unwrap().to_der(), certificate.subject().der());
    }
}
