//! Commands, good and bad.

use cucumber::given;
use cucumber::when;
use hallmark_engine::session::Attack;
use hallmark_engine::session::Command;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::tables::Role;

use crate::context::Context;
use crate::snapshot;
use crate::snapshot::Pulse;
use crate::steps::future;
use crate::steps::replay;
use crate::world::TestWorld;

#[when(regex = r"^the (\S+) sends (\S+)$")]
async fn sends(world: &mut TestWorld, party: String, use_case: String) {
    let Some(context) = world.context() else { return };
    let entitled = is_entitled(&context, &party, &use_case);
    let outcome = if entitled {
        exchange(world, &party, &use_case).await
    } else {
        attack(world, &party, &use_case, "from a party whose role may not send it", |_| Ok(())).await
    };
    note_trouble(world, outcome);
}

#[given(regex = r"^the (\S+) has sent (\S+) and it was answered$")]
async fn has_sent(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = exchange(world, &party, &use_case).await;
    note_trouble(world, outcome);
    keep_accepted(world, &use_case);
}

#[given(regex = r"^the (\S+) has sent (\S+) again with other values$")]
async fn has_sent_again(world: &mut TestWorld, party: String, use_case: String) {
    let outcome = exchange_variant(world, &party, &use_case, 1).await;
    note_trouble(world, outcome);
    keep_accepted(world, &use_case);
}

/// Keeps the command that was answered; without an answer what follows cannot be judged.
fn keep_accepted(world: &mut TestWorld, use_case: &str) {
    if !world.is_settled() && world.response.is_none() {
        world.inconclusive(format!("an answer to {use_case}"), "none: what follows cannot be judged");
    }
    world.accepted.extend(world.sent.clone());
}

#[when(regex = r"^the (\S+) sends (\S+) (.+)$")]
async fn sends_somehow(world: &mut TestWorld, party: String, use_case: String, how: String) {
    let outcome = match (how.as_str(), Attack::from_phrase(&how)) {
        ("again with other values", _) => exchange_variant(world, &party, &use_case, 1).await,
        ("with a lower counter", _) => replay::with_counter(world, &party, &use_case, &how, 1).await,
        ("with other values and the same counter", _) => {
            replay::with_counter(world, &party, &use_case, &how, 0).await
        }
        ("with the counter 2^63-1", _) => {
            replay::at_counter(world, &party, &use_case, &how, (1 << 63) - 1).await
        }
        ("with the counter 2^63", _) => replay::at_counter(world, &party, &use_case, &how, 1 << 63).await,
        ("with the counter 2^64-1", _) => replay::at_counter(world, &party, &use_case, &how, u64::MAX).await,
        ("for a time to come" | "for a later time", _) => future::send_dated(world, &party, &use_case).await,
        (_, Some(kind)) => {
            let apply = |sent: &mut Sent, context: &Context| {
                sent.octets = kind.apply(&sent.command, &context.laboratory())?;
                Ok(())
            };
            attack_with(world, &party, &use_case, kind.phrase(), apply).await
        }
        _ => {
            world.unable(format!("the suite knows no way to send a command \"{how}\""));
            Ok(())
        }
    };
    note_trouble(world, outcome);
}

/// Sends a good command and keeps what answers it.
pub(crate) async fn exchange(world: &mut TestWorld, party: &str, use_case: &str) -> Result<(), Trouble> {
    exchange_variant(world, party, use_case, 0).await
}

/// As [`exchange`], with other values for each `step`.
pub(crate) async fn exchange_variant(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    step: u64,
) -> Result<(), Trouble> {
    let variant = variant(world).wrapping_add(step);
    let Some(sent) = prepare(world, party, use_case, |now| Variation::immediate(variant, now)) else {
        return Ok(());
    };
    deliver(world, sent).await
}

/// As [`deliver`], for a command that a device may refuse by closing the link.
pub(crate) async fn deliver_bad(world: &mut TestWorld, sent: Sent) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    session.send(&sent.octets, &format!("command {}", sent.command.use_case)).await?;
    let outcome = session.answer(&sent).await;
    let response = unless_closed(session, outcome).await?;
    world.sent = Some(sent);
    world.response = response;
    Ok(())
}

/// Sends what was prepared and keeps what answers it.
pub(crate) async fn deliver(world: &mut TestWorld, sent: Sent) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    session.send(&sent.octets, &format!("command {}", sent.command.use_case)).await?;
    let response = session.answer(&sent).await?;
    world.sent = Some(sent);
    world.response = response;
    Ok(())
}

