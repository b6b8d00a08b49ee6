use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Length;

use crate::session::Command;
use crate::session::Laboratory;

/// One thing that is wrong with a command; all else about it stays right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attack {
    /// Protected for, and addressed to, another device: one bit differs, in another octet for each use case.
    OtherTarget,
    /// Originated by a party that no Trust Anchor Cell holds.
    UnknownOriginator,
    /// A bit of the Originator Counter is flipped after protection.
    HeaderBit,
    /// A bit of the last payload octet is flipped after protection.
    PayloadBit,
    /// A bit of the MAC is flipped, in another octet for each use case.
    MacBit,
    /// The MAC has eight octets: those that it should begin with. The lengths are right for it.
    MacShort,
    /// The MAC is made with the key of another party than the broker.
    MacOtherKey,
    /// The MAC key is derived for an alert.
    MacAlertPurpose,
    /// The MAC key is derived for the encryption of attributes.
    MacEncryptionPurpose,
    /// The MAC key is derived for a response.
    MacOtherPurpose,
    /// A bit of the signature is flipped, under a correct MAC.
    SignatureBit,
    /// Another party that the device knows signed, under a correct MAC.
    SignatureOtherParty,
    /// Both halves of the signature are zero, under a correct MAC.
    SignatureZero,
    /// The second half of the signature is the order of the group, under a correct MAC.
    SignatureOrder,
    /// The signature is left out, under a correct MAC.
    SignatureMissing,
    /// The MAC and its header are left out.
    MacMissing,
    /// The counter is near its largest permitted value, the protection is not valid.
    CounterHuge,
    /// The last octet is missing.
    Truncated,
    /// Half of the payload is missing; signature and MAC are made for what is left, the content length is not.
    CutSealed,
    /// An octet follows the message.
    Extended,
    /// The content length is one too large.
    LengthLie,
    /// The payload travels under a Message Code that no use case has.
    UnknownCode,
    /// Marked and protected as a response.
    AsResponse,
    /// Marked and protected as an alert.
    AsAlert,
}

/// The phrase of each attack, as scenarios write it.
const PHRASES: [(&str, Attack); 24] = [
    ("addressed to another device", Attack::OtherTarget),
    ("from a party without a cell", Attack::UnknownOriginator),
    ("with one bit of its header flipped", Attack::HeaderBit),
    ("with one bit of its payload flipped", Attack::PayloadBit),
    ("with one bit of its MAC flipped", Attack::MacBit),
    ("with a MAC of eight octets", Attack::MacShort),
    ("with a MAC made with another party's key", Attack::MacOtherKey),
    ("with a MAC derived for an alert", Attack::MacAlertPurpose),
    ("with a MAC derived for encryption", Attack::MacEncryptionPurpose),
    ("with a MAC derived for a response", Attack::MacOtherPurpose),
    ("with one bit of its signature flipped", Attack::SignatureBit),
    ("signed by another known party", Attack::SignatureOtherParty),
    ("with a signature of zeros", Attack::SignatureZero),
    ("with a signature whose s is the group order", Attack::SignatureOrder),
    ("without its signature", Attack::SignatureMissing),
    ("without its MAC", Attack::MacMissing),
    ("with a huge counter and no valid protection", Attack::CounterHuge),
    ("cut short by one octet", Attack::Truncated),
    ("cut short and then protected", Attack::CutSealed),
    ("extended by one octet", Attack::Extended),
    ("whose content length is one too large", Attack::LengthLie),
    ("under a Message Code that does not exist", Attack::UnknownCode),
    ("marked as a response", Attack::AsResponse),
    ("marked as an alert", Attack::AsAlert),
];

/// The Message Code that no use case has.
const NO_SUCH_CODE: MessageCode = MessageCode(0x0FFE);

/// The order of the P-256 group (FIPS 186-4 D.1.2.3).
const GROUP_ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
    0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

