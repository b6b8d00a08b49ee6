//! The ordered stream of typed events that a run emits, and that everything else consumes.

use serde::Deserialize;
use serde::Serialize;

use crate::results::Scope;
use crate::results::TestPlan;
use crate::verdict::Reason;
use crate::verdict::Verdict;

/// The version of the log's format, as the plan event carries it.
pub const LOG_FORMAT: &str = "hallmark-log/1";

/// One event. `sequence` counts from 0 without gaps; `at` is microseconds since 1970-01-01 UTC and volatile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Position in the stream.
    pub sequence: u64,
    /// When it happened, in microseconds since 1970-01-01 UTC.
    pub at: u64,
    /// What happened.
    #[serde(rename = "event")]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum EventKind {
    /// What will run, and why the rest will not. Always the first event.
    Plan {
        /// [`LOG_FORMAT`].
        format: String,
        /// Every planned test, applicable or not, in order.
        tests: Vec<TestPlan>,
        /// What the selection covers.
        scope: Scope,
    },
    /// A test began.
    Started {
        /// Test id.
        test: String,
    },
    /// A message went out or came in.
    Exchange(Exchange),
    /// A remark that never changes a verdict.
    Observation {
        /// Test id.
        test: String,
        /// The remark.
        text: String,
    },
    /// A verdict, or a worse one, on a test. A test that ended without a verdict event is an error.
    Verdict {
        /// Test id.
        test: String,
        /// The verdict.
        verdict: Verdict,
        /// Why, for everything but a pass.
        reason: Option<Reason>,
    },
    /// A test ended; nothing but a late finding follows for it.
    Ended {
        /// Test id.
        test: String,
        /// How long it took.
        duration_us: u64,
    },
    /// The run is over. Always the last event.
    Finished {
        /// Whether every planned test was reached; false after an interruption or a lost link.
        complete: bool,
        /// Why it is not complete.
        reason: Option<String>,
    },
}

/// One message out or in: the unit of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Counts exchanges from 1 in the order in which they happened; the packet number in `evidence.pcapng`.
    pub number: u64,
    /// Test id; empty for what belongs to no test.
    pub test: String,
    /// From us to the target, or from the target to us.
    pub direction: Direction,
    /// The link's URL.
    pub link: String,
    /// What it is, in a few words: `attack: MAC with one bit flipped`.
    pub note: String,
    /// The octets, in hexadecimal.
    #[serde(with = "hex_octets")]
    pub octets: Vec<u8>,
}

/// The direction of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the target to us.
    In,
    /// From us to the target.
    Out,
}

mod hex_octets {
    use serde::Deserialize as _;
    use serde::de::Error as _;

    pub(super) fn serialize<S: serde::Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(octets.len() * 2);
        for octet in octets {
            for digit in [octet >> 4, octet & 0x0F] {
                text.push(char::from(if digit < 10 { b'0' + digit } else { b'A' - 10 + digit }));
            }
        }
        serializer.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
        digits
            .filter(|digits| digits.len() % 2 == 0)
            .and_then(|digits| {
                let octet = |pair: &[u32]| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit));
                digits.chunks(2).map(octet).collect::<Result<_, _>>().ok()
            })
            .ok_or_else(|| D::Error::custom("expected an even number of hexadecimal digits"))
    }
}
