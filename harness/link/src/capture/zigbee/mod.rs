//! ZigBee over IEEE 802.15.4: radio frames, network and application support layer, and the Tunneling cluster.
//!
//! | layer | module | source |
//! |---|---|---|
//! | radio | [`radio`] | IEEE 802.15.4-2015, 7.2; TAP header of the IEEE 802.15.4 TAP link type specification |
//! | network | [`network`] | ZigBee specification 05-3474, 3.3.1 |
//! | application support | [`support`] | 05-3474, 2.2.5; fragments 2.2.8.4.5 in [`fragments`]; keys on their way 4.4.10 in [`transport_key`] |
//! | security of both | [`security`], [`keys`], [`hash`] | 05-3474, 4.5, annexes A and B |
//! | cluster library | [`zcl`] | ZigBee Cluster Library 07-5123, 2.4; Smart Energy 07-5356, annex D.6 (Tunneling) |
//! | tunnel | [`tunnel`] | GBCS 10.2 |

mod clusters;
mod fragments;
mod hash;
mod keys;
mod network;
mod pans;
mod radio;
mod repeats;
mod security;
mod support;
mod transport_key;
mod tunnel;
mod zcl;

use std::collections::HashMap;

use crate::capture::Frame;
use crate::capture::Reason;
use crate::capture::cursor::Malformed;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;

use self::fragments::Fragments;
use self::fragments::Outcome;
use self::fragments::TransferKey;
use self::network::Network;
use self::pans::Pans;
use self::radio::RadioFrame;
use self::repeats::Repeats;
use self::security::Level;
use self::support::Support;
use self::support::SupportKind;

pub use self::keys::Key;
pub use self::keys::KeyError;
pub use self::keys::Keys;

/// What stands around a radio frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Radio {
    /// Link type 283: a header before it, which says whether a check sequence follows.
    Tap,
    /// Link type 195: a check sequence of two octets follows.
    WithCheck,
    /// Link type 230: nothing.
    WithoutCheck,
}

/// Everything that is on the air.
#[derive(Debug)]
pub(super) struct Zigbee {
    keys: Keys,
    fragments: Fragments,
    repeats: Repeats,
    pans: Pans,
    /// The extended address of each short one, by PAN.
    addresses: HashMap<(u16, u16), [u8; 8]>,
    network_text: Vec<u8>,
    support_text: Vec<u8>,
}

/// Where a frame of the application support layer came from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    place: Place,
    pan: u16,
    source: u16,
    /// The extended address of the source, where it is known.
    extended: Option<[u8; 8]>,
}

impl Zigbee {
    pub(super) fn new(keys: Keys) -> Self {
        Self {
            keys,
            fragments: Fragments::default(),
            repeats: Repeats::default(),
            pans: Pans::default(),
            addresses: HashMap::new(),
            network_text: Vec::new(),
            support_text: Vec::new(),
        }
    }

    pub(super) fn frame(
        &mut self,
        frame: &Frame<'_>,
        radio: Radio,
        out: &mut Output<'_>,
    ) -> Result<(), Malformed> {
        if frame.is_snapped() {
            out.snapped(frame);
            return Ok(());
        }
        let place = Place { frame: frame.number, at: frame.at };
        let octets = match radio::unwrap(radio, frame.octets)? {
            Ok(octets) => octets,
            Err(wrong) => {
                out.unread(place, Reason::Checksum, || wrong.to_owned());
                return Ok(());
            }
        };
        match RadioFrame::parse(octets)? {
            RadioFrame::Data { pan, source, payload } => self.network(place, pan, source, payload, out),
            RadioFrame::Other(name) => {
                out.count(name);
                Ok(())
            }
            RadioFrame::Secured => {
                out.unread(place, Reason::Unsupported, || "security of IEEE 802.15.4 itself".to_owned());
                Ok(())
            }
        }
    }

    pub(super) fn finish(&mut self, place: Place, out: &mut Output<'_>) {
        for lost in self.fragments.finish() {
            out.unread(Place { frame: lost.frame, ..place }, Reason::Incomplete, || lost.to_string());
        }
        self.pans.finish(self.keys.has_network(), out);
        out.report.learnt_keys = self.keys.learnt();
    }

    fn network(
        &mut self,
        place: Place,
        pan: u16,
        radio_source: Option<u16>,
        octets: &[u8],
        out: &mut Output<'_>,
    ) -> Result<(), Malformed> {
        let network = match Network::parse(octets)? {
            Some(network) => network,
            None => {
                out.count("radio frame of another network protocol");
                return Ok(());
            }
        };
        let origin = |addresses: &HashMap<(u16, u16), [u8; 8]>| Origin {
            place,
            pan,
            source: network.source,
            extended: network.source_extended.or_else(|| addresses.get(&(pan, network.source)).copied()),
        };
        if let Some(extended) = network.source_extended {
            self.learn(pan, network.source, extended);
        }
        let Some(security) = &network.security else {
            if network.is_command {
                out.count("ZigBee network command");
                return Ok(());
            }
            let origin = origin(&self.addresses);
            return self.support(origin, network.payload, out);
        };
        let Some(sender) = security.source else {
            return Err(Malformed {
                layer: "ZigBee network",
                field: "a secured frame does not name its sender",
            });
        };
        // The sender of this hop is who is on the air, not who sent the frame first.
        if let Some(short) = radio_source {
            self.learn(pan, short, sender);
        }
        let mut text = core::mem::take(&mut self.network_text);
        let opened = self.keys.open_network(
            (pan, security.key_sequence),
            sender,
            security,
            octets,
            Level::STANDARD,
            &mut text,
        );
        self.pans.opened(pan, place, opened);
        let outcome = if !opened {
            Ok(())
        } else if network.is_command {
            out.count("ZigBee network command");
            Ok(())
        } else {
            let origin = origin(&self.addresses);
            self.support(origin, &text, out)
        };
        self.network_text = text;
        outcome
    }

