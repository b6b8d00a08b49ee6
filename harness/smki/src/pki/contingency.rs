use aes_gcm::AesGcm;
use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U12;
use aes_gcm::aes::Aes128;
use zeroize::Zeroizing;

use crate::Certificate;
use crate::Extension;
use crate::ExtensionValue;
use crate::PrivateKey;
use crate::PublicKey;
use crate::asn1::ObjectIdentifier;
use crate::asn1::Reader;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::key;

/// The contingency key of a test PKI: what replaces the root when nobody can vouch for a new one.
///
/// Its public half is in the root, encrypted, as WrappedApexContingencyKey (RFC 5934). How it is wrapped in SMKI is not
/// published; here it is a construction of our own: SubjectPublicKeyInfo encrypted with AES-128 in GCM, the nonce and the
/// tag of twelve octets as in RFC 5084. No real Device unwraps it, and no real root is like it.
#[derive(Debug, Clone)]
pub struct Contingency {
    key: PrivateKey,
    symmetric_key: Zeroizing<[u8; 16]>,
    nonce: [u8; 12],
}

impl Contingency {
    /// The contingency key of a seed.
    pub(super) fn of_seed(seed: u64) -> Self {
        let seed = seed.to_be_bytes();
        let mut symmetric_key = Zeroizing::new([0; 16]);
        let digest = Zeroizing::new(key::digest("hallmark contingency symmetric key", &seed, "", 0));
        symmetric_key.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        let mut nonce = [0; 12];
        let digest = key::digest("hallmark contingency nonce", &seed, "", 0);
        nonce.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Self { key: PrivateKey::derive(&seed, "contingency"), symmetric_key, nonce }
    }

    /// The private half, which signs the contingency command.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// What the public half is encrypted under: plaintextSymmetricKey of the contingency command.
    pub fn symmetric_key(&self) -> &[u8; 16] {
        &self.symmetric_key
    }

    /// The extension of a root that holds the wrapped public half.
    pub fn extension(&self) -> Extension {
        let mut octets = PublicKey::p256(&self.key.public_point()).to_der();
        let tag = cipher(&self.symmetric_key)
            .encrypt_inout_detached(&self.nonce.into(), &[], octets.as_mut_slice().into())
            // Fails only above 64 GiB.
            .unwrap_or_default();
        octets.extend_from_slice(&tag);
        let parameters = write::sequence(&[&write::octet_string(&self.nonce)]);
        let algorithm = write::sequence(&[&write::object_identifier(&AES_128_GCM), &parameters]);
        let value = write::sequence(&[&algorithm, &write::octet_string(&octets)]);
        Extension { oid: oid::WRAPPED_CONTINGENCY_KEY, critical: false, value: ExtensionValue::Other(value) }
    }

    /// The contingency key that a root of a test PKI holds; `None` if it holds none, or another symmetric key wrapped
    /// it.
    pub fn unwrap(root: &Certificate, symmetric_key: &[u8]) -> Option<[u8; 65]> {
        let symmetric_key: &[u8; 16] = symmetric_key.try_into().ok()?;
        let ExtensionValue::Other(value) = &root.extension(oid::WRAPPED_CONTINGENCY_KEY)?.value else {
            return None;
        };
        let mut outer = Reader::new(value);
        let mut fields = outer.tagged(tag::SEQUENCE, "ApexContingencyKey").ok()?.reader();
        outer.finish().ok()?;
        let mut algorithm = fields.tagged(tag::SEQUENCE, "wrapAlgorithm").ok()?.reader();
        let wrapped = fields.tagged(tag::OCTET_STRING, "wrappedContinPubKey").ok()?.content;
        fields.finish().ok()?;
        if algorithm.object_identifier("the algorithm").ok()? != AES_128_GCM {
            return None;
        }
        let mut parameters = algorithm.tagged(tag::SEQUENCE, "GCMParameters").ok()?.reader();
        let nonce: [u8; 12] =
            parameters.tagged(tag::OCTET_STRING, "aes-nonce").ok()?.content.try_into().ok()?;
        parameters.finish().ok()?;
        let (octets, mark) = wrapped.split_at_checked(wrapped.len().checked_sub(TAG_OCTETS)?)?;
        let mark: [u8; TAG_OCTETS] = mark.try_into().ok()?;
        let mut octets = octets.to_vec();
        cipher(symmetric_key)
            .decrypt_inout_detached(&nonce.into(), &[], octets.as_mut_slice().into(), &mark.into())
            .ok()?;
        PublicKey::parse_der(&octets).ok()?.point()
    }
}

fn cipher(key: &[u8; 16]) -> AesGcm<Aes128, U12, U12> {
    AesGcm::new(key.into())
}

/// aes-ICVlen, whose default this is.
const TAG_OCTETS: usize = 12;

/// id-aes128-GCM (RFC 5084).
const AES_128_GCM: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.6");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::TestPki;

    #[test]
    fn the_right_symmetric_key_unwraps_the_contingency_key() {
        let pki = TestPki::from_seed(1).unwrap();
        let contingency = pki.contingency();
        let root = pki.root().certificate();
        let point = contingency.key().public_point();
        assert_eq!(Contingency::unwrap(root, contingency.symmetric_key()), Some(point));
        let other = TestPki::from_seed(2).unwrap();
        assert_eq!(Contingency::unwrap(root, other.contingency().symmetric_key()), None);
        assert_eq!(Contingency::unwrap(root, &[0; 15]), None);
        let without = pki.issuing_authority().certificate();
        assert_eq!(Contingency::unwrap(without, contingency.symmetric_key()), None);
    }
}
