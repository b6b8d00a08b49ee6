//! What a person reads when the run is over.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::summary;
use crate::summary::Finding;
use crate::ui::Style;
use crate::ui::Ui;

/// How many families of tests are named with a finding.
const FAMILIES: usize = 4;

/// Prints what was found, `again` being the command line that a test can be run again with, but for its id.
pub(crate) fn print(
    ui: &Ui,
    results: &Results,
    out: &Path,
    elapsed: Duration,
    written: &Written,
    again: &str,
) -> Result<(), Failure> {
    let paint = ui.paint();
    let mut to = ui.results();
    summary::print_findings(&mut to, paint, results, |finding| rows(finding, again))?;
    let outcome = Outcome::of(results);
    let style = if outcome == Outcome::Conforming { Style::Good } else { Style::Bad };
    writeln!(
        to,
        "{}  {} {}",
        paint.apply(style, &outcome.to_string()),
        results.target.name,
        results.target.version
    )?;
    writeln!(
        to,
        "{}; {} observations; {} of {} tests selected; {:.1} s",
        summary::counts(results),
        results.observations,
        results.scope.selected,
        results.scope.suite,
        elapsed.as_secs_f64()
    )?;
    if !results.run.complete {
        let reason = results.run.incomplete_reason.as_deref().unwrap_or("unknown");
        writeln!(to, "{} {reason}", paint.apply(Style::Odd, "not complete:"))?;
    }
    summary::print_bundle(&mut to, out, written)?;
    to.flush()?;
    Ok(())
}

fn rows(finding: &Finding<'_>, again: &str) -> [(&'static str, String); 2] {
    let families = finding.families().into_iter().map(|(family, count)| format!("{family} ({count})"));
    let first = finding.tests.first().copied().unwrap_or_default();
    [("tests", summary::some(families, FAMILIES)), ("again", format!("{again} --id {first}"))]
}
