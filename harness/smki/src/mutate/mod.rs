//! Breaks certificates on purpose: takes one apart into its elements, changes any of them, puts it together
//! again and, where that is wanted, signs it anew.
//!
//! The octets of a certificate become a tree of [`Node`]s. Each node has an identifier, a way to write its
//! length and its content, all of which can be set to what no encoder would write. What is not touched is
//! written as it was read.
//!
//! A signature that should hold is made last, over the octets of tbsCertificate as they then are, with the
//! nonce of RFC 6979; so the same changes give the same octets.
//!
//! ```
//! use hallmark_smki::Usage;
//! use hallmark_smki::asn1::oid;
//! use hallmark_smki::mutate::Field;
//! use hallmark_smki::mutate::Length;
//! use hallmark_smki::mutate::Mutant;
//! use hallmark_smki::pki::Party;
//! use hallmark_smki::pki::TestPki;
//!
//! let pki = TestPki::from_seed(1)?;
//! let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).ok_or("no certificate")?;
//!
//! // The length of tbsCertificate in one octet more than it needs, keyUsage twice, validly signed.
//! let mut mutant = Mutant::of(supplier.certificate());
//! mutant.node(Field::ToBeSigned)?.length = Length::Padded(1);
//! mutant.repeat_extension(oid::KEY_USAGE)?;
//! mutant.sign(pki.issuing_authority().key());
//! let octets = mutant.to_der();
//! # assert!(hallmark_smki::Certificate::parse_der(&octets).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod extensions;
pub mod keys;
mod mutant;
pub mod names;
mod node;
mod signing;

pub use mutant::Field;
pub use mutant::Missing;
pub use mutant::Mutant;
pub use node::Content;
pub use node::Length;
pub use node::Node;
pub use signing::HashFunction;
pub use signing::ORDER;
pub use signing::Scalars;
