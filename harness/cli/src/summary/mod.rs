//! What a person reads of results: the findings, the counts of verdicts, where the bundle is.

mod findings;

use std::io::Write;
use std::path::Path;

use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Written;

use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::push_harmless;

pub(crate) use findings::Finding;

/// How many findings are shown; all are in the report.
const SHOWN: usize = 10;

/// Prints the worst findings, each with its reason and the `rows` that the command adds to it.
pub(crate) fn print_findings<const ROWS: usize>(
    to: &mut impl Write,
    paint: Paint,
    results: &Results,
    rows: impl Fn(&Finding<'_>) -> [(&'static str, String); ROWS],
) -> Result<(), Failure> {
    let findings = Finding::of(results);
    for finding in findings.iter().take(SHOWN) {
        writeln!(to, "{}", block(finding, paint, &rows(finding)))?;
    }
    let more = findings.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(to, "… and {more} more findings, in the report")?;
    }
    Ok(())
}

/// How many tests have each verdict, those left out that no test has.
pub(crate) fn counts(results: &Results) -> String {
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .filter_map(|verdict| {
            let count = results.counts.get(verdict.name()).copied().unwrap_or_default();
            (count > 0 || *verdict == Verdict::Pass).then(|| format!("{count} {verdict}"))
        })
        .collect();
    counts.join(", ")
}

/// Prints where the bundle is, and how it is checked.
pub(crate) fn print_bundle(to: &mut impl Write, out: &Path, written: &Written) -> Result<(), Failure> {
    writeln!(to, "bundle   {}  ({} files, signed)", out.display(), written.files.len())?;
    writeln!(to, "report   {}", out.join("report.html").display())?;
    writeln!(to, "check    hallmark verify {}", out.display())?;
    Ok(())
}

/// Up to `most` of `names`, and how many more there are.
pub(crate) fn some(names: impl IntoIterator<Item = String>, most: usize) -> String {
    let mut names: Vec<String> = names.into_iter().collect();
    let more = names.len().saturating_sub(most);
    names.truncate(most);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

fn block(finding: &Finding<'_>, paint: Paint, rows: &[(&'static str, String)]) -> String {
    let style = if finding.verdict == Verdict::Fail { Style::Bad } else { Style::Odd };
    let count = match finding.tests.len() {
        1 => "1 test".to_owned(),
        count => format!("{count} tests"),
    };
    let mut text = paint.apply(style, &format!("{} in {count}", finding.verdict));
    text.push('\n');
    let reason = [
        ("clause", finding.reason.clause.as_str()),
        ("expected", &finding.reason.expected),
        ("observed", &finding.reason.observed),
    ];
    for (label, value) in reason.into_iter().chain(rows.iter().map(|(label, value)| (*label, value.as_str())))
    {
        text += &format!("  {}", paint.apply(Style::Name, &format!("{label:<10}")));
        push_harmless(&mut text, value);
        text.push('\n');
    }
    text
}
