//! The MAC of a message (GBCS 6.3.3).

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
use super::key_derivation::Purpose;
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::people;
use crate::primitives::gcm;
use crate::seeded::Seeded;

/// What a MAC is made of, and the MAC.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// What the message is: command, response or alert.
    purpose: Purpose,
    /// The Business Originator.
    originator: Fixed<8>,
    /// The Originator Counter, big-endian.
    counter: Fixed<8>,
    /// The Business Target.
    recipient: Fixed<8>,
    /// Grouping Header, payload, length of the signature, signature.
    authenticated: Hex,
    /// The MAC.
    mac: Hex,
}

pub(crate) struct Mac;

impl Area for Mac {
    const NAME: &'static str = "mac";
    const ALGORITHM: &'static str = "GMAC with AES-128 over a GBCS message";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if mac is the first 12 octets of the GMAC of 11 || 0000000000 || authenticated, under the \
         key derived from sharedSecret, purpose, originator, counter and recipient, and the initialisation vector \
         originator || 00000000.",
        "authenticated stands for what follows the invocation counter in a message, up to the MAC; here it is any \
         octets.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no message can be checked",
            description: "a right MAC",
            clause: "GBCS 6.3.3",
        },
        Flag {
            name: "EdgeLength",
            effect: "messages of some lengths cannot be checked",
            description: "a number of octets around a multiple of the block size",
            clause: "GBCS 6.3.3, SP 800-38D",
        },
        Flag {
            name: "ChangedMac",
            effect: "forged messages are accepted: part of the MAC is not compared",
            description: "one bit of the MAC is another",
            clause: "GBCS 6.3.3",
        },
        Flag {
            name: "MacLength",
            effect: "forged messages are accepted: fewer octets are compared than there must be",
            description: "the MAC does not have 12 octets",
            clause: "GBCS 6.3.3 (12 octets)",
        },
        Flag {
            name: "ChangedOctets",
            effect: "forged messages are accepted",
            description: "one bit of what the MAC covers is another",
            clause: "GBCS 6.3.3",
        },
        Flag {
            name: "WrongKey",
            effect: "messages for one purpose or party are accepted for another",
            description: "the key was derived from one other field",
            clause: "GBCS 4.3.3.3, 6.3.3",
        },
        Flag {
            name: "WrongVector",
            effect: "messages of correct implementations are refused",
            description: "another initialisation vector",
            clause: "GBCS 4.3.3.4",
        },
        Flag {
            name: "WrongData",
            effect: "messages of correct implementations are refused",
            description: "what is authenticated has another beginning, or is encrypted",
            clause: "GBCS 6.3.3",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let pairs = [(people::acb(), people::ESME), (people::supplier(), people::GSME)];
        let mut plans = Vec::new();
        for (party, device) in pairs {
            let secret = party.agree(device).map_err(Self::lacks)?;
            let mut cases = Vec::new();
            for purpose in [Purpose::Command, Purpose::Response, Purpose::Alert] {
                let (originator, recipient) = match purpose {
                    Purpose::Command => (party.id, device.id),
                    _ => (device.id, party.id),
                };
                let mut input = |length: usize| Input {
                    purpose,
                    originator: originator.into(),
                    counter: Fixed(random.array()),
                    recipient: recipient.into(),
                    authenticated: random.octets(length).into(),
                    mac: Hex::default(),
                };
                for length in LENGTHS {
                    let flag = if length == 100 { "Normal" } else { "EdgeLength" };
                    let comment = format!("{purpose:?}, {length} octets");
                    cases.push(Case::valid(comment, &[flag], input(length).authenticated(&secret)));
                }
                cases.extend(mistakes(&input(71).authenticated(&secret), &secret));
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
        if input.mac.0.len() != 12 {
            return Err(Reason::Length);
        }
        let right = input.clone().authenticated(&SharedSecret::new(context.shared_secret.0));
        if right.mac == input.mac { Ok(()) } else { Err(Reason::Mac) }
    }

    fn octets(_: &Context, _: &Input) -> Vec<Vec<u8>> {
        Vec::new()
    }
}

impl Input {
    fn authenticated(self, secret: &SharedSecret) -> Self {
        let (originator, recipient) = (self.originator.into(), self.recipient.into());
        let key = derive_key(secret, self.purpose.into(), originator, self.counter.into(), recipient);
        Self { mac: key.mac(originator, &self.authenticated.0).into(), ..self }
    }
}

fn mistakes(good: &Input, secret: &SharedSecret) -> Vec<Case<Input>> {
    let mac = good.mac.0.as_slice();
    let covered = good.authenticated.0.as_slice();
    let (from, to) = (good.originator, good.recipient);
    let number = u64::from_be_bytes(good.counter.0);
    let key = derive_key(secret, good.purpose.into(), from.into(), good.counter.into(), to.into());
    let comment = |comment: &str| format!("{:?}: {comment}", good.purpose);
    let with_mac = |flag, text: &str, mac: Vec<u8>| {
        let reason: &[Reason] = if mac.len() == 12 { &[Reason::Mac] } else { &[Reason::Length] };
        Case::invalid(comment(text), flag, reason, Input { mac: mac.into(), ..good.clone() })
    };
    let mut cases = Vec::new();
    for at in 0..12 {
        let text = format!("bit {} of octet {at} of the MAC", at % 8);
        cases.push(with_mac("ChangedMac", &text, edit::flip(mac, at, 0x80 >> (at % 8))));
    }
    let whole = key.tag(from.into(), &[&START, covered].concat());
    cases.extend([
        with_mac("ChangedMac", "all zeros", vec![0; 12]),
        with_mac("ChangedMac", "reversed", edit::reversed(mac)),
        with_mac("MacLength", "no octets", Vec::new()),
        with_mac("MacLength", "the first 4 octets", edit::cut(mac, 4)),
        with_mac("MacLength", "the first 11 octets", edit::cut(mac, 11)),
        with_mac("MacLength", "the whole tag of 16 octets", whole.to_vec()),
        with_mac("WrongData", "the last 12 octets of the tag", edit::last::<12>(&whole).to_vec()),
    ]);
    for at in [0, 1, 35, 69, 70] {
        let text = format!("octet {at} of what is covered");
        let changed = edit::flip(covered, at, 0x01);
        let input = Input { authenticated: changed.into(), ..good.clone() };
        cases.push(Case::invalid(comment(&text), "ChangedOctets", &[Reason::Mac], input));
    }
    for (text, changed) in
        [("one octet more", edit::extend(covered, &[0])), ("one octet less", edit::cut(covered, 70))]
    {
        let input = Input { authenticated: changed.into(), ..good.clone() };
        cases.push(Case::invalid(comment(text), "ChangedOctets", &[Reason::Mac], input));
    }
    let forged = |text: &str, purpose: Purpose, from: Fixed<8>, counter: u64, to: Fixed<8>| {
        let counter = Fixed(counter.to_be_bytes());
        let key = derive_key(secret, purpose.into(), from.into(), counter.into(), to.into());
        with_mac("WrongKey", text, key.mac(good.originator.into(), covered).to_vec())
    };
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != good.purpose) {
        cases.push(forged(&format!("key of purpose {:02}", purpose.octet()), purpose, from, number, to));
    }
    cases.extend([
        forged("key with the parties swapped", good.purpose, to, number, from),
        forged("key of the counter before", good.purpose, from, number.wrapping_sub(1), to),
        forged("key of the counter after", good.purpose, from, number.wrapping_add(1), to),
        forged("key of another originator", good.purpose, people::CHF.id.into(), number, to),
        forged("key of another recipient", good.purpose, from, number, people::CHF.id.into()),
    ]);
    let gmac = |iv: [u8; 12], data: &[u8], text: &[u8]| {
        edit::first::<12>(&gcm(key.as_octets(), &iv, data, text).1).to_vec()
    };
    let right = [&START, covered].concat();
    let iv = |octets: &[&[u8]]| edit::first::<12>(&octets.concat());
    let good_iv = iv(&[&from.0, &[0; 4]]);
    cases.extend([
        with_mac("WrongVector", "recipient in the vector", gmac(iv(&[&to.0, &[0; 4]]), &right, &[])),
        with_mac("WrongVector", "zeros in front", gmac(iv(&[&[0; 4], &from.0]), &right, &[])),
        with_mac("WrongVector", "invocation counter 1", gmac(iv(&[&from.0, &[0, 0, 0, 1]]), &right, &[])),
        with_mac("WrongVector", "low bits of the counter", {
            gmac(iv(&[&from.0, good.counter.0.get(4..).unwrap_or_default()]), &right, &[])
        }),
        with_mac("WrongVector", "all zeros", gmac([0; 12], &right, &[])),
        with_mac("WrongData", "without the five zeros", gmac(good_iv, &[&[0x11], covered].concat(), &[])),
        with_mac("WrongData", "without the security control octet", gmac(good_iv, covered, &[])),
        with_mac("WrongData", "security control octet 31", gmac(good_iv, &edit::set(&right, 0, 0x31), &[])),
        with_mac("WrongData", "four zeros", gmac(good_iv, &edit::remove(&right, 1..2), &[])),
        with_mac("WrongData", "covered octets as plaintext", gmac(good_iv, &START, covered)),
    ]);
    cases
}

/// The security control octet and the five empty fields.
const START: [u8; 6] = [0x11, 0, 0, 0, 0, 0];

const LENGTHS: [usize; 14] = [0, 1, 9, 10, 11, 15, 16, 17, 31, 32, 33, 100, 255, 1200];
