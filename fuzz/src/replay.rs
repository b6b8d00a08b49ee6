//! The judge of recorded conversations.

use std::collections::BTreeSet;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::replay::Judge;
use hallmark_engine::replay::Judgement;
use hallmark_engine::replay::Options;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::EntityId;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Carrier;
use hallmark_link::capture::Content;
use hallmark_link::capture::Found;
use hallmark_link::capture::Report;
use hallmark_smki::pki::Party;

use crate::pieces::pieces;
use crate::rig;

/// Messages, each behind two octets of length; the first octet of each says what is known about it and how much time passes.
/// Each finding belongs to a test of the plan, and evidence, outcomes and tests are the same the second time.
pub fn run(octets: &[u8]) {
    let judgement = judge(octets);
    let tests: BTreeSet<String> = judgement.plan(0).tests.into_iter().map(|test| test.id).collect();
    let findings = findings(&judgement);
    for (test, verdict, text) in &findings {
        assert!(tests.contains(test), "{test} is not planned");
        assert!(matches!(verdict, Verdict::Fail | Verdict::Inconclusive), "{test}: {verdict} for {text}");
    }
    assert_eq!(self::findings(&judge(octets)), findings, "another judgement the second time");
}

fn findings(judgement: &Judgement) -> Vec<(String, Verdict, String)> {
    judgement.findings().map(|(test, verdict, reason)| (test, verdict, reason.to_string())).collect()
}

fn judge(octets: &[u8]) -> Judgement {
    let keys = RingKeys::from(rig::key_ring());
    let broker = Some(EntityId(Party::AccessControlBroker.entity_id()));
    let mut judge = Judge::new(keys, Options { broker, kept: 4, originals: 4, ..Options::default() });
    judge.begin("capture");
    let mut at = 0;
    for (frame, piece) in (1..).zip(pieces(octets).take(MOST)) {
        let Some((kind, octets)) = piece.split_first() else { continue };
        at += u64::from(kind >> 4) * 10_000_000;
        let comment = COMMENTS[usize::from(kind & 0x0F) % COMMENTS.len()];
        let (carrier, content) = (Carrier::Bare, Content::Message(octets));
        judge.found(&Found { first_frame: frame, frame, at: UnixMicros(at), carrier, content, comment });
    }
    judge.end(Report::default(), None);
    judge.finish()
}

/// What a capture of ours may say about a message; nothing in those of others.
const COMMENTS: [&str; 6] = [
    "",
    "test=a direction=out note=command",
    "test=a direction=in note=response",
    "test=a direction=out note=attack: bad",
    "test=b direction=out",
    "test=b direction=in",
];

/// Longer conversations say nothing new.
const MOST: usize = 16;
