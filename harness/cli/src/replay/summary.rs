//! What a person reads when a capture was judged.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use hallmark_engine::replay::Judgement;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::run::findings::Finding;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// How many findings are shown; all are in the report.
const SHOWN: usize = 10;

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
    let findings = Finding::of(results);
    for finding in findings.iter().take(SHOWN) {
        let style = if finding.verdict == Verdict::Fail { Style::Bad } else { Style::Odd };
        let count = match finding.tests.len() {
            1 => "1 test".to_owned(),
            count => format!("{count} tests"),
        };
        let mut tests: Vec<String> = finding.tests.iter().take(TESTS).map(|&test| test.to_owned()).collect();
        let more = finding.tests.len().saturating_sub(tests.len());
        if more > 0 {
            tests.push(format!("{more} more"));
        }
        let mut text = paint.apply(style, &format!("{} in {count}", finding.verdict));
        text.push('\n');
        for (label, value) in [
            ("clause", finding.reason.clause.as_str()),
            ("expected", &finding.reason.expected),
            ("observed", &finding.reason.observed),
            ("tests", &tests.join(", ")),
        ] {
            text += &format!("  {}", paint.apply(Style::Name, &format!("{label:<10}")));
            push_harmless(&mut text, value);
            text.push('\n');
        }
        writeln!(to, "{text}")?;
    }
    let more = findings.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(to, "… and {more} more findings, in the report")?;
    }
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
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .filter_map(|verdict| {
            let count = results.counts.get(verdict.name()).copied().unwrap_or_default();
            (count > 0 || *verdict == Verdict::Pass).then(|| format!("{count} {verdict}"))
        })
        .collect();
    writeln!(
        to,
        "{}; {} observations; {:.1} s",
        counts.join(", "),
        results.observations,
        elapsed.as_secs_f64()
    )?;
    writeln!(to, "bundle   {}  ({} files, signed)", out.display(), written.files.len())?;
    writeln!(to, "report   {}", out.join("report.html").display())?;
    writeln!(to, "check    hallmark verify {}", out.display())?;
    to.flush()?;
    Ok(())
}
