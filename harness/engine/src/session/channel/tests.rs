use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_link::loopback::FarEnd;
use hallmark_link::loopback::Loopback;
use hallmark_smki::Usage;
use hallmark_smki::pki::TestPki;

use super::*;
use crate::session::Command;

const DEVICE: EntityId = EntityId([2; 8]);
const PARTY: EntityId = EntityId([1; 8]);

fn message(cra: Cra, counter: u64) -> Envelope {
    let (originator, recipient) = if cra == Cra::Command { (PARTY, DEVICE) } else { (DEVICE, PARTY) };
    let other = OtherInformation::Code { code: MessageCode(0x0008) };
    let counter = Counter(counter);
    Envelope::new(&GroupingHeader { cra, counter, originator, recipient, date_time: None, other }, vec![0; 4])
}

fn sent(counter: u64) -> Sent {
    let envelope = message(Cra::Command, counter);
    let octets = envelope.emit();
    let command = Command {
        use_case: "CS02a".to_owned(),
        code: MessageCode(0x0008),
        envelope,
        signed: false,
        authenticated: false,
        supplementary: None,
        kinds: Vec::new(),
        targets: Vec::new(),
        written: Vec::new(),
    };
    Sent { command, octets }
}

/// Answers the command before, one message late.
#[derive(Default)]
struct Late(Option<Counter>);

impl FarEnd for Late {
    fn handle(&mut self, _: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        let counter = Message::parse(octets).map(|message| message.header().counter).ok();
        let answer = |counter: Counter| message(Cra::Response, counter.0).emit();
        core::mem::replace(&mut self.0, counter).map(answer).into_iter().collect()
    }

    fn tick(&mut self, _: UnixMicros) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        None
    }
}

/// Answers in blocks, the last of which is lost where that is said.
struct InBlocks {
    loses_last: bool,
}

impl FarEnd for InBlocks {
    fn handle(&mut self, _: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        let counter = Message::parse(octets).unwrap().header().counter;
        let answer = message(Cra::Response, counter.0).emit();
        let blocks = hallmark_gbcs::block::split(&Message::parse(&answer).unwrap(), 10).unwrap();
        let kept = blocks.len() - usize::from(self.loses_last);
        blocks.iter().take(kept).map(Block::emit).collect()
    }

    fn tick(&mut self, _: UnixMicros) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        None
    }
}

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Record for Notes {
    fn exchange(&self, _: Direction, _: &str, _: &[u8]) {}
    fn observe(&self, _: String) {}
    fn late(&self, test: &str, _: &Sent, _: &[u8]) {
        self.0.lock().unwrap().push(test.to_owned());
    }
}

fn laboratory() -> Arc<Laboratory> {
    patient_laboratory(1)
}

/// One that waits so many seconds for an answer, and one for what must not come.
fn patient_laboratory(seconds: u64) -> Arc<Laboratory> {
    let pki = TestPki::from_seed(1).unwrap();
    let ring = pki.to_key_ring(&[DEVICE.0]).unwrap();
    let (wait, settle) = (Duration::from_secs(seconds), Duration::from_secs(1));
    Arc::new(Laboratory::new(DEVICE, &[], &ring, 1, wait, settle, Default::default()).unwrap())
}

/// A test that attacks with the first counter, then one that sends a good command with the second and another.
async fn late_answers(attacked: u64, used: u64) -> (Vec<String>, bool) {
    let laboratory = laboratory();
    let link: Box<dyn Link> = Box::new(Loopback::new(Late::default(), UnixMicros::from_seconds(1)));
    let (counters, watch) = (Arc::new(Counters::above(0)), Arc::new(Watch::default()));
    let notes = Arc::new(Notes::default());
    let link = Arc::new(tokio::sync::Mutex::new(link));
    let mut answered = false;
    for test in ["attack", "other"] {
        let mut session = Session::new(
            Hold::Turn(Arc::clone(&link).lock_owned().await),
            Arc::clone(&laboratory),
            Arc::clone(&counters),
            Arc::clone(&watch),
            notes.clone(),
            test.to_owned(),
        );
        if test == "attack" {
            session.send_attack(&sent(attacked), "").await.unwrap();
            continue;
        }
        session.send(&sent(used).octets, "").await.unwrap();
        session.send(&sent(used + 100).octets, "").await.unwrap();
        answered = session.answer(&sent(used)).await.unwrap().is_some();
    }
    let notes = notes.0.lock().unwrap().clone();
    (notes, answered)
}

#[tokio::test]
async fn a_late_answer_to_an_attack_is_found_unless_a_good_command_has_taken_its_counter() {
    assert_eq!(late_answers(7, 8).await, (vec!["attack".to_owned()], true));
    assert_eq!(late_answers(7, 7).await, (vec![], true));
}

/// Answers with an octet too many.
struct Malformed;

