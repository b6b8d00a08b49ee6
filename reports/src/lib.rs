//! The folder a run leaves: renderings, signed statements, and their offline verification.
//!
//! This crate knows verdicts, events and results; it knows no protocol. Decoded octets come from a
//! [`Decoder`] when a bundle is written, and from the bundle itself when it is verified.
//!
//! Guarantees: [`verify`] reads every file of a folder once, bounded, and refuses the folder with the name of
//! the offending file when a signature, a digest, the list of files, or the agreement between results, log,
//! evidence, statements and renderings does not hold. It never panics on what it reads.
//!
//! Not done here: running tests, capturing packets, deciding whom to trust.

mod bundle;
mod conformance;
mod decoded;
pub mod dsse;
mod file;
mod html;
mod junit;
mod key;
mod laboratory;
mod log;
mod pcapng;
mod statement;
mod test_result;
mod text;
mod verify;

pub use bundle::Bundle;
pub use bundle::BundleError;
pub use bundle::Issuer;
pub use bundle::Written;
pub use conformance::Conformance;
pub use decoded::Decoder;
pub use file::FileDigest;
pub use key::KeyError;
pub use key::fingerprint;
pub use key::signing_key_from_pem;
pub use key::verifying_key_from_pem;
pub use laboratory::Laboratory;
pub use statement::ResourceDescriptor;
pub use statement::Statement;
pub use test_result::TestResultPredicate;
pub use verify::Authenticity;
pub use verify::Renderings;
pub use verify::Verification;
pub use verify::VerifyError;
pub use verify::render;
pub use verify::verify;
