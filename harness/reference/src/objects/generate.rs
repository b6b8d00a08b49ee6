use hallmark_gbcs::dlms::BitString;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataKind;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme::Shape;

/// Numbers that look random and are the same for the same seed (SplitMix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers of an attribute; `position` tells the entries of a profile apart.
    pub(crate) fn new(seed: u64, attribute: Descriptor, position: u64) -> Self {
        let mut octets = Vec::with_capacity(Descriptor::LENGTH);
        attribute.emit(&mut octets);
        let folded =
            octets.iter().fold(0_u64, |sum, octet| sum.wrapping_mul(0x100).wrapping_add((*octet).into()));
        let mut numbers = Self(seed ^ folded.rotate_left(17));
        numbers.next();
        numbers.0 ^= position;
        numbers
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit.max(1))).unwrap_or_default()
    }

    fn small(&mut self, limit: u8) -> u8 {
        u8::try_from(self.below(limit.into())).unwrap_or_default()
    }
}

/// A plausible value of a shape.
pub(crate) fn value(shape: &Shape, numbers: &mut Numbers) -> Data {
    match shape {
        Shape::Any => Data::array([Data::DoubleLong(0)]),
        Shape::Array { count, element } => {
            let count = count.unwrap_or(1);
            Data::array((0..count).map(|_| value(element, numbers)))
        }
        Shape::Bits(count) => Data::BitString(BitString::new(count.unwrap_or(8), Vec::new())),
        // Profiles are not values: their entries are made when they are read.
        Shape::Compact(_) => Data::Null,
        Shape::Kind(kind) => number(*kind, numbers),
        Shape::Octets(count) => octets(*count, numbers),
        Shape::OneOf(shapes) => shapes.first().map_or(Data::Null, |first| value(first, numbers)),
        Shape::Structure(members) if members.as_slice() == SCALER_UNIT => {
            Data::structure([Data::Integer(0), Data::Enum(WATT_HOURS)])
        }
        Shape::Structure(members) => Data::structure(members.iter().map(|member| value(member, numbers))),
    }
}

fn number(kind: DataKind, numbers: &mut Numbers) -> Data {
    match kind {
        DataKind::Boolean => Data::FALSE,
        DataKind::DoubleLong => Data::DoubleLong(i32::try_from(numbers.below(100_000)).unwrap_or_default()),
        DataKind::DoubleLongUnsigned => Data::DoubleLongUnsigned(numbers.below(1_000_000)),
        DataKind::Enum => Data::Enum(1),
        DataKind::Integer => Data::Integer(0),
        DataKind::Long => Data::Long(numbers.small(100).into()),
        DataKind::LongUnsigned => Data::LongUnsigned(numbers.small(200).into()),
        DataKind::Unsigned => Data::Unsigned(0),
        DataKind::Utf8String => Data::Utf8String("controller".to_owned()),
        DataKind::VisibleString => Data::visible("controller"),
        _ => Data::Null,
    }
}

/// Date-times, dates and times are recognised by their length.
fn octets(count: Option<usize>, numbers: &mut Numbers) -> Data {
    match count {
        Some(12) => Data::octets([
            0x07,
            0xE8,
            1,
            1 + numbers.small(28),
            0xFF,
            numbers.small(24),
            0,
            0,
            0,
            0x80,
            0,
            0xFF,
        ]),
        Some(5) => Data::octets([0xFF; 5]),
        Some(4) => Data::octets([0; 4]),
        count => Data::octets((0..count.unwrap_or(8)).map(|_| b'0' + numbers.small(10)).collect::<Vec<_>>()),
    }
}

const SCALER_UNIT: &[Shape] = &[Shape::Kind(DataKind::Integer), Shape::Kind(DataKind::Enum)];
/// The unit of active energy (DLMS Blue Book, units).
const WATT_HOURS: u8 = 30;
