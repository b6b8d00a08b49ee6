//! `hallmark strength`: does the suite notice?

mod matrix;
mod trial;

use std::io::Write as _;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_reference::faults;
use hallmark_reference::faults::Basis;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use crate::embedded;
use crate::failure::Failure;
use crate::strength::matrix::Matrix;
use crate::strength::trial::Laboratory;
use crate::strength::trial::Noticed;
use crate::ui::Ui;

/// Run the suite against every fault of the reference ESME, and show which ones it notices
///
/// The honest device is the control: it must pass every test. A fault is noticed when at least one test fails. Of each
/// outline some rows are run first, and the other tests where none of these has failed. The exit code is 1 when a fault
/// that a clause rules out is not noticed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Only this fault; may be given more than once. `hallmark serve --fault list` shows all
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// table: for people; json: one object
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
    /// Run every test against every fault
    #[arg(long)]
    thorough: bool,
    /// How many faults are tried at a time
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Read the features from this folder instead of the program
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let began = Instant::now();
        let faults = match self.fault.as_slice() {
            [] => faults::all().collect(),
            names => embedded::faults(names)?,
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let jobs = self.jobs.unwrap_or(cores).clamp(1, 64);
        let laboratory = Laboratory::open(self.features.as_deref(), jobs)?;
        let trials = laboratory.try_all(&faults, self.thorough, jobs, &bar(ui, faults.len()))?;
        let matrix = Matrix { tests: laboratory.tests(), trials, elapsed: began.elapsed() };
        let text = match self.format {
            Format::Json => matrix.json(),
            Format::Table => matrix.table(ui.paint()),
        };
        let mut out = ui.results();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        let escapes =
            |trial: &trial::Trial| trial.fault.basis == Basis::Stated && trial.noticed() != Noticed::Failed;
        let escaped = matrix.trials.iter().any(escapes);
        Ok(if escaped { ExitCode::NONCONFORMITY } else { ExitCode::CONFORMING })
    }
}

/// How far it is.
fn bar(ui: &Ui, faults: usize) -> ProgressBar {
    if !ui.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(faults).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} faults  {per_sec}  {eta} left  {msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

const EXAMPLES: &str = "\
Examples:
  hallmark strength
  hallmark strength --fault mac-ignored --fault replay-accepted --thorough
  hallmark strength --format json --features scenarios/features";

#[cfg(test)]
mod tests {
    use hallmark_reference::faults::Fault;

    use super::*;

    /// One fault of each stage; the whole matrix is a step of CI.
    #[test]
    fn the_suite_notices_a_fault_of_each_stage() {
        let names = [
            "trailing-octet",
            "target-last-octets",
            "signature-optional",
            "operator-as-supplier",
            "equal-counter",
            "token-replayed",
            "mac-any-purpose",
            "signature-any-party",
            "nothing-stored",
            "sealed-with-same-key",
            "activation-told-as-failed",
            "any-certificate",
            "response-mac-for-broker",
            "alert-unprotected",
        ];
        let faults: Vec<&Fault> = names.iter().filter_map(|name| faults::find(name)).collect();
        assert_eq!(faults.len(), names.len());
        let laboratory = Laboratory::open(None, 2).ok();
        let trials = laboratory.as_ref().map(|laboratory| {
            laboratory.try_all(&faults, false, 2, &ProgressBar::hidden()).unwrap_or_default()
        });
        let noticed = trials
            .unwrap_or_default()
            .iter()
            .map(|trial| (trial.fault.name, trial.noticed()))
            .collect::<Vec<_>>();
        assert_eq!(noticed, names.map(|name| (name, Noticed::Failed)));
    }
}
