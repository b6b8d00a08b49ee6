use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::dlms::AccessRequest;
use crate::dlms::AccessResponse;
use crate::dlms::DataNotification;
use crate::dlms::InvokeId;
use crate::dlms::notification;
use crate::dlms::request;
use crate::dlms::response;

/// A DLMS payload that was received.
#[derive(Debug, Clone)]
pub enum DlmsPayload<'a> {
    /// The content of a Command.
    Request(AccessRequest<'a>),
    /// The content of a Response.
    Response(AccessResponse<'a>),
    /// The content of an Alert.
    Notification(DataNotification<'a>),
}

/// Reads the whole DLMS payload of a message with this code, `base` octets into the message. The first octet
/// says which payload it is.
pub fn parse(code: MessageCode, payload: &[u8], base: usize) -> Result<DlmsPayload<'_>, Error> {
    let expected = "the tag of a DLMS payload, D9, DA or 0F";
    match payload.first() {
        Some(&request::TAG) => AccessRequest::parse(payload, base).map(DlmsPayload::Request),
        Some(&response::TAG) => AccessResponse::parse(payload, base).map(DlmsPayload::Response),
        Some(&notification::TAG) => {
            DataNotification::parse(code, payload, base).map(DlmsPayload::Notification)
        }
        Some(&other) => Err(Error::octet(ErrorKind::Tag, base, expected, other)),
        None => Err(Error::truncated(base, expected, 1)),
    }
}

impl<'a> DlmsPayload<'a> {
    /// The octets.
    pub fn octets(&self) -> &'a [u8] {
        match self {
            Self::Request(request) => request.octets(),
            Self::Response(response) => response.octets(),
            Self::Notification(notification) => notification.octets(),
        }
    }

    /// Where they stand in the message.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Request(request) => request.range(),
            Self::Response(response) => response.range(),
            Self::Notification(notification) => notification.range(),
        }
    }

    /// The long-invoke-id-and-priority.
    pub fn invoke_id(&self) -> InvokeId {
        match self {
            Self::Request(request) => request.invoke_id(),
            Self::Response(response) => response.invoke_id(),
            Self::Notification(notification) => notification.invoke_id(),
        }
    }

    /// The octets again, by way of the owned value.
    pub fn reencode(&self) -> Vec<u8> {
        match self {
            Self::Request(request) => request.to_owned().to_octets(),
            Self::Response(response) => response.to_owned().to_octets(),
            Self::Notification(notification) => notification.to_owned().to_octets(),
        }
    }
}
