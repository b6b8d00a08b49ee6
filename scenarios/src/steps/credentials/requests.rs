//! Sends commands that replace credentials and are built otherwise, or reach for cells that are not theirs to replace.

use cucumber::when;
use hallmark_engine::session::CellChange;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Party;
use hallmark_engine::session::cell_for;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_smki::Certificate;
use hallmark_smki::Usage;

use super::bench::Unable;
use super::request;
use super::trial;
use super::trial::KnownKey;
use super::trial::Order;
use super::trial::Parcel;
use crate::steps::sending;
use crate::world::TestWorld;

#[when(regex = r"^the (\S+) orders new keys for its cells by (\S+) in a command (.+)$")]
async fn orders_somehow(world: &mut TestWorld, originator: String, use_case: String, phrase: String) {
    let order = Order { originator: &originator, use_case: &use_case, answered: false };
    let seed = trial::seed(world);
    let outcome = trial::conduct(world, &order, |laboratory, counter| {
        let usages = [Usage::KeyAgreement, Usage::PrepaymentKeyAgreement];
        let holder = laboratory.party(&originator).ok_or("the profile does not name the originator")?;
        let mut parcel = Parcel::default();
        let mut changes = Vec::new();
        for usage in usages.into_iter().filter(|usage| holder.certificate(*usage).is_some()) {
            let bench = trial::bench(laboratory, &originator, usage, seed.clone())?;
            // A new key, where the laboratory can have one certified: it shows whether the command was executed.
            let mut draft = bench.own();
            if let (Ok(issuer), Ok(mut new)) = (bench.issuer(), bench.new_key()) {
                new.mutant.sign(issuer.key());
                draft = new;
            }
            let cell = cell_for(role_of(holder), usage);
            let octets = draft.octets();
            if let Some(key) = draft.key {
                let certificate =
                    Certificate::parse_der(&octets).map_err(|error| Unable(error.to_string()))?;
                parcel.keys.push(KnownKey { cell, party: holder.id, usage, key, certificate });
            }
            changes.push(CellChange { cell, certificate: octets });
        }
        let code = use_case_named(&use_case).ok_or("an unknown use case")?.code;
        let path = laboratory.path_of(holder);
        let mut request = laboratory.update_request(code, holder, counter, &changes, &path);
        parcel.payload = request::edit(&mut request, &phrase)?;
        let asked = request.replacements.iter();
        parcel.changes = asked
            .map(|one| trial::change(one.target_trust_anchor_cell, one.replacement_certificate.as_octets()))
            .collect();
        Ok(parcel)
    })
    .await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) reaches for the (signature|key agreement|top-up) cell of the (\S+) by (\S+)$")]
async fn reaches(world: &mut TestWorld, originator: String, usage: String, holder: String, use_case: String) {
    reach(world, (&originator, &use_case), (&usage, &holder), None).await;
}

/// The Message Code says one mode, the payload another.
#[when(
    regex = r"^the (\S+) reaches for the (signature|key agreement|top-up) cell of the (\S+) by (\S+) in the mode of recovery$"
)]
async fn reaches_by_mode(
    world: &mut TestWorld,
    originator: String,
    usage: String,
    holder: String,
    use_case: String,
) {
    let mode = CredentialsReplacementMode::ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY;
    reach(world, (&originator, &use_case), (&usage, &holder), Some(mode)).await;
}

async fn reach(
    world: &mut TestWorld,
    (originator, use_case): (&str, &str),
    (usage, holder): (&str, &str),
    mode: Option<CredentialsReplacementMode>,
) {
    let usage = trial::usage_named(usage);
    let order = Order { originator, use_case, answered: false };
    let outcome = trial::conduct(world, &order, |laboratory, counter| {
        let party = laboratory.party(holder).ok_or_else(|| format!("the profile names no {holder}"))?;
        let certificate = party.certificate(usage);
        let certificate =
            certificate.ok_or_else(|| format!("the profile gives no {usage} certificate of {holder}"))?;
        let cell = cell_for(role_of(party), usage);
        let change = CellChange { cell, certificate: certificate.der().to_vec() };
        let path = laboratory.path_of(party);
        single(laboratory, (originator, use_case), (counter, mode), change, &path)
    })
    .await;
    sending::note_trouble(world, outcome);
}