impl Attack {
    /// All of them.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        PHRASES.iter().map(|(_, attack)| *attack)
    }

    /// The attack that scenarios call this.
    pub fn from_phrase(phrase: &str) -> Option<Self> {
        PHRASES.iter().find(|(text, _)| *text == phrase).map(|(_, attack)| *attack)
    }

    /// How scenarios call it.
    pub fn phrase(self) -> &'static str {
        PHRASES.iter().find(|(_, attack)| *attack == self).map_or("", |(text, _)| text)
    }

    /// Whether `command` has the protection that the attack is about.
    pub fn applies_to(self, command: &Command) -> bool {
        match self {
            Self::MacAlertPurpose
            | Self::MacBit
            | Self::MacEncryptionPurpose
            | Self::MacMissing
            | Self::MacOtherKey
            | Self::MacOtherPurpose
            | Self::MacShort => command.authenticated,
            Self::SignatureBit
            | Self::SignatureMissing
            | Self::SignatureOrder
            | Self::SignatureOtherParty
            | Self::SignatureZero => command.signed,
            _ => true,
        }
    }

    /// The octets of `command` with this one thing wrong, or why the laboratory cannot make them.
    pub fn apply(self, command: &Command, laboratory: &Laboratory) -> Result<Vec<u8>, String> {
        let mut wrong = command.clone();
        let envelope = &mut wrong.envelope;
        match self {
            Self::OtherTarget => {
                // A device that compares only some of the octets is noticed by some of the use cases.
                let at = usize::from(command.code.0) % envelope.recipient.0.len();
                if let Some(octet) = envelope.recipient.0.get_mut(at) {
                    *octet ^= 0x01;
                }
            }
            Self::UnknownOriginator => return unknown_originator(wrong, laboratory),
            Self::CounterHuge => {
                let protected = wrong.protect_envelope(laboratory)?;
                let huge = Counter((1 << 63) - 1 - (protected.counter.0 & 0xFFFF));
                return Ok(Envelope { counter: huge, ..protected }.emit());
            }
            Self::UnknownCode => {
                let rest = envelope.other.get(2..).unwrap_or_default().to_vec();
                envelope.other = NO_SUCH_CODE.0.to_be_bytes().into_iter().chain(rest).collect();
            }
            Self::AsResponse => envelope.cra = Cra::Response.octet(),
            Self::AsAlert => envelope.cra = Cra::Alert.octet(),
            Self::LengthLie => {
                let lie = envelope.payload.len() + 1;
                envelope.payload_length = Length::claiming(lie);
            }
            Self::CutSealed => {
                let whole = envelope.payload.len();
                envelope.payload.truncate(whole / 2);
                envelope.payload_length = Length::claiming(whole);
            }
            Self::SignatureBit => {
                return resigned(wrong, laboratory, |signature| {
                    if let Some(last) = signature.last_mut() {
                        *last ^= 0x01;
                    }
                });
            }
            Self::SignatureZero => return resigned(wrong, laboratory, |signature| signature.fill(0)),
            Self::SignatureOrder => {
                return resigned(wrong, laboratory, |signature| {
                    signature.truncate(32);
                    signature.extend(GROUP_ORDER);
                });
            }
            Self::SignatureMissing => return resigned(wrong, laboratory, Vec::clear),
            Self::SignatureOtherParty => {
                let other = laboratory
                    .known_signer_other_than(wrong.envelope.originator)
                    .ok_or("the profile gives no second signing key that the device knows")?;
                wrong.envelope.sign(other);
                wrong.authenticate(laboratory)?;
                return Ok(wrong.envelope.emit());
            }
            Self::MacMissing => {
                let protected = wrong.protect_envelope(laboratory)?;
                return Ok(Envelope { mac: None, ..protected }.emit());
            }
            Self::MacOtherKey => {
                let mut protected = wrong.protect_envelope(laboratory)?;
                let secret = laboratory
                    .secret_other_than_broker(protected.originator)
                    .ok_or("the profile gives no key agreement key besides the broker's")?;
                protected.authenticate(secret);
                return Ok(protected.emit());
            }
            Self::MacAlertPurpose => return authenticated_as(Purpose::Alert, &wrong, laboratory),
            Self::MacEncryptionPurpose => return authenticated_as(Purpose::Encryption, &wrong, laboratory),
            Self::MacOtherPurpose => return authenticated_as(Purpose::Response, &wrong, laboratory),
            Self::HeaderBit
            | Self::PayloadBit
            | Self::MacBit
            | Self::MacShort
            | Self::Truncated
            | Self::Extended => return altered(self, &wrong, laboratory),
        }
        Ok(wrong.protect_envelope(laboratory)?.emit())
    }
}

/// Alters a protected message without protecting it again.
fn altered(attack: Attack, command: &Command, laboratory: &Laboratory) -> Result<Vec<u8>, String> {
    let mut envelope = command.protect_envelope(laboratory)?;
    match attack {
        // A bit high enough that no other command of the run has the counter that results.
        Attack::HeaderBit => envelope.counter = Counter(envelope.counter.0 ^ 0x4000_0000),
        Attack::PayloadBit => {
            if let Some(last) = envelope.payload.last_mut() {
                *last ^= 0x01;
            }
        }
        Attack::MacBit => {
            // A device that compares only some of the octets is noticed by some of the use cases.
            if let Some(header) = &mut envelope.mac {
                let at = usize::from(command.code.0) % header.mac.len().max(1);
                if let Some(octet) = header.mac.get_mut(at) {
                    *octet ^= 0x80;
                }
            }
        }
        Attack::MacShort => {
            if let Some(header) = &mut envelope.mac {
                header.mac.truncate(8);
            }
        }
        _ => {}
    }
    let mut octets = envelope.emit();
    match attack {
        Attack::Truncated => octets.truncate(octets.len().saturating_sub(1)),
        Attack::Extended => octets.push(0),
        _ => {}
    }
    Ok(octets)
}

/// A MAC of the broker's, under a key that was derived for another purpose.
fn authenticated_as(purpose: Purpose, command: &Command, laboratory: &Laboratory) -> Result<Vec<u8>, String> {
    let mut protected = command.protect_envelope(laboratory)?;
    protected.authenticate_as(purpose, laboratory.broker_secret()?);
    Ok(protected.emit())
}

/// Signs, spoils the signature, and adds a MAC that is right for the spoiled message.
fn resigned(
    mut command: Command,
    laboratory: &Laboratory,
    spoil: impl FnOnce(&mut Vec<u8>),
) -> Result<Vec<u8>, String> {
    command.sign(laboratory)?;
    if let Some(signature) = &mut command.envelope.signature {
        spoil(signature);
    }
    command.authenticate(laboratory)?;
    Ok(command.envelope.emit())
}

/// The stranger signs where a signature is due; the broker's MAC is right.
fn unknown_originator(mut command: Command, laboratory: &Laboratory) -> Result<Vec<u8>, String> {
    let stranger = laboratory.stranger();
    command.envelope.originator = stranger.id;
    if command.signed {
        command.envelope.sign(stranger.signing_key().ok_or("the stranger has no signing key")?);
    }
    command.authenticate(laboratory)?;
    Ok(command.envelope.emit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_leads_to_its_attack_and_back() {
        for (phrase, attack) in PHRASES {
            assert_eq!(Attack::from_phrase(phrase), Some(attack));
            assert_eq!(attack.phrase(), phrase);
        }
        assert_eq!(Attack::from_phrase("with good intentions"), None);
    }
}
