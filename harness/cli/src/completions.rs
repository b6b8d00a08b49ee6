//! `hallmark completions`: what a shell needs to complete our commands.

use std::io::Write as _;

use clap::Args;
use clap::CommandFactory as _;
use clap_complete::Shell;
use hallmark_engine::exit::ExitCode;

use crate::args::Cli;
use crate::failure::Failure;
use crate::ui::Ui;

/// Write a script that completes commands and options in a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  hallmark completions bash > ~/.local/share/bash-completion/completions/hallmark"
)]
pub(crate) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "hallmark", &mut script);
        let mut out = ui.results();
        out.write_all(&script)?;
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}
