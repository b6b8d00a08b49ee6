//! DLMS payloads (GBCS 7.2.9).

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::ProtectedAttributesRequest;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::RangeDescriptor;
use hallmark_gbcs::wire::Cra;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Flag;
use super::Plan;
use super::PlanOf;
use super::asn1::Input;
use crate::GenerateError;
use crate::Reason;
use crate::hex::Fixed;
use crate::seeded::Seeded;

mod alerts;
mod apdu;
pub(crate) mod bases;
mod mistakes;
mod node;

/// What is known beside the payload.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// The Message Code.
    pub(crate) message_code: Fixed<2>,
    /// Whether a response answers get_protected_attributes with its first item.
    pub(crate) answers_protected: bool,
}

pub(crate) struct Dlms;

impl Area for Dlms {
    const NAME: &'static str = "dlms";
    const ALGORITHM: &'static str = "DLMS payloads";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if payload is an access-request (D9), an access-response (DA) or a data-notification (0F), and \
         nothing else; if the content of a notification is what messageCode calls for; if the parameter of method 1 of \
         class 30 in a request is that of get_protected_attributes; if the answer to it, where answersProtected says \
         that it comes first, is one; and if the parameters of selector 01 are a range descriptor.",
        "Which attributes and methods there are, and which types they have, is not asked, nor is the \
         long-invoke-id-and-priority. Lengths of any definite form are read; all are in the shortest form here.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "the use case does not work",
            description: "a payload as it must be",
            clause: "GBCS 7.2.9",
        },
        Flag {
            name: "DataType",
            effect: "values are misread",
            description: "a value of a type at the edges of its range",
            clause: "GBCS 7.2.9, DLMS A-XDR Data",
        },
        Flag {
            name: "RareType",
            effect: "a payload that DLMS permits cannot be read",
            description: "a type that official messages do not have",
            clause: "DLMS A-XDR Data",
        },
        Flag {
            name: "EdgeLength",
            effect: "some values cannot be read",
            description: "a length at the edge of a length encoding",
            clause: "DLMS A-XDR lengths",
        },
        Flag {
            name: "WrongTag",
            effect: "a value is taken for another",
            description: "a type, choice or payload that does not exist",
            clause: "GBCS 7.2.9",
        },
        Flag {
            name: "OtherType",
            effect: "a value is misread",
            description: "a type that exists and may not stand here",
            clause: "GBCS 7.2.9, 8 and the use cases",
        },
        Flag {
            name: "WrongLength",
            effect: "octets are read that are not there, or belong to another field",
            description: "a length or count is indefinite, too large, or does not fit",
            clause: "DLMS A-XDR lengths",
        },
        Flag {
            name: "WrongSize",
            effect: "identifiers, times or hashes of other sizes get in",
            description: "a string of fixed size has another, all lengths fit",
            clause: "GBCS 7.2.9, 8 and the use cases",
        },
        Flag {
            name: "WrongValue",
            effect: "what does not exist is acted on",
            description: "a constant is another, or text is no UTF-8",
            clause: "GBCS 7.2.9, 8",
        },
        Flag {
            name: "WrongCount",
            effect: "results are taken for those of other instructions",
            description: "the lists of a payload are not of one length",
            clause: "GBCS 7.2.9 (numbers always equal)",
        },
        Flag {
            name: "Missing",
            effect: "the next item is taken for this one",
            description: "an item that must be there is missing",
            clause: "GBCS 7.2.9, 8 and the use cases",
        },
        Flag {
            name: "Repeated",
            effect: "what nobody looks at goes with a message",
            description: "an item stands twice",
            clause: "GBCS 7.2.9, 8 and the use cases",
        },
        Flag {
            name: "CompactArray",
            effect: "values of a profile are misread",
            description: "type description and contents of a compact array do not go together",
            clause: "DLMS A-XDR Data",
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
            description: "octets follow the payload",
            clause: "GBCS 7.2",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans: Vec<PlanOf<Self>> = Vec::new();
        for base in bases::all(random) {
            let cases = mistakes::cases(&base);
            match plans.last_mut().filter(|plan| plan.comment == base.name && plan.context == base.context) {
                Some(plan) => plan.cases.extend(cases),
                None => plans.push(Plan { comment: base.name.to_owned(), context: base.context, cases }),
            }
        }
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let code = MessageCode(u16::from_be_bytes(context.message_code.0));
        let payload = dlms::parse(code, &input.payload.0, 0)?;
        match &payload {
            DlmsPayload::Request(request) => check_request(request)?,
            DlmsPayload::Response(response) if context.answers_protected => check_answer(response)?,
            DlmsPayload::Response(_) | DlmsPayload::Notification(_) => {}
        }
        if payload.reencode() == input.payload.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.payload.0.clone()]
    }

    fn under(context: &Context) -> Option<(MessageCode, Option<Cra>)> {
        Some((MessageCode(u16::from_be_bytes(context.message_code.0)), None))
    }
}

fn check_request(request: &AccessRequest<'_>) -> Result<(), Reason> {
    for item in request.items() {
        let specification = item.specification;
        if let Some(selection) = specification.selection.filter(|it| it.selector == RangeDescriptor::SELECTOR)
        {
            RangeDescriptor::parse(&selection.parameters)?;
        }
        let descriptor = specification.descriptor;
        let method = ProtectedAttributesRequest::METHOD;
        let is_protected = descriptor.class.0 == DATA_PROTECTION && descriptor.member.0 == method;
        if is_protected && specification.kind == AccessKind::Action {
            let parsed = ProtectedAttributesRequest::parse(&item.data)?;
            if parsed.to_data() != item.data.to_owned() {
                return Err(Reason::Reencoding);
            }
        }
    }
    Ok(())
}

fn check_answer(response: &AccessResponse<'_>) -> Result<(), Reason> {
    let first = response.items().next().ok_or(Reason::Truncated)?;
    let parsed = ProtectedAttributesResponse::parse(&first.data)?;
    if parsed.to_data() == first.data.to_owned() { Ok(()) } else { Err(Reason::Reencoding) }
}

const DATA_PROTECTION: u16 = 30;
