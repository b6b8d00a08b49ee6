//! Counters (GBCS 4.3.1.4, 4.3.1.5).
//!
//! Where protection against replay is required, a command with the same counter and Message Code as one that was
//! executed, or a lower one, must not be executed. How counters of different Message Codes stand to one another is
//! not established: that is only observed. An alert has a counter of the device's own, and together with the parties
//! it tells one message from every other.

use std::collections::HashMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::wire::Message;

use crate::event::Direction;
use crate::replay::conversation::Ids;
use crate::replay::evidence::ExchangeId;
use crate::replay::judge::Judge;
use crate::replay::judge::Seen;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::session::finding;

/// What was executed, and which alerts were sent.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    executed: HashMap<(u32, EntityId, EntityId), Track>,
    alerts: HashMap<(u32, EntityId), AlertTrack>,
}

#[derive(Debug, Default)]
struct Track {
    highest: Option<Highest>,
    by_code: HashMap<MessageCode, Highest>,
}

#[derive(Debug, Clone, Copy)]
struct Highest {
    counter: Counter,
    source: usize,
    frame: u64,
}

#[derive(Debug, Default)]
struct AlertTrack {
    highest: Option<Highest>,
    /// The counter, digest and place of the last alerts.
    last: Vec<(EntityId, Counter, u64, Highest)>,
}

impl Judge {
    /// A command that must not be executed twice was executed.
    pub(super) fn executed(
        &mut self,
        seen: &Seen<'_>,
        ids: &Ids,
        code: MessageCode,
        command: Option<ExchangeId>,
    ) {
        let key = TestKey::new(Rule::Counters, Subject::Entity(ids.device));
        self.tests.checked(key);
        if self.tracks.executed.len() >= MOST {
            self.tracks.executed.clear();
        }
        let now = Highest { counter: ids.counter, source: seen.source, frame: seen.frame };
        let track = self.tracks.executed.entry((ids.scope, ids.originator, ids.device)).or_default();
        let of_code = track.by_code.get(&code).copied().filter(|highest| highest.counter >= ids.counter);
        let of_any = track.highest.filter(|highest| highest.counter > ids.counter);
        if of_code.is_none() {
            track.by_code.insert(code, now);
        }
        if track.highest.is_none_or(|highest| highest.counter < ids.counter) {
            track.highest = Some(now);
        }
        if let Some(before) = of_code {
            let name = crate::replay::rule::use_case_name(code);
            let observed = format!(
                "{name} with counter {} executed in {}, after one with counter {} in {}",
                ids.counter,
                self.place(seen),
                before.counter,
                self.place_of(before.source, before.frame)
            );
            let expected = format!("no {name} executed whose counter is not above that of the last one");
            let exchange = self.show(seen, Direction::In, "response");
            let judged =
                Judged::fail(finding("GBCS 4.3.1.5", expected, observed)).shown_by([command, exchange]);
            self.tests.find(key, judged);
        } else if let Some(before) = of_any {
            let text = format!(
                "counter {} was executed in {} after counter {} of another Message Code",
                ids.counter,
                self.place(seen),
                before.counter
            );
            self.tests.observe(key, || text);
        }
    }

    /// An alert came.
    pub(super) fn alert_counter(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        let key = TestKey::new(Rule::Counters, Subject::Entity(header.originator));
        self.tests.checked(key);
        if self.tracks.alerts.len() >= MOST {
            self.tracks.alerts.clear();
        }
        let digest = seen.digest();
        let now = Highest { counter: header.counter, source: seen.source, frame: seen.frame };
        let track = self.tracks.alerts.entry((seen.scope, header.originator)).or_default();
        let same = track
            .last
            .iter()
            .find(|(recipient, counter, ..)| (*recipient, *counter) == (header.recipient, header.counter))
            .copied();
        let below = track.highest.filter(|highest| highest.counter > header.counter);
        if track.last.len() >= LAST_ALERTS {
            track.last.remove(0);
        }
        track.last.push((header.recipient, header.counter, digest, now));
        if below.is_none() {
            track.highest = Some(now);
        }
        match (same, below) {
            (Some((_, _, known, before)), _) if known != digest => {
                let observed = format!(
                    "two alerts to {} with counter {}, in {} and {}",
                    header.recipient,
                    header.counter,
                    self.place_of(before.source, before.frame),
                    self.place(seen)
                );
                let exchange = self.show(seen, Direction::In, "alert");
                let reason = finding("GBCS 4.3.1.4", "a counter of its own for each alert", observed);
                self.tests.find(key, Judged::fail(reason).shown_by([exchange]));
            }
            (Some(_), _) => {
                let place = self.place(seen);
                self.tests.observe(key, || format!("the same alert once more, in {place}"));
            }
            (None, Some(before)) => {
                let place = self.place(seen);
                self.tests.observe(key, || {
                    format!(
                        "an alert with counter {} in {place}, after counter {}",
                        header.counter, before.counter
                    )
                });
            }
            (None, None) => {}
        }
    }
}

const MOST: usize = 65_536;
const LAST_ALERTS: usize = 64;
