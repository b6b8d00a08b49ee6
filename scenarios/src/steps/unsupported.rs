//! Message Codes that a device does not support, and ECS100, which says so (GBCS 7.2.9.1).

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Sent;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;

use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 7.2.9.1 (ECS100)";

#[when(regex = r"^the (\S+) puts (\S+) under Message Code ([0-9A-F]{4})$")]
async fn under_code(world: &mut TestWorld, party: String, use_case: String, code: String) {
    let code = u16::from_str_radix(&code, 16).unwrap_or_default();
    let apply = |sent: &mut Sent, context: &crate::context::Context| {
        let envelope = &mut sent.command.envelope;
        let rest = envelope.other.get(2..).unwrap_or_default().to_vec();
        envelope.other = code.to_be_bytes().into_iter().chain(rest).collect();
        sent.octets = sent.command.protect_envelope(&context.laboratory)?.emit();
        Ok(())
    };
    let how = format!("under Message Code {code:04X}");
    let outcome = sending::attack_with(world, &party, &use_case, &how, apply).await;
    sending::note_trouble(world, outcome);
}

/// Whether a device sends ECS100 no text says for every kind of it; but one that does names what it refused.
#[then(regex = r"^an alert ECS100 names the command, or none is sent$")]
async fn names_command(world: &mut TestWorld) {
    let Some(sent) = world.sent.clone() else { return };
    let Some(session) = world.session() else { return };
    let is_ecs100 = |octets: &&Vec<u8>| {
        Message::parse(octets).is_ok_and(|message| {
            let header = message.header();
            header.cra == Cra::Alert && header.message_code() == codes::COMMAND_NOT_SUPPORTED
        })
    };
    let alerts: Vec<Vec<u8>> = session.alerts().iter().filter(is_ecs100).cloned().collect();
    for octets in &alerts {
        if let Err((expected, observed)) = fits(octets, &sent) {
            world.fail(CLAUSE, expected, observed);
        }
    }
    match alerts.len() {
        0 => observe(world, "no alert ECS100 says that the Message Code is not supported".to_owned()),
        1 => {}
        many => observe(world, format!("{many} alerts ECS100 about one command")),
    }
    world.judged();
}

/// Alert code, content, addressing and other-information, as in the sample of the reference data.
fn fits(octets: &[u8], sent: &Sent) -> Result<(), (String, String)> {
    let wrong = |expected: String, observed: String| Err((expected, observed));
    let message = match Message::parse(octets) {
        Ok(message) => message,
        Err(error) => return wrong("an alert ECS100".to_owned(), error.to_string()),
    };
    let header = message.header();
    let alert = DataNotification::parse(header.message_code(), message.payload(), message.payload_offset());
    let alert = match alert {
        Ok(alert) => alert,
        Err(error) => return wrong("the content of ECS100".to_owned(), error.to_string()),
    };
    if alert.alert_code() != NOT_SUPPORTED {
        return wrong(format!("alert code {NOT_SUPPORTED}"), alert.alert_code().to_string());
    }
    let refused = Message::parse(&sent.octets).map(|message| *message.header()).ok();
    let Some(refused) = refused else { return Ok(()) };
    let (code, counter) = match alert.content() {
        AlertContent::RefusedCommand { code, counter } => (*code, *counter),
        _ => (MessageCode(0), hallmark_gbcs::Counter(0)),
    };
    if (code, counter) != (refused.message_code(), refused.counter) {
        let expected = format!("code {} and counter {}", refused.message_code(), refused.counter);
        return wrong(expected, format!("code {code} and counter {counter}"));
    }
    if header.recipient != refused.originator {
        return wrong(format!("ECS100 to {}", refused.originator), format!("to {}", header.recipient));
    }
    let asked = refused.supplementary().map(|party| (party.party, party.counter));
    let echoed = header.supplementary().map(|party| (party.party, party.counter));
    if asked != echoed {
        let text = |party: Option<(hallmark_gbcs::EntityId, Option<hallmark_gbcs::Counter>)>| match party {
            None => "no supplementary party".to_owned(),
            Some((party, None)) => format!("{party}, no counter"),
            Some((party, Some(counter))) => format!("{party}, counter {counter}"),
        };
        return wrong(format!("{} in other-information, as in the command", text(asked)), text(echoed));
    }
    Ok(())
}

const NOT_SUPPORTED: AlertCode = AlertCode(0x8F85);
