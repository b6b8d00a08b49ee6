use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::AwsLc;
use hallmark_gbcs::crypto::Purpose;
use hallmark_gbcs::crypto::SignatureEngine as _;
use hallmark_gbcs::crypto::derive_key;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::InvokeId;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;

use crate::session::Laboratory;
use crate::session::Sent;
use crate::verdict::Reason;

/// A rule that does not hold: the clause, what it demands, what was seen.
pub type Finding = Reason;

/// A shorthand for findings.
pub(crate) fn finding(clause: &str, expected: impl Into<String>, observed: impl Into<String>) -> Finding {
    Finding { clause: clause.to_owned(), expected: expected.into(), observed: observed.into() }
}

/// A response that has the ids of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    octets: Vec<u8>,
}

/// One result of a DLMS response, with its data.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemResult {
    /// The kind of instruction.
    pub kind: AccessKind,
    /// Its result.
    pub result: AccessResult,
    /// Its data.
    pub data: Data,
}

impl Response {
    /// Octets that came from the target.
    pub fn from_octets(octets: Vec<u8>) -> Self {
        Self { octets }
    }

    /// The octets.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The payload and its offset.
    pub fn payload(&self) -> (&[u8], usize) {
        Message::parse(&self.octets).map_or((&[], 0), |message| (message.payload(), message.payload_offset()))
    }

    /// Protection is what the use case calls for, and verifies.
    pub fn authenticity(&self, sent: &Sent, laboratory: &Laboratory) -> Result<(), Finding> {
        let message = self.message()?;
        let wanted = response_protection(sent, laboratory);
        let clause = "GBCS 6.2.3, 6.3.3";
        if message.protection() != wanted {
            return Err(finding(
                clause,
                format!("a response protected by {}", words(wanted)),
                format!("a response protected by {}", words(message.protection())),
            ));
        }
        match wanted {
            Protection::Mac => check_mac(&message, laboratory),
            Protection::Signature => check_signature(&message, laboratory),
            Protection::Both | Protection::None => Ok(()),
        }
    }

    /// The device signed it, whatever it is.
    pub fn signed(&self, laboratory: &Laboratory) -> Result<(), Finding> {
        check_signature(&self.message()?, laboratory)
    }

    /// It is the response to this command: parties, counter, Message Code, supplementary fields.
    pub fn correspondence(&self, sent: &Sent, laboratory: &Laboratory) -> Result<(), Finding> {
        self.corresponds(sent, laboratory.device())
    }

    /// The same, of a device whose part nobody plays.
    pub(crate) fn corresponds(&self, sent: &Sent, device: EntityId) -> Result<(), Finding> {
        let message = self.message()?;
        let header = message.header();
        let clause = "GBCS 7.2.7";
        let same = |what: &str, expected: String, observed: String| {
            if expected == observed {
                Ok(())
            } else {
                Err(finding(clause, format!("{what} {expected}"), observed))
            }
        };
        if header.cra != Cra::Response {
            return Err(finding(clause, "the CRA flag of a response (02)", header.cra.name()));
        }
        same("originator", device.to_string(), header.originator.to_string())?;
        same("target", sent.originator().to_string(), header.recipient.to_string())?;
        same("counter", sent.counter().to_string(), header.counter.to_string())?;
        same("Message Code", sent.command.code.to_string(), header.message_code().to_string())?;
        let asked = sent.command.supplementary;
        let echoed = header.supplementary().map(|party| (party.party, party.counter));
        match (asked, echoed) {
            (Some(asked), Some((party, counter))) if party == asked.0 && counter == Some(asked.1) => {}
            (None, None) => {}
            (None, Some((party, _))) => {
                return Err(finding(clause, "no supplementary party, as in the command", party.to_string()));
            }
            (Some((party, counter)), found) => {
                let found = found.map_or("none".to_owned(), |(party, counter)| {
                    format!("{party}, counter {}", counter.map_or("none".to_owned(), |c| c.to_string()))
                });
                let expected =
                    format!("the supplementary party {party} and its counter {counter} of the command");
                return Err(finding(clause, expected, found));
            }
        }
        if sent.command.format() != Some(PayloadFormat::Dlms) {
            return Ok(());
        }
        let response = self.access_response()?;
        // The control octet that every command has, and the low 24 bits of its counter.
        let expected = u32::from_be_bytes(InvokeId::of(sent.counter()).to_octets());
        let observed = u32::from_be_bytes(response.invoke_id().to_octets());
        if expected != observed {
            return Err(finding(
                "GBCS 7.2.9",
                format!("a long-invoke-id as in the command, {expected:08X}"),
                format!("{observed:08X}"),
            ));
        }
        Ok(())
    }

