//! What must be seen of the response to a good command.

use cucumber::then;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::executed;
use hallmark_engine::session::use_case_named;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Status;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::ShapeBasis;

use crate::snapshot;
use crate::snapshot::Pulse;
use crate::steps::sending;
use crate::world::TestWorld;

#[then(regex = r"^the response is authentic$")]
async fn is_authentic(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    world.judged();
}

#[then(regex = r"^the response belongs to the command$")]
async fn belongs(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    world.judged();
}

#[then(regex = r"^the response has the structure of (\S+)$")]
async fn has_structure(world: &mut TestWorld, _use_case: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |_| response.structure(&sent));
    check_types(world, &sent, &response);
    world.judged();
}

#[then(regex = r"^(\S+) succeeds$")]
async fn succeeds(world: &mut TestWorld, use_case: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    if sent.command.format() == Some(PayloadFormat::Dlms) {
        dlms_succeeds(world, &use_case, &sent, &response);
    } else if executed(&sent, &response).is_none() {
        observe(
            world,
            format!("{use_case} was answered with a code of failure; it depends on the device's state"),
        );
    }
    world.judged();
}

fn dlms_succeeds(world: &mut TestWorld, use_case: &str, sent: &Sent, response: &Response) {
    let items = match response.items() {
        Ok(items) => items,
        Err(reason) => {
            world.settle(Verdict::Fail, reason);
            return;
        }
    };
    let Some(failed) = items.iter().position(|item| !item.result.is_success()) else { return };
    let result = items.get(failed).map_or(0, |item| item.result.0);
    let text = format!("instruction {} of {use_case} has result {result}", failed + 1);
    let is_established =
        esme::template(sent.command.code).is_some_and(|template| template.order == esme::OrderBasis::Seen);
    if CONDITIONAL.contains(&use_case) {
        observe(world, format!("{text}; it depends on the device's state"));
    } else if use_case_named(use_case).is_some_and(|use_case| !matches!(use_case.status, Status::Current)) {
        observe(world, format!("{text}; a later use case replaces it, and a device may refuse it"));
    } else if is_established {
        world.fail("GBCS 20", format!("{use_case} executed: every result 0"), text);
    } else {
        world.inconclusive(
            format!("{use_case} executed: every result 0"),
            format!("{text}; the order and types of its instructions are not established"),
        );
    }
}

#[then(regex = r"^every instruction of (\S+) succeeds$")]
async fn every_instruction(world: &mut TestWorld, use_case: String) {
    succeeds(world, use_case).await;
}

/// Use cases that act only when the device is in a state that the scenario does not bring about (SMETS 5).
const CONDITIONAL: [&str; 12] = [
    "CS01a", "ECS02", "ECS03", "ECS04b", "ECS09", "ECS42", "ECS43", "ECS44", "ECS47", "ECS47a", "ECS47e",
    "ECS70",
];

/// The command and its response. No response at all to a good command of a claimed use case is a failure, if the
/// target is alive otherwise.
pub(crate) async fn expect_response(world: &mut TestWorld) -> Option<(Sent, Response)> {
    if world.is_settled() {
        return None;
    }
    let sent = world.sent.clone()?;
    if let Some(response) = world.response.clone() {
        return Some((sent, response));
    }
    if let Some(reason) = world.session()?.malformed_answer(&sent) {
        world.settle(Verdict::Fail, reason);
        return None;
    }
    let stray = world.session()?.take_strays().into_iter().next();
    if let Some(octets) = stray {
        let response = Response::from_octets(octets);
        let laboratory = std::sync::Arc::clone(&world.session()?.laboratory);
        if let Err(reason) = response.correspondence(&sent, &laboratory) {
            world.settle(Verdict::Fail, reason);
        }
        return None;
    }
    let name = sent.command.use_case.clone();
    let use_case = use_case_named(&name)?;
    let expected = format!("a response to {name}");
    if !matches!(use_case.status, Status::Current) {
        observe(
            world,
            format!("no response to {name}, which a later use case replaces: a device may refuse it"),
        );
        world.nothing_to_judge();
        return None;
    }
    let basis = esme::template(sent.command.code).map(|template| template.order);
    match snapshot::take(world, "").await {
        Ok(Pulse::Alive(_)) if basis.is_none_or(|basis| basis == esme::OrderBasis::Seen) => {
            world.fail("GBCS 20", expected, "none, although the target answers other commands");
        }
        Ok(Pulse::Alive(_)) => world.inconclusive(
            expected,
            "none; the order and types of this use case's instructions are not established",
        ),
        Ok(Pulse::Silent) => world.inconclusive(expected, "none, and the target answers no other command"),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    None
}

/// Applies a check and settles a failure.
pub(crate) fn check(
    world: &mut TestWorld,
    check: impl FnOnce(&hallmark_engine::session::Session) -> Result<(), Reason>,
) {
    let Some(session) = world.session() else { return };
    if let Err(reason) = check(session) {
        world.settle(Verdict::Fail, reason);
    }
}

pub(crate) fn observe(world: &mut TestWorld, text: String) {
    if let Some(session) = world.session() {
        session.observe(text);
    }
}

/// Holds each value read against the type that the use case has for it. The types were seen in reference messages;
/// no text states them, so that a difference is a remark, unless the operator has `data-types` judged.
fn check_types(world: &mut TestWorld, sent: &Sent, response: &Response) {
    let Some(template) = esme::template(sent.command.code) else { return };
    let (payload, offset) = response.payload();
    let Ok(view) = AccessResponse::parse(payload, offset) else { return };
    for (number, (item, instruction)) in view.items().zip(&template.instructions).enumerate() {
        if item.kind != AccessKind::Get || !item.result.is_success() {
            continue;
        }
        let answer = instruction.answer();
        let Err(mismatch) = answer.shape.check(&item.data) else { continue };
        let expected = format!("{} {} as {}", instruction.descriptor, mismatch.path, mismatch.expected);
        let is_judged = matches!(answer.basis, ShapeBasis::Seen | ShapeBasis::Set)
            && world.session().is_some_and(|session| session.laboratory.strict.contains("data-types"));
        if is_judged {
            world.fail("GBCS 20 (data types)", expected, mismatch.found);
            return;
        }
        observe(world, format!("result {}: expected {expected}, found {}", number + 1, mismatch.found));
    }
}
