//! Top-ups and the meter balance (GBCS 14, SMETS2 5.6.3.3, 5.7.5.22).

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Digits;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::utrn::check_digit;

use crate::steps::credit;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 14 (F-14)";

#[given(regex = r"^the meter is in prepayment mode$")]
async fn prepayment_mode(world: &mut TestWorld) {
    prepare(world, "ECS03").await;
}

/// A balance near its maximum would make the meter refuse what it should accept.
#[given(regex = r"^the balance is reset$")]
async fn balance_is_reset(world: &mut TestWorld) {
    let claimed = world.context().is_some_and(|context| context.use_cases.includes("ECS04b"));
    if claimed {
        prepare(world, "ECS04b").await;
    }
}

/// Sends a command that brings the meter into a state. If it fails, what follows may still hold.
async fn prepare(world: &mut TestWorld, use_case: &str) {
    match sending::good_command(world, use_case, "supplier").await {
        Ok(Some((_, response))) => {
            let done = response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()));
            if !done {
                observe(world, format!("{use_case} did not succeed"));
            }
        }
        Ok(None) => observe(world, format!("{use_case} was not answered")),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[when(regex = r"^the (\S+) tops up by (\d+) (pounds?|pence)$")]
async fn tops_up(world: &mut TestWorld, party: String, value: u16, unit: String) {
    let class = if unit.starts_with("pound") { ValueClass::Unit } else { ValueClass::Hundredth };
    let outcome = top_up(world, &party, value, class, 0).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) tops up (\d+) counters ahead$")]
async fn tops_up_ahead(world: &mut TestWorld, party: String, jump: u32) {
    let outcome = top_up(world, &party, 1, ValueClass::Unit, jump).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) tops up with (a .+)$")]
async fn tops_up_wrongly(world: &mut TestWorld, party: String, what: String) {
    let outcome = forged(world, &party, &what).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the balance is adjusted$")]
async fn adjusts(world: &mut TestWorld) {
    let outcome = adjust(world).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the top-up is accepted$")]
async fn is_accepted(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let outcome = world.session().map(|session| response.authenticity(&sent, &session.laboratory));
    if let Some(Err(reason)) = outcome {
        world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
    }
    match response.items() {
        Ok(items) if items.iter().all(|item| item.result.is_success()) => {}
        Ok(items) => {
            let result = items.first().map_or(0, |item| item.result.0);
            world.fail(CLAUSE, "an authentic top-up accepted, result 0", format!("result {result}"));
        }
        Err(reason) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
    }
    world.judged();
}

#[then(regex = r"^the balance has risen$")]
async fn has_risen(world: &mut TestWorld) {
    let Some((before, after)) = last_change(world) else { return };
    if after <= before {
        world.fail(CLAUSE, format!("a balance above {before} after the top-up"), after.to_string());
    }
    world.judged();
}

#[then(regex = r"^the balance is unchanged$")]
async fn is_unchanged(world: &mut TestWorld) {
    let outcome = note_balance(world).await;
    sending::note_trouble(world, outcome);
    let Some((before, after)) = last_change(world) else { return };
    judge_not_risen(world, before, after);
    world.judged();
}

/// A balance that falls was not credited: consumption and charges take from it at any time.
pub(crate) fn judge_not_risen(world: &mut TestWorld, before: i64, after: i64) {
    if after > before {
        world.fail(CLAUSE, format!("the balance as it was, {before}"), after.to_string());
    } else if after < before {
        observe(world, format!("the balance fell from {before} to {after}"));
    }
}

/// What a top-up repays of a debt does not show in the balance.
#[given(regex = r"^debts count with the balance$")]
async fn debts_count(world: &mut TestWorld) {
    world.debts_count = world.context().is_some_and(|context| context.use_cases.includes("ECS19"));
}

#[then(regex = r"^the second rise is (\d+) times the first$")]
async fn rises_compare(world: &mut TestWorld, times: i64) {
    if world.is_settled() {
        return;
    }
    let [first_before, first_after, second_before, second_after] = world.balances[..] else {
        world.inconclusive("four balances to compare", format!("{}", world.balances.len()));
        return;
    };
    let (first, second) = (first_after - first_before, second_after - second_before);
    // Charges may be taken between the reads.
    let expected = first.saturating_mul(times);
    let difference = second.saturating_sub(expected).unsigned_abs();
    if difference > expected.unsigned_abs() / 100 {
        world.fail(CLAUSE, format!("a rise of {times} times {first}"), format!("a rise of {second}"));
    } else if difference > 0 {
        observe(world, format!("a rise of {first}, and then of {second}, not of {expected}"));
    }
    world.judged();
}

#[then(regex = r"^the balance has changed by what was asked for$")]
async fn changed_by(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let succeeded = response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()));
    let Some((before, after)) = last_change(world) else { return };
    let Some(asked) = parameter(&sent) else { return };
    let expected = if succeeded { before + asked } else { before };
    if after != expected {
        world.fail("SMETS2 5.6.3.6 (ECS04a)", format!("a balance of {expected}"), after.to_string());
    }
    world.judged();
}

async fn adjust(world: &mut TestWorld) -> Result<(), Trouble> {
    note_balance(world).await?;
    sending::exchange(world, "supplier", "ECS04a").await?;
    note_balance(world).await
}

async fn top_up(
    world: &mut TestWorld,
    party: &str,
    value: u16,
    class: ValueClass,
    jump: u32,
) -> Result<(), Trouble> {
    note_balance(world).await?;
    let Some(session) = world.session() else { return Ok(()) };
    let counter = session.counters.next_for_top_up(jump);
    let laboratory = std::sync::Arc::clone(&session.laboratory);
    let made = token(&laboratory, party, counter, class, value)
        .and_then(|token| command(&laboratory, party, counter, &token.to_string()));
    match made {
        Ok(sent) => sending::deliver(world, sent).await?,
        Err(why) => world.unable(why),
    }
    note_balance(world).await
}

