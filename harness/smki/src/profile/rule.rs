use core::fmt;

use super::Place;
use super::Settings;
use crate::Certificate;

/// A rule about certificates: its name, where it comes from, what it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// A short stable name.
    pub name: &'static str,
    /// Document and clause.
    pub clause: &'static str,
    /// How well the clause is known.
    pub evidence: Evidence,
    /// What the rule wants.
    pub expected: &'static str,
    /// Which answer a Device gives when it is broken.
    pub family: Family,
    /// What it is about.
    pub place: Place,
    /// What it means that it is broken, unless [`Settings`] say otherwise.
    pub severity: Severity,
}

/// How a rule came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// Seen in published test certificates and messages.
    Data,
    /// The text of GBCS section 12 or 13.
    Gbcs,
    /// General knowledge of the scheme, not checked again: never more than an observation.
    Lead,
    /// Open: the published texts do not say. Never more than an observation.
    Open,
    /// An RFC, or a standard that one names.
    Rfc,
    /// The text of the SEC, or a document under it.
    Sec,
}

impl Evidence {
    /// The letter by which fact sheets mark it.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Data => "D",
            Self::Gbcs => "G",
            Self::Lead => "K",
            Self::Open => "?",
            Self::Rfc => "R",
            Self::Sec => "S",
        }
    }
}

/// What it means that a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Remarkable, and no fault.
    Observation,
    /// The certificate is not what its profile wants.
    Fail,
}

impl Severity {
    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Observation => "observation",
            Self::Fail => "fail",
        }
    }
}

/// What a rule is about, as far as response codes tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The certificate itself.
    Certificate,
    /// Whom it is for.
    Identity,
    /// What its key is for.
    KeyUsage,
    /// Which key it certifies.
    PublicKey,
    /// Who vouches for it.
    TrustAnchor,
}

/// A rule that a certificate breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    rule: Rule,
    place: Place,
    found: String,
}

/// A rule that needs nothing but the certificate and the settings, with its check.
#[derive(Clone, Copy)]
pub struct Check {
    rule: Rule,
    holds: fn(&Certificate, &Settings) -> Held,
}

/// What a check says: nothing, or what it found.
pub(super) type Held = Result<(), Broken>;

/// What was found, and where if it is not the place of the rule.
#[derive(Debug)]
pub(super) struct Broken {
    found: String,
    place: Option<Place>,
}

impl Rule {
    /// A rule that fails when it is broken.
    pub(crate) const fn new(
        name: &'static str,
        clause: &'static str,
        evidence: Evidence,
        place: Place,
        expected: &'static str,
    ) -> Self {
        let severity = match evidence {
            Evidence::Data | Evidence::Gbcs | Evidence::Rfc | Evidence::Sec => Severity::Fail,
            Evidence::Lead | Evidence::Open => Severity::Observation,
        };
        Self { name, clause, evidence, expected, family: Family::Certificate, place, severity }
    }

    pub(crate) const fn of(self, family: Family) -> Self {
        Self { family, ..self }
    }

    /// Better evidence does not make a fault of what a published catalogue merely wants recorded.
    pub(crate) const fn observed(self) -> Self {
        Self { severity: Severity::Observation, ..self }
    }

    pub(super) const fn check(self, holds: fn(&Certificate, &Settings) -> Held) -> Check {
        Check { rule: self, holds }
    }

    pub(crate) fn require(self, held: bool, found: impl FnOnce() -> String) -> Result<(), Finding> {
        if held { Ok(()) } else { Err(self.broken(found())) }
    }

    pub(crate) fn broken(self, found: impl Into<String>) -> Finding {
        Finding(Box::new(Parts { rule: self, place: self.place, found: found.into() }))
    }
}

impl Check {
    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Whether the certificate obeys it.
    pub fn judge(&self, certificate: &Certificate, settings: &Settings) -> Result<(), Finding> {
        (self.holds)(certificate, settings).map_err(|broken| {
            let place = broken.place.unwrap_or(self.rule.place);
            Finding(Box::new(Parts { rule: self.rule, place, found: broken.found }))
        })
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({})", self.rule.name)
    }
}

impl Broken {
    pub(super) fn new(found: impl Into<String>) -> Self {
        Self { found: found.into(), place: None }
    }

    pub(super) fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }
}

/// Nothing, if `held`; else what was found.
pub(super) fn require(held: bool, found: impl FnOnce() -> String) -> Held {
    if held { Ok(()) } else { Err(Broken::new(found())) }
}

impl Finding {
    /// The rule.
    pub fn rule(&self) -> Rule {
        self.0.rule
    }

    /// Where the certificate breaks it.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// What the certificate has instead.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// The StatusCode of CS02b and CS02g (GBCS 13.3): 5 bad certificate, 10 no trust anchor.
    pub fn status_code(&self) -> u8 {
        match self.0.rule.family {
            Family::TrustAnchor => 10,
            Family::Certificate | Family::Identity | Family::KeyUsage | Family::PublicKey => 5,
        }
    }

    /// The response code of CS02d (GBCS 13.5): 1 invalid certificate, 2 wrong Device identity, 3 invalid key
    /// usage, 5 wrong public key.
    pub fn device_certificate_code(&self) -> u8 {
        match self.0.rule.family {
            Family::Certificate | Family::TrustAnchor => 1,
            Family::Identity => 2,
            Family::KeyUsage => 3,
            Family::PublicKey => 5,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { name, clause, expected, .. } = self.0.rule;
        write!(f, "accept a certificate: {name} ({clause}): expected {expected}, found {}", self.0.found)
    }
}

impl std::error::Error for Finding {}
