//! What must be seen of a replacement of credentials.

use cucumber::then;
use hallmark_gbcs::asn1::ReplacementOutcome;
use hallmark_gbcs::asn1::StatusCode;

use super::cells;
use super::cells::Held;
use super::trial::Answer;
use super::trial::Change;
use super::trial::Trial;
use crate::steps::response::observe;
use crate::world::TestWorld;

const REPLACING: &str = "GBCS 13.3 (L-43)";

#[then(regex = r"^the cell takes it$")]
async fn takes(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    let verdict = match (&trial.answer, tested(&trial)) {
        (Answer::Outcome(_), Some(outcome)) if outcome.status_code == StatusCode::SUCCESS => Ok(()),
        (Answer::Outcome(_), Some(outcome)) => Err(describe(outcome)),
        (Answer::Outcome(_), None) => Err("no outcome for this cell".to_owned()),
        (other, _) => Err(other.to_string()),
    };
    if let Err(observed) = verdict {
        world.fail(REPLACING, "the certificate taken: status 0 for its cell", observed);
    }
    neighbours_succeeded(world, &trial);
    close(world, trial);
}

/// Dates count, and the device's clock decides.
#[then(regex = r"^the cell takes it, if the clock of the device is right$")]
async fn takes_in_time(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    if tested(&trial).is_none_or(|outcome| outcome.status_code != StatusCode::SUCCESS) {
        world.inconclusive(
            "a device whose clock is within the dates of the certificate, and which takes it",
            tested(&trial).map_or_else(|| trial.answer.to_string(), describe),
        );
    }
    close(world, trial);
}

#[then(regex = r"^the cell refuses it$")]
async fn refuses(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    refused(world, &trial);
    close(world, trial);
}

/// The situations in which official messages show the code.
#[then(regex = r"^the cell refuses it for want of a trust anchor$")]
async fn refuses_for_want(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    let expected = "status 10, no trust anchor, for this cell";
    match tested(&trial) {
        Some(outcome) if outcome.status_code == StatusCode::NO_TRUST_ANCHOR => {}
        Some(outcome) => world.fail(REPLACING, expected, describe(outcome)),
        None => world.fail(REPLACING, expected, trial.answer.to_string()),
    }
    neighbours_succeeded(world, &trial);
    close(world, trial);
}

/// What no text says that a device checks: a remark, unless the operator has `certificate-profile` judged.
#[then(regex = r"^the cell should refuse it by (.+)$")]
async fn should_refuse(world: &mut TestWorld, clause: String) {
    let Some(trial) = open(world) else { return };
    if tested(&trial).is_some_and(|outcome| outcome.status_code == StatusCode::SUCCESS) {
        let strict =
            world.session().is_some_and(|session| session.laboratory.strict.contains("certificate-profile"));
        if strict {
            world.fail(&clause, "the certificate refused", "status 0");
        } else {
            observe(world, format!("the device took a certificate that {clause} does not permit"));
        }
    }
    close(world, trial);
}

/// What follows is about a device that takes them.
#[then(regex = r"^the cells take them$")]
async fn take_them(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    if trial.taken() < trial.changes.len() {
        let observed = tested(&trial).map_or_else(|| trial.answer.to_string(), describe);
        world.inconclusive("a device that takes the certificates", observed);
    }
    close(world, trial);
}

#[then(regex = r"^the cell may take it or refuse it$")]
async fn may_take(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    let text = tested(&trial).map_or_else(|| trial.answer.to_string(), describe);
    observe(world, format!("the device's choice: {text}"));
    close(world, trial);
}

/// What the device says of each cell is what CS02a says of it, and the cells that the command does not name are as they
/// were.
#[then(regex = r"^every cell holds what the response says$")]
async fn holds(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    if let Some((expected, observed)) = inconsistent(&trial) {
        world.fail(REPLACING, expected, observed);
    }
    close(world, trial);
}

/// That nothing came of a command.
#[then(regex = r"^nothing comes of the command$")]
async fn nothing_comes(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    refused(world, &trial);
    if let Some(after) = &trial.after {
        let changed = trial.before.all().find(|(cell, held)| after.get(*cell) != Some(*held));
        if let Some((cell, held)) = changed {
            let observed = after.get(cell).map_or_else(|| "no such cell".to_owned(), |held| held.to_string());
            world.fail(REPLACING, format!("the {} cell as it was: {held}", cells::name(cell)), observed);
        }
    }
    close(world, trial);
}

#[then(regex = r"^whatever comes of it, the device says so truly$")]
async fn truly(world: &mut TestWorld) {
    let Some(trial) = open(world) else { return };
    if let Some((expected, observed)) = inconsistent(&trial) {
        world.fail(REPLACING, expected, observed);
    }
    let text = tested(&trial).map_or_else(|| trial.answer.to_string(), describe);
    observe(world, format!("the device's choice: {text}"));
    close(world, trial);
}

/// Takes the trial out, where there is one to judge.
pub(crate) fn open(world: &mut TestWorld) -> Option<Trial> {
    if world.is_settled() { None } else { world.trial.take() }
}

/// Puts it back: a check was carried out.
pub(crate) fn close(world: &mut TestWorld, trial: Trial) {
    if trial.after.is_none() && !world.is_settled() {
        world.fail("GBCS 6.2.4", "an answer to CS02a after the command", "none");
    }
    world.trial = Some(trial);
    world.judged();
}

