//! Recorded commands, originated again at a live device.
//!
//! A command keeps its payload. Counters, parties, the dates of what is ordered for later and all protection are made
//! anew, with the credentials of the profile. The answer is held to the rules of a live run, and its shape is compared
//! with that of the recorded answer: which instructions succeeded, and of which types their values are. No clause
//! demands that two devices answer alike, so another shape is inconclusive.
//!
//! Not originated again: commands of which the payload itself names counters, certificates or devices (ASN.1, but for
//! reading), attacks, and commands that were not answered.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::Payload;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessRequestValue;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Carrier;

use crate::event::Direction;
use crate::replay::command::is_top_up;
use crate::replay::evidence::Kept;
use crate::replay::outcome::Outcome;
use crate::replay::publish::Judgement;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::replay::tests_found::TestState;
use crate::session::Command;
use crate::session::Finding;
use crate::session::Laboratory;
use crate::session::Party;
use crate::session::Record;
use crate::session::Response;
use crate::session::Sent;
use crate::session::Session;
use crate::session::Trouble;
use crate::session::finding;
use crate::session::protection_of_command;

/// A command that was recorded with its answer.
#[derive(Debug, Clone)]
pub(super) struct Original {
    pub(super) command: Vec<u8>,
    pub(super) response: Vec<u8>,
    pub(super) at: UnixMicros,
    pub(super) place: String,
}

/// Takes down what goes to and comes from the live device.
#[derive(Debug, Default)]
pub struct LiveRecord(Mutex<Vec<(Direction, String, Vec<u8>)>>);

