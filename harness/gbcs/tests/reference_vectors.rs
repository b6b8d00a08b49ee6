//! The worked examples of the fact sheet that goes with the reference data, and the tokens and encrypted attributes in
//! its messages.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy does not see as tests"
)]

mod corpus;

use std::fs;
use std::path::Path;

use corpus::KeyFolder;
use corpus::octets;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::BlobError;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;

#[test]
fn keys_and_macs_are_those_of_the_worked_examples() {
    let Some(root) = corpus::root("keys_and_macs_are_those_of_the_worked_examples") else { return };
    let verifier = Verifier::new(KeyFolder::load(&root), Some(ACB));
    let mut secrets: Vec<Vec<u8>> = Vec::new();
    for row in rows(&root, "## 12.", 5).into_iter().filter(|row| row[1].starts_with("dd")) {
        let octets_of_message = octets(&row[1]);
        let message = Message::parse(&octets_of_message).unwrap();
        let header = message.header();
        let party = if row[0].contains("command") { ACB } else { header.recipient };
        let device = if party == ACB { header.recipient } else { header.originator };
        let secret = verifier.secret(party, device).unwrap();
        match row[2].as_str() {
            "as first row" => assert_eq!(secret.as_octets()[..], secrets[0], "{}", row[0]),
            "as second row" => assert_eq!(secret.as_octets()[..], secrets[1], "{}", row[0]),
            other => assert_eq!(secret.as_octets()[..], octets(other), "{}", row[0]),
        }
        secrets.push(secret.as_octets().to_vec());
        let key = MessageKey::for_mac(&secret, header);
        assert_eq!(key.as_octets()[..], octets(&row[4]), "{}", row[0]);
        let mac = key.mac(header.originator, message.authenticated_octets());
        assert_eq!(Some(&mac), message.mac(), "{}", row[0]);
    }
    assert_eq!(secrets.len(), 4);
}

#[test]
fn the_token_is_that_of_the_worked_example() {
    let Some(root) = corpus::root("the_token_is_that_of_the_worked_example") else { return };
    let rows = rows(&root, "### 9.6", 2);
    let value = |item: &str| {
        let row = rows.iter().find(|row| row[0] == item).unwrap_or_else(|| panic!("no row {item}"));
        row[1].clone()
    };
    let ids: Vec<EntityId> =
        value("supplier / Device / C").split('/').filter_map(|id| id.trim().parse().ok()).collect();
    let counter = UtrnCounter::try_from(Counter(u64::from_be_bytes(ids[2].0))).unwrap();
    let secret = SharedSecret::new(octets(&value("Z")).try_into().unwrap());
    let keys = KeyFolder::load(&root);
    assert_eq!(secret.as_octets(), prepayment_secret(&keys, ids[0], ids[1]).as_octets());

    let token: Utrn = value("UTRN").parse().unwrap();
    assert_eq!((token.class, token.value.number(), token.counter.number()), (ValueClass::Unit, 10, 3));
    assert_eq!(token.covered()[..], octets(&value("H")));
    assert!(token.is_authentic(&secret, ids[0], ids[1], counter));
    assert_eq!(Utrn::build(&secret, ids[0], ids[1], counter, token.class, token.value), token);
    assert_eq!(token.to_string(), value("UTRN"));
}

#[test]
fn tokens_in_commands_are_authentic() {
    let Some(root) = corpus::root("tokens_in_commands_are_authentic") else { return };
    let keys = KeyFolder::load(&root);
    let mut authentic = Vec::new();
    for (name, octets) in corpus::messages(&root) {
        if !(name.starts_with("CS01a") || name.starts_with("CS01b")) || !name.contains("_COMMAND") {
            continue;
        }
        let message = Message::parse(&octets).unwrap();
        let header = message.header();
        let digits =
            message.payload().windows(20).find(|window| window.iter().all(u8::is_ascii_digit)).unwrap();
        let Ok(token) = str::from_utf8(digits).unwrap().parse::<Utrn>() else {
            assert!(name.contains("ERROR"), "{name}");
            continue;
        };
        let secret = prepayment_secret(&keys, header.originator, header.recipient);
        let counter = UtrnCounter::try_from(header.counter).unwrap();
        assert_eq!(token.counter, counter.truncated(), "{name}");
        assert!(token.is_authentic(&secret, header.originator, header.recipient, counter), "{name}");
        authentic.push(name);
    }
    assert!(!authentic.is_empty());
}

#[test]
fn encrypted_attributes_can_be_read() {
    let Some(root) = corpus::root("encrypted_attributes_can_be_read") else { return };
    let verifier = Verifier::new(KeyFolder::load(&root), Some(ACB));
    let mut decrypted = 0;
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        for blob in blobs(message.payload()) {
            assert!(verifier.decrypt_blob(&message, blob).is_ok(), "{name}");
            decrypted += 1;

            let mut envelope = Envelope::from(&message);
            envelope.counter.0 ^= 1;
            // Where the Device chose a counter of its own for the key, it stands at the end of other-information.
            *envelope.other.last_mut().unwrap() ^= u8::from(envelope.other.len() == 26);
            let changed = envelope.emit();
            let changed = Message::parse(&changed).unwrap();
            assert_eq!(verifier.decrypt_blob(&changed, blob), Err(BlobError::NotAuthentic), "{name}");
        }
    }
    assert!(decrypted > 30, "{decrypted}");
}

/// What looks like encrypted attributes: the fixed start behind a length of DLMS or of GBZ.
fn blobs(payload: &[u8]) -> Vec<&[u8]> {
    let start = |position: &usize| payload[*position..].starts_with(&[0x31, 0, 0, 0, 0]);
    let blob = |position: usize| {
        let before = &payload[..position];
        let short = usize::from(*before.last()?);
        let long = usize::from(u16::from_be_bytes(*before.last_chunk()?));
        let dlms =
            before.ends_with(&[0x09, *before.last()?]) || before[..before.len() - 1].ends_with(&[0x81]);
        let length = if dlms { short } else { long };
        payload.get(position..position + length).filter(|blob| blob.len() > 17)
    };
    (1..payload.len()).filter(start).filter_map(blob).collect()
}

fn prepayment_secret(keys: &KeyFolder, supplier: EntityId, device: EntityId) -> SharedSecret {
    let scalar = keys.private_scalar(supplier, KeyUsage::PrepaymentKeyAgreement).unwrap();
    let point = keys.public_point(device, KeyUsage::KeyAgreement).unwrap();
    AgreementKey::from_scalar(&scalar).unwrap().agree(&point).unwrap()
}

/// The rows of the first table under a heading of the fact sheet, with their cells, without marks of code.
fn rows(root: &Path, heading: &str, cells: usize) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root.join("spec/gbcs.md")).unwrap();
    let section = text.split_once(&format!("\n{heading}")).expect("the heading").1;
    let rows =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let split = |row: &str| -> Vec<String> {
        row.trim_matches('|').split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect()
    };
    rows.skip(2).map(split).filter(|row| row.len() == cells).collect()
}

const ACB: EntityId = EntityId([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x02]);
