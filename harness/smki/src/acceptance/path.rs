use super::Family;
use super::Finding;
use super::Rule;
use super::first_broken;
use super::rules;
use crate::Certificate;
use crate::KeyUsage;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;

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
}

/// Whether dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeChecks {
    /// Certificates must be valid at this moment, in seconds since 1970.
    At(i64),
    /// Dates are not looked at.
    Ignored,
}

impl Acceptance<'_> {
    /// Judges a certificate for a cell with keyUsage `usage`. For keyCertSign, the root cell, it must be a
    /// self-signed root.
    pub fn replacement(&self, certificate: &Certificate, usage: KeyUsage) -> Result<(), Finding> {
        const BOUND: Rule =
            trust("path-length", "DUIS 5.4 CertificationPath", "at most three path certificates");
        rules::key_usage_present(certificate)?;
        if usage == KeyUsage::KEY_CERT_SIGN {
            return self.root_replacement(certificate);
        }
        rules::end_entity_key_usage(certificate)?;
        rules::key_usage_is(certificate, usage)?;
        first_broken(rules::COMMON, certificate)?;
        first_broken(rules::ORGANISATION, certificate)?;
        self.in_time(certificate)?;
        BOUND.require(self.path.len() <= MAX_PATH, || self.path.len().to_string())?;
        self.chain(certificate, &mut Vec::new())
    }

    /// Judges a certificate for the root cell: a CA that signed its own certificate. Whether the command may
    /// replace the root is for its mode to say.
    fn root_replacement(&self, certificate: &Certificate) -> Result<(), Finding> {
        const SELF_SIGNED: Rule =
            trust("root-is-self-signed", "GBCS 12", "a root that signed its own certificate");
        rules::authority_may_sign(certificate)?;
        first_broken(rules::COMMON, certificate)?;
        first_broken(rules::AUTHORITY, certificate)?;
        self.in_time(certificate)?;
        let own = certificate.is_self_issued();
        SELF_SIGNED.require(own, || format!("issuer {}", certificate.issuer()))?;
        certificate.verify_signed_by(certificate).map_err(|error| SELF_SIGNED.broken(error.to_string()))
    }

    /// Follows issuers from `leaf` to the root; `links` are the path certificates so far, nearest first.
    fn chain(&self, leaf: &Certificate, links: &mut Vec<usize>) -> Result<(), Finding> {
        const FOUND: Rule = trust(
            "issuer-found",
            "RFC 5280 6.1.3 (a)(4)",
            "an issuer among the path certificates and the root cell",
        );
        let last = links.last().and_then(|index| self.path.get(*index)).unwrap_or(leaf);
        let mut first = None;
        if last.issuer().matches(self.root.subject()) {
            match link(last, self.root, links.len()) {
                Ok(()) => return self.policies(leaf, links),
                Err(finding) => first = Some(finding),
            }
        }
        for (index, issuer) in self.path.iter().enumerate() {
            if links.contains(&index) || !last.issuer().matches(issuer.subject()) {
                continue;
            }
            let linked = self.issuer(issuer).and_then(|()| link(last, issuer, links.len()));
            links.push(index);
            match linked.and_then(|()| self.chain(leaf, links)) {
                Ok(()) => return Ok(()),
                Err(finding) => first = first.or(Some(finding)),
            }
            links.pop();
        }
        Err(first.unwrap_or_else(|| FOUND.broken(format!("issuer {} in none", last.issuer()))))
    }

    /// What makes a path certificate fit to be an issuer.
    fn issuer(&self, issuer: &Certificate) -> Result<(), Finding> {
        const PROFILE: Rule = trust("issuer-profile", "GBCS 12", "an issuer that itself obeys the profile");
        first_broken(rules::AUTHORITY, issuer)?;
        first_broken(rules::COMMON, issuer).map_err(|finding| PROFILE.broken(finding.to_string()))?;
        self.in_time(issuer).map_err(|finding| PROFILE.broken(finding.to_string()))
    }

    /// That one policy of this environment holds from the leaf to the root (RFC 5280 6.1, without mapping).
    fn policies(&self, leaf: &Certificate, links: &[usize]) -> Result<(), Finding> {
        const RULE: Rule = Rule {
            name: "policy",
            clause: "GBCS 12",
            expected: "a policy of this environment in every certificate of the path",
            family: Family::Certificate,
        };
        let chain: Vec<&Certificate> =
            links.iter().filter_map(|index| self.path.get(*index)).chain([leaf]).collect();
        let stated = chain.iter().flat_map(|one| one.policies()).map(|policy| policy.oid);
        let held = stated.chain(self.policies.iter().copied()).any(|candidate| {
            (self.policies.is_empty() || self.policies.contains(&candidate))
                && chain.iter().all(|one| {
                    one.policies()
                        .iter()
                        .any(|policy| policy.oid == candidate || policy.oid == oid::ANY_POLICY)
                })
        });
        RULE.require(held, || {
            let oids: Vec<String> = leaf.policies().iter().map(|policy| policy.oid.to_string()).collect();
            format!("{} in the replacement", oids.join(", "))
        })
    }

    fn in_time(&self, certificate: &Certificate) -> Result<(), Finding> {
        match self.time {
            TimeChecks::At(now) => rules::valid_at(certificate, now),
            TimeChecks::Ignored => Ok(()),
        }
    }
}

/// That `issuer` issued `certificate`, with `below` CA certificates between it and the leaf.
fn link(certificate: &Certificate, issuer: &Certificate, below: usize) -> Result<(), Finding> {
    const KEY: Rule = trust(
        "issuer-key-identifier",
        "GBCS 12",
        "an authorityKeyIdentifier that is the issuer's subjectKeyIdentifier",
    );
    const LENGTH: Rule = trust(
        "path-length-constraint",
        "RFC 5280 6.1.4 (m)",
        "no more CA certificates than pathLenConstraint",
    );
    const SIGNED: Rule =
        trust("signed-by-issuer", "RFC 5280 6.1.3 (a)(1)", "a signature by the issuer's key");
    let named = certificate.authority_key_identifier().and_then(|one| one.key_identifier.as_deref());
    KEY.require(named == issuer.key_identifier(), || format!("{named:02X?}"))?;
    let limit = issuer.basic_constraints().and_then(|constraints| constraints.path_length);
    let within = limit.is_none_or(|limit| below <= usize::from(limit));
    LENGTH.require(within, || format!("{below} CA certificates under pathLenConstraint {limit:?}"))?;
    certificate.verify_signed_by(issuer).map_err(|error| SIGNED.broken(error.to_string()))
}

const fn trust(name: &'static str, clause: &'static str, expected: &'static str) -> Rule {
    Rule { name, clause, expected, family: Family::TrustAnchor }
}