#[when(regex = r"^the (\S+) reaches for the root cell by (\S+) with (its own|an unrelated) root$")]
async fn reaches_for_root(world: &mut TestWorld, originator: String, use_case: String, which: String) {
    let order = Order { originator: &originator, use_case: &use_case, answered: false };
    let seed = trial::seed(world);
    let outcome = trial::conduct(world, &order, |laboratory, counter| {
        let cell = TrustAnchorCellIdentifier::management(RemotePartyRole::ROOT, KeyUsage::KEY_CERT_SIGN);
        let root = laboratory.authorities().iter().find(|one| one.is_self_issued());
        let root = root.ok_or("the profile gives no certificate of a root")?;
        let certificate = if which == "its own" {
            root.der().to_vec()
        } else {
            let key = hallmark_smki::PrivateKey::derive(&seed, "unrelated root");
            let mut mutant = hallmark_smki::mutate::Mutant::of(root);
            super::bench::certify(&mut mutant, &key.public_point())?;
            mutant.sign(&key);
            mutant.to_der()
        };
        let change = CellChange { cell, certificate };
        single(laboratory, (&originator, &use_case), (counter, None), change, &[])
    })
    .await;
    sending::note_trouble(world, outcome);
}

/// Somebody else's certificates for the cells of a role: what the recovery party does to stop the misuse of keys.
#[when(regex = r"^the (\S+) puts the (\S+) into the cells of the (\S+) by (\S+)$")]
async fn puts(world: &mut TestWorld, originator: String, other: String, holder: String, use_case: String) {
    let order = Order { originator: &originator, use_case: &use_case, answered: true };
    let outcome = trial::conduct(world, &order, |laboratory, counter| {
        let unnamed = |name: &str| Unable(format!("the profile names no {name}"));
        let from = laboratory.party(&originator).ok_or_else(|| unnamed(&originator))?;
        let party = laboratory.party(&other).ok_or_else(|| unnamed(&other))?;
        let role = role_of(laboratory.party(&holder).ok_or_else(|| unnamed(&holder))?);
        let own = Usage::ALL.into_iter().filter_map(|usage| Some((usage, party.certificate(usage)?)));
        let changes: Vec<CellChange> = own
            .map(|(usage, one)| CellChange { cell: cell_for(role, usage), certificate: one.der().to_vec() })
            .collect();
        let code = use_case_named(&use_case).ok_or("an unknown use case")?.code;
        let request = laboratory.update_request(code, from, counter, &changes, &laboratory.path_of(party));
        Ok(Parcel {
            payload: Asn1Payload::UpdateCredentialsCommand(request).to_vec(),
            changes: changes.iter().map(|one| trial::change(one.cell, &one.certificate)).collect(),
            keys: Vec::new(),
            floor: None,
        })
    })
    .await;
    sending::note_trouble(world, outcome);
}

/// The command that replaces one cell.
fn single(
    laboratory: &Laboratory,
    (originator, use_case): (&str, &str),
    (counter, mode): (Counter, Option<CredentialsReplacementMode>),
    change: CellChange,
    path: &[Vec<u8>],
) -> Result<Parcel, Unable> {
    let from = laboratory.party(originator).ok_or_else(|| format!("the profile names no {originator}"))?;
    let code = use_case_named(use_case).ok_or("an unknown use case")?.code;
    let changes = [change];
    let mut request = laboratory.update_request(code, from, counter, &changes, path);
    if let Some(mode) = mode {
        request.authorising_remote_party_control.credentials_replacement_mode = mode;
    }
    Ok(Parcel {
        payload: Asn1Payload::UpdateCredentialsCommand(request).to_vec(),
        changes: changes.iter().map(|one| trial::change(one.cell, &one.certificate)).collect(),
        keys: Vec::new(),
        floor: None,
    })
}

fn role_of(party: &Party) -> RemotePartyRole {
    RemotePartyRole(u32::from(party.role.value()))
}
