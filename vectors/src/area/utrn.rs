//! The digits of a UTRN (GBCS 14.3, 14.8).

use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::UtrnError;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::utrn::check_digit;
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
use crate::people;
use crate::seeded::Seeded;

/// Digits, and what they say.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// What was typed.
    utrn: String,
    /// What a valid UTRN says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    fields: Option<Fields>,
}

/// What 20 digits say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fields {
    /// The low ten bits of the UTRN Counter.
    truncated_counter: u16,
    /// 0: hundredths of the currency unit; 1: units.
    value_class: u8,
    /// How many.
    value: u16,
    /// The MAC.
    mac: Fixed<4>,
}

pub(crate) struct Digits;

impl Area for Digits {
    const NAME: &'static str = "utrn";
    const ALGORITHM: &'static str = "UTRN: digits, check digit and range";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if utrn is 20 decimal digits, the last of which is the check digit of the others, and the \
         first 19 are a number from 7394156990786306048 to 7538272178862161919. For valid tests, fields says what the \
         digits hold; whether the MAC is right is not asked.",
        "Check digit: d = 0, k = 4; for each digit x from the first, d = D[d][P[k][x]], k = k + 1 modulo 8; the check \
         digit is I[d]. The tables are those of GBCS 14.8.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "customers cannot top up",
            description: "a token that a supplier sells",
            clause: "GBCS 14.3",
        },
        Flag {
            name: "EdgeValue",
            effect: "some tokens cannot be used, or give another credit",
            description: "counter or value at the edge of its range",
            clause: "GBCS 14.3 (ten bits of the counter, thirteen of the value)",
        },
        Flag {
            name: "ChangedDigit",
            effect: "a mistyped token counts as an attack, or tops up another amount",
            description: "one digit is another",
            clause: "GBCS 14.8",
        },
        Flag {
            name: "SwappedDigits",
            effect: "a mistyped token counts as an attack",
            description: "two digits beside each other are swapped",
            clause: "GBCS 14.8",
        },
        Flag {
            name: "OtherScheme",
            effect: "tokens of correct suppliers are refused",
            description: "the check digit is that of a similar scheme",
            clause: "GBCS 14.8 (start at the fifth permutation, inverses of its own)",
        },
        Flag {
            name: "WrongLength",
            effect: "other input is taken for a token",
            description: "not 20 digits",
            clause: "GBCS 14.3",
        },
        Flag {
            name: "NoDigit",
            effect: "other input is taken for a token",
            description: "a character that is no decimal digit",
            clause: "GBCS 14.3",
        },
        Flag {
            name: "OutOfRange",
            effect: "the number below the offset wraps around, the one above is cut",
            description: "a right check digit behind a number that no token has",
            clause: "GBCS 14.3 (offset 7394156990786306048, 57 bits)",
        },
    ];
    type Context = Nothing;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut valid = Vec::new();
        for counter in [0, 1, 3, 511, 512, 513, 1022, 1023, 1024, u32::MAX] {
            for (class, value) in [(ValueClass::Hundredth, 5000), (ValueClass::Unit, 10)] {
                let token = token(counter, class, value)?;
                let comment = format!("UTRN Counter {counter}, {value} of class {class:?}");
                valid.push(good(comment, "EdgeValue", &token));
            }
        }
        for value in [0, 1, 4095, 4096, 8190, 8191] {
            for class in [ValueClass::Hundredth, ValueClass::Unit] {
                let token = token(77, class, value)?;
                valid.push(good(format!("{value} of class {class:?}"), "EdgeValue", &token));
            }
        }
        let mut tokens = Vec::new();
        for number in 0..20_u16 {
            let counter = u32::from_be_bytes(random.array());
            let token = token(counter, ValueClass::Unit, 5 + number)?;
            valid.push(good(format!("token {number}"), "Normal", &token));
            tokens.push(token);
        }
        let mut invalid = Vec::new();
        for token in tokens.iter().take(4) {
            invalid.extend(mistyped(&token.to_string()));
        }
        invalid.extend(other_forms(&tokens.first().map(Utrn::to_string).unwrap_or_default()));
        let plan = |comment: &str, cases| Plan { comment: comment.to_owned(), context: Nothing {}, cases };
        Ok(vec![plan("tokens", valid), plan("what is no token", invalid)])
    }

    fn check(_: &Nothing, input: &Input) -> Result<(), Reason> {
        let token: Utrn = input.utrn.parse().map_err(|error| match error {
            UtrnError::CheckDigit { .. } => Reason::CheckDigit,
            UtrnError::Digit { .. } => Reason::Digit,
            UtrnError::Length { .. } => Reason::Length,
            UtrnError::Range { .. } => Reason::Range,
        })?;
        if input.fields.as_ref().is_some_and(|fields| *fields != Fields::of(&token)) {
            return Err(Reason::Unequal);
        }
        if token.to_string() == input.utrn { Ok(()) } else { Err(Reason::Reencoding) }
    }

    fn octets(_: &Nothing, input: &Input) -> Vec<Vec<u8>> {
        vec![input.utrn.clone().into_bytes()]
    }
}

