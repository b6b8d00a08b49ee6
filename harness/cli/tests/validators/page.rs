//! The page of validators.

use std::fmt::Write as _;

use hallmark_smki::negatives::Group;
use hallmark_smki::negatives::matrix::Agreement;
use hallmark_smki::negatives::matrix::Counts;
use hallmark_smki::negatives::matrix::Matrix;

use crate::explained::Explanation;
use crate::explained::explanations;

/// The page, from the answers of validators whose version is pinned.
pub(crate) fn text(matrices: &[Matrix<'_>]) -> String {
    let mut text = HEAD.to_owned();
    for matrix in matrices {
        let _ = write!(text, "\n## {}\n\n{TABLE_HEAD}", matrix.validator());
        for group in Group::ALL {
            push_row(&mut text, group.name(), matrix.counts(Some(group)));
        }
        push_row(&mut text, "**all**", matrix.counts(None));
        let explained = explanations().filter(|one| one.is_for(matrix.validator()));
        let explained: Vec<(Explanation, Vec<String>)> = explained
            .map(|one| {
                let rows = matrix.differences().filter(|row| one.explains(matrix.validator(), row));
                (one, rows.map(|row| row.item.case.id().to_owned()).collect())
            })
            .filter(|(_, ids): &(_, Vec<String>)| !ids.is_empty())
            .collect();
        if explained.is_empty() {
            text.push_str("\nNo difference.\n");
        }
        for answer in ["accepts", "refuses"] {
            push_explained(&mut text, answer, &explained);
        }
        push_open(&mut text, matrix);
    }
    text.push_str(OTHERS);
    for (name, title) in [("openssl", "OpenSSL"), ("cryptography", "cryptography (Python)")] {
        let _ = write!(text, "\n### {title}\n\n| answer | about | why |\n|---|---|---|\n");
        for one in explanations().filter(|one| one.is_for(name)) {
            let _ = writeln!(text, "| {} | `{}` | {} |", one.answer, one.subject, one.why);
        }
    }
    text
}

fn push_row(text: &mut String, name: &str, counts: Counts) {
    let Counts { cases, agreed, accepted_wrongly, refused_wrongly, .. } = counts;
    let (accepted, refused, not_asked) =
        (counts.observed_accepted, counts.observed_refused, counts.not_asked);
    let _ = writeln!(
        text,
        "| {name} | {cases} | {agreed} | {accepted_wrongly} | {refused_wrongly} | {accepted} | {refused} | {not_asked} |"
    );
}

fn push_explained(text: &mut String, answer: &str, explained: &[(Explanation, Vec<String>)]) {
    let mut rows = explained.iter().filter(|(one, _)| one.answer == answer).peekable();
    if rows.peek().is_none() {
        return;
    }
    let what = if answer == "accepts" { "must be refused" } else { "must be accepted" };
    let _ = write!(text, "\nIt {answer} what {what}:\n\n| about | why | cases |\n|---|---|---|\n");
    for (one, ids) in rows {
        let _ = writeln!(text, "| `{}` | {} | {} |", one.subject, one.why, ids.join(", "));
    }
}

/// What it does where nothing is decided.
fn push_open(text: &mut String, matrix: &Matrix<'_>) {
    let _ = write!(text, "\nWhere either answer is right, it\n\n");
    for (agreement, word) in
        [(Agreement::ObservedAccepted, "accepts"), (Agreement::ObservedRefused, "refuses")]
    {
        let rows = matrix.rows().iter().filter(|row| row.agreement() == agreement);
        let ids: Vec<&str> = rows.map(|row| row.item.case.id()).collect();
        let ids = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
        let _ = writeln!(text, "- {word}: {ids}");
    }
}

const HEAD: &str = "\
# What validators make of the catalogue

`hallmark smki negatives` makes certificates that a validator must refuse, and good ones that look as if it should. This page
holds the answers of our own validator and of rustls-webpki, whose version is pinned, and the reasons why
these, OpenSSL and the Python package `cryptography` differ from what has to be answered. It is written by the test
`smki_validators` (with `HALLMARK_REGENERATE=1`), which fails on any difference without a reason here.

Most differences are none of the validator's faults: it does not know the rules of GBCS, or takes BER for DER. Whoever
uses it for SMKI must do the rest, and the cases say what that is.

- **rustls-webpki and cryptography refuse every certificate of SMKI**: certificatePolicies is critical there, and they do
  not know it. They are given the same cases with certificatePolicies not critical (`--policies-not-critical`).
- A validator is not asked what it cannot be told: for whom a certificate shall be, for what use, under which policy, or
  the payload of a command.
";

const TABLE_HEAD: &str = "\
| group | cases | right | accepted wrongly | refused wrongly | either: accepted | either: refused | not asked |
|---|---:|---:|---:|---:|---:|---:|---:|
";

const OTHERS: &str = "
## OpenSSL and cryptography

Their versions differ from machine to machine, so their answers do not stand here; the test compares them where they are
present (seen: OpenSSL 3.0.19, cryptography 48.0.0). What it takes for explained:
";