    /// One result for each instruction, of its kind, in order; nothing after a failure succeeds; a failed instruction
    /// has no data. The header has a date-time exactly where the use case has one, and lengths in their shortest form.
    pub fn structure(&self, sent: &Sent) -> Result<(), Finding> {
        let message = self.message()?;
        check_lengths(&message)?;
        check_header_time(sent.command.code, &message)?;
        if sent.command.format() != Some(PayloadFormat::Dlms) {
            return Ok(());
        }
        let clause = "GBCS 7.2 (payload sequence and break on error)";
        self.dlms_form()?;
        let items = self.items()?;
        if items.len() != sent.command.kinds.len() {
            return Err(finding(
                clause,
                format!("{} results, one for each instruction", sent.command.kinds.len()),
                format!("{} results", items.len()),
            ));
        }
        let mut failed = None;
        for (at, (item, kind)) in items.iter().zip(&sent.command.kinds).enumerate() {
            let number = at + 1;
            if item.kind != *kind {
                let expected = format!("result {number} for a {}", kind.name());
                return Err(finding(clause, expected, format!("a result for a {}", item.kind.name())));
            }
            if !item.result.is_success() && item.data != Data::Null {
                let expected = format!("no data for the failed instruction {number}");
                return Err(finding("GBCS 7.2.9", expected, item.data.to_string()));
            }
            match failed {
                Some(first) if item.result != AccessResult(250) => {
                    let expected = format!("result 250 for instruction {number}, after {first} failed");
                    return Err(finding(clause, expected, format!("result {}", item.result.0)));
                }
                None if !item.result.is_success() => failed = Some(number),
                _ => {}
            }
        }
        Ok(())
    }

    /// A DLMS response has no date-time of its own, and lengths in their shortest form: so have all official ones.
    fn dlms_form(&self) -> Result<(), Finding> {
        let response = self.access_response()?;
        if let Some(time) = response.date_time() {
            return Err(finding("GBCS 7.2.9", "no date-time in the access-response", time.to_string()));
        }
        if !response.to_owned().length_forms.is_shortest() {
            let expected = "lengths and counts of the access-response in their shortest form";
            return Err(finding("GBCS 7.2.9", expected, "a longer one"));
        }
        Ok(())
    }

    /// The results of a DLMS response.
    pub fn items(&self) -> Result<Vec<ItemResult>, Finding> {
        let response = self.access_response()?;
        let result = response
            .items()
            .map(|item| ItemResult { kind: item.kind, result: item.result, data: item.data.to_owned() })
            .collect();
        Ok(result)
    }

    /// The message.
    pub fn message(&self) -> Result<Message<'_>, Finding> {
        Message::parse(&self.octets).map_err(|error| finding("GBCS 7.2", "a message", error.to_string()))
    }

    fn access_response(&self) -> Result<AccessResponse<'_>, Finding> {
        let (payload, offset) = self.payload();
        AccessResponse::parse(payload, offset)
            .map_err(|error| finding("GBCS 7.2.9", "a DLMS access-response", error.to_string()))
    }
}

/// The lengths in the headers are in their shortest form.
fn check_lengths(message: &Message<'_>) -> Result<(), Finding> {
    match message.non_minimal_lengths().next() {
        None => Ok(()),
        Some(offset) => {
            let expected = "lengths in the headers in their shortest form";
            Err(finding("GBCS 7.2.5, 7.2.7", expected, format!("a longer one at octet {offset}")))
        }
    }
}

/// The header has a date-time exactly where the use case has one, and it is a date and a time, in UTC.
fn check_header_time(code: MessageCode, message: &Message<'_>) -> Result<(), Finding> {
    let clause = "GBCS 7.2.7";
    let Some(use_case) = use_case(code) else { return Ok(()) };
    match message.header().date_time {
        None if use_case.header_time => {
            Err(finding(clause, "a date-time in the header of this response", "none"))
        }
        Some(octets) if !use_case.header_time => {
            let observed = DateTime::from_octets(*octets).to_string();
            Err(finding(clause, "no date-time in the header of this response", observed))
        }
        Some(octets) => {
            let time = DateTime::from_octets(*octets);
            let is_dlms = use_case.format == PayloadFormat::Dlms;
            let expected = match is_dlms {
                true => {
                    "a date and time in UTC, weekday FF, deviation 8000, clock status FF, in the header of this \
                     response"
                }
                false => "a date and time in UTC, weekday FF, deviation 8000, in the header of this response",
            };
            let observed = match time.to_unix_seconds() {
                Err(_) => time.to_string(),
                Ok(_) if time.deviation != DateTime::NO_DEVIATION => format!("deviation {}", time.deviation),
                Ok(_) if time.date.weekday != NO_WEEKDAY => format!("weekday {:02X}", time.date.weekday),
                // What speaks GBZ says how far its clock, or that of another, is to be trusted.
                Ok(_) if is_dlms && time.clock_status != DateTime::NO_STATUS => {
                    format!("clock status {:02X}", time.clock_status)
                }
                Ok(_) => return Ok(()),
            };
            Err(finding(clause, expected, observed))
        }
        None => Ok(()),
    }
}

