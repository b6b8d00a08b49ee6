//! The official messages, put into a capture in order, are judged as their names say.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::replay::Judge;
use hallmark_engine::replay::Judgement;
use hallmark_engine::replay::Options;
use hallmark_engine::replay::Outcomes;
use hallmark_engine::verdict::Verdict;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Capture;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Keys;
use hallmark_link::pcapng::Direction;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;
use hallmark_link::pcapng::Writer;
use hallmark_smki::KeyRing;

/// The messages of one case, by what their names end with.
type Case = Vec<(String, Vec<u8>)>;

#[test]
fn the_official_messages_are_judged_as_their_names_say() {
    let Some(root) = root("the_official_messages_are_judged_as_their_names_say") else { return };
    let cases = cases(&root);
    let responses = cases.values().flatten().filter(|(kind, _)| kind == "RESPONSE").count();
    assert!(cases.len() > 300 && responses > 300, "{} cases, {responses} responses", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let judgement = judge(&root, &[(name, case)]);
        let found: Vec<String> = judgement
            .findings()
            .filter(|(id, verdict, _)| !is_unknowable(id, *verdict))
            .map(|(id, verdict, reason)| format!("{name}: {verdict} {id}: {reason}"))
            .collect();
        wrong.extend(found);
        let succeeded = u64::from(case.iter().any(|(kind, _)| kind == "RESPONSE"));
        let expected = if is_error(name) {
            Outcomes { succeeded: 0, failed: succeeded }
        } else {
            Outcomes { succeeded, failed: 0 }
        };
        if judgement.outcomes() != expected {
            wrong.push(format!("{name}: {:?}", judgement.outcomes()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_official_messages_of_one_capture_fit_each_other() {
    let Some(root) = root("the_official_messages_of_one_capture_fit_each_other") else { return };
    let cases = cases(&root);
    let all: Vec<(&String, &Case)> = cases.iter().collect();
    let judgement = judge(&root, &all);
    let wrong: Vec<String> = judgement
        .findings()
        .filter(|(id, verdict, _)| !is_unknowable(id, *verdict))
        .map(|(id, verdict, reason)| format!("{verdict} {id}: {reason}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_changed_octet_in_an_official_message_is_found() {
    let Some(root) = root("a_changed_octet_in_an_official_message_is_found") else { return };
    let cases = cases(&root);
    let case = cases.iter().find(|(name, _)| name.starts_with("ECS04a")).map(|(_, case)| case).unwrap();
    for (kind, test) in [("COMMAND", "command"), ("RESPONSE", "response")] {
        let mut changed = case.clone();
        let message = changed.iter_mut().find(|(one, _)| one == kind).unwrap();
        let last = message.1.len() - 1;
        message.1[last] ^= 1;
        // What is whole elsewhere shows that the keys are the right ones.
        let judgement = judge_recorded(&root, &[case, &changed]);
        let found: Vec<(String, Verdict)> =
            judgement.findings().map(|(id, verdict, _)| (id, verdict)).collect();
        let expected = (format!("replay/protection/ECS04a/{test}"), Verdict::Fail);
        assert!(found.contains(&expected), "{found:?}");
    }
}

/// The keys of the messages between a PPMID and a GSME are not published, nor is the command by contingency.
fn is_unknowable(id: &str, verdict: Verdict) -> bool {
    let unpublished = ["replay/protection/PCS01/", "replay/protection/PCS02/", "replay/pairing/CS02b-0109"];
    verdict == Verdict::Inconclusive && unpublished.iter().any(|start| id.starts_with(start))
}

/// A command that is ordered for later is accepted now; that it fails then is in the alert.
fn is_error(name: &str) -> bool {
    let is_accepted =
        ["CS02g", "CS06"].iter().any(|code| name.starts_with(code)) && name.contains("_FUTURE_DATED_");
    name.contains("_ERROR") && !is_accepted
}

/// The cases as a capture of ours, which says what Hallmark sent and to which test it belongs.
fn judge(root: &Path, cases: &[(&String, &Case)]) -> Judgement {
    let mut writer = Writer::new(Vec::new(), &Section::default()).unwrap();
    let mut at = 1_600_000_000_000_000;
    for (name, case) in cases {
        for (kind, octets) in case.iter() {
            at += 1_000;
            let direction = if kind.ends_with("COMMAND") { Direction::Out } else { Direction::In };
            let packet = Packet { at: UnixMicros(at), direction, test: name, note: "", octets };
            writer.write(&packet).unwrap();
        }
    }
    judge_capture(root, writer.finish().unwrap())
}

/// The cases as somebody else's capture: pcap, bare messages (link type 147), nothing said about them.
fn judge_recorded(root: &Path, cases: &[&Case]) -> Judgement {
    let mut octets = Vec::new();
    for field in [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 262_144, 147] {
        octets.extend(field.to_le_bytes());
    }
    for (second, (_, message)) in cases.iter().flat_map(|case| case.iter()).enumerate() {
        let length = u32::try_from(message.len()).unwrap();
        for field in [1_600_000_000 + u32::try_from(second).unwrap(), 0, length, length] {
            octets.extend(field.to_le_bytes());
        }
        octets.extend(message);
    }
    judge_capture(root, octets)
}

fn judge_capture(root: &Path, octets: Vec<u8>) -> Judgement {
    let keys = RingKeys::from(KeyRing::load(&root.join("rtds/keystore")).unwrap());
    let broker = Some("90B3D51F30000002".parse().unwrap());
    let mut judge = Judge::new(keys, Options { broker, ..Options::default() });
    judge.begin("official");
    let mut extractor = Extractor::new(Keys::default());
    let mut capture = Capture::new(std::io::Cursor::new(octets)).unwrap();
    capture.read(|frame| extractor.frame(&frame, &mut |found| judge.found(&found))).unwrap();
    let report = extractor.finish(&mut |found| judge.found(&found));
    judge.end(report, None);
    judge.finish()
}

/// The cases of the data set, each in the order pre-command, command, response; alerts are cases of their own.
fn cases(root: &Path) -> BTreeMap<String, Case> {
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    for folder in fs::read_dir(root.join("rtds/messages")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().replace("_GBCS", "");
            let octets = octets(&fs::read_to_string(&path).unwrap());
            let kinds = ["PRECOMMAND", "COMMAND", "RESPONSE"];
            let kind = kinds.iter().find(|kind| name.ends_with(&format!("_{kind}")));
            let (case, kind) = match kind {
                Some(kind) => (name.strip_suffix(&format!("_{kind}")).unwrap().to_owned(), *kind),
                None => (name, "ALERT"),
            };
            cases.entry(case).or_default().push((kind.to_owned(), octets));
        }
    }
    for case in cases.values_mut() {
        case.sort_by_key(|(kind, _)| {
            ["PRECOMMAND", "COMMAND", "RESPONSE"].iter().position(|one| one == kind)
        });
    }
    cases
}

fn octets(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn root(test: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HALLMARK_CORPUS").map(PathBuf::from);
    if root.is_none() {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
    }
    root
}
