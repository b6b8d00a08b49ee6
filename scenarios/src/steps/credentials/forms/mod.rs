//! The forms in which certificates are offered, by the phrases that scenarios have for them.

mod authorities;
mod dates;
mod encoding;
mod extensions;
mod keys;
mod names;
mod own;
mod signatures;

use super::bench::Bench;
use super::bench::Draft;
use super::bench::Unable;

/// How a form is made.
pub(super) enum Form {
    /// From the certificate that the profile gives, which no issuing key is needed for.
    Own(fn(&Bench<'_>, &mut Draft) -> Result<(), Unable>),
    /// A certificate for a new key, changed before the authority signs it.
    New(fn(&Bench<'_>, &mut Draft) -> Result<(), Unable>),
    /// A certificate for a new key, changed after the authority has signed it.
    Signed(fn(&Bench<'_>, &mut Draft) -> Result<(), Unable>),
    /// A certificate for a new key that somebody else signs.
    Foreign(fn(&Bench<'_>, &mut Draft) -> Result<(), Unable>),
}

/// Makes what a phrase calls for.
pub(crate) fn make(bench: &Bench<'_>, phrase: &str) -> Result<Draft, Unable> {
    let form = TABLES
        .into_iter()
        .flatten()
        .find(|(name, _)| *name == phrase)
        .map(|(_, form)| form)
        .ok_or_else(|| Unable(format!("the suite knows no certificate that is \"{phrase}\"")))?;
    let mut draft = match form {
        Form::Own(_) => bench.own(),
        Form::New(_) | Form::Signed(_) | Form::Foreign(_) => bench.new_key()?,
    };
    match form {
        Form::Own(change) | Form::Foreign(change) => change(bench, &mut draft)?,
        Form::New(change) => {
            change(bench, &mut draft)?;
            draft.mutant.sign(bench.issuer()?.key());
        }
        Form::Signed(change) => {
            draft.mutant.sign(bench.issuer()?.key());
            change(bench, &mut draft)?;
        }
    }
    Ok(draft)
}

/// A phrase and what it stands for.
type Row = (&'static str, Form);

static TABLES: [&[Row]; 8] = [
    own::FORMS,
    signatures::FORMS,
    extensions::FORMS,
    names::FORMS,
    keys::FORMS,
    dates::FORMS,
    authorities::FORMS,
    encoding::FORMS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phrase_is_used_twice() {
        let mut phrases: Vec<&str> = TABLES.into_iter().flatten().map(|(phrase, _)| *phrase).collect();
        let all = phrases.len();
        phrases.sort_unstable();
        phrases.dedup();
        assert_eq!(phrases.len(), all);
    }
}
