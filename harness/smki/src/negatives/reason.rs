use core::fmt;

use serde::Deserialize;
use serde::Serialize;

/// Why a certificate is refused, in words that any validator can be held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The octets are not DER, or not a certificate.
    Encoding,
    /// The end entity says that it is a CA.
    EndEntityIsAuthority,
    /// Not valid any more.
    Expired,
    /// An extension that must be there is not, or is not as it must be.
    Extension,
    /// An extension stands there twice.
    ExtensionTwice,
    /// The certificate is for somebody else, or for nobody that can be told.
    Identity,
    /// Nobody at hand has the name of the issuer.
    IssuerUnknown,
    /// The issuer has another key identifier than the certificate says.
    KeyIdentifier,
    /// The key is for something else.
    KeyUsage,
    /// The issuer may not sign certificates.
    MayNotSign,
    /// The issuer is no CA.
    NotAuthority,
    /// Not valid yet.
    NotYetValid,
    /// More CAs one below the other than permitted.
    PathLength,
    /// The key is not the one that the Device made.
    PendingKey,
    /// No policy of this environment holds.
    Policy,
    /// The key is no uncompressed point on P-256.
    PublicKey,
    /// The subject says no role that there is.
    Role,
    /// The serial number is not a positive one of ordinary size.
    SerialNumber,
    /// The signature was not made by the issuer's key over these octets.
    Signature,
    /// Another signature algorithm, or two that differ.
    SignatureAlgorithm,
    /// The signature is not r and s in DER, each within the order of the curve.
    SignatureEncoding,
    /// The command around the certificate is not what it should be.
    Structure,
    /// A critical extension that nobody knows.
    UnknownCriticalExtension,
    /// It ends before it begins.
    ValidityOrder,
    /// Not version 3.
    Version,
}

impl Reason {
    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::EndEntityIsAuthority => "end-entity-is-authority",
            Self::Expired => "expired",
            Self::Extension => "extension",
            Self::ExtensionTwice => "extension-twice",
            Self::Identity => "identity",
            Self::IssuerUnknown => "issuer-unknown",
            Self::KeyIdentifier => "key-identifier",
            Self::KeyUsage => "key-usage",
            Self::MayNotSign => "may-not-sign",
            Self::NotAuthority => "not-authority",
            Self::NotYetValid => "not-yet-valid",
            Self::PathLength => "path-length",
            Self::PendingKey => "pending-key",
            Self::Policy => "policy",
            Self::PublicKey => "public-key",
            Self::Role => "role",
            Self::SerialNumber => "serial-number",
            Self::Signature => "signature",
            Self::SignatureAlgorithm => "signature-algorithm",
            Self::SignatureEncoding => "signature-encoding",
            Self::Structure => "structure",
            Self::UnknownCriticalExtension => "unknown-critical-extension",
            Self::ValidityOrder => "validity-order",
            Self::Version => "version",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
