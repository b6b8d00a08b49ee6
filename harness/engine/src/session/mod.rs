//! One scenario's conversation with the target: whose keys, which counters, what goes out, what comes in, and
//! whether it is right.
//!
//! The laboratory plays every Remote Party that the profile gives credentials for, the Access Control Broker
//! included. Nothing here knows which implementation answers.

mod attack;
mod build;
mod channel;
mod command;
mod counters;
mod executed;
mod health;
mod laboratory;
mod response;

pub use attack::Attack;
pub use build::CellChange;
pub use build::Digits;
pub use build::Replacing;
pub use build::Variation;
pub use build::cell_for;
pub(crate) use build::protection_of_command;
pub use build::use_case_named;
pub use channel::Hold;
pub use channel::Record;
pub use channel::Session;
pub use channel::Trouble;
pub use channel::Watch;
pub use command::Command;
pub use command::Sent;
pub use counters::Counters;
pub use executed::executed;
pub use health::HEALTH_USE_CASES;
pub use health::Health;
pub use laboratory::Laboratory;
pub use laboratory::Party;
pub use laboratory::PartyEntry;
pub use response::Finding;
pub use response::ItemResult;
pub use response::Response;
pub(crate) use response::finding;
pub(crate) use response::protection_of_response;
pub(crate) use response::words as protection_words;
