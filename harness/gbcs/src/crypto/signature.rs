use aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED;
use aws_lc_rs::signature::ParsedPublicKey;
use p256::ecdsa;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::signature::Verifier;

use crate::crypto::KeyError;
use crate::crypto::PrivateScalar;
use crate::crypto::keys::require_uncompressed;

/// A private key for signatures: ECDSA with P-256 and SHA-256 (GBCS 4.3.3.1).
pub struct SigningKey(ecdsa::SigningKey);

impl SigningKey {
    /// Checks the scalar.
    pub fn from_scalar(scalar: &PrivateScalar) -> Result<Self, KeyError> {
        ecdsa::SigningKey::from_slice(scalar.as_octets()).map(Self).map_err(|_| KeyError::Scalar)
    }

    /// The public key, an uncompressed point.
    pub fn public_point(&self) -> [u8; 65] {
        let point = self.0.verifying_key().to_sec1_point(false);
        // An uncompressed point of P-256 always takes 65 octets.
        point.as_bytes().try_into().unwrap_or([0; 65])
    }

    /// Signs `octets`: r, then s. The same octets always get the same signature (RFC 6979).
    pub fn sign(&self, octets: &[u8]) -> [u8; 64] {
        let signature: ecdsa::Signature = self.0.sign(octets);
        signature.to_bytes().into()
    }
}

/// An implementation of signature verification.
pub trait SignatureEngine {
    /// A public key, ready for use.
    type Key;

    /// Reads an uncompressed point.
    fn key(&self, point: &[u8; 65]) -> Result<Self::Key, KeyError>;

    /// Whether `signature` over `octets` was made with the private key of `key`.
    fn is_valid(&self, key: &Self::Key, octets: &[u8], signature: &[u8; 64]) -> bool;
}

/// The fast one, for bulk verification.
#[derive(Debug, Clone, Copy, Default)]
pub struct AwsLc;

impl SignatureEngine for AwsLc {
    type Key = ParsedPublicKey;

    fn key(&self, point: &[u8; 65]) -> Result<Self::Key, KeyError> {
        require_uncompressed(point)?;
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).map_err(|_| KeyError::Point)
    }

    fn is_valid(&self, key: &Self::Key, octets: &[u8], signature: &[u8; 64]) -> bool {
        key.verify_sig(octets, signature).is_ok()
    }
}

/// The second opinion.
#[derive(Debug, Clone, Copy, Default)]
pub struct RustCrypto;

impl SignatureEngine for RustCrypto {
    type Key = ecdsa::VerifyingKey;

    fn key(&self, point: &[u8; 65]) -> Result<Self::Key, KeyError> {
        require_uncompressed(point)?;
        ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| KeyError::Point)
    }

    fn is_valid(&self, key: &Self::Key, octets: &[u8], signature: &[u8; 64]) -> bool {
        ecdsa::Signature::from_slice(signature).is_ok_and(|signature| key.verify(octets, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_agree_on_good_and_bad_signatures() {
        agrees(AwsLc);
        agrees(RustCrypto);
    }

    fn agrees(engine: impl SignatureEngine) {
        let signer = SigningKey::from_scalar(&PrivateScalar::new([0x31; 32])).unwrap();
        let other = SigningKey::from_scalar(&PrivateScalar::new([0x32; 32])).unwrap();
        let signature = signer.sign(b"octets");
        assert_eq!(signature, signer.sign(b"octets"));

        let key = engine.key(&signer.public_point()).map_err(|_| "a key").unwrap();
        assert!(engine.is_valid(&key, b"octets", &signature));
        assert!(!engine.is_valid(&key, b"octetz", &signature));
        assert!(!engine.is_valid(&key, b"octets", &other.sign(b"octets")));
        for position in [0, 31, 32, 63] {
            let mut changed = signature;
            changed[position] ^= 1;
            assert!(!engine.is_valid(&key, b"octets", &changed));
        }
        for half in [0..32, 32..64] {
            for octet in [0x00, 0xFF] {
                let mut changed = signature;
                changed[half.clone()].fill(octet);
                assert!(!engine.is_valid(&key, b"octets", &changed));
            }
        }
        let mut point = signer.public_point();
        point[1] ^= 1;
        assert_eq!(engine.key(&point).err(), Some(KeyError::Point));

        let mut hybrid = signer.public_point();
        hybrid[0] = 0x06 | hybrid[64] & 1;
        assert_eq!(engine.key(&hybrid).err(), Some(KeyError::Point));
    }
}
