//! DLMS payloads (GBCS 7.2.9): data items, access requests and responses, data notifications.
//!
//! [`DataView`], [`AccessRequest`], [`AccessResponse`] and [`DataNotification`] borrow the octets: parsing checks
//! them to the end without allocating, and what they hold is read as it is asked for. [`Data`],
//! [`AccessRequestValue`], [`AccessResponseValue`] and [`DataNotificationValue`] are the owned counterparts, to be
//! built and emitted.
//! What was parsed and made owned emits the same octets again, lengths in an unusual form included
//! ([`LengthForms`]).
//!
//! Arrays and structures nest at most sixteen deep. Nothing here knows which attributes a use case touches.

mod access;
mod alert;
mod bits;
mod compact;
mod cosem;
mod data;
mod date_time;
mod describe;
mod display;
mod invoke_id;
mod kind;
mod length_forms;
mod notification;
mod payload;
mod protection;
mod real;
mod request;
mod response;
mod selection;
mod shape;
mod view;
mod walk;

pub use access::AccessKind;
pub use access::AccessResult;
pub use alert::Activation;
pub use alert::AlertContent;
pub use alert::LostMessage;
pub use alert::MalfunctionCause;
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
pub use notification::DataNotification;
pub use notification::DataNotificationValue;
pub use payload::DlmsPayload;
pub use payload::parse;
pub use protection::ProtectedAttribute;
pub use protection::ProtectedAttributesRequest;
pub use protection::ProtectedAttributesResponse;
pub use protection::ProtectionParameters;
pub use protection::Restriction;
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
pub use selection::CaptureObject;
pub use selection::RangeDescriptor;
pub use view::DataContent;
pub use view::DataView;
pub use view::Elements;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
