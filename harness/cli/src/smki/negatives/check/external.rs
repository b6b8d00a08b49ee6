//! A validator that is a command.

use std::ffi::OsString;
use std::path::Path;
use std::process::Output;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use hallmark_link::CommandLine;
use hallmark_link::LinkUrl;
use hallmark_smki::asn1::oid;
use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Item;
use hallmark_smki::negatives::Need;
use hallmark_smki::negatives::index::hexadecimal;
use hallmark_smki::negatives::matrix::Outcome;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::ui::Ui;

/// What a command answers to each case, in order.
pub(super) fn answers(
    text: &str,
    corpus: &Corpus,
    jobs: usize,
    patience: Duration,
    ui: &Ui,
) -> Result<Vec<Outcome>, Failure> {
    let line = parse(text)?;
    let folder = tempfile::tempdir()
        .map_err(|error| Failure::lost(format!("make a folder for the cases: {error}")))?;
    corpus.write(folder.path()).map_err(|error| Failure::usage_from(&error))?;
    let asked: Vec<Option<Vec<OsString>>> =
        corpus.items().iter().map(|item| arguments(&line, text, item, folder.path())).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::lost(format!("start: {error}")))?;
    let bar = bar(ui, asked.iter().flatten().count());
    let answers = runtime.block_on(ask(&line.program, asked, jobs, patience, &bar));
    bar.finish_and_clear();
    answers
}

async fn ask(
    program: &str,
    asked: Vec<Option<Vec<OsString>>>,
    jobs: usize,
    patience: Duration,
    bar: &ProgressBar,
) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = vec![Outcome::NotAsked; asked.len()];
    let permits = Arc::new(Semaphore::new(jobs));
    let mut running = JoinSet::new();
    for (index, arguments) in asked.into_iter().enumerate() {
        let Some(arguments) = arguments else { continue };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let permits = Arc::clone(&permits);
        running.spawn(async move {
            // The semaphore is not closed while tasks run.
            let _permit = permits.acquire_owned().await;
            (index, timeout(patience, command.output()).await)
        });
    }
    while let Some(done) = running.join_next().await {
        let (index, answer) =
            done.map_err(|error| Failure::lost(format!("wait for `{program}`: {error}")))?;
        let outcome = match answer {
            Ok(Ok(output)) => outcome(&output),
            Ok(Err(error)) => {
                return Err(Failure::usage(format!("run the validator `{program}`: {error}"))
                    .advise("the path of a program, or a name on the search path"));
            }
            Err(_) => Outcome::Failed(format!("no answer within {} s", patience.as_secs())),
        };
        if let Some(place) = outcomes.get_mut(index) {
            *place = outcome;
        }
        bar.inc(1);
    }
    Ok(outcomes)
}

fn outcome(output: &Output) -> Outcome {
    match output.status.code() {
        Some(0) => Outcome::Accepted,
        Some(_) => Outcome::Refused(last_line(output)),
        None => Outcome::Failed(format!("ended: {}", output.status)),
    }
}

/// The last thing that the command said, on either stream.
fn last_line(output: &Output) -> String {
    let last = |octets: &[u8]| {
        let text = String::from_utf8_lossy(octets);
        let line = text.lines().rev().find(|line| !line.trim().is_empty());
        line.map(|line| line.trim().chars().take(LONGEST_TEXT).collect::<String>())
    };
    last(&output.stderr).or_else(|| last(&output.stdout)).unwrap_or_default()
}

fn parse(text: &str) -> Result<CommandLine, Failure> {
    let advice = "hallmark smki negatives check --help";
    let parsed: Result<LinkUrl, _> = format!("exec:{text}").parse();
    let Ok(LinkUrl::Exec(line)) = parsed else {
        return Err(Failure::usage(format!(
            "read the validator `{text}`: expected a command with closed quotation marks"
        ))
        .advise(advice));
    };
    let given = |placeholder: &str| line.arguments.iter().any(|word| word.contains(placeholder));
    if !["{leaf}", "{leaf_der}", "{payload}"].into_iter().any(given) {
        return Err(Failure::usage(format!(
            "read the validator `{text}`: expected {{leaf}}, {{leaf_der}} or {{payload}} among its arguments"
        ))
        .advise(advice));
    }
    Ok(line)
}

/// The arguments for a case; `None` if the command is not told what the answer depends on.
fn arguments(line: &CommandLine, text: &str, item: &Item, folder: &Path) -> Option<Vec<OsString>> {
    if item.scene.question.needs.iter().any(|need| !text.contains(need.placeholder())) {
        return None;
    }
    let mut arguments: Vec<OsString> = Vec::new();
    for word in &line.arguments {
        match fill(word, item, folder) {
            Some(word) => arguments.push(word.into()),
            // With a value that is not there goes the option that announces it.
            None => {
                arguments.pop_if(|last| last.to_string_lossy().starts_with('-'));
            }
        }
    }
    Some(arguments)
}

/// A word with its place-holders filled in; `None` if the case has no value for one.
fn fill(word: &str, item: &Item, folder: &Path) -> Option<String> {
    let scene = &item.scene;
    let question = &scene.question;
    let file = |name: &str| folder.join(item.folder()).join(name).display().to_string();
    let values: [(&str, Option<String>); 12] = [
        ("{leaf}", Some(file("leaf.pem"))),
        ("{leaf_der}", Some(file("leaf.der"))),
        ("{intermediate}", (!scene.path.is_empty()).then(|| file("path.pem"))),
        ("{anchor}", Some(file("anchor.pem"))),
        ("{anchor_der}", Some(file("anchor.der"))),
        ("{time}", Some(scene.time.to_string())),
        (Need::Asker.placeholder(), Some(question.asker.name().to_owned())),
        (Need::Dates.placeholder(), Some(question.dates.name().to_owned())),
        (Need::Entity.placeholder(), question.entity_id.map(|id| hexadecimal(&id))),
        (Need::Payload.placeholder(), scene.payload.as_ref().map(|_| file("payload.der"))),
        (Need::PublicKey.placeholder(), question.public_key.map(|point| hexadecimal(&point))),
        (Need::Usage.placeholder(), question.usage.map(|usage| usage.to_string())),
    ];
    let mut filled = word.replace(Need::Policy.placeholder(), &oid::TEST_POLICY.to_string());
    for (placeholder, value) in values {
        if filled.contains(placeholder) {
            filled = filled.replace(placeholder, &value?);
        }
    }
    Some(filled)
}

fn bar(ui: &Ui, cases: usize) -> ProgressBar {
    if !ui.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(cases).unwrap_or(u64::MAX));
    let template = "{bar:40} {pos}/{len} cases  {per_sec}  {eta} left";
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

const LONGEST_TEXT: usize = 200;
