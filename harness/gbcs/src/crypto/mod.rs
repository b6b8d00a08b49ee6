//! The cryptography that protects messages (GBCS 4.3, 6.2, 6.3, 8): key agreement, key derivation, MAC,
//! encryption, signature, and a [`Verifier`] that knows which keys belong to which message.
//!
//! Keys come in through [`Keys`]. Secrets have types of their own, without `Debug`, wiped when dropped. Signatures
//! are made deterministically (RFC 6979), so nothing here needs random numbers. The module does not read
//! certificates and does not decide whether a party may send what it sent.

mod agreement;
mod keys;
mod message_key;
mod protect;
mod signature;
mod verifier;

pub use agreement::AgreementKey;
pub use agreement::SecretCache;
pub use agreement::SharedSecret;
pub use keys::KeyError;
pub use keys::KeyUsage;
pub use keys::Keys;
pub use keys::PrivateScalar;
pub use message_key::BlobError;
pub use message_key::MessageKey;
pub use message_key::Purpose;
pub use message_key::derive_key;
pub use protect::protect;
pub use signature::AwsLc;
pub use signature::RustCrypto;
pub use signature::SignatureEngine;
pub use signature::SigningKey;
pub use verifier::Check;
pub use verifier::Checks;
pub use verifier::Verifier;
