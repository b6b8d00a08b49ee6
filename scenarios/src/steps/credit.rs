//! Limits, emergency credit, debts and the logs of credit (SMETS2 5.6.3, 5.7.5; GBCS 14).

use std::sync::Arc;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::utrn::check_digit;
use hallmark_gbcs::wire::Reader;

use crate::device_clock;
use crate::snapshot;
use crate::steps::altered;
use crate::steps::prepayment;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::steps::sensitive;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 14 (F-14)";
const RESETTING: &str = "SMETS2 5.6.3.29 (ECS04b)";

/// What ECS19 reads, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balances {
    balance: i64,
    emergency_credit: i64,
    accumulated_debt: i64,
    /// Two time-based debts, and the payment-based one.
    debts: [i64; 3],
}

#[given(regex = r"^the largest (top-up|balance) is next to nothing$")]
async fn limited(world: &mut TestWorld, what: String) {
    let limit = if what == "balance" { MAXIMUM_BALANCE } else { MAXIMUM_CREDIT };
    let outcome = set_limits(world, limit).await;
    sending::note_trouble(world, outcome);
}

/// A smallest unit of whatever the meter counts in is less than any top-up. The other limit is out of the way.
async fn set_limits(world: &mut TestWorld, limit: Descriptor) -> Result<(), Trouble> {
    let change = |items: &mut Vec<RequestItem>| {
        for item in items {
            if [MAXIMUM_BALANCE, MAXIMUM_CREDIT].contains(&item.descriptor) {
                item.data = Data::DoubleLong(if item.descriptor == limit { 1 } else { i32::MAX });
            }
        }
    };
    let Some(sent) = altered::prepare(world, "supplier", "ECS08a", snapshot::usual, change) else {
        return Ok(());
    };
    sending::deliver(world, sent).await?;
    let done = world.response.as_ref().is_some_and(|response| {
        response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()))
    });
    if !done {
        world.inconclusive("ECS08a with the limit executed", "no response with every result 0");
    }
    Ok(())
}

/// Whatever came before, the limits are those of the use case again.
#[then(regex = r"^in any case the limits are put back$")]
async fn put_back(world: &mut TestWorld) {
    let made = world.session_for_cleaning_up().and_then(|session| {
        let (counter, now) = (session.counters.next(), session.now().seconds());
        let supplier = session.laboratory.party("supplier")?;
        let command = session.laboratory.command("ECS08a", supplier, counter, snapshot::usual(now)).ok()?;
        sending::protect(command, &session.laboratory).ok()
    });
    if let (Some(sent), Some(session)) = (made, world.session_for_cleaning_up()) {
        let sending = session.send(&sent.octets, "ECS08a, to leave the limits as they were").await;
        if sending.is_err() || !matches!(session.answer(&sent).await, Ok(Some(_))) {
            session.observe("the limits on top-ups and balance may still be next to nothing");
        }
    }
    if !world.is_settled() {
        world.judged();
    }
}

#[then(regex = r"^it is not credited$")]
async fn not_credited(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let items = world.response.as_ref().and_then(|response| response.items().ok()).unwrap_or_default();
    if items.iter().any(|item| item.result.is_success()) {
        world.fail(CLAUSE, "no success for a top-up that exceeds a limit", "result 0");
    }
    if let [.., before, after] = world.balances[..] {
        prepayment::judge_not_risen(world, before, after);
    }
    world.judged();
}

#[when(regex = r"^(\d+) other top-ups follow$")]
async fn others_follow(world: &mut TestWorld, count: u32) {
    let outcome = follow(world, count).await;
    sending::note_trouble(world, outcome);
}

/// Small top-ups; the scenario stays about the one before them.
async fn follow(world: &mut TestWorld, count: u32) -> Result<(), Trouble> {
    let (first, response) = (world.sent.clone(), world.response.clone());
    for _ in 0..count {
        let Some(counter) = world.session().map(|session| session.counters.next_for_top_up(0)) else { break };
        if !top_up(world, counter, ValueClass::Hundredth, 1).await? {
            world.inconclusive("other top-ups accepted", "one that was not");
        }
    }
    prepayment::note_balance(world).await?;
    (world.sent, world.response) = (first, response);
    Ok(())
}

#[when(regex = r"^the supplier uses a counter that was passed over$")]
async fn passed_over(world: &mut TestWorld) {
    let outcome = top_up_passed_over(world).await;
    sending::note_trouble(world, outcome);
}

