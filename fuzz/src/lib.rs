//! What the fuzz targets do with octets. Each module has a function `run`, which must return whatever it is given: a
//! panic is a finding. The files in `fuzz_targets` hand libFuzzer's input to it, the tests in `tests` hand it the
//! seeds and their mutations, on any toolchain.

pub mod adapter;
pub mod asn1;
pub mod block;
pub mod capture;
pub mod certificate;
pub mod device;
pub mod dlms;
pub mod frames;
pub mod gbz;
pub mod gfi;
pub mod keys;
pub mod lint;
pub mod message;
pub mod message_roundtrip;
pub mod path;
mod pieces;
pub mod profile;
mod refused;
pub mod replay;
mod rig;
pub mod seeds;
mod sink;
pub mod template;
pub mod utrn;
pub mod wrapper;

/// One target: its name, which is that of the program and of the folder with its corpus, and its body.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// What it does with octets.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "adapter", run: adapter::run },
    Target { name: "asn1", run: asn1::run },
    Target { name: "block", run: block::run },
    Target { name: "capture", run: capture::run },
    Target { name: "certificate", run: certificate::run },
    Target { name: "device", run: device::run },
    Target { name: "dlms", run: dlms::run },
    Target { name: "frames", run: frames::run },
    Target { name: "gbz", run: gbz::run },
    Target { name: "gfi", run: gfi::run },
    Target { name: "keys", run: keys::run },
    Target { name: "lint", run: lint::run },
    Target { name: "message", run: message::run },
    Target { name: "message_roundtrip", run: message_roundtrip::run },
    Target { name: "path", run: path::run },
    Target { name: "profile", run: profile::run },
    Target { name: "replay", run: replay::run },
    Target { name: "template", run: template::run },
    Target { name: "utrn", run: utrn::run },
    Target { name: "wrapper", run: wrapper::run },
];