/// Whether an alert is from the device and its protection verifies. One for a party whose keys the laboratory does not
/// have cannot be judged, and passes.
pub(crate) fn check_alert(octets: &[u8], laboratory: &Laboratory) -> Result<(), Finding> {
    let Ok(message) = Message::parse(octets) else { return Ok(()) };
    let header = message.header();
    if header.originator != laboratory.device() {
        let expected = format!("alerts originated by {}", laboratory.device());
        return Err(finding("GBCS 7.2.7", expected, format!("an alert originated by {}", header.originator)));
    }
    check_lengths(&message)?;
    let by_category = match header.message_code() {
        codes::GENERIC_CRITICAL_ALERT => {
            Some((Protection::Signature, "a critical alert signed, without a MAC"))
        }
        codes::GENERIC_NON_CRITICAL_ALERT => {
            Some((Protection::Mac, "a non-critical alert with a MAC, unsigned"))
        }
        _ => None,
    };
    if let Some((wanted, expected)) = by_category
        && ![wanted, Protection::None].contains(&message.protection())
    {
        return Err(finding("GBCS 5, 16", expected, format!("alert {} otherwise", header.message_code())));
    }
    match message.protection() {
        Protection::Signature | Protection::Both => check_signature(&message, laboratory),
        Protection::Mac if laboratory.party_with_id(header.recipient).is_none() => Ok(()),
        Protection::Mac => check_mac(&message, laboratory),
        Protection::None => Err(finding("GBCS 5", "an alert with a signature or a MAC", "neither")),
    }
}

/// Whether the MAC of a message from the device verifies for its target.
pub(crate) fn check_mac(message: &Message<'_>, laboratory: &Laboratory) -> Result<(), Finding> {
    let clause = "GBCS 6.3.3, 6.4.5";
    let header = message.header();
    let Some(secret) = laboratory.party_with_id(header.recipient).and_then(|party| party.secret()) else {
        return Err(finding(
            clause,
            "a message to a party whose key agreement key the profile gives",
            format!("a message to {}", header.recipient),
        ));
    };
    let purpose = Purpose::from(header.cra);
    let key = derive_key(secret, purpose, header.originator, header.counter, header.recipient);
    let right = key.mac(header.originator, message.authenticated_octets());
    if message.mac() == Some(&right) {
        return Ok(());
    }
    let purposes = [Purpose::Command, Purpose::Response, Purpose::Alert, Purpose::Encryption];
    let other = purposes.into_iter().find(|other| {
        let key = derive_key(secret, *other, header.originator, header.counter, header.recipient);
        message.mac() == Some(&key.mac(header.originator, message.authenticated_octets()))
    });
    let observed = match other {
        Some(other) => format!("a MAC whose key was derived with transaction octet {:02X}", other.octet()),
        None => "a MAC that does not verify".to_owned(),
    };
    Err(finding(clause, "a MAC that verifies with the keys of the device and the target", observed))
}

/// Whether the signature of a message from the device verifies.
pub(crate) fn check_signature(message: &Message<'_>, laboratory: &Laboratory) -> Result<(), Finding> {
    let clause = "GBCS 6.2.3";
    let expected = "a signature that verifies with the device's digital signature key";
    let SignatureField::Present(signature) = message.signature() else {
        return Err(finding(clause, expected, "no signature"));
    };
    let points = [Some(laboratory.device_signing_point()), laboratory.former_signing_point()];
    for point in points.into_iter().flatten() {
        let key = AwsLc
            .key(point)
            .map_err(|error| finding(clause, "a usable device certificate", error.to_string()))?;
        if AwsLc.is_valid(&key, message.signed_octets(), signature) {
            return Ok(());
        }
    }
    Err(finding(clause, expected, "a signature that does not verify"))
}

fn response_protection(sent: &Sent, laboratory: &Laboratory) -> Protection {
    let from_broker = laboratory
        .party_with_id(sent.originator())
        .is_some_and(|party| party.role == Role::AccessControlBroker);
    protection_of_response(sent.command.code, from_broker)
}

/// The weekday that a date-time does not specify.
const NO_WEEKDAY: u8 = 0xFF;

/// What protects the response to a command (GBCS 5, 13.3.3).
pub(crate) fn protection_of_response(code: MessageCode, from_broker: bool) -> Protection {
    let Some(use_case) = use_case(code) else { return Protection::Mac };
    match use_case.category {
        Category::NonCritical | Category::TopUp | Category::PpmidGsme => Protection::Mac,
        Category::Critical => Protection::Signature,
        _ if matches!(use_case.code.0, 0x0008 | 0x011B) && from_broker => Protection::Mac,
        _ => Protection::Signature,
    }
}

