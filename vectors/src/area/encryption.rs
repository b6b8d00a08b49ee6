//! Encryption of sensitive attributes (GBCS 8).

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::BlobError;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::derive_key;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Case;
use super::Flag;
use super::Plan;
use super::PlanOf;
pub(crate) use super::key_derivation::Context;
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::people;
use crate::primitives::gcm;
use crate::seeded::Seeded;

/// What the header of a message says, an encrypted attribute, and what is in it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The Device: the Business Originator.
    originator: Fixed<8>,
    /// The Business Target.
    recipient: Fixed<8>,
    /// The Originator Counter.
    counter: Fixed<8>,
    /// The Supplementary Remote Party, where other-information names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    supplementary_party: Option<Fixed<8>>,
    /// The Supplementary Originator Counter, where other-information has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    supplementary_originator_counter: Option<Fixed<8>>,
    /// Security control octet, invocation counter, ciphertext, tag.
    encrypted: Hex,
    /// What it holds.
    plaintext: Hex,
}

pub(crate) struct Encryption;

impl Area for Encryption {
    const NAME: &'static str = "encryption";
    const ALGORITHM: &'static str = "AES-128-GCM encryption of sensitive attributes";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if encrypted is 31 || 00000000 || ciphertext || tag(12), the tag is right, and it decrypts to \
         plaintext.",
        "The key is derived from sharedSecret for purpose 04 with originator, the counter and the recipient. Where \
         there is a supplementaryParty it takes the place of the recipient; where there is a \
         supplementaryOriginatorCounter it takes the place of the counter. The initialisation vector is \
         originator || 00000000, the additional data the octet 31.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no sensitive attribute can be read",
            description: "for the Business Target",
            clause: "GBCS 8",
        },
        Flag {
            name: "Supplementary",
            effect: "users whom a Device does not know cannot read attributes",
            description: "for a Supplementary Remote Party",
            clause: "GBCS 8 and 7.2.7",
        },
        Flag {
            name: "EdgeLength",
            effect: "attributes of some lengths cannot be read",
            description: "a plaintext length around a multiple of the block size",
            clause: "GBCS 8, SP 800-38D",
        },
        Flag {
            name: "Changed",
            effect: "forged attributes are accepted",
            description: "one bit of ciphertext or tag is another",
            clause: "GBCS 8",
        },
        Flag {
            name: "BlobForm",
            effect: "what is not authenticated is taken for it, or lengths are not checked",
            description: "control octet, invocation counter or length is not as it must be",
            clause: "GBCS 8",
        },
        Flag {
            name: "WrongKey",
            effect: "attributes for one party or message are accepted for another",
            description: "the key was derived from one other field",
            clause: "GBCS 4.3.3.3 and 8",
        },
        Flag {
            name: "WrongVector",
            effect: "attributes from correct implementations cannot be read",
            description: "another initialisation vector",
            clause: "GBCS 4.3.3.4",
        },
        Flag {
            name: "WrongData",
            effect: "attributes from correct implementations cannot be read",
            description: "other additional data",
            clause: "GBCS 8",
        },
        Flag {
            name: "WrongPlaintext",
            effect: "attributes are shown wrong",
            description: "the octets decrypt to something else",
            clause: "GBCS 8",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans = Vec::new();
        for (party, device) in [(people::supplier(), people::ESME), (people::other_user(), people::GSME)] {
            let secret = party.agree(device).map_err(Self::lacks)?;
            let is_supplementary = party == people::other_user();
            let mut cases = Vec::new();
            for originator_counter in [None, Some(random.array())] {
                if originator_counter.is_some() && !is_supplementary {
                    continue;
                }
                let recipient = if is_supplementary { people::acb() } else { party };
                let form = match (is_supplementary, originator_counter) {
                    (false, _) => "for the Business Target",
                    (true, None) => "for a Supplementary Remote Party",
                    (true, Some(_)) => "for a Supplementary Remote Party, with a counter of the Device",
                };
                let flag = if is_supplementary { "Supplementary" } else { "Normal" };
                let mut input = |length: usize| Input {
                    originator: device.id.into(),
                    recipient: recipient.id.into(),
                    counter: Fixed(random.array()),
                    supplementary_party: is_supplementary.then(|| party.id.into()),
                    supplementary_originator_counter: originator_counter.map(Fixed),
                    encrypted: Hex::default(),
                    plaintext: random.octets(length).into(),
                };
                for length in [0, 1, 15, 16, 17, 32, 47, 127, 600] {
                    let comment = format!("{length} octets {form}");
                    let flags = if length == 47 { vec![flag] } else { vec![flag, "EdgeLength"] };
                    cases.push(Case::valid(comment, &flags, input(length).encrypted(&secret)));
                }
                cases.extend(mistakes(form, &input(37).encrypted(&secret), &secret));
            }
            plans.push(Plan {
                comment: format!("{} and {}", party.name, device.name),
                context: Context { shared_secret: Fixed(*secret.as_octets()) },
                cases,
            });
        }
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let key = input.key(&SharedSecret::new(context.shared_secret.0));
        let plaintext =
            key.decrypt(input.originator.into(), &input.encrypted.0).map_err(|error| match error {
                BlobError::Form(error) => Reason::from(error),
                BlobError::NoKey => Reason::Key,
                BlobError::NotAuthentic => Reason::Mac,
            })?;
        if plaintext != input.plaintext.0 {
            return Err(Reason::Plaintext);
        }
        let again = key.encrypt(input.originator.into(), &plaintext);
        if again == input.encrypted.0 { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.encrypted.0.clone()]
    }
}

