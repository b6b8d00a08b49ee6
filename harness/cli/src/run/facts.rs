//! Features that follow from the credentials that a profile gives: they are facts about the laboratory, not about the
//! target, and nobody should have to write them down.

use std::collections::BTreeSet;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::plan::SuiteTest;
use hallmark_engine::profile::Claim;
use hallmark_engine::profile::Profile;
use hallmark_smki::Certificate;
use hallmark_smki::KeyRing;
use hallmark_smki::Usage;

/// The profile with those features claimed that its credentials allow. "All" means all that the target can do: of what
/// the laboratory needs for a test, it has only what is there.
pub(super) fn with_derived_claims(mut profile: Profile, suite: &[SuiteTest]) -> Profile {
    // The embedded target brings everything, and every test has one of its own.
    if profile.parties.is_empty() {
        return profile;
    }
    let mut features = match &profile.claims.features {
        Claim::Only(features) => features.clone(),
        Claim::All => {
            let needed = suite.iter().flat_map(|test| &test.needs.features);
            needed.filter(|name| !OF_THE_LABORATORY.contains(&name.as_str())).cloned().collect()
        }
    };
    features.extend(facts(&profile).into_iter().map(str::to_owned));
    profile.claims.features = Claim::Only(features);
    profile
}

/// What the credentials of a profile allow.
fn facts(profile: &Profile) -> BTreeSet<&'static str> {
    let mut facts = BTreeSet::new();
    if profile.parties.contains_key("second-supplier") {
        facts.insert("second-supplier");
    }
    // What is wrong with the credentials is said when they are used.
    let Ok(keys) = RingKeys::load(profile) else { return facts };
    let ring = keys.ring();
    if ring.authorities().next().is_some() {
        facts.insert("certification-path");
    }
    let organisation = profile.parties.values().find_map(|party| issuer(ring, party.eui.0));
    if let Some(issuer) = organisation.filter(|issuer| ring.authority_key(issuer).is_some()) {
        facts.insert("issuing-key");
        if signer(ring, issuer).is_some_and(|root| ring.authority_key(root).is_some()) {
            facts.insert("root-key");
        }
    }
    let device = profile.device.as_ref().and_then(|device| issuer(ring, device.eui.0));
    if device.is_some_and(|issuer| ring.authority_key(issuer).is_some()) {
        facts.insert("device-issuing-key");
    }
    facts
}

/// The authority that issued one of the certificates of an entity.
fn issuer(ring: &KeyRing, id: [u8; 8]) -> Option<&Certificate> {
    Usage::ALL.into_iter().find_map(|usage| signer(ring, ring.certificate(id, usage)?))
}

fn signer<'r>(ring: &'r KeyRing, certificate: &Certificate) -> Option<&'r Certificate> {
    ring.authorities().find(|issuer| certificate.verify_signed_by(issuer).is_ok())
}

/// What tests need of the laboratory. Two are consents: a device that keeps the counter of a read refuses all that is
/// lower; and one that has taken new keys of its own cannot be given the old ones back, and the profile of the next run
/// must have its new certificates.
const OF_THE_LABORATORY: [&str; 7] = [
    "certification-path",
    "device-issuing-key",
    "high-counters",
    "issuing-key",
    "new-device-keys",
    "root-key",
    "second-supplier",
];
