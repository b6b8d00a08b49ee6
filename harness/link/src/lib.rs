//! How a target is reached, and captures of what was exchanged.
//!
//! A [`Link`] carries whole GBCS messages to and from one target. The kinds of link are named by a [`LinkUrl`]:
//! `gfi:` and `gfi+listen:` ([`framing::gfi`]), `wrapper:` ([`framing::wrapper`]), `exec:` ([`exec`]) and
//! `loopback:` ([`loopback`]).
//!
//! What comes in is hostile. Every line, queue and wait has a bound; what is not a message is handed over as
//! [`Garbage`] and never dropped silently; a link that is lost ends with a [`LinkError`] that says why, and can be
//! made again with [`Link::reconnect`].
//!
//! [`capture`] reads messages out of captures that anybody made, [`pcapng`] writes captures.
//!
//! This crate does not look into messages: what they mean is for `hallmark-gbcs`.

pub mod capture;
mod connect;
mod control;
mod duplex;
mod error;
pub mod exec;
pub mod framing;
mod hex;
mod inbox;
mod link;
pub mod loopback;
mod options;
pub mod pcapng;
mod probe;
mod received;
mod stream;
mod time;
mod url;

pub use connect::connect;
pub use control::Control;
pub use control::ControlAnswer;
pub use control::Hello;
pub use error::Contact;
pub use error::Family;
pub use error::LinkError;
pub use link::Link;
pub use link::LinkFuture;
pub use options::Options;
pub use probe::ProbeReport;
pub use probe::probe;
pub use received::Garbage;
pub use received::GarbageKind;
pub use received::Received;
pub use time::UnixMicros;
pub use url::Address;
pub use url::CommandLine;
pub use url::LinkUrl;
pub use url::UrlError;
