//! What the old and the new key of a party may do after one has taken the place of the other.

use std::sync::Arc;

use cucumber::then;
use hallmark_engine::session::CellChange;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::cell_for;
use hallmark_engine::session::executed;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::tables::Role;
use hallmark_smki::Usage;

use super::cells;
use super::cells::Cells;
use super::cells::Reading;
use super::judging;
use super::restoring::own_way;
use super::trial;
use super::trial::Answer;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 6.2, 13.3 (L-43)";

#[then(regex = r"^the old signature key of the (\S+) is refused$")]
async fn old_signature(world: &mut TestWorld, holder: String) {
    let Some(trial) = judging::open(world) else { return };
    let Some(session) = world.session() else { return };
    let counter = session.counters.next();
    let made = give_back(&trial.former, &trial.former, &holder, counter);
    world.trial = Some(trial);
    let outcome = attack(world, made, "from a party whose key was replaced").await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the new signature key of the (\S+) authorises$")]
async fn new_signature(world: &mut TestWorld, holder: String) {
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(&session.laboratory);
    let counter = session.counters.next();
    let sent = match give_back(&laboratory, &laboratory, &holder, counter) {
        Ok(sent) => sent,
        Err(why) => {
            world.unable(why);
            return;
        }
    };
    let outcome = exchange(world, &sent).await;
    match outcome {
        Ok(Answer::Outcome(outcome)) => {
            let failed =
                outcome.replacement_outcomes.iter().find(|one| one.status_code != StatusCode::SUCCESS);
            if let Some(failed) = failed {
                world.fail(CLAUSE, "a command signed with the new key executed", judging::describe(failed));
            }
        }
        Ok(other) => world.fail(CLAUSE, "a command signed with the new key executed", other.to_string()),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    world.judged();
}

#[then(regex = r"^the (\S+) is answered with its new key$")]
async fn answered(world: &mut TestWorld, holder: String) {
    let Some(context) = world.context() else { return };
    let Some(role) = context.laboratory.party(&holder).map(|party| party.role) else { return };
    let reads: &[&str] = match role {
        Role::AccessControlBroker => &["CS02a"],
        Role::NetworkOperator => &["ECS22b", "ECS18b", "ECS17b", "ECS17c", "ECS52"],
        _ => &["ECS52", "ECS17b", "ECS22b"],
    };
    let Some(read) = reads.iter().find(|read| context.use_cases.includes(read)) else {
        world.inconclusive(format!("a read that the {holder} may send, claimed by the profile"), "none");
        return;
    };
    // That the MAC of the response verifies with the new key is part of this.
    match sending::good_command(world, read, &holder).await {
        Ok(Some(_)) => {}
        Ok(None) => world.fail(CLAUSE, format!("{read} from the {holder} answered"), "no response"),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    world.judged();
}

#[then(regex = r"^a command with the old key of the broker is refused$")]
async fn old_mac(world: &mut TestWorld) {
    let Some(trial) = judging::open(world) else { return };
    let Some(session) = world.session() else { return };
    let present = core::mem::replace(&mut session.laboratory, Arc::clone(&trial.former));
    let roles = [RemotePartyRole::ACCESS_CONTROL_BROKER];
    let made = cells::question(session, "CS02a", "access-control-broker", &roles);
    session.laboratory = present;
    world.trial = Some(trial);
    let outcome = attack(world, made, "authenticated with a key that was replaced").await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^a top-up by the old key is refused$")]
async fn old_top_up(world: &mut TestWorld) {
    top_up(world, true).await;
}

#[then(regex = r"^a top-up by the new key is accepted$")]
async fn new_top_up(world: &mut TestWorld) {
    top_up(world, false).await;
}

async fn top_up(world: &mut TestWorld, is_old: bool) {
    let Some(trial) = judging::open(world) else { return };
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(if is_old { &trial.former } else { &session.laboratory });
    world.trial = Some(trial);
    let Some(session) = world.session() else { return };
    let (counter, now) = (session.counters.next_for_top_up(0), session.now().seconds());
    let made = laboratory
        .party("supplier")
        .ok_or_else(|| "the profile names no supplier".to_owned())
        .and_then(|party| laboratory.command("CS01a", party, counter, Variation::immediate(1, now)))
        .and_then(|command| sending::protect(command, &session.laboratory));
    let sent = match made {
        Ok(sent) => sent,
        Err(why) => {
            world.unable(why);
            return;
        }
    };
    let outcome = token(world, &sent, is_old).await;
    sending::note_trouble(world, outcome);
    world.judged();
}

async fn token(world: &mut TestWorld, sent: &Sent, is_old: bool) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    session.send(&sent.octets, "command CS01a").await?;
    let response = session.answer(sent).await?;
    let success = response.as_ref().and_then(|response| executed(sent, response));
    match (is_old, success) {
        (true, Some(seen)) => world.fail(CLAUSE, "no credit for a token by the key that was replaced", seen),
        (false, None) => world.inconclusive(
            "a meter that credits a token by the new key",
            if response.is_some() { "a response without success" } else { "no response" },
        ),
        (true, None) | (false, Some(_)) => {}
    }
    Ok(())
}

/// The command by which a party gives its own signature cell the certificate that `contents` has for it.
fn give_back(
    laboratory: &Laboratory,
    contents: &Laboratory,
    holder: &str,
    counter: Counter,
) -> Result<Sent, String> {
    let unnamed = || format!("the profile names no {holder}");
    let party = laboratory.party(holder).ok_or_else(unnamed)?;
    let use_case = own_way(party.role).ok_or_else(|| format!("the {holder} replaces no cells of its own"))?;
    let usage = Usage::DigitalSignature;
    let certificate =
        contents.party(holder).and_then(|party| party.certificate(usage)).ok_or_else(unnamed)?;
    let cell = cell_for(RemotePartyRole(u32::from(party.role.value())), usage);
    let changes = [CellChange { cell, certificate: certificate.der().to_vec() }];
    let code = use_case_named(use_case).ok_or("an unknown use case")?.code;
    let path = laboratory.path_of(party);
    let request = laboratory.update_request(code, party, counter, &changes, &path);
    let payload = Asn1Payload::UpdateCredentialsCommand(request).to_vec();
    sending::protect(laboratory.command_with_payload(use_case, party, counter, payload)?, laboratory)
}

async fn exchange(world: &mut TestWorld, sent: &Sent) -> Result<Answer, Trouble> {
    let Some(session) = world.session() else { return Ok(Answer::Silent) };
    session.send(&sent.octets, &format!("command {}", sent.command.use_case)).await?;
    let response = session.answer(sent).await?;
    if let Some(Err(reason)) =
        response.as_ref().map(|response| response.authenticity(sent, &session.laboratory))
    {
        world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
    }
    Ok(trial::answer(sent, response.as_ref()))
}

/// Sends what must not be executed, with a reading of the cells behind it: they must not have changed, and no success
/// must be answered.
pub(super) async fn attack(
    world: &mut TestWorld,
    made: Result<Sent, String>,
    how: &str,
) -> Result<(), Trouble> {
    let sent = match made {
        Ok(sent) => sent,
        Err(why) => {
            world.unable(why);
            return Ok(());
        }
    };
    let Some(context) = world.context() else { return Ok(()) };
    let Some(trial) = judging::open(world) else { return Ok(()) };
    let Some(session) = world.session() else { return Ok(()) };
    session.send_attack(&sent, &format!("attack: {} {how}", sent.command.use_case)).await?;
    let reading = Cells::read(session, &context.use_cases).await?;
    let settle = session.laboratory.settle;
    session.watch(settle).await?;
    let answered = session.take_response(sent.originator(), sent.counter());
    let success = answered.and_then(|octets| executed(&sent, &Response::from_octets(octets)));
    if let Some(seen) = success {
        world.fail(CLAUSE, format!("a command {how} not executed"), seen);
    }
    match reading {
        Reading::Cells(now) => {
            let before = trial.after.as_ref().unwrap_or(&trial.before);
            let changed = before.all().find(|(cell, held)| now.get(*cell) != Some(*held));
            if let Some((cell, held)) = changed {
                let observed =
                    now.get(cell).map_or_else(|| "no such cell".to_owned(), |held| held.to_string());
                world.fail(CLAUSE, format!("the {} cell as it was: {held}", cells::name(cell)), observed);
            }
        }
        Reading::Silent => world.fail(CLAUSE, "an answer to CS02a after the attack", "none"),
        Reading::Wrong(reason) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
    }
    world.trial = Some(trial);
    world.judged();
    Ok(())
}
