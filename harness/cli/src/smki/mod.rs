//! `hallmark smki`: certificates.

mod embedded;
mod input;
mod lint;
mod negatives;
mod new;
mod verify;

use clap::Args;
use clap::Subcommand;
use hallmark_engine::exit::ExitCode;

use crate::failure::Failure;
use crate::ui::Ui;

/// Make a test PKI, check certificates, find certification paths, try validators
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Arguments),
    Negatives(negatives::Arguments),
    New(new::Arguments),
    Verify(verify::Arguments),
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Lint(arguments) => arguments.run(ui),
            Command::Negatives(arguments) => arguments.run(ui),
            Command::New(arguments) => arguments.run(ui),
            Command::Verify(arguments) => arguments.run(ui),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  hallmark smki new --out pki
  hallmark smki lint pki
  hallmark smki verify --anchor root.pem --intermediate issuing-authority.pem supplier-ds.pem
  hallmark smki negatives --out negatives";
