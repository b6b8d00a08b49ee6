use core::fmt;

use crate::Certificate;
use crate::profile::Profile;
use crate::profile::Rule;
use crate::profile::Severity;

/// A rule that a certificate breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// The rule.
    pub rule: Rule,
    /// The octet at which the field stands that breaks it.
    pub offset: usize,
    /// What the certificate has instead.
    pub found: String,
    /// How much it counts.
    pub severity: Severity,
}

/// What a certificate is, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    certificate: Option<(Profile, Certificate)>,
    findings: Vec<LintFinding>,
}

impl Report {
    pub(super) fn new(profile: Profile, certificate: Certificate, findings: Vec<LintFinding>) -> Self {
        let mut report = Self { certificate: Some((profile, certificate)), findings: Vec::new() };
        report.add(findings);
        report
    }

    /// Adds findings; faults stay first.
    pub(super) fn add(&mut self, findings: Vec<LintFinding>) {
        self.findings.extend(findings);
        self.findings.sort_by_key(|finding| core::cmp::Reverse(finding.severity));
    }

    pub(super) fn unreadable(finding: LintFinding) -> Self {
        Self { certificate: None, findings: vec![finding] }
    }

    /// Its profile; `None` if it could not be read.
    pub fn profile(&self) -> Option<Profile> {
        self.certificate.as_ref().map(|(profile, _)| *profile)
    }

    /// The certificate; `None` if it could not be read.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref().map(|(_, certificate)| certificate)
    }

    /// What it is, for people.
    pub fn subject(&self) -> String {
        match &self.certificate {
            Some((profile, certificate)) => profile.describe(certificate),
            None => "no certificate".to_owned(),
        }
    }

    /// What is wrong with it, faults first.
    pub fn findings(&self) -> &[LintFinding] {
        &self.findings
    }

    /// Whether no finding is a fault.
    pub fn conforms(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Observation)
    }
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { name, clause, expected, .. } = self.rule;
        write!(f, "{name} ({clause}) at octet {}: expected {expected}, found {}", self.offset, self.found)
    }
}
