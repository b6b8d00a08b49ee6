//! What a person reads when the run is over.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::run::findings::Finding;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// How many findings are shown; all are in the report.
const SHOWN: usize = 10;

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
    let findings = Finding::of(results);
    for finding in findings.iter().take(SHOWN) {
        to.write_all(text(finding, paint, again).as_bytes())?;
    }
    let more = findings.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(to, "… and {more} more findings, in the report")?;
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

/// A finding as a block of lines, and an empty one.
fn text(finding: &Finding<'_>, paint: Paint, again: &str) -> String {
    let style = if finding.verdict == Verdict::Fail { Style::Bad } else { Style::Odd };
    let count = match finding.tests.len() {
        1 => "1 test".to_owned(),
        count => format!("{count} tests"),
    };
    let head = format!("{} in {count}", finding.verdict);
    let mut families: Vec<String> =
        finding.families().iter().map(|(family, count)| format!("{family} ({count})")).collect();
    let more = families.len().saturating_sub(FAMILIES);
    families.truncate(FAMILIES);
    if more > 0 {
        families.push(format!("{more} more"));
    }
    let first = finding.tests.first().copied().unwrap_or_default();
    let mut text = String::new();
    let rows = [
        ("clause", finding.reason.clause.as_str()),
        ("expected", &finding.reason.expected),
        ("observed", &finding.reason.observed),
        ("tests", &families.join(", ")),
        ("again", &format!("{again} --id {first}")),
    ];
    text += &paint.apply(style, &head);
    text.push('\n');
    for (label, value) in rows {
        text += &format!("  {}", paint.apply(Style::Name, &format!("{label:<10}")));
        push_harmless(&mut text, value);
        text.push('\n');
    }
    text.push('\n');
    text
}
