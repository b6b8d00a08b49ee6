//! Reading captures: which GBCS messages were on the wire, and what could not be read.
//!
//! ```text
//! file ─► Capture ─► Frame ─► Extractor ─► Found (a GBCS message, or a DUIS document)
//!                                  └────► Unread (what could not be read, with frame and reason)
//! ```
//!
//! [`Capture`] reads pcap and pcapng, plain or compressed with gzip, frame by frame and in constant memory. An
//! [`Extractor`] takes the frames and knows these carriers:
//!
//! | link type | what is in it |
//! |---|---|
//! | 252 | exported PDUs ([`Carrier::ExportedPdu`]): one message a frame, the dissector named before it |
//! | 147 | bare messages ([`Carrier::Bare`]) |
//! | 0, 1, 101, 108, 113, 228, 229, 276 | IP, and in it TCP or UDP: GFI text lines ([`Carrier::Gfi`]), the wrapper of IEC 62056-4-7 ([`Carrier::Wrapper`]), DUIS documents over HTTP |
//! | 195, 230, 283 | IEEE 802.15.4, and in it ZigBee: the Tunneling cluster ([`Carrier::Tunnel`]) |
//!
//! Everything in a capture is hostile: no octet makes this module panic, nothing is allocated by a length that a
//! frame states, and every table has a bound; what falls out of one is counted like everything else that was not
//! read. What a message says is for `hallmark-gbcs`.

mod cursor;
mod exported;
mod extractor;
mod file;
mod found;
mod frame;
mod gunzip;
mod http;
mod net;
mod report;
mod stream;
mod zigbee;

pub use extractor::Extractor;
pub use file::Broken;
pub use file::Capture;
pub use found::Carrier;
pub use found::Content;
pub use found::Found;
pub use found::Mark;
pub use frame::Frame;
pub use report::Reason;
pub use report::Report;
pub use report::Unread;
pub use zigbee::Key;
pub use zigbee::KeyError;
pub use zigbee::Keys;
