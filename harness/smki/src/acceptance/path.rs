use super::Finding;
use super::Waiver;
use super::rules;
use crate::Certificate;
use crate::KeyUsage;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::path::PathPolicy;
use crate::path::Reason;
use crate::path::TimeChecks;
use crate::path::validate_path_without;
use crate::profile;
use crate::profile::Evidence;
use crate::profile::Family;
use crate::profile::Place;
use crate::profile::Rule;
use crate::profile::authority::AUTHORITY_IS_AUTHORITY;
use crate::profile::authority::AUTHORITY_MAY_SIGN;
use crate::profile::authority::ROOT_IS_SELF_SIGNED;
use crate::profile::common::KEY_USAGE_PRESENT;
use crate::profile::end_entity::END_ENTITY_KEY_USAGE;

/// How many path certificates a command may hold (DUIS allows one to three).
pub const MAX_PATH: usize = 3;

/// What a Device has at hand when it judges a replacement certificate in CS02b or CS02g.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// The certificate in the root cell.
    pub root: &'a Certificate,
    /// certificationPathCertificates of the command.
    pub path: &'a [Certificate],
    /// applyTimeBasedCPVChecks of the command, and the clock.
    pub time: TimeChecks,
    /// The policies of this environment; empty for any.
    pub policies: &'a [ObjectIdentifier],
    /// The names of rules that are not asked: none, for an honest Device.
    pub waived: &'a [&'a str],
}

impl Acceptance<'_> {
    /// Judges a certificate for a cell with keyUsage `usage`. For keyCertSign, the root cell, it must be a
    /// self-signed root.
    pub fn replacement(&self, certificate: &Certificate, usage: KeyUsage) -> Result<(), Finding> {
        let waiver = Waiver(self.waived);
        waiver.first_broken(&[KEY_USAGE_PRESENT], certificate)?;
        if usage == KeyUsage::KEY_CERT_SIGN {
            return self.root_replacement(certificate);
        }
        waiver.first_broken(&[END_ENTITY_KEY_USAGE], certificate)?;
        waiver.unless_waived(rules::key_usage_is(certificate, usage))?;
        waiver.first_broken(profile::COMMON, certificate)?;
        waiver.first_broken(profile::ORGANISATION, certificate)?;
        self.in_time(certificate)?;
        let short = BOUND.require(self.path.len() <= MAX_PATH, || self.path.len().to_string());
        waiver.unless_waived(short)?;
        waiver.unless_waived(self.chain(certificate))
    }

    /// Judges a certificate for the root cell: a CA that signed its own certificate. Whether the command may
    /// replace the root is for its mode to say.
    fn root_replacement(&self, certificate: &Certificate) -> Result<(), Finding> {
        let waiver = Waiver(self.waived);
        waiver.first_broken(&[AUTHORITY_MAY_SIGN], certificate)?;
        waiver.first_broken(profile::COMMON, certificate)?;
        waiver.first_broken(profile::AUTHORITY, certificate)?;
        self.in_time(certificate)?;
        waiver.first_broken(&[ROOT_IS_SELF_SIGNED], certificate)
    }

    /// The path to the root cell. Path certificates that do not obey the profile are passed over, and named if that
    /// leaves none.
    fn chain(&self, leaf: &Certificate) -> Result<(), Finding> {
        let mut fit = Vec::new();
        let mut unfit = None;
        for issuer in self.path {
            match self.issuer(issuer) {
                Ok(()) => fit.push(issuer.clone()),
                Err(finding) if leaf.issuer().matches(issuer.subject()) => unfit = unfit.or(Some(finding)),
                Err(_) => {}
            }
        }
        // Dates of the leaf were judged with those of its profile, and may have been waived there.
        let policy = PathPolicy::gbcs(self.policies);
        let anchors = core::slice::from_ref(self.root);
        let waived: Vec<Reason> =
            Reason::ALL.into_iter().filter(|reason| self.waived.contains(&rule_of(*reason).name)).collect();
        match validate_path_without(leaf, &fit, anchors, TimeChecks::Ignored, &policy, &waived) {
            Ok(_) => Ok(()),
            Err(error) if error.reason() == Reason::IssuerUnknown => {
                Err(unfit.unwrap_or_else(|| rule_of(error.reason()).broken(error.found())))
            }
            Err(error) => Err(rule_of(error.reason()).broken(error.found())),
        }
    }

    /// What makes a path certificate fit to be an issuer.
    fn issuer(&self, issuer: &Certificate) -> Result<(), Finding> {
        let waiver = Waiver(self.waived);
        let profile = |finding: Finding| PROFILE.broken(finding.to_string());
        waiver.first_broken(profile::AUTHORITY, issuer)?;
        waiver.unless_waived(waiver.first_broken(profile::COMMON, issuer).map_err(profile))?;
        waiver.unless_waived(self.in_time(issuer).map_err(profile))
    }

    fn in_time(&self, certificate: &Certificate) -> Result<(), Finding> {
        match self.time {
            TimeChecks::At(now) => Waiver(self.waived).unless_waived(rules::valid_at(certificate, now)),
            TimeChecks::Ignored => Ok(()),
        }
    }
}

