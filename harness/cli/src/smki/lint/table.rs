//! For people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hallmark_smki::Certificate;
use hallmark_smki::lint::LintFinding;
use hallmark_smki::profile::Rule;
use hallmark_smki::profile::Severity;

use super::Linted;
use super::Shown;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::push_harmless;

/// One line a certificate, and what is found under it.
pub(super) fn text(linted: &[Linted], shown: Shown, paint: Paint) -> String {
    let mut out = String::new();
    for one in linted {
        let report = &one.report;
        let mut source = String::new();
        push_harmless(&mut source, &one.source);
        out += &paint.apply(Style::Heading, &source);
        out.push_str("  ");
        push_harmless(&mut out, &report.subject());
        if let Some(certificate) = report.certificate() {
            if let Some(id) = certificate.entity_id() {
                let _ = write!(out, " {:016X}", u64::from_be_bytes(id));
            }
            out.push_str(", issued by ");
            push_harmless(&mut out, &certificate.issuer().to_string());
        }
        out.push('\n');
        let hidden =
            |finding: &&LintFinding| shown == Shown::Faults && finding.severity == Severity::Observation;
        for finding in report.findings().iter().filter(|finding| !hidden(finding)) {
            push_finding(&mut out, finding, paint);
        }
    }
    out += &totals(linted, shown, paint);
    out
}

fn push_finding(out: &mut String, finding: &LintFinding, paint: Paint) {
    let Rule { name, clause, evidence, expected, .. } = finding.rule;
    let style = match finding.severity {
        Severity::Fail => Style::Bad,
        Severity::Observation => Style::Odd,
    };
    let severity = paint.apply(style, finding.severity.name());
    let letter = evidence.letter();
    let _ = writeln!(out, "  {severity} {name}, {clause} [{letter}], octet {}", finding.offset);
    let _ = writeln!(out, "    expected {expected}");
    out.push_str("    found    ");
    push_harmless(out, &finding.found);
    out.push('\n');
}

fn totals(linted: &[Linted], shown: Shown, paint: Paint) -> String {
    let all = linted.len();
    let conforming = linted.iter().filter(|one| one.report.conforms()).count();
    let observations: usize = linted
        .iter()
        .flat_map(|one| one.report.findings())
        .filter(|finding| finding.severity == Severity::Observation)
        .count();
    let (style, verdict) =
        if conforming == all { (Style::Good, "conforming") } else { (Style::Bad, "nonconforming") };
    let plural = if all == 1 { "certificate" } else { "certificates" };
    let different: BTreeSet<&[u8]> =
        linted.iter().filter_map(|one| one.report.certificate()).map(Certificate::der).collect();
    let read = linted.iter().filter(|one| one.report.certificate().is_some()).count();
    let different =
        if different.len() == read { String::new() } else { format!(" ({} different)", different.len()) };
    let hint = if observations == 0 || shown == Shown::All { "" } else { " (shown with --observations)" };
    format!(
        "{}  {all} {plural}{different}: {conforming} as their profile wants, {} not; {observations} observations{hint}\n",
        paint.apply(style, verdict),
        all - conforming
    )
}

/// One line a rule.
pub(super) fn rules(rules: &[Rule], paint: Paint) -> String {
    let mut out = String::new();
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in rules {
        let Rule { name, clause, evidence, expected, severity, .. } = *rule;
        let padding = " ".repeat(width - name.len());
        let name = paint.apply(Style::Name, name);
        let (severity, letter) = (severity.name(), evidence.letter());
        let _ = writeln!(out, "{name}{padding}  {severity:11}  [{letter}]  {clause}: {expected}");
    }
    out += "evidence: D published certificates, G GBCS, R an RFC, S the SEC, K general knowledge, ? open\n";
    out
}
