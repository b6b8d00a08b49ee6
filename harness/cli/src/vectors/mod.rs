//! `hallmark vectors`: test vectors for any implementation.

mod check;
mod generate;
mod list;
mod live;
mod remake;

use clap::Args;
use clap::Subcommand;
use hallmark_engine::exit::ExitCode;

use crate::failure::Failure;
use crate::ui::Ui;

/// List the test vectors, run them against our code or a device, make their files
///
/// The vectors are JSON files with which any GBCS implementation can test itself; vectors/README.md says how.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Generate(generate::Arguments),
    List(list::Arguments),
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Check(arguments) => arguments.run(ui),
            Command::Generate(arguments) => arguments.run(ui),
            Command::List(arguments) => arguments.run(ui),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  hallmark vectors list
  hallmark vectors check
  hallmark vectors generate --out vectors";
