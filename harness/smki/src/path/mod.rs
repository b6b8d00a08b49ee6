//! Certification paths: from a certificate over the certificates of issuing CAs to a trust anchor (RFC 5280
//! section 6), as far as SMKI uses it: no name constraints, no policy mapping, no revocation lists.
//!
//! A certificate with a critical extension that is none of these is refused, and so is everything below it.
//!
//! # Which reason is given
//!
//! Where there is no path there are often several reasons, one for each issuer that was tried. The one given
//! is the one that says most, which is the highest in the order of [`Reason`]: the further a candidate got, the
//! surer it is that it was meant. A CA whose key signed the certificate and that is out of date tells more
//! than a CA of the same name whose key did not sign it, and that tells more than that a name is unknown. Of
//! two reasons of the same rank the one further from the leaf is kept, else the first one found: anchors are
//! tried before intermediates, both in the order in which they are given.
//!
//! What is wrong with the leaf itself, whoever issued it, is told before any issuer is looked for.

mod error;
mod policy;
mod search;

pub use error::PathError;
pub use error::Reason;
pub use policy::ExplicitPolicy;
pub use policy::PathPolicy;

use crate::Certificate;
use crate::asn1::ObjectIdentifier;

/// How many issuing CAs a path may hold at most.
pub const MAX_INTERMEDIATES: usize = 8;

/// How many signatures are checked at most before the search is given up.
pub const MAX_SIGNATURES: usize = 128;

/// Whether dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeChecks {
    /// Certificates must be valid at this moment, in seconds since 1970.
    At(i64),
    /// Dates are not looked at.
    Ignored,
}

/// A path that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'a> {
    leaf: &'a Certificate,
    intermediates: Vec<&'a Certificate>,
    anchor: &'a Certificate,
    policies: Vec<ObjectIdentifier>,
}

/// Finds the path from `leaf` over `intermediates`, in whatever order they are, to one of `anchors`.
///
/// An anchor stands for its name, its key and its pathLenConstraint; its own dates and signature are not looked
/// at (RFC 5280 6.1.1 (d)). What the leaf may be used for is not looked at either.
pub fn validate_path<'a>(
    leaf: &'a Certificate,
    intermediates: &'a [Certificate],
    anchors: &'a [Certificate],
    time: TimeChecks,
    policy: &PathPolicy<'_>,
) -> Result<Path<'a>, PathError> {
    validate_path_without(leaf, intermediates, anchors, time, policy, &[])
}

/// The same, as a validator would do it that never refuses for these reasons.
pub fn validate_path_without<'a>(
    leaf: &'a Certificate,
    intermediates: &'a [Certificate],
    anchors: &'a [Certificate],
    time: TimeChecks,
    policy: &PathPolicy<'_>,
    waived: &[Reason],
) -> Result<Path<'a>, PathError> {
    search::Search::new(leaf, intermediates, anchors, time, policy, waived).run()
}

impl<'a> Path<'a> {
    /// The certificate that was asked about.
    pub fn leaf(&self) -> &'a Certificate {
        self.leaf
    }

    /// The issuing CAs, nearest to the leaf first.
    pub fn intermediates(&self) -> &[&'a Certificate] {
        &self.intermediates
    }

    /// The trust anchor.
    pub fn anchor(&self) -> &'a Certificate {
        self.anchor
    }

    /// The policies under which the path holds (RFC 5280 6.1.5 (g), the user-constrained policies), in order;
    /// [`ANY_POLICY`](crate::asn1::oid::ANY_POLICY) for any.
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.policies
    }

    /// Every certificate from the leaf to the anchor.
    pub fn certificates(&self) -> impl Iterator<Item = &'a Certificate> + '_ {
        [self.leaf].into_iter().chain(self.intermediates.iter().copied()).chain([self.anchor])
    }
}
