//! What a person reads when the run is over.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// How many failures are shown; all are in the report.
const SHOWN: usize = 20;

pub(crate) fn print(
    ui: &Ui,
    results: &Results,
    out: &Path,
    elapsed: Duration,
    written: &Written,
) -> Result<(), Failure> {
    let paint = ui.paint();
    let mut to = ui.results();
    let bad = results
        .tests
        .iter()
        .filter(|test| matches!(test.verdict, Verdict::Fail | Verdict::Error | Verdict::Inconclusive));
    for test in bad.clone().take(SHOWN) {
        let style = if test.verdict == Verdict::Fail { Style::Bad } else { Style::Odd };
        let mut text = String::new();
        push_harmless(&mut text, &test.reason.as_ref().map(ToString::to_string).unwrap_or_default());
        writeln!(
            to,
            "{}  {}",
            paint.apply(style, test.verdict.name()),
            paint.apply(Style::Name, &test.plan.id)
        )?;
        writeln!(to, "      {text}")?;
    }
    let more = bad.count().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(to, "… and {more} more, in the report")?;
    }
    let outcome = Outcome::of(results);
    let style = if outcome == Outcome::Conforming { Style::Good } else { Style::Bad };
    writeln!(
        to,
        "{}  {} {}",
        paint.apply(style, &outcome.to_string()),
        results.target.name,
        results.target.version
    )?;
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .filter_map(|verdict| {
            let count = results.counts.get(verdict.name()).copied().unwrap_or_default();
            (count > 0 || *verdict == Verdict::Pass).then(|| format!("{count} {verdict}"))
        })
        .collect();
    writeln!(
        to,
        "{}; {} observations; {} of {} tests selected; {:.1} s",
        counts.join(", "),
        results.observations,
        results.scope.selected,
        results.scope.suite,
        elapsed.as_secs_f64()
    )?;
    if !results.run.complete {
        let reason = results.run.incomplete_reason.as_deref().unwrap_or("unknown");
        writeln!(to, "{} {reason}", paint.apply(Style::Odd, "not complete:"))?;
    }
    writeln!(to, "bundle   {}  ({} files, signed)", out.display(), written.files.len())?;
    writeln!(to, "report   {}", out.join("report.html").display())?;
    writeln!(to, "check    hallmark verify {}", out.display())?;
    to.flush()?;
    Ok(())
}
