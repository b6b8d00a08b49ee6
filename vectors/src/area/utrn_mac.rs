//! The MAC in a UTRN (GBCS 14.4).

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
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
use crate::people::Person;
use crate::seeded::Seeded;

/// Who sells and who is topped up.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// The supplier's private key for prepayment key agreement.
    supplier_private_key: Fixed<32>,
    /// The Device's public key for key agreement.
    device_public_key: Fixed<65>,
    /// The supplier.
    supplier: Fixed<8>,
    /// The Device.
    device: Fixed<8>,
}

/// A token and its counter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The Originator Counter, the UTRN Counter in its upper half.
    counter: Fixed<8>,
    /// The digits.
    utrn: String,
}

pub(crate) struct UtrnMac;

impl Area for UtrnMac {
    const NAME: &'static str = "utrn-mac";
    const ALGORITHM: &'static str = "UTRN: authenticity under a known counter";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if the lower half of counter is zero, utrn is a UTRN whose ten counter bits are those of the \
         upper half of counter, and its MAC is right.",
        "The MAC is the last 4 of the 16 octets of the GMAC over 11 || 0000000000 || supplier || device || 01 || \
         counter || H, under the key derived for purpose 01 from the secret of supplierPrivateKey and devicePublicKey, \
         supplier, counter and device, and the initialisation vector supplier || 00000000. H is seven zero bits, ten \
         of the counter, two of the class and thirteen of the value. All check digits are right.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "customers cannot top up",
            description: "a token that a supplier sells",
            clause: "GBCS 14.4",
        },
        Flag {
            name: "ChangedMac",
            effect: "customers can make their own credit",
            description: "one bit of the MAC is another",
            clause: "GBCS 14.4",
        },
        Flag {
            name: "ChangedValue",
            effect: "customers can change what they bought",
            description: "one bit of class or value is another",
            clause: "GBCS 14.4",
        },
        Flag {
            name: "WrongCounter",
            effect: "a token can be used twice, or a fresh one not at all",
            description: "the counter is not that of the token",
            clause: "GBCS 14.4",
        },
        Flag {
            name: "WrongKey",
            effect: "tokens of correct suppliers are refused, or those for another Device accepted",
            description: "the key was derived from one other key or field",
            clause: "GBCS 14.4, 4.3.3.3",
        },
        Flag {
            name: "WrongData",
            effect: "tokens of correct suppliers are refused",
            description: "what is authenticated, or what is kept of the tag, is another",
            clause: "GBCS 14.4",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans = Vec::new();
        for device in [people::ESME, people::GSME] {
            let supplier = people::supplier();
            let seller = Seller::new(supplier, device, PREPAYMENT)?;
            let mut cases = Vec::new();
            for counter in [0, 1, 3, 1023, 1024, 0x7FFF_FFFF, 0x8000_0000, u32::MAX] {
                for class in [ValueClass::Hundredth, ValueClass::Unit] {
                    let token = seller.sell(counter, class, 2500)?;
                    let comment = format!("UTRN Counter {counter}, 2500 of class {class:?}");
                    cases.push(Case::valid(comment, &["Normal"], input(counter, &token)));
                }
            }
            for value in [0, 1, 8191] {
                let counter = u32::from_be_bytes(random.array());
                let token = seller.sell(counter, ValueClass::Unit, value)?;
                cases.push(Case::valid(format!("value {value}"), &["Normal"], input(counter, &token)));
            }
            for _ in 0..2 {
                let counter = u32::from_be_bytes(random.array()).saturating_add(1);
                cases.extend(seller.mistakes(counter)?);
            }
            let (private, public) = (supplier.key(PREPAYMENT), device.key("key agreement"));
            let context = Context {
                supplier_private_key: Fixed(*private.scalar()),
                device_public_key: Fixed(public.public_point()),
                supplier: supplier.id.into(),
                device: device.id.into(),
            };
            plans.push(Plan { comment: format!("for the {}", device.name), context, cases });
        }
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let scalar = PrivateScalar::new(context.supplier_private_key.0);
        let key = AgreementKey::from_scalar(&scalar).map_err(|_| Reason::Scalar)?;
        let secret = key.agree(&context.device_public_key.0).map_err(|_| Reason::Point)?;
        let counter = UtrnCounter::try_from(Counter::from(input.counter)).map_err(|_| Reason::Counter)?;
        let token: Utrn = input.utrn.parse().map_err(|_| Reason::CheckDigit)?;
        if token.counter != counter.truncated() {
            return Err(Reason::Counter);
        }
        let authentic = token.is_authentic(&secret, context.supplier.into(), context.device.into(), counter);
        if authentic { Ok(()) } else { Err(Reason::Mac) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.utrn.clone().into_bytes()]
    }
}

/// Sells tokens, right and wrong.
struct Seller {
    secret: SharedSecret,
    others: Vec<(&'static str, SharedSecret)>,
    supplier: EntityId,
    device: EntityId,
}

impl Seller {
    fn new(supplier: Person, device: Person, usage: &str) -> Result<Self, GenerateError> {
        let agree = |from: Person, usage: &str, to: Person| {
            AgreementKey::from_scalar(&PrivateScalar::new(*from.key(usage).scalar()))
                .and_then(|key| key.agree(&to.key("key agreement").public_point()))
                .map_err(UtrnMac::lacks)
        };
        let others = vec![
            ("the management key of the supplier", agree(supplier, "key agreement", device)?),
            ("the key of another Device", agree(supplier, usage, people::CHF)?),
            ("the key of the ACB", agree(people::acb(), "key agreement", device)?),
        ];
        let secret = agree(supplier, usage, device)?;
        Ok(Self { secret, others, supplier: supplier.id, device: device.id })
    }

