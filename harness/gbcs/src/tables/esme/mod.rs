//! The instructions of each DLMS use case of an ESME (GBCS 18.2), from the files in `data/esme/`, whose README
//! describes their notation.
//!
//! A [`Template`] gives a command payload for [`Parameters`], says what its answer looks like, which attributes
//! the alerts on future dated execution name, and where a written value can be read ([`pairs`]).

mod copy_form;
mod data;
mod display;
mod lexer;
mod pairs;
mod parameters;
mod parse;
mod parse_value;
mod shape;
mod template;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use copy_form::CopyForm;
pub use data::DataTemplate;
pub use data::NumberKind;
pub use data::Span;
pub use data::TextKind;
pub use data::Varies;
pub use pairs::Pair;
pub use pairs::Via;
pub use pairs::pairs;
pub use parameters::Interval;
pub use parameters::Parameter;
pub use parameters::Parameters;
pub use shape::Mismatch;
pub use shape::Shape;
pub use shape::ShapeBasis;
pub use template::Activation;
pub use template::AlertSource;
pub use template::Answer;
pub use template::Copied;
pub use template::Extent;
pub use template::Instruction;
pub use template::Operation;
pub use template::OrderBasis;
pub use template::SensitiveAttribute;
pub use template::Template;

use super::TableError;
use crate::MessageCode;

/// Every template, by ascending Message Code; the variants of a use case follow its first template.
pub fn templates() -> &'static [Template] {
    TEMPLATES.as_deref().unwrap_or_default()
}

/// The first template of a use case: the usual form of its command.
pub fn template(code: MessageCode) -> Option<&'static Template> {
    variants(code).first()
}

/// Every template of a use case: where a command has optional or alternative parts there are several.
pub fn variants(code: MessageCode) -> &'static [Template] {
    let templates = templates();
    let start = templates.partition_point(|template| template.code < code);
    let end = templates.partition_point(|template| template.code <= code);
    templates.get(start..end).unwrap_or_default()
}

fn read(files: &[&str]) -> Result<Vec<Template>, TableError> {
    let mut templates = Vec::new();
    for file in files {
        templates.extend(parse::templates(file)?);
    }
    // The sort is stable, so that variants stay behind their first template.
    templates.sort_by_key(|template| template.code);
    Ok(templates)
}

const FILES: [&str; 9] = [
    include_str!("../../../data/esme/auxiliary.txt"),
    include_str!("../../../data/esme/customer.txt"),
    include_str!("../../../data/esme/device.txt"),
    include_str!("../../../data/esme/logs.txt"),
    include_str!("../../../data/esme/prepayment.txt"),
    include_str!("../../../data/esme/registers.txt"),
    include_str!("../../../data/esme/supply.txt"),
    include_str!("../../../data/esme/tariff.txt"),
    include_str!("../../../data/esme/voltage.txt"),
];

/// The files are part of the program and a test reads them, so that the templates are never missing.
static TEMPLATES: LazyLock<Result<Vec<Template>, TableError>> = LazyLock::new(|| read(&FILES));
