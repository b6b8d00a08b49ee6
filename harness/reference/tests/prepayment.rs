//! Top-up, balances, emergency credit, supply.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use rig::DEVICE;
use rig::Rig;
use rig::id;

const POUND: i64 = 100_000;

fn balance(rig: &mut Rig) -> i64 {
    let octets = rig.usual(0x0069, |_| ());
    rig.dlms(&octets).items.remove(0).data.as_signed().unwrap()
}

fn result(rig: &mut Rig, octets: &[u8]) -> AccessResult {
    rig.dlms(octets).items.last().unwrap().result
}

/// A top-up with any digits.
fn with_digits(rig: &Rig, counter: UtrnCounter, digits: String) -> Vec<u8> {
    let mut parameters = rig.parameters_at(0x0007, counter.into());
    parameters.utrn = digits;
    rig.command(template(MessageCode(0x0007)).unwrap(), &parameters)
}

/// The codes in the security log.
fn security_log(rig: &mut Rig) -> Vec<Data> {
    let octets = rig.usual(0x0049, |_| ());
    let Data::CompactArray(log) = rig.dlms(&octets).items.remove(0).data else { panic!() };
    log.elements().map(|entry| entry.elements().unwrap()[1].clone()).collect()
}

#[test]
fn a_token_is_credited_once() {
    let mut rig = Rig::new();
    let before = balance(&mut rig);
    let octets = rig.top_up(UtrnCounter(3), ValueClass::Unit, 10);
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    assert_eq!(balance(&mut rig), before + 10 * POUND);
    let snapshot = rig.esme.snapshot();
    assert_eq!(rig.send(&octets), Vec::<Vec<u8>>::new());
    assert_eq!(rig.esme.snapshot(), snapshot);
    assert_eq!(security_log(&mut rig), [Data::LongUnsigned(0x8F51)]);
    // Pence; and a lower counter that was not used.
    let octets = rig.top_up(UtrnCounter(2), ValueClass::Hundredth, 25);
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    assert_eq!(balance(&mut rig), before + 10 * POUND + POUND / 4);
}

#[test]
fn the_counters_of_tokens_are_their_own() {
    let mut rig = Rig::new();
    let octets = rig.top_up(UtrnCounter(2_000), ValueClass::Unit, 1);
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    let octets = rig.usual(0x001C, |_| ());
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    let octets = rig.top_up(UtrnCounter(2_001), ValueClass::Unit, 1);
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
}

#[test]
fn tokens_that_bring_nothing_stay_unused() {
    let mut rig = Rig::new();
    let before = balance(&mut rig);
    let counter = UtrnCounter(9);
    let good = rig.token(counter, ValueClass::Unit, 10);
    let secret = rig.secret(Party::Supplier, Usage::PrepaymentKeyAgreement);
    let (supplier, value) = (id(Party::Supplier), good.value);
    let unit = ValueClass::Unit;
    let refused = [
        "12345678910121314156".to_owned(),
        "1".repeat(20),
        Utrn { mac: [0; 4], ..good }.to_string(),
        Utrn::build(&secret, supplier, EntityId([9; 8]), counter, unit, value).to_string(),
        Utrn::build(&secret, id(Party::SecondSupplier), DEVICE, counter, unit, value).to_string(),
        Utrn::build(&secret, supplier, DEVICE, UtrnCounter(8), unit, value).to_string(),
        Utrn::build(&secret, supplier, DEVICE, counter, ValueClass::Undefined2, value).to_string(),
        rig.token(counter, unit, 501).to_string(),
        rig.token(counter, unit, 8_191).to_string(),
    ];
    for digits in refused {
        let octets = with_digits(&rig, counter, digits.clone());
        assert_eq!(result(&mut rig, &octets), AccessResult::HARDWARE_FAULT, "{digits}");
        assert_eq!(balance(&mut rig), before, "{digits}");
    }
    let octets = with_digits(&rig, counter, good.to_string());
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
}

#[test]
fn the_balance_has_a_maximum() {
    let mut rig = Rig::new();
    let results = (1..=3).map(|counter| {
        let octets = rig.top_up(UtrnCounter(counter), ValueClass::Unit, 400);
        result(&mut rig, &octets)
    });
    let expected = [AccessResult::SUCCESS, AccessResult::SUCCESS, AccessResult::HARDWARE_FAULT];
    assert_eq!(results.collect::<Vec<_>>(), expected);
    assert!(security_log(&mut rig).contains(&Data::LongUnsigned(0x8F47)));
}