impl Fields {
    fn of(token: &Utrn) -> Self {
        let value_class = match token.class {
            ValueClass::Hundredth => 0,
            ValueClass::Unit => 1,
            ValueClass::Undefined2 => 2,
            ValueClass::Undefined3 => 3,
        };
        Self {
            truncated_counter: token.counter.number(),
            value_class,
            value: token.value.number(),
            mac: Fixed(token.mac),
        }
    }
}

fn good(comment: String, flag: &'static str, token: &Utrn) -> Case<Input> {
    Case::valid(comment, &[flag], Input { utrn: token.to_string(), fields: Some(Fields::of(token)) })
}

fn token(counter: u32, class: ValueClass, value: u16) -> Result<Utrn, GenerateError> {
    let (supplier, device) = (people::supplier(), people::ESME);
    let secret = supplier.agree(device).map_err(Digits::lacks)?;
    let value = TopUpValue::new(value).ok_or_else(|| Digits::lacks("a value"))?;
    Ok(Utrn::build(&secret, supplier.id, device.id, UtrnCounter(counter), class, value))
}

fn mistyped(token: &str) -> Vec<Case<Input>> {
    let mut cases = Vec::new();
    let digits = token.as_bytes();
    for (at, digit) in digits.iter().enumerate() {
        for step in [1, 4, 9] {
            let mut changed = digits.to_vec();
            if let Some(place) = changed.get_mut(at) {
                *place = b'0' + (digit - b'0' + step) % 10;
            }
            let comment = format!("{token}: digit {} plus {step}", at + 1);
            if is_in_range(&changed) {
                cases.push(bad(comment, "ChangedDigit", &[Reason::CheckDigit], text(&changed)));
            }
        }
        let mut swapped = digits.to_vec();
        if swapped.get(at) != swapped.get(at + 1) && at + 1 < swapped.len() {
            swapped.swap(at, at + 1);
            let comment = format!("{token}: digits {} and {} swapped", at + 1, at + 2);
            // Swapping the check digit with its neighbour is not always noticed.
            let right = check_digit(&text(swapped.get(..19).unwrap_or_default())).to_string();
            if is_in_range(&swapped) && right.as_bytes().first() != swapped.last() {
                cases.push(bad(comment, "SwappedDigits", &[Reason::CheckDigit], text(&swapped)));
            }
        }
    }
    cases
}

/// Whether only the check digit can be wrong: what leaves the range is wrong in two ways.
fn is_in_range(digits: &[u8]) -> bool {
    let number = text(digits.get(..19).unwrap_or_default()).parse::<u64>();
    number.is_ok_and(|number| (LOWEST..=HIGHEST).contains(&number))
}

