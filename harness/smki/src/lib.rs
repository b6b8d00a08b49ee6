//! SMKI certificates: read them strictly, judge them as a Device must, hold keys in folders, and make a
//! reproducible test PKI.
//!
//! | to | use |
//! |---|---|
//! | read a certificate or a certification request | [`Certificate`], [`CertificationRequest`] |
//! | say what a certificate is, and what is wrong with it | [`lint`] |
//! | find the path to a trust anchor, or why there is none | [`path`] |
//! | decide as a Device does on CS02b and CS02d | [`acceptance`] |
//! | know the rules, each with its clause | [`profile`] |
//! | find certificates and private keys by entity and usage | [`KeyRing`] |
//! | make a whole PKI from a seed, or one certificate that breaks a rule | [`pki`] |
//! | change any octet of a certificate and sign it again | [`mutate`] |
//! | try a validator on good and bad certificates | [`negatives`] |
//!
//! Reading is strict about the encoding (DER: minimal lengths, no indefinite form, BOOLEAN FF, no encoded
//! defaults) and tolerant about the meaning: a certificate without keyUsage parses, and the rule that wants
//! one says so. No input makes this crate panic, and nothing is allocated by a length that a peer sent.
//!
//! The crate opens no sockets, knows no clock and draws no random numbers: *now* is an argument, keys come
//! from seeds, and signatures are those of RFC 6979, so that the same input gives the same octets. It does
//! not handle revocation lists, and it never talks to an SMKI service.
//!
//! The rules are those of the Great Britain Companion Specification (SEC Schedule 8) section 12, RFC 5280
//! and RFC 5759.

pub mod acceptance;
pub mod asn1;
mod certificate;
mod error;
mod extension;
mod key;
mod keyring;
pub mod lint;
pub mod mutate;
mod name;
pub mod negatives;
pub mod path;
pub mod pem;
pub mod pki;
pub mod profile;
mod request;
mod signature;
mod time;
mod usage;

pub use certificate::Algorithm;
pub use certificate::Certificate;
pub use certificate::Kind;
pub use certificate::PublicKey;
pub use error::Error;
pub use error::ErrorKind;
pub use extension::AuthorityKeyIdentifier;
pub use extension::BasicConstraints;
pub use extension::Extension;
pub use extension::ExtensionValue;
pub use extension::GeneralName;
pub use extension::Policy;
pub use extension::PolicyConstraints;
pub use key::InvalidKey;
pub use key::PrivateKey;
pub use key::is_on_curve;
pub use key::key_identifier;
pub use keyring::KeyRing;
pub use keyring::KeyRingError;
pub use keyring::Warning;
pub use keyring::WarningReason;
pub use name::Attribute;
pub use name::Name;
pub use request::CertificationRequest;
pub use signature::SignatureError;
pub use time::Time;
pub use time::TimeForm;
pub use usage::KeyUsage;
pub use usage::Usage;
