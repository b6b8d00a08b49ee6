//! What the suite noticed, for people and for programs.

use std::time::Duration;

use comfy_table::Cell;
use comfy_table::CellAlignment;
use comfy_table::Color;
use comfy_table::ContentArrangement;
use comfy_table::LineStyle;
use comfy_table::Table;
use comfy_table::TableStyle;
use hallmark_reference::faults::Basis;
use serde_json::json;

use crate::strength::trial::Noticed;
use crate::strength::trial::Trial;
use crate::ui::Paint;

/// Faults against tests.
pub(super) struct Matrix {
    pub(super) tests: usize,
    pub(super) trials: Vec<Trial>,
    pub(super) elapsed: Duration,
}

impl Matrix {
    pub(super) fn table(&self, paint: Paint) -> String {
        let mut table = Table::new();
        table.load_style(LINES).set_content_arrangement(ContentArrangement::Dynamic);
        if !table.is_tty() {
            table.set_width(WIDTH);
        }
        table.set_header(["stage", "fault", "breaks", "outcome", "by", "of", "first"]);
        for trial in &self.trials {
            let fault = trial.fault;
            let outcome = Cell::new(trial.noticed().name());
            let count = |count: usize| Cell::new(count).set_alignment(CellAlignment::Right);
            let clause = match fault.basis {
                Basis::Open => format!("({})", fault.clause),
                Basis::Stated => fault.clause.to_owned(),
            };
            table.add_row([
                Cell::new(fault.stage),
                Cell::new(fault.name),
                Cell::new(clause),
                if paint == Paint::On { outcome.fg(colour(trial)) } else { outcome },
                count(trial.by().len()),
                count(trial.tried),
                Cell::new(trial.by().first().map_or("", String::as_str)),
            ]);
        }
        if paint == Paint::On {
            table.enforce_styling();
        }
        format!("{table}\n{}\n", self.summary())
    }

    pub(super) fn json(&self) -> String {
        let trial = |trial: &Trial| {
            let fault = trial.fault;
            json!({
                "name": fault.name,
                "stage": fault.stage.name(),
                "does": fault.does,
                "clause": fault.clause,
                "basis": fault.basis.name(),
                "outcome": trial.noticed().name(),
                "tried": trial.tried,
                "failed": trial.failed,
                "unjudged": trial.unjudged,
                "remarked": trial.remarked,
            })
        };
        let faults: Vec<_> = self.trials.iter().map(trial).collect();
        let whole = json!({ "format": FORMAT, "tests": self.tests, "faults": faults });
        format!("{whole:#}\n")
    }

    fn summary(&self) -> String {
        let of = |basis: Basis| self.trials.iter().filter(move |trial| trial.fault.basis == basis);
        let failed = |trial: &&Trial| trial.noticed() == Noticed::Failed;
        let mut text = format!(
            "{} of {} faults noticed; the honest device passes {} tests; {:.1} s",
            of(Basis::Stated).filter(failed).count(),
            of(Basis::Stated).count(),
            self.tests,
            self.elapsed.as_secs_f64()
        );
        if of(Basis::Open).next().is_some() {
            let remarked = of(Basis::Open).filter(|trial| trial.noticed() != Noticed::Missed).count();
            text += &format!(
                "\nin brackets: no clause is known that rules it out; {remarked} of {} remarked on or noticed",
                of(Basis::Open).count()
            );
        }
        let escaped: Vec<_> =
            of(Basis::Stated).filter(|trial| !failed(trial)).map(|trial| trial.fault.name).collect();
        if !escaped.is_empty() {
            text += &format!("\nnot noticed: {}", escaped.join(", "));
        }
        text
    }
}

fn colour(trial: &Trial) -> Color {
    match (trial.noticed(), trial.fault.basis) {
        (Noticed::Failed, _) => Color::Green,
        (_, Basis::Open) => Color::DarkGrey,
        (_, Basis::Stated) => Color::Red,
    }
}

const FORMAT: &str = "hallmark-strength/1";
const WIDTH: u16 = 150;
const LINES: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
