//! Firmware and credentials for a time to come (GBCS 9.2.2, 11, 13.3, 13.10): commands whose payload is ASN.1.

use std::sync::Arc;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Command;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Replacing;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::ActivateFirmwareAlert;
use hallmark_gbcs::asn1::ActivateFirmwareCommand;
use hallmark_gbcs::asn1::ActivateFirmwareResponse;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::FirmwareActivationResult;
use hallmark_gbcs::asn1::GeneralizedTime;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::UpdateCredentialsAlert;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_link::UnixMicros;

use crate::device_clock;
use crate::device_clock::DeviceClock;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 9.2.2";

#[given(regex = r"^the (\S+) has ordered (\S+) for a time to come$")]
async fn has_ordered(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = order(world, &party, &use_case, None).await;
    sending::note_trouble(world, outcome);
    if let Some((sent, response)) = expect_response(world).await
        && accepted(&sent, &response) != Accepted::ForLater
    {
        world.inconclusive(format!("{use_case} stored for later"), "another answer");
    }
}

#[when(regex = r"^the (\S+) orders (\S+) for a (?:time to come|later time)$")]
async fn orders(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = order(world, &party, &use_case, None).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) orders the cells of the (\S+) by (\S+) for a time to come$")]
async fn orders_cells(world: &mut TestWorld, party: String, new: String, use_case: String) {
    let outcome = order(world, &party, &use_case, Some(&new)).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) withdraws (\S+)$")]
async fn withdraws(world: &mut TestWorld, party: String, use_case: String) {
    device_clock::require_time_left(world);
    let outcome = send(world, &party, &use_case, None, GeneralizedTime::CANCEL).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^it is accepted, and no outcome is given yet$")]
async fn is_accepted(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    match accepted(&sent, &response) {
        Accepted::ForLater => {}
        Accepted::AtOnce => world.fail(CLAUSE, "no outcome before the time given", "an outcome"),
        Accepted::Unreadable => world.fail(CLAUSE, "commandAccepted, and nothing more", "another structure"),
    }
    world.judged();
}

#[then(regex = r"^nothing comes of it before its time$")]
async fn nothing_before(world: &mut TestWorld) {
    let (Some(clock), Some(time)) = (world.clock, world.times.last().copied()) else { return };
    nothing_until(world, clock.earliest(time), "no execution before the time given").await;
}

#[then(regex = r"^nothing comes of it at the first time$")]
async fn nothing_at_first(world: &mut TestWorld) {
    let (Some(clock), Some(first)) = (world.clock, world.times.first().copied()) else { return };
    // What is executed at the second time, if there is one, is for the next step.
    let second = world.times.get(1).map(|second| clock.earliest(*second));
    let past_first = clock.latest(first.saturating_add(1));
    let until = second.map_or(past_first, |second| second.min(past_first));
    nothing_until(world, until, "no execution of what was replaced or withdrawn").await;
}

#[then(regex = r"^its outcome is reported once, at its time$")]
async fn is_reported(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let outcome = report(world).await.map(|_| ());
    sending::note_trouble(world, outcome);
}

/// Sends the use case for a time some seconds after what the device's clock shows, and after all before.
async fn order(world: &mut TestWorld, party: &str, use_case: &str, new: Option<&str>) -> Result<(), Trouble> {
    let clock = match world.clock {
        Some(clock) => clock,
        None => {
            let shown = device_clock::read(world).await?;
            shown.unwrap_or_else(|| DeviceClock::of_link(device_clock::link_time(world)))
        }
    };
    world.clock = Some(clock);
    device_clock::require_time_left(world);
    let time = device_clock::next_time(world, clock);
    let written = i64::try_from(time).ok().and_then(GeneralizedTime::from_unix);
    let Some(written) = written else {
        world.unable("the target's time is not one that ASN.1 can write");
        return Ok(());
    };
    world.times.push(time);
    send(world, party, use_case, new, written).await
}

async fn send(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    new: Option<&str>,
    time: GeneralizedTime,
) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    let (counter, now) = (session.counters.next(), session.now().seconds());
    let made = laboratory
        .party(party)
        .ok_or_else(|| format!("the profile names no {party}"))
        .and_then(|originator| match new {
            None => laboratory.command(use_case, originator, counter, Variation::immediate(0, now)),
            Some(new) => {
                let replacing = change_of_control(&laboratory, use_case, new)?;
                laboratory.replace_credentials(use_case, originator, counter, replacing)
            }
        })
        .and_then(|command| sending::protect(dated(command, time)?, &laboratory));
    match made {
        Ok(sent) => sending::deliver(world, sent).await,
        Err(why) => {
            world.unable(why);
            Ok(())
        }
    }
}

