//! The event log and the security log (SMETS2 5.6.3.9, 5.7.5.16, 5.7.5.31; GBCS 9.1.6).

use core::time::Duration;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::CaptureObject;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RangeDescriptor;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::tables::AlertCode;

use crate::device_clock;
use crate::steps::altered;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const READING: &str = "GBCS 9.1.6, SMETS2 5.7.5";
const ENTRY: &str = "SMETS2 5.7.5 (logs: time stamp, event, Message Code)";
const CLEARING: &str = "SMETS2 5.6.3.9 (ECS15a), 5.7.5.31";

/// A log, as it was read at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogReading {
    entries: Vec<LogEntry>,
}

/// One entry: when, in seconds since 2000, what, and all of it.
#[derive(Debug, Clone, PartialEq)]
struct LogEntry {
    time: u32,
    code: AlertCode,
    whole: Data,
}

#[given(regex = r"^the (event|security) log is known$")]
async fn is_known(world: &mut TestWorld, log: String) {
    let outcome = remember(world, &log).await;
    sending::note_trouble(world, outcome);
}

/// The entries that are cleared must be older than those that the clearing makes.
#[given(regex = r"^the (event|security|auxiliary controller) log has an entry from some seconds ago$")]
async fn has_entry(world: &mut TestWorld, log: String) {
    let outcome = remember(world, &log).await;
    sending::note_trouble(world, outcome);
    if world.logs.last().is_none_or(|reading| reading.entries.is_empty()) {
        // A controller may have left the command undone, and no text says what is entered then.
        if log == "auxiliary controller" {
            observe(world, format!("no entry in the {log} log, so that its clearing shows nothing"));
        } else {
            world.inconclusive(format!("an entry in the {log} log"), "none");
        }
    }
    if let Some(session) = world.session() {
        let outcome = session.watch(Duration::from_secs(2)).await;
        sending::note_trouble(world, outcome);
    }
}

