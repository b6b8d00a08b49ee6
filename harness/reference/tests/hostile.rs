//! Octets of any kind: nothing makes the Device panic, answer or change.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;

use hallmark_gbcs::block::split;
use hallmark_gbcs::tables::codes::TOP_UP_ESME as TOP_UP;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_reference::Esme;
use proptest::prelude::*;
use rig::NOW;
use rig::Rig;

/// A Device, and good commands to it.
static PREPARED: LazyLock<Mutex<(Esme, Vec<Vec<u8>>)>> = LazyLock::new(|| {
    let mut rig = Rig::new();
    let mut commands = vec![rig.top_up(UtrnCounter(5), ValueClass::Unit, 1)];
    for template in templates().iter().filter(|template| template.code != TOP_UP) {
        let parameters = rig.parameters(template.code.0);
        commands.push(rig.command(template, &parameters));
    }
    Mutex::new((rig.esme, commands))
});

fn prepared() -> (Esme, Vec<Vec<u8>>) {
    PREPARED.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether nothing but alerts was sent and nothing changed.
fn is_refused(esme: &Esme, octets: &[u8], now: u64) -> bool {
    let mut device = esme.clone();
    let sent = device.handle(now, octets);
    let alerts = sent
        .iter()
        .all(|octets| Message::parse(octets).is_ok_and(|message| message.header().cra == Cra::Alert));
    alerts && device.snapshot() == esme.snapshot()
}

proptest! {
    #[test]
    fn arbitrary_octets_are_refused(octets in proptest::collection::vec(any::<u8>(), 0..200), now: u64) {
        prop_assert!(is_refused(&prepared().0, &octets, now));
    }

    #[test]
    fn commands_with_flipped_bits_are_refused(index: prop::sample::Index, bits in prop::collection::vec(any::<prop::sample::Index>(), 1..4), now: u64) {
        let (esme, commands) = prepared();
        let good = index.get(&commands);
        let mut octets = good.clone();
        for bit in bits {
            let bit = bit.index(octets.len() * 8);
            octets[bit / 8] ^= 1 << (bit % 8);
        }
        prop_assume!(octets != *good);
        prop_assert!(is_refused(&esme, &octets, now));
    }

    #[test]
    fn pieces_of_commands_are_refused(index: prop::sample::Index, from: prop::sample::Index, to: prop::sample::Index) {
        let (esme, commands) = prepared();
        let good = index.get(&commands);
        let (from, to) = (from.index(good.len()), to.index(good.len()));
        let octets = good.get(from..to).unwrap_or_default();
        prop_assert!(is_refused(&esme, octets, NOW));
    }

    #[test]
    fn good_commands_at_any_time_are_answered_without_panic(index: prop::sample::Index, now: u64) {
        let (mut esme, commands) = prepared();
        let sent = esme.handle(now, index.get::<Vec<u8>>(&commands));
        prop_assert!(!sent.is_empty());
        esme.tick(u64::MAX);
    }
}

#[test]
fn a_command_in_blocks_is_a_command() {
    let (mut esme, commands) = prepared();
    let large = commands.iter().max_by_key(|octets| octets.len()).unwrap();
    let mut whole = esme.clone();
    let expected = whole.handle(NOW, large);
    let message = Message::parse(large).unwrap();
    let blocks = split(&message, 500).unwrap();
    assert!(blocks.len() > 1);
    let sent = blocks.iter().map(|block| esme.handle(NOW, &block.emit())).collect::<Vec<_>>();
    assert_eq!(sent.last().unwrap(), &expected);
    assert!(sent[..sent.len() - 1].iter().all(Vec::is_empty));
}

#[test]
fn a_clone_does_what_its_original_does() {
    let (esme, commands) = prepared();
    let run = |mut esme: Esme| {
        let sent = commands.iter().flat_map(|octets| esme.handle(NOW, octets)).collect::<Vec<_>>();
        (sent, esme.snapshot())
    };
    assert_eq!(run(esme.clone()), run(esme));
}
