//! Counters after a change of control (GBCS 13.3: newRemotePartyFloorSeqNumber, otherRemotePartySeqNumberChanges).

use std::sync::Arc;

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::CellChange;
use hallmark_engine::session::Response;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::cell_for;
use hallmark_engine::session::executed;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_smki::Usage;

use super::bench::Unable;
use super::judging;
use super::trial;
use super::trial::Answer;
use super::trial::Order;
use super::trial::Parcel;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 4.3.1.5, 13.3 (H-15)";

#[when(regex = r"^the (\S+) hands the cells to the (\S+) by (\S+) with a floor ahead$")]
async fn hands_over(world: &mut TestWorld, originator: String, new: String, use_case: String) {
    let order = Order { originator: &originator, use_case: &use_case, answered: true };
    let outcome = trial::conduct(world, &order, |laboratory, counter| {
        let unnamed = |name: &str| Unable(format!("the profile names no {name}"));
        let from = laboratory.party(&originator).ok_or_else(|| unnamed(&originator))?;
        let party = laboratory.party(&new).ok_or_else(|| unnamed(&new))?;
        let role = RemotePartyRole(u32::from(party.role.value()));
        let own = Usage::ALL.into_iter().filter_map(|usage| Some((usage, party.certificate(usage)?)));
        let changes: Vec<CellChange> = own
            .map(|(usage, one)| CellChange { cell: cell_for(role, usage), certificate: one.der().to_vec() })
            .collect();
        let code = use_case_named(&use_case).ok_or("an unknown use case")?.code;
        let path = laboratory.path_of(party);
        let mut request = laboratory.update_request(code, from, counter, &changes, &path);
        let floor = Counter(counter.0.saturating_add(AHEAD));
        let control = &mut request.authorising_remote_party_control;
        if from.role == party.role {
            control.new_remote_party_floor_seq_number = Some(floor);
        } else {
            control.other_remote_party_seq_number_changes = Some(vec![RemotePartySeqNumberChange {
                other_remote_party_role: role,
                other_remote_party_floor_seq_number: floor,
                new_remote_party_specialist_floor_seq_number: None,
            }]);
        }
        Ok(Parcel {
            payload: Asn1Payload::UpdateCredentialsCommand(request).to_vec(),
            changes: changes.iter().map(|one| trial::change(one.cell, &one.certificate)).collect(),
            keys: Vec::new(),
            floor: Some((role, floor)),
        })
    })
    .await;
    sending::note_trouble(world, outcome);
    // Whatever follows, and later tests, count from above the floor.
    let floor = world.trial.as_ref().and_then(|trial| trial.floor);
    if let (Some((_, floor)), Some(session)) = (floor, world.session_for_cleaning_up()) {
        session.counters.rise_above(floor);
    }
}

#[then(regex = r"^the counter of its role stands at the floor$")]
async fn stands(world: &mut TestWorld) {
    let Some(trial) = judging::open(world) else { return };
    if let Some(((role, floor), after)) = trial.floor.zip(trial.after.as_ref()) {
        match after.counter(role) {
            Some(counter) if counter < floor => {
                world.fail(CLAUSE, format!("the counter at the floor, {floor}"), counter.to_string());
            }
            Some(counter) if counter > floor => {
                observe(world, format!("the counter stands at {counter}, above the floor {floor}"));
            }
            Some(_) => {}
            None => world.inconclusive("the counter of the role in CS02a", "none"),
        }
    }
    judging::close(world, trial);
}

#[then(regex = r"^the floor is reported$")]
async fn reported(world: &mut TestWorld) {
    let Some(trial) = judging::open(world) else { return };
    if let (Answer::Outcome(outcome), Some((role, floor))) = (&trial.answer, trial.floor) {
        let mut changes = outcome.remote_party_seq_number_changes.iter();
        match changes.find(|change| change.other_remote_party_role == role) {
            Some(change) if change.other_remote_party_floor_seq_number != floor => {
                let observed = change.other_remote_party_floor_seq_number.to_string();
                world.fail(CLAUSE, format!("the floor as commanded, {floor}"), observed);
            }
            Some(_) => {}
            None => observe(world, "the outcome does not report the floor".to_owned()),
        }
    }
    judging::close(world, trial);
}

#[then(regex = r"^a command of the (\S+) below the floor is refused$")]
async fn below(world: &mut TestWorld, party: String) {
    let Some(floor) = world.trial.as_ref().and_then(|trial| trial.floor).map(|(_, floor)| floor) else {
        return;
    };
    let Some(use_case) = protected(world) else { return };
    let outcome = send_below(world, &party, use_case, Counter(floor.0.saturating_sub(AHEAD / 2))).await;
    sending::note_trouble(world, outcome);
    world.judged();
}

#[then(regex = r"^a command of the (\S+) above the floor is served$")]
async fn above(world: &mut TestWorld, party: String) {
    let Some(use_case) = protected(world) else { return };
    match sending::good_command(world, use_case, &party).await {
        Ok(Some(_)) => {}
        Ok(None) => world.fail(CLAUSE, format!("{use_case} above the floor answered"), "no response"),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    world.judged();
}

async fn send_below(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    counter: Counter,
) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    let now = session.now().seconds();
    let made = laboratory
        .party(party)
        .ok_or_else(|| format!("the profile names no {party}"))
        .and_then(|party| laboratory.command(use_case, party, counter, Variation::immediate(2, now)))
        .and_then(|command| sending::protect(command, &laboratory));
    let sent = match made {
        Ok(sent) => sent,
        Err(why) => {
            world.unable(why);
            return Ok(());
        }
    };
    session.send_attack(&sent, &format!("attack: {use_case} with a counter below the floor")).await?;
    let alive = sending::good_command(world, "CS02a", "access-control-broker").await?;
    let Some(session) = world.session() else { return Ok(()) };
    let settle = session.laboratory.settle;
    session.watch(settle).await?;
    let answered = session.take_response(sent.originator(), sent.counter()).map(Response::from_octets);
    let success = answered.and_then(|response| executed(&sent, &response));
    if let Some(seen) = success {
        world.fail(CLAUSE, "a command below the floor not executed", seen);
    } else if alive.is_none() {
        world.inconclusive("an answer to a good command", "none");
    }
    Ok(())
}

/// A use case of the supplier that replay protection is required for, and that does little.
fn protected(world: &mut TestWorld) -> Option<&'static str> {
    let context = world.context()?;
    let found = PROTECTED.into_iter().find(|name| context.use_cases.includes(name));
    if found.is_none() && !world.is_settled() {
        world.inconclusive(format!("one of {} claimed", PROTECTED.join(", ")), "none");
    }
    found
}

const PROTECTED: [&str; 6] = ["ECS38", "ECS30a", "ECS39a", "ECS28b", "ECS62", "ECS48"];

/// How far ahead of the command the floor lies.
const AHEAD: u64 = 1_000;
