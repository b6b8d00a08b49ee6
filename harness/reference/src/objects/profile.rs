use hallmark_gbcs::dlms::CompactArray;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataKind;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::Obis;
use hallmark_gbcs::dlms::SimpleKind;
use hallmark_gbcs::dlms::TypeDescription;
use hallmark_gbcs::tables::esme::Shape;

use super::generate;
use super::generate::Numbers;
use crate::time::Instant;

/// A profile whose entries follow from the seed and their time: nothing is metered here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Profile {
    attribute: Descriptor,
    period: u32,
    capacity: u32,
}

impl Profile {
    /// The profile that is behind an attribute; `None` where it is no profile or one with entries of its own.
    pub(crate) fn of(attribute: Descriptor) -> Option<Self> {
        let (period, capacity) = match attribute.instance.0 {
            // Half-hour profiles: import, export, reactive import.
            [0, 0, 99, 1, 0, 255] => (HALF_HOUR, 19_056),
            [0, 0, 99, 1, 1 | 2, 255] => (HALF_HOUR, 4_464),
            // Average voltage of each phase.
            [1, 0, 32 | 52 | 72, 24, 0, 255] => (HALF_HOUR, 4_320),
            // Daily reads: prepayment, import, export.
            [0, 0, 98, 1, 8..=10, 255] => (DAY, 31),
            // Daily consumption.
            [0, 0, 99, 1, 3, 255] => (DAY, 731),
            // Billing data: calendar, then change of mode or tariff, then payments of debt.
            [0, 0, 98, 1, 0 | 1, 255] => (30 * DAY, 12),
            [0, 0, 98, 1, 2, 255] => (60 * DAY, 12),
            [0, 0, 98, 1, 4, 255] => (7 * DAY, 10),
            // Boosts.
            [0, 0, 99, 98, 20, 255] => (DAY, 25),
            _ => return None,
        };
        (attribute.class.0 == 7 && attribute.member.0 == 2).then_some(Self { attribute, period, capacity })
    }

    /// The entries from one second to another, both included, oldest first.
    pub(crate) fn entries(self, seed: u64, now: Instant, from: u32, to: u32, element: &Shape) -> Vec<Data> {
        let newest = now.log_seconds() / self.period;
        let first = from.div_ceil(self.period).max(newest.saturating_sub(self.capacity - 1));
        let last = newest.min(to / self.period);
        (first..=last).map(|slot| self.entry(seed, slot, element)).collect()
    }

    fn entry(self, seed: u64, slot: u32, element: &Shape) -> Data {
        let mut entry = generate::value(element, &mut Numbers::new(seed, self.attribute, slot.into()));
        // The first column is the time.
        if let Data::Structure(columns) = &mut entry
            && let Some(time) = columns.first_mut()
        {
            *time = Data::DoubleLongUnsigned(slot.saturating_mul(self.period));
        }
        entry
    }
}

/// What one entry of a log or profile looks like, from the type of the whole attribute as a template has it. Where
/// that leaves it open, the choice is ours.
pub(crate) fn log_element(attribute: Descriptor, shape: &Shape) -> Shape {
    match shape {
        Shape::Compact(element) if **element != Shape::Any => (**element).clone(),
        Shape::OneOf(shapes) => shapes.first().map_or(Shape::Any, |first| log_element(attribute, first)),
        _ => chosen_element(attribute.instance),
    }
}

/// The entries as one compact array.
pub(crate) fn compact(element: &Shape, entries: &[Data]) -> Option<Data> {
    CompactArray::new(description(element)?, entries).ok().map(Data::CompactArray)
}

fn chosen_element(instance: Obis) -> Shape {
    let kind = Shape::Kind;
    let columns = match instance.0 {
        // Time, controller and command, outcome, detail.
        [0, 17, 99, 98, 2, 255] => vec![
            kind(DataKind::DoubleLongUnsigned),
            kind(DataKind::LongUnsigned),
            kind(DataKind::Enum),
            kind(DataKind::DoubleLongUnsigned),
        ],
        // Time, event, additional information.
        [0, 0, 99, 98, ..] => {
            vec![kind(DataKind::DoubleLongUnsigned), kind(DataKind::LongUnsigned), Shape::Octets(None)]
        }
        // Time, then balances and debts.
        [0, 0, 98, 1, 8, 255] => {
            let amounts = std::iter::repeat_n(kind(DataKind::DoubleLong), 6);
            std::iter::once(kind(DataKind::DoubleLongUnsigned)).chain(amounts).collect()
        }
        // Time, amount paid.
        [0, 0, 98, 1, 4, 255] => vec![kind(DataKind::DoubleLongUnsigned), kind(DataKind::DoubleLong)],
        _ => vec![kind(DataKind::DoubleLongUnsigned), kind(DataKind::DoubleLongUnsigned)],
    };
    Shape::Structure(columns)
}

fn description(shape: &Shape) -> Option<TypeDescription> {
    match shape {
        Shape::Array { count, element } => {
            let count = u16::try_from(count.unwrap_or(1)).ok()?;
            Some(TypeDescription::Array(count, Box::new(description(element)?)))
        }
        Shape::Bits(_) => SimpleKind::new(DataKind::BitString).map(TypeDescription::Simple),
        Shape::Kind(kind) => SimpleKind::new(*kind).map(TypeDescription::Simple),
        Shape::Octets(_) => SimpleKind::new(DataKind::OctetString).map(TypeDescription::Simple),
        Shape::OneOf(shapes) => description(shapes.first()?),
        Shape::Structure(members) => {
            members.iter().map(description).collect::<Option<_>>().map(TypeDescription::Structure)
        }
        Shape::Any | Shape::Compact(_) => None,
    }
}

const HALF_HOUR: u32 = 1_800;
const DAY: u32 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: Descriptor = Descriptor::new(7, [0, 0, 99, 1, 0, 255], 2);
    const NOW: u64 = 1_700_000_000;

    fn times(from: u32, to: u32) -> Vec<u32> {
        let element = chosen_element(IMPORT.instance);
        let entries = Profile::of(IMPORT).unwrap().entries(1, Instant::from_unix(NOW), from, to, &element);
        let time = |entry: &Data| match entry.elements() {
            Some([Data::DoubleLongUnsigned(time), _]) => *time,
            _ => panic!("{entry:?}"),
        };
        entries.iter().map(time).collect()
    }

    #[test]
    fn both_ends_of_a_range_belong_to_it() {
        let start = 400_000 * HALF_HOUR;
        assert_eq!(times(start, start + 2 * HALF_HOUR), [start, start + HALF_HOUR, start + 2 * HALF_HOUR]);
        assert_eq!(times(start + 1, start + HALF_HOUR - 1), [0_u32; 0]);
        assert_eq!(times(start + HALF_HOUR, start), [0_u32; 0]);
    }

    #[test]
    fn the_whole_of_time_gives_the_whole_profile_and_nothing_to_come() {
        let all = times(0, u32::MAX);
        assert_eq!(all.len(), 19_056);
        assert!(*all.last().unwrap() <= Instant::from_unix(NOW).log_seconds());
    }

    #[test]
    fn before_2000_there_are_no_entries_to_speak_of() {
        let element = chosen_element(IMPORT.instance);
        let entries = Profile::of(IMPORT).unwrap().entries(1, Instant::from_unix(0), 0, u32::MAX, &element);
        assert_eq!(entries.len(), 1);
    }
}
