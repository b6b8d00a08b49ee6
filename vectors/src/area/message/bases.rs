//! A message of each category and variant.

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::ProtectionParameters;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;

use super::Context;
use super::Messages;
use super::Protection;
use super::payloads;
use super::payloads::MOMENT;
use crate::GenerateError;
use crate::area::Area;
use crate::area::asn1;
use crate::hex::Fixed;
use crate::people;
use crate::people::Person;
use crate::seeded::Seeded;

/// A message without protection, and who protects it.
pub(super) struct Base {
    pub(super) comment: &'static str,
    pub(super) envelope: Envelope,
    pub(super) signer: Option<Person>,
    /// Whose key agreement keys make the secret of the MAC.
    pub(super) mac: Option<(Person, Person)>,
}

impl Base {
    pub(super) fn secret(&self) -> Result<Option<SharedSecret>, GenerateError> {
        self.mac.map(|(first, second)| first.agree(second).map_err(Messages::lacks)).transpose()
    }

    /// The message with its protection.
    pub(super) fn protect(&self, mut envelope: Envelope) -> Result<Envelope, GenerateError> {
        envelope.signature = None;
        envelope.mac = None;
        if let Some(signer) = self.signer {
            envelope.sign(&signer.signing_key().map_err(Messages::lacks)?);
        }
        if let Some(secret) = self.secret()? {
            envelope.authenticate(&secret);
        }
        Ok(envelope)
    }

    pub(super) fn context(&self) -> Result<Context, GenerateError> {
        let protection = match (&self.signer, &self.mac) {
            (Some(_), Some(_)) => Protection::Both,
            (Some(_), None) => Protection::Signature,
            _ => Protection::Mac,
        };
        let signer_public_key = self.signer.map(|it| Fixed(it.key("digital signature").public_point()));
        let mac_secret = self.secret()?.map(|secret| Fixed(*secret.as_octets()));
        Ok(Context { protection, signer_public_key, mac_secret })
    }
}

/// What is short to say about a message.
struct Short<'a> {
    comment: &'static str,
    code: u16,
    cra: Cra,
    from: Person,
    to: Person,
    payload: Vec<u8>,
    signer: Option<Person>,
    mac: Option<(Person, Person)>,
    other: Option<OtherInformation<'a>>,
    with_time: bool,
    counter: Counter,
}

impl Short<'_> {
    fn base(self) -> Base {
        let other = self.other.unwrap_or(OtherInformation::Code { code: MessageCode(self.code) });
        let header = GroupingHeader {
            cra: self.cra,
            counter: self.counter,
            originator: self.from.id,
            recipient: self.to.id,
            date_time: self.with_time.then_some(&MOMENT),
            other,
        };
        let envelope = Envelope::new(&header, self.payload);
        Base { comment: self.comment, envelope, signer: self.signer, mac: self.mac }
    }
}

