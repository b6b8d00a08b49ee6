//! The key of one message and purpose, from a shared secret (GBCS 4.3.3.3).

use hallmark_gbcs::crypto::Purpose as GbcsPurpose;
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
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Fixed;
use crate::people;
use crate::primitives::sha256;
use crate::seeded::Seeded;

/// The secret that two key agreement keys give.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// The x coordinate, 32 octets.
    pub(crate) shared_secret: Fixed<32>,
}

/// What goes into the derivation, and the key that is said to come out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// What the key is for.
    purpose: Purpose,
    /// The identifier of who sends.
    originator: Fixed<8>,
    /// The counter, big-endian.
    counter: Fixed<8>,
    /// The identifier of who receives.
    recipient: Fixed<8>,
    /// The key.
    key: Fixed<16>,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    /// The MAC of a Command, and the MAC in a UTRN: 01.
    Command,
    /// The MAC of a Response: 02.
    Response,
    /// The MAC of an Alert: 03.
    Alert,
    /// Encryption of attributes: 04.
    Encryption,
}

impl Purpose {
    pub(crate) const ALL: [Self; 4] = [Self::Command, Self::Response, Self::Alert, Self::Encryption];

    pub(crate) fn octet(self) -> u8 {
        GbcsPurpose::from(self).octet()
    }
}

impl From<Purpose> for GbcsPurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Command => Self::Command,
            Purpose::Response => Self::Response,
            Purpose::Alert => Self::Alert,
            Purpose::Encryption => Self::Encryption,
        }
    }
}

pub(crate) struct KeyDerivation;