#[when(regex = r"^the (event|security|auxiliary controller) log is read again$")]
async fn is_read(world: &mut TestWorld, log: String) {
    let outcome = remember(world, &log).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^none of the earlier entries is left$")]
async fn none_left(world: &mut TestWorld) {
    let Some((before, after)) = last_two(world) else { return };
    if let Some(entry) = before.entries.iter().find(|entry| after.entries.contains(entry)) {
        world.fail(CLEARING, "an event log without what was in it before", format!("still {}", entry.whole));
    }
    world.judged();
}

#[then(regex = r"^all of the earlier entries are left$")]
async fn all_left(world: &mut TestWorld) {
    let Some((before, after)) = last_two(world) else { return };
    // A full log loses its oldest entries.
    let missing = before.entries.iter().find(|entry| !after.entries.contains(entry));
    if let Some(entry) = missing.filter(|_| after.entries.len() < CAPACITY) {
        world.fail(CLEARING, "a security log that no command clears", format!("no entry {}", entry.whole));
    }
    world.judged();
}

/// Which events are entered is known from the manuals of certified meters alone, so that a missing entry is a remark.
#[then(regex = r"^it is noted whether the log has a new entry ([0-9A-F]{4})$")]
async fn new_entry(world: &mut TestWorld, code: String) {
    let code = AlertCode(u16::from_str_radix(&code, 16).unwrap_or_default());
    let Some((before, after)) = last_two(world) else { return };
    let count = |reading: &LogReading| reading.entries.iter().filter(|entry| entry.code == code).count();
    if count(&after) <= count(&before) && after.entries.len() < CAPACITY {
        observe(world, format!("no new log entry {code}; published lists of certified meters have one"));
    }
    world.judged();
}

/// That an entry is missing is a remark; one that is there says when it was made, and by which command.
#[then(regex = r"^every new entry of the log has the time and the command of what was done$")]
async fn new_entries_are_true(world: &mut TestWorld) {
    let Some((before, after)) = last_two(world) else { return };
    let Some(sent) = world.sent.as_ref().map(|sent| sent.command.code) else { return };
    let clock = match device_clock::read(world).await {
        Ok(clock) => clock,
        Err(trouble) => return sending::note_trouble(world, Err(trouble)),
    };
    let now = clock.map(|clock| i64::try_from(clock.shown.saturating_sub(YEAR_2000)).unwrap_or(i64::MAX));
    for entry in after.entries.iter().filter(|entry| !before.entries.contains(entry)) {
        let time = i64::from(entry.time);
        if let Some(now) = now.filter(|now| now.abs_diff(time) > RECENT) {
            let expected =
                format!("an entry of the last {RECENT} s, before second {now} of the device's clock");
            world.fail(ENTRY, expected, entry.whole.to_string());
        }
        if let Some(code) = entry.command().filter(|code| !is_of_this_test(*code, sent)) {
            let expected = format!("an entry {} that names {sent} or a read of the test", entry.code);
            world.fail(ENTRY, expected, format!("it names {code}: {}", entry.whole));
        }
    }
    world.judged();
}

/// The command itself, or one with which the suite looks at the device.
fn is_of_this_test(code: MessageCode, sent: MessageCode) -> bool {
    code == sent || READS.iter().filter_map(|name| use_case_named(name)).any(|read| read.code == code)
}

#[then(regex = r"^reading the (event|security) log for one second gives the entries of that second alone$")]
async fn one_second(world: &mut TestWorld, log: String) {
    let Some(all) = world.logs.last().cloned() else { return };
    let Some(time) = all.entries.last().map(|entry| entry.time) else {
        world.inconclusive(format!("an entry in the {log} log"), "none");
        return;
    };
    let outcome = judge_second(world, &log, &all, time).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^reading the (event|security) log from the next second on leaves out the entries before$")]
async fn next_second(world: &mut TestWorld, log: String) {
    let Some(time) = world.logs.last().and_then(|all| Some(all.entries.last()?.time)) else { return };
    let outcome = judge_from(world, &log, time.saturating_add(1)).await;
    sending::note_trouble(world, outcome);
}

async fn judge_second(world: &mut TestWorld, log: &str, all: &LogReading, time: u32) -> Result<(), Trouble> {
    let Some(reading) = read(world, log, Some((time, time))).await? else { return Ok(()) };
    let expected = all.entries.iter().filter(|entry| entry.time == time).count();
    let found = reading.entries.iter().filter(|entry| entry.time == time).count();
    if let Some(other) = reading.entries.iter().find(|entry| entry.time != time) {
        world.fail(READING, format!("entries of second {time} alone"), other.whole.to_string());
    } else if found < expected {
        world.fail(READING, format!("{expected} entries, both ends inclusive"), format!("{found}"));
    }
    world.judged();
    Ok(())
}

async fn judge_from(world: &mut TestWorld, log: &str, from: u32) -> Result<(), Trouble> {
    let end = from.saturating_add(HOUR);
    let Some(reading) = read(world, log, Some((from, end))).await? else { return Ok(()) };
    if let Some(other) = reading.entries.iter().find(|entry| entry.time < from) {
        world.fail(READING, format!("no entry before second {from}"), other.whole.to_string());
    }
    world.judged();
    Ok(())
}

async fn remember(world: &mut TestWorld, log: &str) -> Result<(), Trouble> {
    if let Some(reading) = read(world, log, None).await? {
        world.logs.push(reading);
    }
    Ok(())
}

/// Reads a log between two seconds since 2000, or from a week ago until tomorrow.
async fn read(
    world: &mut TestWorld,
    log: &str,
    range: Option<(u32, u32)>,
) -> Result<Option<LogReading>, Trouble> {
    let (use_case, object) = match log {
        "event" => ("ECS35a", EVENT_LOG),
        "security" => ("ECS35b", SECURITY_LOG),
        _ => ("ECS35g", AUXILIARY_LOG),
    };
    let (from, to) = match range {
        Some(range) => range,
        None => around_now(world).await?,
    };
    let second = |seconds: u32| DateTime::from_seconds_since_2000(i64::from(seconds));
    let selected = second(from)
        .and_then(|from| RangeDescriptor::seconds(CaptureObject::value_of(TIME_COLUMN), from, second(to)?));
    let Ok(selected) = selected else {
        world.unable("the range of the log is not one that DLMS can write");
        return Ok(None);
    };
    let change = |items: &mut Vec<RequestItem>| {
        for item in items.iter_mut().filter(|item| item.descriptor == object) {
            item.selection = Some(selected.to_selection());
        }
    };
    let variation = |now| Variation::immediate(0, now);
    let Some(sent) = altered::prepare(world, "supplier", use_case, variation, change) else {
        return Ok(None);
    };
    let Some(response) = ask(world, &sent).await? else { return Ok(None) };
    let reading = response.items().ok().and_then(|items| LogReading::of(&items.first()?.data));
    if reading.is_none() {
        world.inconclusive(format!("entries of time, code and more by {use_case}"), "another form");
    }
    Ok(reading)
}

/// From a week ago until tomorrow, on the device's clock.
async fn around_now(world: &mut TestWorld) -> Result<(u32, u32), Trouble> {
    let clock = device_clock::read(world).await?;
    let now = clock.map_or_else(|| device_clock::link_time(world).seconds(), |clock| clock.shown);
    let second = |seconds: u64| u32::try_from(seconds.saturating_sub(YEAR_2000)).unwrap_or(u32::MAX);
    Ok((second(now.saturating_sub(7 * DAY)), second(now.saturating_add(DAY))))
}

async fn ask(world: &mut TestWorld, sent: &Sent) -> Result<Option<Response>, Trouble> {
    let Some(session) = world.session() else { return Ok(None) };
    session.send(&sent.octets, &format!("good command {}", sent.command.use_case)).await?;
    let response = session.answer(sent).await?;
    let judged = response.as_ref().map(|response| response.authenticity(sent, &session.laboratory));
    match judged {
        Some(Ok(())) => {}
        Some(Err(reason)) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
        None => world.inconclusive(format!("an answer to {}", sent.command.use_case), "none"),
    }
    Ok(response.filter(|_| !world.is_settled()))
}

impl LogReading {
    /// `None` where the data is no list of entries, each a structure of time, code and more.
    fn of(data: &Data) -> Option<Self> {
        let whole: Vec<Data> = match data {
            Data::CompactArray(array) => array.elements().collect(),
            Data::Array(items) => items.clone(),
            _ => return None,
        };
        let entries = whole.into_iter().map(LogEntry::of).collect::<Option<_>>()?;
        Some(Self { entries })
    }
}

impl LogEntry {
    fn of(whole: Data) -> Option<Self> {
        let [time, code, ..] = whole.elements()? else { return None };
        let time = u32::try_from(time.as_unsigned()?).ok()?;
        let code = AlertCode(u16::try_from(code.as_unsigned()?).ok()?);
        Some(Self { time, code, whole })
    }

    /// The command that led to the entry, where it is one that a command leads to.
    fn command(&self) -> Option<MessageCode> {
        if ![ACTIONED, NOT_ACTIONED].contains(&self.code) {
            return None;
        }
        match self.whole.elements()?.get(2)? {
            Data::OctetString(octets) => Some(MessageCode(u16::from_be_bytes(octets[..].try_into().ok()?))),
            Data::LongUnsigned(code) => Some(MessageCode(*code)),
            _ => None,
        }
    }
}

/// The last two readings.
fn last_two(world: &TestWorld) -> Option<(LogReading, LogReading)> {
    if world.is_settled() {
        return None;
    }
    match &world.logs[..] {
        [.., before, after] => Some((before.clone(), after.clone())),
        _ => None,
    }
}

const EVENT_LOG: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 0, 255], 2);
const SECURITY_LOG: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 1, 255], 2);
const AUXILIARY_LOG: Descriptor = Descriptor::new(7, [0, 17, 99, 98, 2, 255], 2);
/// An immediate command was received, and actioned or not.
const ACTIONED: AlertCode = AlertCode(0x8154);
const NOT_ACTIONED: AlertCode = AlertCode(0x8155);
/// With what the steps of this module, and those that read the clock or the counters, look at the device.
const READS: [&str; 9] =
    ["CS02a", "CS02f", "ECS17c", "ECS18b", "ECS23", "ECS35a", "ECS35b", "ECS35g", "ECS52"];
/// How long ago, at most, what a test has done can be, in seconds.
const RECENT: u64 = 300;
const TIME_COLUMN: [u8; 6] = [0, 0, 94, 44, 100, 255];
/// How many entries each of the two logs has.
const CAPACITY: usize = 100;
/// In seconds.
const HOUR: u32 = 3_600;
const DAY: u64 = 86_400;
/// The start of 2000, in seconds since 1970.
const YEAR_2000: u64 = 946_684_800;
