//! The whole counter of a UTRN from its ten bits (GBCS 14, annex).

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
use super::Nothing;
use super::Plan;
use super::PlanOf;
use crate::GenerateError;
use crate::Reason;
use crate::hex::Fixed;
use crate::seeded::Seeded;

/// Ten bits, and the counter that they stand for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The highest UTRN Counter used so far.
    highest: Fixed<4>,
    /// The ten bits in the token.
    truncated: u16,
    /// The UTRN Counter of the token.
    counter: Fixed<4>,
}

pub(crate) struct Recovery;

impl Area for Recovery {
    const NAME: &'static str = "utrn-counter";
    const ALGORITHM: &'static str = "UTRN: recovery of the counter";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if counter is what the ten bits in truncated stand for, where highest is the highest UTRN \
         Counter used so far: with p = highest modulo 1024 and q = highest - p, counter = q + s, where s = truncated + \
         1024 if truncated < p - 512, s = truncated - 1024 if truncated > p + 512, else s = truncated.",
        "No test leads below zero or beyond 32 bits.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "customers cannot top up after others have",
            description: "a counter near the highest one",
            clause: "GBCS 14, annex with the worked table",
        },
        Flag {
            name: "Edge",
            effect: "customers cannot top up at a wrap of the ten bits",
            description: "512 before or behind, or one beside that",
            clause: "GBCS 14, annex with the worked table",
        },
        Flag {
            name: "OtherWindow",
            effect: "another counter is assumed, so the MAC of a good token is wrong",
            description: "the counter with the same ten bits one window before or behind",
            clause: "GBCS 14, annex with the worked table",
        },
        Flag {
            name: "OtherBits",
            effect: "another counter is assumed, so the MAC of a good token is wrong",
            description: "a counter that does not end in the ten bits",
            clause: "GBCS 14, annex with the worked table",
        },
    ];
    type Context = Nothing;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let published = (2_458_896_167, 812, 2_458_896_172);
        let mut cases = vec![case("the worked example", "Normal", published.0, published.1, published.2)];
        let mut highest: Vec<u32> =
            [0, 1, 511, 512, 513, 1023].into_iter().map(|low| 0x0001_0000 + low).collect();
        for _ in 0..6 {
            highest.push((u32::from_be_bytes(random.array()) >> 1) + 2048);
        }
        for highest in highest {
            for step in STEPS {
                let counter = highest.wrapping_add_signed(step);
                let flag = if (510..515).contains(&step.abs()) { "Edge" } else { "Normal" };
                let truncated = u16::try_from(counter % 1024).unwrap_or_default();
                // Exactly 512 before and exactly 512 behind have the same bits; the bounds decide.
                let Some(counter) = recovered(highest, truncated) else { continue };
                let comment = format!("{step} from the highest");
                cases.push(case(&comment, flag, highest, truncated, counter));
                for (comment, counter) in [
                    ("one window before", counter - 1024),
                    ("one window behind", counter + 1024),
                    ("eight windows behind", counter + 8192),
                ] {
                    let comment = format!("{step} from the highest: {comment}");
                    cases.push(wrong(&comment, "OtherWindow", highest, truncated, counter));
                }
                let near = format!("{step} from the highest: the next counter");
                cases.push(wrong(&near, "OtherBits", highest, truncated, counter + 1));
            }
        }
        Ok(vec![Plan { comment: "counters near the highest".to_owned(), context: Nothing {}, cases }])
    }

    fn check(_: &Nothing, input: &Input) -> Result<(), Reason> {
        let found = recovered(u32::from_be_bytes(input.highest.0), input.truncated).ok_or(Reason::Range)?;
        if found.to_be_bytes() == input.counter.0 { Ok(()) } else { Err(Reason::Counter) }
    }

    fn octets(_: &Nothing, _: &Input) -> Vec<Vec<u8>> {
        Vec::new()
    }
}

/// What our code recovers.
fn recovered(highest: u32, truncated: u16) -> Option<u32> {
    let token = Utrn {
        counter: UtrnCounter(truncated.into()).truncated(),
        class: ValueClass::Unit,
        value: TopUpValue::MAX,
        mac: [0; 4],
    };
    token.counter(UtrnCounter(highest)).map(|counter| counter.0)
}

fn case(comment: &str, flag: &'static str, highest: u32, truncated: u16, counter: u32) -> Case<Input> {
    Case::valid(comment, &[flag], input(highest, truncated, counter))
}

fn wrong(comment: &str, flag: &'static str, highest: u32, truncated: u16, counter: u32) -> Case<Input> {
    Case::invalid(comment, flag, &[Reason::Counter], input(highest, truncated, counter))
}

fn input(highest: u32, truncated: u16, counter: u32) -> Input {
    Input { highest: Fixed(highest.to_be_bytes()), truncated, counter: Fixed(counter.to_be_bytes()) }
}

const STEPS: [i32; 13] = [-514, -513, -512, -511, -300, -1, 0, 1, 100, 511, 512, 513, 600];
