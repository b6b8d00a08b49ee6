use core::fmt;

/// A rule about certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// A short stable name.
    pub name: &'static str,
    /// Document and clause.
    pub clause: &'static str,
    /// What the rule wants.
    pub expected: &'static str,
    /// Which answer a Device gives when it is broken.
    pub family: Family,
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
pub struct Finding {
    rule: Rule,
    found: String,
}

impl Rule {
    pub(crate) fn require(self, held: bool, found: impl FnOnce() -> String) -> Result<(), Finding> {
        if held { Ok(()) } else { Err(self.broken(found())) }
    }

    pub(crate) fn broken(self, found: impl Into<String>) -> Finding {
        Finding { rule: self, found: found.into() }
    }
}

impl Finding {
    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// What the certificate has instead.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The StatusCode of CS02b and CS02g (GBCS 13.3): 5 bad certificate, 10 no trust anchor.
    pub fn status_code(&self) -> u8 {
        match self.rule.family {
            Family::TrustAnchor => 10,
            Family::Certificate | Family::Identity | Family::KeyUsage | Family::PublicKey => 5,
        }
    }

    /// The response code of CS02d (GBCS 13.5): 1 invalid certificate, 2 wrong Device identity, 3 invalid key
    /// usage, 5 wrong public key.
    pub fn device_certificate_code(&self) -> u8 {
        match self.rule.family {
            Family::Certificate | Family::TrustAnchor => 1,
            Family::Identity => 2,
            Family::KeyUsage => 3,
            Family::PublicKey => 5,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { name, clause, expected, .. } = self.rule;
        write!(f, "accept a certificate: {name} ({clause}): expected {expected}, found {}", self.found)
    }
}

impl std::error::Error for Finding {}
