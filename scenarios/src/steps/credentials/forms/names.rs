//! Issuers and subjects.

use hallmark_smki::Attribute;
use hallmark_smki::Name;
use hallmark_smki::asn1::oid;
use hallmark_smki::asn1::tag;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Bench;
use crate::steps::credentials::bench::Draft;
use crate::steps::credentials::bench::Unable;

pub(super) const FORMS: &[Row] = &[
    (
        "a certificate whose issuer differs by a character",
        Form::New(|bench, draft| issuer(bench, &mut draft.mutant, |text| text.push('X'))),
    ),
    (
        "a certificate whose issuer is written in lower case",
        Form::New(|bench, draft| issuer(bench, &mut draft.mutant, |text| *text = text.to_lowercase())),
    ),
    (
        "a certificate whose issuer is written in another string type",
        Form::New(|bench, draft| {
            let other = |one: &Attribute| {
                let tag = if one.tag == tag::UTF8_STRING { tag::PRINTABLE_STRING } else { tag::UTF8_STRING };
                Attribute { tag, ..one.clone() }
            };
            let attributes = bench.model.issuer().attributes().iter().map(other).collect();
            put(&mut draft.mutant, Field::Issuer, &Name::from_attributes(attributes))
        }),
    ),
    (
        "a certificate with a common name",
        Form::New(|bench, draft| {
            let rest = subject_without(bench, oid::COMMON_NAME);
            subject(draft, [Attribute::common_name("Sixteen letters.")].into_iter().chain(rest))
        }),
    ),
    (
        "a certificate without a common name",
        Form::New(|bench, draft| subject(draft, subject_without(bench, oid::COMMON_NAME))),
    ),
    (
        "a certificate without an identity",
        Form::New(|bench, draft| subject(draft, subject_without(bench, oid::UNIQUE_IDENTIFIER))),
    ),
    (
        "a certificate with an identity of seven octets",
        Form::New(|bench, draft| {
            identity(bench, draft, tag::BIT_STRING, |octets| {
                octets.pop();
            })
        }),
    ),
    (
        "a certificate with an identity of nine octets",
        Form::New(|bench, draft| identity(bench, draft, tag::BIT_STRING, |octets| octets.push(0))),
    ),
    (
        "a certificate with an identity in an octet string",
        Form::New(|bench, draft| identity(bench, draft, tag::OCTET_STRING, |_| {})),
    ),
    (
        "a certificate with two identities",
        Form::New(|bench, draft| {
            let mut other = bench.holder.id.0;
            other[7] ^= 0x01;
            let all = bench.model.subject().attributes().iter().cloned();
            subject(draft, all.chain([Attribute::entity_id(other)]))
        }),
    ),
    (
        "a certificate without a role",
        Form::New(|bench, draft| subject(draft, subject_without(bench, oid::ORGANIZATIONAL_UNIT))),
    ),
    (
        "a certificate of another role",
        Form::New(|bench, draft| {
            let other = if bench.holder.role.value() == 0x7F { 0x03 } else { 0x7F };
            role(bench, draft, Attribute::role(other))
        }),
    ),
    (
        "a certificate with its role in decimal",
        Form::New(|bench, draft| {
            let text = format!("{:03}", bench.holder.role.value());
            role(bench, draft, Attribute::string(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, &text))
        }),
    ),
    (
        "a certificate with two roles",
        Form::New(|bench, draft| {
            let all = bench.model.subject().attributes().iter().cloned();
            subject(draft, [Attribute::role(0x7F)].into_iter().chain(all))
        }),
    ),
    (
        "a certificate with a name of 2,000 letters",
        Form::New(|bench, draft| {
            let rest = subject_without(bench, oid::COMMON_NAME);
            subject(draft, [Attribute::common_name(&"long ".repeat(400))].into_iter().chain(rest))
        }),
    ),
    (
        "a certificate with a name of 16,000 letters",
        Form::New(|bench, draft| {
            let rest = subject_without(bench, oid::COMMON_NAME);
            subject(draft, [Attribute::common_name(&"long ".repeat(3200))].into_iter().chain(rest))
        }),
    ),
];

/// Changes the text of the issuer's common name.
fn issuer(bench: &Bench<'_>, mutant: &mut Mutant, change: fn(&mut String)) -> Result<(), Unable> {
    let mut attributes = bench.model.issuer().attributes().to_vec();
    let name = attributes.iter_mut().find(|one| one.oid == oid::COMMON_NAME);
    let name = name.ok_or("the issuer has no common name")?;
    let mut text = name.text().ok_or("the issuer's common name is no text")?.to_owned();
    change(&mut text);
    if name.value == text.as_bytes() {
        return Err("the issuer's name has no letters to change".into());
    }
    name.value = text.into_bytes();
    put(mutant, Field::Issuer, &Name::from_attributes(attributes))
}

fn identity(
    bench: &Bench<'_>,
    draft: &mut Draft,
    kind: u8,
    change: impl Fn(&mut Vec<u8>),
) -> Result<(), Unable> {
    let changed = bench.model.subject().attributes().iter().map(|one| {
        let mut one = one.clone();
        if one.oid == oid::UNIQUE_IDENTIFIER {
            one.tag = kind;
            if kind != tag::BIT_STRING {
                // No count of unused bits stands before the octets.
                one.value = bench.holder.id.0.to_vec();
            }
            change(&mut one.value);
        }
        one
    });
    subject(draft, changed)
}

fn role(bench: &Bench<'_>, draft: &mut Draft, role: Attribute) -> Result<(), Unable> {
    let all = bench.model.subject().attributes().iter();
    let is_role = |one: &Attribute| one.oid == oid::ORGANIZATIONAL_UNIT;
    subject(draft, all.map(|one| if is_role(one) { role.clone() } else { one.clone() }))
}

fn subject_without(bench: &Bench<'_>, oid: hallmark_smki::asn1::ObjectIdentifier) -> Vec<Attribute> {
    bench.model.subject().attributes().iter().filter(|one| one.oid != oid).cloned().collect()
}

fn subject(draft: &mut Draft, attributes: impl IntoIterator<Item = Attribute>) -> Result<(), Unable> {
    put(&mut draft.mutant, Field::Subject, &Name::from_attributes(attributes.into_iter().collect()))
}

fn put(mutant: &mut Mutant, field: Field, name: &Name) -> Result<(), Unable> {
    Ok(mutant.set(field, Node::verbatim(name.der()))?)
}
