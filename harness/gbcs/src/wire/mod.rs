//! Octets: a bounded reader, and lengths as DLMS and DER write them (GBCS 7.2.5).

mod length;
mod reader;

pub use length::push_length;
pub use length::read_length;
pub use reader::Reader;