impl Area for KeyDerivation {
    const NAME: &'static str = "key-derivation";
    const ALGORITHM: &'static str = "SP 800-56A single-step key derivation with the OtherInfo of GBCS";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if key is the first 16 octets of SHA-256(00000001 || sharedSecret || OtherInfo).",
        "OtherInfo is 60857406080300 || originator || 09 || purpose || counter || recipient, where purpose is 01 for \
         a command, 02 for a response, 03 for an alert, 04 for encryption.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no message can be checked",
            description: "the derivation as it is written",
            clause: "GBCS 4.3.3.3",
        },
        Flag {
            name: "EdgeCounter",
            effect: "messages with rare counters cannot be checked",
            description: "a counter with a special bit pattern",
            clause: "GBCS 4.3.3.3; the counter is unsigned and has 64 bits",
        },
        Flag {
            name: "WrongOtherInfo",
            effect: "keys of different messages or purposes fall together, or no message can be checked",
            description: "one field of OtherInfo is another, is missing, or stands elsewhere",
            clause: "GBCS 4.3.3.3",
        },
        Flag {
            name: "WrongHash",
            effect: "no message can be checked",
            description: "OtherInfo is right, what is done with it is not",
            clause: "GBCS 4.3.3.3, SP 800-56A 5.8.1",
        },
        Flag {
            name: "WrongBit",
            effect: "a key that is not the derived one is taken for it",
            description: "one bit of the key is another",
            clause: "GBCS 4.3.3.3",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let pairs = [
            (people::acb(), people::ESME),
            (people::supplier(), people::ESME),
            (people::network_operator(), people::GSME),
        ];
        let mut plans = Vec::new();
        for (party, device) in pairs {
            let secret = party.agree(device).map_err(Self::lacks)?;
            let mut cases = Vec::new();
            for purpose in Purpose::ALL {
                let (originator, recipient) = match purpose {
                    Purpose::Command => (party.id, device.id),
                    _ => (device.id, party.id),
                };
                let input = |counter: u64| Input {
                    purpose,
                    originator: originator.into(),
                    counter: Fixed(counter.to_be_bytes()),
                    recipient: recipient.into(),
                    key: Fixed([0; 16]),
                };
                for (comment, counter) in COUNTERS {
                    let comment = format!("{purpose:?}, counter {comment}");
                    cases.push(Case::valid(comment, &["EdgeCounter"], input(counter).derived(&secret)));
                }
                for number in 0..4 {
                    let comment = format!("{purpose:?}, message {number}");
                    cases.push(Case::valid(comment, &["Normal"], input(random.number()).derived(&secret)));
                }
                cases.extend(mistakes(&input(random.number()).derived(&secret), &secret));
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
        let derived = input.clone().derived(&SharedSecret::new(context.shared_secret.0));
        if derived.key == input.key { Ok(()) } else { Err(Reason::Key) }
    }

    fn octets(_: &Context, _: &Input) -> Vec<Vec<u8>> {
        Vec::new()
    }
}

impl Input {
    fn derived(self, secret: &SharedSecret) -> Self {
        let (originator, recipient) = (self.originator.into(), self.recipient.into());
        let key = derive_key(secret, self.purpose.into(), originator, self.counter.into(), recipient);
        Self { key: Fixed(*key.as_octets()), ..self }
    }
}

fn mistakes(good: &Input, secret: &SharedSecret) -> Vec<Case<Input>> {
    let Input { purpose, originator, counter, recipient, key } = good.clone();
    let (from, to, counter) = (originator.0, recipient.0, counter.0);
    let x = purpose.octet();
    let number = u64::from_be_bytes(counter);
    let secret = secret.as_octets();
    let info =
        |from: &[u8], x: u8, counter: &[u8], to: &[u8]| [&ALGORITHM, from, &[0x09, x], counter, to].concat();
    let right = info(&from, x, &counter, &to);
    let hash = |info: &[u8]| sha256(&[&[0, 0, 0, 1], &secret[..], info].concat());
    let case = |flag, comment: &str, key: [u8; 16]| {
        let comment = format!("{purpose:?}: {comment}");
        Case::invalid(comment, flag, &[Reason::Key], Input { key: Fixed(key), ..good.clone() })
    };
    let with_info = |comment: &str, info: Vec<u8>| case("WrongOtherInfo", comment, edit::first(&hash(&info)));
    let with_hash =
        |comment: &str, octets: Vec<u8>| case("WrongHash", comment, edit::first(&sha256(&octets)));
    let mut cases: Vec<_> = [1, 2, 3, 4]
        .into_iter()
        .filter(|other| *other != x)
        .map(|other| with_info(&format!("purpose {other:02}"), info(&from, other, &counter, &to)))
        .collect();
    cases.extend([
        with_info("originator and recipient swapped", info(&to, x, &counter, &from)),
        with_info("counter one less", info(&from, x, &number.wrapping_sub(1).to_be_bytes(), &to)),
        with_info("counter one more", info(&from, x, &number.wrapping_add(1).to_be_bytes(), &to)),
        with_info("counter little-endian", info(&from, x, &edit::reversed(&counter), &to)),
        with_info("identifiers reversed", info(&edit::reversed(&from), x, &counter, &edit::reversed(&to))),
        with_info(
            "low 32 bits of the counter alone",
            info(&from, x, counter.get(4..).unwrap_or_default(), &to),
        ),
        with_info("without the length 09", edit::remove(&right, 15..16)),
        with_info("without the purpose", edit::remove(&right, 16..17)),
        with_info("without AlgorithmID", edit::remove(&right, 0..7)),
        with_info("AlgorithmID of AES-GCM-256", edit::set(&right, 6, 0x01)),
        with_info(
            "identifiers with their length 08",
            info(&edit::insert(&from, 0, &[8]), x, &counter, &edit::insert(&to, 0, &[8])),
        ),
        with_info("recipient missing", info(&from, x, &counter, &[])),
        with_hash("iteration counter 0", [&[0, 0, 0, 0], &secret[..], &right].concat()),
        with_hash("iteration counter 2", [&[0, 0, 0, 2], &secret[..], &right].concat()),
        with_hash("no iteration counter", [&secret[..], &right].concat()),
        with_hash("secret behind OtherInfo", [&[0, 0, 0, 1], right.as_slice(), secret].concat()),
        case("WrongHash", "last 16 octets of the hash", edit::last(&hash(&right))),
        case("WrongBit", "first bit", edit::first(&edit::flip(&key.0, 0, 0x80))),
        case("WrongBit", "last bit", edit::first(&edit::flip(&key.0, 15, 0x01))),
    ]);
    cases
}

const ALGORITHM: [u8; 7] = [0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00];

pub(crate) const COUNTERS: [(&str, u64); 8] = [
    ("0", 0),
    ("1", 1),
    ("2^32 less 1", 0xFFFF_FFFF),
    ("2^32", 0x1_0000_0000),
    ("2^53 and 1", (1 << 53) + 1),
    ("2^63 less 1", i64::MAX.unsigned_abs()),
    ("2^63", 1 << 63),
    ("2^64 less 1", u64::MAX),
];
