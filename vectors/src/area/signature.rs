//! The signature of a message (GBCS 6.2.3).

use hallmark_gbcs::crypto::AwsLc;
use hallmark_gbcs::crypto::RustCrypto;
use hallmark_gbcs::crypto::SignatureEngine;
use hallmark_gbcs::crypto::SigningKey;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Case;
use super::Flag;
use super::Plan;
use super::PlanOf;
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::people;
use crate::primitives::ORDER;
use crate::primitives::sha256;
use crate::primitives::subtract;
use crate::seeded::Seeded;

/// The key of who signs.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// A point of P-256, uncompressed.
    public_key: Fixed<65>,
    /// The private key, for who wants to sign.
    private_key: Fixed<32>,
}

/// What is signed, and the signature.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The Grouping Header without its tag, and the payload.
    signed: Hex,
    /// r, then s, 32 octets each.
    signature: Hex,
}

pub(crate) struct Signatures;

impl Area for Signatures {
    const NAME: &'static str = "signature";
    const ALGORITHM: &'static str = "ECDSA with P-256 and SHA-256 over a GBCS message";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if signature is r || s, 64 octets, and verifies over signed with publicKey.",
        "signed stands for the Grouping Header without its tag DF, and the payload; here it is any octets. No rule \
         wants s to be small: tests with the flag HighS are valid.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no critical command can be sent",
            description: "a right signature, made deterministically (RFC 6979)",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "HighS",
            effect: "half of all signatures are refused",
            description: "a right signature, whose s was replaced by the order less s",
            clause: "GBCS 4.3.3.1; no rule for a small s in official messages",
        },
        Flag {
            name: "ChangedSignature",
            effect: "forged commands are accepted",
            description: "one bit of the signature is another",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "ChangedOctets",
            effect: "forged commands are accepted",
            description: "one bit of what is signed is another",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "EdgeValue",
            effect: "forged commands are accepted, for every key",
            description: "r or s is zero or at least the order",
            clause: "FIPS 186-4 6.4.2",
        },
        Flag {
            name: "SignatureForm",
            effect: "messages of correct implementations are refused, or lengths are not checked",
            description: "the signature is not r || s",
            clause: "GBCS 6.2.3 (64 octets, no DER)",
        },
        Flag {
            name: "WrongKey",
            effect: "one party can sign for another",
            description: "a right signature by another key",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "WrongOctets",
            effect: "messages of correct implementations are refused",
            description: "a right signature over octets that are prepared in a wrong way",
            clause: "GBCS 6.2.3",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans = Vec::new();
        for person in [people::supplier(), people::ESME, people::acb()] {
            let signer = person.signing_key().map_err(Self::lacks)?;
            let mut cases = Vec::new();
            for length in [0, 1, 31, 32, 55, 56, 63, 64, 65, 119, 120, 128, 300, 1200] {
                let signed = random.octets(length);
                let signature = signer.sign(&signed);
                let input = |signature: [u8; 64]| Input {
                    signed: signed.as_slice().into(),
                    signature: signature.into(),
                };
                cases.push(Case::valid(format!("{length} octets"), &["Normal"], input(signature)));
                let comment = format!("{length} octets, s is the order less s");
                cases.push(Case::valid(comment, &["HighS"], input(with_other_s(&signature))));
            }
            cases.extend(mistakes(&random.octets(77), &signer)?);
            let key = person.key("digital signature");
            let context =
                Context { public_key: Fixed(key.public_point()), private_key: Fixed(*key.scalar()) };
            plans.push(Plan { comment: format!("signed by the {}", person.name), context, cases });
        }
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let signature = input.signature.0.as_slice().try_into().map_err(|_| Reason::Length)?;
        let fast = AwsLc.key(&context.public_key.0).map_err(|_| Reason::Point)?;
        let second = RustCrypto.key(&context.public_key.0).map_err(|_| Reason::Point)?;
        let signed = &input.signed.0;
        match (AwsLc.is_valid(&fast, signed, signature), RustCrypto.is_valid(&second, signed, signature)) {
            (true, true) => Ok(()),
            _ => Err(Reason::Signature),
        }
    }

    fn octets(_: &Context, _: &Input) -> Vec<Vec<u8>> {
        Vec::new()
    }
}