/// The outcome of the replacement under test.
pub(crate) fn tested(trial: &Trial) -> Option<&ReplacementOutcome> {
    let cell = trial.tested()?.cell;
    let Answer::Outcome(outcome) = &trial.answer else { return None };
    outcome.replacement_outcomes.iter().find(|one| one.affected_trust_anchor_cell == cell)
}

/// No success for the cell under test. That a device does not answer is a remark: how it refuses is not established for
/// every case.
fn refused(world: &mut TestWorld, trial: &Trial) {
    match (&trial.answer, tested(trial)) {
        (Answer::Outcome(_), Some(outcome)) if outcome.status_code == StatusCode::SUCCESS => {
            world.fail(REPLACING, "the certificate refused: no status 0 for its cell", describe(outcome));
        }
        (Answer::Outcome(_), _) => neighbours_succeeded(world, trial),
        (Answer::Accepted, _) => {
            world.fail(REPLACING, "an outcome, or no response", "commandAccepted without an outcome");
        }
        (Answer::Silent, _) => {
            observe(world, "the command was not answered at all".to_owned());
        }
        (Answer::Unreadable(what), _) => world.fail(REPLACING, "the response of CS02b", what.clone()),
    }
    let Some((cell, after)) = trial.tested().zip(trial.after.as_ref()) else { return };
    let (before, now) = (trial.before.get(cell.cell), after.get(cell.cell));
    if before != now {
        let text = |held: Option<Held>| held.map_or_else(|| "nothing".to_owned(), |held| held.to_string());
        let expected = format!("the {} cell as it was: {}", cells::name(cell.cell), text(before));
        world.fail(REPLACING, expected, text(now));
    }
}

/// One cell that fails does not stop the others.
fn neighbours_succeeded(world: &mut TestWorld, trial: &Trial) {
    let Answer::Outcome(outcome) = &trial.answer else { return };
    let exists = |change: &&Change| trial.before.get(change.cell).is_some();
    for change in trial.changes.iter().skip(1).filter(exists) {
        let found =
            outcome.replacement_outcomes.iter().find(|one| one.affected_trust_anchor_cell == change.cell);
        let succeeded = found.is_some_and(|one| one.status_code == StatusCode::SUCCESS);
        if !succeeded {
            let expected = format!("the {} cell replaced all the same: status 0", cells::name(change.cell));
            world.fail(REPLACING, expected, found.map_or_else(|| "no outcome".to_owned(), describe));
        }
    }
}

/// The first thing in which response, command and cells do not agree.
fn inconsistent(trial: &Trial) -> Option<(String, String)> {
    let after = trial.after.as_ref()?;
    let mut expected: Vec<_> = trial.before.all().collect();
    if let Answer::Outcome(outcome) = &trial.answer {
        if outcome.replacement_outcomes.len() != trial.changes.len() {
            let wanted = format!("{} outcomes, one for each replacement", trial.changes.len());
            return Some((wanted, format!("{} outcomes", outcome.replacement_outcomes.len())));
        }
        for (change, outcome) in trial.changes.iter().zip(&outcome.replacement_outcomes) {
            if outcome.affected_trust_anchor_cell != change.cell {
                let wanted = format!("an outcome for the {} cell in its place", cells::name(change.cell));
                return Some((wanted, describe(outcome)));
            }
            let existing = Held {
                subject: outcome.existing_subject_unique_id,
                key: outcome.existing_subject_key_identifier,
            };
            let replacing = Held {
                subject: outcome.replacing_subject_unique_id,
                key: outcome.replacing_subject_key_identifier,
            };
            let Some((_, held)) = expected.iter_mut().find(|(cell, _)| *cell == change.cell) else {
                // What is said of a cell that the device does not have is not established.
                continue;
            };
            if existing != *held {
                return Some((
                    format!("{} reported as what was there: {held}", cells::name(change.cell)),
                    existing.to_string(),
                ));
            }
            if outcome.status_code != StatusCode::SUCCESS {
                if replacing != *held {
                    return Some((
                        format!(
                            "the identifiers repeated for the refused {}: {held}",
                            cells::name(change.cell)
                        ),
                        replacing.to_string(),
                    ));
                }
                continue;
            }
            let wanted = Held {
                subject: change.subject.unwrap_or(replacing.subject),
                key: change.key.unwrap_or(replacing.key),
            };
            if replacing != wanted {
                return Some((
                    format!("{} reported as replaced by {wanted}", cells::name(change.cell)),
                    replacing.to_string(),
                ));
            }
            *held = replacing;
        }
    }
    let changed = expected.into_iter().find(|(cell, held)| after.get(*cell) != Some(*held));
    changed.map(|(cell, held)| {
        let observed = after.get(cell).map_or_else(|| "no such cell".to_owned(), |held| held.to_string());
        (format!("CS02a to report of the {} cell {held}", cells::name(cell)), observed)
    })
}

pub(crate) fn describe(outcome: &ReplacementOutcome) -> String {
    let status = outcome.status_code;
    let meaning = status.name().map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{}: status {}{meaning}", cells::name(outcome.affected_trust_anchor_cell), status.0)
}

impl core::fmt::Display for Answer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Accepted => f.write_str("commandAccepted without an outcome"),
            Self::Outcome(outcome) => write!(f, "{} outcomes", outcome.replacement_outcomes.len()),
            Self::Silent => f.write_str("no response"),
            Self::Unreadable(what) => write!(f, "another response: {what}"),
        }
    }
}
