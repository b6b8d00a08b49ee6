//! The form of alerts: protection, addressing, counters and content (GBCS 5, 7.2.7, 7.2.9, 16).

use std::collections::BTreeMap;

use cucumber::then;
use hallmark_engine::session::Session;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::tables::Alert;
use hallmark_gbcs::tables::AlertBasis;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::AlertProtection;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::alert;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;

use crate::device_clock;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

/// A rule that an alert breaks: the clause, what was expected and what was observed.
type Broken = (&'static str, String, String);

#[then(regex = r"^after that time every alert that came is well formed$")]
async fn well_formed_later(world: &mut TestWorld) {
    let (Some(clock), Some(time)) = (world.clock, world.times.last().copied()) else { return };
    let Some(session) = world.session() else { return };
    let settle = session.laboratory.settle;
    let outcome = device_clock::wait_until(world, clock.latest(time).saturating_add(settle)).await;
    sending::note_trouble(world, outcome);
    well_formed(world).await;
}

#[then(regex = r"^every alert that came is well formed$")]
async fn well_formed(world: &mut TestWorld) {
    let Some(session) = world.session() else { return };
    let alerts = session.alerts().to_vec();
    let mut remarks = Vec::new();
    let mut broken = alerts.iter().find_map(|octets| judge(session, octets, &mut remarks).err());
    broken = broken.or_else(|| repeated(&alerts));
    if alerts.is_empty() {
        remarks.push("no alert came".to_owned());
    }
    for remark in remarks {
        observe(world, remark);
    }
    if let Some((clause, expected, observed)) = broken {
        world.fail(clause, expected, observed);
    }
    world.judged();
}

/// What triggers these alerts no text says, so that their absence is a remark.
#[then(regex = r"^it is noted whether alert ([0-9A-F]{4}) came$")]
async fn noted(world: &mut TestWorld, code: String) {
    let code = AlertCode(u16::from_str_radix(&code, 16).unwrap_or_default());
    let Some(session) = world.session() else { return };
    let settle = session.laboratory.settle;
    let outcome = session.watch(settle).await;
    let came = session.alerts().iter().any(|octets| alert_code(octets) == Some(code));
    sending::note_trouble(world, outcome);
    if !came {
        observe(world, format!("no alert {code}; no published text says what must lead to it"));
    }
    world.judged();
}

/// The alert code in the payload of an alert.
pub(crate) fn alert_code(octets: &[u8]) -> Option<AlertCode> {
    let message = Message::parse(octets).ok()?;
    content(&message).ok().flatten()
}

fn content(message: &Message<'_>) -> Result<Option<AlertCode>, String> {
    let code = message.header().message_code();
    let (payload, offset) = (message.payload(), message.payload_offset());
    let by_dlms = || {
        let parsed = DataNotification::parse(code, payload, offset);
        parsed.map(|alert| Some(alert.alert_code())).map_err(|error| error.to_string())
    };
    match use_case(code).map(|use_case| use_case.format) {
        // An ESME sends its generic alerts as DLMS.
        Some(PayloadFormat::Dlms | PayloadFormat::DlmsOrGbz) => by_dlms(),
        Some(PayloadFormat::Asn1) => match asn1::parse(code, Cra::Alert, payload, offset) {
            Ok(Asn1Payload::UpdateCredentialsAlert(alert)) => Ok(Some(alert.alert_code)),
            Ok(Asn1Payload::ActivateFirmwareAlert(alert)) => Ok(Some(alert.alert_code)),
            Ok(_) => Ok(None),
            Err(error) => Err(error.to_string()),
        },
        _ => Ok(None),
    }
}

fn judge(session: &Session, octets: &[u8], remarks: &mut Vec<String>) -> Result<(), Broken> {
    let Ok(message) = Message::parse(octets) else { return Ok(()) };
    let header = message.header();
    let message_code = header.message_code();
    if session.laboratory.party_with_id(header.recipient).is_none() {
        remarks.push(format!("an alert to {}, whom the profile does not name", header.recipient));
    }
    let Some(kind) = use_case(message_code) else {
        remarks.push(format!("an alert with Message Code {message_code}, which no table has"));
        return Ok(());
    };
    let code = match content(&message) {
        Ok(code) => code,
        Err(error) => {
            return Err(("GBCS 7.2.9, 16", format!("the content of alert {}", kind.name), error));
        }
    };
    if kind.format != PayloadFormat::Asn1 {
        invoke_id(&message)?;
    }
    protection(&message, code, remarks)
}

/// The long-invoke-id has the low 24 bits of the alert's counter.
fn invoke_id(message: &Message<'_>) -> Result<(), Broken> {
    let header = message.header();
    let alert = DataNotification::parse(header.message_code(), message.payload(), message.payload_offset());
    let Ok(alert) = alert else { return Ok(()) };
    if alert.invoke_id().belongs_to(header.counter) {
        return Ok(());
    }
    let expected = format!("a long-invoke-id with the low 24 bits of counter {}", header.counter);
    Err(("GBCS 7.2.9", expected, format!("{:06X}", alert.invoke_id().counter())))
}

/// Generic critical alerts are signed and generic non-critical ones have a MAC; specific ones as the reference data or
/// the alert table of a certified meter has them. The Message Code is one that carries the alert code.
fn protection(
    message: &Message<'_>,
    code: Option<AlertCode>,
    remarks: &mut Vec<String>,
) -> Result<(), Broken> {
    let message_code = message.header().message_code();
    let row = code.and_then(alert);
    let is_established = |row: &&Alert| {
        matches!(row.basis, AlertBasis::Manual | AlertBasis::Observed | AlertBasis::ObservedAndManual)
    };
    let seen = row.filter(is_established);
    let wanted = match message_code {
        codes::GENERIC_CRITICAL_ALERT => Some(Protection::Signature),
        codes::GENERIC_NON_CRITICAL_ALERT => Some(Protection::Mac),
        _ => seen.and_then(|row| match row.protection {
            AlertProtection::Critical => Some(Protection::Signature),
            AlertProtection::NonCritical => Some(Protection::Mac),
            AlertProtection::None | AlertProtection::Open => None,
        }),
    };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != message.protection()) {
        let words = |protection| match protection {
            Protection::Both => "a signature and a MAC",
            Protection::Mac => "a MAC alone",
            Protection::None => "nothing",
            Protection::Signature => "a signature alone",
        };
        let expected = format!("alert {message_code} protected by {}", words(wanted));
        return Err(("GBCS 5, 16", expected, words(message.protection()).to_owned()));
    }
    let Some(code) = code else { return Ok(()) };
    let Some(row) = row else {
        remarks.push(format!("alert code {code}, which no table has"));
        return Ok(());
    };
    if row.carriers.is_empty() || row.carriers.contains(&message_code) {
        return Ok(());
    }
    let text = format!("alert {code} under Message Code {message_code}");
    if seen.is_some() {
        let carriers: Vec<_> = row.carriers.iter().map(ToString::to_string).collect();
        return Err(("GBCS 16", format!("alert {code} under {}", carriers.join(" or ")), text));
    }
    remarks.push(text);
    Ok(())
}

/// Two alerts have the same counter: the Message Identifier no longer tells one from the other.
fn repeated(alerts: &[Vec<u8>]) -> Option<Broken> {
    let mut seen: BTreeMap<u64, &Vec<u8>> = BTreeMap::new();
    for octets in alerts {
        let Ok(message) = Message::parse(octets) else { continue };
        let counter = message.header().counter;
        if let Some(before) = seen.insert(counter.0, octets)
            && before != octets
        {
            let expected = "a counter of its own for each alert".to_owned();
            return Some(("GBCS 4.3.1.4", expected, format!("two alerts with counter {counter}")));
        }
    }
    None
}
