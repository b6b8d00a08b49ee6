//! Signatures, MACs and encryption between parties made up here, checked from both sides.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy does not see as tests"
)]

use std::collections::HashMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::BlobError;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::crypto::Checks;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::crypto::protect;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;

/// What Python's cryptography package computes for the same inputs.
#[test]
fn derivation_mac_and_encryption_are_those_of_an_independent_implementation() {
    let ours = AgreementKey::from_scalar(&PrivateScalar::new([0x11; 32])).unwrap();
    let theirs = AgreementKey::from_scalar(&PrivateScalar::new([0x22; 32])).unwrap();
    let secret = ours.agree(&theirs.public_point()).unwrap();
    let expected = "ccfc261f58193c98ca4ad4a53bbac6f0ee29bc4d48438090446908622ca79af6";
    assert_eq!(hex(secret.as_octets()), expected);

    let originator = EntityId(0x0011_2233_4455_6677_u64.to_be_bytes());
    let recipient = EntityId(0x8899_AABB_CCDD_EEFF_u64.to_be_bytes());
    let key = |purpose| derive_key(&secret, purpose, originator, Counter(0x0102_0304_0506_0708), recipient);
    let expected = [
        (Purpose::Command, "d280485cb95b70b1d902b9145e8d2dcb"),
        (Purpose::Response, "6df6b3746bf327c1d55254059bc3cce8"),
        (Purpose::Alert, "788b42393fbd2582715e5c61cbe5503e"),
        (Purpose::Encryption, "78a3c13e7184c82e433e5ab1f298a8dc"),
    ];
    for (purpose, expected) in expected {
        assert_eq!(hex(key(purpose).as_octets()), expected, "{purpose:?}");
    }
    let mac = key(Purpose::Command).mac(originator, b"\xDF\x09some octets\x00");
    assert_eq!(hex(&mac), "2bbb8f46a8a7ad65ea5b372b");

    let blob = key(Purpose::Encryption).encrypt(originator, b"sensitive attribute");
    let expected = "31000000005747ca237330a71999b69d200c4921e1551cede433bc0abe54a9fb477153ba";
    assert_eq!(hex(&blob), expected);
    assert_eq!(key(Purpose::Encryption).decrypt(originator, &blob), Ok(b"sensitive attribute".to_vec()));
}

#[test]
fn honest_messages_are_valid_from_both_sides() {
    let parties = Parties::new();
    for (octets, expected) in parties.honest_messages() {
        let message = Message::parse(&octets).unwrap();
        for keys in [parties.without_private_keys_of(DEVICE), parties.without_private_keys_of_all_but(DEVICE)]
        {
            let verifier = Verifier::new(keys, Some(ACB));
            assert_eq!(verifier.check(&message), expected, "{:?}", message.header());
        }
        let nothing = Verifier::new(Parties::default(), Some(ACB)).check(&message);
        let hidden = |check| if check == Check::Absent { Check::Absent } else { Check::NoKey };
        assert_eq!(nothing, Checks { mac: hidden(expected.mac), signature: hidden(expected.signature) });
    }
}

#[test]
fn every_changed_octet_of_what_is_protected_is_noticed() {
    let parties = Parties::new();
    let verifier = Verifier::new(&parties, Some(ACB));
    for (octets, _) in parties.honest_messages() {
        for position in 0..octets.len() {
            let mut changed = octets.clone();
            changed[position] ^= 0x01;
            let Ok(message) = Message::parse(&changed) else { continue };
            let checks = verifier.check(&message);
            let noticed = |check| matches!(check, Check::Invalid | Check::NoKey);
            assert!(noticed(checks.mac) || noticed(checks.signature), "octet {position}");
        }
    }
}

#[test]
fn protection_by_the_wrong_key_is_invalid() {
    let parties = Parties::new();
    let verifier = Verifier::new(&parties, Some(ACB));
    let check = |envelope: &Envelope| verifier.check(&Message::parse(&envelope.emit()).unwrap());
    let broker = parties.secret(ACB, DEVICE);
    let honest = envelope(Cra::Command, SUPPLIER, DEVICE, CODE);

    let mut wrong = honest.clone();
    wrong.sign(&parties.signer(OTHER));
    wrong.authenticate(&broker);
    assert_eq!(check(&wrong), Checks { mac: Check::Valid, signature: Check::Invalid });

    let mut wrong = honest.clone();
    wrong.sign(&parties.signer(SUPPLIER));
    wrong.authenticate_as(Purpose::Response, &broker);
    assert_eq!(check(&wrong), Checks { mac: Check::Invalid, signature: Check::Valid });

    let mut wrong = honest.clone();
    wrong.authenticate(&parties.secret(SUPPLIER, DEVICE));
    assert_eq!(check(&wrong), Checks { mac: Check::Invalid, signature: Check::Absent });

    let mut wrong = honest.clone();
    wrong.sign(&parties.signer(SUPPLIER));
    wrong.authenticate(&broker);
    wrong.signature.as_mut().unwrap()[5] ^= 1;
    assert_eq!(check(&wrong), Checks { mac: Check::Invalid, signature: Check::Invalid });

    let mut wrong = honest;
    wrong.authenticate_with(&MessageKey::new([7; 16]));
    assert_eq!(check(&wrong), Checks { mac: Check::Invalid, signature: Check::Absent });
}

