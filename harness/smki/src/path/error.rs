use core::fmt;

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    reason: Reason,
    depth: usize,
    found: String,
}

/// The kinds of reasons, in the order of their rank: of several, the last one here is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Nobody at hand has the issuer's name.
    IssuerUnknown,
    /// More issuing CAs one above the other than this crate follows.
    TooLong,
    /// The issuer of that name has another key than authorityKeyIdentifier says.
    KeyIdentifier,
    /// The issuer's key is no P-256 key.
    SignatureKey,
    /// The issuer's key did not sign this.
    SignatureMismatch,
    /// The signature is not r and s in DER, each within the order of the curve.
    SignatureEncoding,
    /// The signature algorithm is not ecdsa-with-SHA256, or not the same inside and outside.
    SignatureAlgorithm,
    /// The issuer signed it, but is not a CA.
    NotAuthority,
    /// The issuer signed it, but may not sign certificates.
    MayNotSign,
    /// The issuer signed it, but has more CAs under it than it may.
    PathLength,
    /// The issuer signed it, but an extension of the issuer stands there twice.
    ExtensionTwice,
    /// The issuer signed it, but has a critical extension that is not known.
    UnknownCriticalExtension,
    /// The issuer signed it, but is not valid yet.
    NotYetValid,
    /// The issuer signed it, but is not valid any more.
    Expired,
    /// There is a path to an anchor, but no policy holds along it.
    Policy,
    /// Too many signatures would have to be checked.
    TooManySignatures,
}

impl Reason {
    /// Every reason, in order of rank.
    pub const ALL: [Self; 16] = [
        Self::IssuerUnknown,
        Self::TooLong,
        Self::KeyIdentifier,
        Self::SignatureKey,
        Self::SignatureMismatch,
        Self::SignatureEncoding,
        Self::SignatureAlgorithm,
        Self::NotAuthority,
        Self::MayNotSign,
        Self::PathLength,
        Self::ExtensionTwice,
        Self::UnknownCriticalExtension,
        Self::NotYetValid,
        Self::Expired,
        Self::Policy,
        Self::TooManySignatures,
    ];

    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::IssuerUnknown => "issuer-unknown",
            Self::TooLong => "too-long",
            Self::KeyIdentifier => "key-identifier",
            Self::SignatureKey => "signature-key",
            Self::SignatureMismatch => "signature-mismatch",
            Self::SignatureEncoding => "signature-encoding",
            Self::SignatureAlgorithm => "signature-algorithm",
            Self::NotAuthority => "not-authority",
            Self::MayNotSign => "may-not-sign",
            Self::PathLength => "path-length",
            Self::ExtensionTwice => "extension-twice",
            Self::UnknownCriticalExtension => "unknown-critical-extension",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::Policy => "policy",
            Self::TooManySignatures => "too-many-signatures",
        }
    }

    /// Document and clause.
    pub fn clause(self) -> &'static str {
        match self {
            Self::IssuerUnknown => "RFC 5280 6.1.3 (a)(4)",
            Self::TooLong | Self::TooManySignatures => "a limit of this program",
            Self::KeyIdentifier => "GBCS 12, RFC 5280 4.2.1.1",
            Self::SignatureKey | Self::SignatureMismatch => "RFC 5280 6.1.3 (a)(1)",
            Self::SignatureEncoding => "RFC 5480, FIPS 186",
            Self::SignatureAlgorithm => "GBCS 12, RFC 5280 4.1.1.2",
            Self::NotAuthority => "RFC 5280 6.1.4 (k)",
            Self::MayNotSign => "RFC 5280 6.1.4 (n)",
            Self::PathLength => "RFC 5280 6.1.4 (m)",
            Self::ExtensionTwice => "RFC 5280 4.2",
            Self::UnknownCriticalExtension => "RFC 5280 4.2",
            Self::NotYetValid | Self::Expired => "RFC 5280 6.1.3 (a)(2)",
            Self::Policy => "GBCS 12, RFC 5280 6.1.5",
        }
    }

    /// What should have been.
    pub fn expected(self) -> &'static str {
        match self {
            Self::IssuerUnknown => "a certificate with the name of the issuer",
            Self::TooLong => "at most eight issuing CAs one above the other",
            Self::KeyIdentifier => "an issuer whose subjectKeyIdentifier is the authorityKeyIdentifier",
            Self::SignatureKey => "an issuer with an uncompressed P-256 key",
            Self::SignatureMismatch => "a signature by the issuer's key",
            Self::SignatureEncoding => "r and s in DER, each within the order of P-256",
            Self::SignatureAlgorithm => "ecdsa-with-SHA256 without parameters, inside and outside alike",
            Self::NotAuthority => "an issuer with basicConstraints, cA TRUE",
            Self::MayNotSign => "an issuer with keyUsage keyCertSign",
            Self::PathLength => "no more CA certificates than pathLenConstraint",
            Self::ExtensionTwice => "each extension at most once",
            Self::UnknownCriticalExtension => "critical extensions that are known",
            Self::NotYetValid => "a moment no earlier than notBefore",
            Self::Expired => "a moment no later than notAfter",
            Self::Policy => "a policy that is wanted in every certificate of the path",
            Self::TooManySignatures => "at most 128 signatures to check",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PathError {
    pub(super) fn new(reason: Reason, depth: usize, found: impl Into<String>) -> Self {
        Self { reason, depth, found: found.into() }
    }

    /// The reason.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// Which certificate breaks the rule: 0 for the leaf, 1 for its issuer, and so on.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// What there was instead.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The one of both that says more; this one if they say as much.
    pub(super) fn or_better(self, other: Self) -> Self {
        if (other.reason, other.depth) > (self.reason, self.depth) { other } else { self }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, found, .. } = self;
        write!(
            f,
            "find a path: {reason} ({}): expected {}, found {found}",
            reason.clause(),
            reason.expected()
        )
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_that_says_more_is_kept() {
        assert!(Reason::ALL.is_sorted());
        let unknown = PathError::new(Reason::IssuerUnknown, 1, "first");
        let expired = PathError::new(Reason::Expired, 1, "second");
        assert_eq!(unknown.clone().or_better(expired.clone()), expired);
        assert_eq!(expired.clone().or_better(unknown.clone()), expired);
        let same = PathError::new(Reason::IssuerUnknown, 1, "third");
        assert_eq!(unknown.clone().or_better(same), unknown);
        let further = PathError::new(Reason::IssuerUnknown, 2, "fourth");
        assert_eq!(unknown.or_better(further.clone()), further);
    }
}
