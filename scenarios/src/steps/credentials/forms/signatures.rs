//! Signatures that do not hold, and some that do.

use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::HashFunction;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;
use hallmark_smki::mutate::Scalars;

use super::Form;
use super::Row;
use super::own::flip_last_bit;
use crate::steps::credentials::bench::Unable;

pub(super) const FORMS: &[Row] = &[
    ("a certificate of a new key", Form::New(|_, _| Ok(()))),
    (
        "a certificate with one bit of the signature flipped",
        Form::Signed(|_, draft| flip_last_bit(&mut draft.mutant)),
    ),
    (
        "a certificate with the signature of another",
        Form::Signed(|bench, draft| {
            let other = Mutant::of(bench.model).node(Field::Signature)?.clone();
            draft.mutant.set(Field::Signature, other)?;
            Ok(())
        }),
    ),
    (
        "a certificate whose r is zero",
        Form::Signed(|_, draft| {
            let scalars = draft.mutant.scalars()?;
            draft.mutant.set_scalars(&Scalars { r: vec![0], ..scalars })?;
            Ok(())
        }),
    ),
    (
        "a certificate whose r and s are zero",
        Form::Signed(|_, draft| {
            draft.mutant.set_scalars(&Scalars { r: vec![0], s: vec![0] })?;
            Ok(())
        }),
    ),
    (
        "a certificate whose s exceeds the order",
        Form::Signed(|_, draft| {
            let scalars = draft.mutant.scalars()?;
            draft.mutant.set_scalars(&scalars.with_order_added_to_s())?;
            Ok(())
        }),
    ),
    (
        "a certificate with an empty signature",
        Form::Signed(|_, draft| {
            draft.mutant.set_signature(&[])?;
            Ok(())
        }),
    ),
    (
        "a certificate whose identity was changed after signing",
        Form::Signed(|_, draft| {
            let subject = draft.mutant.node(Field::Subject)?;
            let mut octets = subject.to_der();
            if let Some(last) = octets.last_mut() {
                *last ^= 0x01;
            }
            *subject = Node::verbatim(octets);
            Ok(())
        }),
    ),
    (
        "a certificate signed over SHA-1",
        Form::Foreign(|bench, draft| {
            name_algorithm(&mut draft.mutant, "1.2.840.10045.4.1")?;
            draft.mutant.sign_over(HashFunction::Sha1, bench.issuer()?.key());
            Ok(())
        }),
    ),
    (
        "a certificate signed over SHA-384",
        Form::Foreign(|bench, draft| {
            name_algorithm(&mut draft.mutant, "1.2.840.10045.4.3.3")?;
            draft.mutant.sign_over(HashFunction::Sha384, bench.issuer()?.key());
            Ok(())
        }),
    ),
    (
        "a certificate signed over SHA-512",
        Form::Foreign(|bench, draft| {
            name_algorithm(&mut draft.mutant, "1.2.840.10045.4.3.4")?;
            draft.mutant.sign_over(HashFunction::Sha512, bench.issuer()?.key());
            Ok(())
        }),
    ),
    (
        "a certificate that says it is signed with RSA",
        Form::New(|_, draft| name_algorithm(&mut draft.mutant, "1.2.840.113549.1.1.11")),
    ),
    (
        "a certificate that says it is signed with Ed25519",
        Form::New(|_, draft| name_algorithm(&mut draft.mutant, "1.3.101.112")),
    ),
    (
        "a certificate that names two signature algorithms",
        Form::New(|_, draft| {
            draft.mutant.set(Field::InnerAlgorithm, algorithm("1.2.840.10045.4.3.3")?)?;
            Ok(())
        }),
    ),
    (
        "a certificate whose signature algorithm has parameters",
        Form::New(|_, draft| {
            for field in [Field::InnerAlgorithm, Field::OuterAlgorithm] {
                draft.mutant.node(field)?.append(&[0x05, 0x00]);
            }
            Ok(())
        }),
    ),
    (
        "a certificate whose r is written as a negative number",
        Form::Signed(|_, draft| {
            let scalars = draft.mutant.scalars()?;
            // Without the leading zero that says it is positive; where there is none the number is given one to lose.
            let r = scalars.r.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<u8>>();
            let r = match r.first() {
                Some(first) if *first < 0x80 => [&[0xFF], r.as_slice()].concat(),
                _ => r,
            };
            let s = Node::primitive(0x02, scalars.s);
            let both = Node::sequence(vec![Node::primitive(0x02, r), s]);
            draft.mutant.set_signature(&both.to_der())?;
            Ok(())
        }),
    ),
    (
        "a certificate whose signature has unused bits",
        Form::Signed(|_, draft| {
            let signature = draft.mutant.node(Field::Signature)?;
            let mut octets = signature.octets();
            if let Some(unused) = octets.first_mut() {
                *unused = 1;
            }
            signature.set_octets(octets);
            Ok(())
        }),
    ),
    (
        "a certificate whose signature has a large s",
        Form::Signed(|_, draft| Ok(draft.mutant.set_large_s(true)?)),
    ),
    (
        "a certificate whose signature has a small s",
        Form::Signed(|_, draft| Ok(draft.mutant.set_large_s(false)?)),
    ),
];

/// Names a signature algorithm inside and outside alike.
fn name_algorithm(mutant: &mut Mutant, dotted: &str) -> Result<(), Unable> {
    for field in [Field::InnerAlgorithm, Field::OuterAlgorithm] {
        mutant.set(field, algorithm(dotted)?)?;
    }
    Ok(())
}

fn algorithm(dotted: &str) -> Result<Node, Unable> {
    let oid = ObjectIdentifier::new(dotted).map_err(|error| Unable(error.to_string()))?;
    Ok(Node::sequence(vec![Node::object_identifier(oid)]))
}