    fn sell(&self, counter: u32, class: ValueClass, value: u16) -> Result<Utrn, GenerateError> {
        let value = TopUpValue::new(value).ok_or_else(|| UtrnMac::lacks("a value"))?;
        Ok(Utrn::build(&self.secret, self.supplier, self.device, UtrnCounter(counter), class, value))
    }

    fn mistakes(&self, counter: u32) -> Result<Vec<Case<Input>>, GenerateError> {
        let good = self.sell(counter, ValueClass::Unit, 1234)?;
        let case = |flag, comment: String, token: Utrn| {
            Case::invalid(
                format!("counter {counter}: {comment}"),
                flag,
                &[Reason::Mac],
                input(counter, &token),
            )
        };
        let mut cases = Vec::new();
        for bit in 0..32 {
            let mac = (u32::from_be_bytes(good.mac) ^ 1 << bit).to_be_bytes();
            cases.push(case("ChangedMac", format!("bit {bit} of the MAC"), Utrn { mac, ..good }));
        }
        for bit in 0..13 {
            let value =
                TopUpValue::new(good.value.number() ^ 1 << bit).ok_or_else(|| UtrnMac::lacks("a value"))?;
            cases.push(case("ChangedValue", format!("bit {bit} of the value"), Utrn { value, ..good }));
        }
        let class = ValueClass::Hundredth;
        cases.push(case("ChangedValue", "the class".to_owned(), Utrn { class, ..good }));

        let original = u64::from(counter) << 32;
        let wrong = |comment: &str, reasons, counter: u64| {
            let input = Input { counter: Fixed(counter.to_be_bytes()), utrn: good.to_string() };
            Case::invalid(format!("counter {original:016x}: {comment}"), "WrongCounter", reasons, input)
        };
        for step in [1_u64, 2, 512, 1023] {
            let comment = format!("UTRN Counter plus {step}");
            cases.push(wrong(&comment, &[Reason::Counter], original.wrapping_add(step << 32)));
        }
        for step in [1_u64, 2, 1 << 10] {
            let comment = format!("UTRN Counter plus {}", step * 1024);
            cases.push(wrong(&comment, &[Reason::Mac], original.wrapping_add((step * 1024) << 32)));
        }
        cases.push(wrong("UTRN Counter less 1024", &[Reason::Mac], original.wrapping_sub(1024 << 32)));
        cases.push(wrong("lower half 1", &[Reason::Counter], original | 1));
        cases.push(wrong("lower half all ones", &[Reason::Counter], original | 0xFFFF_FFFF));
        cases.push(wrong("halves swapped", &[Reason::Counter], original >> 32));
        for (comment, mac) in self.other_macs(counter, &good) {
            let flag = if comment.contains("key") { "WrongKey" } else { "WrongData" };
            cases.push(case(flag, comment, Utrn { mac, ..good }));
        }
        Ok(cases)
    }

    fn other_macs(&self, counter: u32, good: &Utrn) -> Vec<(String, [u8; 4])> {
        let full = Counter::from(UtrnCounter(counter));
        let (supplier, device) = (self.supplier, self.device);
        let data = self.data(full, good);
        let mac = |secret: &SharedSecret, purpose, from, counter, to| {
            edit::last(&derive_key(secret, purpose, from, counter, to).tag(supplier, &data))
        };
        let secret = &self.secret;
        let mut macs: Vec<_> = self
            .others
            .iter()
            .map(|(name, other)| {
                (format!("with {name}"), mac(other, Purpose::Command, supplier, full, device))
            })
            .collect();
        for purpose in [Purpose::Response, Purpose::Alert, Purpose::Encryption] {
            let comment = format!("key of purpose {:02}", purpose.octet());
            macs.push((comment, mac(secret, purpose, supplier, full, device)));
        }
        let short = Counter(counter.into());
        macs.push((
            "key of the short counter".to_owned(),
            mac(secret, Purpose::Command, supplier, short, device),
        ));
        macs.push((
            "key with the parties swapped".to_owned(),
            mac(secret, Purpose::Command, device, full, supplier),
        ));

        let key = derive_key(secret, Purpose::Command, supplier, full, device);
        let whole = key.tag(supplier, &data);
        macs.push(("the first 4 octets of the tag".to_owned(), edit::first(&whole)));
        macs.push(("octets 9 to 12 of the tag".to_owned(), edit::last(&edit::cut(&whole, 12))));
        macs.push(("vector of the Device".to_owned(), edit::last(&key.tag(device, &data))));
        for (comment, data) in [
            ("without the five zeros", edit::remove(&data, 1..6)),
            ("without the flag 01", edit::remove(&data, 22..23)),
            ("without the counter", edit::remove(&data, 23..31)),
            ("without the value", edit::cut(&data, 31)),
            ("with the parties swapped in the data", {
                [&edit::cut(&data, 6), &device.0[..], &supplier.0, data.get(22..).unwrap_or_default()]
                    .concat()
            }),
            ("security control octet 31", edit::set(&data, 0, 0x31)),
        ] {
            macs.push((comment.to_owned(), edit::last(&key.tag(supplier, &data))));
        }
        macs
    }

    fn data(&self, counter: Counter, token: &Utrn) -> Vec<u8> {
        let start = [0x11, 0, 0, 0, 0, 0];
        [&start, &self.supplier.0[..], &self.device.0, &[0x01], &counter.0.to_be_bytes(), &token.covered()]
            .concat()
    }
}

fn input(counter: u32, token: &Utrn) -> Input {
    Input { counter: Counter::from(UtrnCounter(counter)).into(), utrn: token.to_string() }
}

const PREPAYMENT: &str = "prepayment key agreement";
