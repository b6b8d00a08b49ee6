//! `hallmark vectors list`: which files there are.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_vectors::File;
use hallmark_vectors::Tally;
use hallmark_vectors::files;
use serde_json::json;

use crate::failure::Failure;
use crate::ui::Ui;

/// Show the files of vectors, and how many tests each has
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// table: for people; json: one array, with the number of tests by reason
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let tally = |file: &'static File| file.check().map(|tally| (file, tally));
        let rows = files().iter().map(tally).collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(|error| Failure::internal_from(&error))?;
        let text = match self.format {
            Format::Json => json(&rows),
            Format::Table => table(&rows),
        };
        let mut out = ui.results();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}

fn table(rows: &[(&File, Tally)]) -> String {
    let mut text = format!("{:16} {:>6} {:>6} {:>8}  what\n", "file", "tests", "valid", "invalid");
    let mut sums = [0; 3];
    for (file, tally) in rows {
        let counts = [tally.total(), tally.valid, tally.total() - tally.valid];
        let [total, valid, invalid] = counts;
        let _ = writeln!(text, "{:16} {total:6} {valid:6} {invalid:8}  {}", file.name, file.algorithm());
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let [total, valid, invalid] = sums;
    let _ = writeln!(text, "{:16} {total:6} {valid:6} {invalid:8}", "total");
    text
}

fn json(rows: &[(&File, Tally)]) -> String {
    let row = |(file, tally): &(&File, Tally)| {
        let invalid: serde_json::Map<_, _> =
            tally.invalid.iter().map(|(reason, count)| (reason.name().to_owned(), (*count).into())).collect();
        json!({
            "file": file.name,
            "algorithm": file.algorithm(),
            "tests": tally.total(),
            "valid": tally.valid,
            "invalid": invalid,
        })
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    format!("{:#}\n", serde_json::Value::from(rows))
}

const EXAMPLES: &str = "\
Examples:
  hallmark vectors list
  hallmark vectors list --format json";
