//! Fuzzing of a live target: messages that are valid until the one thing that is not.
//!
//! An [`Input`] is a short conversation in words: commands of entitled parties, each with changes that a [`Change`]
//! names, and repetitions. It becomes octets only when it is sent, with fresh counters and good protection wherever a
//! change does not spoil them, so the same input can be sent to a target that lives on again and again. [`converse`]
//! sends it, looks at what the target does, and whether it is still well. A [`Campaign`] makes inputs, prefers what led to
//! something new, and reduces what led to a [`Finding`].
//!
//! What counts as a finding follows from the change alone: a command whose protection no longer verifies, that is not for
//! this device or that repeats a counter must not be executed (GBCS 4.3.1.5, 6.2.4). To a command that is authentic and
//! only odd a target may answer as it likes, as long as it answers good commands afterwards.

mod build;
mod campaign;
mod change;
mod converse;
mod feature;
mod fields;
mod generate;
mod input;
mod minimise;
mod random;

pub use build::Demand;
pub use campaign::Campaign;
pub use campaign::Ground;
pub use campaign::Limits;
pub use campaign::State;
pub use change::Change;
pub use change::Splice;
pub use converse::Finding;
pub use converse::Kind;
pub use converse::Memory;
pub use converse::Outcome;
pub use converse::converse;
pub use converse::present;
pub use feature::feature;
pub use generate::bases;
pub use input::Input;
pub use input::NotAnInput;
pub use input::Planned;
pub use input::Step;
