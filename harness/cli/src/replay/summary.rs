//! What a person reads when a capture was judged.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use hallmark_engine::replay::Judgement;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::summary;
use crate::ui::Style;
use crate::ui::Ui;

/// How many tests are named with a finding.
const TESTS: usize = 3;

pub(crate) fn print(
    ui: &Ui,
    results: &Results,
    judgement: &Judgement,
    out: &Path,
    elapsed: Duration,
    written: &Written,
) -> Result<(), Failure> {
    let paint = ui.paint();
    let mut to = ui.results();
    summary::print_findings(&mut to, paint, results, |finding| {
        [("tests", summary::some(finding.tests.iter().map(|&test| test.to_owned()), TESTS))]
    })?;
    let outcome = Outcome::of(results);
    let style = if outcome == Outcome::Conforming { Style::Good } else { Style::Bad };
    writeln!(to, "{}  {}", paint.apply(style, &outcome.to_string()), results.target.name)?;
    let frames: u64 = judgement.reports().iter().map(|report| report.frames).sum();
    let duis: u64 = judgement.reports().iter().map(|report| report.duis).sum();
    let outcomes = judgement.outcomes();
    let mut found = format!(
        "{} messages in {frames} frames; {} responses with success, {} with an error",
        judgement.messages(),
        outcomes.succeeded,
        outcomes.failed
    );
    if duis > 0 {
        found += &format!("; {duis} DUIS documents, not judged");
    }
    writeln!(to, "{found}")?;
    writeln!(
        to,
        "{}; {} observations; {:.1} s",
        summary::counts(results),
        results.observations,
        elapsed.as_secs_f64()
    )?;
    summary::print_bundle(&mut to, out, written)?;
    to.flush()?;
    Ok(())
}
