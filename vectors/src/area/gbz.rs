//! GBZ payloads (GBCS 7.2.10).

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::gbz;
use hallmark_gbcs::gbz::Finding;
use hallmark_gbcs::wire::Cra;

use super::Area;
use super::Flag;
use super::Plan;
use super::PlanOf;
use super::asn1::Context;
use super::asn1::Input;
use crate::GenerateError;
use crate::Reason;
use crate::seeded::Seeded;

mod alerts;
mod bases;
mod commands;
pub(crate) mod component;
mod mistakes;

pub(crate) struct Gbz;

impl Area for Gbz {
    const NAME: &'static str = "gbz";
    const ALGORITHM: &'static str = "GBZ payloads";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if payload is the profile 0109 and either as many components as it says, or, where cra is \
         alert, one alert with the content that messageCode calls for; and nothing else.",
        "The last-component bit must be on the last component alone. Every ZCL payload that is not encrypted must have \
         the fields of its command and nothing else, and every command must be one of its cluster and direction. Which \
         commands a use case has is not asked, nor are the values of fields; encrypted payloads are not to be decrypted.",
        "Fields at the end of a ZCL payload that the ZigBee Smart Energy specification lets go are left out from the \
         last one on.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "the use case does not work",
            description: "a payload as it must be",
            clause: "GBCS 7.2.10",
        },
        Flag {
            name: "ZclCommand",
            effect: "the use case does not work",
            description: "a command of a cluster, with any values",
            clause: "GBCS 7.2.10, ZigBee Smart Energy",
        },
        Flag {
            name: "AttributeType",
            effect: "attributes are misread",
            description: "an attribute of a ZCL data type",
            clause: "ZCL 2.5.2",
        },
        Flag {
            name: "Components",
            effect: "answers are taken for those of other instructions",
            description: "components in another number, order or form",
            clause: "GBCS 7.2.10",
        },
        Flag {
            name: "WrongConstant",
            effect: "other octets are taken for a payload",
            description: "profile or control octet with a value that may not be",
            clause: "GBCS 7.2.10",
        },
        Flag {
            name: "WrongCount",
            effect: "components are lost, or octets are read that are not there",
            description: "the number of components is not theirs",
            clause: "GBCS 7.2.10",
        },
        Flag {
            name: "WrongLength",
            effect: "fields are read where they are not, or octets are read that are not there",
            description: "a length in a component does not fit",
            clause: "GBCS 7.2.10, 8",
        },
        Flag {
            name: "LastComponent",
            effect: "components are lost, or a receiver waits for more",
            description: "the last-component bit is missing, or too early",
            clause: "GBCS 7.2.10",
        },
        Flag {
            name: "UnknownCommand",
            effect: "something else is done than was meant",
            description: "a command that the cluster does not have in this direction",
            clause: "GBCS 7.2.10, ZigBee Smart Energy",
        },
        Flag {
            name: "WrongLayout",
            effect: "fields are read where they are not",
            description: "a ZCL payload is too short or too long for its command; the component is right about its length",
            clause: "GBCS 7.2.10, ZigBee Smart Energy",
        },
        Flag {
            name: "AlertContent",
            effect: "an alert is misread",
            description: "an alert does not have the content of its Message Code",
            clause: "GBCS 7.2.10",
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
            match plans.last_mut().filter(|plan| plan.comment == base.name) {
                Some(plan) => plan.cases.extend(cases),
                None => plans.push(Plan { comment: base.name.to_owned(), context: base.context, cases }),
            }
        }
        plans.extend(alerts::plans(random));
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let code = MessageCode(u16::from_be_bytes(context.message_code.0));
        let payload = gbz::parse(code, context.cra.into(), &input.payload.0, 0)?;
        if let Some(finding) = payload.findings().first() {
            return Err(reason(finding));
        }
        let mut again = Vec::new();
        payload.emit(&mut again);
        if again == input.payload.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.payload.0.clone()]
    }

    fn under(context: &Context) -> Option<(MessageCode, Option<Cra>)> {
        Some((MessageCode(u16::from_be_bytes(context.message_code.0)), Some(context.cra.into())))
    }
}

pub(crate) fn reason(finding: &Finding) -> Reason {
    match finding {
        Finding::AlertContent { .. } => Reason::AlertContent,
        Finding::LastComponent { .. } => Reason::LastComponent,
        Finding::Layout { .. } => Reason::Layout,
        Finding::UnknownCommand { .. } => Reason::UnknownCommand,
    }
}
