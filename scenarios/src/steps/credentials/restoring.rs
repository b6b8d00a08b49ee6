//! Gives cells back what the profile says of them, whatever became of the scenario.

use std::sync::Arc;

use cucumber::then;
use hallmark_engine::profile::Claim;
use hallmark_engine::session::CellChange;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::cell_for;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::tables::Role;
use hallmark_smki::Usage;

use super::cells;
use super::cells::Cells;
use super::cells::Reading;
use super::trial::Trial;
use crate::steps::sending;
use crate::world::TestWorld;

#[then(regex = r"^in any case the cells of the (\S+) hold their own certificates again$")]
async fn hold_again(world: &mut TestWorld, holder: String) {
    let trial = world.trial.take();
    let Some(context) = world.context() else { return };
    if let Some(session) = world.session_for_cleaning_up() {
        let outcome = restore(session, trial.as_ref(), &holder, &context.use_cases).await;
        if outcome.is_err() {
            session.observe(format!("the cells of the {holder} may hold what this test gave them"));
        }
        session.laboratory = context.laboratory();
    }
    world.trial = trial;
    if !world.is_settled() {
        world.judged();
    }
}

/// Tries who may replace the cells, one after the other, until they hold what they should.
async fn restore(
    session: &mut Session,
    trial: Option<&Trial>,
    holder: &str,
    use_cases: &Claim,
) -> Result<(), Trouble> {
    let Some(role) = session.laboratory.party(holder).map(|party| party.role) else { return Ok(()) };
    for (originator, use_case) in ways(role) {
        let Some(cells) = look(session, trial, use_cases).await? else { break };
        let original =
            trial.map_or_else(|| Arc::clone(&session.laboratory), |trial| Arc::clone(&trial.former));
        let changes = differing(&original, holder, &cells);
        if changes.is_empty() {
            return Ok(());
        }
        // The signature cell says whose the cells are now.
        let signature = cell_for(RemotePartyRole(u32::from(role.value())), Usage::DigitalSignature);
        let laboratory = Arc::clone(&session.laboratory);
        let present = cells.get(signature).and_then(|held| laboratory.party_with_id(held.subject));
        let originator = match originator {
            Some(name) => laboratory.party(name),
            None => present.or_else(|| laboratory.party(holder)),
        };
        let (Some(originator), Some(case)) = (originator, use_case_named(use_case)) else { continue };
        let path = original.party(holder).map(|party| original.path_of(party)).unwrap_or_default();
        let counter = session.counters.next();
        let request = laboratory.update_request(case.code, originator, counter, &changes, &path);
        let payload = Asn1Payload::UpdateCredentialsCommand(request).to_vec();
        let made = laboratory
            .command_with_payload(use_case, originator, counter, payload)
            .and_then(|command| sending::protect(command, &laboratory));
        let Ok(sent) = made else { continue };
        session.send(&sent.octets, &format!("{use_case}, to leave the device as it was")).await?;
        session.answer(&sent).await?;
    }
    let cells = look(session, trial, use_cases).await?;
    let left = cells.map(|cells| differing(&session.laboratory, holder, &cells)).unwrap_or_default();
    if let Some(change) = left.first() {
        session.observe(format!("the {} cell may hold what this test gave it", cells::name(change.cell)));
    }
    Ok(())
}

async fn look(
    session: &mut Session,
    trial: Option<&Trial>,
    use_cases: &Claim,
) -> Result<Option<Cells>, Trouble> {
    match trial {
        Some(trial) => trial.look(session, use_cases).await,
        None => match Cells::read(session, use_cases).await? {
            Reading::Cells(cells) => Ok(Some(cells)),
            Reading::Silent | Reading::Wrong(_) => Ok(None),
        },
    }
}

/// The cells of the party's role that do not hold its certificates.
fn differing(laboratory: &Laboratory, holder: &str, cells: &Cells) -> Vec<CellChange> {
    let Some(party) = laboratory.party(holder) else { return Vec::new() };
    let role = RemotePartyRole(u32::from(party.role.value()));
    let own = Usage::ALL.into_iter().filter_map(|usage| Some((usage, party.certificate(usage)?)));
    own.filter_map(|(usage, certificate)| {
        let cell = cell_for(role, usage);
        let held = cells.get(cell)?;
        // Reports may name a key as its certificate does, or as it is computed.
        let identifiers = [certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..])];
        let is_own = held.subject == party.id && identifiers.contains(&Some(&held.key.0[..]));
        (!is_own).then(|| CellChange { cell, certificate: certificate.der().to_vec() })
    })
    .collect()
}

/// Who may replace the cells of a role, and by which use case; nobody named: whoever is in the cells.
fn ways(role: Role) -> Vec<(Option<&'static str>, &'static str)> {
    let recovery = (Some("recovery"), "CS02b-anyExceptAbnormalRootByRecovery");
    match role {
        Role::Supplier => vec![
            (None, "CS02b-supplierBySupplier"),
            (Some("transitional-cos"), "CS02b-supplierByTransCoS"),
            recovery,
        ],
        Role::LoadController => vec![
            (None, "CS02g-loadControllerByLoadController"),
            (Some("supplier"), "CS02g-loadControllerBySupplier"),
            recovery,
        ],
        role => own_way(role).into_iter().map(|use_case| (None, use_case)).chain([recovery]).collect(),
    }
}

/// The use case by which a party replaces its own cells.
pub(crate) fn own_way(role: Role) -> Option<&'static str> {
    match role {
        Role::AccessControlBroker => Some("CS02b-accessControlBrokerByACB"),
        Role::LoadController => Some("CS02g-loadControllerByLoadController"),
        Role::NetworkOperator => Some("CS02b-networkOperatorByNetworkOperator"),
        Role::Recovery => Some("CS02b-anyExceptAbnormalRootByRecovery"),
        Role::Supplier => Some("CS02b-supplierBySupplier"),
        Role::TransitionalCos => Some("CS02b-transCoSByTransCoS"),
        _ => None,
    }
}