pub(crate) fn words(protection: Protection) -> &'static str {
    match protection {
        Protection::Both => "a signature and a MAC",
        Protection::Mac => "a MAC alone",
        Protection::None => "nothing",
        Protection::Signature => "a signature alone",
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use hallmark_gbcs::Counter;
    use hallmark_gbcs::wire::Envelope;
    use hallmark_gbcs::wire::GroupingHeader;
    use hallmark_gbcs::wire::Length;
    use hallmark_gbcs::wire::MacHeader;
    use hallmark_gbcs::wire::OtherInformation;
    use hallmark_smki::pki::TestPki;

    use super::*;

    const DEVICE: EntityId = EntityId([2; 8]);

    /// What is wrong with an alert whose MAC or signature is of zeros, to somebody whose keys are not known.
    fn judged(code: MessageCode, is_signed: bool) -> String {
        let ring = TestPki::from_seed(1).unwrap().to_key_ring(&[DEVICE.0]).unwrap();
        let second = Duration::from_secs(1);
        let laboratory = Laboratory::new(DEVICE, &[], &ring, 1, second, second, Default::default()).unwrap();
        let header = GroupingHeader {
            cra: Cra::Alert,
            counter: Counter(1),
            originator: DEVICE,
            recipient: EntityId([1; 8]),
            date_time: None,
            other: OtherInformation::Code { code },
        };
        let mut envelope = Envelope::new(&header, [0; 4]);
        envelope.signature = Some(if is_signed { vec![0; 64] } else { Vec::new() });
        envelope.mac = (!is_signed).then(|| MacHeader::new(&[0; 12]));
        check_alert(&envelope.emit(), &laboratory).map_or_else(|reason| reason.expected, |()| String::new())
    }

    #[test]
    fn a_generic_alert_is_protected_by_its_category() {
        assert!(judged(codes::GENERIC_CRITICAL_ALERT, false).starts_with("a critical alert signed"));
        assert!(
            judged(codes::GENERIC_NON_CRITICAL_ALERT, true).starts_with("a non-critical alert with a MAC")
        );
        assert_eq!(judged(codes::GENERIC_NON_CRITICAL_ALERT, false), "");
        assert!(judged(codes::GENERIC_CRITICAL_ALERT, true).contains("signature"));
    }

    /// What is wrong with a response that has this date-time in its header.
    fn judged_time(code: MessageCode, date_time: Option<&[u8; 12]>) -> String {
        let header = GroupingHeader {
            cra: Cra::Response,
            counter: Counter(1),
            originator: DEVICE,
            recipient: EntityId([1; 8]),
            date_time,
            other: OtherInformation::Code { code },
        };
        let octets = Envelope::new(&header, [0; 4]).emit();
        let outcome = check_header_time(code, &Message::parse(&octets).unwrap());
        outcome.map_or_else(|reason| reason.observed, |()| String::new())
    }

    #[test]
    fn a_date_time_in_a_header_is_in_utc_and_says_no_more() {
        let (dated, undated, of_gas) = (MessageCode(0x0027), MessageCode(0x0059), MessageCode(0x0074));
        let time = [0x07, 0xEA, 1, 5, 0xFF, 12, 0, 0, 0, 0x80, 0, 0xFF];
        let with = |at: usize, octet: u8| {
            let mut time = time;
            time[at] = octet;
            judged_time(dated, Some(&time))
        };
        assert_eq!(judged_time(dated, Some(&time)), "");
        assert_eq!(judged_time(undated, None), "");
        assert_eq!(judged_time(dated, None), "none");
        assert_ne!(judged_time(undated, Some(&time)), "");
        assert_eq!(with(4, 1), "weekday 01");
        assert_eq!(with(9, 0), "deviation 0");
        assert_eq!(with(11, 0), "clock status 00");
        assert_eq!(judged_time(of_gas, Some(&[&time[..11], &[0x02]].concat().try_into().unwrap())), "");
        assert_ne!(with(2, 13), "");
    }

    #[test]
    fn a_length_in_a_header_is_in_its_shortest_form() {
        let header = GroupingHeader {
            cra: Cra::Response,
            counter: Counter(1),
            originator: DEVICE,
            recipient: EntityId([1; 8]),
            date_time: None,
            other: OtherInformation::Code { code: MessageCode(0x0059) },
        };
        let judged = |length| {
            let mut envelope = Envelope::new(&header, [0; 4]);
            envelope.payload_length = length;
            check_lengths(&Message::parse(&envelope.emit()).unwrap()).map_err(|reason| reason.observed)
        };
        assert_eq!(judged(Length::SHORTEST), Ok(()));
        assert_eq!(judged(Length::of(2)), Err("a longer one at octet 33".to_owned()));
    }
}
