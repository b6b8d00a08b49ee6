//! Trust Anchor Cells: what they hold, and how they are replaced (GBCS 13.2, 13.3).

use std::sync::Arc;

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Replacing;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::ExecutionOutcome;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideCredentialsResponse;
use hallmark_gbcs::asn1::ReplacementOutcome;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::wire::Cra;
use hallmark_smki::Usage;

use super::judging;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CELLS: &str = "GBCS 13.2 (F-08)";
const REPLACING: &str = "GBCS 13.3 (L-22)";

#[then(regex = r"^each cell of the (\S+) holds its certificate$")]
async fn cells_hold(world: &mut TestWorld, party: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    let Some(laboratory) = laboratory(world) else { return };
    let Some(party) = laboratory.party(&party) else { return };
    let Some(details) = provided(&sent, &response) else {
        world.fail(CELLS, "the response of CS02a", "another structure");
        return;
    };
    let role = u32::from(party.role.value());
    let Some(found) = details.0.iter().find(|details| details.remote_party_role.0 == role) else {
        world.fail(CELLS, format!("an answer about role {role}"), "none");
        return;
    };
    let Some(credentials) = &found.credentials else {
        world.fail(CELLS, format!("the cells of role {role}"), format!("status {}", found.status_code.0));
        return;
    };
    let mut compared = 0;
    for cell in &credentials.trust_anchor_cells_details {
        let usage = match (cell.trust_anchor_cell_key_usage, cell.trust_anchor_cell_usage) {
            (KeyUsage::DIGITAL_SIGNATURE, _) => Usage::DigitalSignature,
            (KeyUsage::KEY_AGREEMENT, CellUsage::PRE_PAYMENT_TOP_UP) => Usage::PrepaymentKeyAgreement,
            _ => Usage::KeyAgreement,
        };
        let Some(certificate) = party.certificate(usage) else { continue };
        compared += 1;
        let expected = (party.id, certificate.computed_key_identifier());
        let observed = (cell.existing_subject_unique_id, cell.existing_subject_key_identifier.0);
        if expected != observed {
            let text = |(id, key): (_, [u8; 8])| format!("{id} with key {}", hallmark_gbcs::EntityId(key));
            world.fail(CELLS, text(expected), text(observed));
        }
    }
    if compared == 0 {
        world.inconclusive(
            "a certificate of the party in the profile, to compare",
            "none for any of its cells",
        );
    }
    world.judged();
}

#[when(regex = r"^the (\S+) gives the cells of the (\S+) by (\S+)$")]
async fn gives_cells(world: &mut TestWorld, originator: String, new: String, use_case: String) {
    let outcome = replace(world, &originator, &new, &use_case, None).await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) gives the cells of the (\S+) by (\S+) with certificate (\d) spoilt$")]
