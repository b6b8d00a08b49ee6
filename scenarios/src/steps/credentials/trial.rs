//! One command that replaces credentials, with what the cells hold before and after it.

use std::sync::Arc;

use cucumber::when;
use hallmark_engine::session::CellChange;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::cell_for;
use hallmark_engine::session::use_case_named;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::ExecutionOutcome;
use hallmark_gbcs::asn1::KeyIdentifier;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::wire::Cra;
use hallmark_smki::Certificate;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;

use super::bench::Bench;
use super::bench::Dates;
use super::bench::Draft;
use super::bench::Unable;
use super::cells::Cells;
use super::cells::Reading;
use super::forms;
use crate::steps::response::check;
use crate::steps::sending;
use crate::world::TestWorld;

/// One command that replaces credentials, and what came of it.
#[derive(Debug)]
pub(crate) struct Trial {
    /// What was asked for, in the order of the command.
    pub(crate) changes: Vec<Change>,
    /// The new counter of a role, where the command set one.
    pub(crate) floor: Option<(RemotePartyRole, Counter)>,
    pub(crate) before: Cells,
    /// None where the device did not say any more.
    pub(crate) after: Option<Cells>,
    pub(crate) answer: Answer,
    /// Keys that cells may hold, besides those of the profile.
    pub(crate) keys: Vec<KnownKey>,
    /// The laboratory as it was before.
    pub(crate) former: Arc<Laboratory>,
}

/// One replacement.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) cell: TrustAnchorCellIdentifier,
    /// Whose key the certificate says it holds, as far as it can be read.
    pub(crate) subject: Option<EntityId>,
    /// Which key it says it holds.
    pub(crate) key: Option<KeyIdentifier>,
}

/// A key pair that the laboratory made for a party.
#[derive(Debug, Clone)]
pub(crate) struct KnownKey {
    pub(crate) cell: TrustAnchorCellIdentifier,
    pub(crate) party: EntityId,
    pub(crate) usage: Usage,
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
}

/// What answered the command.
#[derive(Debug)]
pub(crate) enum Answer {
    /// commandAccepted alone.
    Accepted,
    /// An outcome for each cell.
    Outcome(ExecutionOutcome),
    Silent,
    /// Something else.
    Unreadable(String),
}

/// Who sends what for whose cells.
pub(crate) struct Order<'o> {
    pub(crate) originator: &'o str,
    pub(crate) use_case: &'o str,
    /// Whether an answer is due: then it is waited for. Otherwise a good command behind it bounds the wait.
    pub(crate) answered: bool,
}

/// What goes into the command.
#[derive(Default)]
pub(crate) struct Parcel {
    pub(crate) payload: Vec<u8>,
    pub(crate) changes: Vec<Change>,
    pub(crate) keys: Vec<KnownKey>,
    pub(crate) floor: Option<(RemotePartyRole, Counter)>,
}

#[when(regex = r"^the (\S+) gives the (signature|key agreement|top-up) cell of the (\S+) by (\S+) (.+)$")]
async fn gives(
    world: &mut TestWorld,
    originator: String,
    usage: String,
    holder: String,
    use_case: String,
    phrase: String,
) {
    let usage = usage_named(&usage);
    let order = Order { originator: &originator, use_case: &use_case, answered: true };
    let seed = seed(world);
    let outcome = conduct(world, &order, |laboratory, counter| {
        let bench = bench(laboratory, &holder, usage, seed)?;
        let draft = forms::make(&bench, &phrase)?;
        parcel(&bench, &draft, &originator, &use_case, counter)
    })
    .await;
    sending::note_trouble(world, outcome);
}