/// A top-up that must not be credited.
async fn forged(world: &mut TestWorld, party: &str, what: &str) -> Result<(), Trouble> {
    note_balance(world).await?;
    let used = world.sent.clone();
    let make = |sent: &mut Sent, context: &crate::context::Context| {
        let laboratory = &context.laboratory();
        let counter = sent.counter();
        let digits = digits(laboratory, party, counter, what, used.as_ref())?;
        *sent = command(laboratory, party, counter, &digits)?;
        Ok(())
    };
    sending::attack_with(world, party, "CS01a", &format!("with {what}"), make).await
}

/// Twenty digits with one thing wrong about them.
fn digits(
    laboratory: &Laboratory,
    party: &str,
    counter: Counter,
    what: &str,
    used: Option<&Sent>,
) -> Result<String, String> {
    let supplier = laboratory.party(party).ok_or_else(|| format!("the profile names no {party}"))?;
    let utrn_counter = utrn_counter(counter)?;
    let good = token(laboratory, party, counter, ValueClass::Unit, 10)?;
    let wrong = match what {
        "a wrong check digit" => {
            let mut text = good.to_string();
            let last = text.pop().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
            text.push(char::from_digit((last + 1) % 10, 10).unwrap_or('0'));
            return Ok(text);
        }
        "a used token" => {
            return used.and_then(written_token).ok_or_else(|| "no token was used before".to_owned());
        }
        // No more than any meter takes: the MAC alone must give it away.
        "a token whose value was raised" => Utrn { value: TopUpValue::new(11).unwrap_or(good.value), ..good },
        "a token whose MAC was altered" => {
            let [first, rest @ ..] = good.mac;
            Utrn { mac: [first ^ 0x10, rest[0], rest[1], rest[2]], ..good }
        }
        "a token whose MAC ends otherwise" => {
            let [rest @ .., last] = good.mac;
            Utrn { mac: [rest[0], rest[1], rest[2], last ^ 0x01], ..good }
        }
        "a token for another meter" => {
            let secret = supplier.prepayment_secret().ok_or("the profile gives no prepayment key")?;
            let [head @ .., last] = laboratory.device().0;
            let [a, b, c, d, e, f, g] = head;
            let other = EntityId([a, b, c, d, e, f, g, last ^ 0x01]);
            Utrn::build(secret, supplier.id, other, utrn_counter, ValueClass::Unit, good.value)
        }
        "a token made with the management key" => {
            let secret = supplier.secret().ok_or("the profile gives no key agreement key")?;
            Utrn::build(secret, supplier.id, laboratory.device(), utrn_counter, ValueClass::Unit, good.value)
        }
        _ => return Err(format!("the suite knows no way to top up with {what}")),
    };
    let text = wrong.to_string();
    let (body, _) = text.split_at(text.len().saturating_sub(1));
    Ok(format!("{body}{}", check_digit(body)))
}

pub(crate) fn token(
    laboratory: &Laboratory,
    party: &str,
    counter: Counter,
    class: ValueClass,
    value: u16,
) -> Result<Utrn, String> {
    let supplier = laboratory.party(party).ok_or_else(|| format!("the profile names no {party}"))?;
    let value = TopUpValue::new(value).ok_or_else(|| format!("{value} is no value of a token"))?;
    laboratory.utrn(supplier, utrn_counter(counter)?, class, value)
}

fn utrn_counter(counter: Counter) -> Result<UtrnCounter, String> {
    UtrnCounter::try_from(counter).map_err(|_| "a top-up needs a counter whose low half is zero".to_owned())
}

pub(crate) fn command(
    laboratory: &Laboratory,
    party: &str,
    counter: Counter,
    digits: &str,
) -> Result<Sent, String> {
    let supplier = laboratory.party(party).ok_or_else(|| format!("the profile names no {party}"))?;
    let digits = Digits::new(digits).ok_or("a token has twenty digits")?;
    let variation = Variation { top_up: Some(digits), ..Variation::immediate(0, 0) };
    sending::protect(laboratory.command("CS01a", supplier, counter, variation)?, laboratory)
}

/// The digits that a top-up carried.
fn written_token(sent: &Sent) -> Option<String> {
    let request = AccessRequest::parse(&sent.command.envelope.payload, 0).ok()?;
    let item = request.items().next()?;
    String::from_utf8(item.data.as_octets()?.to_vec()).ok()
}

/// The number that an action was given.
fn parameter(sent: &Sent) -> Option<i64> {
    let request = AccessRequest::parse(&sent.command.envelope.payload, 0).ok()?;
    request.items().next()?.data.as_signed()
}

/// Reads the balance with ECS82 and keeps it.
pub(crate) async fn note_balance(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some((_, response)) = sending::good_command(world, "ECS82", "supplier").await? else {
        world.inconclusive("the meter balance by ECS82", "no response");
        return Ok(());
    };
    let balance = response.items().ok().and_then(|items| items.first()?.data.as_signed());
    let Some(balance) = balance else {
        world.inconclusive("the meter balance by ECS82", "no number");
        return Ok(());
    };
    let owed = match world.debts_count {
        true => credit::balances(world).await?.map_or(0, |balances| balances.owed()),
        false => 0,
    };
    world.balances.push(balance.saturating_sub(owed));
    Ok(())
}

/// The last two balances.
fn last_change(world: &TestWorld) -> Option<(i64, i64)> {
    if world.is_settled() {
        return None;
    }
    match world.balances[..] {
        [.., before, after] => Some((before, after)),
        _ => None,
    }
}