impl FarEnd for Malformed {
    fn handle(&mut self, _: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        let counter = Message::parse(octets).unwrap().header().counter;
        let mut answer = message(Cra::Response, counter.0).emit();
        answer.extend([0, 0]);
        vec![answer]
    }

    fn tick(&mut self, _: UnixMicros) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        None
    }
}

#[tokio::test]
async fn octets_with_the_ids_of_an_answer_that_are_no_message_are_found() {
    let mut session = Session::new(
        Hold::Own(Box::new(Loopback::new(Malformed, UnixMicros::from_seconds(1)))),
        laboratory(),
        Arc::new(Counters::above(0)),
        Arc::default(),
        Arc::new(Notes::default()),
        "malformed".to_owned(),
    );
    session.send(&sent(7).octets, "").await.unwrap();
    assert_eq!(session.answer(&sent(7)).await.unwrap(), None);
    let found = session.malformed_answer(&sent(7)).unwrap();
    assert_eq!(found.expected, "a response that is a message");
    assert_eq!(session.malformed_answer(&sent(8)), None);
}

/// Answers command 7 after one second and others after three, each under another counter where that is said.
struct Slow {
    mistaken: bool,
    due: Vec<(UnixMicros, Counter)>,
}

impl FarEnd for Slow {
    fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        let Counter(counter) = Message::parse(octets).unwrap().header().counter;
        let answered = if self.mistaken { counter + 1_000 } else { counter };
        let delay = if counter == 7 { 1 } else { 3 };
        self.due.push((now.saturating_add(Duration::from_secs(delay)), Counter(answered)));
        Vec::new()
    }

    fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>> {
        let (due, later) = self.due.drain(..).partition(|(at, _)| *at <= now);
        self.due = later;
        let due: Vec<(UnixMicros, Counter)> = due;
        due.into_iter().map(|(_, counter)| message(Cra::Response, counter.0).emit()).collect()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        self.due.iter().map(|(at, _)| *at).min()
    }
}

#[tokio::test]
async fn a_response_that_fits_nothing_shortens_the_wait_and_a_late_one_does_not() {
    for mistaken in [false, true] {
        let mut session = Session::new(
            Hold::Own(Box::new(Loopback::new(
                Slow { mistaken, due: Vec::new() },
                UnixMicros::from_seconds(1),
            ))),
            patient_laboratory(10),
            Arc::new(Counters::above(0)),
            Arc::default(),
            Arc::new(Notes::default()),
            "slow".to_owned(),
        );
        for counter in [7, 8] {
            session.send(&sent(counter).octets, "").await.unwrap();
        }
        let asked = session.now();
        let answer = session.answer(&sent(8)).await.unwrap();
        let waited = session.now().0 - asked.0;
        assert_eq!((answer.is_some(), waited), if mistaken { (false, 2_000_000) } else { (true, 3_000_000) });
    }
}

#[tokio::test]
async fn an_answer_in_blocks_is_put_together_if_all_of_them_come() {
    for loses_last in [false, true] {
        let mut session = Session::new(
            Hold::Own(Box::new(Loopback::new(InBlocks { loses_last }, UnixMicros::from_seconds(1)))),
            laboratory(),
            Arc::new(Counters::above(0)),
            Arc::default(),
            Arc::new(Notes::default()),
            "blocks".to_owned(),
        );
        for counter in [7, 8] {
            session.send(&sent(counter).octets, "").await.unwrap();
            let answer = session.answer(&sent(counter)).await.unwrap();
            let whole = Response::from_octets(message(Cra::Response, counter).emit());
            assert_eq!(answer, (!loses_last).then_some(whole));
        }
    }
}

/// Answers a command that came in blocks once the next message comes, and that one at once.
#[derive(Default)]
struct BlocksLate(Option<Counter>);

impl FarEnd for BlocksLate {
    fn handle(&mut self, _: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        if Block::is_block(octets) {
            self.0 = Some(Block::parse(octets).unwrap().message.counter);
            return Vec::new();
        }
        let counter = Message::parse(octets).unwrap().header().counter;
        let answered = self.0.take().into_iter().chain([counter]);
        answered.map(|counter| message(Cra::Response, counter.0).emit()).collect()
    }

    fn tick(&mut self, _: UnixMicros) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        None
    }
}