impl LiveRecord {
    fn take(&self) -> Vec<(Direction, String, Vec<u8>)> {
        core::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Record for LiveRecord {
    fn exchange(&self, direction: Direction, note: &str, octets: &[u8]) {
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.push((direction, note.to_owned(), octets.to_vec()));
    }

    fn observe(&self, _: String) {}

    fn late(&self, _: &str, _: &Sent, _: &[u8]) {}
}

impl Judgement {
    /// Originates the recorded commands again, and compares the answers. `record` must be that of the session.
    pub async fn originate(&mut self, session: &mut Session, record: &Arc<LiveRecord>) {
        let source = self.sources.len();
        self.sources.push("the live device".to_owned());
        for original in core::mem::take(&mut self.originals) {
            let Ok(message) = Message::parse(&original.command) else { continue };
            let key = TestKey::new(Rule::Live, Subject::Code(message.header().message_code()));
            let outcome = again(session, &message, &original).await;
            let at = session.now();
            let exchanges: Vec<_> = record
                .take()
                .into_iter()
                .map(|(direction, note, octets)| {
                    self.seen = self.seen.saturating_add(1);
                    let frame = u64::try_from(self.kept.len()).unwrap_or(u64::MAX);
                    let kept = Kept { source, frame, at, direction, carrier: Carrier::Bare, note, octets };
                    self.kept.push(kept);
                    Some(crate::replay::evidence::ExchangeId(self.kept.len().saturating_sub(1)))
                })
                .collect();
            let end = self.span.1.max(at);
            self.span.1 = end;
            let state = self.tests.entry(key).or_default();
            take_down(state, outcome, exchanges, &original.place);
        }
    }
}

/// What came of originating one command again.
enum Live {
    Same,
    /// It cannot be originated again, for this reason.
    Left(String),
    /// A rule does not hold.
    Broken(Finding),
    /// Nothing can be said.
    Open(Finding),
}

fn take_down(
    state: &mut TestState,
    outcome: Live,
    exchanges: Vec<Option<crate::replay::evidence::ExchangeId>>,
    place: &str,
) {
    state.checked = state.checked.saturating_add(1);
    let mut judged = match outcome {
        Live::Same => return,
        Live::Left(why) => return state.observations.push(format!("not originated again: {why}; {place}")),
        Live::Broken(reason) => Judged::fail(reason),
        Live::Open(reason) => Judged::inconclusive(reason),
    };
    judged.reason.observed = format!("{}; recorded in {place}", judged.reason.observed);
    state.findings.push(judged.shown_by(exchanges));
    state.findings.sort_by_key(|judged| core::cmp::Reverse(judged.verdict));
}

async fn again(session: &mut Session, message: &Message<'_>, original: &Original) -> Live {
    let laboratory = Arc::clone(&session.laboratory);
    let now = session.now();
    let code = message.header().message_code();
    let Some(use_case) = use_case(code) else {
        return Live::Left("its Message Code is not known".to_owned());
    };
    let counter = if is_top_up(use_case) { None } else { Some(session.counters.next()) };
    let made = match counter {
        Some(counter) => make(&laboratory, message, use_case, counter, original.at, now),
        None => Err("the digits of a top-up are good for one device".to_owned()),
    };
    let command = match made {
        Ok(command) => command,
        Err(why) => return Live::Left(why),
    };
    let octets = match command.protect_envelope(&laboratory) {
        Ok(envelope) => envelope.emit(),
        Err(why) => return Live::Left(why),
    };
    let sent = Sent { command, octets };
    match exchange(session, &sent).await {
        Err(trouble) => Live::Open(finding("replay", "an answer of the live device", trouble.to_string())),
        Ok(None) => Live::Open(finding("GBCS 7.2.7", "a response of the live device", "none")),
        Ok(Some(response)) => judge(&laboratory, &sent, &response, original),
    }
}

async fn exchange(session: &mut Session, sent: &Sent) -> Result<Option<Response>, Trouble> {
    session.send(&sent.octets, &format!("{}, originated again", sent.command.use_case)).await?;
    session.answer(sent).await
}

fn judge(laboratory: &Laboratory, sent: &Sent, response: &Response, original: &Original) -> Live {
    let checks = [
        response.authenticity(sent, laboratory),
        response.correspondence(sent, laboratory),
        response.structure(sent),
    ];
    if let Some(reason) = checks.into_iter().find_map(Result::err) {
        return Live::Broken(reason);
    }
    let (recorded, live) = (shape(&original.response), shape(response.octets()));
    if recorded == live {
        return Live::Same;
    }
    let first = (1..).zip(recorded.iter().zip(&live)).find(|(_, (recorded, live))| recorded != live);
    let (expected, observed) = match first {
        Some((number, (recorded, live))) => {
            (format!("result {number} as recorded, {recorded}"), live.clone())
        }
        None => (format!("{} results, as recorded", recorded.len()), format!("{}", live.len())),
    };
    Live::Open(finding("replay", expected, observed))
}

/// The command for the device of the laboratory, without protection.
fn make(
    laboratory: &Laboratory,
    message: &Message<'_>,
    use_case: &UseCase,
    counter: Counter,
    recorded: UnixMicros,
    now: UnixMicros,
) -> Result<Command, String> {
    let header = message.header();
    let party = originator(laboratory, header.originator, use_case, header.supplementary().is_some())?;
    let code = use_case.code;
    let for_whom = header.supplementary().and_then(|_| laboratory.party("supplier"));
    let acting = for_whom.map_or(party.id, |party| party.id);
    let anew = Anew {
        replaced: [
            (header.originator.0.to_vec(), acting.0.to_vec()),
            (header.supplementary().map_or(header.originator, |it| it.party).0.to_vec(), acting.0.to_vec()),
            (header.recipient.0.to_vec(), laboratory.device().0.to_vec()),
            (transaction(header.counter), transaction(counter)),
        ],
        later_seconds: i64::try_from(now.seconds()).unwrap_or(i64::MAX)
            - i64::try_from(recorded.seconds()).unwrap_or(i64::MAX),
    };
    let payload = Payload::parse(message).map_err(|error| error.to_string())?;
    let (mut kinds, mut targets) = (Vec::new(), Vec::new());
    let octets = match &payload {
        Payload::Dlms(DlmsPayload::Request(request)) => {
            let value = anew.request(request, counter);
            kinds.extend(value.items.iter().map(|item| item.kind));
            targets.extend(value.items.iter().map(|item| item.descriptor));
            value.to_octets()
        }
        Payload::Asn1(view)
            if matches!(view.payload(), Asn1Payload::Read | Asn1Payload::ProvideCredentialsCommand(_)) =>
        {
            message.payload().to_vec()
        }
        Payload::Gbz(_) => message.payload().to_vec(),
        Payload::Dlms(_) | Payload::Asn1(_) => {
            return Err("its payload names counters, certificates or devices".to_owned());
        }
    };
    let other = match for_whom {
        Some(party) => OtherInformation::PartyCounter { code, party: party.id, counter },
        None => OtherInformation::Code { code },
    };
    let fresh = GroupingHeader {
        cra: Cra::Command,
        counter,
        originator: party.id,
        recipient: laboratory.device(),
        date_time: None,
        other,
    };
    let (signed, authenticated) = protection_of_command(use_case, party.role == Role::AccessControlBroker);
    Ok(Command {
        use_case: crate::replay::rule::use_case_name(code),
        code,
        envelope: Envelope::new(&fresh, octets),
        signed,
        authenticated,
        supplementary: for_whom.map(|party| (party.id, counter)),
        kinds,
        targets,
        written: Vec::new(),
    })
}

/// Who originates the command now: the same party, else the broker where it acted for somebody, else the first that
/// may.
fn originator<'l>(
    laboratory: &'l Laboratory,
    recorded: EntityId,
    use_case: &UseCase,
    by_broker: bool,
) -> Result<&'l Party, String> {
    let with_role = |role: Role| laboratory.parties().iter().find(move |party| party.role == role);
    let first = if by_broker { with_role(Role::AccessControlBroker) } else { None };
    laboratory
        .party_with_id(recorded)
        .or(first)
        .or_else(|| use_case.roles.iter().find_map(|role| with_role(*role)))
        .ok_or_else(|| format!("the profile names no party that may send {}", use_case.name))
}