    fn support(&mut self, origin: Origin, octets: &[u8], out: &mut Output<'_>) -> Result<(), Malformed> {
        let support = Support::parse(octets)?;
        let Some(security) = &support.security else {
            return self.service(origin, &support, support.payload, out);
        };
        let Some(sender) = security.source.or(origin.extended) else {
            out.unread(origin.place, Reason::LinkKey, || {
                format!("the extended address of {:04X} is not known", origin.source)
            });
            return Ok(());
        };
        let mut text = core::mem::take(&mut self.support_text);
        let opened = self.keys.open_support(sender, security, octets, Level::STANDARD, &mut text);
        let outcome = if opened {
            self.service(origin, &support, &text, out)
        } else {
            out.unread(origin.place, Reason::LinkKey, || match self.keys.has_link() {
                true => "none of the link keys opens the frame".to_owned(),
                false => "no link key was given".to_owned(),
            });
            Ok(())
        };
        self.support_text = text;
        outcome
    }

    fn service(
        &mut self,
        origin: Origin,
        support: &Support<'_>,
        payload: &[u8],
        out: &mut Output<'_>,
    ) -> Result<(), Malformed> {
        let (cluster, profile) = match support.kind {
            SupportKind::Command => return self.command(origin, payload, out),
            SupportKind::Other(name) => {
                out.count(name);
                return Ok(());
            }
            SupportKind::Data { cluster, profile } => (cluster, profile),
        };
        if let Some(part) = support.part {
            let key = TransferKey {
                pan: origin.pan,
                source: origin.source,
                counter: support.counter,
                endpoints: support.endpoints,
                cluster,
            };
            return match self.fragments.accept(key, part, payload, origin.place) {
                Outcome::Waiting => Ok(()),
                Outcome::Lost(lost) => {
                    out.unread(Place { frame: lost.frame, ..origin.place }, Reason::Incomplete, || {
                        lost.to_string()
                    });
                    Ok(())
                }
                Outcome::Whole { first_frame, octets } => {
                    self.data(origin, first_frame, profile, cluster, support, &octets, out)
                }
            };
        }
        self.data(origin, origin.place.frame, profile, cluster, support, payload, out)
    }

    #[allow(clippy::too_many_arguments, reason = "each is a field of another layer")]
    fn data(
        &mut self,
        origin: Origin,
        first_frame: u64,
        profile: u16,
        cluster: u16,
        support: &Support<'_>,
        octets: &[u8],
        out: &mut Output<'_>,
    ) -> Result<(), Malformed> {
        out.count(clusters::name(profile, cluster));
        if (profile, cluster) != (clusters::SMART_ENERGY, clusters::TUNNELING) {
            return Ok(());
        }
        let Some(transferred) = zcl::transferred(octets)? else { return Ok(()) };
        let sent = (origin.pan, origin.source, support.counter, support.endpoints);
        if self.repeats.is_repeated(sent, origin.place, octets) {
            out.report.repeated = out.report.repeated.saturating_add(1);
            return Ok(());
        }
        tunnel::emit(transferred, first_frame, origin.place, out);
        Ok(())
    }

    /// A command of the application support layer: keys may be on their way in it.
    fn command(&mut self, origin: Origin, payload: &[u8], out: &mut Output<'_>) -> Result<(), Malformed> {
        out.count("ZigBee APS command");
        if let Some(inner) = transport_key::tunnelled(payload) {
            // A command for a third device, through its parent: what it carries is not tunnelled once more.
            let support = Support::parse(inner)?;
            if let (SupportKind::Command, Some(security)) = (&support.kind, &support.security)
                && let Some(sender) = security.source.or(origin.extended)
            {
                let mut text = Vec::new();
                if self.keys.open_support(sender, security, inner, Level::STANDARD, &mut text) {
                    transport_key::learn(&text, &mut self.keys)?;
                } else {
                    out.unread(origin.place, Reason::LinkKey, || {
                        "none of the link keys opens the command inside a tunnel command".to_owned()
                    });
                }
            }
            return Ok(());
        }
        transport_key::learn(payload, &mut self.keys)
    }

    fn learn(&mut self, pan: u16, short: u16, extended: [u8; 8]) {
        let is_full = self.addresses.len() >= MAX_ADDRESSES;
        match self.addresses.get_mut(&(pan, short)) {
            Some(known) => *known = extended,
            None if is_full => {}
            None => {
                self.addresses.insert((pan, short), extended);
            }
        }
    }
}

/// More devices than any home has, and a bound for captures that make them up.
const MAX_ADDRESSES: usize = 65_536;