#[tokio::test]
async fn a_late_answer_to_blocks_is_not_charged_to_the_test_that_runs_then() {
    for is_known in [true, false] {
        let link: Box<dyn Link> = Box::new(Loopback::new(BlocksLate::default(), UnixMicros::from_seconds(1)));
        let link = Arc::new(tokio::sync::Mutex::new(link));
        let (laboratory, watch) = (laboratory(), Arc::new(Watch::default()));
        let mut strays = Vec::new();
        for test in ["blocks", "other"] {
            // Blocks of a run that this one knows nothing of are the counterpart.
            let watch = if is_known { Arc::clone(&watch) } else { Arc::default() };
            let mut session = Session::new(
                Hold::Turn(Arc::clone(&link).lock_owned().await),
                Arc::clone(&laboratory),
                Arc::new(Counters::above(0)),
                watch,
                Arc::new(Notes::default()),
                test.to_owned(),
            );
            if test == "blocks" {
                let octets = sent(7).octets;
                for block in hallmark_gbcs::block::split(&Message::parse(&octets).unwrap(), 10).unwrap() {
                    session.send(&block.emit(), "").await.unwrap();
                }
                continue;
            }
            session.send(&sent(8).octets, "").await.unwrap();
            assert!(session.answer(&sent(8)).await.unwrap().is_some());
            strays = session.take_strays();
        }
        let late = message(Cra::Response, 7).emit();
        assert_eq!(strays, if is_known { vec![] } else { vec![late] });
    }
}

/// Sends these alerts after one second each, and answers nothing before three have passed.
struct Talkative {
    alerts: Vec<Vec<u8>>,
    due: Vec<(UnixMicros, Vec<u8>)>,
}

impl FarEnd for Talkative {
    fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        let counter = Message::parse(octets).unwrap().header().counter;
        let after = |seconds| now.saturating_add(Duration::from_secs(seconds));
        self.due.extend((1..).zip(self.alerts.drain(..)).map(|(second, alert)| (after(second), alert)));
        self.due.push((after(3), message(Cra::Response, counter.0).emit()));
        Vec::new()
    }

    fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>> {
        let (due, later) = self.due.drain(..).partition(|(at, _)| *at <= now);
        self.due = later;
        let due: Vec<(UnixMicros, Vec<u8>)> = due;
        due.into_iter().map(|(_, octets)| octets).collect()
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        self.due.iter().map(|(at, _)| *at).min()
    }
}

fn talkative(alerts: Vec<Vec<u8>>) -> Session {
    Session::new(
        Hold::Own(Box::new(Loopback::new(
            Talkative { alerts, due: Vec::new() },
            UnixMicros::from_seconds(1),
        ))),
        patient_laboratory(10),
        Arc::new(Counters::above(0)),
        Arc::default(),
        Arc::new(Notes::default()),
        "talkative".to_owned(),
    )
}

/// An alert that the device of this test PKI signs.
fn alert(counter: u64, seed: u64) -> Vec<u8> {
    let mut envelope = message(Cra::Alert, counter);
    let ring = TestPki::from_seed(seed).unwrap().to_key_ring(&[DEVICE.0]).unwrap();
    let scalar = ring.private_scalar(DEVICE.0, Usage::DigitalSignature).unwrap();
    envelope.sign(&SigningKey::from_scalar(&PrivateScalar::new(*scalar)).unwrap());
    envelope.emit()
}

#[tokio::test]
async fn alerts_that_come_while_a_slow_answer_is_awaited_are_kept_and_found_at_once() {
    let alerts = [alert(1, 1), alert(2, 1), alert(3, 1), alert(4, 1)];
    let mut session = talkative(alerts.to_vec());
    session.send(&sent(7).octets, "").await.unwrap();
    assert!(session.answer(&sent(7)).await.unwrap().is_some());
    let answered = session.now();
    let second = alerts[1].clone();
    assert_eq!(session.alert(Duration::from_secs(5), |octets| octets == second).await.unwrap(), Some(second));
    assert_eq!(session.now(), answered);
    let fourth = alerts[3].clone();
    assert_eq!(session.alert(Duration::from_secs(5), |octets| octets == fourth).await.unwrap(), Some(fourth));
    assert_eq!(session.now(), answered.saturating_add(Duration::from_secs(1)));
    assert_eq!(session.take_alerts(), [alerts[0].clone(), alerts[2].clone()]);
    assert_eq!(session.forged_alert(), None);
}

#[tokio::test]
async fn while_keys_are_replaced_an_alert_may_be_protected_for_either() {
    let other = |seed| {
        let ring = TestPki::from_seed(seed).unwrap().to_key_ring(&[DEVICE.0]).unwrap();
        let wait = Duration::from_secs(1);
        Arc::new(Laboratory::new(DEVICE, &[], &ring, 1, wait, wait, Default::default()).unwrap())
    };
    for (alternates, is_forged) in [(vec![], true), (vec![other(3)], true), (vec![other(3), other(2)], false)]
    {
        let mut session = talkative(vec![alert(1, 1), alert(2, 2)]);
        session.alternates = alternates;
        session.send(&sent(7).octets, "").await.unwrap();
        assert!(session.answer(&sent(7)).await.unwrap().is_some());
        let expected = "a signature that verifies with the device's digital signature key";
        let found = session.take_forged_alert().map(|found| found.expected);
        assert_eq!(found.as_deref(), is_forged.then_some(expected));
        assert_eq!(session.forged_alert(), None);
    }
}
