//! What a link may be asked besides carrying messages.

use serde_json::Value;

/// Something asked of the target's surroundings and not of its GBCS interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Install something that does not come as a message, for example a firmware image out of band.
    Install {
        /// What it is, in a word that the target's adapter knows.
        what: String,
        /// Its octets.
        octets: Vec<u8>,
    },
    /// Any other verb. An honest target calls one that it does not know unsupported.
    Other(String),
    /// Take the power away and give it back.
    PowerCycle,
    /// Press a button, by the name that the target's adapter knows.
    Press(String),
    /// Hand over the target's log.
    ReadLog,
    /// Bring the target back to its initial state.
    Reset,
    /// Set the target's clock to that many seconds since 1970-01-01 UTC.
    SetClock(u64),
}

impl Control {
    /// The name of the verb, as in the adapter protocol.
    pub fn verb(&self) -> &str {
        match self {
            Self::Install { .. } => "install",
            Self::Other(verb) => verb,
            Self::PowerCycle => "power_cycle",
            Self::Press(_) => "press",
            Self::ReadLog => "read_log",
            Self::Reset => "reset",
            Self::SetClock(_) => "set_clock",
        }
    }
}

/// The answer to a [`Control`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlAnswer {
    /// It was done; with what came back.
    Done(Value),
    /// The link, or the target behind it, does not do that.
    Unsupported,
}

/// What an adapter says about itself and about the target behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hello {
    /// Name of the adapter or target.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Kind of target, for example `esme`.
    pub kind: String,
    /// The verbs that it claims to do.
    pub verbs: Vec<String>,
}
