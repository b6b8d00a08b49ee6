use super::MAX_INTERMEDIATES;
use super::MAX_SIGNATURES;
use super::Path;
use super::PathError;
use super::PathPolicy;
use super::Reason;
use super::TimeChecks;
use crate::Certificate;
use crate::ExtensionValue;
use crate::KeyUsage;
use crate::SignatureError;
use crate::Time;

/// Depth-first, from the leaf upwards.
pub(super) struct Search<'a, 'p> {
    leaf: &'a Certificate,
    intermediates: &'a [Certificate],
    anchors: &'a [Certificate],
    time: TimeChecks,
    policy: &'p PathPolicy<'p>,
    /// Reasons that are passed over.
    waived: &'p [Reason],
    /// The intermediates of the path so far, nearest to the leaf first.
    chain: Vec<&'a Certificate>,
    signatures: usize,
}

impl<'a, 'p> Search<'a, 'p> {
    pub(super) fn new(
        leaf: &'a Certificate,
        intermediates: &'a [Certificate],
        anchors: &'a [Certificate],
        time: TimeChecks,
        policy: &'p PathPolicy<'p>,
        waived: &'p [Reason],
    ) -> Self {
        Self { leaf, intermediates, anchors, time, policy, waived, chain: Vec::new(), signatures: 0 }
    }

    pub(super) fn run(mut self) -> Result<Path<'a>, PathError> {
        self.usable(self.leaf, 0)?;
        self.above(self.leaf)
    }

    /// The path on from `last`, the upmost certificate so far.
    fn above(&mut self, last: &'a Certificate) -> Result<Path<'a>, PathError> {
        let depth = self.chain.len();
        let mut best = PathError::new(Reason::IssuerUnknown, depth, format!("issuer {}", last.issuer()));
        for anchor in self.anchors {
            match self.ends_at(last, anchor) {
                Ok(path) => return Ok(path),
                Err(error) => best = best.or_better(error),
            }
        }
        for issuer in self.intermediates {
            match self.goes_over(last, issuer) {
                Ok(path) => return Ok(path),
                Err(error) => best = best.or_better(error),
            }
        }
        Err(best)
    }

    fn ends_at(&mut self, last: &'a Certificate, anchor: &'a Certificate) -> Result<Path<'a>, PathError> {
        self.issued(last, anchor)?;
        self.may_have_below(anchor)?;
        let downwards: Vec<&Certificate> = self.chain.iter().rev().copied().chain([self.leaf]).collect();
        let policies = self.policy.holding(&downwards);
        if policies.is_none() {
            let stated: Vec<String> = self.leaf.policies().iter().map(|one| one.oid.to_string()).collect();
            let stated = if stated.is_empty() { "none".to_owned() } else { stated.join(", ") };
            self.refuse(Reason::Policy, 0, format!("{stated} in the leaf"))?;
        }
        let policies = policies.unwrap_or_default();
        Ok(Path { leaf: self.leaf, intermediates: self.chain.clone(), anchor, policies })
    }

    fn goes_over(&mut self, last: &'a Certificate, issuer: &'a Certificate) -> Result<Path<'a>, PathError> {
        let depth = self.chain.len() + 1;
        if core::ptr::eq(issuer, last) || self.chain.iter().any(|one| **one == *issuer) {
            return Err(PathError::new(Reason::IssuerUnknown, depth - 1, "issuers in a circle"));
        }
        self.issued(last, issuer)?;
        let constraints = issuer.basic_constraints();
        if !constraints.is_some_and(|constraints| constraints.authority) {
            let found = if constraints.is_some() { "cA FALSE" } else { "no basicConstraints" };
            self.refuse(Reason::NotAuthority, depth, found)?;
        }
        let usage = issuer.key_usage();
        if !usage.is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN)) {
            let found = usage.map(|usage| usage.to_string()).unwrap_or_default();
            self.refuse(Reason::MayNotSign, depth, found)?;
        }
        self.may_have_below(issuer)?;
        self.usable(issuer, depth)?;
        if depth > MAX_INTERMEDIATES {
            return Err(PathError::new(Reason::TooLong, depth, format!("{depth} at least")));
        }
        self.chain.push(issuer);
        let path = self.above(issuer);
        self.chain.pop();
        path
    }

    /// That the holder of `issuer`'s name and key issued `certificate`.
    fn issued(&mut self, certificate: &Certificate, issuer: &Certificate) -> Result<(), PathError> {
        let depth = self.chain.len();
        if !certificate.issuer().matches(issuer.subject()) {
            return Err(PathError::new(
                Reason::IssuerUnknown,
                depth,
                format!("issuer {}", certificate.issuer()),
            ));
        }
        let named = certificate.authority_key_identifier().and_then(|one| one.key_identifier.as_deref());
        if let (Some(named), Some(own)) = (named, issuer.key_identifier())
            && named != own
        {
            let found = format!("{}, where the issuer has {}", hexadecimal(named), hexadecimal(own));
            self.refuse(Reason::KeyIdentifier, depth, found)?;
        }
        if self.signatures == MAX_SIGNATURES {
            return Err(PathError::new(Reason::TooManySignatures, depth, "one more"));
        }
        self.signatures += 1;
        let Err(error) = certificate.verify_signed_by(issuer) else { return Ok(()) };
        let reason = match error {
            SignatureError::Algorithm => Reason::SignatureAlgorithm,
            SignatureError::Encoding => Reason::SignatureEncoding,
            SignatureError::Key => Reason::SignatureKey,
            SignatureError::Mismatch => Reason::SignatureMismatch,
        };
        self.refuse(reason, depth, format!("another signature under the issuer {}", issuer.subject()))
    }

    /// That pathLenConstraint permits the CAs of the path so far. Self-issued ones do not count (RFC 5280 6.1.4
    /// (l)).
    fn may_have_below(&self, issuer: &Certificate) -> Result<(), PathError> {
        let below = self.chain.iter().filter(|one| !one.is_self_issued()).count();
        match issuer.basic_constraints().and_then(|constraints| constraints.path_length) {
            Some(limit) if below > usize::from(limit) => {
                let found = format!("{below} CA certificates under pathLenConstraint {limit}");
                self.refuse(Reason::PathLength, self.chain.len() + 1, found)
            }
            _ => Ok(()),
        }
    }

    /// What any certificate but the anchor must be.
    fn usable(&self, certificate: &Certificate, depth: usize) -> Result<(), PathError> {
        let extensions = certificate.extensions();
        for (index, extension) in extensions.iter().enumerate() {
            if extensions.iter().take(index).any(|earlier| earlier.oid == extension.oid) {
                self.refuse(Reason::ExtensionTwice, depth, format!("{} twice", extension.oid))?;
            }
            if extension.critical && matches!(extension.value, ExtensionValue::Other(_)) {
                let found = format!("{}, critical", extension.oid);
                self.refuse(Reason::UnknownCriticalExtension, depth, found)?;
            }
        }
        let TimeChecks::At(now) = self.time else { return Ok(()) };
        let (from, to) = (certificate.not_before(), certificate.not_after());
        let found = || format!("valid from {from} to {to}, and it is {}", Time::from_seconds(now));
        if now < from.seconds() {
            self.refuse(Reason::NotYetValid, depth, found())?;
        }
        if now > to.seconds() {
            self.refuse(Reason::Expired, depth, found())?;
        }
        Ok(())
    }

    /// The refusal, unless its reason is waived.
    fn refuse(&self, reason: Reason, depth: usize, found: impl Into<String>) -> Result<(), PathError> {
        if self.waived.contains(&reason) { Ok(()) } else { Err(PathError::new(reason, depth, found)) }
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
