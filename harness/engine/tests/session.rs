//! Commands and attacks as the laboratory makes them, checked with the keys of both sides.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy exempts tests, but not their helpers"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::profile::role_name;
use hallmark_engine::session::Attack;
use hallmark_engine::session::Command;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::PartyEntry;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

const DEVICE: EntityId = EntityId([0x02, 0, 0, 0, 0, 0, 0, 0x0D]);
const NOW: u64 = 1_767_225_600;

struct Bench {
    laboratory: Laboratory,
    verifier: Verifier<RingKeys>,
}

impl Bench {
    fn new() -> Self {
        let pki = TestPki::from_seed(3).unwrap();
        let ring = || pki.to_key_ring(&[DEVICE.0]).unwrap();
        let entries: Vec<PartyEntry> = Party::ALL
            .into_iter()
            .map(|party| {
                let role = Role::from_value(party.role()).unwrap();
                let second = party == Party::SecondSupplier;
                let name = if second { "second-supplier" } else { role_name(role) };
                PartyEntry { name: name.to_owned(), role, id: EntityId(party.entity_id()) }
            })
            .collect();
        let wait = Duration::from_millis(10);
        let laboratory = Laboratory::new(DEVICE, &entries, &ring(), 9, wait, wait, BTreeSet::new()).unwrap();
        let broker = EntityId(Party::AccessControlBroker.entity_id());
        Self { laboratory, verifier: Verifier::new(RingKeys::from(ring()), Some(broker)) }
    }

    fn command(&self, use_case: &str, party: &str, counter: u64) -> Command {
        let party = self.laboratory.party(party).unwrap();
        let variation = Variation::immediate(0, NOW);
        self.laboratory.command(use_case, party, Counter(counter), variation).unwrap()
    }

    /// MAC and signature as a device would see them.
    fn checks(&self, octets: &[u8]) -> (Check, Check) {
        let checks = self.verifier.check(&Message::parse(octets).unwrap());
        (checks.mac, checks.signature)
    }

    fn attack(&self, attack: Attack, command: &Command) -> Vec<u8> {
        attack.apply(command, &self.laboratory).unwrap()
    }
}

#[test]
fn commands_have_the_protection_of_their_category() {
    let bench = Bench::new();
    for (use_case, party, protection) in [
        ("ECS52", "supplier", Protection::Mac),
        ("ECS04a", "supplier", Protection::Both),
        ("CS02a", "access-control-broker", Protection::Mac),
        ("CS02a", "transitional-cos", Protection::Signature),
        ("CS02b-supplierBySupplier", "supplier", Protection::Both),
        ("CS02b-accessControlBrokerByACB", "access-control-broker", Protection::Mac),
        ("CS02b-anyExceptAbnormalRootByRecovery", "recovery", Protection::Signature),
        ("ECS21c", "access-control-broker", Protection::Mac),
    ] {
        let octets = bench.command(use_case, party, 5).protect_envelope(&bench.laboratory).unwrap().emit();
        assert_eq!(Message::parse(&octets).unwrap().protection(), protection, "{use_case} from {party}");
        let (mac, signature) = bench.checks(&octets);
        assert!(matches!(mac, Check::Valid | Check::Absent), "{use_case}: MAC {mac:?}");
        assert!(matches!(signature, Check::Valid | Check::Absent), "{use_case}: signature {signature:?}");
    }
}

#[test]
fn every_use_case_that_an_esme_receives_can_be_made() {
    let bench = Bench::new();
    for use_case in hallmark_gbcs::tables::use_cases() {
        let is_for_esme = use_case.is_command_for(hallmark_gbcs::tables::DeviceKind::Esme);
        // No sample shows a contingency command; nothing on the HAN is a GBCS message.
        if !is_for_esme || matches!(use_case.code.0, 0x0100 | 0x0109 | 0x0116..=0x0119) {
            continue;
        }
        let counter = if use_case.name == "CS01a" { 7 << 32 } else { 7 };
        let name = match use_case.code.0 {
            0x0102..=0x0108 | 0x0125 | 0x0126 => {
                let mode = use_case.title.split(['(', ')']).nth(1).unwrap();
                format!("{}-{mode}", use_case.name)
            }
            _ => use_case.name.to_owned(),
        };
        assert_eq!(use_case_named(&name).map(|found| found.code), Some(use_case.code), "{name}");
        let command = bench.command(&name, "supplier", counter);
        assert_eq!(command.code, use_case.code);
        command.protect_envelope(&bench.laboratory).unwrap();
    }
}