/// The rule that stands for a reason.
fn rule_of(reason: Reason) -> Rule {
    match reason {
        Reason::IssuerUnknown => FOUND,
        Reason::KeyIdentifier => KEY,
        Reason::SignatureKey
        | Reason::SignatureMismatch
        | Reason::SignatureEncoding
        | Reason::SignatureAlgorithm => SIGNED,
        Reason::NotAuthority => AUTHORITY_IS_AUTHORITY.rule(),
        Reason::MayNotSign => AUTHORITY_MAY_SIGN.rule(),
        Reason::PathLength => LENGTH,
        Reason::TooLong | Reason::TooManySignatures => BOUND,
        Reason::ExtensionTwice | Reason::UnknownCriticalExtension | Reason::NotYetValid | Reason::Expired => {
            PROFILE
        }
        Reason::Policy => POLICY,
    }
}

const FOUND: Rule = trust(
    "issuer-found",
    "RFC 5280 6.1.3 (a)(4)",
    Evidence::Rfc,
    Place::Issuer,
    "an issuer among the path certificates and the root cell",
);

const KEY: Rule = trust(
    "issuer-key-identifier",
    "GBCS 12",
    Evidence::Gbcs,
    Place::Extension(oid::AUTHORITY_KEY_IDENTIFIER),
    "an authorityKeyIdentifier that is the issuer's subjectKeyIdentifier",
);

const SIGNED: Rule = trust(
    "signed-by-issuer",
    "RFC 5280 6.1.3 (a)(1)",
    Evidence::Rfc,
    Place::Signature,
    "a signature by the issuer's key",
);

const PROFILE: Rule = trust(
    "issuer-profile",
    "GBCS 12",
    Evidence::Gbcs,
    Place::Issuer,
    "an issuer that itself obeys the profile",
);

const LENGTH: Rule = trust(
    "path-length-constraint",
    "RFC 5280 6.1.4 (m)",
    Evidence::Rfc,
    Place::Issuer,
    "no more CA certificates than pathLenConstraint",
);

const BOUND: Rule = trust(
    "path-length",
    "DUIS 5.4 CertificationPath",
    Evidence::Data,
    Place::Certificate,
    "at most three path certificates",
);

const POLICY: Rule = Rule::new(
    "policy",
    "GBCS 12",
    Evidence::Gbcs,
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "a policy of this environment in every certificate of the path",
);

const fn trust(
    name: &'static str,
    clause: &'static str,
    evidence: Evidence,
    place: Place,
    expected: &'static str,
) -> Rule {
    Rule::new(name, clause, evidence, place, expected).of(Family::TrustAnchor)
}
