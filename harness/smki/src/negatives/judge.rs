//! What this crate answers to a case.

use super::Asker;
use super::Dates;
use super::Reason;
use super::Scene;
use crate::Certificate;
use crate::KeyUsage;
use crate::Kind;
use crate::acceptance;
use crate::acceptance::Acceptance;
use crate::asn1::oid;
use crate::path;
use crate::path::PathError;
use crate::path::PathPolicy;
use crate::path::TimeChecks;
use crate::path::validate_path;
use crate::profile;
use crate::profile::Check;
use crate::profile::Finding;
use crate::profile::Settings;
use crate::profile::common::KEY_USAGE_PRESENT;
use crate::profile::end_entity::END_ENTITY_KEY_USAGE;

/// Why a leaf is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// The kind of reason.
    pub reason: Reason,
    /// The reason in full.
    pub text: String,
}

/// Judges the leaf of a scene, for whoever asks; the payload of a command is not looked at. Returns which of the
/// certificates that came with it the path is over.
pub fn judge(scene: &Scene) -> Result<Vec<usize>, Refusal> {
    let leaf = read(&scene.leaf)?;
    let anchor = read(&scene.anchor)?;
    // What cannot be read is no link of any path.
    let path: Vec<(usize, Certificate)> = scene
        .path
        .iter()
        .enumerate()
        .filter_map(|(index, octets)| Some((index, Certificate::parse_der(octets).ok()?)))
        .collect();
    let unreadable = scene.path.iter().find_map(|octets| Certificate::parse_der(octets).err());
    let answer = match scene.question.asker {
        Asker::RelyingParty | Asker::Command => relying_party(scene, &leaf, &anchor, &path),
        Asker::RootCell => root_cell(scene, &leaf, &anchor),
        Asker::OwnCertificate => own_certificate(scene, &leaf),
    };
    match (answer, unreadable) {
        (Err(refusal), Some(error)) if refusal.reason == Reason::IssuerUnknown => {
            Err(Refusal { reason: Reason::Encoding, text: error.to_string() })
        }
        (answer, _) => answer,
    }
}

fn relying_party(
    scene: &Scene,
    leaf: &Certificate,
    anchor: &Certificate,
    path: &[(usize, Certificate)],
) -> Result<Vec<usize>, Refusal> {
    let question = &scene.question;
    holds(&[KEY_USAGE_PRESENT, END_ENTITY_KEY_USAGE], leaf)?;
    if let Some(usage) = question.usage
        && leaf.key_usage() != Some(usage.key_usage())
    {
        return Err(refusal(Reason::KeyUsage, format!("keyUsage is not that of {usage}")));
    }
    holds(profile::COMMON, leaf)?;
    let own = if leaf.kind() == Kind::Device { profile::DEVICE } else { profile::ORGANISATION };
    holds(own, leaf)?;
    if let Some(id) = question.entity_id
        && leaf.entity_id() != Some(id)
    {
        return Err(refusal(Reason::Identity, "the certificate is for another entity"));
    }
    // CA certificates that do not obey the profile are passed over. Where that leaves no path, the reason is what
    // keeps them from being a path, or else what the profile has against them.
    let policies = [oid::TEST_POLICY];
    let anchors = core::slice::from_ref(anchor);
    let find = |candidates: &[Certificate]| {
        let found = validate_path(leaf, candidates, anchors, times(scene), &PathPolicy::gbcs(&policies));
        found.map(|found| found.intermediates().iter().map(|one| (*one).clone()).collect::<Vec<_>>())
    };
    let obeys = |issuer: &Certificate| {
        holds(profile::AUTHORITY, issuer).and_then(|()| holds(profile::COMMON, issuer))
    };
    let all: Vec<Certificate> = path.iter().map(|(_, issuer)| issuer.clone()).collect();
    let fit: Vec<Certificate> = all.iter().filter(|issuer| obeys(issuer).is_ok()).cloned().collect();
    let found = match find(&fit) {
        Ok(found) => found,
        Err(_) => {
            let found = find(&all)?;
            found.iter().try_for_each(obeys)?;
            found
        }
    };
    let place =
        |one: &Certificate| path.iter().find(|(_, candidate)| candidate == one).map(|(index, _)| *index);
    Ok(found.iter().filter_map(place).collect())
}

