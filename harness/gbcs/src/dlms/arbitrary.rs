//! Strategies that make any value of this module.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::Counter;
use crate::EntityId;
use crate::MessageCode;
use crate::dlms::AccessKind;
use crate::dlms::AccessRequestValue;
use crate::dlms::AccessResponseValue;
use crate::dlms::AccessResult;
use crate::dlms::BitString;
use crate::dlms::CompactArray;
use crate::dlms::Data;
use crate::dlms::Date;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::InvokeId;
use crate::dlms::LengthForms;
use crate::dlms::ProtectionParameters;
use crate::dlms::Real32;
use crate::dlms::Real64;
use crate::dlms::RequestItem;
use crate::dlms::ResponseItem;
use crate::dlms::Selection;
use crate::dlms::Time;
use crate::dlms::TypeDescription;

pub(super) fn data() -> impl Strategy<Value = Data> {
    let leaf = prop_oneof![4 => simple(), 1 => compact_array().prop_map(Data::CompactArray)];
    leaf.prop_recursive(6, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Data::Array),
            vec(inner, 0..6).prop_map(Data::Structure),
        ]
    })
}

/// A data item of every kind that holds no other.
pub(super) fn simple() -> impl Strategy<Value = Data> {
    prop_oneof![
        Just(Data::Null),
        Just(Data::DontCare),
        any::<u8>().prop_map(Data::Boolean),
        (0usize..40, vec(any::<u8>(), 5))
            .prop_map(|(count, octets)| Data::BitString(BitString::new(count, octets))),
        any::<i32>().prop_map(Data::DoubleLong),
        any::<u32>().prop_map(Data::DoubleLongUnsigned),
        vec(any::<u8>(), 0..20).prop_map(Data::OctetString),
        vec(any::<u8>(), 120..300).prop_map(Data::OctetString),
        vec(any::<u8>(), 0..20).prop_map(Data::VisibleString),
        ".{0,8}".prop_map(Data::Utf8String),
        any::<u8>().prop_map(Data::Bcd),
        any::<i8>().prop_map(Data::Integer),
        any::<i16>().prop_map(Data::Long),
        any::<u8>().prop_map(Data::Unsigned),
        any::<u16>().prop_map(Data::LongUnsigned),
        any::<i64>().prop_map(Data::Long64),
        any::<u64>().prop_map(Data::Long64Unsigned),
        any::<u8>().prop_map(Data::Enum),
        any::<u32>().prop_map(|bits| Data::Float32(Real32(bits))),
        any::<u64>().prop_map(|bits| Data::Float64(Real64(bits))),
        date_time().prop_map(Data::DateTime),
        any::<[u8; 5]>().prop_map(|octets| Data::Date(Date::from_octets(octets))),
        any::<[u8; 4]>().prop_map(|octets| Data::Time(Time::from_octets(octets))),
    ]
}

/// A type, and elements of it.
pub(super) fn compact_elements() -> impl Strategy<Value = (TypeDescription, Vec<Data>)> {
    let row = simple().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Data::Structure),
            (inner, 1usize..4).prop_map(|(item, count)| Data::Array(vec![item; count])),
        ]
    });
    (row, any::<u8>(), 0usize..6).prop_filter_map("a type of some width", |(row, tail, count)| {
        // The octet at the end gives every element some width.
        let row = Data::structure([row, Data::Unsigned(tail)]);
        let description = TypeDescription::of(&row)?;
        let rows = vec![row; count];
        CompactArray::new(description.clone(), &rows).ok()?;
        Some((description, rows))
    })
}

fn compact_array() -> impl Strategy<Value = CompactArray> {
    compact_elements().prop_map(|(description, rows)| CompactArray::new(description, &rows).unwrap())
}

pub(super) fn date_time() -> impl Strategy<Value = DateTime> {
    any::<[u8; 12]>().prop_map(DateTime::from_octets)
}

pub(super) fn descriptor() -> impl Strategy<Value = Descriptor> {
    any::<(u16, [u8; 6], u8)>().prop_map(|(class, instance, member)| Descriptor::new(class, instance, member))
}

pub(super) fn length_forms() -> impl Strategy<Value = LengthForms> {
    vec((0usize..12, 2usize..=5), 0..3).prop_map(|long| {
        let mut forms = LengthForms::SHORTEST;
        for (ordinal, octets) in long {
            forms.lengthen(ordinal, octets);
        }
        forms
    })
}