fn other_forms(token: &str) -> Vec<Case<Input>> {
    let number = token.get(..19).unwrap_or_default();
    let mut cases = Vec::new();
    for (comment, text) in [
        ("nothing", String::new()),
        ("without the check digit", number.to_owned()),
        ("without the first digit", token.get(1..).unwrap_or_default().to_owned()),
        ("one digit more", format!("{token}0")),
        ("a zero in front", format!("0{token}")),
        ("twice", format!("{token}{token}")),
    ] {
        cases.push(bad(comment.to_owned(), "WrongLength", &[Reason::Length], text));
    }
    for (comment, text) in [
        ("a space in front", format!(" {number}")),
        ("a space behind", format!("{number} ")),
        ("a letter", format!("{number}O")),
        ("a sign", format!("+{number}")),
        ("hexadecimal", format!("{number}A")),
        ("a decimal point", format!("{number}.")),
        ("a full-width digit", format!("{number}\u{FF11}")),
        ("an Arabic-Indic digit", format!("{number}\u{0661}")),
        ("a zero octet", format!("{number}\0")),
    ] {
        cases.push(bad(comment.to_owned(), "NoDigit", &[Reason::Digit], text));
    }
    for number in [
        "0000000000000000000",
        "0000000000000000001",
        "7394156990786306047",
        "7394156990786306046",
        "7300000000000000000",
        "1234567891012131415",
        "7538272178862161920",
        "7538272178862161921",
        "7600000000000000000",
        "8999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "9999999999999999999",
    ] {
        let text = format!("{number}{}", check_digit(number));
        cases.push(bad(number.to_owned(), "OutOfRange", &[Reason::Range], text));
    }
    let right = check_digit(number);
    for (comment, start, inverses) in [
        ("starts at the first permutation", 0, OWN_INVERSES),
        ("starts at the second permutation", 1, OWN_INVERSES),
        ("starts at the fourth permutation", 3, OWN_INVERSES),
        ("starts at the sixth permutation", 5, OWN_INVERSES),
        ("inverses of the textbook", 4, TEXTBOOK_INVERSES),
        ("the scheme of the textbook", 1, TEXTBOOK_INVERSES),
    ] {
        let other = scheme(number, start, inverses);
        if other != right {
            let text = format!("{number}{other}");
            cases.push(bad(comment.to_owned(), "OtherScheme", &[Reason::CheckDigit], text));
        }
    }
    let luhn = luhn(number);
    if luhn != right {
        let text = format!("{number}{luhn}");
        cases.push(bad("the scheme of Luhn".to_owned(), "OtherScheme", &[Reason::CheckDigit], text));
    }
    cases
}

fn bad(comment: String, flag: &'static str, reasons: &'static [Reason], utrn: String) -> Case<Input> {
    Case::invalid(comment, flag, reasons, Input { utrn, fields: None })
}

/// A check digit like that of Verhoeff, in the dihedral group by arithmetic.
fn scheme(digits: &str, start: usize, inverses: [char; 10]) -> char {
    let product = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let base = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |rounds: usize, digit: u8| {
        (0..rounds).fold(digit, |digit, _| base.get(usize::from(digit)).copied().unwrap_or_default())
    };
    let sum = digits
        .bytes()
        .enumerate()
        .fold(0, |sum, (at, digit)| product(sum, permuted((at + start) % 8, digit.wrapping_sub(b'0'))));
    inverses.get(usize::from(sum)).copied().unwrap_or('0')
}

fn luhn(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit.wrapping_sub(b'0'));
            if at % 2 == 1 {
                digit
            } else if digit > 4 {
                2 * digit - 9
            } else {
                2 * digit
            }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

fn text(digits: &[u8]) -> String {
    String::from_utf8_lossy(digits).into_owned()
}

const OWN_INVERSES: [char; 10] = ['1', '2', '6', '7', '5', '8', '3', '0', '9', '4'];
const TEXTBOOK_INVERSES: [char; 10] = ['0', '4', '3', '2', '1', '5', '6', '7', '8', '9'];

/// The numbers that a UTRN may be, without its check digit (GBCS 14.3).
const LOWEST: u64 = 7_394_156_990_786_306_048;
const HIGHEST: u64 = 7_538_272_178_862_161_919;