fn change_of_control<'a>(
    laboratory: &'a Laboratory,
    use_case: &str,
    new: &str,
) -> Result<Replacing<'a>, String> {
    let code = use_case_named(use_case).ok_or_else(|| format!("there is no use case {use_case}"))?.code;
    let new = laboratory.party(new).ok_or_else(|| format!("the profile names no {new}"))?;
    Ok(Replacing { code, new, spoilt: None, changes_control: true })
}

/// The command with this executionDateTime.
fn dated(mut command: Command, time: GeneralizedTime) -> Result<Command, String> {
    let payload = core::mem::take(&mut command.envelope.payload);
    let view = asn1::parse(command.code, Cra::Command, &payload, 0).map_err(|error| error.to_string())?;
    let view = match view {
        Asn1Payload::ActivateFirmwareCommand(activate) => {
            Asn1Payload::ActivateFirmwareCommand(ActivateFirmwareCommand {
                execution_date_time: Some(time),
                ..activate
            })
        }
        Asn1Payload::UpdateCredentialsCommand(update) => {
            Asn1Payload::UpdateCredentialsCommand(UpdateCredentialsCommand {
                execution_date_time: Some(time),
                ..update
            })
        }
        _ => return Err(format!("{} has no executionDateTime", command.use_case)),
    };
    command.envelope.payload = view.to_vec();
    Ok(command)
}

/// What the response says about when the command is executed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Accepted {
    AtOnce,
    ForLater,
    Unreadable,
}

fn accepted(sent: &Sent, response: &Response) -> Accepted {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ActivateFirmwareResponse(ActivateFirmwareResponse::Accepted)) => Accepted::ForLater,
        Ok(Asn1Payload::ActivateFirmwareResponse(_)) => Accepted::AtOnce,
        Ok(Asn1Payload::UpdateCredentialsResponse(response)) if response.execution_outcome.is_none() => {
            Accepted::ForLater
        }
        Ok(Asn1Payload::UpdateCredentialsResponse(_)) => Accepted::AtOnce,
        _ => Accepted::Unreadable,
    }
}

async fn nothing_until(world: &mut TestWorld, moment: UnixMicros, expected: &str) {
    let outcome = device_clock::wait_until(world, moment).await;
    sending::note_trouble(world, outcome);
    let Some(sent) = world.sent.clone() else { return };
    let Some(session) = world.session() else { return };
    let found = session.alerts().iter().find_map(|octets| Outcome::read(octets, &sent));
    if let Some(found) = found {
        world.fail(CLAUSE, expected, format!("alert {} about it", found.code()));
    }
    world.judged();
}

/// Waits for the alert about the execution, and judges it; what it says.
async fn report(world: &mut TestWorld) -> Result<Option<Outcome>, Trouble> {
    let Some(sent) = world.sent.clone() else { return Ok(None) };
    let (Some(clock), Some(time)) = (world.clock, world.times.last().copied()) else { return Ok(None) };
    device_clock::wait_until(world, clock.latest(time)).await?;
    let Some(session) = world.session() else { return Ok(None) };
    let timeout = session.laboratory.timeout;
    let found = session.alert(timeout, |octets| Outcome::read(octets, &sent).is_some()).await?;
    let Some((octets, outcome)) = found.and_then(|octets| Outcome::read(&octets, &sent).map(|o| (octets, o)))
    else {
        world.fail(CLAUSE, "an alert 8F66 or 8F67 with the outcome", "none");
        world.judged();
        return Ok(None);
    };
    check(world, |session| Response::from_octets(octets.clone()).signed(&session.laboratory));
    if let Err((expected, observed)) = outcome.fits(&sent, time) {
        world.fail(CLAUSE, expected, observed);
    }
    check_recipient(world, &octets, &sent);
    let Some(session) = world.session() else { return Ok(None) };
    let settle = session.laboratory.settle;
    if session.alert(settle, |octets| Outcome::read(octets, &sent).is_some()).await?.is_some() {
        world.fail(CLAUSE, "one alert about the execution", "a second one");
    }
    world.judged();
    Ok(Some(outcome))
}

