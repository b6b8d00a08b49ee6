//! What a Device demands of a certificate before it uses it: the replacement in CS02b and CS02g, and its own
//! new certificate in CS02d.
//!
//! Every rule has a name and a clause, and a refusal names one rule. Where several are broken, the
//! first in this order is named, because it says most about what is wrong:
//!
//! 1. the identity that the command is about, when the certificate has another (CS02d),
//! 2. key usage,
//! 3. the profile of the certificate, in the order of [`profile::COMMON`] and the list of its kind,
//! 4. the key that the command is about (CS02d), or validity time (CS02b),
//! 5. the path from the certificate to the root cell, by the ranking of [`path`](crate::path); that a path
//!    certificate of the issuer's name does not itself obey the profile, only where there is no other path.
//!
//! Rules that a Device may hold or not, such as the role in the subject against the cell, are not judged here.
//! A rule whose name is in [`Acceptance::waived`] is not asked: the place for a deliberate fault.

mod path;
mod rules;

pub use path::Acceptance;
pub use path::MAX_PATH;
pub use rules::IDENTITY;
pub use rules::KEY_USAGE_OF_CELL;
pub use rules::PUBLIC_KEY;
pub use rules::VALID_NOW;

pub use crate::path::TimeChecks;
pub use crate::profile::Family;
pub use crate::profile::Finding;
pub use crate::profile::Rule;

use crate::Certificate;
use crate::KeyUsage;
use crate::Kind;
use crate::profile;
use crate::profile::Check;
use crate::profile::Settings;
use crate::profile::common::KEY_USAGE_PRESENT;
use crate::profile::end_entity::DEVICE_IDENTITY_PRESENT;
use crate::profile::end_entity::END_ENTITY_KEY_USAGE;

/// Judges a Device's own certificate, as it comes in CS02d: that it is for this Device (`id`), for this use
/// and for the key that was made for it, and that it has the form GBCS wants. A Device holds no anchor for
/// the Device tree, so there is no path to follow.
pub fn device_certificate(
    certificate: &Certificate,
    id: [u8; 8],
    usage: KeyUsage,
    public_point: &[u8; 65],
) -> Result<(), Finding> {
    device_certificate_without(certificate, id, usage, public_point, &[])
}

/// The same, without the rules of these names.
pub fn device_certificate_without(
    certificate: &Certificate,
    id: [u8; 8],
    usage: KeyUsage,
    public_point: &[u8; 65],
    waived: &[&str],
) -> Result<(), Finding> {
    let waiver = Waiver(waived);
    waiver.first_broken(&[DEVICE_IDENTITY_PRESENT], certificate)?;
    waiver.unless_waived(rules::identity_is(certificate, id))?;
    waiver.first_broken(&[KEY_USAGE_PRESENT, END_ENTITY_KEY_USAGE], certificate)?;
    waiver.unless_waived(rules::key_usage_is(certificate, usage))?;
    waiver.first_broken(profile::COMMON, certificate)?;
    waiver.first_broken(profile::DEVICE, certificate)?;
    waiver.unless_waived(rules::public_key_is(certificate, public_point))
}

/// Every rule of the certificate's own kind that it breaks and a Device enforces, in order; usage, time and path
/// are not looked at.
pub fn findings(certificate: &Certificate) -> Vec<Finding> {
    let own = match certificate.kind() {
        Kind::Device => profile::DEVICE,
        Kind::Organisation => profile::ORGANISATION,
        Kind::IssuingAuthority | Kind::Root => profile::AUTHORITY,
    };
    let settings = Settings::default();
    let checks = profile::COMMON.iter().chain(own);
    checks.filter_map(|check| check.judge(certificate, &settings).err()).collect()
}

/// Names of rules that are not asked.
#[derive(Debug, Clone, Copy)]
struct Waiver<'a>(&'a [&'a str]);

impl Waiver<'_> {
    fn first_broken(self, checks: &[Check], certificate: &Certificate) -> Result<(), Finding> {
        let settings = Settings::default();
        let mut asked = checks.iter().filter(|check| !self.0.contains(&check.rule().name));
        asked.try_for_each(|check| check.judge(certificate, &settings))
    }

    fn unless_waived(self, result: Result<(), Finding>) -> Result<(), Finding> {
        result.or_else(|finding| if self.0.contains(&finding.rule().name) { Ok(()) } else { Err(finding) })
    }
}
