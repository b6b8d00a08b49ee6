//! Instructions under the Message Code of another use case: what a role or a code does not open stays closed
//! (GBCS 7.3, 17.1, 17.2).

use std::sync::Arc;

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::tables::esme;

use crate::snapshot;
use crate::snapshot::Pulse;
use crate::snapshot::Snapshot;
use crate::steps::altered;
use crate::steps::refused;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 7.3, 17.1 (G-55)";

#[when(regex = r"^the (\S+) hides the instructions of (\S+) in (\S+)$")]
async fn hides(world: &mut TestWorld, party: String, hidden: String, carrier: String) {
    let variant = sending::variant(world);
    let make = |world: &mut TestWorld, sent: &Sent| {
        let session = world.session().ok_or("the scenario is settled")?;
        let (laboratory, now) = (Arc::clone(&session.laboratory), session.now().seconds());
        altered::instructions(&laboratory, &hidden, sent, Variation::immediate(variant, now))
    };
    let outcome = hide(world, &party, &carrier, &hidden, make).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) hides readings in clear of what (\S+) encrypts in (\S+)$")]
async fn reads_in_clear(world: &mut TestWorld, party: String, sensitive: String, carrier: String) {
    let make = |_: &mut TestWorld, _: &Sent| {
        let code = use_case_named(&sensitive).ok_or("there is no such use case")?.code;
        let template = esme::template(code).ok_or("there is no template of it")?;
        Ok(template.protected().map(|attribute| RequestItem::get(attribute.descriptor)).collect())
    };
    let outcome = hide(world, &party, &carrier, "", make).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) hides the clearing of the security log in (\S+)$")]
async fn clears_security_log(world: &mut TestWorld, party: String, carrier: String) {
    let make =
        |_: &mut TestWorld, _: &Sent| Ok(vec![RequestItem::action(SECURITY_LOG_RESET, Data::Integer(0))]);
    let outcome = hide(world, &party, &carrier, "", make).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^no hidden instruction is executed$")]
async fn none_executed(world: &mut TestWorld) {
    if let Some(what) = executed(world) {
        world.fail(CLAUSE, "no hidden instruction executed", what);
    }
    if world.before.is_some() {
        world.judged();
    }
}

/// For DLMS no text says that a critical command has exactly the instructions of its use case.
#[then(regex = r"^it is noted whether a hidden instruction is executed$")]
async fn noted(world: &mut TestWorld) {
    if let Some(what) = executed(world) {
        let is_judged =
            world.session().is_some_and(|session| session.laboratory.strict.contains("exact-content"));
        if is_judged {
            world.fail("GBCS 6.2.4 (content)", "the instructions of the use case and no others", what);
        } else {
            observe(world, format!("a hidden instruction was executed: {what}"));
        }
    }
    if world.before.is_some() {
        world.judged();
    }
}

/// Sends the carrier with more instructions behind its own, and looks at the device before and after.
async fn hide(
    world: &mut TestWorld,
    party: &str,
    carrier: &str,
    hidden: &str,
    make: impl FnOnce(&mut TestWorld, &Sent) -> Result<Vec<RequestItem>, String>,
) -> Result<(), Trouble> {
    let Pulse::Alive(before) = snapshot::take(world, hidden).await? else {
        world.inconclusive("an answer to a good command before the attack", "none");
        return Ok(());
    };
    let Some(own) = sending::prepare(world, party, carrier, snapshot::usual) else { return Ok(()) };
    world.own_instructions = own.command.kinds.len();
    let more = make(world, &own);
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    let made = more
        .and_then(|more| altered::with_items(own.command, |items| items.extend(more)))
        .and_then(|command| sending::protect(command, &laboratory));
    let sent = match made {
        Ok(sent) => sent,
        Err(why) => {
            world.unable(why);
            return Ok(());
        }
    };
    session.send(&sent.octets, &format!("attack: {carrier} with more instructions than its own")).await?;
    // A good command behind it bounds the wait.
    let after = refused::look_after(world, hidden).await;
    let Some(session) = world.session() else { return Ok(()) };
    session.watch(laboratory.settle).await?;
    world.response = session.take_response(sent.originator(), sent.counter()).map(Response::from_octets);
    match after {
        Some(after) => world.after = Some(after),
        None => world.fail("GBCS 6.2.4", "an answer to a good command after the attack", "none"),
    }
    world.before = Some(before);
    world.sent = Some(sent);
    Ok(())
}

/// What shows that a hidden instruction was executed.
fn executed(world: &TestWorld) -> Option<String> {
    let results = world.response.as_ref().and_then(|response| response.items().ok()).unwrap_or_default();
    let hidden = results.iter().enumerate().skip(world.own_instructions);
    for (number, item) in hidden {
        if item.result.is_success() {
            return Some(format!("instruction {} of {} succeeded", number + 1, results.len()));
        }
    }
    let values = |snapshot: &Snapshot| Snapshot { health: None, values: snapshot.values.clone() };
    let (before, after) = (world.before.as_ref()?, world.after.as_ref()?);
    snapshot::change(&values(before), &values(after)).map(|reason| reason.to_string())
}

/// The method that would clear the security log.
const SECURITY_LOG_RESET: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 1, 255], 1);