/// A supplier's command is reported to it. For others no text says to whom, nor for one that changes the supplier.
pub(crate) fn check_recipient(world: &mut TestWorld, octets: &[u8], sent: &Sent) {
    let Ok(message) = Message::parse(octets) else { return };
    let (found, expected) = (message.header().recipient, sent.originator());
    if found == expected {
        return;
    }
    let Some(session) = world.session() else { return };
    let laboratory = &session.laboratory;
    let by_supplier = laboratory.party_with_id(expected).is_some_and(|party| party.role == Role::Supplier);
    let to_supplier = laboratory.party_with_id(found).is_some_and(|party| party.role == Role::Supplier);
    if by_supplier && !to_supplier {
        world.fail("GBCS 16", format!("the alert sent to the supplier, {expected}"), found.to_string());
    } else {
        observe(world, format!("the alert about a command of {expected} went to {found}"));
    }
}

/// What an alert says about the execution of a command.
#[derive(Debug)]
enum Outcome {
    Credentials(UpdateCredentialsAlert),
    Firmware(ActivateFirmwareAlert),
}

impl Outcome {
    /// `None` where octets are no such alert about this use case.
    fn read(octets: &[u8], sent: &Sent) -> Option<Self> {
        let message = Message::parse(octets).ok()?;
        let code = message.header().message_code();
        let wanted = match sent.command.code.0 {
            0x0012 => codes::FUTURE_DATED_FIRMWARE,
            0x0125 | 0x0126 => codes::FUTURE_DATED_LOAD_CONTROLLER_CREDENTIALS,
            _ => codes::FUTURE_DATED_CREDENTIALS,
        };
        if message.header().cra != Cra::Alert || code != wanted {
            return None;
        }
        match asn1::parse(code, Cra::Alert, message.payload(), message.payload_offset()).ok()? {
            Asn1Payload::UpdateCredentialsAlert(alert) => Some(Self::Credentials(alert)),
            Asn1Payload::ActivateFirmwareAlert(alert) => Some(Self::Firmware(alert)),
            _ => None,
        }
    }

    fn code(&self) -> AlertCode {
        match self {
            Self::Credentials(alert) => alert.alert_code,
            Self::Firmware(alert) => alert.alert_code,
        }
    }

    fn time(&self) -> GeneralizedTime {
        match self {
            Self::Credentials(alert) => alert.execution_date_time,
            Self::Firmware(alert) => alert.execution_date_time,
        }
    }

    /// Whether all of it was done.
    fn is_success(&self) -> bool {
        match self {
            Self::Credentials(alert) => {
                let cells = &alert.execution_outcome.replacement_outcomes;
                cells.iter().all(|cell| cell.status_code == StatusCode::SUCCESS)
            }
            Self::Firmware(alert) => {
                let result = alert.execution_outcome.activate_image_response_code;
                result == FirmwareActivationResult::SUCCESS
            }
        }
    }

