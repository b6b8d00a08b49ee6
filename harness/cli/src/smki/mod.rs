//! `hallmark smki`: certificates.

mod input;
mod lint;

use clap::Args;
use clap::Subcommand;
use hallmark_engine::exit::ExitCode;

use crate::failure::Failure;
use crate::ui::Ui;

/// Check SMKI certificates
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Arguments),
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Lint(arguments) => arguments.run(ui),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  hallmark smki lint supplier-ds.pem
  hallmark smki lint --format json keys/";
