//! Messages in every form that headers have.

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::MacHeader;
use hallmark_gbcs::wire::OtherInformation;

use super::Header;
use super::Input;
use super::valid;
use crate::GenerateError;
use crate::area::Area;
use crate::area::Case;
use crate::area::Nothing;
use crate::area::Plan;
use crate::people;
use crate::seeded::Seeded;

/// A message to make mistakes in.
pub(super) struct Base {
    pub(super) comment: String,
    pub(super) envelope: Envelope,
}

/// What a message carries behind its payload, and whether there is a MAC Header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    PreCommand,
    Mac,
    Signature,
    Both,
}

impl Form {
    const ALL: [Self; 4] = [Self::PreCommand, Self::Mac, Self::Signature, Self::Both];

    fn name(self) -> &'static str {
        match self {
            Self::PreCommand => "pre-command",
            Self::Mac => "MAC",
            Self::Signature => "signature",
            Self::Both => "signature and MAC",
        }
    }
}

/// Valid messages: each form with each other-information, and lengths at their edges.
pub(super) fn every_form(random: &mut Seeded) -> Result<Plan<Nothing, Input>, GenerateError> {
    let certificate = certificate()?;
    let mut cases = Vec::new();
    for form in Form::ALL {
        for cra in [Cra::Command, Cra::Response, Cra::Alert] {
            if form == Form::PreCommand && cra != Cra::Command {
                continue;
            }
            for other in others(random, &certificate) {
                for with_time in [false, true] {
                    let time = (with_time && cra == Cra::Response).then(|| date_time(random));
                    if with_time && time.is_none() {
                        continue;
                    }
                    let payload = random.octets(20);
                    let envelope = envelope(random, form, cra, time.as_ref(), &other, payload);
                    let length = other.buffer_len();
                    let comment = format!(
                        "{}: {cra}, other-information of {length} octets{}",
                        form.name(),
                        if time.is_some() { ", date-time" } else { "" }
                    );
                    cases.push(valid(comment, "Normal", envelope.emit()));
                }
            }
        }
    }
    cases.extend(edges(random, &certificate));
    let comment = "every form of headers".to_owned();
    Ok(Plan { comment, context: Nothing {}, cases })
}

/// One message of each kind, to make mistakes in.
pub(super) fn for_mistakes(random: &mut Seeded) -> Result<Vec<Base>, GenerateError> {
    let certificate = certificate()?;
    let [code, party, party_counter, with_counter, with_certificate] = others(random, &certificate);
    let choices = [
        (Form::PreCommand, Cra::Command, false, code, 12),
        (Form::Mac, Cra::Command, false, code, 21),
        (Form::Both, Cra::Command, false, party_counter, 40),
        (Form::Mac, Cra::Response, true, with_counter, 150),
        (Form::Signature, Cra::Response, true, party_counter, 14),
        (Form::Signature, Cra::Alert, false, party, 20),
        (Form::Mac, Cra::Command, false, with_certificate, 33),
    ];
    let base = |(form, cra, with_time, other, length): (Form, Cra, bool, OtherInformation<'_>, usize)| {
        let time = with_time.then(|| date_time(random));
        // The last octet is no length that a signature may have.
        let mut payload = random.octets(length);
        payload.extend([0x55]);
        let envelope = envelope(random, form, cra, time.as_ref(), &other, payload);
        let comment = format!("{}, {cra}, other-information of {} octets", form.name(), other.buffer_len());
        Base { comment, envelope }
    };
    Ok(choices.map(base).into())
}

fn edges(random: &mut Seeded, certificate: &[u8]) -> Vec<Case<Input>> {
    let mut cases = Vec::new();
    let [code, ..] = others(random, certificate);
    for form in Form::ALL {
        for length in [0, 1, 126, 127, 128, 129, 254, 255, 256, 257, 1300] {
            let payload = random.octets(length);
            let message = envelope(random, form, Cra::Command, None, &code, payload);
            let comment = format!("{}: payload of {length} octets", form.name());
            cases.push(valid(comment, "EdgeLength", message.emit()));
        }
    }
    for length in [9, 108, 109, 110, 237, 238, 1000] {
        let stand_in = random.octets(length);
        let other = OtherInformation::PartyCertificate {
            code: MessageCode(0x0027),
            party: people::other_user().id,
            counter: Counter(random.number()),
            certificate: &stand_in,
        };
        let payload = random.octets(20);
        let message = envelope(random, Form::Mac, Cra::Command, None, &other, payload);
        let comment = format!("other-information of {} octets", other.buffer_len());
        cases.push(valid(comment, "EdgeLength", message.emit()));
    }
    for counter in [0, 1, i64::MAX.unsigned_abs(), 1 << 63, u64::MAX] {
        let payload = random.octets(8);
        let mut message = envelope(random, Form::Mac, Cra::Command, None, &code, payload);
        message.counter = Counter(counter);
        cases.push(valid(format!("Originator Counter {counter}"), "Normal", message.emit()));
    }
    for length in [1, 20, 127, 128] {
        let payload = random.octets(length);
        let mut message = envelope(random, Form::PreCommand, Cra::Command, None, &code, payload);
        message.signature = Some(Vec::new());
        cases.push(valid(format!("payload of {length} octets"), "NullSignature", message.emit()));
    }
    cases
}

fn envelope(
    random: &mut Seeded,
    form: Form,
    cra: Cra,
    date_time: Option<&[u8; 12]>,
    other: &OtherInformation<'_>,
    payload: Vec<u8>,
) -> Envelope {
    let (party, device) = (people::supplier().id, people::ESME.id);
    let (originator, recipient) = if cra == Cra::Command { (party, device) } else { (device, party) };
    let counter = Counter(random.number());
    let header = GroupingHeader { cra, counter, originator, recipient, date_time, other: *other };
    let mut envelope = Envelope::new(&header, payload);
    if form != Form::PreCommand {
        let signed = matches!(form, Form::Signature | Form::Both);
        envelope.signature = Some(if signed { random.octets(64) } else { Vec::new() });
    }
    if matches!(form, Form::Mac | Form::Both) {
        envelope.mac = Some(MacHeader::new(&random.array()));
    }
    envelope
}

fn others<'c>(random: &mut Seeded, certificate: &'c [u8]) -> [OtherInformation<'c>; 5] {
    let code = MessageCode(0x0027);
    let party: EntityId = people::other_user().id;
    let counter = Counter(random.number());
    let originator_counter = Counter(random.number());
    [
        OtherInformation::Code { code },
        OtherInformation::Party { code, party },
        OtherInformation::PartyCounter { code, party, counter },
        OtherInformation::PartyOriginator { code, party, counter, originator_counter },
        OtherInformation::PartyCertificate { code, party, counter, certificate },
    ]
}

fn date_time(random: &mut Seeded) -> [u8; 12] {
    let [hour, minute, second, ..] = random.array::<4>();
    [0x07, 0xE9, 3, 14, 0xFF, hour % 24, minute % 60, second % 60, 0, 0x80, 0x00, 0xFF]
}

fn certificate() -> Result<Vec<u8>, GenerateError> {
    people::certificate(hallmark_smki::pki::Party::Other, hallmark_smki::Usage::KeyAgreement)
        .ok_or_else(|| Header::lacks("a certificate"))
}
