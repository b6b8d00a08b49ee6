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
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::AlertSource;
use hallmark_gbcs::wire::Message;

use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 9.2.2";

/// How far ahead the first time lies, in seconds.
const AHEAD: u64 = 3;

#[given(regex = r"^the (\S+) has sent (\S+) for a time to come$")]
async fn has_sent_dated(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = send_dated(world, &party, &use_case).await;
    sending::note_trouble(world, outcome);
    if let Some((_, response)) = expect_response(world).await
        && !all_succeeded(&response)
    {
        world.inconclusive(format!("{use_case} stored for later"), "a response with a failed instruction");
    }
}

#[when(regex = r"^the (\S+) cancels (\S+)$")]
async fn cancels(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = send_with(world, &party, &use_case, DateTime::NEVER).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^nothing is activated before that time$")]
async fn nothing_before(world: &mut TestWorld) {
    let Some(time) = world.times.last().copied() else { return };
    let Some(session) = world.session() else { return };
    // One second of grace: the device's clock shows whole seconds.
    let until = time.saturating_sub(1);
    let outcome = wait_until(session, until).await;
    sending::note_trouble(world, outcome);
    forbid_activation(world, "no activation before the time given");
    world.judged();
}

#[then(regex = r"^nothing is activated at the first time$")]
async fn nothing_at_first(world: &mut TestWorld) {
    let Some(first) = world.times.first().copied() else { return };
    let Some(session) = world.session() else { return };
    let outcome = wait_until(session, first.saturating_add(1)).await;
    sending::note_trouble(world, outcome);
    forbid_activation(world, "no activation of what was replaced or cancelled");
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
    let Some(time) = world.times.last().copied() else { return };
    let Some(session) = world.session() else { return };
    let mut outcome = wait_until(session, time).await;
    let timeout = session.laboratory.timeout;
    while outcome.is_ok() && !awaited.is_empty() {
        let Some(session) = world.session() else { return };
        let found = session.alert(timeout, |octets| activation(octets, &sent).is_some()).await;
        match found {
            Ok(Some(octets)) => {
                check(world, |session| Response::from_octets(octets.clone()).signed(&session.laboratory));
                let Some((code, done)) = activation(&octets, &sent) else { continue };
                let object = done.descriptor;
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
    for (missing, source) in awaited {
        match source {
            AlertSource::Seen => {
                let expected = format!("alert 8F66 for each of {all} objects");
                world.fail(CLAUSE, expected, format!("none for {missing}"));
            }
            // That this object is reported is known from other use cases only.
            AlertSource::Alike => observe(world, format!("no alert 8F66 for {missing}")),
        }
    }
    world.judged();
}

/// Sends a command that takes effect some seconds after what the device's clock shows, later than any before.
pub(crate) async fn send_dated(world: &mut TestWorld, party: &str, use_case: &str) -> Result<(), Trouble> {
    let now = match world.times.last() {
        Some(_) => None,
        None => device_time(world).await?,
    };
    let Some(session) = world.session() else { return Ok(()) };
    let now = now.unwrap_or_else(|| session.now().seconds());
    let time = world.times.last().copied().unwrap_or(now).saturating_add(AHEAD);
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

/// What the device's clock shows, from the header of a response that has a date-time; none where no such use case is
/// claimed.
async fn device_time(world: &mut TestWorld) -> Result<Option<u64>, Trouble> {
    let Some(context) = world.context() else { return Ok(None) };
    let Some(name) = ["ECS17c", "ECS18b", "ECS23"].into_iter().find(|name| context.use_cases.includes(name))
    else {
        return Ok(None);
    };
    let Some((_, response)) = sending::good_command(world, name, "supplier").await? else { return Ok(None) };
    let Ok(message) = response.message() else { return Ok(None) };
    let time = message.header().date_time.and_then(|octets| {
        DateTime::from_octets(*octets).to_unix_seconds().ok().and_then(|seconds| u64::try_from(seconds).ok())
    });
    // A clock that is far from the link's is used as it is: it is the device that acts on the time.
    Ok(time)
}

async fn wait_until(
    session: &mut hallmark_engine::session::Session,
    unix_seconds: u64,
) -> Result<(), Trouble> {
    let left = unix_seconds.saturating_sub(session.now().seconds());
    session.watch(Duration::from_secs(left)).await
}

/// An alert of any activation of the commands sent so far is a failure.
fn forbid_activation(world: &mut TestWorld, expected: &str) {
    let Some(sent) = world.sent.clone() else { return };
    let Some(session) = world.session() else { return };
    let found = session.alerts().iter().find_map(|octets| activation(octets, &sent));
    if let Some((code, done)) = found {
        world.fail(CLAUSE, expected, format!("alert {code} for {}", done.descriptor));
    }
}

/// The alert code and what was activated, where octets are the alert of an activation by the sent use case.
fn activation(octets: &[u8], sent: &Sent) -> Option<(AlertCode, Activation)> {
    let message = Message::parse(octets).ok()?;
    let code = message.header().message_code();
    if code != MessageCode(0x00CC) {
        return None;
    }
    let notification = DataNotification::parse(code, message.payload(), message.payload_offset()).ok()?;
    match notification.content() {
        AlertContent::Activation(done) if done.code == sent.command.code => {
            Some((notification.alert_code(), *done))
        }
        _ => None,
    }
}

fn all_succeeded(response: &Response) -> bool {
    response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()))
}