fn root_cell(scene: &Scene, leaf: &Certificate, anchor: &Certificate) -> Result<Vec<usize>, Refusal> {
    let acceptance = Acceptance {
        root: anchor,
        path: &[],
        time: times(scene),
        policies: &[oid::TEST_POLICY],
        waived: &[],
    };
    acceptance.replacement(leaf, KeyUsage::KEY_CERT_SIGN)?;
    Ok(Vec::new())
}

fn own_certificate(scene: &Scene, leaf: &Certificate) -> Result<Vec<usize>, Refusal> {
    let question = &scene.question;
    let (Some(id), Some(usage), Some(point)) = (question.entity_id, question.usage, question.public_key)
    else {
        return Err(refusal(Reason::Structure, "a Device knows its identifier, key and usage"));
    };
    acceptance::device_certificate(leaf, id, usage.key_usage(), &point)?;
    Ok(Vec::new())
}

fn times(scene: &Scene) -> TimeChecks {
    match scene.question.dates {
        Dates::Checked => TimeChecks::At(scene.time),
        Dates::Ignored => TimeChecks::Ignored,
    }
}

fn read(octets: &[u8]) -> Result<Certificate, Refusal> {
    Certificate::parse_der(octets).map_err(|error| refusal(Reason::Encoding, error.to_string()))
}

fn holds(checks: &[Check], certificate: &Certificate) -> Result<(), Refusal> {
    let settings = Settings::default();
    Ok(checks.iter().try_for_each(|check| check.judge(certificate, &settings))?)
}

fn refusal(reason: Reason, text: impl Into<String>) -> Refusal {
    Refusal { reason, text: text.into() }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        Self { reason: reason_of(finding.rule().name), text: finding.to_string() }
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        let reason = match error.reason() {
            path::Reason::IssuerUnknown => Reason::IssuerUnknown,
            path::Reason::KeyIdentifier => Reason::KeyIdentifier,
            path::Reason::SignatureKey => Reason::PublicKey,
            path::Reason::SignatureMismatch | path::Reason::TooManySignatures => Reason::Signature,
            path::Reason::SignatureEncoding => Reason::SignatureEncoding,
            path::Reason::SignatureAlgorithm => Reason::SignatureAlgorithm,
            path::Reason::NotAuthority => Reason::NotAuthority,
            path::Reason::MayNotSign => Reason::MayNotSign,
            path::Reason::PathLength | path::Reason::TooLong => Reason::PathLength,
            path::Reason::ExtensionTwice => Reason::ExtensionTwice,
            path::Reason::UnknownCriticalExtension => Reason::UnknownCriticalExtension,
            path::Reason::NotYetValid => Reason::NotYetValid,
            path::Reason::Expired => Reason::Expired,
            path::Reason::Policy => Reason::Policy,
        };
        Self { reason, text: error.to_string() }
    }
}

/// The kind of reason that a rule of the profile stands for.
fn reason_of(rule: &str) -> Reason {
    match rule {
        "version-is-v3" => Reason::Version,
        "serial-number" => Reason::SerialNumber,
        "algorithms-agree" | "signature-algorithm" => Reason::SignatureAlgorithm,
        "public-key-algorithm" | "public-key-form" | "public-key-on-curve" => Reason::PublicKey,
        "public-key" => Reason::PendingKey,
        "no-extension-twice" => Reason::ExtensionTwice,
        "no-unknown-critical-extension" => Reason::UnknownCriticalExtension,
        "key-usage-present" | "end-entity-key-usage" | "key-usage-of-cell" => Reason::KeyUsage,
        "policies-present" | "policy" => Reason::Policy,
        "validity-in-order" => Reason::ValidityOrder,
        "end-entity-is-no-authority" => Reason::EndEntityIsAuthority,
        "identity" | "device-identity-present" | "organisation-identity-present" => Reason::Identity,
        "organisation-role-present" => Reason::Role,
        "authority-may-sign" => Reason::MayNotSign,
        "authority-is-authority" => Reason::NotAuthority,
        "root-is-self-signed" => Reason::Signature,
        _ => Reason::Extension,
    }
}
