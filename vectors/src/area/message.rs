//! Whole messages: headers, payload and protection together.

use hallmark_gbcs::Counter;
use hallmark_gbcs::Payload;
use hallmark_gbcs::PayloadFinding;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::crypto::AwsLc;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SignatureEngine;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection as GbcsProtection;
use hallmark_gbcs::wire::SignatureField;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Flag;
use super::Plan;
use super::PlanOf;
use super::gbz;
use crate::GenerateError;
use crate::Reason;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::seeded::Seeded;

mod bases;
mod mistakes;
mod payloads;

/// What a receiver knows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// The protection that the use case calls for.
    protection: Protection,
    /// The signature key of the Business Originator, where a signature is called for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    signer_public_key: Option<Fixed<65>>,
    /// The secret that the key of the MAC is derived from, where a MAC is called for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    mac_secret: Option<Fixed<32>>,
}

/// Which protection a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Protection {
    /// A signature, and a MAC over it.
    Both,
    /// A MAC.
    Mac,
    /// A signature.
    Signature,
}

/// A message.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The octets.
    message: Hex,
}

pub(crate) struct Messages;

impl Area for Messages {
    const NAME: &'static str = "message";
    const ALGORITHM: &'static str = "Whole messages under their protection";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if message is one message and nothing else, carries exactly the protection that the context \
         says, its MAC and signature are right, and its payload is what its Message Code and CRA flag call for.",
        "The low 24 bits of the Originator Counter are those of the long-invoke-id of a DLMS payload; the counter in a \
         CS02b, CS02g or CS06 command is the Originator Counter. Identifiers, freshness and authority are not asked.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "the use case does not work",
            description: "a message as it must be",
            clause: "GBCS 5, 6, 7, 13",
        },
        Flag {
            name: "ChangedHeader",
            effect: "a recorded message can be used again or for something else",
            description: "one bit of a header is another, the protection is that of the message before",
            clause: "GBCS 6.2.3, 6.3.3",
        },
        Flag {
            name: "ChangedPayload",
            effect: "forged content is accepted",
            description: "one bit of the payload is another, the protection is that of the message before",
            clause: "GBCS 6.2.3, 6.3.3",
        },
        Flag {
            name: "ChangedSignature",
            effect: "forged commands are accepted",
            description: "one bit of the signature is another",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "ChangedMac",
            effect: "forged messages are accepted",
            description: "one bit of the MAC is another",
            clause: "GBCS 6.3.3",
        },
        Flag {
            name: "OnlySignatureWrong",
            effect: "whoever can make MACs can command in the name of others",
            description: "the message was changed and has a right MAC, over a signature that is no longer right",
            clause: "GBCS 6.2.3",
        },
        Flag {
            name: "WrongKey",
            effect: "one party can act for another",
            description: "the protection is made with another key",
            clause: "GBCS 4.3.3.3, 6.2.3, 6.3.3",
        },
        Flag {
            name: "WrongOrder",
            effect: "messages of correct implementations are refused",
            description: "the MAC was made before the signature was added",
            clause: "GBCS 6.3.3 (the MAC covers the signature)",
        },
        Flag {
            name: "MissingProtection",
            effect: "an attacker leaves out what he cannot make",
            description: "signature or MAC is not there, what is there is right",
            clause: "GBCS 5, 6 (protection by category)",
        },
        Flag {
            name: "ExtraProtection",
            effect: "messages of another category are accepted",
            description: "signature or MAC is there and right, and not called for",
            clause: "GBCS 5, 6 (protection by category)",
        },
        Flag {
            name: "WrongPayload",
            effect: "what cannot be read is acted on",
            description: "the payload is wrong under right protection",
            clause: "GBCS 7.2.8 to 7.2.10",
        },
        Flag {
            name: "OtherCounter",
            effect: "content of one message is accepted in another",
            description: "the counter in the payload is not that of the header, under right protection",
            clause: "GBCS 7.2.9, 13.3; so in all official messages",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        bases::all(random)?
            .iter()
            .map(|base| {
                let cases = mistakes::cases(base)?;
                Ok(Plan { comment: base.comment.to_owned(), context: base.context()?, cases })
            })
            .collect()
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let message = Message::parse(&input.message.0)?;
        if Some(context.protection) != Protection::of(&message) {
            return Err(Reason::Protection);
        }
        if let (Some(mac), Some(secret)) = (message.mac(), context.mac_secret) {
            let key = MessageKey::for_mac(&SharedSecret::new(secret.0), message.header());
            if key.mac(message.header().originator, message.authenticated_octets()) != *mac {
                return Err(Reason::Mac);
            }
        }
        if let (SignatureField::Present(signature), Some(point)) =
            (message.signature(), context.signer_public_key)
        {
            let key = AwsLc.key(&point.0).map_err(|_| Reason::Point)?;
            if !AwsLc.is_valid(&key, message.signed_octets(), signature) {
                return Err(Reason::Signature);
            }
        }
        check_payload(&message)?;
        if Envelope::from(&message).emit() == input.message.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.message.0.clone()]
    }
}

impl Protection {
    fn of(message: &Message<'_>) -> Option<Self> {
        match message.protection() {
            GbcsProtection::Both => Some(Self::Both),
            GbcsProtection::Mac => Some(Self::Mac),
            GbcsProtection::Signature => Some(Self::Signature),
            GbcsProtection::None => None,
        }
    }
}

fn check_payload(message: &Message<'_>) -> Result<(), Reason> {
    let payload = Payload::parse(message)?;
    for finding in payload.findings() {
        match finding {
            PayloadFinding::Gbz(finding) => return Err(gbz::reason(&finding)),
            PayloadFinding::NonMinimalLength { .. } => {}
        }
    }
    let counter = message.header().counter;
    let repeated: Option<Counter> = match &payload {
        Payload::Dlms(payload) if !payload.invoke_id().belongs_to(counter) => return Err(Reason::InvokeId),
        Payload::Asn1(view) => match view.payload() {
            Asn1Payload::UpdateCredentialsCommand(command) => {
                Some(command.authorising_remote_party_control.authorising_remote_party_seq_number)
            }
            Asn1Payload::ActivateFirmwareCommand(command) => Some(command.originator_counter),
            _ => None,
        },
        Payload::Dlms(_) | Payload::Gbz(_) => None,
    };
    if repeated.is_some_and(|repeated| repeated != counter) {
        return Err(Reason::Counter);
    }
    let mut again = Vec::new();
    payload.emit(&mut again);
    if again == message.payload() { Ok(()) } else { Err(Reason::Reencoding) }
}
