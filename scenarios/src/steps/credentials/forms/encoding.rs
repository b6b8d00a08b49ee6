//! Certificates that are signed rightly, over octets that DER or X.509 do not permit.

use hallmark_smki::asn1::oid;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Length;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Unable;

pub(super) const FORMS: &[Row] = &[
    (
        "a certificate with a length in too many octets",
        Form::New(|_, draft| {
            draft.mutant.node(Field::ToBeSigned)?.length = Length::Padded(1);
            Ok(())
        }),
    ),
    (
        "a certificate of indefinite length",
        Form::New(|_, draft| {
            draft.mutant.node(Field::ToBeSigned)?.length = Length::Indefinite;
            Ok(())
        }),
    ),
    (
        "a certificate with TRUE written as 01",
        Form::New(|_, draft| Ok(draft.mutant.set_critical(oid::KEY_USAGE, Some(&[0x01]))?)),
    ),
    (
        "a certificate with a default written out",
        Form::New(|_, draft| Ok(draft.mutant.set_critical(oid::SUBJECT_KEY_IDENTIFIER, Some(&[0x00]))?)),
    ),
    (
        "a certificate with a zero before its serial number",
        Form::New(|_, draft| serial(&mut draft.mutant, &[0x00, 0x48, 0x4D])),
    ),
    (
        "a certificate with a negative serial number",
        Form::New(|_, draft| serial(&mut draft.mutant, &[0x80, 0x01])),
    ),
    ("a certificate with the serial number zero", Form::New(|_, draft| serial(&mut draft.mutant, &[0x00]))),
    (
        "a certificate with a serial number of one octet",
        Form::New(|_, draft| serial(&mut draft.mutant, &[0x05])),
    ),
    (
        "a certificate with a serial number of 21 octets",
        Form::New(|_, draft| serial(&mut draft.mutant, &[0x48; 21])),
    ),
    (
        "a certificate with unused bits in its usage that are not",
        Form::New(|_, draft| {
            // The bits of keyAgreement or digitalSignature, with a count that DER does not permit.
            let usage = draft.mutant.extension_value(oid::KEY_USAGE)?;
            let mut octets = usage.octets();
            if let Some(unused) = octets.first_mut() {
                *unused = 0;
            }
            usage.set_octets(octets);
            Ok(())
        }),
    ),
    ("a certificate of version 1", Form::New(|_, draft| Ok(draft.mutant.remove(Field::Version)?))),
    ("a certificate of version 2", Form::New(|_, draft| version(&mut draft.mutant, 1))),
    ("a certificate of version 4", Form::New(|_, draft| version(&mut draft.mutant, 3))),
    (
        "a certificate with octets behind its fields",
        Form::New(|_, draft| Ok(draft.mutant.append_to_be_signed(&[0x05, 0x00])?)),
    ),
    (
        "a certificate with octets behind its signature",
        Form::Signed(|_, draft| {
            draft.mutant.node(Field::Certificate)?.append(&[0x05, 0x00]);
            Ok(())
        }),
    ),
    (
        "a certificate whose length says one octet more",
        Form::Signed(|_, draft| {
            let mut octets = draft.mutant.to_der();
            // 30 82 and two octets of length, as every certificate of this size begins.
            let low = octets.get_mut(3).ok_or("a certificate of fewer than four octets")?;
            *low = low.wrapping_add(1);
            draft.octets = Some(octets);
            Ok(())
        }),
    ),
    (
        "a certificate whose length says one octet less",
        Form::Signed(|_, draft| {
            let mut octets = draft.mutant.to_der();
            let low = octets.get_mut(3).ok_or("a certificate of fewer than four octets")?;
            *low = low.wrapping_sub(1);
            draft.octets = Some(octets);
            Ok(())
        }),
    ),
];

fn serial(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Unable> {
    mutant.node(Field::SerialNumber)?.set_octets(octets);
    Ok(())
}

fn version(mutant: &mut Mutant, version: u8) -> Result<(), Unable> {
    let number = Node::primitive(0x02, [version]);
    mutant.node(Field::Version)?.content = hallmark_smki::mutate::Content::Nodes(vec![number]);
    Ok(())
}