impl Input {
    fn key(&self, secret: &SharedSecret) -> MessageKey {
        let recipient = self.supplementary_party.unwrap_or(self.recipient);
        let counter = self.supplementary_originator_counter.unwrap_or(self.counter);
        derive_key(secret, Purpose::Encryption, self.originator.into(), counter.into(), recipient.into())
    }

    fn encrypted(self, secret: &SharedSecret) -> Self {
        let encrypted = self.key(secret).encrypt(self.originator.into(), &self.plaintext.0).into();
        Self { encrypted, ..self }
    }
}

fn mistakes(form: &str, good: &Input, secret: &SharedSecret) -> Vec<Case<Input>> {
    let blob = good.encrypted.0.as_slice();
    let text = good.plaintext.0.as_slice();
    let case = |flag, reason: &'static [Reason], comment: &str, blob: Vec<u8>| {
        let input = Input { encrypted: blob.into(), ..good.clone() };
        Case::invalid(format!("{form}: {comment}"), flag, reason, input)
    };
    let mut cases = Vec::new();
    for at in [5, 6, 23, 40, 41, 42, 47, 52, 53] {
        let comment = format!("bit {} of octet {at}", at % 8);
        cases.push(case("Changed", &[Reason::Mac], &comment, edit::flip(blob, at, 0x80 >> (at % 8))));
    }
    for octet in [0x00, 0x11, 0x21, 0x30, 0x32, 0xB1] {
        let comment = format!("security control octet {octet:02X}");
        cases.push(case("BlobForm", &[Reason::Value], &comment, edit::set(blob, 0, octet)));
    }
    for at in 1..5 {
        let comment = format!("invocation counter not zero in octet {at}");
        cases.push(case("BlobForm", &[Reason::Value], &comment, edit::set(blob, at, 1)));
    }
    for length in [0, 1, 4, 5, 16] {
        let comment = format!("cut to {length} octets");
        cases.push(case("BlobForm", &[Reason::Truncated], &comment, edit::cut(blob, length)));
    }
    cases.extend([
        case("BlobForm", &[Reason::Mac], "one octet short", edit::cut(blob, blob.len() - 1)),
        case("BlobForm", &[Reason::Mac], "one octet long", edit::extend(blob, &[0])),
        case("Changed", &[Reason::Mac], "tag of zeros", {
            edit::replace(blob, blob.len() - 12..blob.len(), &[0; 12])
        }),
    ]);
    let (device, recipient) = (EntityId::from(good.originator), EntityId::from(good.recipient));
    let party = EntityId::from(good.supplementary_party.unwrap_or(good.recipient));
    let counter = Counter::from(good.supplementary_originator_counter.unwrap_or(good.counter));
    let derived = |comment: &str, purpose, from, counter, to| {
        let blob = derive_key(secret, purpose, from, counter, to).encrypt(device, text);
        case("WrongKey", &[Reason::Mac], comment, blob)
    };
    let encryption = Purpose::Encryption;
    cases.extend([
        derived("key of the MAC", Purpose::Response, device, counter, party),
        derived("key of an alert", Purpose::Alert, device, counter, party),
        derived("key of a command", Purpose::Command, device, counter, party),
        derived("parties swapped", encryption, party, counter, device),
        derived("counter after", encryption, device, Counter(counter.0.wrapping_add(1)), party),
        derived("another device", encryption, people::CHF.id, counter, party),
    ]);
    if good.supplementary_party.is_some() {
        cases.push(derived("Business Target instead of the party", encryption, device, counter, recipient));
    }
    if good.supplementary_originator_counter.is_some() {
        let header = good.counter.into();
        cases.push(derived("Originator Counter instead of the Device's", encryption, device, header, party));
    }
    let key = good.key(secret);
    let sealed = |iv: &[&[u8]], data: &[u8]| {
        let (text, tag) = gcm(key.as_octets(), &edit::first(&iv.concat()), data, text);
        [&[0x31, 0, 0, 0, 0], text.as_slice(), &edit::first::<12>(&tag)].concat()
    };
    let from = device.0;
    let frame = [0, 0, 0, 1];
    cases.extend([
        case("WrongVector", &[Reason::Mac], "frame counter in the vector", sealed(&[&from, &frame], &[0x31])),
        case("WrongVector", &[Reason::Mac], "party in the vector", sealed(&[&party.0, &[0; 4]], &[0x31])),
        case("WrongData", &[Reason::Mac], "no additional data", sealed(&[&from, &[0; 4]], &[])),
        case("WrongData", &[Reason::Mac], "additional data 11", sealed(&[&from, &[0; 4]], &[0x11])),
        case("WrongData", &[Reason::Mac], "counter in the additional data", {
            sealed(&[&from, &[0; 4]], &[0x31, 0, 0, 0, 0])
        }),
    ]);
    for (comment, plaintext) in [
        ("first bit", edit::flip(text, 0, 0x80)),
        ("one octet short", edit::cut(text, text.len() - 1)),
        ("one octet long", edit::extend(text, &[0])),
        ("the ciphertext", blob.get(5..42).unwrap_or_default().to_vec()),
    ] {
        let input = Input { plaintext: plaintext.into(), ..good.clone() };
        let comment = format!("{form}: plaintext is said to be: {comment}");
        cases.push(Case::invalid(comment, "WrongPlaintext", &[Reason::Plaintext], input));
    }
    cases
}