async fn gives_spoilt(
    world: &mut TestWorld,
    originator: String,
    new: String,
    use_case: String,
    spoilt: usize,
) {
    let outcome = replace(world, &originator, &new, &use_case, spoilt.checked_sub(1)).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^every cell was replaced$")]
async fn every_cell(world: &mut TestWorld) {
    let Some(outcome) = outcome(world).await else { return };
    if outcome.replacement_outcomes.is_empty() {
        world.fail(REPLACING, "an outcome for each cell", "none");
    }
    if let Some(cell) =
        outcome.replacement_outcomes.iter().find(|cell| cell.status_code != StatusCode::SUCCESS)
    {
        world.fail(REPLACING, "every cell replaced: status 0", describe(cell));
    }
    world.judged();
}

#[then(regex = r"^only cell (\d) was refused, and it keeps what it held$")]
async fn only_one_refused(world: &mut TestWorld, number: usize) {
    let Some(outcome) = outcome(world).await else { return };
    for (at, cell) in outcome.replacement_outcomes.iter().enumerate() {
        let is_spoilt = at + 1 == number;
        let succeeded = cell.status_code == StatusCode::SUCCESS;
        if is_spoilt && succeeded {
            world.fail(
                REPLACING,
                format!("cell {number} refused: its certificate does not verify"),
                describe(cell),
            );
        } else if !is_spoilt && !succeeded {
            world.fail(REPLACING, "the other cells replaced: status 0", describe(cell));
        }
        let keeps = cell.existing_subject_key_identifier == cell.replacing_subject_key_identifier;
        if is_spoilt && !succeeded && !keeps {
            world.fail(REPLACING, "the existing identifiers repeated for the refused cell", describe(cell));
        }
    }
    if outcome.replacement_outcomes.len() < number {
        let seen = outcome.replacement_outcomes.len();
        world.fail(REPLACING, format!("an outcome for cell {number}"), format!("{seen} outcomes"));
    }
    world.judged();
}

#[then(regex = r"^the (\S+) is served$")]
async fn is_served(world: &mut TestWorld, party: String) {
    if world.is_settled() {
        return;
    }
    let outcome = serve(world, &party).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the (\S+) is no longer served$")]
async fn is_not_served(world: &mut TestWorld, party: String) {
    if world.is_settled() {
        return;
    }
    let outcome = refuse(world, READ, &party).await;
    sending::note_trouble(world, outcome);
}

/// A device need not take the certificates of another role. Where none of its cells holds them the party is what it was;
/// where they do, what it signs is not authentic. It may still be known by a cell for top-ups, and be told what is read.
#[then(regex = r"^the (\S+) is served unless its cells were taken$")]
async fn is_served_unless_taken(world: &mut TestWorld, party: String) {
    let Some(trial) = judging::open(world) else { return };
    let outcome = match trial.taken() {
        0 => {
            observe(world, "the device does not take certificates of another role".to_owned());
            serve(world, &party).await
        }
        taken if taken == trial.changes.len() => refuse(world, SIGNED, &party).await,
        _ => {
            observe(world, "the device takes certificates of another role into some cells".to_owned());
            Ok(())
        }
    };
    judging::close(world, trial);
    sending::note_trouble(world, outcome);
}

/// Whatever came before, the device is given back to the party that the profile calls supplier.
#[then(regex = r"^in any case the (\S+) gives the cells back to the (\S+) by (\S+)$")]
async fn gives_back(world: &mut TestWorld, originator: String, old: String, use_case: String) {
    let Some(sent) = world.session_for_cleaning_up().and_then(|session| {
        let laboratory = Arc::clone(&session.laboratory);
        make(&laboratory, &originator, &old, &use_case, None, session.counters.next()).ok()
    }) else {
        return;
    };
    let Some(session) = world.session_for_cleaning_up() else { return };
    let note = format!("{use_case}, to leave the device as it was");
    let mut answered = false;
    if session.send(&sent.octets, &note).await.is_ok() {
        answered = session.answer(&sent).await.is_ok_and(|response| response.is_some());
    }
    if !answered {
        session.observe(format!("the device may still be in the hands of the {originator}"));
    }
    if !world.is_settled() {
        world.judged();
    }
}

async fn replace(
    world: &mut TestWorld,
    originator: &str,
    new: &str,
    use_case: &str,
    spoilt: Option<usize>,
) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    if laboratory.authorities().is_empty() {
        world.inconclusive("the certificate of the issuing authority in a key folder of the profile", "none");
        return Ok(());
    }
    let counter = session.counters.next();
    match make(&laboratory, originator, new, use_case, spoilt, counter) {
        Ok(sent) => sending::deliver(world, sent).await,
        Err(why) => {
            world.unable(why);
            Ok(())
        }
    }
}

fn make(
    laboratory: &Laboratory,
    originator: &str,
    new: &str,
    use_case: &str,
    spoilt: Option<usize>,
    counter: hallmark_gbcs::Counter,
) -> Result<Sent, String> {
    let unnamed = |name: &str| format!("the profile names no {name}");
    let originator = laboratory.party(originator).ok_or_else(|| unnamed(originator))?;
    let new = laboratory.party(new).ok_or_else(|| unnamed(new))?;
    let code = use_case_named(use_case).ok_or_else(|| format!("there is no use case {use_case}"))?.code;
    let holder = laboratory.parties().iter().find(|party| party.role == new.role);
    let changes_control = holder.is_some_and(|holder| holder.id != originator.id)
        || (originator.role == new.role && originator.id != new.id);
    let replacing = Replacing { code, new, spoilt, changes_control };
    sending::protect(laboratory.replace_credentials(use_case, originator, counter, replacing)?, laboratory)
}

/// The outcome in the response to CS02b or CS02g.
async fn outcome(world: &mut TestWorld) -> Option<ExecutionOutcome> {
    let (sent, response) = expect_response(world).await?;
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    let (payload, offset) = response.payload();
    let outcome = match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::UpdateCredentialsResponse(response)) => response.execution_outcome,
        _ => None,
    };
    if outcome.is_none() {
        world.fail(REPLACING, "an outcome in the response to an immediate command", "none");
    }
    outcome
}

/// A read with the party's own keys succeeds.
async fn serve(world: &mut TestWorld, party: &str) -> Result<(), Trouble> {
    let answered = sending::good_command(world, READ, party).await?;
    match answered {
        Some(_) => world.judged(),
        None => world.fail(REPLACING, format!("the {party} served by its new credentials"), "no response"),
    }
    Ok(())
}

/// A command with the party's own keys is not answered.
async fn refuse(world: &mut TestWorld, use_case: &str, party: &str) -> Result<(), Trouble> {
    let Some(sent) = sending::prepare(world, party, use_case, crate::snapshot::usual) else { return Ok(()) };
    let Some(session) = world.session() else { return Ok(()) };
    session
        .send_attack(&sent, &format!("attack: {use_case} from the {party}, whose cells were replaced"))
        .await?;
    let settle = session.laboratory.settle;
    // A good command behind it bounds the wait.
    let alive = sending::good_command(world, "CS02a", "access-control-broker").await?;
    let Some(session) = world.session() else { return Ok(()) };
    session.watch(settle).await?;
    if let Some(octets) = session.take_response(sent.originator(), sent.counter()) {
        let seen = format!("a response of {} octets", octets.len());
        world.fail(REPLACING, format!("no response to the {party}, whose cells were replaced"), seen);
    } else if alive.is_none() {
        world.inconclusive("an answer to a good command", "none");
    }
    world.judged();
    Ok(())
}

/// What a party reads to see whether it is served.
const READ: &str = "ECS52";
/// What a party signs to see whether its signature counts.
const SIGNED: &str = "ECS42";

fn provided(sent: &Sent, response: &Response) -> Option<ProvideCredentialsResponse> {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ProvideCredentialsResponse(details)) => Some(details),
        _ => None,
    }
}

fn laboratory(world: &mut TestWorld) -> Option<Arc<Laboratory>> {
    world.session().map(|session| Arc::clone(&session.laboratory))
}

fn describe(cell: &ReplacementOutcome) -> String {
    let id = &cell.affected_trust_anchor_cell;
    let role = id.trust_anchor_cell_remote_party_role.name().unwrap_or("unknown");
    let usage = id.trust_anchor_cell_key_usage.name().unwrap_or("unknown");
    format!("{role} {usage}: status {}", cell.status_code.0)
}