pub(super) fn access_request() -> impl Strategy<Value = AccessRequestValue> {
    let item = prop_oneof![
        descriptor().prop_map(RequestItem::get),
        (descriptor(), any::<u8>(), data()).prop_map(|(descriptor, selector, parameters)| {
            RequestItem::get_selected(descriptor, Selection { selector, parameters })
        }),
        (descriptor(), data(), proptest::option::of((any::<u8>(), data()))).prop_map(
            |(descriptor, value, select)| {
                let selection = select.map(|(selector, parameters)| Selection { selector, parameters });
                RequestItem { selection, ..RequestItem::set(descriptor, value) }
            }
        ),
        (descriptor(), data()).prop_map(|(descriptor, parameter)| RequestItem::action(descriptor, parameter)),
    ];
    (any::<[u8; 4]>(), proptest::option::of(date_time()), vec(item, 0..5), length_forms()).prop_map(
        |(id, date_time, items, length_forms)| AccessRequestValue {
            invoke_id: InvokeId::from_octets(id),
            date_time,
            items,
            length_forms,
        },
    )
}

pub(super) fn access_response() -> impl Strategy<Value = AccessResponseValue> {
    let kind = prop_oneof![Just(AccessKind::Get), Just(AccessKind::Set), Just(AccessKind::Action)];
    let item = (kind, any::<u8>(), data()).prop_map(|(kind, result, data)| ResponseItem {
        kind,
        result: AccessResult(result),
        data,
    });
    (any::<[u8; 4]>(), proptest::option::of(date_time()), vec(item, 0..5), length_forms()).prop_map(
        |(id, date_time, items, length_forms)| AccessResponseValue {
            invoke_id: InvokeId::from_octets(id),
            date_time,
            items,
            length_forms,
        },
    )
}

/// A Message Code, and the items after code and time of an alert that has it.
pub(super) fn alert() -> impl Strategy<Value = (MessageCode, Vec<Data>)> {
    let octets = |count| vec(any::<u8>(), count).prop_map(Data::OctetString);
    let coded = |codes: &'static [u16], items: BoxedStrategy<Vec<Data>>| {
        (prop::sample::select(codes), items).prop_map(|(code, items)| (MessageCode(code), items))
    };
    let one = |item: BoxedStrategy<Data>| item.prop_map(|item| vec![item]).boxed();
    let entries = vec((octets(8), octets(16)), 0..4)
        .prop_map(|entries| Data::array(entries.into_iter().map(|(id, hash)| Data::structure([id, hash]))));
    let channel = (vec(any::<bool>(), 32), octets(1))
        .prop_map(|(bits, detail)| Data::structure([Data::BitString(BitString::from_bits(bits)), detail]));
    let block = any::<(u64, [u8; 8], [u8; 8])>().prop_map(|(counter, originator, recipient)| {
        let (originator, recipient) = (EntityId(originator), EntityId(recipient));
        ProtectionParameters { counter: Counter(counter), originator, recipient }.to_only()
    });
    let pair = |first: BoxedStrategy<Data>, second: BoxedStrategy<Data>| {
        (first, second).prop_map(|(first, second)| vec![first, second]).boxed()
    };
    let moment = || octets(12).boxed();
    let small = || any::<u8>().prop_map(Data::Unsigned).boxed();
    let limit = (small(), moment(), moment(), small()).prop_map(|(a, b, c, d)| vec![a, b, c, d]).boxed();
    prop_oneof![
        coded(&[0x1000, 0x1001], Just(Vec::new()).boxed()),
        coded(&[0x0019, 0x00CA], vec(data(), 0..4).boxed()),
        coded(&[0x00CC], one(octets(19).boxed())),
        coded(&[0x00CE], one(octets(32).boxed())),
        coded(&[0x00D5, 0x0114], one(octets(25).boxed())),
        coded(&[0x00F0], one(octets(2).boxed())),
        coded(&[0x0110, 0x0115], one(octets(8).boxed())),
        coded(&[0x0120], one(octets(10).boxed())),
        coded(&[0x0123], one(".{0,20}".prop_map(Data::Utf8String).boxed())),
        coded(&[0x0067], pair(moment(), moment())),
        coded(&[0x0122], pair(small(), small())),
        coded(&[0x0121], limit),
        coded(&[0x0061], pair(block.boxed(), octets(30).boxed())),
        coded(&[0x0111], one(channel.boxed())),
        coded(&[0x0112], one((octets(1), octets(1)).prop_map(|(a, b)| Data::structure([a, b])).boxed())),
        coded(&[0x0113], one(vec(data(), 15).prop_map(Data::Structure).boxed())),
        coded(
            &[0x0018],
            one((octets(12), octets(8), entries).prop_map(|(a, b, c)| Data::structure([a, b, c])).boxed())
        ),
    ]
}
