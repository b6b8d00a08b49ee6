//! What must be seen of a command that must not be executed.

use cucumber::then;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::executed;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Message;

use crate::snapshot;
use crate::snapshot::Pulse;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 6.2.4";

/// Looks for an answer to the attack, with a good command behind it as a bound on the wait.
#[then(regex = r"^the command is refused$")]
async fn is_refused(world: &mut TestWorld) {
    let outcome = judge(world).await;
    sending::note_trouble(world, outcome);
    if world.sent.is_some() {
        world.judged();
    }
}

#[then(regex = r"^nothing has changed$")]
async fn nothing_changed(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    // A device that does not answer any more is judged by the next step.
    let reason = match (&world.before, &world.after) {
        (Some(before), Some(after)) => snapshot::change(before, after),
        _ => None,
    };
    if let Some(reason) = reason {
        world.settle(Verdict::Fail, reason);
    }
    if world.before.is_some() {
        world.judged();
    }
}

#[then(regex = r"^the target still answers good commands$")]
async fn still_answers(world: &mut TestWorld) {
    if !world.is_settled() && world.after.is_none() {
        world.fail(CLAUSE, "an answer to a good command after the attack", "none");
    }
    world.judged();
}

async fn judge(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some(sent) = world.sent.clone() else { return Ok(()) };
    let after = look_after(world, &sent.command.use_case).await;
    let Some(session) = world.session() else { return Ok(()) };
    let settle = session.laboratory.settle;
    if session.watch(settle).await.is_err() {
        session.observe("the link closed after the attack");
    }
    let (originator, counter) = ids(&sent);
    let answer = session.take_response(originator, counter);
    let strays = session.take_strays();
    if let Some(octets) = answer {
        match judge_response(&sent, &octets) {
            Err(reason) => world.settle(Verdict::Fail, reason),
            Ok(remark) => session.observe(remark),
        }
    } else if let Some(stray) = strays.first() {
        world.fail(
            "GBCS 7.2.7",
            "responses to commands that were sent",
            format!("a response of {} octets that fits none", stray.len()),
        );
    }
    if after.is_none() && !world.is_settled() {
        world.fail(CLAUSE, "an answer to a good command after the attack", "none");
    }
    world.after = after;
    Ok(())
}

/// The device after an attack; none where it answers no good command any more. One answer alone may be lost.
pub(crate) async fn look_after(world: &mut TestWorld, use_case: &str) -> Option<snapshot::Snapshot> {
    for attempt in 0..2 {
        match snapshot::take(world, use_case).await {
            Ok(Pulse::Alive(after)) => return Some(after),
            Ok(Pulse::Silent) if attempt == 0 => {
                observe(world, "the first good command after the attack was not answered".to_owned());
            }
            Ok(Pulse::Silent) | Err(_) => break,
        }
    }
    None
}

/// A response to a command that must not be executed: what it says was done, or a remark that it came at all.
pub(crate) fn judge_response(sent: &Sent, octets: &[u8]) -> Result<&'static str, Reason> {
    if let Some(code) = unsupported_code(sent) {
        return Err(Reason {
            clause: "GBCS 7.2.9.1 (ECS100)".to_owned(),
            expected: format!("no response to Message Code {code}, which is none of an ESME"),
            observed: format!("a response of {} octets", octets.len()),
        });
    }
    match executed(sent, &Response::from_octets(octets.to_vec())) {
        Some(observed) => Err(Reason {
            clause: CLAUSE.to_owned(),
            expected: "no execution and no success in the response".to_owned(),
            observed,
        }),
        None => Ok("the refused command was answered with an error response"),
    }
}

/// The Message Code that went out, where no command to an ESME over the wide area network has it.
fn unsupported_code(sent: &Sent) -> Option<MessageCode> {
    let code = Message::parse(&sent.octets).ok()?.header().message_code();
    let is_command =
        |found: &UseCase| found.is_command_for(DeviceKind::Esme) && found.category != Category::Han;
    (!use_case(code).is_some_and(is_command)).then_some(code)
}

/// The ids that an answer to the octets that went out would have.
fn ids(sent: &Sent) -> (hallmark_gbcs::EntityId, hallmark_gbcs::Counter) {
    Message::parse(&sent.octets)
        .map(|message| (message.header().originator, message.header().counter))
        .unwrap_or((sent.originator(), sent.counter()))
}
