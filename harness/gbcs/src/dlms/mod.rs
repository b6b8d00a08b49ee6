//! DLMS payloads (GBCS 7.2.9): data items, access requests and responses.
//!
//! [`DataView`], [`AccessRequest`] and [`AccessResponse`] borrow the octets: parsing checks
//! them to the end without allocating, and what they hold is read as it is asked for. [`Data`],
//! [`AccessRequestValue`] and [`AccessResponseValue`] are the owned counterparts, to be built and emitted.
//! What was parsed and made owned emits the same octets again, lengths in an unusual form included
//! ([`LengthForms`]).
//!
//! Arrays and structures nest at most sixteen deep. Nothing here knows which attributes a use case touches.

mod access;
mod bits;
mod compact;
mod cosem;
mod data;
mod date_time;
mod display;
mod invoke_id;
mod kind;
mod length_forms;
mod real;
mod request;
mod response;
mod view;
mod walk;

pub use access::AccessKind;
pub use access::AccessResult;
pub use bits::BitString;
pub use bits::Bits;
pub use compact::CompactArray;
pub use compact::CompactArrayView;
pub use compact::CompactElements;
pub use compact::NotCompact;
pub use compact::SimpleKind;
pub use compact::TypeDescription;
pub use cosem::ClassId;
pub use cosem::Descriptor;
pub use cosem::MemberId;
pub use cosem::NotAnObis;
pub use cosem::Obis;
pub use data::Data;
pub use date_time::Date;
pub use date_time::DateTime;
pub use date_time::NoInstant;
pub use date_time::Time;
pub use invoke_id::InvokeId;
pub use kind::DataKind;
pub use length_forms::LengthForms;
pub use real::Real32;
pub use real::Real64;
pub use request::AccessRequest;
pub use request::AccessRequestValue;
pub use request::RequestItem;
pub use request::RequestItemView;
pub use request::RequestItems;
pub use request::Selection;
pub use request::SelectionView;
pub use request::SpecificationView;
pub use response::AccessResponse;
pub use response::AccessResponseValue;
pub use response::ResponseItem;
pub use response::ResponseItemView;
pub use response::ResponseItems;
pub use view::DataContent;
pub use view::DataView;
pub use view::Elements;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod properties;