#[test]
fn a_counter_that_is_none_of_a_token_is_refused() {
    let mut rig = Rig::new();
    let mut parameters = rig.parameters_at(0x0007, Counter((3 << 32) + 1));
    parameters.utrn = rig.token(UtrnCounter(3), ValueClass::Unit, 10).to_string();
    let octets = rig.command(template(MessageCode(0x0007)).unwrap(), &parameters);
    assert_eq!(rig.send(&octets), Vec::<Vec<u8>>::new());
}

#[test]
fn adjusting_adds_and_resetting_sets() {
    let mut rig = Rig::new();
    let before = balance(&mut rig);
    let octets = rig.usual(0x001C, |_| ());
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    assert_eq!(balance(&mut rig), before + 3_700);
    let octets = rig.usual(0x00B3, |_| ());
    assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    assert_eq!(balance(&mut rig), 0);
}

#[test]
fn emergency_credit_is_for_low_balances_in_prepayment_mode() {
    let mut rig = Rig::new();
    let activate = |rig: &mut Rig| {
        let octets = rig.usual(0x0020, |_| ());
        result(rig, &octets)
    };
    assert_eq!(activate(&mut rig.with_balance(10)), AccessResult::OTHER_REASON);
    let mut in_credit_mode = rig.other();
    let octets = in_credit_mode.usual(0x001A, |_| ());
    in_credit_mode.dlms(&octets);
    assert_eq!(activate(&mut in_credit_mode), AccessResult::OTHER_REASON);
    assert_eq!(activate(&mut rig), AccessResult::SUCCESS);
    // It says whether it is active, not whether it was activated.
    assert_eq!(activate(&mut rig), AccessResult::SUCCESS);
}

#[test]
fn supply_is_armed_only_when_off() {
    let mut rig = Rig::new();
    let state = |rig: &mut Rig| {
        let octets = rig.usual(0x0052, |_| ());
        rig.dlms(&octets).items.remove(0).data
    };
    let (enable, disable, arm) = (0x004F, 0x0050, 0x0051);
    let steps = [(arm, 1), (disable, 0), (arm, 2), (enable, 1), (disable, 0), (enable, 1)];
    for (code, expected) in steps {
        let octets = rig.usual(code, |_| ());
        assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
        assert_eq!(state(&mut rig), Data::Enum(expected), "{code:04X}");
    }
    // Without credit it stays off.
    let mut rig = rig.with_balance(-2);
    for code in [disable, enable] {
        let octets = rig.usual(code, |_| ());
        assert_eq!(result(&mut rig, &octets), AccessResult::SUCCESS);
    }
    assert_eq!(state(&mut rig), Data::Enum(0));
}

#[test]
fn the_clock_is_set_within_the_interval_only() {
    let mut rig = Rig::new();
    let octets = rig.usual(0x0062, |_| ());
    assert!(rig.dlms(&octets).items.iter().all(|item| item.result.is_success()));
    let octets = rig.usual(0x0062, |parameters| parameters.clock.to = parameters.clock.from);
    let sent = rig.send(&octets);
    let [response, alert] = sent.as_slice() else { panic!("{}", sent.len()) };
    rig.check_response(&octets, response);
    rig.check_alert(alert);
}

#[test]
fn a_controller_is_controlled_for_a_day_at_most() {
    let mut rig = Rig::new();
    for (code, change) in [(0x011E, 0), (0x011F, 0), (0x011E, 1), (0x011F, 2)] {
        let octets = rig.usual(code, |parameters| match change {
            1 => parameters.period.to = parameters.period.from,
            2 => parameters.period.to.date.day += 2,
            _ => {}
        });
        let results = rig.dlms(&octets).items.into_iter().map(|item| item.result).collect::<Vec<_>>();
        let expected = match change {
            0 => [AccessResult::SUCCESS; 3],
            _ => [AccessResult::SUCCESS, AccessResult::OTHER_REASON, AccessResult::OTHER_REASON],
        };
        assert_eq!(results, expected, "{code:04X} {change}");
    }
}

impl Rig {
    fn other(&self) -> Self {
        let mut other = Self::new();
        other.esme = self.esme.clone();
        other
    }

    /// Another one with so many pounds.
    fn with_balance(&mut self, pounds: i32) -> Self {
        let mut other = self.other();
        let change = i64::from(pounds) * POUND - balance(&mut other);
        let counter = Counter(100_000);
        let parameters = other.parameters_at(0x001C, counter);
        let mut request = template(MessageCode(0x001C)).unwrap().build(&parameters).unwrap();
        request.items[0].data = Data::DoubleLong(i32::try_from(change).unwrap());
        let envelope = other.envelope(Party::Supplier, MessageCode(0x001C), counter, request.to_octets());
        let octets = other.protected(Party::Supplier, &envelope);
        other.dlms(&octets);
        other.skip_counters(counter);
        other
    }
}