/// The other signature that is as right as `signature`.
fn with_other_s(signature: &[u8; 64]) -> [u8; 64] {
    let other = subtract(&ORDER, &edit::last(signature));
    edit::first(&[edit::first::<32>(signature), other].concat())
}

fn mistakes(signed: &[u8], signer: &SigningKey) -> Result<Vec<Case<Input>>, GenerateError> {
    let good = signer.sign(signed);
    let (r, s) = (edit::first::<32>(&good), edit::last::<32>(&good));
    let case = |flag, comment: &str, signature: Vec<u8>| {
        let reason: &[Reason] = if signature.len() == 64 { &[Reason::Signature] } else { &[Reason::Length] };
        let input = Input { signed: signed.into(), signature: signature.into() };
        Case::invalid(comment, flag, reason, input)
    };
    let mut cases = Vec::new();
    for at in 0..64 {
        let comment = format!("bit {} of octet {at}", at % 8);
        cases.push(case("ChangedSignature", &comment, edit::flip(&good, at, 0x80 >> (at % 8))));
    }
    for at in [0, 1, 9, 28, 40, 75, 76] {
        let input = Input { signed: edit::flip(signed, at, 0x10).into(), signature: good.into() };
        let comment = format!("octet {at} of what is signed");
        cases.push(Case::invalid(comment, "ChangedOctets", &[Reason::Signature], input));
    }
    for (comment, changed) in [
        ("one octet more is signed", edit::extend(signed, &[0])),
        ("one octet less is signed", edit::cut(signed, 76)),
        ("nothing is signed", Vec::new()),
    ] {
        let input = Input { signed: changed.into(), signature: good.into() };
        cases.push(Case::invalid(comment, "ChangedOctets", &[Reason::Signature], input));
    }
    let edges = [("0", [0; 32]), ("the order", ORDER), ("2^256 less 1", [0xFF; 32])];
    for (name, value) in edges {
        cases.push(case("EdgeValue", &format!("r is {name}"), [value, s].concat()));
        cases.push(case("EdgeValue", &format!("s is {name}"), [r, value].concat()));
        for (other, second) in edges {
            cases.push(case("EdgeValue", &format!("r is {name}, s is {other}"), [value, second].concat()));
        }
    }
    cases.extend([
        case("SignatureForm", "s before r", [s, r].concat()),
        case("SignatureForm", "r and s little-endian", [edit::reversed(&r), edit::reversed(&s)].concat()),
        case("SignatureForm", "DER", der(&r, &s)),
        case("SignatureForm", "empty", Vec::new()),
        case("SignatureForm", "r alone", r.to_vec()),
        case("SignatureForm", "the first 63 octets", edit::cut(&good, 63)),
        case("SignatureForm", "one octet more", edit::extend(&good, &[0])),
        case("SignatureForm", "with its length 40", edit::insert(&good, 0, &[0x40])),
        case("SignatureForm", "65 octets, the first of them zero", edit::insert(&good, 0, &[0])),
    ]);
    for person in [people::network_operator(), people::GSME, people::CHF] {
        let other = person.signing_key().map_err(Signatures::lacks)?;
        cases.push(case("WrongKey", &format!("by the {}", person.name), other.sign(signed).to_vec()));
    }
    for (comment, octets) in [
        ("the tag DF included", edit::insert(signed, 0, &[0xDF])),
        ("a null signature length included", edit::extend(signed, &[0x00])),
        ("the signature length included", edit::extend(signed, &[0x40])),
        ("hashed twice", sha256(signed).to_vec()),
        ("without the first octet", edit::remove(signed, 0..1)),
    ] {
        cases.push(case("WrongOctets", comment, signer.sign(&octets).to_vec()));
    }
    Ok(cases)
}

/// SEQUENCE { INTEGER r, INTEGER s }
fn der(r: &[u8; 32], s: &[u8; 32]) -> Vec<u8> {
    let integer = |number: &[u8; 32]| {
        let start = number.iter().position(|octet| *octet != 0).unwrap_or(31);
        let digits = number.get(start..).unwrap_or_default();
        let sign: &[u8] = if digits.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
        let length = u8::try_from(sign.len() + digits.len()).unwrap_or(u8::MAX);
        [&[0x02, length], sign, digits].concat()
    };
    let content = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(content.len()).unwrap_or(u8::MAX)], content.as_slice()].concat()
}
