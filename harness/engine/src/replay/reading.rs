//! Whether the capture could be read: what is missing in it may be what would have been judged.

use hallmark_link::capture::Broken;
use hallmark_link::capture::Reason;
use hallmark_link::capture::Report;
use hallmark_link::capture::Unread;

use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::replay::tests_found::Tests;
use crate::session::finding;

pub(super) const FILE: &str = "file";
pub(super) const FRAMES: &str = "frames";
pub(super) const KEYS: &str = "keys";
pub(super) const MESSAGES: &str = "messages";
pub(super) const STREAMS: &str = "streams";

const CLAUSE: &str = "capture";

/// Judges how one capture could be read.
pub(super) fn judge(tests: &mut Tests, source: &str, report: &Report, broken: Option<&Broken>) {
    for name in [FILE, FRAMES, STREAMS, KEYS, MESSAGES] {
        tests.checked(key(name));
    }
    if let Some(broken) = broken {
        let reason = finding(CLAUSE, "a capture that can be read to its end", format!("{broken} ({source})"));
        tests.find(key(FILE), Judged::inconclusive(reason));
    }
    for unread in &report.list {
        let (name, expected) = match unread.reason {
            Reason::Damaged | Reason::Snapped => (FRAMES, "whole frames"),
            Reason::Forgotten | Reason::Gap | Reason::Incomplete => (STREAMS, "every part of a message"),
            Reason::LinkKey | Reason::NetworkKey => (KEYS, "the keys of what is encrypted"),
            Reason::NotAMessage => (MESSAGES, "a GBCS message where messages are carried"),
            // Whether anything is missing because of those is known at the end.
            Reason::Checksum | Reason::Unsupported => continue,
        };
        let reason = finding(CLAUSE, expected, text(unread, report, source));
        tests.find(key(name), Judged::inconclusive(reason));
    }
    for unread in report.list.iter().filter(|unread| unread.reason == Reason::Unsupported) {
        tests.observe(key(FRAMES), || text(unread, report, source));
    }
}

/// Judges what all captures together leave open.
pub(super) fn conclude(tests: &mut Tests, reports: &[Report], messages: u64) {
    if messages == 0 {
        let frames: u64 = reports.iter().map(|report| report.frames).sum();
        let reason = finding(CLAUSE, "GBCS messages", format!("none in {frames} frames"));
        tests.find(key(MESSAGES), Judged::inconclusive(reason));
    }
    let damaged: u64 = reports.iter().filter_map(|report| report.unread.get(&Reason::Checksum)).sum();
    if damaged == 0 {
        return;
    }
    // A frame that was damaged on the air is sent again. Where nothing is missing, nothing was lost.
    let is_missing = tests.is_open(|key| {
        key.rule == Rule::Pairing || matches!(key.subject, Subject::Named(FILE | STREAMS | MESSAGES))
    });
    let text = format!("{damaged} radio frames with a wrong check sequence");
    if is_missing {
        let reason = finding(CLAUSE, "undamaged frames", format!("{text}, and messages are missing"));
        tests.find(key(FRAMES), Judged::inconclusive(reason));
    } else {
        tests.observe(key(FRAMES), || format!("{text}; no message seems to be missing"));
    }
}

fn key(name: &'static str) -> TestKey {
    TestKey::new(Rule::Capture, Subject::Named(name))
}

fn text(unread: &Unread, report: &Report, source: &str) -> String {
    let count = report.unread.get(&unread.reason).copied().unwrap_or(1);
    let more = if count > 1 { format!(", one of {count}") } else { String::new() };
    format!("{}: {}; frame {} of {source}{more}", unread.reason.name(), unread.detail, unread.frame)
}
