use core::fmt;
use core::str::FromStr;

use crate::fuzz::Change;

/// A short conversation in words, a message a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Input {
    /// The messages.
    pub steps: Vec<Step>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The octets of an earlier message once more; they are counted from 1.
    Again(usize),
    /// A command, made when it is sent.
    Command(Planned),
}

/// A command of an entitled party, and what is changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The use case, as scenarios name it.
    pub use_case: String,
    /// The party, as the profile names it.
    pub party: String,
    /// Which of the values that the use case may set.
    pub values: u64,
    /// What is changed, in this order.
    pub changes: Vec<Change>,
}

/// Why text is no input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read a message: expected {expected}, found {found:?}")]
pub struct NotAnInput {
    expected: &'static str,
    found: String,
}

impl NotAnInput {
    pub(super) fn new(expected: &'static str, found: &str) -> Self {
        Self { expected, found: found.chars().take(80).collect() }
    }
}

impl Input {
    /// Reads a message from each line.
    ///
    /// # Errors
    ///
    /// The first line that is none.
    pub fn from_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAnInput> {
        let steps = lines.into_iter().map(str::parse).collect::<Result<Vec<Step>, _>>()?;
        Ok(Self { steps })
    }

    /// How many things are changed in it.
    pub fn changes(&self) -> usize {
        self.steps
            .iter()
            .map(|step| if let Step::Command(planned) = step { planned.changes.len() } else { 1 })
            .sum()
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let planned = match self {
            Self::Again(number) => return write!(f, "again {number}"),
            Self::Command(planned) => planned,
        };
        write!(f, "{} from {} values {}", planned.use_case, planned.party, planned.values)?;
        for (number, change) in planned.changes.iter().enumerate() {
            write!(f, "{} {change}", if number == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl FromStr for Step {
    type Err = NotAnInput;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (head, changes) = text.split_once(':').unwrap_or((text, ""));
        let words: Vec<&str> = head.split_whitespace().collect();
        match words.as_slice() {
            ["again", number] => {
                let number = number.parse().ok().filter(|number| *number > 0);
                number
                    .map(Self::Again)
                    .ok_or_else(|| NotAnInput::new("the number of an earlier message", text))
            }
            [use_case, "from", party, "values", values] => {
                let values = values.parse().map_err(|_| NotAnInput::new("a number of values", text))?;
                let changes = changes.split(';').map(str::trim).filter(|change| !change.is_empty());
                let changes = changes.map(str::parse).collect::<Result<Vec<Change>, _>>()?;
                let (use_case, party) = ((*use_case).to_owned(), (*party).to_owned());
                Ok(Self::Command(Planned { use_case, party, values, changes }))
            }
            _ => Err(NotAnInput::new("`USE-CASE from PARTY values N: CHANGE; …` or `again N`", text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let lines = [
            "ECS17b from supplier values 0",
            "again 1",
            "ECS17b from supplier values 3: payload 3..5=FFFF; cra 04; payload-length 70000",
            "CS02b-supplierBySupplier from second-supplier values 18446744073709551615: octets 0..0=00; no-mac",
            "ECS01a from supplier values 1: attack with one bit of its MAC flipped",
            "ECS01a from supplier values 1: originator 0102030405060708; date-time =; code 0FFE; counter 0",
            "ECS01a from supplier values 1: recipient 0102030405060708; signature 63..64=; other 2..2=01",
            "ECS01a from supplier values 1: no-signature; date-time =07EA",
        ];
        for line in lines {
            assert_eq!(line.parse::<Step>().map(|step| step.to_string()).as_deref(), Ok(line));
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_should_stand_there() {
        for (line, expected) in [
            ("ECS17b from supplier", "`USE-CASE from PARTY values N: CHANGE; …` or `again N`"),
            ("again 0", "the number of an earlier message"),
            ("ECS17b from supplier values x", "a number of values"),
            ("ECS17b from supplier values 1: payload 5..3=00", "octets in place of others, as 3..5=FFFF"),
            ("ECS17b from supplier values 1: melt", "a change"),
            ("ECS17b from supplier values 1: recipient 01", "eight octets"),
        ] {
            assert_eq!(line.parse::<Step>().map_err(|error| error.expected), Err(expected), "{line}");
        }
    }
}