/// Reads the cells, sends the command, takes its answer, and reads the cells again.
pub(crate) async fn conduct(
    world: &mut TestWorld,
    order: &Order<'_>,
    make: impl FnOnce(&Laboratory, Counter) -> Result<Parcel, Unable>,
) -> Result<(), Trouble> {
    let Some(context) = world.context() else { return Ok(()) };
    let Some(session) = world.session() else { return Ok(()) };
    let before = match Cells::read(session, &context.use_cases).await? {
        Reading::Cells(cells) => cells,
        Reading::Silent => {
            world.inconclusive("an answer to CS02a before the command", "none");
            return Ok(());
        }
        Reading::Wrong(reason) => {
            world.settle(Verdict::Fail, reason);
            return Ok(());
        }
    };
    let former = Arc::clone(&session.laboratory);
    let counter = session.counters.next();
    let made = make(&former, counter).and_then(|parcel| {
        let originator = former.party(order.originator);
        let originator = originator.ok_or_else(|| format!("the profile names no {}", order.originator))?;
        let payload = parcel.payload.clone();
        let command = former.command_with_payload(order.use_case, originator, counter, payload)?;
        Ok((sending::protect(command, &former)?, parcel))
    });
    let (sent, parcel) = match made {
        Ok(made) => made,
        Err(Unable(why)) => {
            world.unable(why);
            return Ok(());
        }
    };
    let mut trial = Trial {
        before,
        changes: parcel.changes,
        floor: parcel.floor,
        after: None,
        answer: Answer::Silent,
        keys: parcel.keys,
        former,
    };
    session.alternates = vec![Arc::clone(&trial.former), trial.with_keys(|_| true)];
    session.send(&sent.octets, &format!("command {}", order.use_case)).await?;
    let mut response = None;
    if order.answered {
        let outcome = session.answer(&sent).await;
        response = sending::unless_closed(session, outcome).await?;
    }
    let mut answer = answer(&sent, response.as_ref());
    // The keys that the device says it has taken authenticate what is sent from now on.
    session.laboratory = trial.believed(&answer, session);
    trial.after = trial.look(session, &context.use_cases).await?;
    if !order.answered {
        let settle = session.laboratory.settle;
        let outcome = session.watch(settle).await;
        sending::unless_closed(session, outcome).await?;
        response = session.take_response(sent.originator(), sent.counter()).map(Response::from_octets);
        answer = self::answer(&sent, response.as_ref());
    }
    trial.answer = answer;
    if let Some(response) = &response {
        check(world, |session| response.authenticity(&sent, &session.laboratory));
        check(world, |session| response.correspondence(&sent, &session.laboratory));
    }
    world.sent = Some(sent);
    world.response = response;
    world.trial = Some(trial);
    Ok(())
}

impl Trial {
    /// What came of the replacement under test: the first of the command.
    pub(crate) fn tested(&self) -> Option<&Change> {
        self.changes.first()
    }

    /// How many of the cells the device says it has replaced.
    pub(crate) fn taken(&self) -> usize {
        let Answer::Outcome(outcome) = &self.answer else { return 0 };
        let outcomes = outcome.replacement_outcomes.iter();
        outcomes.filter(|cell| cell.status_code == StatusCode::SUCCESS).count()
    }

    /// The laboratory for what the cells hold: a cell that has changed holds the key that it was given.
    pub(crate) fn laboratory_for(&self, cells: &Cells) -> Arc<Laboratory> {
        self.with_keys(|known| {
            cells.get(known.cell).is_some_and(|held| self.before.get(known.cell) != Some(held))
        })
    }

    /// The laboratory, as far as the answer says which keys were taken.
    fn believed(&self, answer: &Answer, session: &Session) -> Arc<Laboratory> {
        let Answer::Outcome(outcome) = answer else { return Arc::clone(&session.laboratory) };
        self.with_keys(|known| {
            outcome.replacement_outcomes.iter().any(|cell| {
                cell.affected_trust_anchor_cell == known.cell && cell.status_code == StatusCode::SUCCESS
            })
        })
    }

    fn with_keys(&self, holds: impl Fn(&KnownKey) -> bool) -> Arc<Laboratory> {
        let mut laboratory = Arc::clone(&self.former);
        for known in self.keys.iter().filter(|known| holds(known)) {
            let changed =
                laboratory.with_party_key(known.party, known.usage, &known.key, known.certificate.clone());
            if let Ok(changed) = changed {
                laboratory = Arc::new(changed);
            }
        }
        laboratory
    }

    /// Reads the cells after the command. Which key of the broker the device goes by is found out by trying.
    pub(crate) async fn look(
        &self,
        session: &mut Session,
        use_cases: &hallmark_engine::profile::Claim,
    ) -> Result<Option<Cells>, Trouble> {
        let mut cells = Cells::read(session, use_cases).await?;
        if !matches!(cells, Reading::Cells(_)) && !self.keys.is_empty() {
            for laboratory in [Arc::clone(&self.former), self.with_keys(|_| true)] {
                if matches!(cells, Reading::Cells(_)) {
                    break;
                }
                session.laboratory = laboratory;
                cells = Cells::read(session, use_cases).await?;
            }
        }
        let Reading::Cells(cells) = cells else { return Ok(None) };
        session.laboratory = self.laboratory_for(&cells);
        Ok(Some(cells))
    }
}

