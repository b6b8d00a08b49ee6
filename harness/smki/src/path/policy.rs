use std::collections::BTreeSet;

use crate::Certificate;
use crate::ExtensionValue;
use crate::PolicyConstraints;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;

/// What policies a path must hold under (RFC 5280 6.1.1 (c) to (g)).
#[derive(Debug, Clone, Copy)]
pub struct PathPolicy<'a> {
    /// The policies of this environment, user-initial-policy-set; empty for any.
    pub accepted: &'a [ObjectIdentifier],
    /// initial-explicit-policy.
    pub explicit: ExplicitPolicy,
}

/// Whether every certificate of a path must state a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplicitPolicy {
    /// Only where a CA certificate of the path demands it.
    OnDemand,
    /// Always, as GBCS section 12 wants it.
    Required,
}

impl<'a> PathPolicy<'a> {
    /// As GBCS section 12 wants it: one of these policies, or any where there are none, all along the path.
    pub fn gbcs(accepted: &'a [ObjectIdentifier]) -> Self {
        Self { accepted, explicit: ExplicitPolicy::Required }
    }

    /// The policies that hold along a path, from below the anchor down to the leaf; `None` if one must and
    /// none does.
    pub(super) fn holding(&self, path: &[&Certificate]) -> Option<Vec<ObjectIdentifier>> {
        let mut state = State::new(self, path.len());
        for (index, certificate) in path.iter().enumerate() {
            state.next(certificate, index + 1 == path.len());
        }
        let holding = state.constrained_to(self.accepted);
        if holding.is_empty() && state.explicit_in == 0 { None } else { Some(holding) }
    }
}

/// The variables of RFC 5280 6.1.2 that are about policies. Without mappings the tree of valid policies is the set of
/// its lowest policies; `any` says that anyPolicy is among them.
struct State {
    any: bool,
    policies: BTreeSet<ObjectIdentifier>,
    explicit_in: usize,
    any_inhibited_in: usize,
}

impl State {
    fn new(policy: &PathPolicy<'_>, length: usize) -> Self {
        let explicit_in = match policy.explicit {
            ExplicitPolicy::OnDemand => length + 1,
            ExplicitPolicy::Required => 0,
        };
        Self { any: true, policies: BTreeSet::new(), explicit_in, any_inhibited_in: length + 1 }
    }

    fn next(&mut self, certificate: &Certificate, is_leaf: bool) {
        let self_issued = certificate.is_self_issued() && !is_leaf;
        // RFC 5280 6.1.3 (d) and (e).
        let stated = certificate.policies();
        let states_any = stated.iter().any(|policy| policy.oid == oid::ANY_POLICY)
            && (self.any_inhibited_in > 0 || self_issued);
        let stated: BTreeSet<ObjectIdentifier> =
            stated.iter().map(|policy| policy.oid).filter(|oid| *oid != oid::ANY_POLICY).collect();
        let from_any = if self.any { stated.clone() } else { BTreeSet::new() };
        let kept = if states_any {
            core::mem::take(&mut self.policies)
        } else {
            self.policies.intersection(&stated).copied().collect()
        };
        self.policies = &from_any | &kept;
        self.any = self.any && states_any;
        self.count(certificate, self_issued, is_leaf);
    }

    /// RFC 5280 6.1.4 (h) to (j), and 6.1.5 (a) and (b) for the leaf.
    fn count(&mut self, certificate: &Certificate, self_issued: bool, is_leaf: bool) {
        let constraints = policy_constraints(certificate);
        if is_leaf {
            self.explicit_in = self.explicit_in.saturating_sub(1);
            if constraints.is_some_and(|constraints| constraints.require_explicit_policy == Some(0)) {
                self.explicit_in = 0;
            }
            return;
        }
        if !self_issued {
            self.explicit_in = self.explicit_in.saturating_sub(1);
            self.any_inhibited_in = self.any_inhibited_in.saturating_sub(1);
        }
        if let Some(skip) = constraints.and_then(|constraints| constraints.require_explicit_policy) {
            self.explicit_in = self.explicit_in.min(usize::from(skip));
        }
        if let Some(skip) = inhibit_any_policy(certificate) {
            self.any_inhibited_in = self.any_inhibited_in.min(usize::from(skip));
        }
    }

    fn constrained_to(&self, accepted: &[ObjectIdentifier]) -> Vec<ObjectIdentifier> {
        if accepted.is_empty() || accepted.contains(&oid::ANY_POLICY) {
            let any = self.any.then_some(oid::ANY_POLICY);
            return self.policies.iter().copied().chain(any).collect();
        }
        let accepted: BTreeSet<ObjectIdentifier> = accepted.iter().copied().collect();
        accepted.into_iter().filter(|oid| self.any || self.policies.contains(oid)).collect()
    }
}

fn policy_constraints(certificate: &Certificate) -> Option<PolicyConstraints> {
    certificate.extensions().iter().find_map(|extension| match extension.value {
        ExtensionValue::PolicyConstraints(constraints) => Some(constraints),
        _ => None,
    })
}

fn inhibit_any_policy(certificate: &Certificate) -> Option<u8> {
    certificate.extensions().iter().find_map(|extension| match extension.value {
        ExtensionValue::InhibitAnyPolicy(skip) => Some(skip),
        _ => None,
    })
}
