use core::fmt;

use p256::AffinePoint;
use p256::PublicKey;
use p256::SecretKey;
use p256::ecdsa::Signature;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePrivateKey;
use p256::pkcs8::EncodePrivateKey;
use sha1::Sha1;
use sha2::Digest;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::pem;

/// A P-256 private key. It shows nothing of itself, and is wiped when dropped.
#[derive(Clone)]
pub struct PrivateKey(SecretKey);

impl PrivateKey {
    /// The key with this scalar, big-endian, from 1 to the order of the curve less 1.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, InvalidKey> {
        SecretKey::from_slice(scalar).map(Self).map_err(|_| InvalidKey::Scalar)
    }

    /// The key that belongs to a seed and a label, always the same one. A candidate that is no scalar of
    /// the curve is passed over.
    pub fn derive(seed: &[u8], label: &str) -> Self {
        let mut counter = 0_u64;
        loop {
            let candidate = Zeroizing::new(digest("hallmark private key", seed, label, counter));
            if let Ok(key) = Self::from_scalar(&candidate) {
                return key;
            }
            counter += 1;
        }
    }

    /// Reads a PKCS#8 or SEC 1 key from DER.
    pub fn from_der(octets: &[u8]) -> Result<Self, InvalidKey> {
        SecretKey::from_pkcs8_der(octets)
            .or_else(|_| SecretKey::from_sec1_der(octets))
            .map(Self)
            .map_err(|_| InvalidKey::Encoding)
    }

    /// Reads the first private key in PEM text: PKCS#8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    pub fn from_pem(text: &str) -> Result<Self, InvalidKey> {
        let blocks = pem::blocks(text).map_err(|_| InvalidKey::Encoding)?;
        let block = blocks.iter().find(|block| block.label().ends_with("PRIVATE KEY"));
        Self::from_der(block.ok_or(InvalidKey::Encoding)?.octets())
    }

    /// PKCS#8 PEM text.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, InvalidKey> {
        let document = self.0.to_pkcs8_der().map_err(|_| InvalidKey::Encoding)?;
        Ok(Zeroizing::new(pem::write("PRIVATE KEY", document.as_bytes())))
    }

    /// The scalar, big-endian.
    pub fn scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public point, uncompressed.
    pub fn public_point(&self) -> [u8; 65] {
        uncompressed(&self.0.public_key())
    }

    /// Signs with SHA-256 and the nonce of RFC 6979: r and s, 32 octets each.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = SigningKey::from(&self.0).sign(message);
        signature.to_bytes().into()
    }

    /// Signs a digest of any kind, cut to 32 octets where it is longer, with the nonce of RFC 6979.
    pub(crate) fn sign_digest(&self, digest: &[u8]) -> [u8; 64] {
        let signature: Result<Signature, _> = SigningKey::from(&self.0).sign_prehash(digest);
        // A digest of sixteen octets or more is always signed.
        signature.map(|signature| signature.to_bytes().into()).unwrap_or([0; 64])
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// Why octets are not a P-256 key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Not PKCS#8 or SEC 1 for P-256.
    #[error("read a key: expected P-256 in PKCS#8, SEC 1 or SubjectPublicKeyInfo form")]
    Encoding,
    /// Not a point of the curve.
    #[error("read a public key: expected an uncompressed point on P-256")]
    Point,
    /// Zero, or not below the order of the curve.
    #[error("read a private key: expected a scalar from 1 to the order of P-256 less 1")]
    Scalar,
}

/// The key identifier of a public point: the four bits 0100 and the low 60 bits of its SHA-1 (RFC 5280
/// 4.2.1.2, method 2).
pub fn key_identifier(point: &[u8]) -> [u8; 8] {
    let hash: [u8; 20] = Sha1::digest(point).into();
    let [.., a, b, c, d, e, f, g, h] = hash;
    [0x40 | (a & 0x0F), b, c, d, e, f, g, h]
}

/// Whether this is an uncompressed point on P-256.
pub fn is_on_curve(point: &[u8; 65]) -> bool {
    point[0] == 0x04 && PublicKey::from_sec1_bytes(point).is_ok()
}

/// Whether this is the base point of P-256, the public key of the private key 1.
pub(crate) fn is_base_point(point: &[u8; 65]) -> bool {
    AffinePoint::GENERATOR.to_sec1_point(false).as_bytes() == point
}

/// SHA-256 over a purpose, a seed, a label and a counter, each set off by its length.
pub(crate) fn digest(purpose: &str, seed: &[u8], label: &str, counter: u64) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [purpose.as_bytes(), seed, label.as_bytes()] {
        hash.update(part.len().to_string());
        hash.update(":");
        hash.update(part);
    }
    hash.update(counter.to_be_bytes());
    hash.finalize().into()
}

pub(crate) fn uncompressed(key: &PublicKey) -> [u8; 65] {
    let mut point = [0; 65];
    // The encoding of a public key that is not compressed has 65 octets.
    for (to, from) in point.iter_mut().zip(key.to_sec1_point(false).as_bytes()) {
        *to = *from;
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_differ_by_seed_and_label() {
        let scalar = |seed: &[u8], label| *PrivateKey::derive(seed, label).scalar();
        assert_eq!(scalar(b"1", "a"), scalar(b"1", "a"));
        assert_ne!(scalar(b"1", "a"), scalar(b"1", "b"));
        assert_ne!(scalar(b"1", "a"), scalar(b"11", "a"));
        assert_ne!(scalar(b"1", "1a"), scalar(b"11", "a"));
    }

    #[test]
    fn pem_round_trips() {
        let key = PrivateKey::derive(b"seed", "pem");
        let again = PrivateKey::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.scalar(), key.scalar());
        assert_eq!(PrivateKey::from_pem("no key").unwrap_err(), InvalidKey::Encoding);
    }

    #[test]
    fn scalars_stay_in_range() {
        assert_eq!(PrivateKey::from_scalar(&[0; 32]).unwrap_err(), InvalidKey::Scalar);
        assert_eq!(PrivateKey::from_scalar(&[0xFF; 32]).unwrap_err(), InvalidKey::Scalar);
    }

    #[test]
    fn points_are_on_the_curve_and_uncompressed() {
        let point = PrivateKey::derive(b"seed", "point").public_point();
        assert!(is_on_curve(&point));
        let mut off = point;
        off[64] ^= 1;
        assert!(!is_on_curve(&off));
        let mut hybrid = point;
        hybrid[0] = 0x06;
        assert!(!is_on_curve(&hybrid));
    }

    #[test]
    fn the_base_point_is_the_public_key_of_one() {
        let mut one = [0; 32];
        one[31] = 1;
        assert!(is_base_point(&PrivateKey::from_scalar(&one).unwrap().public_point()));
        assert!(!is_base_point(&PrivateKey::derive(b"seed", "point").public_point()));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", PrivateKey::derive(b"seed", "debug")), "PrivateKey(…)");
    }
}