/// The bench for a cell of a party.
pub(crate) fn bench<'a>(
    laboratory: &'a Laboratory,
    holder: &str,
    usage: Usage,
    seed: Vec<u8>,
) -> Result<Bench<'a>, Unable> {
    let holder = laboratory.party(holder).ok_or_else(|| format!("the profile names no {holder}"))?;
    let model = holder.certificate(usage);
    let model =
        model.ok_or_else(|| format!("the profile gives no {usage} certificate of {}", holder.name))?;
    Ok(Bench { laboratory, holder, usage, model, seed })
}

/// The command that gives the cell this certificate, and beside it, where the party has a second cell for key agreement,
/// that one a good certificate: what is wrong with one cell must not stop the other.
pub(crate) fn parcel(
    bench: &Bench<'_>,
    draft: &Draft,
    originator: &str,
    use_case: &str,
    counter: Counter,
) -> Result<Parcel, Unable> {
    let role = RemotePartyRole(u32::from(bench.holder.role.value()));
    let cell = cell_for(role, bench.usage);
    let octets = draft.octets();
    let mut parcel = Parcel::default();
    parcel.changes.push(change(cell, &octets));
    if let Some(key) = draft.key.clone() {
        let certificate = Certificate::parse_der(&octets).unwrap_or_else(|_| bench.model.clone());
        parcel.keys.push(KnownKey { cell, party: bench.holder.id, usage: bench.usage, key, certificate });
    }
    let mut changes = vec![CellChange { cell, certificate: octets }];
    let neighbour = Usage::PrepaymentKeyAgreement;
    let laboratory = bench.laboratory;
    // Both share the path and the word on dates.
    let verifies = draft.dates == Dates::Ignored
        && laboratory.path_of(bench.holder).iter().all(|one| draft.path.contains(one));
    let beside = bench.holder.certificate(neighbour);
    if let Some(certificate) = beside.filter(|_| bench.usage == Usage::KeyAgreement && verifies) {
        let cell = cell_for(role, neighbour);
        let octets = certificate.der().to_vec();
        parcel.changes.push(change(cell, &octets));
        changes.push(CellChange { cell, certificate: octets });
    }
    let originator = laboratory.party(originator);
    let originator = originator.ok_or("the profile does not name the originator")?;
    let code = use_case_named(use_case).ok_or_else(|| format!("there is no use case {use_case}"))?.code;
    let mut request = laboratory.update_request(code, originator, counter, &changes, &draft.path);
    if draft.dates == Dates::Count {
        request.authorising_remote_party_control.apply_time_based_cpv_checks = None;
    } else {
        request.authorising_remote_party_control.apply_time_based_cpv_checks =
            Some(TimeBasedCpvChecks::DISAPPLY);
    }
    parcel.payload = Asn1Payload::UpdateCredentialsCommand(request).to_vec();
    Ok(parcel)
}

/// What a certificate would make of a cell.
pub(crate) fn change(cell: TrustAnchorCellIdentifier, octets: &[u8]) -> Change {
    let certificate = Certificate::parse_der(octets).ok();
    let key = certificate.as_ref().and_then(|one| one.key_identifier()?.try_into().ok()).map(KeyIdentifier);
    // Where a certificate names two, a device may read either.
    let named = certificate.as_ref().filter(|one| one.subject_alt_names().is_empty());
    let subject = named.and_then(|one| one.subject().entity_id()).map(EntityId);
    Change { cell, subject, key }
}

/// The answer to CS02b or CS02g.
pub(crate) fn answer(sent: &Sent, response: Option<&Response>) -> Answer {
    let Some(response) = response else { return Answer::Silent };
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::UpdateCredentialsResponse(response)) => {
            response.execution_outcome.map_or(Answer::Accepted, Answer::Outcome)
        }
        Ok(other) => Answer::Unreadable(other.kind().name().to_owned()),
        Err(error) => Answer::Unreadable(error.to_string()),
    }
}

/// The seed of the run and the id of the test.
pub(crate) fn seed(world: &TestWorld) -> Vec<u8> {
    let seed = world.context().map_or(0, |context| context.seed);
    [&seed.to_be_bytes()[..], world.test().as_bytes()].concat()
}

pub(crate) fn usage_named(text: &str) -> Usage {
    match text {
        "signature" => Usage::DigitalSignature,
        "top-up" => Usage::PrepaymentKeyAgreement,
        _ => Usage::KeyAgreement,
    }
}