#[test]
fn attacks_on_the_outside_leave_mac_and_signature_right() {
    let bench = Bench::new();
    let command = bench.command("ECS04a", "supplier", 5);
    for attack in [Attack::UnknownCode, Attack::AsResponse, Attack::AsAlert] {
        let octets = bench.attack(attack, &command);
        let message = Message::parse(&octets).unwrap();
        assert_eq!(bench.verifier.check_signature(&message), Check::Valid, "{attack:?}");
    }
    let octets = bench.attack(Attack::OtherTarget, &command);
    let message = Message::parse(&octets).unwrap();
    assert_ne!(message.header().recipient, DEVICE);
    assert_eq!(bench.verifier.check_signature(&message), Check::Valid);
    let cra = |attack| Message::parse(&bench.attack(attack, &command)).unwrap().header().cra;
    assert_eq!((cra(Attack::AsResponse), cra(Attack::AsAlert)), (Cra::Response, Cra::Alert));
}

#[test]
fn attacks_on_the_mac_leave_the_signature_right() {
    let bench = Bench::new();
    let command = bench.command("ECS04a", "supplier", 5);
    for attack in [Attack::MacBit, Attack::MacOtherKey, Attack::MacOtherPurpose] {
        assert_eq!(
            bench.checks(&bench.attack(attack, &command)),
            (Check::Invalid, Check::Valid),
            "{attack:?}"
        );
    }
    assert_eq!(bench.checks(&bench.attack(Attack::MacMissing, &command)), (Check::Absent, Check::Valid));
}

#[test]
fn attacks_on_the_signature_leave_the_mac_right() {
    let bench = Bench::new();
    let command = bench.command("ECS04a", "supplier", 5);
    for attack in
        [Attack::SignatureBit, Attack::SignatureOtherParty, Attack::SignatureZero, Attack::SignatureOrder]
    {
        assert_eq!(
            bench.checks(&bench.attack(attack, &command)),
            (Check::Valid, Check::Invalid),
            "{attack:?}"
        );
    }
    assert_eq!(
        bench.checks(&bench.attack(Attack::SignatureMissing, &command)),
        (Check::Valid, Check::Absent)
    );
}

#[test]
fn alterations_break_the_protection() {
    let bench = Bench::new();
    let command = bench.command("ECS52", "supplier", 5);
    for attack in [Attack::HeaderBit, Attack::PayloadBit, Attack::CounterHuge] {
        assert_eq!(bench.checks(&bench.attack(attack, &command)).0, Check::Invalid, "{attack:?}");
    }
    for attack in [Attack::Truncated, Attack::Extended, Attack::LengthLie, Attack::CutSealed] {
        assert!(Message::parse(&bench.attack(attack, &command)).is_err(), "{attack:?}");
    }
}

#[test]
fn a_short_mac_is_the_beginning_of_the_right_one_and_the_lengths_fit_it() {
    let bench = Bench::new();
    let command = bench.command("ECS52", "supplier", 5);
    let good = command.protect_envelope(&bench.laboratory).unwrap().emit();
    let short = bench.attack(Attack::MacShort, &command);
    let (lengths, rest) = (7..8, 8..good.len() - 4);
    assert_eq!(short[rest.clone()], good[rest]);
    assert_eq!(short.len(), good.len() - 4);
    assert_eq!(short[lengths.clone()][0], good[lengths][0] - 4);
}

