//! Commands that take effect later (GBCS 9.2.2).

use core::time::Duration;
use std::collections::BTreeMap;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::Activation;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::AlertSource;
use hallmark_gbcs::tables::esme::Pair;
use hallmark_gbcs::tables::esme::Via;
use hallmark_gbcs::wire::Message;
use hallmark_link::UnixMicros;

use crate::device_clock;
use crate::device_clock::DeviceClock;
use crate::snapshot;
use crate::steps::dated;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 9.2.2";

#[given(regex = r"^the (\S+) has sent (\S+) for a time to come$")]
async fn has_sent_dated(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = send_dated(world, &party, &use_case).await;
    sending::note_trouble(world, outcome);
    if let Some((sent, response)) = expect_response(world).await {
        if !all_succeeded(&response) {
            world
                .inconclusive(format!("{use_case} stored for later"), "a response with a failed instruction");
        }
        world.replaced = Some(sent);
    }
}

#[when(regex = r"^the (\S+) cancels (\S+)$")]
async fn cancels(world: &mut TestWorld, party: String, use_case: String) {
    device_clock::require_time_left(world);
    let outcome = send_with(world, &party, &use_case, DateTime::NEVER).await;
    sending::note_trouble(world, outcome);
    if let Some((sent, response)) = expect_response(world).await
        && !all_succeeded(&response)
    {
        let is_established = esme::template(sent.command.code)
            .is_some_and(|template| template.order == esme::OrderBasis::Seen);
        let (expected, observed) = (format!("{use_case} cancelled"), "a response with a failed instruction");
        if is_established {
            world.fail(CLAUSE, expected, observed);
        } else {
            world.inconclusive(expected, observed);
        }
    }
}

#[then(regex = r"^nothing is activated before that time$")]
async fn nothing_before(world: &mut TestWorld) {
    let (Some(clock), Some(time)) = (world.clock, world.times.last().copied()) else { return };
    let expected = "no activation before the time given";
    let end = clock.earliest(time);
    forbid_change(world, expected, Some(end)).await;
    // After a slow answer, what has come may be of the time given: the next step judges it by what it states.
    if device_clock::link_time(world) < end {
        let outcome = device_clock::wait_until(world, end).await;
        sending::note_trouble(world, outcome);
        forbid_activation(world, expected);
    }
    world.judged();
}

#[then(regex = r"^nothing is activated at the first time$")]
async fn nothing_at_first(world: &mut TestWorld) {
    let (Some(clock), Some(first)) = (world.clock, world.times.first().copied()) else { return };
    // What is activated at the second time, if there is one, is for the next step.
    let second = world.times.get(1).map(|second| clock.earliest(*second));
    let past_first = clock.latest(first.saturating_add(1));
    let outcome =
        device_clock::wait_until(world, second.map_or(past_first, |second| second.min(past_first))).await;
    sending::note_trouble(world, outcome);
    let expected = "no activation of what was replaced or cancelled";
    forbid_activation(world, expected);
    forbid_change(world, expected, second).await;
    world.judged();
}

