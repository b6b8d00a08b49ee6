//! The cases as a list.

use std::fmt::Write as _;

use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Expected;
use hallmark_smki::negatives::index::Index;

use super::Format;
use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Style;

pub(super) fn text(corpus: &Corpus, format: Format, paint: Paint) -> Result<String, Failure> {
    match format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&Index::of(corpus))
                .map_err(|error| Failure::internal_from(&error))?;
            Ok(format!("{text}\n"))
        }
        Format::Table => Ok(table(corpus, paint)),
    }
}

fn table(corpus: &Corpus, paint: Paint) -> String {
    let ids = corpus.items().iter().map(|item| item.case.id().len());
    let width = ids.max().unwrap_or_default();
    let mut text = String::new();
    let mut group = None;
    for item in corpus.items() {
        if group.replace(item.group) != Some(item.group) {
            let _ = writeln!(text, "{}", paint.apply(Style::Heading, item.group.name()));
        }
        let (style, answer) = match item.case.expected() {
            Expected::Accept => (Style::Good, "accept"),
            Expected::Either => (Style::Odd, "either"),
            Expected::Refuse(_) => (Style::Bad, "refuse"),
        };
        let id = format!("{:width$}", item.case.id());
        let answer = paint.apply(style, answer);
        let _ = writeln!(text, "  {}  {answer}  {}", paint.apply(Style::Name, &id), item.case.what());
    }
    let count = |wanted: fn(Expected) -> bool| {
        corpus.items().iter().filter(|item| wanted(item.case.expected())).count()
    };
    let good = count(|expected| expected == Expected::Accept);
    let open = count(|expected| expected == Expected::Either);
    let all = corpus.items().len();
    let bad = all - good - open;
    let _ = writeln!(text, "{all} cases: {bad} to be refused, {good} to be accepted, {open} either way");
    text
}