/// A token that was made before another, and used after it. That it is accepted follows from how devices find the
/// counter of a token, and no text says so.
async fn top_up_passed_over(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some(later) = world.session().map(|session| session.counters.next_for_top_up(2)) else {
        return Ok(());
    };
    if !top_up(world, later, ValueClass::Hundredth, 1).await? {
        world.inconclusive("a top-up accepted", "one that was not");
    }
    prepayment::note_balance(world).await?;
    let earlier = Counter(later.0.saturating_sub(1 << 32));
    if !top_up(world, earlier, ValueClass::Unit, 2).await? {
        observe(world, "a top-up with an unused counter below the highest is not accepted".to_owned());
    }
    prepayment::note_balance(world).await
}

/// Whether it was accepted.
async fn top_up(
    world: &mut TestWorld,
    counter: Counter,
    class: ValueClass,
    value: u16,
) -> Result<bool, Trouble> {
    let Some(session) = world.session() else { return Ok(false) };
    let laboratory = Arc::clone(&session.laboratory);
    let made = prepayment::token(&laboratory, "supplier", counter, class, value)
        .and_then(|token| prepayment::command(&laboratory, "supplier", counter, &token.to_string()));
    match made {
        Ok(sent) => sending::deliver(world, sent).await?,
        Err(why) => world.unable(why),
    }
    Ok(world.response.as_ref().is_some_and(|response| {
        response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()))
    }))
}

#[when(regex = r"^the (\S+) tries a token (.+)$")]
async fn tries_token(world: &mut TestWorld, party: String, what: String) {
    let outcome = prepayment::note_balance(world).await;
    sending::note_trouble(world, outcome);
    let make = |sent: &mut Sent, context: &crate::context::Context| {
        let digits = wrong_digits(&context.laboratory, sent.counter(), &what)?;
        *sent = prepayment::command(&context.laboratory, &party, sent.counter(), &digits)?;
        Ok(())
    };
    let outcome = sending::attack_with(world, &party, "CS01a", &format!("with a token {what}"), make).await;
    sending::note_trouble(world, outcome);
}

/// Twenty digits that are no token of the supplier for this meter and counter.
fn wrong_digits(laboratory: &Laboratory, counter: Counter, what: &str) -> Result<String, String> {
    let party = |name: &str| laboratory.party(name).ok_or_else(|| format!("the profile names no {name}"));
    let here = UtrnCounter::try_from(counter).map_err(|error| error.to_string())?;
    let value = TopUpValue::new(3).ok_or("three is a value of a token")?;
    let build = |maker: &str, in_name_of: &str, counter| {
        let maker = party(maker)?;
        let secret =
            maker.prepayment_secret().or_else(|| maker.secret()).ok_or("the profile gives no key")?;
        let id = party(in_name_of)?.id;
        Ok::<_, String>(Utrn::build(secret, id, laboratory.device(), counter, ValueClass::Unit, value))
    };
    let digits = |token: Utrn| {
        let text = token.to_string();
        let (body, _) = text.split_at(text.len().saturating_sub(1));
        format!("{body}{}", check_digit(body))
    };
    let number = |text: &str| format!("{text}{}", check_digit(text));
    match what {
        "of another supplier" => build("second-supplier", "second-supplier", here).map(digits),
        "of another supplier in this one's name" => build("second-supplier", "supplier", here).map(digits),
        "of the network operator" => build("network-operator", "network-operator", here).map(digits),
        "for the counter before" => {
            build("supplier", "supplier", UtrnCounter(here.0.wrapping_sub(1))).map(digits)
        }
        "for the counter after" => {
            build("supplier", "supplier", UtrnCounter(here.0.wrapping_add(1))).map(digits)
        }
        "for a counter with the same digits" => {
            build("supplier", "supplier", UtrnCounter(here.0.wrapping_add(1024))).map(digits)
        }
        "whose pence were made pounds" => {
            let supplier = party("supplier")?;
            let secret = supplier.prepayment_secret().ok_or("the profile gives no prepayment key")?;
            let device = laboratory.device();
            let pence = Utrn::build(secret, supplier.id, device, here, ValueClass::Hundredth, value);
            Ok(digits(Utrn { class: ValueClass::Unit, ..pence }))
        }
        "of zeros" => Ok(number("0000000000000000000")),
        "of nines" => Ok(number("9999999999999999999")),
        "below the range of tokens" => Ok(number("1234567891012131415")),
        _ => Err(format!("the suite knows no token {what}")),
    }
}

#[when(regex = r"^the balance is adjusted by (-?\d+)$")]
async fn adjusted_by(world: &mut TestWorld, by: i32) {
    let outcome = adjust_by(world, by).await;
    sending::note_trouble(world, outcome);
}

async fn adjust_by(world: &mut TestWorld, by: i32) -> Result<(), Trouble> {
    prepayment::note_balance(world).await?;
    let change = |items: &mut Vec<RequestItem>| {
        for item in items {
            item.data = Data::DoubleLong(by);
        }
    };
    let Some(sent) = altered::prepare(world, "supplier", "ECS04a", snapshot::usual, change) else {
        return Ok(());
    };
    sending::deliver(world, sent).await?;
    prepayment::note_balance(world).await
}

