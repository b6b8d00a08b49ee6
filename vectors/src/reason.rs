//! Why a vector is invalid.

use hallmark_gbcs::Error;
use hallmark_gbcs::ErrorKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

macro_rules! reasons {
    ($($(#[doc = $text:literal])* $variant:ident = $name:literal;)*) => {
        /// Why a vector is invalid. The names are stable; an implementation that refuses a vector for another reason
        /// is as right as one that names the same.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Reason {
            $($(#[doc = $text])* $variant,)*
        }

        impl Reason {
            /// Every reason, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the files.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($text),*).trim_ascii(),)*
                }
            }
        }
    };
}

reasons! {
    /// The content of an alert is not what its Message Code calls for.
    AlertContent = "alert-content";
    /// The check digit does not fit the other digits.
    CheckDigit = "check-digit";
    /// A block came before with other octets.
    Conflict = "conflict";
    /// There are more blocks than may be.
    Count = "count";
    /// The counter is not the one that the rule gives.
    Counter = "counter";
    /// A character is no decimal digit.
    Digit = "digit";
    /// A block brings no data.
    Empty = "empty";
    /// A block belongs to another message.
    Foreign = "foreign";
    /// Blocks are missing at the end.
    Incomplete = "incomplete";
    /// The invoke identifier of a DLMS payload is not that of the message.
    InvokeId = "invoke-id";
    /// The derived key is another one.
    Key = "key";
    /// The last-component bit is not on the last component alone.
    LastComponent = "last-component";
    /// A ZCL payload does not have the fields of its command.
    Layout = "layout";
    /// A length field does not fit what surrounds it, or is of a size that may not stand there.
    Length = "length";
    /// The octets are of a recognised form, and larger than may be.
    Limit = "limit";
    /// The MAC is not that of the octets.
    Mac = "mac";
    /// A block is missing before this one.
    Order = "order";
    /// The plaintext is another one.
    Plaintext = "plaintext";
    /// A public key is no point of the curve in uncompressed form.
    Point = "point";
    /// The message does not carry the protection that it must.
    Protection = "protection";
    /// A number lies outside the range that it must be in.
    Range = "range";
    /// Decoded and encoded again, the octets are others. No vector has this reason: it is one that a checker finds.
    Reencoding = "reencoding";
    /// A private key is not a number from 1 to the order of the curve less 1.
    Scalar = "scalar";
    /// The shared secret is another one.
    Secret = "secret";
    /// The signature is not that of the octets by the key.
    Signature = "signature";
    /// A block is larger than may be.
    Size = "size";
    /// A tag, choice or type octet is not one that may stand there.
    Tag = "tag";
    /// Octets are left over after the last field.
    Trailing = "trailing";
    /// The octets end before the field does.
    Truncated = "truncated";
    /// A decoded field is another one.
    Unequal = "unequal";
    /// The cluster has no such command in this direction.
    UnknownCommand = "unknown-command";
    /// The field is well-formed, its value may not stand there.
    Value = "value";
}

impl From<&Error> for Reason {
    fn from(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Length => Self::Length,
            ErrorKind::Limit => Self::Limit,
            ErrorKind::Tag => Self::Tag,
            ErrorKind::Trailing => Self::Trailing,
            ErrorKind::Truncated => Self::Truncated,
            _ => Self::Value,
        }
    }
}

impl From<Error> for Reason {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
