//! Values that take effect: what one use case writes to the next value of a data item is what another reads of the
//! current one (SMETS2 5.7.4, GBCS 20), within the sizes that the tables of the specification give.

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::BitString;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::OrderBasis;

use crate::steps::altered;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "SMETS2 5.7.4 (data items), GBCS 20";

#[when(regex = r"^the (\S+) writes (\S+) with (.+)$")]
async fn writes(world: &mut TestWorld, party: String, use_case: String, what: String) {
    let Some(size) = Size::named(&what) else {
        world.unable(format!("the suite knows no way to write {what}"));
        return;
    };
    let step = u64::from(size == Size::Another);
    let variant = sending::variant(world).wrapping_add(step);
    let variation = |now| Variation::immediate(variant, now);
    let change = |items: &mut Vec<RequestItem>| {
        for item in items {
            size.apply(item);
        }
    };
    let Some(sent) = altered::prepare(world, &party, &use_case, variation, change) else { return };
    let outcome = sending::deliver(world, sent).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^(\S+) reads every value as it was written$")]
async fn reads_every_value(world: &mut TestWorld, reader: String) {
    let Some((sent, _)) = expect_response(world).await else { return };
    let outcome = compare(world, &sent, &reader).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the instructions from (\d+) on have result 250$")]
async fn fails_from(world: &mut TestWorld, first: usize) {
    let Some((sent, response)) = expect_response(world).await else { return };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    let items = match response.items() {
        Ok(items) => items,
        Err(reason) => return world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
    };
    let wrong = items.iter().enumerate().skip(first.saturating_sub(1));
    let wrong =
        wrong.map(|(at, item)| (at + 1, item.result)).find(|(_, result)| *result != AccessResult(250));
    if let Some((number, result)) = wrong {
        let expected = format!("result 250 for instruction {number} of {}", sent.command.use_case);
        world.fail("GBCS 20 (ECS47a, ECS47e)", expected, format!("result {}", result.0));
    }
    world.judged();
}

async fn compare(world: &mut TestWorld, sent: &Sent, reader: &str) -> Result<(), Trouble> {
    let party = sending::usual_originator(reader);
    let Some((read, response)) = sending::good_command(world, reader, party).await? else {
        world.inconclusive(format!("an answer to {reader}"), "none");
        return Ok(());
    };
    let items = match response.items() {
        Ok(items) => items,
        Err(reason) => {
            world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
            return Ok(());
        }
    };
    let is_established =
        esme::template(read.command.code).is_some_and(|template| template.order == OrderBasis::Seen);
    let mut compared = 0;
    for pair in esme::pairs() {
        if pair.write.name != sent.command.use_case || pair.read.name != reader {
            continue;
        }
        let written = sent.command.written.iter().find(|(target, _)| *target == pair.written);
        let read_back = read.command.targets.iter().position(|target| *target == pair.read_back);
        let (Some((_, written)), Some(item)) = (written, read_back.and_then(|at| items.get(at))) else {
            continue;
        };
        compared += 1;
        if item.result.is_success() && pair.form.holds(written, &item.data) {
            continue;
        }
        let expected = format!("{} as it was written, {written}", pair.read_back);
        if item.result.is_success() {
            world.fail(CLAUSE, expected, item.data.to_string());
        } else if is_established {
            world.fail(CLAUSE, expected, format!("result {}", item.result.0));
        } else {
            let text = format!("result {}; the order of {reader} is not established", item.result.0);
            world.inconclusive(expected, text);
        }
    }
    if compared > 0 {
        world.judged();
    }
    Ok(())
}

/// What is special about the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// As in the use case.
    One,
    /// Other values, also where those of the use case do not vary.
    Another,
    /// So many special days.
    SpecialDays(u8),
    Seasons(u8),
    DayIdentifiers(u8),
    /// So many switching points on one day.
    SwitchingPoints(u8),
    CalendarEntries(u8),
    /// Controlled from its start for so many minutes, which may be negative.
    Minutes(i64),
}

impl Size {
    fn named(text: &str) -> Option<Self> {
        let fixed = match text {
            "one set of values" => Some(Self::One),
            "another set of values" => Some(Self::Another),
            "no special days" => Some(Self::SpecialDays(0)),
            "a period that ends when it starts" => Some(Self::Minutes(0)),
            "a period that ends before it starts" => Some(Self::Minutes(-1)),
            "a period of a day and a minute" => Some(Self::Minutes(24 * 60 + 1)),
            _ => None,
        };
        if fixed.is_some() {
            return fixed;
        }
        let (number, what) = text.split_once(' ')?;
        let number = number.parse().ok()?;
        match what {
            "special days" => Some(Self::SpecialDays(number)),
            "seasons" => Some(Self::Seasons(number)),
            "day identifiers" => Some(Self::DayIdentifiers(number)),
            "switching points a day" => Some(Self::SwitchingPoints(number)),
            "calendar entries" => Some(Self::CalendarEntries(number)),
            _ => None,
        }
    }

    fn apply(self, item: &mut RequestItem) {
        let Descriptor { class, instance, member } = item.descriptor;
        let data = &mut item.data;
        match (self, class.0, member.0) {
            (Self::Another, ..) => other(item),
            (Self::SpecialDays(count), 11, 2) => *data = Data::array((1..=count).map(special_day)),
            (Self::Seasons(count), ACTIVITY_CALENDAR, 7) => *data = Data::array((1..=count).map(season)),
            (Self::Seasons(count), ACTIVITY_CALENDAR, 8) => *data = Data::array((1..=count).map(week)),
            (Self::DayIdentifiers(count), ACTIVITY_CALENDAR, 9) => repeat(data, count, numbered_day),
            (Self::SwitchingPoints(count), ACTIVITY_CALENDAR, 9) => switch_often(data, count),
            (Self::CalendarEntries(count), 10, 2) => repeat(data, count, numbered_entry),
            (Self::Minutes(minutes), 1, 2) if is_end(instance.0) => *data = later(data, minutes),
            _ => {}
        }
    }
}

/// Another value of the same type, for what the use cases write always the same.
fn other(item: &mut RequestItem) {
    let key = (item.descriptor.class.0, item.descriptor.instance.0, item.descriptor.member.0);
    match (key, &item.data) {
        ((ACTIVITY_CALENDAR, _, 7..=9), _) => item.data = shifted(&item.data),
        ((21, [0, 0, 16, 1, ..], 2), Data::Array(blocks)) => {
            item.data = Data::array(blocks.iter().map(|_| Data::DoubleLongUnsigned(BLOCK)));
        }
        ((113, _, 8), Data::DoubleLongUnsigned(_)) => item.data = Data::DoubleLongUnsigned(DAY),
        ((9000, [0, 0, 94, 44, 128, 13], 4), _) => item.data = Data::DoubleLong(WEEK),
        ((7, _, 4), Data::DoubleLongUnsigned(_)) => item.data = Data::DoubleLongUnsigned(HALF_PERIOD),
        ((1, [0, 30 | 33, 97, 98, ..], 2), Data::BitString(bits)) => {
            item.data = Data::BitString(inverted(bits))
        }
        _ => {}
    }
}

/// Calendars with other times: each date one day and each time some minutes later. Weeks have other days.
fn shifted(data: &Data) -> Data {
    match data {
        Data::Array(items) => Data::array(items.iter().map(shifted)),
        Data::Structure(items) => {
            let [name, days @ ..] = &items[..] else { return data.clone() };
            let is_week = days.len() == 7;
            let rest = days.iter().rev().map(Data::clone).collect::<Vec<_>>();
            let rest = if is_week { rest } else { days.iter().map(shifted).collect() };
            let first = if is_week { name.clone() } else { shifted(name) };
            Data::structure(core::iter::once(first).chain(rest))
        }
        Data::OctetString(octets) => match octets[..] {
            [hour, minute, second, hundredth] if hour > 0 => {
                Data::octets([hour, (minute + 15) % 60, second, hundredth])
            }
            [year, low, month, day, ref rest @ ..] if rest.len() == 8 => {
                Data::octets([&[year, low, month, day % 28 + 1], rest].concat())
            }
            _ => data.clone(),
        },
        other => other.clone(),
    }
}

/// The same codes, switched the other way.
fn inverted(bits: &BitString) -> BitString {
    let half = bits.count() / 2;
    let bit = |index| bits.bit(index).unwrap_or(false);
    let second = |index| bit(index) && !bit(half + index);
    BitString::from_bits((0..half).map(bit).chain((0..half).map(second)))
}

/// A date of its own for each number.
fn special_day(number: u8) -> Data {
    let (month, day) = (1 + (number - 1) / 25, 1 + (number - 1) % 25);
    let date = [0x07, 0xEF, month, day, 0xFF];
    Data::structure([Data::LongUnsigned(number.into()), Data::octets(date), Data::Unsigned(1)])
}

fn season(number: u8) -> Data {
    let start = [0x07, 0xEF, 2 * number, 1, 0xFF, 0, 0, 0, 0, 0x80, 0x00, 0xFF];
    let name = format!("s{number}");
    Data::structure([Data::octets(name.as_bytes()), Data::octets(start), Data::octets([number])])
}

fn week(number: u8) -> Data {
    let days = (0..7).map(|_| Data::Unsigned(1));
    Data::structure(core::iter::once(Data::octets([number])).chain(days))
}

/// The first element so many times, each with a number of its own; the elements before are kept as far as they go.
fn repeat(data: &mut Data, count: u8, numbered: impl Fn(&Data, u8) -> Data) {
    let Data::Array(items) = data else { return };
    let Some(last) = items.last().cloned() else { return };
    items.truncate(count.into());
    while let Some(number) = u8::try_from(items.len() + 1).ok().filter(|number| *number <= count) {
        items.push(numbered(&last, number));
    }
}

fn numbered_day(day: &Data, number: u8) -> Data {
    with_first(day, Data::Unsigned(number))
}

fn numbered_entry(entry: &Data, number: u8) -> Data {
    with_first(entry, Data::LongUnsigned(number.into()))
}

fn with_first(data: &Data, first: Data) -> Data {
    let rest = data.elements().unwrap_or_default().iter().skip(1).cloned();
    Data::structure(core::iter::once(first).chain(rest))
}

/// The first day has so many switching points, half an hour apart.
fn switch_often(data: &mut Data, count: u8) {
    let Data::Array(days) = data else { return };
    let Some(Data::Structure(day)) = days.first_mut() else { return };
    let [_, Data::Array(points)] = &mut day[..] else { return };
    let Some(model) = points.first().cloned() else { return };
    let point = |number: u8| with_first(&model, Data::octets([number / 2, 30 * (number % 2), 0, 0]));
    *points = (0..count).map(point).collect();
}

/// The end of the period of a controller.
fn is_end(instance: [u8; 6]) -> bool {
    matches!(instance, [0, 0, 94, 44, 117..=121, 2 | 4])
}

/// As much later than the start of the use case's hour.
fn later(end: &Data, minutes: i64) -> Data {
    let at = |end: DateTime| {
        let start = end.to_unix_seconds().ok()?.saturating_sub(PERIOD);
        DateTime::from_unix_seconds(start.saturating_add(60 * minutes)).ok()
    };
    let moved = end.as_date_time().and_then(at);
    moved.map_or_else(|| end.clone(), |moved| Data::octets(moved.to_octets()))
}

const ACTIVITY_CALENDAR: u16 = 20;
/// A block of 500 kWh, in Wh.
const BLOCK: u32 = 500_000;
const DAY: u32 = 86_400;
const WEEK: i32 = 604_800;
/// Half of the measurement period that the use cases write.
const HALF_PERIOD: u32 = 900;
/// The period that the use cases write, in seconds.
const PERIOD: i64 = 3_600;
