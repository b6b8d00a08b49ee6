//! Keys as PEM, and the fingerprint by which reports name them.

use p256::ecdsa::SigningKey;
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePrivateKey as _;
use p256::pkcs8::DecodePublicKey as _;
use p256::pkcs8::EncodePublicKey as _;
use p256::pkcs8::LineEnding;
use sha2::Digest as _;
use sha2::Sha256;

use crate::file::hex;

/// SHA-256 of the DER form of the SubjectPublicKeyInfo, in lower-case hexadecimal.
///
/// # Errors
/// [`KeyError::Encode`], which no P-256 key is known to cause.
pub fn fingerprint(key: &VerifyingKey) -> Result<String, KeyError> {
    let document = key.to_public_key_der().map_err(|_| KeyError::Encode)?;
    Ok(hex(&Sha256::digest(document.as_bytes())))
}

/// Reads a P-256 private key in PEM: PKCS #8 or SEC 1.
///
/// # Errors
/// [`KeyError::Private`] for anything else.
pub fn signing_key_from_pem(text: &str) -> Result<SigningKey, KeyError> {
    if let Ok(key) = SigningKey::from_pkcs8_pem(text) {
        return Ok(key);
    }
    p256::SecretKey::from_sec1_pem(text).map(SigningKey::from).map_err(|_| KeyError::Private)
}

/// Reads a P-256 public key in PEM: SubjectPublicKeyInfo.
///
/// # Errors
/// [`KeyError::Public`] for anything else.
pub fn verifying_key_from_pem(text: &str) -> Result<VerifyingKey, KeyError> {
    VerifyingKey::from_public_key_pem(text).map_err(|_| KeyError::Public)
}

/// The one PEM form that a bundle holds.
pub(crate) fn to_pem(key: &VerifyingKey) -> Result<String, KeyError> {
    key.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::Encode)
}

/// Why a key could not be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key cannot be encoded.
    #[error("encode the P-256 public key")]
    Encode,
    /// Not a private key.
    #[error(
        "read a P-256 private key: expected PEM with `PRIVATE KEY` (PKCS #8) or `EC PRIVATE KEY` (SEC 1)"
    )]
    Private,
    /// Not a public key.
    #[error("read a P-256 public key: expected PEM with `PUBLIC KEY` (SubjectPublicKeyInfo)")]
    Public,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_keys_round_trip_and_differ() {
        let one = *SigningKey::from_slice(&[1; 32]).unwrap().verifying_key();
        let two = *SigningKey::from_slice(&[2; 32]).unwrap().verifying_key();
        assert_eq!(verifying_key_from_pem(&to_pem(&one).unwrap()), Ok(one));
        assert_ne!(fingerprint(&one).unwrap(), fingerprint(&two).unwrap());
        assert_eq!(verifying_key_from_pem("no key"), Err(KeyError::Public));
    }

    #[test]
    fn private_keys_in_both_forms() {
        use p256::pkcs8::EncodePrivateKey as _;
        let key = SigningKey::from_slice(&[3; 32]).unwrap();
        let pkcs8 = key.to_pkcs8_pem(LineEnding::LF).unwrap();
        let sec1 = p256::SecretKey::from(&key).to_sec1_pem(LineEnding::LF).unwrap();
        assert_eq!(signing_key_from_pem(&pkcs8).unwrap().to_bytes(), key.to_bytes());
        assert_eq!(signing_key_from_pem(&sec1).unwrap().to_bytes(), key.to_bytes());
        assert_eq!(signing_key_from_pem("no key").err(), Some(KeyError::Private));
    }
}