#[then(regex = r"^the balance is zero, nothing is owed, and emergency credit is there in full$")]
async fn is_reset(world: &mut TestWorld) {
    let outcome = judge_reset(world).await;
    sending::note_trouble(world, outcome);
}

async fn judge_reset(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some((_, response)) = expect_response(world).await else { return Ok(()) };
    let done = response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()));
    if !done {
        world.inconclusive("ECS04b executed", "a response with a failed instruction");
        return Ok(());
    }
    let Some(now) = balances(world).await? else { return Ok(()) };
    let Some(limit) = emergency_limit(world).await? else { return Ok(()) };
    let expected = Balances { balance: 0, emergency_credit: limit, accumulated_debt: 0, ..now.clone() };
    if now != expected {
        world.fail(RESETTING, format!("{expected:?}"), format!("{now:?}"));
    }
    world.judged();
    Ok(())
}

#[given(regex = r"^the debts are known$")]
async fn debts_known(world: &mut TestWorld) {
    match balances(world).await {
        Ok(found) => world.registers = found,
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

/// The method is one that changes what is left by an amount; some devices take the amount as what is left.
#[then(regex = r"^each debt is what was written, or has changed by it$")]
async fn debts_written(world: &mut TestWorld) {
    let Some((sent, _)) = expect_response(world).await else { return };
    let outcome = judge_debts(world, &sent).await;
    sending::note_trouble(world, outcome);
}

async fn judge_debts(world: &mut TestWorld, sent: &Sent) -> Result<(), Trouble> {
    let Some(before) = world.registers.clone() else { return Ok(()) };
    let Some(after) = balances(world).await? else { return Ok(()) };
    let payload = &sent.command.envelope.payload;
    let Ok(request) = hallmark_gbcs::dlms::AccessRequest::parse(payload, 0) else { return Ok(()) };
    for (number, ((debt, before), after)) in DEBTS.iter().zip(before.debts).zip(after.debts).enumerate() {
        let written = request.items().find(|item| item.specification.descriptor == *debt);
        let Some(written) = written.and_then(|item| item.data.as_signed()) else { continue };
        if after != written && after != before + written {
            let expected = format!("debt {} at {written}, or at {}", number + 1, before + written);
            world.fail("SMETS2 5.6.3.5 (ECS07)", expected, after.to_string());
        }
    }
    world.registers = Some(after);
    world.judged();
    Ok(())
}

#[then(regex = r"^emergency credit is active, or result 250 says that it is not$")]
async fn says_whether_active(world: &mut TestWorld) {
    let Some((_, response)) = expect_response(world).await else { return };
    let result = response.items().ok().and_then(|items| items.first().map(|item| item.result));
    match result {
        Some(AccessResult::SUCCESS | AccessResult(250)) => {}
        Some(other) => {
            observe(world, format!("emergency credit is not active: result {}, not 250", other.0));
        }
        None => world.fail("GBCS 20 (ECS09)", "a result", "none"),
    }
    world.judged();
}

/// The result states whether it is active afterwards, so that asking again is no failure.
#[then(regex = r"^asking for it again has the same result$")]
async fn same_again(world: &mut TestWorld) {
    let Some((_, first)) = expect_response(world).await else { return };
    let outcome = sending::exchange(world, "supplier", "ECS09").await;
    sending::note_trouble(world, outcome);
    let Some((_, second)) = expect_response(world).await else { return };
    let succeeded = |response: &hallmark_engine::session::Response| {
        response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()))
    };
    if succeeded(&first) && !succeeded(&second) {
        world.fail("GBCS 20 (ECS09)", "success: emergency credit is active already", "a failed instruction");
    }
    world.judged();
}

