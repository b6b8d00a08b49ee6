use hallmark_gbcs::Error;
use hallmark_gbcs::tables::AlertCode;

/// Why a command is neither executed nor answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The octets are no message (check 1).
    Malformed(Error),
    /// The Business Target is another Device (check 2).
    OtherTarget,
    /// A response or an alert (check 1).
    NotACommand,
    /// No command of an ESME has this Message Code (check 3).
    Unsupported,
    /// Other-information of a length, or with a certificate, that a command may not have (check 5).
    OtherInformation,
    /// Signature or MAC are missing, or are there and should not be (check 6).
    Protection,
    /// Nobody with this identifier is in a trust anchor cell in a role that may send it (check 4).
    NotEntitled,
    /// The counter was used, or passed over, before (check 7).
    Replayed,
    /// The UTRN was used before (GBCS 14.4).
    TokenReplayed,
    /// The MAC is wrong (check 8).
    Mac,
    /// The signature is wrong (check 9).
    Signature,
    /// The payload is not what the use case wants (check 10).
    Content,
}

/// What a refusal leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reaction {
    /// The security log entry.
    pub(crate) log: Option<AlertCode>,
    /// The critical alert, to the supplier.
    pub(crate) alert: Option<AlertCode>,
}

impl Refusal {
    /// Logs and alerts as meter manuals list them for each code; which refusal leads to which code is our reading
    /// (GBCS 6.2.4 could not be read).
    pub(crate) fn reaction(&self) -> Reaction {
        match self {
            Self::Malformed(_)
            | Self::OtherTarget
            | Self::NotACommand
            | Self::OtherInformation
            | Self::Protection
            | Self::Replayed => Reaction { log: Some(AUTHENTICATION_FAILURE), alert: None },
            Self::TokenReplayed => Reaction { log: Some(DUPLICATE_TOKEN), alert: None },
            Self::NotEntitled => Reaction { log: Some(NO_AUTHORITY), alert: Some(NO_AUTHORITY) },
            Self::Mac | Self::Signature => Reaction { log: None, alert: Some(TRUSTED_SOURCE) },
            Self::Content => Reaction { log: Some(CONTENT), alert: Some(CONTENT) },
            // The alert of its own, ECS100, is made by the pipeline.
            Self::Unsupported => Reaction { log: None, alert: None },
        }
    }
}

const AUTHENTICATION_FAILURE: AlertCode = AlertCode(0x8F53);
const CONTENT: AlertCode = AlertCode(0x8F1E);
const DUPLICATE_TOKEN: AlertCode = AlertCode(0x8F51);
const NO_AUTHORITY: AlertCode = AlertCode(0x8F30);
const TRUSTED_SOURCE: AlertCode = AlertCode(0x8F3D);