#[then(regex = r"^every activated object is reported with 8F66 at that time$")]
async fn reported(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let Some(sent) = world.sent.clone() else { return };
    let Some(template) = esme::template(sent.command.code) else { return };
    let objects = template.activations().map(|activation| (activation.object, activation.source));
    let mut awaited: BTreeMap<Descriptor, AlertSource> = objects.collect();
    let all = awaited.len();
    let (Some(clock), Some(time)) = (world.clock, world.times.last().copied()) else { return };
    let mut outcome = device_clock::wait_until(world, clock.latest(time)).await;
    let Some(timeout) = world.session().map(|session| session.laboratory.timeout) else { return };
    while outcome.is_ok() && !awaited.is_empty() {
        let Some(session) = world.session() else { return };
        let found = session.alert(timeout, |octets| activation(octets, &sent).is_some()).await;
        match found {
            Ok(Some(octets)) => {
                check(world, |session| Response::from_octets(octets.clone()).signed(&session.laboratory));
                let Some((code, done, at)) = activation(&octets, &sent) else { continue };
                let object = done.descriptor;
                check_moment(world, object, at, time, timeout);
                dated::check_recipient(world, &octets, &sent);
                if code != AlertCode(0x8F66) {
                    world.fail(CLAUSE, format!("alert 8F66 for {object}"), format!("alert {code}"));
                }
                if done.counter != sent.counter() {
                    let expected = format!("the counter of the command, {}, in the alert", sent.counter());
                    world.fail(CLAUSE, expected, done.counter.to_string());
                }
                if awaited.remove(&object).is_none() {
                    let text = format!("an alert for {object}, which this command does not activate");
                    world.fail(CLAUSE, "one alert for each activated object", text);
                }
            }
            Ok(None) => break,
            Err(trouble) => outcome = Err(trouble),
        }
    }
    sending::note_trouble(world, outcome);
    // One object or another that is not reported may be due to the use case; all of them are not.
    let is_none_reported = awaited.len() == all;
    for (missing, source) in awaited {
        match source {
            _ if is_none_reported => {
                world.fail(CLAUSE, format!("alert 8F66 for each of {all} objects"), "none");
            }
            AlertSource::Seen => {
                let expected = format!("alert 8F66 for each of {all} objects");
                world.fail(CLAUSE, expected, format!("none for {missing}"));
            }
            // That this object is reported is known from other use cases only.
            AlertSource::Alike => observe(world, format!("no alert 8F66 for {missing}")),
        }
    }
    let outcome = compare_activated(world, &sent).await;
    sending::note_trouble(world, outcome);
    world.judged();
}

/// The alert carries the moment of the activation by the device's clock.
fn check_moment(world: &mut TestWorld, object: Descriptor, at: DateTime, time: u64, timeout: Duration) {
    let Some(at) = at.to_unix_seconds().ok().and_then(|seconds| u64::try_from(seconds).ok()) else {
        world.fail(CLAUSE, format!("the time of activation in the alert for {object}"), "no date and time");
        return;
    };
    let late = at.saturating_sub(time);
    if at < time {
        let early = time.saturating_sub(at);
        let observed = format!("{early} s before it, by the alert");
        world.fail(CLAUSE, format!("{object} activated at the time given"), observed);
    } else if Duration::from_secs(late) > timeout.max(GRACE) {
        let observed = format!("{late} s after it, by the alert");
        world.fail(CLAUSE, format!("{object} activated at the time given"), observed);
    } else if Duration::from_secs(late) > GRACE {
        observe(world, format!("{object} was activated {late} s after the time given"));
    }
}

/// How late an activation may be before it is remarked upon.
const GRACE: Duration = Duration::from_secs(2);

/// What is read of the current values is what was written to the next ones. Which value gets where, no text states, so
/// that a difference is a remark, unless the operator has `copied-values` judged. But no device can leave every value as
/// it was, nor take one from the command that was replaced.
async fn compare_activated(world: &mut TestWorld, sent: &Sent) -> Result<(), Trouble> {
    let values = snapshot::values(world, &sent.command.use_case, is_activated).await?;
    let is_judged =
        world.session().is_some_and(|session| session.laboratory.strict.contains("copied-values"));
    let replaced = world.replaced.clone();
    let mut has_changed = false;
    let mut missed: Option<(String, String)> = None;
    for pair in esme::pairs().iter().filter(|pair| is_activated(pair) && wrote(pair, sent)) {
        let (Some(written), Some(found)) =
            (value(&sent.command.written, pair.written), value(&values, pair.read_back))
        else {
            continue;
        };
        if pair.form.holds(written, found) {
            has_changed = true;
            continue;
        }
        let expected = format!("{} as it was to become, {written}", pair.read_back);
        let old = replaced.as_ref().and_then(|sent| value(&sent.command.written, pair.written));
        if is_judged || old.is_some_and(|old| old != written && pair.form.holds(old, found)) {
            world.fail(CLAUSE, expected, found.to_string());
            return Ok(());
        }
        has_changed |= value(&world.current, pair.read_back).is_none_or(|before| before != found);
        observe(world, format!("expected {expected}; found {found}"));
        missed = Some((expected, format!("{found}, as before, and no other value changed either")));
    }
    if let Some((expected, observed)) = missed.filter(|_| !has_changed) {
        world.fail(CLAUSE, expected, observed);
    }
    Ok(())
}

fn value(values: &[(Descriptor, Data)], target: Descriptor) -> Option<&Data> {
    values.iter().find(|(other, _)| *other == target).map(|(_, value)| value)
}

