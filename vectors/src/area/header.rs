//! MAC Header, Grouping Header and what follows them (GBCS 7.2.5 to 7.2.8).

use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::SignatureField;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Case;
use super::Flag;
use super::Nothing;
use super::PlanOf;
use crate::GenerateError;
use crate::Reason;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::seeded::Seeded;

mod bases;
mod mistakes;

/// A message, and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The octets.
    octets: Hex,
    /// The fields of a valid message.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    fields: Option<Fields>,
}

/// What the headers say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fields {
    /// What kind of message it is.
    cra: Kind,
    /// The Originator Counter.
    counter: Fixed<8>,
    /// The Business Originator.
    originator: Fixed<8>,
    /// The Business Target.
    recipient: Fixed<8>,
    /// The date-time, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    date_time: Option<Fixed<12>>,
    /// The Message Code.
    message_code: Fixed<2>,
    /// The Supplementary Remote Party, in other-information of 10 octets and more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    supplementary_party: Option<Fixed<8>>,
    /// Its counter, in other-information of 18 octets and more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    supplementary_counter: Option<Fixed<8>>,
    /// The Supplementary Originator Counter, in other-information of 26 octets.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    supplementary_originator_counter: Option<Fixed<8>>,
    /// The certificate, in other-information of more than 26 octets.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    certificate: Option<Hex>,
    /// The payload.
    payload: Hex,
    /// The signature; empty where its length is zero, left out where there is no length either.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    signature: Option<Hex>,
    /// The MAC, where there is a MAC Header.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    mac: Option<Fixed<12>>,
}

/// The CRA flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// 01.
    Command,
    /// 02.
    Response,
    /// 03.
    Alert,
}

impl From<Cra> for Kind {
    fn from(cra: Cra) -> Self {
        match cra {
            Cra::Command => Self::Command,
            Cra::Response => Self::Response,
            Cra::Alert => Self::Alert,
        }
    }
}

impl From<Kind> for Cra {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Command => Self::Command,
            Kind::Response => Self::Response,
            Kind::Alert => Self::Alert,
        }
    }
}

pub(crate) struct Header;

impl Area for Header {
    const NAME: &'static str = "header";
    const ALGORITHM: &'static str = "MAC Header and Grouping Header of GBCS messages";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if octets are one message and nothing else: every length fits, every constant has its value. \
         For valid tests, fields says what the headers hold.",
        "Payload, certificate, signature and MAC are any octets here: they are not to be looked into.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no message can be read",
            description: "a message in one of the forms that headers have",
            clause: "GBCS 7.2.5 to 7.2.8",
        },
        Flag {
            name: "EdgeLength",
            effect: "messages of some sizes cannot be read",
            description: "a length at the edge of a length encoding",
            clause: "GBCS 7.2.5 (definite lengths: one octet below 80, then 81 and 82)",
        },
        Flag {
            name: "NullSignature",
            effect: "some commands to be signed cannot be read",
            description: "a pre-command with a null signature length behind it, which some tools write",
            clause: "GBCS 7.2.7; seen in practice, not in official messages",
        },
        Flag {
            name: "WrongTag",
            effect: "other octets are taken for a message",
            description: "a tag is another",
            clause: "GBCS 7.2.5, 7.2.7",
        },
        Flag {
            name: "WrongLength",
            effect: "fields are read where they are not, or octets are read that are not there",
            description: "a length is another, or in a form that may not be",
            clause: "GBCS 7.2.5, 7.2.7",
        },
        Flag {
            name: "WrongConstant",
            effect: "messages that break the rule are accepted; what is not authenticated may go unnoticed",
            description: "an octet with one permitted value has another",
            clause: "GBCS 7.2.5, 7.2.7",
        },
        Flag {
            name: "OtherInformationLength",
            effect: "a party or counter is read from what is none",
            description: "other-information has a length between its forms",
            clause: "GBCS 7.2.7 (2, 10, 18, 26, more than 26)",
        },
        Flag {
            name: "MissingField",
            effect: "fields are read where they are not",
            description: "a field is left out with its length, all enclosing lengths fit",
            clause: "GBCS 7.2.7",
        },
        Flag {
            name: "Truncated",
            effect: "octets are read that are not there",
            description: "the message ends early",
            clause: "GBCS 7.2",
        },
        Flag {
            name: "Trailing",
            effect: "octets that nothing protects go with a message",
            description: "octets follow the last field",
            clause: "GBCS 7.2",
        },
    ];
    type Context = Nothing;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans = vec![bases::every_form(random)?];
        for base in bases::for_mistakes(random)? {
            plans.push(mistakes::plan(&base));
        }
        Ok(plans)
    }

    fn check(_: &Nothing, input: &Input) -> Result<(), Reason> {
        let message = Message::parse(&input.octets.0)?;
        if input.fields.as_ref().is_some_and(|fields| *fields != Fields::of(&message)) {
            return Err(Reason::Unequal);
        }
        if Envelope::from(&message).emit() == input.octets.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Nothing, input: &Input) -> Vec<Vec<u8>> {
        vec![input.octets.0.clone()]
    }
}

impl Fields {
    fn of(message: &Message<'_>) -> Self {
        let header = message.header();
        let supplementary = header.supplementary();
        Self {
            cra: header.cra.into(),
            counter: header.counter.into(),
            originator: header.originator.into(),
            recipient: header.recipient.into(),
            date_time: header.date_time.map(|octets| Fixed(*octets)),
            message_code: Fixed(header.message_code().0.to_be_bytes()),
            supplementary_party: supplementary.map(|it| it.party.into()),
            supplementary_counter: supplementary.and_then(|it| it.counter).map(Into::into),
            supplementary_originator_counter: supplementary
                .and_then(|it| it.originator_counter)
                .map(Into::into),
            certificate: supplementary.and_then(|it| it.certificate).map(Into::into),
            payload: message.payload().into(),
            signature: match message.signature() {
                SignatureField::Missing => None,
                SignatureField::Null => Some(Hex::default()),
                SignatureField::Present(octets) => Some((*octets).into()),
            },
            mac: message.mac().map(|octets| Fixed(*octets)),
        }
    }
}

impl Input {
    /// A message that must be read as it is.
    fn valid(octets: Vec<u8>) -> Self {
        let fields = Message::parse(&octets).ok().as_ref().map(Fields::of);
        Self { octets: octets.into(), fields }
    }

    fn invalid(octets: Vec<u8>) -> Self {
        Self { octets: octets.into(), fields: None }
    }
}

fn valid(comment: impl Into<String>, flag: &'static str, octets: Vec<u8>) -> Case<Input> {
    Case::valid(comment, &[flag], Input::valid(octets))
}
