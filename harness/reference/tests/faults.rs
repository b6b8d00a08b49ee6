//! Devices that misbehave: each in its own way, and honestly in every other one.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::wire::Message;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_reference::faults;
use rig::DEVICE;
use rig::NOW;
use rig::Rig;

/// Reads the firmware version.
const READ: u16 = 0x0059;
/// Adjusts the balance: critical.
const CRITICAL: u16 = 0x001C;

fn with(names: &[&str]) -> Rig {
    let mut rig = Rig::new();
    let faults = names.iter().map(|name| faults::find(name).unwrap()).collect::<Vec<_>>();
    let config = EsmeConfig::from_pki(&rig.pki, DEVICE, 1).unwrap();
    rig.esme = Esme::with_faults(config, NOW, &faults);
    rig
}

/// A command with the last bit of its MAC flipped.
fn spoilt(rig: &mut Rig) -> Vec<u8> {
    let mut octets = rig.usual(CRITICAL, |_| ());
    *octets.last_mut().unwrap() ^= 1;
    octets
}

#[test]
fn a_device_without_faults_is_the_honest_one() {
    let (mut honest, mut other) = (Rig::new(), with(&[]));
    for code in [READ, CRITICAL] {
        let octets = honest.usual(code, |_| ());
        assert_eq!(honest.send(&octets), other.send(&octets));
    }
    assert_eq!(honest.esme.snapshot(), other.esme.snapshot());
}

#[test]
fn a_fault_changes_what_it_says_and_nothing_else() {
    let mut rig = with(&["mac-ignored"]);
    let octets = spoilt(&mut rig);
    assert_eq!(Rig::new().send(&octets).len(), 1, "an alert");
    rig.answer(&octets);
    // Replays are still refused.
    assert!(rig.send(&octets).is_empty());
}

#[test]
fn faults_can_be_planted_together() {
    let mut rig = with(&["mac-ignored", "replay-accepted"]);
    let octets = spoilt(&mut rig);
    rig.answer(&octets);
    rig.answer(&octets);
}

#[test]
fn a_used_token_is_credited_again() {
    for name in ["token-replayed", "token-not-used-up"] {
        let mut rig = with(&[name]);
        let octets = rig.top_up(UtrnCounter(7), ValueClass::Unit, 1);
        rig.answer(&octets);
        let before = rig.esme.snapshot();
        rig.answer(&octets);
        assert_ne!(rig.esme.snapshot(), before, "{name}");
    }
}

#[test]
fn no_fault_makes_the_device_panic_or_send_what_is_no_message() {
    for fault in faults::all() {
        let mut rig = with(&[fault.name]);
        let token = rig.top_up(UtrnCounter(7), ValueClass::Unit, 1);
        let commands = [rig.usual(READ, |_| ()), spoilt(&mut rig), token.clone(), token, vec![0xDD; 40]];
        let sent = commands.iter().flat_map(|octets| rig.send(octets)).collect::<Vec<_>>();
        for octets in sent {
            assert!(Message::parse(&octets).is_ok(), "{fault:?}");
        }
    }
}
