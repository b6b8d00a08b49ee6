//! The program `hallmark`: arguments in, exit code out. What it does is in the libraries.
//!
//! A command is one module with its arguments and a `run`, and one variant of [`args::Command`].

mod args;
mod clauses;
mod completions;
mod decode;
mod embedded;
mod failure;
mod fuzz;
mod plan;
mod probe;
mod profile;
mod replay;
mod report;
mod run;
mod serve;
mod smki;
mod strength;
mod summary;
mod ui;
mod vectors;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::ui::Ui;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = Ui::new(cli.color, cli.quiet);
    match cli.command.run(&ui) {
        Ok(code) => code.into(),
        Err(failure) => failure.report(&ui).into(),
    }
}
