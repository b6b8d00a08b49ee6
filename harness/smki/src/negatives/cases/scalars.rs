//! The two numbers of an ECDSA signature, and how they are written.

use super::tools::scene;
use super::tools::signed;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::ORDER;
use crate::mutate::Scalars;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::Wanted;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    out_of_range("SIG-08.r-zero", "r is 0", |leaf| with(leaf, |scalars| Scalars { r: vec![0], ..scalars })),
    out_of_range("SIG-08.s-zero", "s is 0", |leaf| with(leaf, |scalars| Scalars { s: vec![0], ..scalars })),
    out_of_range("SIG-08.both-zero", "r and s are 0", |leaf| {
        leaf.set_scalars(&Scalars { r: vec![0], s: vec![0] })
    }),
    out_of_range("SIG-09.r-order", "r is the order of the curve", |leaf| {
        with(leaf, |scalars| Scalars { r: ORDER.to_vec(), ..scalars })
    }),
    out_of_range("SIG-09.s-order", "s is the order of the curve", |leaf| {
        with(leaf, |scalars| Scalars { s: ORDER.to_vec(), ..scalars })
    }),
    out_of_range("SIG-09.both-order", "r and s are the order of the curve", |leaf| {
        leaf.set_scalars(&Scalars { r: ORDER.to_vec(), s: ORDER.to_vec() })
    }),
    out_of_range("SIG-09.r-plus-order", "the order of the curve is added to r", |leaf| {
        with(leaf, Scalars::with_order_added_to_r)
    }),
    out_of_range("SIG-09.s-plus-order", "the order of the curve is added to s", |leaf| {
        with(leaf, Scalars::with_order_added_to_s)
    }),
    out_of_range("SIG-09.r-largest", "r is 2 to the power of 256, less 1", |leaf| {
        with(leaf, |scalars| Scalars { r: vec![0xFF; 32], ..scalars })
    }),
    out_of_range("SIG-09.s-64-octets", "s has 64 octets", |leaf| {
        with(leaf, |scalars| Scalars { s: vec![0x5A; 64], ..scalars })
    }),
    refused(
        "SIG-09.both-one",
        Flag::SignatureWrong,
        Reason::Signature,
        "r and s are 1",
        signed(|leaf| leaf.set_scalars(&Scalars { r: vec![1], s: vec![1] })),
    ),
    refused(
        "SIG-09.swapped",
        Flag::SignatureWrong,
        Reason::Signature,
        "r and s have changed places",
        signed(|leaf| with(leaf, |scalars| Scalars { r: scalars.s, s: scalars.r })),
    ),
    refused(
        "SIG-09.r-less-five",
        Flag::SignatureWrong,
        Reason::Signature,
        "r is 5 less than it was",
        signed(|leaf| {
            with(leaf, |scalars| {
                let mut r = scalars.r;
                if let Some(last) = r.last_mut() {
                    *last = last.wrapping_sub(5);
                }
                Scalars { r, ..scalars }
            })
        }),
    ),
    refused(
        "SIG-10.s-negative",
        Flag::ScalarNegative,
        Reason::SignatureEncoding,
        "the 00 before s is missing, so s is negative",
        signed(|leaf| {
            leaf.set_large_s(true)?;
            let scalars = leaf.scalars()?;
            let r = write::unsigned(&scalars.r);
            raw(leaf, &r, &bare(&scalars.s))
        }),
    ),
    refused(
        "SIG-10.r-negative",
        Flag::ScalarNegative,
        Reason::SignatureEncoding,
        "the 00 before r is missing, so r is negative",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            // 33 octets: the first one is 00, the second one has its highest bit set.
            shop.sign_until(&mut leaf, shop.issuing(Start::Organisation).key(), |made| made.r.len() == 33)?;
            let scalars = leaf.scalars()?;
            let s = write::unsigned(&scalars.s);
            raw(&mut leaf, &bare(&scalars.r), &s)?;
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    accepted(
        "SIG-11.large-s",
        Flag::GoodSignature,
        "s is above half the order of the curve, as in every second certificate",
        signed(|leaf| leaf.set_large_s(true)),
    ),
    accepted(
        "SIG-11.small-s",
        Flag::GoodSignature,
        "s is below half the order of the curve",
        signed(|leaf| leaf.set_large_s(false)),
    ),
    accepted(
        "SIG-11.issuing-ca-large-s",
        Flag::GoodSignature,
        "s in the issuing CA's certificate is above half the order of the curve",
        crate::negatives::case::Change::IssuerSigned(|ca| ca.set_large_s(true)),
    ),
    short("SIG-11.short-r", "r has 31 octets", |made| made.r.len() == 31),
    short("SIG-11.short-s", "s has 31 octets", |made| made.s.len() == 31),
    short("SIG-11.both-short", "r and s have 32 octets, neither needs a leading 00", |made| {
        made.r.len() == 32 && made.s.len() == 32
    }),
    short("SIG-11.both-long", "r and s have 33 octets, both need a leading 00", |made| {
        made.r.len() == 33 && made.s.len() == 33
    }),
    refused(
        "SIG-12.unused-bits",
        Flag::SignatureBits,
        Reason::SignatureEncoding,
        "signatureValue counts one unused bit, which is zero",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            let even = |made: &Scalars| made.s.last().is_some_and(|last| last % 2 == 0);
            shop.sign_until(&mut leaf, shop.issuing(Start::Organisation).key(), even)?;
            let mut octets = leaf.node(Field::Signature)?.octets();
            if let Some(unused) = octets.first_mut() {
                *unused = 1;
            }
            leaf.node(Field::Signature)?.set_octets(octets);
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-12.octet-string",
        Flag::Tag,
        Reason::Encoding,
        "signatureValue is an OCTET STRING",
        signed(|leaf| {
            leaf.node(Field::Signature)?.identifier = vec![tag::OCTET_STRING];
            Ok(())
        }),
    ),
    padded("SIG-16.leading-zero-r", "r has a needless leading 00", |leaf| {
        let scalars = leaf.scalars()?;
        raw(leaf, &zeros_before(1, &scalars.r), &write::unsigned(&scalars.s))
    }),
    padded("SIG-16.leading-zero-s", "s has a needless leading 00", |leaf| {
        let scalars = leaf.scalars()?;
        raw(leaf, &write::unsigned(&scalars.r), &zeros_before(1, &scalars.s))
    }),
    unlike("SIG-16.leading-zeros-r", "r has two needless leading 00", |leaf| {
        let scalars = leaf.scalars()?;
        raw(leaf, &zeros_before(2, &scalars.r), &write::unsigned(&scalars.s))
    }),
    unlike("SIG-16.leading-zeros-s", "s has two needless leading 00", |leaf| {
        let scalars = leaf.scalars()?;
        raw(leaf, &write::unsigned(&scalars.r), &zeros_before(2, &scalars.s))
    }),
    unlike("SIG-16.padded-length", "the length of the SEQUENCE of r and s is in the long form", |leaf| {
        let scalars = leaf.scalars()?;
        let content = [write::unsigned(&scalars.r), write::unsigned(&scalars.s)].concat();
        let length = u8::try_from(content.len()).unwrap_or(0x7F);
        leaf.set_signature(&[&[tag::SEQUENCE, 0x81, length][..], &content].concat())
    }),
    unlike("SIG-16.indefinite", "the SEQUENCE of r and s has the indefinite length", |leaf| {
        let scalars = leaf.scalars()?;
        let content = [write::unsigned(&scalars.r), write::unsigned(&scalars.s)].concat();
        leaf.set_signature(&[&[tag::SEQUENCE, 0x80][..], &content, &[0, 0]].concat())
    }),
    unlike("SIG-16.trailing", "a zero octet follows the SEQUENCE of r and s", |leaf| {
        let octets = leaf.node(Field::Signature)?.octets();
        let octets: Vec<u8> = octets.into_iter().skip(1).chain([0]).collect();
        leaf.set_signature(&octets)
    }),
    unlike("SIG-16.three-integers", "a third INTEGER follows r and s", |leaf| {
        let scalars = leaf.scalars()?;
        let (r, s) = (write::unsigned(&scalars.r), write::unsigned(&scalars.s));
        leaf.set_signature(&write::sequence(&[&r, &s, &write::unsigned(&[1])]))
    }),
    unlike("SIG-16.one-integer", "s is missing", |leaf| {
        let scalars = leaf.scalars()?;
        leaf.set_signature(&write::sequence(&[&write::unsigned(&scalars.r)]))
    }),
    unlike("SIG-16.plain", "r and s are 64 octets without any ASN.1", |leaf| {
        let scalars = leaf.scalars()?;
        leaf.set_signature(&[bare_octets(&scalars.r, 32), bare_octets(&scalars.s, 32)].concat())
    }),
    unlike("SIG-16.wrapped", "the SEQUENCE of r and s stands in an OCTET STRING", |leaf| {
        let octets = leaf.node(Field::Signature)?.octets();
        let octets: Vec<u8> = octets.into_iter().skip(1).collect();
        leaf.set_signature(&write::octet_string(&octets))
    }),
    unlike("SIG-16.set", "r and s stand in a SET", |leaf| {
        let scalars = leaf.scalars()?;
        let (r, s) = (write::unsigned(&scalars.r), write::unsigned(&scalars.s));
        leaf.set_signature(&write::set(&[&r, &s]))
    }),
    unlike("SIG-16.empty", "signatureValue is empty", |leaf| leaf.set_signature(&[])),
    unlike("SIG-16.empty-sequence", "the SEQUENCE of r and s is empty", |leaf| {
        leaf.set_signature(&write::sequence(&[]))
    }),
    unlike("SIG-16.nulls", "r and s are NULL", |leaf| {
        leaf.set_signature(&[0x30, 0x04, 0x05, 0x00, 0x05, 0x00])
    }),
];