/// A good command and its answer, apart from what the scenario is about; `None` where nothing came.
pub(crate) async fn good_command(
    world: &mut TestWorld,
    use_case: &str,
    party: &str,
) -> Result<Option<(Sent, Response)>, Trouble> {
    for attempt in 0..2 {
        let Some(sent) = prepare(world, party, use_case, snapshot::usual) else { return Ok(None) };
        let Some(session) = world.session() else { return Ok(None) };
        let outcome = match session.send(&sent.octets, &format!("good command {use_case}")).await {
            Ok(()) => session.answer(&sent).await,
            Err(trouble) => Err(trouble),
        };
        match outcome {
            Ok(Some(response)) => {
                if let Err(reason) = response.authenticity(&sent, &session.laboratory) {
                    world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
                    return Ok(None);
                }
                return Ok(Some((sent, response)));
            }
            Ok(None) => {
                if let Some(reason) = session.malformed_answer(&sent) {
                    world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
                }
                return Ok(None);
            }
            Err(trouble) if attempt == 0 => {
                session.observe(format!("the link was made again: {trouble}"));
                session.reconnect().await?;
            }
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(None)
}

/// What comes of a command that a device may refuse: it may close the link as well, which is then made again.
pub(crate) async fn unless_closed<T: Default>(
    session: &mut Session,
    outcome: Result<T, Trouble>,
) -> Result<T, Trouble> {
    match outcome {
        Ok(found) => Ok(found),
        Err(trouble) => {
            session.observe(format!("the link was made again: {trouble}"));
            session.reconnect().await?;
            Ok(T::default())
        }
    }
}

/// The party that usually sends a use case: the first role that may.
pub(crate) fn usual_originator(use_case: &str) -> &'static str {
    let roles = use_case_named(use_case).map(|use_case| use_case.roles.as_slice()).unwrap_or_default();
    if roles.contains(&Role::Supplier) {
        return "supplier";
    }
    match roles.first() {
        Some(Role::NetworkOperator) => "network-operator",
        Some(Role::LoadController) => "load-controller",
        Some(Role::AccessControlBroker) => "access-control-broker",
        _ => "supplier",
    }
}

/// Makes a command, protected as it has to be.
pub(crate) fn prepare(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    variation: impl FnOnce(u64) -> Variation,
) -> Option<Sent> {
    let session = world.session()?;
    let laboratory = std::sync::Arc::clone(&session.laboratory);
    let now = session.now().seconds();
    let counter = next_counter(session, use_case);
    let made = match laboratory.party(party) {
        None => Err(format!("the profile names no {party}")),
        Some(party) => laboratory
            .command(use_case, party, counter, variation(now))
            .and_then(|command| protect(command, &laboratory)),
    };
    made.map_err(|why| world.unable(why)).ok()
}

pub(crate) fn protect(
    command: Command,
    laboratory: &hallmark_engine::session::Laboratory,
) -> Result<Sent, String> {
    let octets = command.protect_envelope(laboratory)?.emit();
    Ok(Sent { command, octets })
}

/// A top-up takes a counter whose low half is zero.
fn next_counter(session: &hallmark_engine::session::Session, use_case: &str) -> Counter {
    if use_case == "CS01a" { session.counters.next_for_top_up(0) } else { session.counters.next() }
}

/// A number of the test's own, so that two tests set two values, and the same test always the same.
pub(crate) fn variant(world: &TestWorld) -> u64 {
    let seed = world.context().map_or(0, |context| context.seed);
    world.test().bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

async fn attack(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    how: &str,
    apply: impl FnOnce(&mut Sent) -> Result<(), String>,
) -> Result<(), Trouble> {
    attack_with(world, party, use_case, how, |sent, _| apply(sent)).await
}

/// Looks at the device, then sends a command with something wrong about it.
pub(crate) async fn attack_with(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    how: &str,
    apply: impl FnOnce(&mut Sent, &Context) -> Result<(), String>,
) -> Result<(), Trouble> {
    let Some(context) = world.context() else { return Ok(()) };
    let Some(before) = look(world, use_case).await? else { return Ok(()) };
    let variant = variant(world);
    let Some(mut sent) = prepare(world, party, use_case, |now| Variation::immediate(variant, now)) else {
        return Ok(());
    };
    if let Err(why) = apply(&mut sent, &context) {
        world.unable(why);
        return Ok(());
    }
    let Some(session) = world.session() else { return Ok(()) };
    let outcome = session.send_attack(&sent, &format!("attack: {use_case} {how}")).await;
    world.before = Some(before);
    world.sent = Some(sent);
    outcome
}

/// The device before an attack; without a sign of life there is nothing to judge.
pub(crate) async fn look(
    world: &mut TestWorld,
    use_case: &str,
) -> Result<Option<snapshot::Snapshot>, Trouble> {
    match snapshot::take(world, use_case).await? {
        Pulse::Alive(snapshot) => Ok(Some(snapshot)),
        Pulse::Silent => {
            world.inconclusive("an answer to a good command before the attack", "none");
            Ok(None)
        }
    }
}

/// Whether a party's role is one to which a use case is open; where no text says, it is.
fn is_entitled(context: &Context, party: &str, use_case: &str) -> bool {
    let roles = use_case_named(use_case).map(|use_case| use_case.roles.as_slice()).unwrap_or_default();
    context.laboratory.party(party).is_none_or(|party| roles.is_empty() || roles.contains(&party.role))
}

/// A link that failed is not the target's answer.
pub(crate) fn note_trouble(world: &mut TestWorld, outcome: Result<(), Trouble>) {
    if let Err(Trouble(text)) = outcome {
        if let Some(context) = world.context() {
            context.pulse.silent(world.test());
        }
        world.inconclusive("a link that holds", text);
    }
}