#[then(regex = r"^the log of credits has the last five top-ups, in proportion$")]
async fn credit_log(world: &mut TestWorld) {
    let outcome = judge_credit_log(world).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the supplier tops up by 1, 2, 3, 4, 5 and 6 pence$")]
async fn six_top_ups(world: &mut TestWorld) {
    for pence in 1..=6 {
        let Some(counter) = world.session().map(|session| session.counters.next_for_top_up(0)) else {
            return;
        };
        match top_up(world, counter, ValueClass::Hundredth, pence).await {
            Ok(true) => {}
            Ok(false) => world.inconclusive("top-ups accepted", "one that was not"),
            Err(trouble) => sending::note_trouble(world, Err(trouble)),
        }
    }
}

async fn judge_credit_log(world: &mut TestWorld) -> Result<(), Trouble> {
    let clause = "SMETS2 5.7.5.10 (ECS20d)";
    let clock = device_clock::read(world).await?;
    let end = move |now| clock.map_or(now, |clock| clock.shown).saturating_add(HOUR);
    let Some(sent) = sending::prepare(world, "supplier", "ECS20d", |now| Variation::immediate(0, end(now)))
    else {
        return Ok(());
    };
    sending::deliver(world, sent).await?;
    let Some((_, response)) = expect_response(world).await else { return Ok(()) };
    let items = response.items().unwrap_or_default();
    let entries: Vec<Data> = match items.first().map(|item| &item.data) {
        Some(Data::CompactArray(log)) => log.elements().collect(),
        Some(Data::Array(entries)) => entries.clone(),
        _ => {
            world.inconclusive("the log of credits by ECS20d", "another form");
            return Ok(());
        }
    };
    let amount = |entry: &Data| {
        let amount = entry.elements()?.get(1)?;
        amount.as_signed().or_else(|| i64::try_from(amount.as_unsigned()?).ok())
    };
    let mut amounts: Vec<i64> = entries.iter().filter_map(amount).collect();
    amounts.sort_unstable();
    let expected = [2, 3, 4, 5, 6];
    let unit = amounts.first().map_or(0, |least| least / 2);
    let proportionate = amounts.len() == expected.len()
        && unit > 0
        && amounts.iter().zip(expected).all(|(amount, pence)| *amount == unit * pence);
    if !proportionate {
        world.fail(clause, "five entries, of 2 to 6 pence", format!("{amounts:?}"));
    }
    world.judged();
    Ok(())
}

/// What ECS19 reads, decrypted.
pub(crate) async fn balances(world: &mut TestWorld) -> Result<Option<Balances>, Trouble> {
    let Some((sent, response)) = sending::good_command(world, "ECS19", "supplier").await? else {
        world.inconclusive("the balances by ECS19", "no response");
        return Ok(None);
    };
    let Some(laboratory) = world.session().map(|session| Arc::clone(&session.laboratory)) else {
        return Ok(None);
    };
    let found = decrypted(&laboratory, &sent, &response).and_then(|data| Balances::of(&data));
    if found.is_none() {
        world.inconclusive("six balances and debts by ECS19", "nothing that can be read as such");
    }
    Ok(found)
}

fn decrypted(
    laboratory: &Laboratory,
    sent: &Sent,
    response: &hallmark_engine::session::Response,
) -> Option<Data> {
    let blob = sensitive::blob(response).ok()?;
    let message = response.message().ok()?;
    let secret = laboratory.party_with_id(sent.originator())?.secret()?;
    let key = MessageKey::for_encryption(secret, message.header());
    let plaintext = key.decrypt(message.header().originator, &blob).ok()?;
    Data::parse(&mut Reader::new(&plaintext)).ok()
}

impl Balances {
    /// All debts together.
    pub(crate) fn owed(&self) -> i64 {
        self.debts.iter().fold(self.accumulated_debt, |sum, debt| sum.saturating_add(*debt))
    }

    fn of(data: &Data) -> Option<Self> {
        let mut data = data;
        while let Some([only]) = data.elements() {
            data = only;
        }
        let numbers: Vec<i64> = data.elements()?.iter().map(Data::as_signed).collect::<Option<_>>()?;
        let [balance, emergency_credit, accumulated_debt, first, second, third] = numbers[..] else {
            return None;
        };
        Some(Self { balance, emergency_credit, accumulated_debt, debts: [first, second, third] })
    }
}

/// The limit of emergency credit, from ECS26a.
async fn emergency_limit(world: &mut TestWorld) -> Result<Option<i64>, Trouble> {
    let answered = sending::good_command(world, "ECS26a", "supplier").await?;
    let limit = answered.and_then(|(sent, response)| {
        let at = sent.command.targets.iter().position(|target| *target == EMERGENCY_CREDIT_LIMIT)?;
        response.items().ok()?.get(at)?.data.as_signed()
    });
    if limit.is_none() {
        world.inconclusive("the limit of emergency credit by ECS26a", "none");
    }
    Ok(limit)
}

const MAXIMUM_CREDIT: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 2, 10], 4);
const MAXIMUM_BALANCE: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 2, 20], 4);
const EMERGENCY_CREDIT_LIMIT: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 1, 255], 9);
/// The methods by which ECS07 changes the debts.
const DEBTS: [Descriptor; 3] = [
    Descriptor::new(113, [0, 0, 19, 20, 1, 255], 4),
    Descriptor::new(113, [0, 0, 19, 20, 2, 255], 4),
    Descriptor::new(113, [0, 0, 19, 20, 3, 255], 4),
];
/// In seconds.
const HOUR: u64 = 3_600;
