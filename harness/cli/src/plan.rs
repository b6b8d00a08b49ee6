//! `hallmark plan`: what would run, and why the rest would not.

use std::io::Write as _;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::date::Date;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::stream::Clock as _;
use hallmark_engine::stream::SystemClock;

use crate::failure::Failure;
use crate::run::SelectionArguments;
use crate::ui::Style;
use crate::ui::Ui;

/// Show what would run, and why the rest would not
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallmark plan --profile my-meter.toml --tags @G-53")]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// A list for people, or one JSON object a test
    #[arg(long, value_enum, default_value_t = Format::List)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    List,
    Jsonl,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let selected = self.selection.select(Date::of(SystemClock.now()))?;
        let paint = ui.paint();
        let mut to = ui.results();
        for test in &selected.plan.tests {
            if self.format == Format::Jsonl {
                serde_json::to_writer(&mut to, test).map_err(std::io::Error::from)?;
                writeln!(to)?;
                continue;
            }
            let (style, why) = match &test.not_applicable {
                None => (Style::Name, String::new()),
                Some(why) => (Style::Faint, format!("  not applicable: {why}")),
            };
            writeln!(
                to,
                "{}  {}{}",
                paint.apply(style, &test.id),
                test.title,
                paint.apply(Style::Faint, &why)
            )?;
        }
        if self.format == Format::List {
            let scope = &selected.plan.scope;
            writeln!(
                to,
                "{} tests in the suite, {} selected ({}), {} applicable; {} of {} clauses touched",
                scope.suite,
                scope.selected,
                scope.selection,
                scope.applicable,
                scope.covered_clauses,
                scope.ledger_clauses
            )?;
        }
        to.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}