#[test]
fn without_the_broker_only_a_certain_pair_can_be_invalid() {
    let parties = Parties::new();
    let verifier = Verifier::new(&parties, None);
    let check = |envelope: &Envelope, secret: &SharedSecret| {
        verifier.check_mac(&Message::parse(&protect(envelope.clone(), None, Some(secret))).unwrap())
    };
    let (broker, wrong) = (parties.secret(ACB, DEVICE), parties.secret(OTHER, DEVICE));

    let supplier = envelope(Cra::Command, SUPPLIER, DEVICE, CODE);
    assert_eq!(check(&supplier, &broker), Check::NoKey);
    let own = envelope(Cra::Command, ACB, DEVICE, CODE);
    assert_eq!(check(&own, &broker), Check::Valid);
    assert_eq!(check(&own, &wrong), Check::NoKey);
    let other = OtherInformation::PartyCounter { code: MessageCode(1), party: OTHER, counter: Counter(3) };
    let for_another = envelope(Cra::Command, ACB, DEVICE, other);
    assert_eq!(check(&for_another, &broker), Check::Valid);
    assert_eq!(check(&for_another, &wrong), Check::Invalid);
}

#[test]
fn the_broker_has_no_part_between_two_devices() {
    let parties = Parties::new();
    let verifier = Verifier::new(&parties, Some(ACB));
    for (cra, code) in [(Cra::Command, 0x009B), (Cra::Response, 0x009B), (Cra::Command, 0x0090)] {
        let code = OtherInformation::Code { code: MessageCode(code) };
        let envelope = envelope(cra, OTHER, DEVICE, code);
        let octets = protect(envelope, None, Some(&parties.secret(OTHER, DEVICE)));
        assert_eq!(verifier.check_mac(&Message::parse(&octets).unwrap()), Check::Valid);
    }
}

#[test]
fn attributes_are_encrypted_to_whom_the_header_names() {
    let parties = Parties::new();
    let code = MessageCode(0x0027);
    let counter = Counter(3);
    let cases = [
        (SUPPLIER, CODE, SUPPLIER),
        (ACB, OtherInformation::PartyCounter { code, party: OTHER, counter }, OTHER),
        (
            ACB,
            OtherInformation::PartyOriginator { code, party: OTHER, counter, originator_counter: Counter(8) },
            OTHER,
        ),
    ];
    for (recipient, other, reader) in cases {
        let octets = envelope(Cra::Response, DEVICE, recipient, other).emit();
        let message = Message::parse(&octets).unwrap();
        let secret = parties.secret(reader, DEVICE);
        let blob = MessageKey::for_encryption(&secret, message.header()).encrypt(DEVICE, b"reading");

        let verifier = Verifier::new(parties.without_private_keys_of_all_but(reader), Some(ACB));
        assert_eq!(verifier.decrypt_blob(&message, &blob), Ok(b"reading".to_vec()));
        for position in 5..blob.len() {
            let mut changed = blob.clone();
            changed[position] ^= 1;
            assert_eq!(verifier.decrypt_blob(&message, &changed), Err(BlobError::NotAuthentic));
        }
        for position in 0..5 {
            let mut changed = blob.clone();
            changed[position] ^= 1;
            assert!(matches!(verifier.decrypt_blob(&message, &changed), Err(BlobError::Form(_))));
        }
        assert!(matches!(verifier.decrypt_blob(&message, &blob[..16]), Err(BlobError::Form(_))));

        let outsider = Verifier::new(parties.without_private_keys_of_all_but(STRANGER), Some(ACB));
        assert_eq!(outsider.decrypt_blob(&message, &blob), Err(BlobError::NoKey));
        let later =
            Envelope { counter: Counter(78), other: CODE.to_vec(), ..Envelope::from(&message) }.emit();
        let later = Message::parse(&later).unwrap();
        let everything = Verifier::new(&parties, Some(ACB));
        assert_eq!(everything.decrypt_blob(&later, &blob), Err(BlobError::NotAuthentic));
    }
}

