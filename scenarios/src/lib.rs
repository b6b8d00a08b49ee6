//! The suite: features written from clauses, the steps that carry them out, and the clause ledger.
//!
//! A scenario demands only what its clause demands. It never knows which implementation it talks to.

pub mod context;
mod counters;
mod device_clock;
pub mod ledger;
pub mod run;
mod snapshot;
mod steps;
pub mod suite;
mod world;
