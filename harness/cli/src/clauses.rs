//! `hallmark clauses`: the ledger, and how many tests each clause has.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;
use comfy_table::Cell;
use comfy_table::CellAlignment;
use comfy_table::Color;
use comfy_table::ContentArrangement;
use comfy_table::LineStyle;
use comfy_table::Table;
use comfy_table::TableStyle;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::results::Side;
use hallmark_scenarios::ledger::Clause;
use hallmark_scenarios::ledger::clauses;
use hallmark_scenarios::suite::Suite;
use serde_json::json;

use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Ui;

/// Show the clause ledger, and how many tests each clause has
///
/// A positive test shows that the target does what a clause asks, a negative one that it does not do what the clause
/// forbids.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// table: for people; tsv: one line a clause; json: one array
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
    /// Count the tests of the features in this folder instead of those in the program
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
    Tsv,
}

/// A clause and its tests.
struct Row {
    clause: &'static Clause,
    positive: usize,
    negative: usize,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let suite = match &self.features {
            None => Suite::embedded().map_err(|error| Failure::internal_from(&error))?,
            Some(folder) => Suite::from_folder(folder).map_err(|error| {
                Failure::usage_from(&error).advise("a folder of .feature files, such as scenarios/features")
            })?,
        };
        let rows = rows(&suite);
        let mut out = ui.results();
        let text = match self.format {
            Format::Json => json(&rows),
            Format::Table => table(&rows, ui.paint()),
            Format::Tsv => tsv(&rows),
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}

fn rows(suite: &Suite) -> Vec<Row> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for test in suite.tests() {
        for clause in &test.tags.clauses {
            let (positive, negative) = counts.entry(clause).or_default();
            match test.tags.side {
                Side::Positive => *positive += 1,
                Side::Negative => *negative += 1,
            }
        }
    }
    let row = |clause: &'static Clause| {
        let (positive, negative) = counts.get(clause.id).copied().unwrap_or_default();
        Row { clause, positive, negative }
    };
    clauses().iter().map(row).collect()
}

fn table(rows: &[Row], paint: Paint) -> String {
    let mut table = Table::new();
    table.load_style(LINES).set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(WIDTH);
    }
    table.set_header(["clause", "place", "on whom", "what", "shown by", "positive", "negative"]);
    for Row { clause, positive, negative } in rows {
        let count = |count: usize| {
            let cell = Cell::new(count).set_alignment(CellAlignment::Right);
            if count == 0 && paint == Paint::On { cell.fg(Color::DarkGrey) } else { cell }
        };
        table.add_row([
            Cell::new(clause.id),
            Cell::new(clause.reference),
            Cell::new(clause.on_whom),
            Cell::new(clause.title),
            Cell::new(clause.testability),
            count(*positive),
            count(*negative),
        ]);
    }
    if paint == Paint::On {
        table.enforce_styling();
    }
    format!("{table}\n{}\n", totals(rows))
}

fn totals(rows: &[Row]) -> String {
    let with = |count: fn(&Row) -> bool| rows.iter().filter(|row| count(row)).count();
    let testable = with(|row| row.clause.testability == "protocol");
    let covered = with(|row| row.positive + row.negative > 0);
    let both = with(|row| row.positive > 0 && row.negative > 0);
    let elsewhere = with(|row| row.clause.not_here.is_some());
    format!(
        "{} clauses, {testable} of them can be shown by protocol, {elsewhere} of these not at a device; {covered} have tests, \
         {both} on both sides",
        rows.len()
    )
}

fn tsv(rows: &[Row]) -> String {
    let mut text =
        "id\treference\tconfidence\ttestability\ton_whom\ttitle\tobligation\tnot_here\tpositive\tnegative\n"
            .to_owned();
    for Row { clause, positive, negative } in rows {
        let columns = [
            clause.id,
            clause.reference,
            clause.confidence,
            clause.testability,
            clause.on_whom,
            clause.title,
            clause.obligation,
            clause.not_here.unwrap_or("-"),
            &positive.to_string(),
            &negative.to_string(),
        ];
        text += &columns.join("\t");
        text.push('\n');
    }
    text
}

fn json(rows: &[Row]) -> String {
    let row = |row: &Row| {
        let clause = row.clause;
        json!({
            "id": clause.id,
            "reference": clause.reference,
            "confidence": clause.confidence,
            "testability": clause.testability,
            "on_whom": clause.on_whom,
            "title": clause.title,
            "obligation": clause.obligation,
            "not_here": clause.not_here,
            "tests": { "positive": row.positive, "negative": row.negative },
        })
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    format!("{:#}\n", serde_json::Value::from(rows))
}

const WIDTH: u16 = 120;

const LINES: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

const EXAMPLES: &str = "\
Examples:
  hallmark clauses
  hallmark clauses --format tsv | awk -F'\\t' '$9 + $10 == 0'";
