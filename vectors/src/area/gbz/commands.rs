//! The commands of the clusters, and payloads for them.
//!
//! A layout is a line of fields: a number of octets; `s`, a string; `=` and a constant; `l[…]`, entries up to the end;
//! `c1[…]` and `c2[…]`, entries behind their count; `t`, thresholds of a tier behind their count; `u`, a UTRN.

use crate::seeded::Seeded;

/// A command: cluster, frame control, identifier, layout.
pub(super) type Command = (u16, u8, u8, &'static str);

/// A payload of this layout, with `entries` entries in lists.
pub(super) fn fill(layout: &str, entries: usize, random: &mut Seeded) -> Vec<u8> {
    layout.split_whitespace().flat_map(|field| fill_field(field, entries, random)).collect()
}

fn fill_field(field: &str, entries: usize, random: &mut Seeded) -> Vec<u8> {
    let list = |random: &mut Seeded| -> Vec<u8> {
        let inner = field.split_once('[').map(|(_, rest)| rest.trim_end_matches(']')).unwrap_or_default();
        let entry = |random: &mut Seeded| -> Vec<u8> {
            inner.split(',').flat_map(|field| fill_field(field, entries, random)).collect()
        };
        (0..entries).flat_map(|_| entry(random)).collect()
    };
    let count = u8::try_from(entries).unwrap_or(u8::MAX);
    match field.split_at_checked(1) {
        Some(("s", _)) => [&[count], random.octets(entries).as_slice()].concat(),
        Some(("=", constant)) => vec![u8::from_str_radix(constant, 16).unwrap_or_default()],
        Some(("l", _)) => list(random),
        Some(("c", rest)) if rest.starts_with('1') => [vec![count], list(random)].concat(),
        Some(("c", _)) => [vec![count, 0], list(random)].concat(),
        Some(("t", _)) => [vec![0x10 | count], random.octets(6 * entries)].concat(),
        Some(("u", _)) => [&[20], b"73946144332040217315".as_slice()].concat(),
        _ => random.octets(field.parse().unwrap_or_default()),
    }
}

pub(super) const PRICE: u16 = 0x0700;
pub(super) const METERING: u16 = 0x0702;
const MESSAGING: u16 = 0x0703;
pub(super) const PREPAYMENT: u16 = 0x0705;
const CALENDAR: u16 = 0x0707;
const DEVICE_MANAGEMENT: u16 = 0x0708;
const EVENTS: u16 = 0x0709;

/// Every command with a known layout.
pub(super) const COMMANDS: &[Command] = &[
    (METERING, 0x00, 0x00, "l[2]"),
    (METERING, 0x18, 0x01, "l[2,=00,=25,6]"),
    (METERING, 0x18, 0x01, "2 =86 2 =8B"),
    (PREPAYMENT, 0x00, 0x02, "l[2,=23,4]"),
    (PREPAYMENT, 0x18, 0x04, "=00"),
    (PREPAYMENT, 0x18, 0x04, "l[=86,2]"),
    (METERING, 0x18, 0x0B, "1 =8B"),
    (PRICE, 0x00, 0x0B, "=FF =01"),
    (PRICE, 0x01, 0x00, "1"),
    (PRICE, 0x01, 0x03, "4 1"),
    (PRICE, 0x01, 0x03, "4 1 1"),
    (PRICE, 0x01, 0x0B, "4 4 1"),
    (PRICE, 0x01, 0x0B, "4 4 1 1"),
    (PRICE, 0x09, 0x00, "4 s 4 4 1 2 1 1 4 2 4"),
    (PRICE, 0x09, 0x00, "4 s 4 4 1 2 1 1 4 2 4 1 4 1 4 1 1 1 1 1 1 1 1 1"),
    (PRICE, 0x09, 0x01, "4 4 4 3 1"),
    (PRICE, 0x09, 0x01, "4 4 4 3 1 1 1 1"),
    (PRICE, 0x09, 0x02, "4 4 4 1"),
    (PRICE, 0x09, 0x03, "4 4 4 1 1"),
    (PRICE, 0x09, 0x04, "4 4 4 4 1 s 1 1 1 2 1 4 1 3 3"),
    (PRICE, 0x09, 0x05, "4 4 4 4 1 1 1 l[1,4]"),
    (PRICE, 0x09, 0x06, "4 4 4 4 1 1 1 t t"),
    (PRICE, 0x09, 0x09, "4 4 4 3 1 1"),
    (METERING, 0x01, 0x00, "1 4 1"),
    (METERING, 0x01, 0x06, "4 4 1 4"),
    (METERING, 0x01, 0x07, "4 4 1 2 2"),
    (METERING, 0x01, 0x08, "2 4 1 2"),
    (METERING, 0x01, 0x0B, "4 4 4 4 1 1"),
    (METERING, 0x01, 0x0D, "4 1 1 1 1"),
    (METERING, 0x01, 0x0E, "4 4 2 1 2 2 1 2"),
    (METERING, 0x09, 0x00, "4 1 1 c1[3]"),
    (METERING, 0x09, 0x06, "4 4 1 1 1 4 =04 6 c1[6]"),
    (METERING, 0x09, 0x06, "4 4 1 1 1 4 =06 6 c1[6] 1 l[6]"),
    (METERING, 0x09, 0x07, "2 4 1 2 c2[3]"),
    (METERING, 0x09, 0x0C, "4 4 4 1"),
    (METERING, 0x09, 0x0D, "2"),
    (MESSAGING, 0x09, 0x00, "4 1 4 2 s"),
    (MESSAGING, 0x09, 0x00, "4 1 4 2 s 1"),
    (MESSAGING, 0x09, 0x01, "4 1"),
    (PREPAYMENT, 0x01, 0x00, "4 1"),
    (PREPAYMENT, 0x01, 0x02, "4 s 4 1 1 4 2 1 4 2"),
    (PREPAYMENT, 0x01, 0x03, "4 4 4 4"),
    (PREPAYMENT, 0x01, 0x04, "=00 u"),
    (PREPAYMENT, 0x01, 0x05, "4 4 1 4"),
    (PREPAYMENT, 0x01, 0x06, "4 4 4 2 4"),
    (PREPAYMENT, 0x01, 0x07, "4 4 1 4"),
    (PREPAYMENT, 0x01, 0x08, "4 1"),
    (PREPAYMENT, 0x01, 0x09, "4"),
    (PREPAYMENT, 0x01, 0x0A, "4 1 1"),
    (PREPAYMENT, 0x01, 0x0B, "4 4 4 4 4"),
    (PREPAYMENT, 0x01, 0x0C, "4 4 4 4"),
    (PREPAYMENT, 0x09, 0x01, "4 4 1 1 1 4 =00 4 4 4 4 4 4"),
    (PREPAYMENT, 0x09, 0x02, "1 4 4 4"),
    (PREPAYMENT, 0x09, 0x03, "1 4 1 4"),
    (PREPAYMENT, 0x09, 0x05, "1 1 l[u,4,4]"),
    (PREPAYMENT, 0x09, 0x06, "1 1 l[4,4,1,4]"),
    (CALENDAR, 0x01, 0x00, "4 4 1 1 4"),
    (CALENDAR, 0x01, 0x01, "4 4 1 1"),
    (CALENDAR, 0x01, 0x02, "4 4 1 1"),
    (CALENDAR, 0x01, 0x03, "4 4"),
    (CALENDAR, 0x01, 0x04, "4 1 1 4 4"),
    (CALENDAR, 0x09, 0x00, "4 4 4 4 1 1 s 1 1 1"),
    (CALENDAR, 0x09, 0x01, "4 4 4 1 1 1 1 1 l[2,1]"),
    (CALENDAR, 0x09, 0x02, "4 4 4 1 1 1 1 1 1 1 1"),
    (CALENDAR, 0x09, 0x03, "4 4 4 1 1 l[4,1]"),
    (CALENDAR, 0x09, 0x04, "4 4 4 4 1 1 1 1 l[4,1]"),
    (DEVICE_MANAGEMENT, 0x01, 0x04, "1 1 l[2,1]"),
    (DEVICE_MANAGEMENT, 0x09, 0x00, "4 4 1 4 4"),
    (DEVICE_MANAGEMENT, 0x09, 0x01, "4 4 1 4 4 4 s s"),
    (DEVICE_MANAGEMENT, 0x09, 0x02, "4 4 2 1 s"),
    (DEVICE_MANAGEMENT, 0x09, 0x03, "4 4 4 s"),
    (DEVICE_MANAGEMENT, 0x09, 0x04, "4 4 1 =00 c1[2]"),
    (DEVICE_MANAGEMENT, 0x09, 0x04, "4 4 1 =01 2"),
    (DEVICE_MANAGEMENT, 0x09, 0x04, "4 4 1 =02 1"),
    (DEVICE_MANAGEMENT, 0x09, 0x04, "4 4 1 =03 1"),
    (DEVICE_MANAGEMENT, 0x09, 0x05, "2"),
    (DEVICE_MANAGEMENT, 0x09, 0x06, "4 4 4 s"),
    (EVENTS, 0x01, 0x00, "1 2 4 4 1 2"),
    (EVENTS, 0x01, 0x01, "1"),
    (EVENTS, 0x09, 0x00, "1 2 4 1 s"),
    (EVENTS, 0x09, 0x01, "2 1 1 1 l[1,2,4,s]"),
    (EVENTS, 0x09, 0x02, "1"),
];

/// Attribute values: data type and width, 255 for a string.
pub(super) const ATTRIBUTE_TYPES: &[(u8, u8)] = &[
    (0x00, 0),
    (0x08, 1),
    (0x0B, 4),
    (0x10, 1),
    (0x18, 1),
    (0x19, 2),
    (0x1B, 4),
    (0x1F, 8),
    (0x20, 1),
    (0x21, 2),
    (0x22, 3),
    (0x23, 4),
    (0x24, 5),
    (0x25, 6),
    (0x26, 7),
    (0x27, 8),
    (0x28, 1),
    (0x2A, 3),
    (0x2B, 4),
    (0x2D, 6),
    (0x2F, 8),
    (0x30, 1),
    (0x31, 2),
    (0x39, 4),
    (0x3A, 8),
    (0x41, 255),
    (0x42, 255),
    (0xE0, 4),
    (0xE1, 4),
    (0xE2, 4),
    (0xE8, 2),
    (0xE9, 2),
    (0xF0, 8),
    (0xF1, 16),
];
