//! General block transfer: a message in pieces (GBCS 7.2.11).
//!
//! Each block is a general-ciphering APDU that repeats the Message Identifier of the message (the Message Routing
//! Header), followed by a general-block-transfer APDU with one piece of its octets. Blocks carry no protection of
//! their own: what they bring together is a message with its own.
//!
//! Retries, windows and timers are for whoever sends: nothing here knows a clock.

mod reassembly;
mod split;
mod view;

pub use reassembly::BlockError;
pub use reassembly::Progress;
pub use reassembly::Reassembler;
pub use split::TooLarge;
pub use split::split;
pub use view::Block;
pub use view::MessageIdentifier;

/// How many octets of a message a block brings at most.
pub const MAX_BLOCK_OCTETS: usize = 1200;

/// How many blocks a message takes at most.
pub const MAX_BLOCKS: u16 = 255;
