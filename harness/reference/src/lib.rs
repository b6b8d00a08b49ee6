//! Reference devices, sans-IO.
//!
//! [`Esme`] is an electricity meter for tests: it takes commands as octets and gives what a conforming meter sends,
//! with an explicit *now* and no clock, socket or random number of its own. The same configuration and the same
//! commands give the same octets.

mod asn1;
mod command;
mod config;
mod device;
mod dlms;
mod esme;
mod objects;
mod pending;
mod pipeline;
mod refusal;
mod rules;
mod snapshot;
mod stages;
mod time;

pub use config::EsmeConfig;
pub use config::InvalidConfig;
pub use device::CellId;
pub use device::CellKey;
pub use esme::Esme;
pub use snapshot::Snapshot;
