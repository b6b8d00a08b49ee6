use crate::asn1::Element;
use crate::asn1::ObjectIdentifier;
use crate::asn1::Reader;
use crate::asn1::tag;

/// A field of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The whole certificate.
    Certificate,
    /// The extension of a type; where there is none, the list of extensions.
    Extension(ObjectIdentifier),
    /// The second extension of a type.
    ExtensionAgain(ObjectIdentifier),
    /// The list of extensions; where there is none, the whole certificate.
    Extensions,
    /// The signature algorithm inside tbsCertificate.
    InnerAlgorithm,
    /// The issuer.
    Issuer,
    /// notAfter.
    NotAfter,
    /// notBefore.
    NotBefore,
    /// The signature algorithm beside the signature.
    OuterAlgorithm,
    /// subjectPublicKey.
    PublicKey,
    /// The algorithm of the public key.
    PublicKeyAlgorithm,
    /// The serial number.
    SerialNumber,
    /// The signature.
    Signature,
    /// The subject.
    Subject,
    /// issuerUniqueID or subjectUniqueID.
    UniqueIdentifiers,
    /// The version; where there is none, the serial number.
    Version,
}

impl Place {
    /// The octet at which this field of a well-formed certificate starts.
    pub fn offset(self, der: &[u8]) -> usize {
        self.find(der).unwrap_or(0)
    }

    fn find(self, der: &[u8]) -> Option<usize> {
        let outer = children(Reader::new(der).element("").ok()?);
        let all = children(*outer.first()?);
        let versioned = usize::from(all.first()?.tag == tag::context_constructed(0));
        let field = |index: usize| all.get(versioned + index);
        let tagged = |tags: &[u8]| all.iter().skip(versioned + 6).find(|one| tags.contains(&one.tag));
        let inside = |element: Option<&Element<'_>>, index: usize| {
            element.and_then(|one| children(*one).get(index).map(|one| one.offset))
        };
        let list = || tagged(&[tag::context_constructed(3)]).and_then(|one| children(*one).first().copied());
        let extension = |oid: ObjectIdentifier, skip: usize| {
            let list = list()?;
            let found = children(list).into_iter().filter(|one| is_of_type(*one, oid)).nth(skip);
            Some(found.map_or(list.offset, |one| one.offset))
        };
        match self {
            Self::Certificate => Some(0),
            Self::Extension(oid) => extension(oid, 0),
            Self::ExtensionAgain(oid) => extension(oid, 1),
            Self::Extensions => list().map(|one| one.offset),
            Self::InnerAlgorithm => field(1).map(|one| one.offset),
            Self::Issuer => field(2).map(|one| one.offset),
            Self::NotAfter => inside(field(3), 1),
            Self::NotBefore => inside(field(3), 0),
            Self::OuterAlgorithm => outer.get(1).map(|one| one.offset),
            Self::PublicKey => inside(field(5), 1),
            Self::PublicKeyAlgorithm => inside(field(5), 0),
            Self::SerialNumber => field(0).map(|one| one.offset),
            Self::Signature => outer.get(2).map(|one| one.offset),
            Self::Subject => field(4).map(|one| one.offset),
            Self::UniqueIdentifiers => tagged(&[tag::context(1), tag::context(2)]).map(|one| one.offset),
            Self::Version => all.first().map(|one| one.offset),
        }
    }
}

fn children(element: Element<'_>) -> Vec<Element<'_>> {
    let mut reader = element.reader();
    let mut children = Vec::new();
    while !reader.is_empty() {
        let Ok(child) = reader.element("") else { break };
        children.push(child);
    }
    children
}

fn is_of_type(extension: Element<'_>, oid: ObjectIdentifier) -> bool {
    extension.reader().object_identifier("").is_ok_and(|found| found == oid)
}
