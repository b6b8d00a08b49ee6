//! Every official message parses, is emitted again as the same octets, and carries right protection.

mod corpus;

use corpus::KeyFolder;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::crypto::RustCrypto;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;

#[test]
fn every_message_parses_and_is_emitted_as_it_was() {
    let Some(root) = corpus::root("every_message_parses_and_is_emitted_as_it_was") else { return };
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap_or_else(|error| panic!("{name}: {error}"));
        let envelope = Envelope::from(&message);
        assert_eq!(envelope.buffer_len(), octets.len(), "{name}");
        assert!(envelope.emit() == octets, "{name} is not emitted as it was");
        assert_eq!(envelope.signed_octets(), message.signed_octets(), "{name}");
        assert_eq!(envelope.authenticated_octets(), message.authenticated_octets(), "{name}");
        assert_eq!(message.non_minimal_lengths().count(), 0, "{name}");
        let missing = message.signature() == SignatureField::Missing;
        assert_eq!(missing, name.contains("PRECOMMAND"), "{name}");
    }
}

#[test]
fn every_signature_and_mac_is_right_but_those_without_keys() {
    let Some(root) = corpus::root("every_signature_and_mac_is_right_but_those_without_keys") else { return };
    let verifier = Verifier::new(KeyFolder::load(&root), Some(ACB));
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let checks = verifier.check(&message);
        let ppmid = name.starts_with("PCS01") || name.starts_with("PCS02");
        let expected_mac = match message.protection() {
            Protection::None | Protection::Signature => Check::Absent,
            Protection::Mac | Protection::Both if ppmid => Check::NoKey,
            Protection::Mac | Protection::Both => Check::Valid,
        };
        let expected_signature = match message.protection() {
            Protection::None | Protection::Mac => Check::Absent,
            Protection::Signature | Protection::Both => Check::Valid,
        };
        assert_eq!((checks.mac, checks.signature), (expected_mac, expected_signature), "{name}");
    }
}

#[test]
fn both_engines_say_the_same_of_every_signature_right_or_wrong() {
    let Some(root) = corpus::root("both_engines_say_the_same_of_every_signature_right_or_wrong") else {
        return;
    };
    let keys = KeyFolder::load(&root);
    let fast = Verifier::new(&keys, Some(ACB));
    let oracle = Verifier::with_engine(RustCrypto, &keys, Some(ACB));
    for (name, octets) in corpus::messages(&root).into_iter().step_by(4) {
        let message = Message::parse(&octets).unwrap();
        assert_eq!(fast.check(&message), oracle.check(&message), "{name}");

        let mut envelope = Envelope::from(&message);
        envelope.counter.0 ^= 1;
        let changed = envelope.emit();
        let message = Message::parse(&changed).unwrap();
        let checks = fast.check(&message);
        assert_eq!(checks, oracle.check(&message), "{name}");
        assert!(checks.mac != Check::Valid && checks.signature != Check::Valid, "{name}");
    }
}

#[test]
fn without_the_broker_only_its_own_commands_have_a_mac_that_can_be_checked() {
    let test = "without_the_broker_only_its_own_commands_have_a_mac_that_can_be_checked";
    let Some(root) = corpus::root(test) else { return };
    let verifier = Verifier::new(KeyFolder::load(&root), None);
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        if message.header().cra != Cra::Command || !message.has_mac_header() {
            continue;
        }
        let own = message.header().originator == ACB;
        let expected = if own { Check::Valid } else { Check::NoKey };
        assert_eq!(verifier.check_mac(&message), expected, "{name}");
    }
}

const ACB: EntityId = EntityId([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x02]);
