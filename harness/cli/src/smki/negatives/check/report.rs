//! What a validator answered, for people and for programs.

use std::fmt::Write as _;

use comfy_table::Cell;
use comfy_table::CellAlignment;
use comfy_table::LineStyle;
use comfy_table::Table;
use comfy_table::TableStyle;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::negatives::Expected;
use hallmark_smki::negatives::Group;
use hallmark_smki::negatives::matrix::Agreement;
use hallmark_smki::negatives::matrix::Counts;
use hallmark_smki::negatives::matrix::Matrix;
use hallmark_smki::negatives::matrix::Outcome;
use hallmark_smki::negatives::matrix::Row;
use serde_json::Value;
use serde_json::json;

use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::push_harmless;

/// Wrong answers count, then missing ones.
pub(super) fn exit_code(matrix: &Matrix<'_>) -> ExitCode {
    let counts = matrix.counts(None);
    if counts.accepted_wrongly + counts.refused_wrongly > 0 {
        ExitCode::NONCONFORMITY
    } else if counts.failed > 0 {
        ExitCode::INCONCLUSIVE
    } else {
        ExitCode::CONFORMING
    }
}

pub(super) fn table(matrix: &Matrix<'_>, paint: Paint) -> String {
    let mut text = String::new();
    let mut shown = Table::new();
    shown.load_style(LINES).set_header(HEADER);
    for group in Group::ALL {
        shown.add_row(row(group.name(), matrix.counts(Some(group))));
    }
    shown.add_row(row("all", matrix.counts(None)));
    let _ = writeln!(text, "{shown}");
    for row in matrix.differences() {
        let (style, word) = match row.agreement() {
            Agreement::AcceptedWrongly => (Style::Bad, "accepted wrongly"),
            Agreement::RefusedWrongly => (Style::Bad, "refused wrongly"),
            _ => (Style::Odd, "no answer"),
        };
        let case = row.item.case;
        let _ = writeln!(text, "\n{}  {}", paint.apply(style, word), paint.apply(Style::Name, case.id()));
        let _ = writeln!(text, "  case    {}", case.what());
        let _ = writeln!(text, "  clause  {}: {}", case.clause(), case.rule());
        if let Some(said) = said(row) {
            let _ = writeln!(text, "  said    {said}");
        }
    }
    let counts = matrix.counts(None);
    let wrong = counts.accepted_wrongly + counts.refused_wrongly;
    let verdict = if wrong + counts.failed == 0 { Style::Good } else { Style::Bad };
    let answers = format!("{} right, {wrong} wrong, {} missing", counts.agreed, counts.failed);
    let open = counts.observed_accepted + counts.observed_refused;
    let _ = writeln!(
        text,
        "\n{}; {open} either way, {} not asked",
        paint.apply(verdict, &answers),
        counts.not_asked
    );
    text
}

pub(super) fn json(matrix: &Matrix<'_>, seed: u64) -> Result<String, Failure> {
    let groups = Group::ALL.map(|group| {
        let mut value = counts(matrix.counts(Some(group)));
        if let Value::Object(fields) = &mut value {
            fields.insert("group".to_owned(), group.name().into());
        }
        value
    });
    let cases: Vec<Value> = matrix.rows().iter().map(case).collect();
    let document = json!({
        "validator": matrix.validator(),
        "seed": seed.to_string(),
        "all": counts(matrix.counts(None)),
        "groups": groups,
        "cases": cases,
    });
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::internal_from(&error))?;
    Ok(format!("{text}\n"))
}

fn case(row: &Row<'_>) -> Value {
    let expected = match row.item.case.expected() {
        Expected::Accept => json!({ "result": "accept" }),
        Expected::Either => json!({ "result": "either" }),
        Expected::Refuse(reason) => json!({ "result": "refuse", "reason": reason }),
    };
    let answer = match &row.outcome {
        Outcome::Accepted => json!({ "result": "accept" }),
        Outcome::Failed(text) => json!({ "result": "none", "text": text }),
        Outcome::NotAsked => json!({ "result": "not-asked" }),
        Outcome::Refused(text) => json!({ "result": "refuse", "text": text }),
    };
    json!({
        "id": row.item.case.id(),
        "group": row.item.group.name(),
        "flags": [row.item.case.flag().name()],
        "expected": expected,
        "answer": answer,
        "agreement": row.agreement().name(),
    })
}

fn counts(counts: Counts) -> Value {
    json!({
        "cases": counts.cases,
        "agreed": counts.agreed,
        "accepted_wrongly": counts.accepted_wrongly,
        "refused_wrongly": counts.refused_wrongly,
        "observed_accepted": counts.observed_accepted,
        "observed_refused": counts.observed_refused,
        "not_asked": counts.not_asked,
        "failed": counts.failed,
    })
}

fn row(name: &str, counts: Counts) -> Vec<Cell> {
    let numbers = [
        counts.cases,
        counts.agreed,
        counts.accepted_wrongly,
        counts.refused_wrongly,
        counts.observed_accepted,
        counts.observed_refused,
        counts.not_asked,
        counts.failed,
    ];
    let numbers = numbers.map(|number| Cell::new(number).set_alignment(CellAlignment::Right));
    [Cell::new(name)].into_iter().chain(numbers).collect()
}

fn said(row: &Row<'_>) -> Option<String> {
    match &row.outcome {
        Outcome::Failed(text) | Outcome::Refused(text) if !text.is_empty() => {
            let mut shown = String::new();
            push_harmless(&mut shown, text);
            Some(shown)
        }
        _ => None,
    }
}

const HEADER: [&str; 9] = [
    "group",
    "cases",
    "right",
    "accepted wrongly",
    "refused wrongly",
    "either: accepted",
    "either: refused",
    "not asked",
    "no answer",
];

const LINES: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
