//! Messages in a stream of octets, without any input or output: octets are fed in, messages and notices come out.

pub mod gfi;
mod lines;
pub mod wrapper;

pub use lines::Line;
pub use lines::Lines;