#[test]
fn protecting_replaces_the_protection_that_was_there() {
    let parties = Parties::new();
    let unprotected = envelope(Cra::Command, SUPPLIER, DEVICE, CODE);
    let octets =
        protect(unprotected.clone(), Some(&parties.signer(SUPPLIER)), Some(&parties.secret(ACB, DEVICE)));
    let protected = Envelope::from(&Message::parse(&octets).unwrap());
    assert_eq!(protect(protected, None, None), unprotected.emit());
}

const SUPPLIER: EntityId = EntityId([0x51; 8]);
const ACB: EntityId = EntityId([0xAC; 8]);
const OTHER: EntityId = EntityId([0x07; 8]);
const STRANGER: EntityId = EntityId([0x99; 8]);
const DEVICE: EntityId = EntityId([0xDE; 8]);
const CODE: OtherInformation<'static> = OtherInformation::Code { code: MessageCode(0x0027) };

#[derive(Clone, Default)]
struct Parties {
    scalars: HashMap<(EntityId, KeyUsage), PrivateScalar>,
    points: HashMap<(EntityId, KeyUsage), [u8; 65]>,
}

impl Parties {
    fn new() -> Self {
        let mut parties = Self::default();
        let mut octet = 1;
        for id in [SUPPLIER, ACB, OTHER, STRANGER, DEVICE] {
            for usage in [KeyUsage::DigitalSignature, KeyUsage::KeyAgreement] {
                let scalar = PrivateScalar::new([octet; 32]);
                let point = AgreementKey::from_scalar(&scalar).unwrap().public_point();
                parties.points.insert((id, usage), point);
                parties.scalars.insert((id, usage), scalar);
                octet += 1;
            }
        }
        parties
    }

    fn without_private_keys_of(&self, id: EntityId) -> Self {
        let mut parties = self.clone();
        parties.scalars.retain(|(holder, _), _| *holder != id);
        parties
    }

    fn without_private_keys_of_all_but(&self, id: EntityId) -> Self {
        let mut parties = self.clone();
        parties.scalars.retain(|(holder, _), _| *holder == id);
        parties
    }

    fn signer(&self, id: EntityId) -> SigningKey {
        SigningKey::from_scalar(&self.scalars[&(id, KeyUsage::DigitalSignature)]).unwrap()
    }

    fn secret(&self, first: EntityId, second: EntityId) -> SharedSecret {
        let key = AgreementKey::from_scalar(&self.scalars[&(first, KeyUsage::KeyAgreement)]).unwrap();
        key.agree(&self.points[&(second, KeyUsage::KeyAgreement)]).unwrap()
    }

    /// One message of each structure in GBCS 5 with what its checks must find.
    fn honest_messages(&self) -> Vec<(Vec<u8>, Checks)> {
        let signature = Checks { mac: Check::Absent, signature: Check::Valid };
        let mac = Checks { mac: Check::Valid, signature: Check::Absent };
        let both = Checks { mac: Check::Valid, signature: Check::Valid };
        let broker = self.secret(ACB, DEVICE);
        let supplier = self.secret(SUPPLIER, DEVICE);
        let command = envelope(Cra::Command, SUPPLIER, DEVICE, CODE);
        let response = envelope(Cra::Response, DEVICE, SUPPLIER, CODE);
        let alert = envelope(Cra::Alert, DEVICE, SUPPLIER, CODE);
        let (signer, device) = (self.signer(SUPPLIER), self.signer(DEVICE));
        vec![
            (protect(command.clone(), Some(&signer), Some(&broker)), both),
            (protect(command.clone(), None, Some(&broker)), mac),
            (protect(command, Some(&signer), None), signature),
            (protect(response.clone(), Some(&device), None), signature),
            (protect(response, None, Some(&supplier)), mac),
            (protect(alert.clone(), Some(&device), None), signature),
            (protect(alert, None, Some(&supplier)), mac),
        ]
    }
}

impl Keys for Parties {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        self.points.get(&(id, usage)).copied()
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        self.scalars.get(&(id, usage)).cloned()
    }
}

fn envelope(cra: Cra, originator: EntityId, recipient: EntityId, other: OtherInformation<'_>) -> Envelope {
    let header = GroupingHeader { cra, counter: Counter(77), originator, recipient, date_time: None, other };
    Envelope::new(&header, *b"payload")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
