//! Dates of validity, which count unless the command says that they do not (GBCS 13.3, applyTimeBasedCPVChecks).

use hallmark_smki::Time;
use hallmark_smki::TimeForm;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Dates;
use crate::steps::credentials::bench::Draft;
use crate::steps::credentials::bench::Unable;

pub(super) const FORMS: &[Row] = &[
    ("a certificate that has expired", Form::New(|_, draft| count(draft, 2010, 2011))),
    ("a certificate that is not valid yet", Form::New(|_, draft| count(draft, 2047, 2049))),
    ("a certificate that is valid, and dates count", Form::New(|_, draft| count(draft, 2012, 2044))),
    (
        "a certificate that has expired, where dates do not count",
        Form::New(|_, draft| valid(draft, 2010, 2011)),
    ),
    (
        "a certificate that is not valid yet, where dates do not count",
        Form::New(|_, draft| valid(draft, 2047, 2049)),
    ),
    ("a certificate that ends before it begins", Form::New(|_, draft| count(draft, 2040, 2013))),
    (
        "a certificate that ends before it begins, where dates do not count",
        Form::New(|_, draft| valid(draft, 2040, 2013)),
    ),
    (
        "a certificate without an end",
        Form::New(|_, draft| Ok(draft.mutant.set(Field::NotAfter, Node::verbatim(Time::NO_END.to_der()))?)),
    ),
    (
        "a certificate with dates in generalized time",
        Form::New(|_, draft| {
            for (field, year) in [(Field::NotBefore, 2012), (Field::NotAfter, 2044)] {
                let time = start(year)?.in_form(TimeForm::Generalized);
                draft.mutant.set(field, Node::verbatim(time.to_der()))?;
            }
            Ok(())
        }),
    ),
    (
        "a certificate with dates without a zone",
        Form::New(|_, draft| {
            draft.mutant.node(Field::NotBefore)?.set_octets(*b"120101000000");
            draft.mutant.node(Field::NotAfter)?.set_octets(*b"440101000000");
            Ok(())
        }),
    ),
];

fn count(draft: &mut Draft, from: u16, to: u16) -> Result<(), Unable> {
    draft.dates = Dates::Count;
    valid(draft, from, to)
}

fn valid(draft: &mut Draft, from: u16, to: u16) -> Result<(), Unable> {
    draft.mutant.set(Field::NotBefore, Node::verbatim(start(from)?.to_der()))?;
    Ok(draft.mutant.set(Field::NotAfter, Node::verbatim(start(to)?.to_der()))?)
}

/// The start of a year.
pub(super) fn start(year: u16) -> Result<Time, Unable> {
    Time::from_date(year, 1, 1).ok_or_else(|| "no such day".into())
}
