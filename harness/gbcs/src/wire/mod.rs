//! Whole messages: a checked view ([`Message`]) and an owned value ([`Envelope`]), and below them a bounded reader
//! and lengths as DLMS and DER write them (GBCS 7.2.5 to 7.2.8).
//!
//! Parsing checks every length and every constant of the headers. It does not look into payload, certificate or
//! date-time, and says nothing about whether signature and MAC are right: that is [`crate::crypto`].
//!
//! ```
//! use hallmark_gbcs::wire::{Cra, Envelope, GroupingHeader, Message, OtherInformation, Protection};
//! use hallmark_gbcs::{Counter, EntityId, MessageCode};
//!
//! let header = GroupingHeader {
//!     cra: Cra::Command,
//!     counter: Counter(1000),
//!     originator: EntityId([0x01; 8]),
//!     recipient: EntityId([0x02; 8]),
//!     date_time: None,
//!     other: OtherInformation::Code { code: MessageCode(0x0059) },
//! };
//! let pre_command = Envelope::new(&header, [0xD9, 0x20]).emit();
//!
//! let message = Message::parse(&pre_command)?;
//! assert_eq!(message.header(), &header);
//! assert_eq!(message.payload(), [0xD9, 0x20]);
//! assert_eq!(message.protection(), Protection::None);
//!
//! let cut = &pre_command[..20];
//! let error = Message::parse(cut).unwrap_err();
//! assert_eq!(error.to_string(), "decode at octet 20: expected a Business Target of 8 octets, found the end, 1 octets short");
//! # Ok::<(), hallmark_gbcs::Error>(())
//! ```

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
