//! Sensitive attributes: encrypted for who asks, and for nobody else (GBCS 8).

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::Reader;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use rig::DEVICE;
use rig::Rig;
use rig::id;

/// Reads the half-hour profile; for known parties, and for others through the Access Control Broker.
const PROFILE: u16 = 0x0037;
const CODE: MessageCode = MessageCode(PROFILE);

/// The command by which the Access Control Broker acts for `party`.
fn by_broker(rig: &Rig, party: Party, counter: Counter, other: &OtherInformation<'_>) -> Vec<u8> {
    let now = i64::try_from(rig.now).unwrap();
    let parameters = Parameters::new(counter, id(party), DEVICE, now).unwrap();
    let payload = template(CODE).unwrap().build(&parameters).unwrap().to_octets();
    let envelope = rig.envelope(Party::AccessControlBroker, CODE, counter, payload);
    rig.protected(Party::AccessControlBroker, &envelope.with_other(other))
}

/// Whether a party can decrypt the answer.
fn can_read(rig: &Rig, response: &[u8], party: Party) -> bool {
    let message = Message::parse(response).unwrap();
    let answers = AccessResponse::parse(message.payload(), 0).unwrap();
    let item = answers.items().next().unwrap();
    let answer = ProtectedAttributesResponse::parse(&item.data).unwrap();
    assert_eq!(answer.parameters.originator, DEVICE);
    assert_eq!(answer.parameters.counter, message.header().counter);
    let secret = rig.secret(party, Usage::KeyAgreement);
    let key = MessageKey::for_encryption(&secret, message.header());
    key.decrypt(DEVICE, answer.blob).is_ok()
}

const READERS: [Party; 5] = [
    Party::Supplier,
    Party::NetworkOperator,
    Party::AccessControlBroker,
    Party::LoadController,
    Party::Other,
];

#[test]
fn an_unknown_party_reads_with_the_certificate_that_it_sent() {
    let mut rig = Rig::new();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let certificate =
            rig.pki.party(Party::Other, Usage::KeyAgreement).unwrap().certificate().der().to_vec();
        let (party, counter) = (id(Party::Other), Counter(77));
        let other =
            OtherInformation::PartyCertificate { code: CODE, party, counter, certificate: &certificate };
        let own = rig.next_counter();
        let octets = by_broker(&rig, Party::Other, own, &other);
        let response = rig.answer(&octets);
        let readers = READERS.into_iter().filter(|reader| can_read(&rig, &response, *reader));
        assert_eq!(readers.collect::<Vec<_>>(), [Party::Other]);
        let message = Message::parse(&response).unwrap();
        let OtherInformation::PartyOriginator { originator_counter, .. } = message.header().other else {
            panic!("{:?}", message.header().other)
        };
        seen.push(originator_counter);
    }
    // A key is never used twice.
    assert_ne!(seen[0], seen[1]);
}

#[test]
fn a_known_party_reads_through_the_broker() {
    let mut rig = Rig::new();
    let other =
        OtherInformation::PartyCounter { code: CODE, party: id(Party::Supplier), counter: Counter(5) };
    let own = rig.next_counter();
    let octets = by_broker(&rig, Party::Supplier, own, &other);
    let response = rig.answer(&octets);
    let readers = READERS.into_iter().filter(|reader| can_read(&rig, &response, *reader));
    assert_eq!(readers.collect::<Vec<_>>(), [Party::Supplier]);
}

#[test]
fn the_broker_reads_nothing_for_itself_or_for_nobody() {
    let mut rig = Rig::new();
    let forms = [
        (Party::AccessControlBroker, OtherInformation::Code { code: CODE }),
        (
            Party::Other,
            OtherInformation::PartyCounter { code: CODE, party: id(Party::Other), counter: Counter(5) },
        ),
    ];
    for (party, other) in forms {
        let own = rig.next_counter();
        let octets = by_broker(&rig, party, own, &other);
        assert_eq!(rig.send(&octets), Vec::<Vec<u8>>::new());
    }
}

#[test]
fn what_the_command_says_about_itself_must_be_so() {
    let mut rig = Rig::new();
    let changes: [fn(&mut Parameters); 4] = [
        |parameters| parameters.counter = Counter(parameters.counter.0 ^ (1 << 40)),
        |parameters| parameters.originator = id(Party::NetworkOperator),
        |parameters| parameters.recipient = id(Party::Supplier),
        |parameters| parameters.range.from = DateTime::NEVER,
    ];
    for change in changes {
        let mut parameters = rig.parameters(PROFILE);
        let counter = parameters.counter;
        change(&mut parameters);
        let payload = template(CODE).unwrap().build(&parameters).unwrap().to_octets();
        let envelope = rig.envelope(Party::Supplier, CODE, counter, payload);
        let octets = rig.protected(Party::Supplier, &envelope);
        let answers = rig.dlms(&octets);
        assert_eq!(answers.items[0].result, AccessResult::OTHER_REASON);
    }
}

#[test]
fn sensitive_attributes_are_not_read_in_clear() {
    let mut rig = Rig::new();
    let counter = rig.next_counter();
    let sensitive = template(CODE).unwrap().protected().next().unwrap().descriptor;
    let get = hallmark_gbcs::dlms::RequestItem::get(sensitive);
    let payload = hallmark_gbcs::dlms::AccessRequestValue::new(counter, [get]).to_octets();
    let envelope = rig.envelope(Party::Supplier, CODE, counter, payload);
    let octets = rig.protected(Party::Supplier, &envelope);
    assert_eq!(rig.dlms(&octets).items[0].result, AccessResult::READ_WRITE_DENIED);
}

#[test]
fn a_range_without_bounds_gives_everything() {
    let mut rig = Rig::new();
    let mut parameters = rig.parameters(PROFILE);
    parameters.range.from = DateTime::from_seconds_since_2000(0).unwrap();
    parameters.range.to = DateTime::from_seconds_since_2000(u32::MAX.into()).unwrap();
    let octets = rig.command(template(CODE).unwrap(), &parameters);
    let response = rig.answer(&octets);
    let message = Message::parse(&response).unwrap();
    let answers = AccessResponse::parse(message.payload(), 0).unwrap();
    let item = answers.items().next().unwrap();
    let answer = ProtectedAttributesResponse::parse(&item.data).unwrap();
    let plaintext = rig.decrypt(&response, answer.blob);
    let plaintext = DataView::parse(&mut Reader::new(&plaintext)).unwrap().to_owned();
    let [hallmark_gbcs::dlms::Data::CompactArray(profile)] = plaintext.elements().unwrap() else {
        panic!("no profile")
    };
    assert_eq!(profile.elements().count(), 19_056);
}
