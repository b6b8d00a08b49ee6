//! Joins that bring a certificate: one that joins by method A needs none (GBCS 13.7).

use std::sync::Arc;

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::DeviceType;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::JoinResult;
use hallmark_gbcs::asn1::UnjoinCommand;
use hallmark_gbcs::wire::Cra;
use hallmark_smki::Usage;

use crate::steps::response::check;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 13.7 (H-18)";

#[when(regex = r"^the supplier joins a switch by method (A|C) with (.+)$")]
async fn joins(world: &mut TestWorld, method: String, what: String) {
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(&session.laboratory);
    let usage = Usage::KeyAgreement;
    let certificate = match what.as_str() {
        "a certificate of a device" => laboratory.device_certificate(usage).map(|one| one.der().to_vec()),
        "a certificate of the supplier" => laboratory
            .party("supplier")
            .and_then(|party| party.certificate(usage))
            .map(|one| one.der().to_vec()),
        _ => Some([&[0x30, 0x82, 0x01, 0x90][..], &[0x5A; 400]].concat()),
    };
    let Some(certificate) = certificate else {
        world.unable("the profile gives no such certificate");
        return;
    };
    let payload = Asn1Payload::JoinCommand(JoinCommand {
        join_method_and_role: if method == "A" {
            JoinMethodAndRole::METHOD_A_INITIATOR
        } else {
            JoinMethodAndRole::METHOD_C
        },
        other_device_entity_identifier: SWITCH,
        other_device_type: DeviceType::HCALCS,
        other_device_certificate: Some(certificate.into()),
    });
    match command(session, "CS03A1", &payload) {
        Ok(sent) => {
            let outcome = sending::deliver_bad(world, sent).await;
            sending::note_trouble(world, outcome);
        }
        Err(why) => world.unable(why),
    }
}

/// Whatever the device made of it: the log has the switch where the answer is success, and else it has not.
#[then(regex = r"^the device log tells what came of it$")]
async fn tells(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let answer = world.sent.clone().zip(world.response.clone());
    let joined = match &answer {
        Some((sent, response)) => {
            check(world, |session| response.authenticity(sent, &session.laboratory));
            check(world, |session| response.correspondence(sent, &session.laboratory));
            result(sent, response)
        }
        None => None,
    };
    let text = joined.map_or_else(|| "no code".to_owned(), |code| format!("code {}", code.0));
    observe(world, format!("the device's choice: {text}"));
    match sending::good_command(world, "CS07", "supplier").await {
        Ok(Some((sent, response))) => {
            let listed = is_listed(&sent, &response);
            let succeeded = joined == Some(JoinResult::SUCCESS);
            if listed.is_some_and(|listed| listed != succeeded) {
                let word = |is: bool| if is { "listed" } else { "not listed" };
                let expected = format!("after {text} the switch {}", word(succeeded));
                world.fail(CLAUSE, expected, word(!succeeded));
            }
        }
        Ok(None) => world.fail("GBCS 6.2.4", "an answer to CS07", "none"),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    world.judged();
}

#[then(regex = r"^in any case the switch is joined no longer$")]
async fn unjoins(world: &mut TestWorld) {
    if let Some(session) = world.session_for_cleaning_up() {
        let payload = Asn1Payload::UnjoinCommand(UnjoinCommand(SWITCH));
        if let Ok(sent) = command(session, "CS04AC", &payload) {
            let note = "CS04AC, to leave the device as it was";
            if session.send(&sent.octets, note).await.is_err() || session.answer(&sent).await.is_err() {
                session.observe("the switch may still be joined");
            }
        }
    }
    if !world.is_settled() {
        world.judged();
    }
}

fn result(sent: &Sent, response: &Response) -> Option<JoinResult> {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::JoinResponse(result)) => Some(result),
        _ => None,
    }
}

/// Whether the switch is in the device log; `None` where that cannot be read.
fn is_listed(sent: &Sent, response: &Response) -> Option<bool> {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ReadDeviceLogResponse(log)) => {
            let entries = log.device_log_entries?;
            Some(entries.iter().any(|entry| entry.device_entity_identifier == SWITCH))
        }
        _ => None,
    }
}

fn command(session: &Session, use_case: &str, payload: &Asn1Payload<'_>) -> Result<Sent, String> {
    let laboratory = &session.laboratory;
    let supplier = laboratory.party("supplier").ok_or("the profile names no supplier")?;
    let counter = session.counters.next();
    let command = laboratory.command_with_payload(use_case, supplier, counter, payload.to_vec())?;
    sending::protect(command, laboratory)
}

/// A device of our own making.
const SWITCH: EntityId = EntityId([0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x07]);
