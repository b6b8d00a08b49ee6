//! `hallmark vectors check --profile`: runs the vectors that are commands against a target.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hallmark_engine::exit::ExitCode;
use hallmark_engine::fuzz::Demand;
use hallmark_engine::fuzz::Ground as _;
use hallmark_engine::fuzz::Kind;
use hallmark_engine::fuzz::Memory;
use hallmark_engine::fuzz::present;
use hallmark_engine::profile::Claim;
use hallmark_engine::session::Command;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use serde::Deserialize;

use crate::failure::Failure;
use crate::fuzz::ground::LiveGround;
use crate::run::target::Target;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;
use crate::vectors::remake::Test;
use crate::vectors::remake::remake;

/// The file whose vectors are whole messages.
const FILE: &str = "message";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    test_groups: Vec<Group>,
}

#[derive(Debug, Deserialize)]
struct Group {
    comment: String,
    tests: Vec<Test>,
}

/// What came of a group.
enum Ran {
    /// So many were sent, so many could not be made, and what was wrong.
    Done { sent: usize, left_out: usize, wrong: Vec<String>, is_silent: bool },
    /// Why none was sent.
    Not(String),
}

pub(super) fn check(path: &Path, ui: &Ui) -> Result<ExitCode, Failure> {
    let profile = crate::profile::load(path)?;
    let target = Target::prepare(&profile, SEED)?;
    let file = hallmark_vectors::file(FILE).map_err(|error| Failure::internal_from(&error))?;
    let vectors: Vectors = serde_json::from_str(file.text).map_err(|error| Failure::internal_from(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::lost(format!("start: {error}")))?;
    runtime.block_on(async {
        let laboratory = Arc::new(target.laboratory);
        let never = Arc::new(AtomicBool::new(false));
        let mut ground = LiveGround::reach(target.way, &target.link, laboratory, never).await?;
        let lost = |trouble: Trouble| Failure::lost(format!("the target was lost: {trouble}"));
        let mut session = ground.open().await.map_err(lost)?;
        let (mut sent, mut wrong) = (0, 0);
        let mut out = ui.results();
        for group in &vectors.test_groups {
            let ran = run(group, &mut session, &profile.claims.use_cases).await;
            if let Ran::Done { sent: more, wrong: bad, .. } = &ran {
                sent += more;
                wrong += bad.len();
            }
            out.write_all(lines(group, &ran, ui).as_bytes())?;
            if matches!(ran, Ran::Done { is_silent: true, .. }) {
                break;
            }
        }
        let name = &profile.target.name;
        writeln!(out, "{sent} vectors sent to {name}, {wrong} not as expected")?;
        out.flush()?;
        if sent == 0 {
            let failure =
                Failure::usage("run vectors: expected a use case of a vector in the claims, found none");
            return Err(failure.advise("vectors are of ECS04a, ECS21a, ECS52 and CS02a"));
        }
        Ok(if wrong == 0 { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    })
}

async fn run(group: &Group, session: &mut Session, claims: &Claim) -> Ran {
    let not = |why: &str| Ran::Not(why.to_owned());
    let good = group.tests.iter().find(|test| test.has("Normal")).and_then(Test::octets);
    let Some(message) = good.as_ref().and_then(|octets| Message::parse(octets).ok()) else {
        return not("there is no valid one");
    };
    let (good, header) = (message.octets(), message.header());
    if header.cra != Cra::Command {
        return not("not a command");
    }
    let code = header.message_code();
    let Some(case) = use_case(code).filter(|case| case.is_command_for(DeviceKind::Esme)) else {
        return not("not for an ESME");
    };
    if CHANGES_KEYS.contains(&code) {
        return not("would change credentials");
    }
    if !claims.includes(case.name) {
        return Ran::Not(format!("{} is not claimed", case.name));
    }
    let is_for_party = !matches!(header.other, OtherInformation::Code { .. });
    let mut memory = Memory::default();
    let (mut sent, mut left_out, mut wrong) = (0, 0, Vec::new());
    for test in &group.tests {
        let counter = session.counters.next();
        let now = session.now().seconds();
        let command = command(&session.laboratory, case, is_for_party, counter, now);
        let Some(command) = command else {
            return Ran::Not(format!("no party of the profile may send {}", case.name));
        };
        let octets = test.octets().unwrap_or_default();
        let Ok(octets) = remake(test, good, &octets, &command, &session.laboratory) else {
            left_out += 1;
            continue;
        };
        sent += 1;
        let made = Sent { command, octets };
        let outcome = present(session, claims, &mut memory, &made, test.demand()).await;
        let finding = outcome.finding.map(|finding| (finding.kind, finding.reason.to_string()));
        let is_unanswered = test.demand() == Demand::Answered && outcome.reaction.starts_with("nothing");
        let unanswered = || (Kind::Misfit, "expected an answer, found none".to_owned());
        let Some((kind, what)) = finding.or_else(|| is_unanswered.then(unanswered)) else { continue };
        wrong.push(format!("{} ({}): {what}", test.tc_id, test.comment));
        if kind == Kind::Silent {
            return Ran::Done { sent, left_out, wrong, is_silent: true };
        }
    }
    Ran::Done { sent, left_out, wrong, is_silent: false }
}

/// The command of the use case from a party of the profile that is entitled to it; where the vectors of the group are for a
/// party that the device does not know, from such a one.
fn command(
    laboratory: &Laboratory,
    case: &UseCase,
    is_for_party: bool,
    counter: Counter,
    now: u64,
) -> Option<Command> {
    let variation = || Variation::immediate(0, now);
    laboratory
        .parties()
        .iter()
        // It takes over from the first one in scenarios, and has no cell before.
        .filter(|party| party.name != "second-supplier")
        .filter(|party| is_for_party || case.roles.contains(&party.role))
        .filter_map(|party| laboratory.command(case.name, party, counter, variation()).ok())
        .find(|command| command.supplementary.is_some() == is_for_party)
}

fn lines(group: &Group, ran: &Ran, ui: &Ui) -> String {
    let paint = ui.paint();
    let mut text = format!("{}: ", group.comment);
    match ran {
        Ran::Done { sent, left_out, wrong, .. } => {
            let counted = match left_out {
                0 => format!("{sent} "),
                _ => format!("{sent} of {} ", sent + left_out),
            };
            text.push_str(&counted);
            if wrong.is_empty() {
                text.push_str(&paint.apply(Style::Good, "as expected").to_string());
            } else {
                text.push_str(&paint.apply(Style::Bad, "sent, not as expected:").to_string());
            }
            text.push('\n');
            for line in wrong {
                text.push_str("  ");
                push_harmless(&mut text, line);
                text.push('\n');
            }
        }
        Ran::Not(why) => {
            text.push_str("none sent, ");
            text.push_str(why);
            text.push('\n');
        }
    }
    text
}

/// CS02b, in every mode of the vectors: a device that took a wrong one would have to be made anew.
const CHANGES_KEYS: [MessageCode; 2] = [MessageCode(0x0102), MessageCode(0x0108)];

const SEED: u64 = 1;
