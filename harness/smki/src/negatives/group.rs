use core::fmt;

use serde::Deserialize;
use serde::Serialize;

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// How things are written: lengths, tags, values.
    Encoding,
    /// Signatures and their algorithms.
    Signature,
    /// Names and identities.
    Names,
    /// Extensions.
    Extensions,
    /// What a key is for, and in which role.
    Usage,
    /// Dates.
    Validity,
    /// Certificate policies.
    Policy,
    /// From the leaf to the anchor.
    Chain,
    /// Public keys.
    Key,
    /// Renewal and replacement of keys, CAs and roots.
    LifeCycle,
    /// The commands around certificates: CS02b and CS02d.
    Command,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 11] = [
        Self::Encoding,
        Self::Signature,
        Self::Names,
        Self::Extensions,
        Self::Usage,
        Self::Validity,
        Self::Policy,
        Self::Chain,
        Self::Key,
        Self::LifeCycle,
        Self::Command,
    ];

    /// A short stable name, as in the index.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Signature => "signature",
            Self::Names => "names",
            Self::Extensions => "extensions",
            Self::Usage => "usage",
            Self::Validity => "validity",
            Self::Policy => "policy",
            Self::Chain => "chain",
            Self::Key => "key",
            Self::LifeCycle => "life-cycle",
            Self::Command => "command",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