#[test]
fn a_cut_message_has_a_mac_that_is_right_for_what_is_left() {
    let bench = Bench::new();
    let command = bench.command("ECS04a", "supplier", 5);
    let mut octets = bench.attack(Attack::CutSealed, &command);
    // With the content length that is true, nothing is wrong with the structure, and only the signed length differs.
    let whole = command.envelope.payload.len();
    let at = octets.windows(2).position(|pair| pair == [usize_octet(whole), 0xD9]).unwrap();
    let inner = octets[13..octets.len() - 12].to_vec();
    octets[at] = usize_octet(whole / 2);
    let mut left = Envelope::from(&Message::parse(&octets).unwrap());
    let mac = left.mac.take().unwrap().mac;
    left.payload_length = hallmark_gbcs::wire::Length::claiming(whole);
    assert_eq!(left.authenticated_octets(), inner);
    left.authenticate(bench.laboratory.broker_secret().unwrap());
    assert_eq!(left.mac.unwrap().mac, mac);
}

fn usize_octet(number: usize) -> u8 {
    u8::try_from(number).unwrap()
}

/// A response as an honest device makes it, and changes to it that must be noticed.
#[test]
fn a_response_is_held_against_its_command() {
    let bench = Bench::new();
    let command = bench.command("ECS52", "supplier", 5);
    let octets = command.protect_envelope(&bench.laboratory).unwrap().emit();
    let sent = Sent { command, octets };
    let secret = bench.laboratory.party("supplier").unwrap().secret().unwrap();
    let good = || {
        let mut envelope = sent.command.envelope.clone();
        envelope.cra = Cra::Response.octet();
        core::mem::swap(&mut envelope.originator, &mut envelope.recipient);
        // One get, answered with four octets.
        envelope.payload = [0xDA, 0x20, 0, 0, 5, 0, 0, 1, 9, 4, 1, 2, 3, 4, 1, 1, 0].to_vec();
        envelope
    };
    let judge = |change: &dyn Fn(&mut Envelope)| {
        let mut envelope = good();
        change(&mut envelope);
        envelope.authenticate(secret);
        let response = Response::from_octets(envelope.emit());
        response
            .authenticity(&sent, &bench.laboratory)
            .and_then(|()| response.correspondence(&sent, &bench.laboratory))
            .and_then(|()| response.structure(&sent))
            .map_err(|reason| format!("{}; {}", reason.expected, reason.observed))
    };
    assert_eq!(judge(&|_| {}), Ok(()));
    assert_eq!(judge(&|envelope| envelope.counter = Counter(6)), Err("counter 5; 6".to_owned()));
    let other_code = judge(&|envelope| envelope.other = vec![0, 0x60]);
    assert_eq!(other_code, Err("Message Code 0059; 0060".to_owned()));
    let invoke_id = judge(&|envelope| envelope.payload[4] = 6);
    assert!(invoke_id.unwrap_err().starts_with("a long-invoke-id"));
    let self_descriptive = judge(&|envelope| envelope.payload[1] = 0x30);
    assert!(self_descriptive.unwrap_err().starts_with("a long-invoke-id"));
    let kind = judge(&|envelope| envelope.payload[15] = 2);
    assert!(kind.unwrap_err().starts_with("result 1 for a get"));
    let failed_with_data = judge(&|envelope| envelope.payload[16] = 1);
    assert!(failed_with_data.unwrap_err().starts_with("no data for the failed instruction 1"));
    let as_command = judge(&|envelope| envelope.cra = Cra::Command.octet());
    assert!(as_command.unwrap_err().starts_with("the CRA flag of a response"));

    let mut wrong_purpose = good();
    wrong_purpose.authenticate_as(hallmark_gbcs::crypto::Purpose::Command, secret);
    let reason =
        Response::from_octets(wrong_purpose.emit()).authenticity(&sent, &bench.laboratory).unwrap_err();
    assert_eq!(reason.observed, "a MAC whose key was derived with transaction octet 01");
}
