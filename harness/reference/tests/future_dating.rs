//! Commands that take effect later (GBCS 9.2.2).

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::wire::Message;
use rig::Rig;

const LOAD_LIMIT: u16 = 0x0043;
const READ_LOAD_LIMIT: u16 = 0x0042;

fn at(now: u64) -> DateTime {
    DateTime::from_unix_seconds(i64::try_from(now).unwrap()).unwrap()
}

/// The power threshold of the load limit.
fn threshold(rig: &mut Rig) -> Data {
    let octets = rig.usual(READ_LOAD_LIMIT, |_| ());
    rig.dlms(&octets).items.remove(3).data
}

fn set(rig: &mut Rig, variant: u64, activation: DateTime) -> (Counter, Vec<Vec<u8>>) {
    let mut parameters = rig.parameters(LOAD_LIMIT);
    (parameters.variant, parameters.activation) = (variant, activation);
    let octets = rig.command(template(MessageCode(LOAD_LIMIT)).unwrap(), &parameters);
    let mut sent = rig.send(&octets);
    assert!(!sent.is_empty());
    rig.check_response(&octets, &sent.remove(0));
    (parameters.counter, sent)
}

/// The objects that alerts name as activated, all of them by the command with this counter.
fn activated(rig: &Rig, alerts: &[Vec<u8>], counter: Counter) -> Vec<Descriptor> {
    let activated = alerts.iter().map(|octets| {
        rig.check_alert(octets);
        let message = Message::parse(octets).unwrap();
        let code = message.header().message_code();
        assert_eq!(code, MessageCode(0x00CC));
        let alert = DataNotification::parse(code, message.payload(), 0).unwrap();
        assert_eq!(alert.alert_code().0, 0x8F66);
        let AlertContent::Activation(activation) = alert.content() else { panic!("{alert:?}") };
        assert_eq!(activation.counter, counter);
        activation.descriptor
    });
    activated.collect()
}

#[test]
fn values_take_effect_at_their_time_with_an_alert_for_each_object() {
    for template in templates().iter().filter(|template| template.activations().count() > 0) {
        let mut rig = Rig::new();
        let mut parameters = rig.parameters(template.code.0);
        let due = rig.now + 3_600;
        parameters.activation = at(due);
        let octets = rig.command(template, &parameters);
        rig.answer(&octets);
        assert_eq!(rig.esme.next_deadline(), Some(due), "{}", template.name);
        assert_eq!(rig.esme.tick(due - 1), Vec::<Vec<u8>>::new());
        let alerts = rig.esme.tick(due);
        let mut expected = template.activations().map(|activation| activation.object).collect::<Vec<_>>();
        expected.sort();
        assert_eq!(activated(&rig, &alerts, parameters.counter), expected, "{}", template.name);
        assert_eq!(rig.esme.next_deadline(), None);
        assert_eq!(rig.esme.tick(due + 1), Vec::<Vec<u8>>::new());
    }
}

#[test]
fn a_value_is_read_only_from_its_time_on() {
    let mut rig = Rig::new();
    let before = threshold(&mut rig);
    let due = rig.now + 60;
    set(&mut rig, 0, at(due));
    assert_eq!(threshold(&mut rig), before);
    rig.now = due;
    // What is due is done before the command that comes at that time.
    let octets = rig.usual(READ_LOAD_LIMIT, |_| ());
    let sent = rig.send(&octets);
    assert_eq!(sent.len(), 5);
    assert_ne!(threshold(&mut rig), before);
}

#[test]
fn a_later_command_replaces_what_is_pending() {
    let mut rig = Rig::new();
    let (first, second) = (rig.now + 60, rig.now + 120);
    set(&mut rig, 0, at(first));
    let (counter, _) = set(&mut rig, 1, at(second));
    assert_eq!(rig.esme.tick(first), Vec::<Vec<u8>>::new());
    let alerts = rig.esme.tick(second);
    assert_eq!(activated(&rig, &alerts, counter).len(), 4);
    rig.now = second;
    assert_eq!(threshold(&mut rig), Data::DoubleLongUnsigned(11_301));
}

#[test]
fn all_ones_cancel_and_immediate_overtakes() {
    for activation in [DateTime::NEVER, DateTime::IMMEDIATE] {
        let mut rig = Rig::new();
        let before = threshold(&mut rig);
        let due = rig.now + 60;
        set(&mut rig, 0, at(due));
        let (_, alerts) = set(&mut rig, 0, activation);
        assert_eq!(alerts.len(), 0);
        assert_eq!(rig.esme.next_deadline(), None);
        assert_eq!(rig.esme.tick(due).len(), 0);
        assert_eq!(threshold(&mut rig) == before, activation == DateTime::NEVER);
    }
}

#[test]
fn a_time_that_has_passed_is_due_at_once() {
    let mut rig = Rig::new();
    let past = at(rig.now - 1);
    let (counter, alerts) = set(&mut rig, 0, past);
    assert_eq!(activated(&rig, &alerts, counter).len(), 4);
    assert_eq!(threshold(&mut rig), Data::DoubleLongUnsigned(11_300));
}

#[test]
fn all_times_of_a_command_are_the_same() {
    let mut rig = Rig::new();
    let mut parameters = rig.parameters(LOAD_LIMIT);
    parameters.activation = at(rig.now + 60);
    let mut request = template(MessageCode(LOAD_LIMIT)).unwrap().build(&parameters).unwrap();
    request.items[7].data = at(rig.now + 61).into();
    let party = rig::sender(rig::use_case(LOAD_LIMIT));
    let envelope = rig.envelope(party, MessageCode(LOAD_LIMIT), parameters.counter, request.to_octets());
    let octets = rig.protected(party, &envelope);
    let results = rig.dlms(&octets).items.into_iter().map(|item| item.result).collect::<Vec<_>>();
    assert_eq!(results[..7], [AccessResult::SUCCESS; 7]);
    assert_eq!(results[7], AccessResult::OTHER_REASON);
}
