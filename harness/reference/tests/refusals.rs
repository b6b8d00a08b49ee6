//! Commands that a Device must refuse: no response, nothing changed, and the next good command is served.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::dlms::AccessRequestValue;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use rig::DEVICE;
use rig::Rig;
use rig::id;

/// Reads the firmware version.
const READ: u16 = 0x0059;
/// Adjusts the balance: critical.
const CRITICAL: u16 = 0x001C;
/// Sets the text of the supplier's name and number: not critical, not protected against replay.
const SET_SUPPLIER: u16 = 0x0025;

/// Sends what must be refused; the alert codes that came.
fn refused(rig: &mut Rig, octets: &[u8]) -> Vec<u16> {
    let before = rig.esme.snapshot();
    let sent = rig.send(octets);
    let mut codes = Vec::new();
    for octets in &sent {
        rig.check_alert(octets);
        let message = Message::parse(octets).unwrap();
        let code = message.header().message_code();
        let alert = DataNotification::parse(code, message.payload(), 0).unwrap();
        codes.push(alert.alert_code().0);
    }
    assert_eq!(rig.esme.snapshot(), before);
    let good = rig.usual(READ, |_| ());
    rig.answer(&good);
    codes
}

fn envelope(octets: &[u8]) -> Envelope {
    Envelope::from(&Message::parse(octets).unwrap())
}

/// The usual command of a use case, changed before it is protected.
fn changed(rig: &mut Rig, code: u16, change: impl FnOnce(&mut Envelope)) -> Vec<u8> {
    let octets = rig.usual(code, |_| ());
    let mut envelope = envelope(&octets);
    (envelope.signature, envelope.mac) = (None, None);
    change(&mut envelope);
    let party = rig::sender(rig::use_case(code));
    rig.protected(party, &envelope)
}

#[test]
fn octets_that_are_no_message() {
    let mut rig = Rig::new();
    let good = rig.usual(READ, |_| ());
    assert_eq!(refused(&mut rig, &[]), [0_u16; 0]);
    assert_eq!(refused(&mut rig, &good[..good.len() - 1]), [0_u16; 0]);
    let extended = [good.as_slice(), &[0]].concat();
    assert_eq!(refused(&mut rig, &extended), [0_u16; 0]);
    rig.answer(&good);
}

#[test]
fn a_command_for_another_device() {
    let mut rig = Rig::new();
    let octets = changed(&mut rig, CRITICAL, |envelope| envelope.recipient = EntityId([7; 8]));
    assert_eq!(refused(&mut rig, &octets), [0_u16; 0]);
}

#[test]
fn responses_and_alerts() {
    for cra in [2, 3] {
        let mut rig = Rig::new();
        let octets = changed(&mut rig, CRITICAL, |envelope| envelope.cra = cra);
        assert_eq!(refused(&mut rig, &octets), [0_u16; 0]);
    }
}

#[test]
fn a_code_that_is_none_of_an_esme() {
    // Of no Device, of a GSME, of an alert.
    for code in [0x0FFF_u16, 0x0097, 0x00CC] {
        let mut rig = Rig::new();
        let octets = rig.usual(READ, |_| ());
        let mut envelope = envelope(&octets);
        envelope.other[..2].copy_from_slice(&code.to_be_bytes());
        envelope.mac = None;
        envelope.authenticate(&rig.secret(Party::AccessControlBroker, Usage::KeyAgreement));
        let octets = envelope.emit();
        let sent = rig.esme.clone().handle(rig.now, &octets);
        assert_eq!(refused(&mut rig, &octets), [0x8F85]);
        let message = Message::parse(&sent[0]).unwrap();
        assert_eq!(message.header().recipient, id(Party::Supplier));
        // Without the MAC of the Access Control Broker it is not worth an alert.
        envelope.authenticate(&rig.secret(Party::NetworkOperator, Usage::KeyAgreement));
        assert_eq!(refused(&mut rig, &envelope.emit()), [0_u16; 0]);
    }
}

#[test]
fn other_information_that_a_command_may_not_have() {
    let (party, counter) = (id(Party::Other), Counter(1));
    let code = MessageCode(READ);
    let rig = Rig::new();
    let certificate =
        rig.pki.party(Party::Other, Usage::DigitalSignature).unwrap().certificate().der().to_vec();
    let forms = [
        OtherInformation::Party { code, party },
        OtherInformation::PartyOriginator { code, party, counter, originator_counter: counter },
        OtherInformation::PartyCertificate { code, party, counter, certificate: &[0x30; 40] },
        OtherInformation::PartyCertificate { code, party, counter, certificate: &certificate },
    ];
    for form in &forms {
        for originator in [Party::AccessControlBroker, Party::Supplier] {
            let mut rig = Rig::new();
            let octets = changed(&mut rig, READ, |envelope| {
                envelope.other = form.to_vec();
                envelope.originator = id(originator);
            });
            assert_eq!(refused(&mut rig, &octets), [0_u16; 0]);
        }
    }
    // Only the Access Control Broker acts for others.
    let mut rig = Rig::new();
    let octets = changed(&mut rig, READ, |envelope| {
        envelope.other = OtherInformation::PartyCounter { code, party, counter }.to_vec();
    });
    assert_eq!(refused(&mut rig, &octets), [0_u16; 0]);
    let octets = changed(&mut rig, READ, |envelope| {
        envelope.other = OtherInformation::PartyCounter { code, party, counter }.to_vec();
        envelope.originator = id(Party::AccessControlBroker);
    });
    rig.answer(&octets);
}

