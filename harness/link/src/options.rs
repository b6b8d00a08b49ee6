//! The bounds of a link.

use core::time::Duration;

/// How long and how much, for every link that leaves this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long to wait for a connection that listens for the target.
    pub accept: Duration,
    /// How long to wait for an adapter's answer to `hello`, `deliver` and `bye`.
    pub answer: Duration,
    /// How long to wait for an adapter's answer to everything else, for example a power cycle.
    pub control: Duration,
    /// How long to try to connect.
    pub connect: Duration,
    /// How many messages and notices are taken after each message sent, or after each silence; the rest is counted and
    /// dropped.
    pub flood: usize,
    /// The longest message that is taken, in octets.
    pub max_message: usize,
    /// An unfinished message that has not grown for that long is reported.
    pub stall: Duration,
    /// How long the target may take to read what is written to it.
    pub write: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            accept: Duration::from_secs(60),
            answer: Duration::from_secs(10),
            control: Duration::from_secs(60),
            connect: Duration::from_secs(5),
            flood: 1_024,
            max_message: 65_536,
            stall: Duration::from_secs(1),
            write: Duration::from_secs(10),
        }
    }
}
