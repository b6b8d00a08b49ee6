//! The little of ASN.1 DER that X.509 needs: a strict reader, a writer that can also write what is wrong,
//! and the object identifiers.

pub mod oid;
mod reader;
pub mod tag;
pub mod write;

pub(crate) use reader::BitString;
pub(crate) use reader::Element;
pub(crate) use reader::Reader;

pub use ::der::asn1::ObjectIdentifier;
