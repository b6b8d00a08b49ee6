//! Commands that were executed already, and counters that were used already (GBCS 4.3.1.5).
//!
//! Under every model of counters an exact replay and a lower counter under the same Message Code are refused. What
//! depends on the model, or is not established, is remarked upon.

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::executed;
use hallmark_gbcs::Counter;
use hallmark_gbcs::tables::Replay;

use crate::context::Context;
use crate::snapshot;
use crate::steps::refused;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

#[given(regex = r"^every other party has sent a command$")]
async fn others_have_sent(world: &mut TestWorld) {
    let outcome = others_send(world).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the same octets are delivered again$")]
async fn delivered_again(world: &mut TestWorld) {
    let sent = world.sent.clone();
    let outcome = replay(world, sent).await;
    sending::note_trouble(world, outcome);
}

/// What stands in the device is read before, so that the first thing on the new link is the replay.
#[when(regex = r"^the link is opened again, and the same octets are delivered on it$")]
async fn delivered_on_another_link(world: &mut TestWorld) {
    let sent = world.sent.clone();
    let outcome = replay_over(world, sent, Way::Reopened).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the octets of the first are delivered again$")]
async fn first_delivered_again(world: &mut TestWorld) {
    let sent = world.accepted.first().cloned();
    let outcome = replay(world, sent).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^it is remarked if the command was executed$")]
async fn remark_on_execution(world: &mut TestWorld) {
    let outcome = look_after(world).await;
    sending::note_trouble(world, outcome);
    if world.sent.is_some() {
        world.judged();
    }
}

/// A command of each party but the one whose command was accepted: where there is one, of a use case for which
/// protection against replay is required, so that the party's counter rises.
async fn others_send(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some(context) = world.context() else { return Ok(()) };
    let but = world.sent.as_ref().map(Sent::originator);
    for (party, protected, read) in OTHERS {
        let is_other = context.laboratory().party(party).is_some_and(|party| Some(party.id) != but);
        let claimed = [protected, read].into_iter().find(|name| context.use_cases.includes(name));
        if let (true, Some(use_case)) = (is_other, claimed) {
            sending::good_command(world, use_case, party).await?;
        }
    }
    Ok(())
}

/// Parties, a protected use case of theirs, and a read.
const OTHERS: [(&str, &str, &str); 3] = [
    ("supplier", "ECS38", "ECS52"),
    ("network-operator", "ECS37", "ECS17a"),
    ("access-control-broker", "ECS50", "CS02a"),
];

/// The link that a replay takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As it is.
    Same,
    /// Closed and opened again.
    Reopened,
}

async fn replay(world: &mut TestWorld, sent: Option<Sent>) -> Result<(), Trouble> {
    replay_over(world, sent, Way::Same).await
}

async fn replay_over(world: &mut TestWorld, sent: Option<Sent>, way: Way) -> Result<(), Trouble> {
    let Some(sent) = sent else { return Ok(()) };
    let use_case = sent.command.use_case.clone();
    let Some(before) = sending::look(world, &use_case).await? else { return Ok(()) };
    check_reported_counter(world, &before);
    let Some(session) = world.session() else { return Ok(()) };
    if way == Way::Reopened {
        session.reconnect().await?;
    }
    session.send_attack(&sent, &format!("attack: {use_case} once more")).await?;
    world.before = Some(before);
    world.sent = Some(sent);
    world.response = None;
    Ok(())
}

/// Other values, and a counter so much below that of the command that was accepted.
pub(crate) async fn with_counter(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    how: &str,
    below: u64,
) -> Result<(), Trouble> {
    let Some(accepted) = world.sent.as_ref().map(Sent::counter) else { return Ok(()) };
    at_counter(world, party, use_case, how, accepted.0.saturating_sub(below)).await
}

/// Correctly protected, with a counter of our choice.
pub(crate) async fn at_counter(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    how: &str,
    counter: u64,
) -> Result<(), Trouble> {
    let counter = Counter(counter);
    let make = |sent: &mut Sent, context: &Context| {
        let laboratory = &context.laboratory();
        let party = laboratory.party(party).ok_or_else(|| format!("the profile names no {party}"))?;
        let command = laboratory.command(use_case, party, counter, Variation::immediate(1, 0))?;
        *sent = sending::protect(command, laboratory)?;
        Ok(())
    };
    sending::attack_with(world, party, use_case, how, make).await
}

/// What an execution shows itself by is a remark; only a device that answers no more has failed.
async fn look_after(world: &mut TestWorld) -> Result<(), Trouble> {
    let (Some(sent), Some(before)) = (world.sent.clone(), world.before.take()) else { return Ok(()) };
    let after = refused::look_after(world, &sent.command.use_case).await;
    let Some(session) = world.session() else { return Ok(()) };
    let settle = session.laboratory.settle;
    session.watch(settle).await?;
    let what = sent.command.use_case.clone();
    match session.take_response(sent.originator(), sent.counter()) {
        Some(octets) if executed(&sent, &Response::from_octets(octets.clone())).is_some() => {
            observe(world, format!("{what} was executed"));
        }
        Some(_) => observe(world, format!("{what} was answered with an error response")),
        None => observe(world, format!("{what} was not answered")),
    }
    match after {
        None => world.fail("GBCS 6.2.4", "an answer to a good command afterwards", "none"),
        Some(after) => {
            if let Some(change) = snapshot::change(&before, &after) {
                observe(world, change.to_string());
            }
        }
    }
    Ok(())
}

/// CS02a reports the current counter of each role (GBCS 13.2): after a command was accepted, its own. That the stored
/// counter is the last one used is not stated, so that a difference is a remark, unless the operator has
/// `reported-counters` judged.
fn check_reported_counter(world: &mut TestWorld, before: &snapshot::Snapshot) {
    let Some(sent) = world.accepted.last().filter(|sent| is_protected(sent)).cloned() else { return };
    let Some(session) = world.session() else { return };
    let is_judged = session.laboratory.strict.contains("reported-counters");
    let Some(role) = session.laboratory.party_with_id(sent.originator()).map(|party| party.role) else {
        return;
    };
    let role = hallmark_gbcs::asn1::RemotePartyRole(u32::from(role.value()));
    let reported = before.health.as_ref().and_then(|(health, ..)| health.counter(role));
    let Some(reported) = reported.filter(|reported| *reported != sent.counter()) else { return };
    let expected = format!("{} as the counter of the party whose command was accepted", sent.counter());
    if is_judged {
        world.fail("GBCS 13.2 (CS02a), 4.3.1.5", expected, reported.to_string());
    } else {
        observe(world, format!("CS02a: expected {expected}; found {reported}"));
    }
}

fn is_protected(sent: &Sent) -> bool {
    let use_case = hallmark_gbcs::tables::use_case(sent.command.code);
    use_case.is_some_and(|use_case| use_case.replay_protected == Replay::Required)
}
