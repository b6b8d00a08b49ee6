use core::fmt;
use core::str::FromStr;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;

use crate::fuzz::NotAnInput;
use crate::session::Attack;

/// One thing that is changed in a command. What stands here before protection leaves the command authentic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One of the attacks that scenarios know; nothing else is changed.
    Attack(Attack),
    /// Another Message Code, before protection.
    Code(MessageCode),
    /// A counter so far below the last one that was used, before protection.
    Counter(u64),
    /// Another CRA flag, before protection.
    Cra(u8),
    /// Other octets as date-time of the header, before protection.
    DateTime(Vec<u8>),
    /// The MAC and its header are left out.
    NoMac,
    /// The signature is left out, under a correct MAC.
    NoSignature,
    /// Octets of the whole message, after protection.
    Octets(Splice),
    /// Another Business Originator, before protection.
    Originator(EntityId),
    /// Octets of other-information, before protection.
    Other(Splice),
    /// Octets of the payload, before protection.
    Payload(Splice),
    /// The content length that is stated, before protection.
    PayloadLength(usize),
    /// Another Business Target, before protection.
    Recipient(EntityId),
    /// Octets of the signature, under a correct MAC.
    Signature(Splice),
}

impl Change {
    /// What kind of change it is, in one word.
    pub fn family(&self) -> &'static str {
        match self {
            Self::Attack(_) => "attack",
            Self::Code(_) => "code",
            Self::Counter(_) => "counter",
            Self::Cra(_) => "cra",
            Self::DateTime(_) => "date-time",
            Self::NoMac => "no-mac",
            Self::NoSignature => "no-signature",
            Self::Octets(_) => "octets",
            Self::Originator(_) => "originator",
            Self::Other(_) => "other",
            Self::Payload(_) => "payload",
            Self::PayloadLength(_) => "payload-length",
            Self::Recipient(_) => "recipient",
            Self::Signature(_) => "signature",
        }
    }

    /// The splice in it, if it is one.
    pub(super) fn splice_mut(&mut self) -> Option<&mut Splice> {
        match self {
            Self::Octets(splice) | Self::Other(splice) | Self::Payload(splice) | Self::Signature(splice) => {
                Some(splice)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = self.family();
        match self {
            Self::Attack(attack) => write!(f, "{family} {}", attack.phrase()),
            Self::Code(code) => write!(f, "{family} {code}"),
            Self::Counter(back) => write!(f, "{family} {back}"),
            Self::Cra(cra) => write!(f, "{family} {cra:02X}"),
            Self::DateTime(octets) => write!(f, "{family} ={}", Hex(octets)),
            Self::NoMac | Self::NoSignature => f.write_str(family),
            Self::Octets(splice) | Self::Other(splice) | Self::Payload(splice) | Self::Signature(splice) => {
                write!(f, "{family} {splice}")
            }
            Self::Originator(id) | Self::Recipient(id) => write!(f, "{family} {}", Hex(&id.0)),
            Self::PayloadLength(length) => write!(f, "{family} {length}"),
        }
    }
}

impl FromStr for Change {
    type Err = NotAnInput;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (family, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let wrong = |expected| NotAnInput::new(expected, text);
        let number = |digits: &str| digits.parse().map_err(|_| wrong("a number"));
        let hex = |digits: &str| octets(digits).ok_or_else(|| wrong("hexadecimal octets"));
        let id = |digits: &str| {
            let octets = octets(digits).and_then(|octets| <[u8; 8]>::try_from(octets).ok());
            octets.map(EntityId).ok_or_else(|| wrong("eight octets"))
        };
        Ok(match family {
            "attack" => {
                Self::Attack(Attack::from_phrase(rest).ok_or_else(|| wrong("the words of an attack"))?)
            }
            "code" => {
                let code = u16::from_str_radix(rest, 16).map_err(|_| wrong("a Message Code"))?;
                Self::Code(MessageCode(code))
            }
            "counter" => Self::Counter(number(rest)?),
            "cra" => Self::Cra(u8::from_str_radix(rest, 16).map_err(|_| wrong("an octet"))?),
            "date-time" => Self::DateTime(hex(rest.trim_start_matches('='))?),
            "no-mac" => Self::NoMac,
            "no-signature" => Self::NoSignature,
            "octets" => Self::Octets(rest.parse()?),
            "originator" => Self::Originator(id(rest)?),
            "other" => Self::Other(rest.parse()?),
            "payload" => Self::Payload(rest.parse()?),
            "payload-length" => Self::PayloadLength(rest.parse().map_err(|_| wrong("a number of octets"))?),
            "recipient" => Self::Recipient(id(rest)?),
            "signature" => Self::Signature(rest.parse()?),
            _ => return Err(wrong("a change")),
        })
    }
}

/// Octets that take the place of others: `3..5=FFFF`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The first octet that goes, or the place where octets are inserted.
    pub start: usize,
    /// The first that stays.
    pub end: usize,
    /// What comes instead.
    pub octets: Vec<u8>,
}

impl Splice {
    /// Carries it out, as far as there are octets.
    pub fn apply(&self, octets: &mut Vec<u8>) {
        let start = self.start.min(octets.len());
        let end = self.end.clamp(start, octets.len());
        octets.splice(start..end, self.octets.iter().copied());
    }
}

impl fmt::Display for Splice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}={}", self.start, self.end, Hex(&self.octets))
    }
}

impl FromStr for Splice {
    type Err = NotAnInput;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (range, digits) = text.split_once('=')?;
            let (start, end) = range.split_once("..")?;
            let (start, end) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
            (start <= end).then_some(())?;
            Some(Self { start, end, octets: octets(digits.trim())? })
        };
        parse().ok_or_else(|| NotAnInput::new("octets in place of others, as 3..5=FFFF", text))
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

fn octets(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    rest.is_empty().then_some(())?;
    pairs.iter().map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
