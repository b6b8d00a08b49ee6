//! GBZ payloads (GBCS 7.2.10): ZCL commands in components, and alerts.
//!
//! [`parse`] checks every length and gives a [`GbzPayload`], whose components and commands are read as they are asked
//! for, without allocating. [`GbzValue`] is the owned counterpart, to be built and emitted.
//!
//! A [`Command`] has named, typed fields, with the names that the ZigBee Smart Energy specification gives them. What does
//! not fit the layout of its command, and commands whose layout is not known, stay octets: the payload is still read
//! and emitted, and [`GbzPayload::findings`] says so. Times are seconds since 2000 in UTC; numbers in ZCL payloads are
//! little-endian, those around them big-endian.
//!
//! Encrypted ZCL payloads are shown as they are; [`Component::with_plaintext`] and
//! [`GbzPayload::describe_decrypted`] take what [`crate::crypto`] decrypts.
//!
//! ```
//! use hallmark_gbcs::MessageCode;
//! use hallmark_gbcs::gbz;
//! use hallmark_gbcs::gbz::{AttributeId, ClusterId, Command, ComponentValue, Direction, GbzValue, ReadAttributes};
//! use hallmark_gbcs::wire::Cra;
//!
//! let read = Command::ReadAttributes(ReadAttributes { attributes: (&[AttributeId(0x0014)]).into() });
//! let component = ComponentValue::new(ClusterId::METERING, Direction::ToServer, &read);
//! let octets = GbzValue::components(component).to_vec();
//!
//! let payload = gbz::parse(MessageCode(0x0082), Cra::Command, &octets, 0)?;
//! assert!(payload.components().map(|component| component.command()).eq([read]));
//! # Ok::<(), hallmark_gbcs::Error>(())
//! ```

mod alert;
mod attributes;
mod build;
mod calendar;
mod codes;
mod command;
mod component;
mod device_management;
mod events;
mod field;
mod list;
mod messaging;
mod metering;
mod payload;
mod prepayment;
mod price;
mod profile_wide;
mod source;
mod time;
mod value;
mod zcl;

pub use alert::AlertContent;
pub use alert::ExecutedInstruction;
pub use alert::GbzAlert;
pub use attributes::attribute_name;
pub use build::AlertContentValue;
pub use build::AlertValue;
pub use build::ComponentValue;
pub use build::ContentValue;
pub use build::GbzValue;
pub use calendar::*;
pub use codes::*;
pub use command::Command;
pub use command::CommandKind;
pub use command::Raw;
pub use command::RawReason;
pub use component::Component;
pub use component::Content;
pub use component::Encrypted;
pub use device_management::*;
pub use events::*;
pub use field::OctetString;
pub use field::U24;
pub use field::U48;
pub use field::ZclDate;
pub use list::Counted;
pub use list::Iter;
pub use list::List;
pub use messaging::*;
pub use metering::*;
pub use payload::Finding;
pub use payload::GbzForm;
pub use payload::GbzPayload;
pub use payload::parse;
pub use prepayment::*;
pub use price::*;
pub use profile_wide::*;
pub use time::UtcTime;
pub use value::ZclValue;
pub use zcl::ClusterId;
pub use zcl::Direction;
pub use zcl::FrameControl;
pub use zcl::FrameType;
pub use zcl::ZclHeader;
