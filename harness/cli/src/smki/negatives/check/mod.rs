//! `hallmark smki negatives check`: runs a validator over the cases, and compares its answers.

mod builtin;
mod external;
mod report;

use std::io::Write as _;
use std::time::Duration;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::negatives::matrix::Matrix;

use super::Format;
use super::PolicyForm;
use super::corpus;
use crate::failure::Failure;
use crate::ui::Ui;

/// Run a validator over all cases, and compare its answers with what has to be answered
///
/// The validator is a command that ends with exit code 0 where it accepts, or `hallmark`, the one of this program. Words
/// stand apart by spaces, quotation marks keep spaces in a word, there is no shell. In it stand for
/// {leaf}, {intermediate}, {anchor} the PEM files of the leaf, of all certificates that come with it, and of the anchor;
/// {leaf_der}, {anchor_der} the same in DER; {time} the moment, in seconds since 1970; {policy} the policy of the
/// environment; {usage} ds, ka or pp-ka; {entity} the EUI-64 and {key} the public point that the certificate shall be for;
/// {dates} checked or ignored; {asker} who asks; {payload} the payload of CS02b. A word whose value a case does not have
/// is left out, and so is the option before it. A case whose answer depends on something that the command is
/// not told is not asked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The command, or `hallmark`
    #[arg(long, value_name = "CMD")]
    validator: String,
    /// What the keys and serial numbers are made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    dialect: PolicyForm,
    /// Only the cases whose identifier begins so, as SIG or KEY-08; may be given more than once
    #[arg(long, value_name = "ID")]
    id: Vec<String>,
    /// How many commands run at once. Without it, one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// How long the command may take for a case
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// table: for people; json: one document with every answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let mut corpus = corpus(self.seed, self.dialect)?;
        corpus.retain(|item| {
            self.id.is_empty() || self.id.iter().any(|id| item.case.id().starts_with(id.as_str()))
        });
        if corpus.items().is_empty() {
            return Err(Failure::usage(format!("no case begins with {}", self.id.join(" or ")))
                .advise("hallmark smki negatives, which lists all"));
        }
        let outcomes = if self.validator == builtin::NAME {
            corpus.items().iter().map(builtin::answer).collect()
        } else {
            let jobs = self.jobs.map_or_else(processors, usize::from);
            external::answers(&self.validator, &corpus, jobs, Duration::from_secs(self.timeout), ui)?
        };
        let matrix = Matrix::new(self.validator, &corpus, outcomes);
        let text = match self.format {
            Format::Json => report::json(&matrix, self.seed)?,
            Format::Table => report::table(&matrix, ui.paint()),
        };
        let mut out = ui.results();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(report::exit_code(&matrix))
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

const EXAMPLES: &str = "\
Exit code 0: every answer is right; 1: an answer is wrong; 3: no answer is wrong, but some are missing.

Examples:
  hallmark smki negatives check --validator hallmark
  hallmark smki negatives check --validator 'openssl verify -x509_strict -attime {time} -explicit_policy \\
      -policy {policy} -CAfile {anchor} -untrusted {intermediate} {leaf}'
  hallmark smki negatives check --format json --validator './validate {leaf} {intermediate} {anchor} {time}'";