#[test]
fn protection_of_another_category() {
    let mut rig = Rig::new();
    let secret = rig.secret(Party::AccessControlBroker, Usage::KeyAgreement);
    let signer = rig.signing_key(Party::Supplier);
    let octets = rig.usual(CRITICAL, |_| ());
    let bare = Envelope { signature: None, mac: None, ..envelope(&octets) };
    let mut without_signature = bare.clone();
    without_signature.authenticate(&secret);
    let mut without_mac = bare.clone();
    without_mac.sign(&signer);
    for envelope in [bare, without_signature, without_mac] {
        assert_eq!(refused(&mut rig, &envelope.emit()), [0_u16; 0]);
    }
    let octets = rig.usual(READ, |_| ());
    let mut with_signature = Envelope { signature: None, mac: None, ..envelope(&octets) };
    with_signature.sign(&signer);
    with_signature.authenticate(&secret);
    assert_eq!(refused(&mut rig, &with_signature.emit()), [0_u16; 0]);
}

#[test]
fn parties_that_may_not_send_it() {
    let mut rig = Rig::new();
    for party in [Party::NetworkOperator, Party::SecondSupplier, Party::LoadController, Party::Recovery] {
        let octets = rig.usual(CRITICAL, |_| ());
        let mut envelope = Envelope { signature: None, mac: None, ..envelope(&octets) };
        envelope.originator = id(party);
        let octets = rig.protected(party, &envelope);
        assert_eq!(refused(&mut rig, &octets), [0x8F30], "{party:?}");
    }
    let octets = changed(&mut rig, SET_SUPPLIER, |envelope| envelope.originator = id(Party::NetworkOperator));
    assert_eq!(refused(&mut rig, &octets), [0x8F30]);
}

#[test]
fn a_counter_that_was_used_or_passed_over() {
    let mut rig = Rig::new();
    let template = template(MessageCode(CRITICAL)).unwrap();
    let command = |rig: &Rig, counter| rig.command(template, &rig.parameters_at(CRITICAL, Counter(counter)));
    let first = command(&rig, 5_000);
    rig.answer(&first);
    assert_eq!(refused(&mut rig, &first), [0_u16; 0]);
    for counter in [4_999, 5_000, 0, 1 << 63, u64::MAX] {
        let octets = command(&rig, counter);
        assert_eq!(refused(&mut rig, &octets), [0_u16; 0], "{counter}");
    }
    let next = command(&rig, 5_001);
    rig.answer(&next);
    // Another role counts for itself, and a read is not counted.
    let octets = rig.usual(0x004A, |parameters| parameters.counter = Counter(5_000));
    rig.answer(&octets);
    let octets = rig.usual(READ, |parameters| parameters.counter = Counter(3));
    rig.answer(&octets);
    rig.answer(&octets);
}

#[test]
fn a_wrong_mac() {
    let mut rig = Rig::new();
    for code in [READ, CRITICAL] {
        let octets = rig.usual(code, |_| ());
        let mut flipped = octets.clone();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(refused(&mut rig, &flipped), [0x8F3D]);
        let mut other_purpose = envelope(&octets);
        let secret = rig.secret(Party::AccessControlBroker, Usage::KeyAgreement);
        other_purpose.authenticate_as(Purpose::Response, &secret);
        assert_eq!(refused(&mut rig, &other_purpose.emit()), [0x8F3D]);
        let mut other_key = envelope(&octets);
        other_key.authenticate(&rig.secret(Party::Supplier, Usage::KeyAgreement));
        assert_eq!(refused(&mut rig, &other_key.emit()), [0x8F3D]);
        rig.answer(&octets);
    }
}

#[test]
fn a_wrong_signature() {
    let mut rig = Rig::new();
    let secret = rig.secret(Party::AccessControlBroker, Usage::KeyAgreement);
    let octets = rig.usual(CRITICAL, |_| ());
    let good = envelope(&octets);
    let mut by_another = good.clone();
    by_another.sign(&rig.signing_key(Party::SecondSupplier));
    let mut flipped = good.clone();
    flipped.signature.as_mut().unwrap()[40] ^= 1;
    let zero = Envelope { signature: Some(vec![0; 64]), ..good.clone() };
    let mut other_payload = good.clone();
    *other_payload.payload.last_mut().unwrap() ^= 1;
    for mut envelope in [by_another, flipped, zero, other_payload] {
        envelope.authenticate(&secret);
        assert_eq!(refused(&mut rig, &envelope.emit()), [0x8F3D]);
    }
    rig.answer(&octets);
}

