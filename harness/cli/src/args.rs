use clap::Parser;
use clap::Subcommand;
use hallmark_engine::exit::ExitCode;

use crate::clauses;
use crate::completions;
use crate::decode;
use crate::failure::Failure;
use crate::fuzz;
use crate::plan;
use crate::probe;
use crate::replay;
use crate::report;
use crate::run;
use crate::serve;
use crate::smki;
use crate::strength;
use crate::ui::Color;
use crate::ui::Ui;
use crate::vectors;
use crate::verify;

/// Conformance and security tests for GB smart metering
#[derive(Debug, Parser)]
#[command(name = "hallmark", version, after_help = EXIT_CODES, arg_required_else_help = true)]
#[command(propagate_version = true, disable_help_subcommand = true, max_term_width = 110)]
pub(crate) struct Cli {
    /// When to use colour. `auto`: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Clauses(clauses::Arguments),
    Completions(completions::Arguments),
    Decode(decode::Arguments),
    Fuzz(fuzz::Arguments),
    Plan(plan::Arguments),
    Probe(probe::Arguments),
    Replay(replay::Arguments),
    Report(report::Arguments),
    Run(run::Arguments),
    Serve(serve::Arguments),
    Strength(strength::Arguments),
    Smki(smki::Arguments),
    Vectors(vectors::Arguments),
    Verify(verify::Arguments),
}

impl Command {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        match self {
            Self::Clauses(arguments) => arguments.run(ui),
            Self::Completions(arguments) => arguments.run(ui),
            Self::Decode(arguments) => arguments.run(ui),
            Self::Fuzz(arguments) => arguments.run(ui),
            Self::Plan(arguments) => arguments.run(ui),
            Self::Probe(arguments) => arguments.run(ui),
            Self::Replay(arguments) => arguments.run(ui),
            Self::Report(arguments) => arguments.run(ui),
            Self::Run(arguments) => arguments.run(ui),
            Self::Serve(arguments) => arguments.run(ui),
            Self::Strength(arguments) => arguments.run(ui),
            Self::Smki(arguments) => arguments.run(ui),
            Self::Vectors(arguments) => arguments.run(ui),
            Self::Verify(arguments) => arguments.run(ui),
        }
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  conforming
  1  nonconformity, or input that is not what it should be
  2  the command line or the profile is wrong
  3  inconclusive, or an error of the suite or the laboratory
  4  a bundle is not authentic

Example:
  hallmark run";
