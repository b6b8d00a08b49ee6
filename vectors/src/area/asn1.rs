//! ASN.1 payloads (GBCS 12, 13 and the ASN.1 use cases).

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1View;
use hallmark_gbcs::wire::Cra;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Flag;
use super::Plan;
use super::PlanOf;
use super::header::Kind;
use crate::GenerateError;
use crate::Reason;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::seeded::Seeded;

pub(crate) mod bases;
mod mistakes;
pub(crate) mod node;

/// What the header of the message says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// The Message Code.
    pub(crate) message_code: Fixed<2>,
    /// What kind of message it is.
    pub(crate) cra: Kind,
}

/// A payload.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The octets.
    pub(crate) payload: Hex,
}

pub(crate) struct Asn1;

impl Area for Asn1 {
    const NAME: &'static str = "asn1";
    const ALGORITHM: &'static str = "ASN.1 payloads";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if payload is the structure that messageCode and cra call for, and nothing else. Certificates \
         and certification requests are one SEQUENCE here, not to be looked into.",
        "Reading is strict but for lengths: any definite form up to four octets is a length. A decoder that is given a \
         longer form than needed must write the same octets again only if it keeps what it read.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "the use case does not work",
            description: "a structure as it must be",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "NonMinimalLength",
            effect: "some official messages are refused",
            description: "a length takes more octets than it needs, which DER forbids and official messages have",
            clause: "seen in official messages: lengths of 128 to 255 as 82 00 xx",
        },
        Flag {
            name: "WrongTag",
            effect: "a field is taken for another",
            description: "a tag is another",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "WrongLength",
            effect: "octets are read that are not there, or belong to another field",
            description: "a length is indefinite, too large, or does not fit",
            clause: "X.690 8.1.3, 10.1",
        },
        Flag {
            name: "WrongSize",
            effect: "identifiers or hashes of other sizes get in",
            description: "a string of fixed size has another, all lengths fit",
            clause: "the ASN.1 module of GBCS",
        },
        Flag {
            name: "WrongNumber",
            effect: "counters are misread",
            description: "a number is empty, negative, not in its shortest form, or beyond its range",
            clause: "X.690 8.3, 10; counters end at 2^63-1 (annex of GBCS)",
        },
        Flag {
            name: "WrongValue",
            effect: "what does not exist is acted on",
            description: "a time that does not exist, bits that DER leaves out, or an encoded default",
            clause: "X.690 11.2.2, 11.5, 11.7",
        },
        Flag {
            name: "Missing",
            effect: "the next field is taken for this one",
            description: "an element that must be there is missing",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "Repeated",
            effect: "one of two values is used, nobody knows which",
            description: "an element stands twice",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "Swapped",
            effect: "fields are mixed up",
            description: "two elements beside each other are swapped",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "Extended",
            effect: "what nobody looks at goes with a message",
            description: "an unknown element stands at the end of a structure",
            clause: "GBCS 13 and the ASN.1 module",
        },
        Flag {
            name: "Truncated",
            effect: "octets are read that are not there",
            description: "the payload ends early",
            clause: "GBCS 7.2",
        },
        Flag {
            name: "Trailing",
            effect: "what nobody looks at goes with a message",
            description: "octets follow the structure",
            clause: "GBCS 7.2",
        },
        Flag {
            name: "OtherStructure",
            effect: "fields are read where they are not",
            description: "the structure of another use case",
            clause: "GBCS 13, 15",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let bases = bases::all(random)?;
        let mut plans: Vec<PlanOf<Self>> = Vec::new();
        for (number, base) in bases.iter().enumerate() {
            let context = base.context();
            let mut cases = mistakes::cases(base);
            if let Some(other) = bases.get((number * 7 + 11) % bases.len()) {
                cases.extend(mistakes::of_other(&context, other));
            }
            match plans.last_mut().filter(|plan| plan.comment == base.name) {
                Some(plan) if plan.context.message_code == context.message_code => plan.cases.extend(cases),
                _ => plans.push(Plan { comment: base.name.to_owned(), context, cases }),
            }
        }
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let code = MessageCode(u16::from_be_bytes(context.message_code.0));
        let view = Asn1View::parse(code, context.cra.into(), &input.payload.0, 0)?;
        let mut again = Vec::new();
        view.emit(&mut again);
        if again == input.payload.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.payload.0.clone()]
    }

    fn under(context: &Context) -> Option<(MessageCode, Option<Cra>)> {
        Some((MessageCode(u16::from_be_bytes(context.message_code.0)), Some(context.cra.into())))
    }
}