/// One message of each kind.
pub(super) fn all(random: &mut Seeded) -> Result<Vec<Base>, GenerateError> {
    let (supplier, acb, esme, gsme) = (people::supplier(), people::acb(), people::ESME, people::GSME);
    let counter = Counter(random.number() >> 8);
    let structures = asn1::bases::all(random)?;
    let command = |comment, code, to, payload| Short {
        comment,
        code,
        cra: Cra::Command,
        from: supplier,
        to,
        payload,
        signer: None,
        mac: Some((acb, to)),
        other: None,
        with_time: false,
        counter,
    };
    let response = |comment, code, from, payload| Short {
        cra: Cra::Response,
        from,
        mac: Some((from, supplier)),
        ..command(comment, code, supplier, payload)
    };
    let alert =
        |comment, code, from, payload| Short { cra: Cra::Alert, ..response(comment, code, from, payload) };
    let signed = |message: Short<'static>| Short { signer: Some(message.from), mac: None, ..message };
    let critical = |message: Short<'static>| Short { signer: Some(message.from), ..message };
    let timed = |message: Short<'static>| Short { with_time: true, ..message };
    let sequence = Counter(1001);
    let replace = payloads::structure(&structures, "CS02b command", "supplierBySupplier");
    let recover = payloads::structure(&structures, "CS02b command", "anyExcept");
    let replaced = payloads::structure(&structures, "CS02b response", "done");
    let provide = payloads::structure(&structures, "CS02a command", "several");
    let refused = Data::octets([&[0x00, 0x59][..], &[0, 0, 0, 0, 0, 0, 0, 9]].concat());
    let mut bases: Vec<Base> = vec![
        command("non-critical DLMS command", 0x0059, esme, payloads::read(counter)),
        response("non-critical DLMS response", 0x0059, esme, payloads::values(counter)),
        critical(command("critical DLMS command", 0x001C, esme, payloads::act(counter))),
        timed(signed(response("critical DLMS response", 0x001C, esme, payloads::acted(counter)))),
        signed(alert("critical DLMS alert", 0x1000, esme, payloads::notification(counter, 0x8F3D, vec![]))),
        alert("non-critical DLMS alert", 0x1001, esme, payloads::notification(counter, 0x8F35, vec![])),
        command("non-critical GBZ command", 0x0082, gsme, payloads::read_gas()),
        critical(command("critical GBZ command", 0x0072, gsme, payloads::set_gas())),
        timed(signed(response("critical GBZ response", 0x0072, gsme, payloads::gas_is_set()))),
        signed(alert("critical GBZ alert", 0x00CD, gsme, payloads::gas_alert(counter))),
        Short { counter: sequence, ..critical(command("critical ASN.1 command", 0x0102, esme, replace)) },
        Short {
            counter: sequence,
            ..timed(signed(response("critical ASN.1 response", 0x0102, esme, replaced)))
        },
        Short {
            counter: sequence,
            ..signed(command("command of the recovery key, without MAC", 0x0108, esme, recover))
        },
        Short { from: acb, ..command("ASN.1 command of the ACB", 0x0008, esme, provide) },
        signed(alert(
            "refusal of a Message Code",
            0x0120,
            esme,
            payloads::notification(counter, 0x8F85, vec![refused]),
        )),
    ]
    .into_iter()
    .map(Short::base)
    .collect();
    bases.extend(supplementary(random, counter)?);
    Ok(bases)
}

/// Messages that the ACB handles for a party that the Device does not know.
fn supplementary(random: &mut Seeded, counter: Counter) -> Result<Vec<Base>, GenerateError> {
    let (acb, esme, other) = (people::acb(), people::ESME, people::other_user());
    let certificate = people::certificate(Party::Other, Usage::KeyAgreement)
        .ok_or_else(|| Messages::lacks("a certificate"))?;
    let code = MessageCode(0x0033);
    let (party, party_counter) = (other.id, Counter(random.number()));
    let originator_counter = Counter(random.number());
    let with_counter = OtherInformation::PartyCounter { code, party, counter: party_counter };
    let with_certificate =
        OtherInformation::PartyCertificate { code, party, counter: party_counter, certificate: &certificate };
    let from_device =
        OtherInformation::PartyOriginator { code, party, counter: party_counter, originator_counter };
    let command = |comment, other| Short {
        comment,
        code: code.0,
        cra: Cra::Command,
        from: acb,
        to: esme,
        payload: payloads::read(counter),
        signer: None,
        mac: Some((acb, esme)),
        other: Some(other),
        with_time: false,
        counter,
    };
    let parameters = ProtectionParameters { counter, originator: esme.id, recipient: acb.id };
    let header = GroupingHeader {
        cra: Cra::Response,
        counter,
        originator: esme.id,
        recipient: acb.id,
        date_time: None,
        other: from_device,
    };
    let secret = esme.agree(other).map_err(Messages::lacks)?;
    let blob = MessageKey::for_encryption(&secret, &header).encrypt(esme.id, &random.octets(21));
    let answer = Short {
        cra: Cra::Response,
        from: esme,
        to: acb,
        payload: payloads::sealed(counter, parameters, blob),
        ..command("response with content for another user", from_device)
    };
    let by_counter = command("command for a party", with_counter);
    let by_certificate = command("command for a party with its certificate", with_certificate);
    Ok([by_counter, by_certificate, answer].map(Short::base).into())
}