const fn short(id: &'static str, what: &'static str, wanted: Wanted) -> Case {
    accepted(id, Flag::GoodSignature, what, crate::negatives::case::Change::Resigned(wanted))
}

const fn out_of_range(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::ScalarOutOfRange, Reason::SignatureEncoding, what, signed(change))
}

const fn padded(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    either(id, Flag::SignaturePadded, what, signed(change))
}

const fn unlike(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::SignatureNotDer, Reason::SignatureEncoding, what, signed(change))
}

fn with(mutant: &mut Mutant, change: impl FnOnce(Scalars) -> Scalars) -> Result<(), Missing> {
    let scalars = change(mutant.scalars()?);
    mutant.set_scalars(&scalars)
}

fn raw(mutant: &mut Mutant, r: &[u8], s: &[u8]) -> Result<(), Missing> {
    mutant.set_signature(&write::sequence(&[r, s]))
}

/// An INTEGER of these octets without the leading 00 that keeps it positive.
fn bare(number: &[u8]) -> Vec<u8> {
    let octets: Vec<u8> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
    write::element(tag::INTEGER, &octets)
}

/// An INTEGER with as many needless zero octets.
fn zeros_before(zeros: usize, number: &[u8]) -> Vec<u8> {
    let shortest: Vec<u8> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
    let sign = usize::from(shortest.first().is_none_or(|first| *first >= 0x80));
    write::element(tag::INTEGER, &[vec![0; zeros + sign], shortest].concat())
}

/// A number in as many octets.
fn bare_octets(number: &[u8], size: usize) -> Vec<u8> {
    let octets: Vec<u8> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
    [vec![0; size.saturating_sub(octets.len())], octets].concat()
}
