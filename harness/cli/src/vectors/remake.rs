//! A vector that is a command, made again for a target: with the keys, identifiers and counters of a profile, and wrong in
//! the same one way.

use hallmark_engine::fuzz::Demand;
use hallmark_engine::session::Command;
use hallmark_engine::session::Laboratory;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use serde::Deserialize;

/// A test of `message.json`, as far as it matters here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Test {
    pub(super) tc_id: String,
    pub(super) comment: String,
    pub(super) flags: Vec<String>,
    pub(super) input: Input,
}

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    /// Hexadecimal.
    pub(super) message: String,
}

impl Test {
    pub(super) fn octets(&self) -> Option<Vec<u8>> {
        let digits: Option<Vec<u8>> =
            self.input.message.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
        Some(
            digits?
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit))
                .collect(),
        )
    }

    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|found| found == flag)
    }

    /// What a target may do with it. What is authentic and only odd it may answer as it likes: no clause forbids that.
    pub(super) fn demand(&self) -> Demand {
        if self.has("Normal") {
            Demand::Answered
        } else if ["ExtraProtection", "OtherCounter", "WrongPayload"].iter().any(|flag| self.has(flag)) {
            Demand::Survived
        } else {
            Demand::Refused("GBCS 6.2.4")
        }
    }
}

