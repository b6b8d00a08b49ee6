//! GBCS messages: octets to typed values and back, the cryptography that protects them, UTRN, and the
//! tables of use cases, alert codes and use-case instructions.
//!
//! Two levels, everywhere: a checked *view* over octets that were received, and an *owned value* that can
//! be built, changed and emitted. Parsing keeps what is needed to emit the same octets again. No input
//! makes this crate panic; lengths that a peer sent are checked against the octets that are there before
//! anything is allocated. The crate does no I/O, knows no clock and draws no random numbers.
//!
//! Layouts are those of the Great Britain Companion Specification (SEC Schedule 8), named by section.

pub mod asn1;
pub mod block;
mod civil;
pub mod crypto;
pub mod describe;
pub mod dlms;
mod error;
pub mod gbz;
mod ids;
mod payload;
pub mod tables;
pub mod utrn;
pub mod wire;

pub use error::Error;
pub use error::ErrorKind;
pub use ids::Counter;
pub use ids::EntityId;
pub use ids::MessageCode;
pub use payload::Payload;
pub use payload::PayloadFinding;
