//! `hallmark smki negatives`: good and bad certificates for whoever builds a validator.

mod check;
mod list;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap::Subcommand;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Dialect;

use crate::failure::Failure;
use crate::ui::Style;
use crate::ui::Ui;

/// List good and bad certificates for trying a validator, write them, or try one
///
/// Each case is a leaf, the certificates that come with it, an anchor, a moment and a question. In a bad one nothing but
/// what the case is about is out of the ordinary, and a quarter of all cases are good: a validator that refuses everything
/// scores badly. Without --out the cases are listed; with it they are written, in DER and PEM, with one JSON index and
/// its schema. The same seed gives the same octets.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// What the keys and serial numbers are made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    dialect: PolicyForm,
    /// Where to write the cases; files that are there are replaced
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Of a list: table for people; json: the index that --out writes
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
}

/// How certificatePolicies is written.
#[derive(Debug, Clone, Copy, Args)]
struct PolicyForm {
    /// Writes certificatePolicies as not critical: for validators that do not know it, and so refuse every certificate of
    /// SMKI
    #[arg(long)]
    policies_not_critical: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        if let Some(Command::Check(arguments)) = self.command {
            return arguments.run(ui);
        }
        let corpus = corpus(self.seed, self.dialect)?;
        let mut out = ui.results();
        match self.out {
            None => out.write_all(list::text(&corpus, self.format, ui.paint())?.as_bytes())?,
            Some(folder) => {
                let index = corpus.write(&folder).map_err(|error| Failure::usage_from(&error))?;
                let path = folder.join("index.json").display().to_string();
                let (all, good) = (index.case_count, index.accept_count);
                let path = ui.paint().apply(Style::Heading, &path);
                writeln!(out, "{path}  {all} cases, {good} of them to be accepted")?;
            }
        }
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}

fn corpus(seed: u64, form: PolicyForm) -> Result<Corpus, Failure> {
    let dialect = if form.policies_not_critical { Dialect::PoliciesNotCritical } else { Dialect::Smki };
    Corpus::in_dialect(seed, dialect).map_err(|error| Failure::internal_from(&error))
}

const EXAMPLES: &str = "\
Examples:
  hallmark smki negatives
  hallmark smki negatives --seed 7 --out negatives
  hallmark smki negatives check --validator 'openssl verify -attime {time} -CAfile {anchor} -untrusted {intermediate} {leaf}'";