/// What replaces what in the values of a request.
struct Anew {
    replaced: [(Vec<u8>, Vec<u8>); 4],
    later_seconds: i64,
}

impl Anew {
    fn request(&self, request: &AccessRequest<'_>, counter: Counter) -> AccessRequestValue {
        let mut value = request.to_owned();
        for item in &mut value.items {
            self.data(&mut item.data);
        }
        AccessRequestValue::new(counter, value.items)
    }

    fn data(&self, data: &mut Data) {
        match data {
            Data::Array(items) | Data::Structure(items) => items.iter_mut().for_each(|item| self.data(item)),
            Data::OctetString(octets) => {
                if let Some((_, new)) = self.replaced.iter().find(|(old, _)| old == octets) {
                    octets.clone_from(new);
                } else if let Some(later) = self.later(octets) {
                    *octets = later;
                }
            }
            _ => {}
        }
    }

    /// A date-time that is an instant, as much later as the live device is tried.
    fn later(&self, octets: &[u8]) -> Option<Vec<u8>> {
        let octets: [u8; 12] = octets.try_into().ok()?;
        let instant = DateTime::from_octets(octets).to_unix_seconds().ok()?;
        let later = DateTime::from_unix_seconds(instant.saturating_add(self.later_seconds)).ok()?;
        Some(later.to_octets().to_vec())
    }
}

/// The transaction-id in the parameters of protected attributes (GBCS 8): the purpose, then the counter.
fn transaction(counter: Counter) -> Vec<u8> {
    [4].into_iter().chain(counter.0.to_be_bytes()).collect()
}

/// What a response is like, result by result.
fn shape(octets: &[u8]) -> Vec<String> {
    let Ok(message) = Message::parse(octets) else { return vec!["no message".to_owned()] };
    let Ok(payload) = Payload::parse(&message) else {
        return vec!["a payload that cannot be read".to_owned()];
    };
    match &payload {
        Payload::Dlms(DlmsPayload::Response(response)) => response
            .items()
            .map(|item| {
                let outcome = if item.result.is_success() { "success" } else { "failure" };
                format!("{} {outcome} {}", item.kind.name(), shape_of(&item.data.to_owned()))
            })
            .collect(),
        Payload::Dlms(_) => vec!["no response".to_owned()],
        Payload::Gbz(payload) => payload
            .components()
            .map(|component| match component.command().kind() {
                Some(kind) => kind.name().to_owned(),
                None => "an encrypted or unknown command".to_owned(),
            })
            .collect(),
        Payload::Asn1(view) => {
            vec![format!("{} {:?}", view.payload().kind().name(), Outcome::of(&payload, &[]))]
        }
    }
}

/// The types of a value. Lists are as long as there are entries, so only their first entry counts.
fn shape_of(data: &Data) -> String {
    match data {
        Data::Array(items) => format!("array of {}", items.first().map_or("nothing".to_owned(), shape_of)),
        Data::Structure(items) => format!("{{{}}}", items.iter().map(shape_of).collect::<Vec<_>>().join(" ")),
        other => other.kind().name().to_owned(),
    }
}

/// The commands that are kept to be originated again: one of each kind, up to a bound.
#[derive(Debug, Default)]
pub(super) struct Originals {
    pub(super) most: usize,
    pub(super) kept: Vec<Original>,
    known: std::collections::HashSet<(MessageCode, Vec<u8>)>,
}

impl Originals {
    pub(super) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub(super) fn add(
        &mut self,
        command: &Sent,
        response: &[u8],
        at: UnixMicros,
        place: impl FnOnce() -> String,
    ) {
        if self.kept.len() >= self.most {
            return;
        }
        // Payloads that differ in their counter alone are of one kind: DLMS requests begin with it.
        let payload = &command.command.envelope.payload;
        let kind = (command.command.code, payload.get(5..).unwrap_or_default().to_vec());
        if self.known.insert(kind) {
            let (command, response) = (command.octets.clone(), response.to_vec());
            self.kept.push(Original { command, response, at, place: place() });
        }
    }
}
