use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::wire::Reader;

/// The other-information of a Grouping Header (GBCS 7.2.7): the Message Code, and for messages that the Access
/// Control Broker handles for a Supplementary Remote Party, who that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherInformation<'a> {
    /// 2 octets: the Message Code alone.
    Code {
        /// The Message Code.
        code: MessageCode,
    },
    /// 10 octets: with the Supplementary Remote Party.
    Party {
        /// The Message Code.
        code: MessageCode,
        /// The Supplementary Remote Party.
        party: EntityId,
    },
    /// 18 octets: with the Supplementary Remote Party and its counter.
    PartyCounter {
        /// The Message Code.
        code: MessageCode,
        /// The Supplementary Remote Party.
        party: EntityId,
        /// The Supplementary Remote Party Counter.
        counter: Counter,
    },
    /// 26 octets: a Response with content encrypted for a party that the Device does not know.
    PartyOriginator {
        /// The Message Code.
        code: MessageCode,
        /// The Supplementary Remote Party.
        party: EntityId,
        /// The Supplementary Remote Party Counter.
        counter: Counter,
        /// The Supplementary Originator Counter, from which the encryption key is derived.
        originator_counter: Counter,
    },
    /// More than 26 octets: a Command for a party that the Device does not know.
    PartyCertificate {
        /// The Message Code.
        code: MessageCode,
        /// The Supplementary Remote Party.
        party: EntityId,
        /// The Supplementary Remote Party Counter.
        counter: Counter,
        /// The party's Key Agreement certificate, DER, not looked into.
        certificate: &'a [u8],
    },
}

impl<'a> OtherInformation<'a> {
    /// Reads the whole of `octets`, which start at offset `base` of the message.
    pub fn parse(octets: &'a [u8], base: usize) -> Result<Self, Error> {
        let reader = &mut Reader::at(octets, base);
        let code = MessageCode(reader.u16("the Message Code")?);
        let refused =
            Error::number(ErrorKind::Length, base, FORMS, u64::try_from(octets.len()).unwrap_or(u64::MAX));
        match octets.len() {
            2 => Ok(Self::Code { code }),
            10 => Ok(Self::Party { code, party: party(reader)? }),
            18 => Ok(Self::PartyCounter { code, party: party(reader)?, counter: counter(reader)? }),
            26 => Ok(Self::PartyOriginator {
                code,
                party: party(reader)?,
                counter: counter(reader)?,
                originator_counter: counter(reader)?,
            }),
            0..26 => Err(refused),
            _ => Ok(Self::PartyCertificate {
                code,
                party: party(reader)?,
                counter: counter(reader)?,
                certificate: reader.rest(),
            }),
        }
    }

    /// The Message Code.
    pub fn message_code(&self) -> MessageCode {
        match self {
            Self::Code { code }
            | Self::Party { code, .. }
            | Self::PartyCounter { code, .. }
            | Self::PartyOriginator { code, .. }
            | Self::PartyCertificate { code, .. } => *code,
        }
    }

    /// What is said about a Supplementary Remote Party, where there is one.
    pub fn supplementary(&self) -> Option<Supplementary<'a>> {
        match *self {
            Self::Code { .. } => None,
            Self::Party { party, .. } => Some(Supplementary::new(party)),
            Self::PartyCounter { party, counter, .. } => {
                Some(Supplementary { counter: Some(counter), ..Supplementary::new(party) })
            }
            Self::PartyOriginator { party, counter, originator_counter, .. } => Some(Supplementary {
                counter: Some(counter),
                originator_counter: Some(originator_counter),
                ..Supplementary::new(party)
            }),
            Self::PartyCertificate { party, counter, certificate, .. } => Some(Supplementary {
                counter: Some(counter),
                certificate: Some(certificate),
                ..Supplementary::new(party)
            }),
        }
    }

    /// How many octets [`emit`](Self::emit) appends.
    pub fn buffer_len(&self) -> usize {
        match self {
            Self::Code { .. } => 2,
            Self::Party { .. } => 10,
            Self::PartyCounter { .. } => 18,
            Self::PartyOriginator { .. } => 26,
            Self::PartyCertificate { certificate, .. } => 18 + certificate.len(),
        }
    }

    /// Appends the octets, without their length.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend(self.message_code().0.to_be_bytes());
        let Some(supplementary) = self.supplementary() else { return };
        out.extend(supplementary.party.0);
        for counter in [supplementary.counter, supplementary.originator_counter].into_iter().flatten() {
            out.extend(counter.0.to_be_bytes());
        }
        out.extend(supplementary.certificate.unwrap_or_default());
    }

    /// The octets, without their length.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.buffer_len());
        self.emit(&mut out);
        out
    }
}

/// What a header says about a Supplementary Remote Party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplementary<'a> {
    /// Who it is.
    pub party: EntityId,
    /// Its counter.
    pub counter: Option<Counter>,
    /// The counter that the Device chose for the encryption key.
    pub originator_counter: Option<Counter>,
    /// Its Key Agreement certificate, DER, not looked into.
    pub certificate: Option<&'a [u8]>,
}

impl Supplementary<'_> {
    fn new(party: EntityId) -> Self {
        Self { party, counter: None, originator_counter: None, certificate: None }
    }
}

fn party(reader: &mut Reader<'_>) -> Result<EntityId, Error> {
    reader.array("the Supplementary Remote Party").map(EntityId)
}

fn counter(reader: &mut Reader<'_>) -> Result<Counter, Error> {
    reader.u64("a supplementary counter").map(Counter)
}

const FORMS: &str = "other-information of 2, 10, 18, 26 or more octets";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_told_by_its_length() {
        let code = MessageCode(0x0027);
        let party = EntityId([0xA1; 8]);
        let counter = Counter(7);
        let forms = [
            OtherInformation::Code { code },
            OtherInformation::Party { code, party },
            OtherInformation::PartyCounter { code, party, counter },
            OtherInformation::PartyOriginator { code, party, counter, originator_counter: Counter(9) },
            OtherInformation::PartyCertificate { code, party, counter, certificate: &[0x30; 9] },
        ];
        for form in forms {
            let octets = form.to_vec();
            assert_eq!(octets.len(), form.buffer_len());
            assert_eq!(OtherInformation::parse(&octets, 0), Ok(form));
        }
    }

    #[test]
    fn lengths_between_the_forms_are_refused() {
        for length in (2..26).filter(|length| ![2, 10, 18].contains(length)) {
            let expected = Error::number(ErrorKind::Length, 31, FORMS, length as u64);
            assert_eq!(OtherInformation::parse(&vec![0; length], 31), Err(expected));
        }
        assert_eq!(OtherInformation::parse(&[0], 31), Err(Error::truncated(32, "the Message Code", 1)));
    }
}