    /// What the alert must have of the command; else what was expected and observed.
    fn fits(&self, sent: &Sent, time: u64) -> Result<(), (String, String)> {
        let expected = if self.is_success() { EXECUTED } else { NOT_EXECUTED };
        if self.code() != expected {
            let outcome = if self.is_success() { "success" } else { "failure" };
            return Err((format!("alert {expected} for an outcome of {outcome}"), self.code().to_string()));
        }
        let stated = self.time();
        let executed = stated.to_unix().and_then(|time| u64::try_from(time).ok());
        if executed.is_none_or(|executed| executed < time) {
            let expected = i64::try_from(time).ok().and_then(GeneralizedTime::from_unix);
            let expected = expected.map_or_else(|| time.to_string(), |time| time.to_string());
            return Err((format!("an execution not before {expected}"), stated.to_string()));
        }
        let counter = match self {
            Self::Credentials(alert) => alert.execution_outcome.authorising_remote_party_seq_number,
            Self::Firmware(alert) => alert.originator_counter,
        };
        if counter != sent.counter() {
            return Err((format!("the counter of the command, {}", sent.counter()), counter.to_string()));
        }
        match self {
            Self::Credentials(alert) => replaces_as_ordered(alert, sent),
            Self::Firmware(_) => Ok(()),
        }
    }
}

/// Mode and cells are those of the command.
fn replaces_as_ordered(alert: &UpdateCredentialsAlert, sent: &Sent) -> Result<(), (String, String)> {
    let ordered = asn1::parse(sent.command.code, Cra::Command, &sent.command.envelope.payload, 0);
    let Ok(Asn1Payload::UpdateCredentialsCommand(ordered)) = ordered else { return Ok(()) };
    let outcome = &alert.execution_outcome;
    let mode = ordered.authorising_remote_party_control.credentials_replacement_mode;
    if outcome.credentials_replacement_mode != mode {
        let observed = outcome.credentials_replacement_mode.0.to_string();
        return Err((format!("the mode of the command, {}", mode.0), observed));
    }
    let wanted: Vec<_> = ordered.replacements.iter().map(|one| one.target_trust_anchor_cell).collect();
    let found: Vec<_> =
        outcome.replacement_outcomes.iter().map(|one| one.affected_trust_anchor_cell).collect();
    let complete = wanted.len() == found.len() && wanted.iter().all(|cell| found.contains(cell));
    if complete {
        return Ok(());
    }
    Err((format!("an outcome for each of {} cells of the command", wanted.len()), format!("{found:?}")))
}

#[then(regex = r"^no image was activated$")]
async fn no_image(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ActivateFirmwareResponse(ActivateFirmwareResponse::Executed(outcome))) => {
            let result = outcome.activate_image_response_code;
            if result == FirmwareActivationResult::SUCCESS {
                let expected = "no activation: the device holds no image with this hash";
                world.fail("GBCS 11 (F-27)", expected, "response code 0, success");
            }
        }
        _ => world.fail("GBCS 11", "the outcome of an immediate command", "another structure"),
    }
    world.judged();
}

#[then(regex = r"^it is reported as not executed$")]
async fn is_failure(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    match report(world).await {
        Ok(Some(outcome)) if outcome.is_success() => {
            world.fail(
                "GBCS 11 (F-27)",
                "no activation: the device holds no image with this hash",
                "success",
            );
        }
        Ok(_) => {}
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[given(regex = r"^the firmware version is known$")]
async fn version_known(world: &mut TestWorld) {
    match version(world).await {
        Ok(version) => world.remembered = version,
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[then(regex = r"^the firmware version is unchanged$")]
async fn version_unchanged(world: &mut TestWorld) {
    let now = match version(world).await {
        Ok(now) => now,
        Err(trouble) => return sending::note_trouble(world, Err(trouble)),
    };
    let (Some(before), Some(now)) = (world.remembered.clone(), now) else { return };
    if before != now {
        world.fail("GBCS 11 (F-27)", format!("firmware version {before:02X?}"), format!("{now:02X?}"));
    }
    world.judged();
}

/// The version that ECS52 reads.
async fn version(world: &mut TestWorld) -> Result<Option<Vec<u8>>, Trouble> {
    let answered = sending::good_command(world, "ECS52", "supplier").await?;
    let items = answered.and_then(|(_, response)| response.items().ok()).unwrap_or_default();
    let version = items.first().and_then(|item| item.data.as_octets()).map(<[u8]>::to_vec);
    if version.is_none() {
        world.inconclusive("the firmware version by ECS52", "none");
    }
    Ok(version)
}

const EXECUTED: AlertCode = AlertCode(0x8F66);
const NOT_EXECUTED: AlertCode = AlertCode(0x8F67);