fn wrote(pair: &Pair, sent: &Sent) -> bool {
    pair.write.name == sent.command.use_case
}

fn is_activated(pair: &Pair) -> bool {
    pair.via == Via::Activation
}

/// Sends a command that takes effect some seconds after what the device's clock shows, later than any before.
pub(crate) async fn send_dated(world: &mut TestWorld, party: &str, use_case: &str) -> Result<(), Trouble> {
    let clock = match world.clock {
        Some(clock) => clock,
        None => {
            let clock = match device_clock::read(world).await? {
                Some(clock) => clock,
                None => of_cancelled(world, party, use_case).await?,
            };
            world.current = snapshot::values(world, use_case, is_activated).await?;
            world.clock = Some(clock);
            clock
        }
    };
    device_clock::require_time_left(world);
    let time = device_clock::next_time(world, clock);
    let Ok(activation) = i64::try_from(time)
        .map_err(|_| ())
        .and_then(|time| DateTime::from_unix_seconds(time).map_err(|_| ()))
    else {
        world.unable("the target's time is not one that DLMS can write");
        return Ok(());
    };
    world.times.push(time);
    send_with(world, party, use_case, activation).await
}

/// The device's clock from the response to the use case itself, cancelled, where no read that shows it is claimed; the
/// link's, if that shows none either.
async fn of_cancelled(world: &mut TestWorld, party: &str, use_case: &str) -> Result<DeviceClock, Trouble> {
    let asked = device_clock::link_time(world);
    send_with(world, party, use_case, DateTime::NEVER).await?;
    let answered = device_clock::link_time(world);
    let shown = world.response.take().as_ref().and_then(device_clock::header_time);
    Ok(shown.map_or_else(|| DeviceClock::of_link(answered), |shown| DeviceClock { shown, asked, answered }))
}

async fn send_with(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    activation: DateTime,
) -> Result<(), Trouble> {
    let variant = sending::variant(world).wrapping_add(world.times.len() as u64);
    let variation = |now| Variation { activation, ..Variation::immediate(variant, now) };
    let Some(sent) = sending::prepare(world, party, use_case, variation) else { return Ok(()) };
    sending::deliver(world, sent).await
}

/// The current values are those that were read before anything was pending, if they can be read before `end`.
async fn forbid_change(world: &mut TestWorld, expected: &str, end: Option<UnixMicros>) {
    let Some(use_case) = world.sent.as_ref().map(|sent| sent.command.use_case.clone()) else { return };
    let now = match snapshot::values(world, &use_case, is_activated).await {
        Ok(now) => now,
        Err(trouble) => return sending::note_trouble(world, Err(trouble)),
    };
    let is_over = end.is_some_and(|end| device_clock::link_time(world) >= end);
    if is_over {
        return;
    }
    let changed = world.current.iter().find_map(|(target, before)| {
        let (_, now) = now.iter().find(|(other, _)| other == target)?;
        (now != before).then(|| format!("{target} changed from {before} to {now}"))
    });
    if let Some(observed) = changed {
        world.fail(CLAUSE, expected, observed);
    }
}

/// An alert of any activation of the commands sent so far is a failure.
fn forbid_activation(world: &mut TestWorld, expected: &str) {
    let Some(sent) = world.sent.clone() else { return };
    let Some(session) = world.session() else { return };
    let found = session.alerts().iter().find_map(|octets| activation(octets, &sent));
    if let Some((code, done, _)) = found {
        world.fail(CLAUSE, expected, format!("alert {code} for {}", done.descriptor));
    }
}

/// The alert code, what was activated and when, where octets are the alert of an activation by the sent use case.
fn activation(octets: &[u8], sent: &Sent) -> Option<(AlertCode, Activation, DateTime)> {
    let message = Message::parse(octets).ok()?;
    let code = message.header().message_code();
    if code != MessageCode(0x00CC) {
        return None;
    }
    let notification = DataNotification::parse(code, message.payload(), message.payload_offset()).ok()?;
    match notification.content() {
        AlertContent::Activation(done) if done.code == sent.command.code => {
            Some((notification.alert_code(), *done, notification.time()))
        }
        _ => None,
    }
}

fn all_succeeded(response: &Response) -> bool {
    response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()))
}