/// The octets for the target: `command` with what distinguishes the vector `wrong` from the valid one of its group, `good`.
/// Why it cannot be made otherwise.
pub(super) fn remake(
    test: &Test,
    good: &[u8],
    wrong: &[u8],
    command: &Command,
    laboratory: &Laboratory,
) -> Result<Vec<u8>, String> {
    let protected = command.protect_envelope(laboratory)?;
    let has = |flag: &str| test.has(flag);
    let envelope = if has("Normal") {
        protected
    } else if has("OnlySignatureWrong") {
        let octets = flipped(good, wrong, &protected)?;
        let mut envelope = Message::parse(&octets).map(|message| Envelope::from(&message)).map_err(text)?;
        envelope.authenticate(laboratory.broker_secret()?);
        envelope
    } else if has("WrongKey") {
        other_key(&test.comment, protected, laboratory)?
    } else if has("WrongOrder") {
        let early = authenticated(command, protected.clone(), Some(Vec::new()), laboratory)?;
        Envelope { mac: early.mac, ..protected }
    } else if has("MissingProtection") {
        missing(good, wrong, command, protected, laboratory)?
    } else if has("ExtraProtection") {
        Command { signed: true, ..command.clone() }.protect_envelope(laboratory)?
    } else if has("WrongPayload") || has("OtherCounter") {
        let mut odd = command.clone();
        odd.envelope.payload = payload(good, wrong, &odd.envelope.payload)?;
        odd.protect_envelope(laboratory)?
    } else {
        return flipped(good, wrong, &protected);
    };
    Ok(envelope.emit())
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

/// The message with the same bits flipped in the same part.
fn flipped(good: &[u8], wrong: &[u8], live: &Envelope) -> Result<Vec<u8>, String> {
    let mut octets = live.emit();
    let [of_vector, of_live] = [parts(good)?, parts(&octets)?];
    // Behind the first octet that differs there is only the protection, where that was made anew.
    let mut pairs = good.iter().zip(wrong).enumerate();
    let (at, (one, other)) = pairs.find(|(_, (one, other))| one != other).ok_or("no octet differs")?;
    let part = of_vector.iter().rposition(|start| *start <= at).unwrap_or_default();
    let start = |parts: &[usize; 4]| parts.get(part).copied().unwrap_or_default();
    let (from, to) = (start(&of_vector), start(&of_live));
    let end = of_live.get(part + 1).copied().unwrap_or(octets.len());
    let octet = octets.get_mut(to + (at - from) % (end - to).max(1)).ok_or("there is no such part")?;
    *octet ^= one ^ other;
    Ok(octets)
}

/// Where header, payload, signature and MAC begin.
fn parts(octets: &[u8]) -> Result<[usize; 4], String> {
    let message = Message::parse(octets).map_err(text)?;
    let payload = message.payload_offset();
    let mac = octets.len() - message.mac().map_or(0, |mac| mac.len());
    Ok([0, payload, payload + message.payload().len(), mac])
}

/// Protection with the key that the comment names.
fn other_key(comment: &str, mut envelope: Envelope, laboratory: &Laboratory) -> Result<Envelope, String> {
    let secret = laboratory.broker_secret()?;
    if let Some(purpose) = comment.strip_prefix("MAC with the key of purpose ") {
        let purposes = [Purpose::Response, Purpose::Alert, Purpose::Encryption];
        let purpose = purposes.into_iter().find(|one| purpose == format!("{:02}", one.octet()));
        envelope.authenticate_as(purpose.ok_or("there is no such purpose")?, secret);
    } else if comment.ends_with("of the parties swapped") {
        let (from, to) = (envelope.recipient, envelope.originator);
        envelope.authenticate_with(&derive_key(secret, Purpose::Command, from, envelope.counter, to));
    } else if comment.starts_with("MAC with the keys of") {
        let other = laboratory.secret_other_than_broker(envelope.originator);
        envelope.authenticate(other.ok_or("the profile gives no key agreement key besides the broker's")?);
    } else {
        let other = laboratory.known_signer_other_than(envelope.originator);
        envelope.sign(other.ok_or("the profile gives no second signing key that the device knows")?);
        if envelope.mac.is_some() {
            envelope.authenticate(secret);
        }
    }
    Ok(envelope)
}

/// The message with this signature field, and a MAC that is right for it.
fn authenticated(
    command: &Command,
    envelope: Envelope,
    signature: Option<Vec<u8>>,
    laboratory: &Laboratory,
) -> Result<Envelope, String> {
    let mut command = Command { envelope: Envelope { mac: None, signature, ..envelope }, ..command.clone() };
    command.authenticate(laboratory)?;
    Ok(command.envelope)
}

/// Leaves out what the vector leaves out.
fn missing(
    good: &[u8],
    wrong: &[u8],
    command: &Command,
    protected: Envelope,
    laboratory: &Laboratory,
) -> Result<Envelope, String> {
    let envelope = |octets| Message::parse(octets).map(|message| Envelope::from(&message)).map_err(text);
    let (good, wrong) = (envelope(good)?, envelope(wrong)?);
    let signature =
        if wrong.signature == good.signature { protected.signature.clone() } else { wrong.signature };
    let mut made = authenticated(command, protected, signature, laboratory)?;
    if wrong.mac.is_none() {
        made.mac = None;
    }
    Ok(made)
}

/// What the vector did to its payload, done to another.
fn payload(good: &[u8], wrong: &[u8], live: &[u8]) -> Result<Vec<u8>, String> {
    let [good, wrong] =
        [good, wrong].map(|octets| Message::parse(octets).map(|message| message.payload().to_vec()));
    let (good, wrong) = (good.map_err(text)?, wrong.map_err(text)?);
    let first = good.iter().zip(&wrong).position(|(one, other)| one != other);
    let mut made = live.to_vec();
    if let Some(more) = wrong.strip_prefix(good.as_slice()) {
        made.extend_from_slice(if more == good { live } else { more });
    } else if good.starts_with(&wrong) {
        let is_last = wrong.len() + 1 == good.len();
        made.truncate(if is_last {
            live.len().saturating_sub(1)
        } else {
            live.len() * wrong.len() / good.len()
        });
    } else if let (true, Some(first)) = (wrong.len() < good.len(), first) {
        if first < made.len() {
            made.remove(first);
        }
    } else if let [octet, ..] = wrong.as_slice()
        && wrong.iter().all(|other| other == octet)
    {
        made.fill(*octet);
    } else {
        for (octet, (one, other)) in made.iter_mut().zip(good.iter().zip(&wrong)) {
            *octet ^= one ^ other;
        }
    }
    Ok(made)
}
