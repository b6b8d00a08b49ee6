//! `hallmark vectors check`: runs the vectors against our code.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_vectors::LoadError;
use hallmark_vectors::Tally;
use hallmark_vectors::files;
use serde_json::Value;

use crate::failure::Failure;
use crate::failure::chain;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;
use crate::vectors::live;

/// Run vectors against our own code, or against a device
///
/// Without files, those in the program are run. The exit code is 1 where our code and a vector are not of one mind, or a
/// file is no file of vectors.
///
/// With a profile, those of `message` that are commands for its target are run against the target. Vectors have keys,
/// identifiers and counters of their own, so each is made again with those of the profile, and wrong in the same one way:
/// the good ones must be answered, those without valid protection must not be executed, and after each the target must
/// answer a good command.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Files of vectors, such as those that `hallmark vectors generate` wrote
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Run the vectors that are commands against the target of this profile
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    profile: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        if let Some(profile) = &self.profile {
            return live::check(profile, ui);
        }
        let results = if self.files.is_empty() {
            files().iter().map(|file| (file.name.to_owned(), file.check())).collect()
        } else {
            self.files.iter().map(|path| check(path)).collect::<Result<Vec<_>, _>>()?
        };
        let mut out = ui.results();
        let paint = ui.paint();
        let (mut total, mut wrong) = (0, 0);
        for (name, result) in &results {
            let (tests, faults) = match result {
                Ok(tally) => (tally.total(), tally.disagreements.len()),
                Err(_) => (0, 1),
            };
            total += tests;
            wrong += faults;
            out.write_all(lines(name, result, paint).as_bytes())?;
        }
        writeln!(out, "{total} vectors, {wrong} not as expected")?;
        out.flush()?;
        Ok(if wrong == 0 && total > 0 { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    }
}

type Checked = (String, Result<Tally, LoadError>);

fn check(path: &Path) -> Result<Checked, Failure> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Failure::usage(format!("read {name}: {error}")))?;
    Ok((name, check_text(&text)))
}

/// The file says by its schema what it is.
fn check_text(text: &str) -> Result<Tally, LoadError> {
    let document: Value = serde_json::from_str(text)
        .map_err(|source| LoadError::Form { file: "a file of vectors".to_owned(), source })?;
    let schema = document.get("schema").and_then(Value::as_str).unwrap_or_default();
    hallmark_vectors::file(schema.trim_end_matches(".schema.json"))?.check_text(text)
}

fn lines(name: &str, result: &Result<Tally, LoadError>, paint: Paint) -> String {
    let mut text = String::new();
    push_harmless(&mut text, name);
    match result {
        Ok(tally) if tally.disagreements.is_empty() => {
            let _ = writeln!(text, ": {} {}", tally.total(), paint.apply(Style::Good, "as expected"));
        }
        Ok(tally) => {
            let wrong = paint.apply(Style::Bad, "not as expected");
            let _ = writeln!(text, ": {} of {} {wrong}", tally.disagreements.len(), tally.total());
            for it in &tally.disagreements {
                let line =
                    format!("{} ({}): expected {}, found {}", it.tc_id, it.comment, it.expected, it.found);
                text.push_str("  ");
                push_harmless(&mut text, &line);
                text.push('\n');
            }
        }
        Err(error) => {
            let _ = write!(text, ": {} ", paint.apply(Style::Bad, "no file of vectors:"));
            push_harmless(&mut text, &chain(error));
            text.push('\n');
        }
    }
    text
}

const EXAMPLES: &str = "\
Examples:
  hallmark vectors check
  hallmark vectors check vectors/data/mac.json
  hallmark vectors check --profile my-meter.toml";
