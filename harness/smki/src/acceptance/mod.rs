//! What a Device demands of a certificate before it uses it: the replacement in CS02b and CS02g, and its own
//! new certificate in CS02d.
//!
//! Every rule is one function with its clause, and a refusal names one rule. Where several are broken, the
//! first in this order is named, because it says most about what is wrong:
//!
//! 1. the identity that the command is about, when the certificate has another (CS02d),
//! 2. key usage,
//! 3. the profile of the certificate, in the order of [`rules`],
//! 4. the key that the command is about (CS02d), or validity time (CS02b),
//! 5. the path from the certificate to the root cell: of several candidate issuers, what the first one
//!    lacks; that there is none, only where there is none; policies when the path is complete.
//!
//! Clauses of GBCS section 12 are those of version 0.8.1. Rules that a Device may hold or not, such as the
//! role in the subject against the cell, are not judged here.

mod finding;
mod path;
pub mod rules;

pub use finding::Family;
pub use finding::Finding;
pub use finding::Rule;
pub use path::Acceptance;
pub use path::MAX_PATH;
pub use path::TimeChecks;

use crate::Certificate;
use crate::KeyUsage;
use crate::Kind;

/// Judges a Device's own certificate, as it comes in CS02d: that it is for this Device (`id`), for this use
/// and for the key that was made for it, and that it has the form GBCS wants. A Device holds no anchor for
/// the Device tree, so there is no path to follow.
pub fn device_certificate(
    certificate: &Certificate,
    id: [u8; 8],
    usage: KeyUsage,
    public_point: &[u8; 65],
) -> Result<(), Finding> {
    rules::device_identity_present(certificate)?;
    rules::identity_is(certificate, id)?;
    rules::key_usage_present(certificate)?;
    rules::end_entity_key_usage(certificate)?;
    rules::key_usage_is(certificate, usage)?;
    first_broken(rules::COMMON, certificate)?;
    first_broken(rules::DEVICE, certificate)?;
    rules::public_key_is(certificate, public_point)
}

/// Every rule of the certificate's own kind that it breaks, in order; usage, time and path are not looked at.
pub fn findings(certificate: &Certificate) -> Vec<Finding> {
    let own = match certificate.kind() {
        Kind::Device => rules::DEVICE,
        Kind::Organisation => rules::ORGANISATION,
        Kind::IssuingAuthority | Kind::Root => rules::AUTHORITY,
    };
    rules::COMMON.iter().chain(own).filter_map(|rule| rule(certificate).err()).collect()
}

pub(crate) fn first_broken(checks: &[rules::Check], certificate: &Certificate) -> Result<(), Finding> {
    checks.iter().try_for_each(|check| check(certificate))
}