#[test]
fn instructions_that_are_not_those_of_the_use_case() {
    let mut rig = Rig::new();
    let items = |rig: &Rig, code| {
        let parameters = rig.parameters_at(code, Counter(0));
        template(MessageCode(code)).unwrap().build(&parameters).unwrap().items
    };
    // Critical: exactly those, in their order.
    let good = items(&rig, 0x0043);
    let mut swapped = good.clone();
    swapped.swap(0, 1);
    let mut fewer = good.clone();
    fewer.pop();
    let mut more = good.clone();
    more.push(RequestItem::get(Descriptor::new(1, [0, 0, 0, 2, 1, 255], 2)));
    for items in [swapped, fewer, more, Vec::new()] {
        let counter = rig.next_counter();
        let payload = AccessRequestValue::new(counter, items).to_octets();
        let envelope = rig.envelope(Party::Supplier, MessageCode(0x0043), counter, payload);
        let octets = rig.protected(Party::Supplier, &envelope);
        assert_eq!(refused(&mut rig, &octets), [0x8F1E]);
    }
    // Others: none that is not theirs; and the first failure stops the rest.
    let counter = rig.next_counter();
    let foreign = [
        items(&rig, SET_SUPPLIER).remove(0),
        RequestItem::set(Descriptor::new(1, [0, 0, 94, 44, 34, 11], 2), Data::octets("2000000000015")),
        items(&rig, SET_SUPPLIER).remove(1),
    ];
    let payload = AccessRequestValue::new(counter, foreign).to_octets();
    let envelope = rig.envelope(Party::Supplier, MessageCode(SET_SUPPLIER), counter, payload);
    let octets = rig.protected(Party::Supplier, &envelope);
    let results = rig.dlms(&octets).items.into_iter().map(|item| item.result).collect::<Vec<_>>();
    let expected = [AccessResult::SUCCESS, AccessResult::READ_WRITE_DENIED, AccessResult::OTHER_REASON];
    assert_eq!(results, expected);
}

#[test]
fn payloads_of_another_family() {
    let mut rig = Rig::new();
    let octets = changed(&mut rig, READ, |envelope| envelope.payload = Asn1Payload::Read.to_vec());
    assert_eq!(refused(&mut rig, &octets), [0x8F1E]);
    let octets = changed(&mut rig, READ, |envelope| envelope.payload = vec![0x01, 0x09, 0x00]);
    assert_eq!(refused(&mut rig, &octets), [0x8F1E]);
    // The invoke id is that of another counter.
    let octets = changed(&mut rig, READ, |envelope| envelope.payload[4] ^= 1);
    assert_eq!(refused(&mut rig, &octets), [0x8F1E]);
}

#[test]
fn values_of_another_type() {
    let mut rig = Rig::new();
    let counter = rig.next_counter();
    let parameters = rig.parameters_at(SET_SUPPLIER, counter);
    let mut request = template(MessageCode(SET_SUPPLIER)).unwrap().build(&parameters).unwrap();
    request.items[0].data = Data::Unsigned(1);
    let envelope = rig.envelope(Party::Supplier, MessageCode(SET_SUPPLIER), counter, request.to_octets());
    let octets = rig.protected(Party::Supplier, &envelope);
    let results = rig.dlms(&octets).items.into_iter().map(|item| item.result).collect::<Vec<_>>();
    assert_eq!(results, [AccessResult::TYPE_UNMATCHED, AccessResult::OTHER_REASON]);
}

#[test]
fn alerts_are_bounded() {
    let mut rig = Rig::new();
    let mut octets = rig.usual(READ, |_| ());
    *octets.last_mut().unwrap() ^= 1;
    let sent = (0..50).map(|_| rig.send(&octets).len()).sum::<usize>();
    assert_eq!(sent, 10);
    rig.now += 60;
    assert_eq!(rig.send(&octets).len(), 1);
}

#[test]
fn what_was_refused_is_in_the_security_log() {
    let mut rig = Rig::new();
    let octets = changed(&mut rig, CRITICAL, |envelope| envelope.originator = id(Party::NetworkOperator));
    rig.send(&octets);
    let read = rig.usual(0x0049, |_| ());
    let answers = rig.dlms(&read);
    let Data::CompactArray(log) = &answers.items[0].data else { panic!("{answers:?}") };
    let entries = log.elements().collect::<Vec<_>>();
    assert_eq!(entries.len(), 1, "{entries:?} {DEVICE}");
    let expected = [Data::LongUnsigned(0x8F30), Data::octets([0x00, 0x1C])];
    assert_eq!(entries[0].elements().unwrap()[1..], expected);
}
