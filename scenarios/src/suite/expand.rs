//! Expands scenario outlines, tags included, in time linear in the rows.

use cucumber::gherkin::Examples;
use cucumber::gherkin::Feature;
use cucumber::gherkin::Scenario;

/// A rule of outlines that was broken, and the line.
pub(super) struct ExpandError {
    pub(super) line: usize,
    pub(super) text: String,
}

/// Replaces each outline by one scenario a row.
pub(super) fn expand(feature: &mut Feature) -> Result<(), ExpandError> {
    let mut expanded = Vec::new();
    for scenario in core::mem::take(&mut feature.scenarios) {
        if scenario.examples.is_empty() {
            expanded.push(scenario);
            continue;
        }
        for examples in &scenario.examples {
            expand_table(&scenario, examples, &mut expanded)?;
        }
    }
    feature.scenarios = expanded;
    Ok(())
}

fn expand_table(
    outline: &Scenario,
    examples: &Examples,
    expanded: &mut Vec<Scenario>,
) -> Result<(), ExpandError> {
    let refuse = |text: &str| ExpandError { line: examples.position.line, text: text.to_owned() };
    let table = examples.table.as_ref().ok_or_else(|| refuse("expected a table of examples"))?;
    let (header, rows) = table.rows.split_first().ok_or_else(|| refuse("expected a header row"))?;
    for row in rows {
        if row.len() != header.len() {
            return Err(refuse("expected as many cells in each row as in the header"));
        }
        let fill = |text: &str| {
            header
                .iter()
                .zip(row)
                .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
        };
        let mut scenario = outline.clone();
        scenario.examples = Vec::new();
        scenario.name = fill(&outline.name);
        scenario.tags = outline.tags.iter().chain(&examples.tags).map(|tag| fill(tag)).collect();
        for step in &mut scenario.steps {
            step.value = fill(&step.value);
            step.docstring = step.docstring.as_deref().map(fill);
            for cell in step.table.iter_mut().flat_map(|table| table.rows.iter_mut().flatten()) {
                *cell = fill(cell);
            }
        }
        expanded.push(scenario);
    }
    Ok(())
}
