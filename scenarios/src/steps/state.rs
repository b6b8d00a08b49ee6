//! What a device is, after it was told: joined devices (GBCS 13.7), supply (SMETS2 5.6.3.7, 5.6.3.11, 5.6.3.12), clock
//! (SMETS2 5.6.3.32).

use std::sync::Arc;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::JoinResult;
use hallmark_gbcs::asn1::UnjoinResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::wire::Cra;

use crate::device_clock;
use crate::snapshot;
use crate::steps::altered;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const JOINING: &str = "GBCS 13.7 (H-18)";

/// Unjoins the device that tests join; that it was not joined is as good.
#[given(regex = r"^the device to join is not joined$")]
async fn is_not_joined(world: &mut TestWorld) {
    match sending::good_command(world, "CS04AC", "supplier").await {
        Ok(Some(_)) => {}
        Ok(None) => world.inconclusive("an answer to CS04AC", "none"),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[when(regex = r"^the supplier joins a device by method and role (\d+)$")]
async fn joins_by(world: &mut TestWorld, method: u32) {
    let outcome = join_by(world, JoinMethodAndRole(method)).await;
    sending::note_trouble(world, outcome);
}

async fn join_by(world: &mut TestWorld, method: JoinMethodAndRole) -> Result<(), Trouble> {
    let Some(mut sent) = sending::prepare(world, "supplier", "CS03A1", snapshot::usual) else {
        return Ok(());
    };
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    let payload = core::mem::take(&mut sent.command.envelope.payload);
    let made = match asn1::parse(sent.command.code, Cra::Command, &payload, 0) {
        Ok(Asn1Payload::JoinCommand(join)) => {
            let join = JoinCommand { join_method_and_role: method, ..join };
            sent.command.envelope.payload = Asn1Payload::JoinCommand(join).to_vec();
            sending::protect(sent.command, &laboratory)
        }
        _ => Err("the command of CS03A1 has another form".to_owned()),
    };
    match made {
        Ok(sent) => sending::deliver_bad(world, sent).await,
        Err(why) => {
            world.unable(why);
            Ok(())
        }
    }
}

/// Joining needs the other device on the home area network; where it is not there, there is nothing to list.
#[then(regex = r"^the device log lists what was joined$")]
async fn lists_joined(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    let outcome = compare_log(world, &sent, &response).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the device log does not list what was unjoined$")]
async fn lists_no_more(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    let outcome = compare_log(world, &sent, &response).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the device log does not list that device$")]
async fn does_not_list(world: &mut TestWorld) {
    let Some(other) = world.sent.as_ref().and_then(other_device) else { return };
    match device_log(world).await {
        Ok(Some(log)) => {
            if log.contains(&other) {
                world.fail(JOINING, format!("no {other} in the device log"), "it is listed");
            }
            world.judged();
        }
        Ok(None) => {}
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[then(regex = r"^it is not unjoined$")]
async fn is_not_unjoined(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    if is_success(&sent, &response) {
        world.fail(JOINING, "a response code other than 0: it cannot be unjoined", "0, success");
    }
    world.judged();
}

/// There are codes for a wrong method, but no text that a device must look at the method could be read.
#[then(regex = r"^it should not be joined$")]
async fn should_not_be_joined(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    match world.sent.clone().zip(world.response.clone()) {
        Some((sent, response)) => {
            check(world, |session| response.authenticity(&sent, &session.laboratory));
            check(world, |session| response.correspondence(&sent, &session.laboratory));
            if is_success(&sent, &response) {
                observe(world, "joined, by a method that is not that of CS03A1".to_owned());
            }
        }
        None => observe(world, "the command was not answered".to_owned()),
    }
    world.judged();
}

/// The other device is listed after a success alone.
#[then(regex = r"^the device log agrees with the answer$")]
async fn log_agrees(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let Some(sent) = world.sent.clone() else { return };
    let Some(other) = other_device(&sent) else { return };
    let succeeded = world.response.as_ref().is_some_and(|response| is_success(&sent, response));
    match device_log(world).await {
        Ok(Some(log)) => {
            if log.contains(&other) != succeeded {
                let word = |listed: bool| if listed { "listed" } else { "not listed" };
                let expected = format!("{other} {}, as the answer says", word(succeeded));
                world.fail(JOINING, expected, word(!succeeded));
            }
            world.judged();
        }
        Ok(None) => {}
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

/// After a success the log is as the command says; after a failure nothing is to be compared.
async fn compare_log(world: &mut TestWorld, sent: &Sent, response: &Response) -> Result<(), Trouble> {
    if !is_success(sent, response) {
        observe(world, format!("{} was answered with a code of failure", sent.command.use_case));
        world.judged();
        return Ok(());
    }
    let Some(other) = other_device(sent) else { return Ok(()) };
    let Some(log) = device_log(world).await? else { return Ok(()) };
    let is_joining = sent.command.use_case == "CS03A1";
    match (is_joining, log.contains(&other)) {
        (true, false) => world.fail(JOINING, format!("{other} in the device log"), "it is not listed"),
        (false, true) => world.fail(JOINING, format!("no {other} in the device log"), "it is listed"),
        _ => {}
    }
    world.judged();
    Ok(())
}

fn is_success(sent: &Sent, response: &Response) -> bool {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::JoinResponse(result)) => result == JoinResult::SUCCESS,
        Ok(Asn1Payload::UnjoinResponse(result)) => result == UnjoinResult::SUCCESS,
        _ => false,
    }
}

/// The device that a command joins or unjoins.
fn other_device(sent: &Sent) -> Option<EntityId> {
    match asn1::parse(sent.command.code, Cra::Command, &sent.command.envelope.payload, 0).ok()? {
        Asn1Payload::JoinCommand(join) => Some(join.other_device_entity_identifier),
        Asn1Payload::UnjoinCommand(unjoin) => Some(unjoin.0),
        _ => None,
    }
}

/// The devices that CS07 lists.
async fn device_log(world: &mut TestWorld) -> Result<Option<Vec<EntityId>>, Trouble> {
    let answered = sending::good_command(world, "CS07", "supplier").await?;
    let log = answered.and_then(|(sent, response)| {
        let (payload, offset) = response.payload();
        match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
            Ok(Asn1Payload::ReadDeviceLogResponse(log)) => Some(log.device_log_entries.unwrap_or_default()),
            _ => None,
        }
    });
    if log.is_none() {
        world.inconclusive("the device log by CS07", "none");
    }
    Ok(log.map(|log| log.iter().map(|entry| entry.device_entity_identifier).collect()))
}

/// The states of class 70: what ECS45 reads after a command that succeeded. Arming and enabling have an effect only where
/// conditions hold that no message shows, so that they are noted.
#[then(regex = r"^the supply is (off|no longer off, or it is noted|on, or it is noted)$")]
async fn supply_is(world: &mut TestWorld, state: String) {
    let Some((_, response)) = expect_response(world).await else { return };
    let done = response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()));
    let found = match sending::good_command(world, "ECS45", "supplier").await {
        Ok(answered) => answered.and_then(|(_, response)| response.items().ok()),
        Err(trouble) => return sending::note_trouble(world, Err(trouble)),
    };
    let Some(Data::Enum(found)) = found.and_then(|items| items.first().map(|item| item.data.clone())) else {
        world.inconclusive("the state of the load switch by ECS45", "none");
        return;
    };
    match state.as_str() {
        "off" if done && found == CONNECTED => {
            world.fail("SMETS2 5.6.3.11 (ECS43)", "a supply that is disabled", "state 1, connected");
        }
        "no longer off, or it is noted" if found != DISCONNECTED => {}
        "on, or it is noted" if found == CONNECTED => {}
        "off" if done => {}
        _ => observe(world, format!("state {found} of the load switch")),
    }
    world.judged();
}

/// Whatever came before, the supply is on again as far as commands can bring it about.
#[then(regex = r"^in any case the supply is enabled again$")]
async fn enabled_again(world: &mut TestWorld) {
    for use_case in ["ECS02", "ECS42"] {
        let made = world.session_for_cleaning_up().and_then(|session| {
            let (counter, now) = (session.counters.next(), session.now().seconds());
            let supplier = session.laboratory.party("supplier")?;
            let command =
                session.laboratory.command(use_case, supplier, counter, snapshot::usual(now)).ok()?;
            sending::protect(command, &session.laboratory).ok()
        });
        let (Some(sent), Some(session)) = (made, world.session_for_cleaning_up()) else { continue };
        let sending = session.send(&sent.octets, &format!("{use_case}, to put the supply on again")).await;
        if sending.is_err() || !matches!(session.answer(&sent).await, Ok(Some(_))) {
            session.observe(format!("the supply may still be off: {use_case} was not answered"));
        }
    }
    if !world.is_settled() {
        world.judged();
    }
}

#[when(regex = r"^the supplier sets the clock within (-?\d+) to (-?\d+) seconds from now$")]
async fn sets_clock(world: &mut TestWorld, from: i64, to: i64) {
    let outcome = set_clock(world, from, to).await;
    sending::note_trouble(world, outcome);
}

async fn set_clock(world: &mut TestWorld, from: i64, to: i64) -> Result<(), Trouble> {
    let clock = device_clock::read(world).await?;
    let now =
        clock.map(|clock| clock.shown).or_else(|| world.session().map(|session| session.now().seconds()));
    let Some(now) = now.and_then(|now| i64::try_from(now).ok()) else { return Ok(()) };
    let second = |offset: i64| DateTime::from_unix_seconds(now.saturating_add(offset)).ok();
    let (Some(from), Some(to)) = (second(from), second(to)) else {
        world.unable("the target's time is not one that DLMS can write");
        return Ok(());
    };
    let change = |items: &mut Vec<RequestItem>| {
        for item in items {
            if let Data::Structure(parts) = &mut item.data
                && let [_, start, end] = &mut parts[..]
            {
                (*start, *end) = (Data::octets(from.to_octets()), Data::octets(to.to_octets()));
            }
        }
    };
    let Some(sent) = altered::prepare(world, "supplier", "ECS70", snapshot::usual, change) else {
        return Ok(());
    };
    sending::deliver(world, sent).await
}

/// The clock is taken over from the communications hub, and only if that shows a time within the interval.
#[then(regex = r"^a clock that was set shows a time within them$")]
async fn shows_time_within(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |_| response.structure(&sent));
    let items = response.items().unwrap_or_default();
    if !items.iter().all(|item| item.result.is_success()) {
        observe(world, "the clock was not set".to_owned());
        world.judged();
        return;
    }
    let shown = items.iter().find_map(|item| seconds(&item.data));
    let payload = &sent.command.envelope.payload;
    let interval = hallmark_gbcs::dlms::AccessRequest::parse(payload, 0).ok().and_then(|request| {
        let item = request.to_owned().items.into_iter().find(|item| item.data.elements().is_some())?;
        let [_, from, to] = item.data.elements()? else { return None };
        Some((seconds(from)?, seconds(to)?))
    });
    match (shown, interval) {
        (Some(shown), Some((from, to))) => {
            // The clock goes on between setting and reading it.
            if shown < from || shown > to.saturating_add(READING) {
                let expected = "a clock within the interval of the command, or one that was not set";
                let away = if shown < from { from - shown } else { shown - to };
                world.fail(
                    "SMETS2 5.6.3.32 (ECS70)",
                    expected,
                    format!("success, and a time {away} s outside"),
                );
            }
            world.judged();
        }
        _ => world.inconclusive("the time in the response of ECS70", "none"),
    }
}

fn seconds(data: &Data) -> Option<i64> {
    data.as_date_time()?.to_unix_seconds().ok()
}

const DISCONNECTED: u8 = 0;
const CONNECTED: u8 = 1;
/// How long a device may take between setting its clock and reading it, in seconds.
const READING: i64 = 5;
