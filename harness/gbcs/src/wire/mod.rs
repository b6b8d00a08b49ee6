//! Whole messages: a checked view ([`Message`]) and an owned value ([`Envelope`]), and below them a bounded reader
//! and lengths as DLMS and DER write them (GBCS 7.2.5 to 7.2.8).
//!
//! Parsing checks every length and every constant of the headers. It does not look into payload, certificate or
//! date-time, and says nothing about whether signature and MAC are right: that is [`crate::crypto`].

mod describe;
mod envelope;
mod header;
mod length;
mod message;
mod other;
mod reader;

pub use envelope::Envelope;
pub use envelope::Length;
pub use envelope::MacHeader;
pub use header::Cra;
pub use header::GroupingHeader;
pub use length::push_length;
pub use length::read_length;
pub use message::Message;
pub use message::Protection;
pub use message::SignatureField;
pub use other::OtherInformation;
pub use other::Supplementary;
pub use reader::Reader;
