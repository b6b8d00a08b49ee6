//! A message, and everything that can be wrong with it or its protection.

use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::MacHeader;
use hallmark_gbcs::wire::Message;

use super::Input;
use super::Messages;
use super::bases::Base;
use crate::GenerateError;
use crate::Reason;
use crate::area::Area;
use crate::area::Case;
use crate::edit;
use crate::people;

pub(super) fn cases(base: &Base) -> Result<Vec<Case<Input>>, GenerateError> {
    let good = base.protect(base.envelope.clone())?;
    let mut list = List { base, cases: Vec::new() };
    let octets = good.emit();
    list.cases.push(Case::valid("as it must be", &["Normal"], Input { message: octets.clone().into() }));
    list.flips(&octets)?;
    list.keys(&good)?;
    list.protection(&good)?;
    list.payloads(&good)?;
    Ok(list.cases)
}

struct List<'b> {
    base: &'b Base,
    cases: Vec<Case<Input>>,
}

impl List<'_> {
    fn invalid(&mut self, comment: String, flag: &'static str, reasons: &'static [Reason], octets: Vec<u8>) {
        self.cases.push(Case::invalid(comment, flag, reasons, Input { message: octets.into() }));
    }

    /// What is noticed first when something covered is changed.
    fn noticed(&self) -> &'static [Reason] {
        if self.base.mac.is_some() { &[Reason::Mac] } else { &[Reason::Signature] }
    }

    /// One bit changed, in a place that is no length.
    fn flips(&mut self, octets: &[u8]) -> Result<(), GenerateError> {
        let message = Message::parse(octets).map_err(Messages::lacks)?;
        let payload = message.payload_offset();
        let end = payload + message.payload().len();
        let start =
            octets.len() - message.mac().map_or(0, |mac| mac.len()) - message.authenticated_octets().len();
        let date_time = if message.header().date_time.is_some() { 12 } else { 0 };
        let other =
            start + 30 + date_time + 1 + if message.header().other.buffer_len() > 255 { 2 } else { 0 };
        let header = [3, 6, 10, 12, 19, 21, 28].map(|at| start + at);
        let time = (30..30 + date_time).step_by(4).map(|at| start + at);
        let other_places = (0..message.header().other.buffer_len()).filter(|at| *at < 26 || at % 60 == 0);
        let places = header.into_iter().chain(time).chain(other_places.map(|at| other + at));
        for at in places {
            let comment = format!("bit {} of octet {at}, in the header", at % 8);
            self.flip(comment, "ChangedHeader", octets, at)?;
        }
        let step = (message.payload().len() / 16).max(1);
        for at in (payload..end).step_by(step) {
            let comment = format!("bit {} of octet {at}, in the payload", at % 8);
            self.flip(comment, "ChangedPayload", octets, at)?;
        }
        let mac_start = octets.len() - message.mac().map_or(0, |mac| mac.len());
        if self.base.signer.is_some() {
            for at in (end + 1..mac_start).step_by(7) {
                let comment = format!("bit {} of octet {at}, in the signature", at % 8);
                self.flip(comment, "ChangedSignature", octets, at)?;
            }
        }
        for at in mac_start..octets.len() {
            let comment = format!("bit {} of octet {at}, in the MAC", at % 8);
            let changed = edit::flip(octets, at, 0x80 >> (at % 8));
            self.invalid(comment, "ChangedMac", &[Reason::Mac], changed);
        }
        Ok(())
    }

    fn flip(
        &mut self,
        comment: String,
        flag: &'static str,
        octets: &[u8],
        at: usize,
    ) -> Result<(), GenerateError> {
        let changed = edit::flip(octets, at, 0x80 >> (at % 8));
        let reasons = self.noticed();
        if let (Some(secret), Some(_)) = (self.base.secret()?, self.base.signer)
            && at.is_multiple_of(3)
        {
            let message = Message::parse(&changed).map_err(Messages::lacks)?;
            let mut envelope = Envelope::from(&message);
            envelope.authenticate(&secret);
            let comment = format!("{comment}, with a MAC over it");
            self.invalid(comment, "OnlySignatureWrong", &[Reason::Signature], envelope.emit());
        }
        self.invalid(comment, flag, reasons, changed);
        Ok(())
    }

    /// Protection made with other keys.
    fn keys(&mut self, good: &Envelope) -> Result<(), GenerateError> {
        if let Some(secret) = self.base.secret()? {
            let own = good.cra().map(Purpose::from);
            for purpose in [Purpose::Command, Purpose::Response, Purpose::Alert, Purpose::Encryption] {
                if Some(purpose) != own {
                    let mut wrong = good.clone();
                    wrong.authenticate_as(purpose, &secret);
                    let comment = format!("MAC with the key of purpose {:02}", purpose.octet());
                    self.invalid(comment, "WrongKey", &[Reason::Mac], wrong.emit());
                }
            }
            let swapped = derive_key(
                &secret,
                own.unwrap_or(Purpose::Command),
                good.recipient,
                good.counter,
                good.originator,
            );
            let mut wrong = good.clone();
            wrong.authenticate_with(&swapped);
            let comment = "MAC with the key of the parties swapped".to_owned();
            self.invalid(comment, "WrongKey", &[Reason::Mac], wrong.emit());
            for (first, second) in
                [(people::supplier(), people::CHF), (people::network_operator(), people::ESME)]
            {
                let mut wrong = good.clone();
                wrong.authenticate(&first.agree(second).map_err(Messages::lacks)?);
                let comment = format!("MAC with the keys of {} and {}", first.name, second.name);
                self.invalid(comment, "WrongKey", &[Reason::Mac], wrong.emit());
            }
        }
        if self.base.signer.is_some() {
            for person in [people::network_operator(), people::CHF] {
                let mut wrong = good.clone();
                wrong.sign(&person.signing_key().map_err(Messages::lacks)?);
                if let Some(secret) = self.base.secret()? {
                    wrong.authenticate(&secret);
                }
                let comment = format!("signed by the {}", person.name);
                self.invalid(comment, "WrongKey", &[Reason::Signature], wrong.emit());
            }
        }
        Ok(())
    }

    /// Protection missing, added, or in the wrong order.
    fn protection(&mut self, good: &Envelope) -> Result<(), GenerateError> {
        let secret = self.base.secret()?;
        let missing: &[Reason] = &[Reason::Protection];
        if let (Some(secret), Some(_)) = (&secret, self.base.signer) {
            let mut without = Envelope { signature: Some(Vec::new()), ..good.clone() };
            without.authenticate(secret);
            let mac = without.mac.clone().unwrap_or_default();
            self.invalid("no signature".to_owned(), "MissingProtection", missing, without.emit());
            let early = Envelope { mac: Some(MacHeader { mac: mac.mac, ..mac }), ..good.clone() };
            self.invalid(
                "MAC made before the signature".to_owned(),
                "WrongOrder",
                &[Reason::Mac],
                early.emit(),
            );
        }
        if secret.is_some() {
            let without = Envelope { mac: None, ..good.clone() };
            self.invalid("no MAC".to_owned(), "MissingProtection", missing, without.emit());
        }
        let bare = Envelope { mac: None, signature: None, ..good.clone() };
        self.invalid("no protection".to_owned(), "MissingProtection", missing, bare.emit());
        let null = Envelope { mac: None, signature: Some(Vec::new()), ..good.clone() };
        let comment = "no protection, a null signature length".to_owned();
        self.invalid(comment, "MissingProtection", missing, null.emit());
        if self.base.signer.is_none() {
            let mut signed = good.clone();
            signed.sign(&people::supplier().signing_key().map_err(Messages::lacks)?);
            if let Some(secret) = &secret {
                signed.authenticate(secret);
            }
            self.invalid("a signature too".to_owned(), "ExtraProtection", missing, signed.emit());
        }
        if secret.is_none() {
            let mut covered = good.clone();
            covered.authenticate(&people::acb().agree(people::ESME).map_err(Messages::lacks)?);
            self.invalid("a MAC too".to_owned(), "ExtraProtection", missing, covered.emit());
        }
        Ok(())
    }

    /// Wrong payloads under right protection.
    fn payloads(&mut self, good: &Envelope) -> Result<(), GenerateError> {
        let payload = good.payload.as_slice();
        let wrong = [
            ("empty payload", Vec::new()),
            ("payload one octet short", edit::cut(payload, payload.len() - 1)),
            ("half a payload", edit::cut(payload, payload.len() / 2)),
            ("an octet behind the payload", edit::extend(payload, &[0x00])),
            ("the payload twice", edit::extend(payload, payload)),
            ("the payload without its first octet", edit::remove(payload, 0..1)),
            ("the payload without its second octet", edit::remove(payload, 1..2)),
            ("a payload of zeros", vec![0; payload.len()]),
            ("a payload of FF", vec![0xFF; payload.len()]),
            ("a payload tag that does not exist", edit::set(payload, 0, 0xD8)),
        ];
        for (comment, payload) in wrong {
            self.payload(comment, "WrongPayload", payload, good)?;
        }
        if matches!(payload, [0xD9 | 0xDA | 0x0F, ..]) {
            for at in 2..5 {
                let comment = format!("octet {at} of the payload, in the invoke identifier");
                self.payload(&comment, "OtherCounter", edit::flip(payload, at, 0x01), good)?;
            }
            self.payload(
                "another control octet in the invoke identifier",
                "OtherCounter",
                edit::flip(payload, 1, 0x40),
                good,
            )?;
        }
        if matches!(self.base.comment, "critical ASN.1 command" | "command of the recovery key, without MAC")
        {
            let mut later = good.clone();
            later.counter.0 += 1;
            let octets = self.base.protect(later)?.emit();
            self.invalid(
                "the counter of the payload in a later message".to_owned(),
                "OtherCounter",
                &[Reason::Counter],
                octets,
            );
        }
        Ok(())
    }

    fn payload(
        &mut self,
        comment: &str,
        flag: &'static str,
        payload: Vec<u8>,
        good: &Envelope,
    ) -> Result<(), GenerateError> {
        let octets = self.base.protect(Envelope { payload, ..good.clone() })?.emit();
        self.invalid(comment.to_owned(), flag, PAYLOAD, octets);
        Ok(())
    }
}

const PAYLOAD: &[Reason] = &[
    Reason::AlertContent,
    Reason::InvokeId,
    Reason::LastComponent,
    Reason::Layout,
    Reason::Length,
    Reason::Tag,
    Reason::Trailing,
    Reason::Truncated,
    Reason::UnknownCommand,
    Reason::Value,
];
