//! Named misbehaviours of a Device.
//!
//! A [`Fault`] puts another function in the place of one rule of an honest Device; a few need two of them to do one
//! thing. What else the Device does stays as it is. With them one sees whether a suite notices what it is there to notice.
//!
//! ```
//! use hallmark_reference::Esme;
//! use hallmark_reference::EsmeConfig;
//! use hallmark_reference::faults;
//! # use hallmark_gbcs::EntityId;
//! # use hallmark_smki::pki::TestPki;
//! # let pki = TestPki::from_seed(1)?;
//! # let config = EsmeConfig::from_pki(&pki, EntityId([2; 8]), 1)?;
//! let fault = faults::find("mac-ignored").ok_or("no such fault")?;
//! let device = Esme::with_faults(config, 0, &[fault]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alerts;
mod authenticity;
mod authority;
mod content;
mod credentials;
mod dlms;
mod frame;
mod freshness;
mod future;
mod records;
mod response;
mod sensitive;
mod structure;
mod top_up;

use core::fmt;

use crate::rules::Rules;

/// One deliberate misbehaviour.
pub struct Fault {
    /// A short name, unique among all.
    pub name: &'static str,
    /// The stage of the pipeline that it is in.
    pub stage: Stage,
    /// What the Device does, in one sentence.
    pub does: &'static str,
    /// The clause that this breaks.
    pub clause: &'static str,
    /// Whether it is certain that it breaks the clause.
    pub basis: Basis,
    change: fn(&mut Rules),
}

/// Whether a suite has to notice a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// No text that could be read forbids it, and no official message shows the contrary: a suite may remark on it.
    Open,
    /// A text or official messages rule it out: a suite has to notice it.
    Stated,
}

/// The stages of the pipeline, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Octets to a message.
    Frame,
    /// For this Device.
    Address,
    /// Of the form of its use case.
    Structure,
    /// From a party that may send it.
    Authority,
    /// Not seen before.
    Freshness,
    /// MAC and signature.
    Authenticity,
    /// A payload of its use case.
    Content,
    /// What is done.
    Execution,
    /// What is answered.
    Response,
    /// What the Device says and notes of its own accord.
    Alert,
}

/// Every fault, by stage.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    FAMILIES.into_iter().flatten()
}

/// The fault with this name.
pub fn find(name: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.name == name)
}

impl Fault {
    pub(crate) fn plant(&self, rules: &mut Rules) {
        (self.change)(rules);
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.name)
    }
}

impl Basis {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stated => "stated",
        }
    }
}

impl Stage {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Address => "address",
            Self::Structure => "structure",
            Self::Authority => "authority",
            Self::Freshness => "freshness",
            Self::Authenticity => "authenticity",
            Self::Content => "content",
            Self::Execution => "execution",
            Self::Response => "response",
            Self::Alert => "alert",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

const FAMILIES: [&[Fault]; 14] = [
    frame::FAULTS,
    structure::FAULTS,
    authority::FAULTS,
    freshness::FAULTS,
    authenticity::FAULTS,
    content::FAULTS,
    dlms::FAULTS,
    sensitive::FAULTS,
    top_up::FAULTS,
    future::FAULTS,
    credentials::FAULTS,
    records::FAULTS,
    response::FAULTS,
    alerts::FAULTS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_plain() {
        let names = all().map(|fault| fault.name).collect::<Vec<_>>();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        let is_plain =
            |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert_eq!(names.iter().find(|name| !is_plain(name)), None);
    }

    #[test]
    fn every_fault_says_what_it_does_and_what_it_breaks() {
        for fault in all() {
            assert!(fault.does.ends_with('.') && !fault.clause.is_empty(), "{fault:?}");
            assert!(find(fault.name).is_some_and(|found| found.does == fault.does), "{fault:?}");
        }
    }

    #[test]
    fn stages_stand_in_order() {
        assert!(all().map(|fault| fault.stage).is_sorted());
    }
}
