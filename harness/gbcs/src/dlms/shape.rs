//! Names for the parts of data items whose meaning is known, and the one way to show those that have none.

use core::ops::Range;

use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::dlms::ClassId;
use crate::dlms::DataContent;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::MalfunctionCause;
use crate::dlms::Obis;

/// What the parts of a data item are called. An item that is not of the shape is shown as it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// An array, and what each of its items is called.
    List(&'static str, &'static Shape),
    /// A value whose octets have a meaning.
    Leaf(Leaf),
    /// An octet-string of fixed fields.
    Packed(&'static [(&'static str, Leaf)]),
    /// Nothing is known about it.
    Plain,
    /// A structure of named members.
    Structure(&'static [(&'static str, Shape)]),
    /// A value whose type goes without saying.
    Value,
}

/// What octets mean.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leaf {
    /// The cause of a malfunction.
    Cause,
    /// A COSEM class.
    Class,
    /// A counter.
    Counter,
    /// A date-time of twelve octets.
    DateTime,
    /// The identifier of a Device or party.
    Entity,
    /// A logical name.
    Instance,
    /// A Message Code or alert code.
    MessageCode,
    /// A number of one octet.
    Number,
    /// Seconds since 2000-01-01.
    Seconds,
}

impl Leaf {
    fn width(self) -> usize {
        match self {
            Self::Number => 1,
            Self::Cause | Self::Class | Self::MessageCode => 2,
            Self::Seconds => 4,
            Self::Instance => 6,
            Self::Counter | Self::Entity => 8,
            Self::DateTime => 12,
        }
    }

    /// Shows the octets; `false` where there are too many or too few of them.
    fn show(self, name: &str, at: Range<usize>, octets: &[u8], sink: &mut dyn Sink) -> bool {
        if octets.len() != self.width() {
            return false;
        }
        let number = octets.iter().fold(0u64, |number, octet| number << 8 | u64::from(*octet));
        let small = u16::try_from(number).unwrap_or(u16::MAX);
        match self {
            Self::Cause => {
                let name_of = MalfunctionCause(small).name();
                sink.field(name, Some(at), Value::Code { value: number, digits: 4, name: name_of });
            }
            Self::Class => show_class(name, at, ClassId(small), sink),
            Self::Counter | Self::Number => sink.field(name, Some(at), Value::Unsigned(number)),
            Self::DateTime => {
                let Ok(octets) = octets.try_into() else { return false };
                let text = DateTime::from_octets(octets).to_string();
                sink.field(name, Some(at), Value::Text(&text));
            }
            Self::Entity => sink.field(name, Some(at), Value::Octets(octets)),
            Self::Instance => {
                let Ok(octets) = octets.try_into() else { return false };
                sink.field(name, Some(at), Value::Text(&Obis(octets).to_string()));
            }
            Self::MessageCode => {
                sink.field(name, Some(at), Value::Code { value: number, digits: 4, name: None });
            }
            Self::Seconds => {
                let Ok(moment) = i64::try_from(number).map(DateTime::from_seconds_since_2000) else {
                    return false;
                };
                let Ok(moment) = moment else { return false };
                sink.field(name, Some(at), Value::Text(&moment.to_string()));
            }
        }
        true
    }
}

/// An attribute that a profile captures.
pub(super) const CAPTURE_OBJECT: Shape = Shape::Structure(&[
    ("class", Shape::Leaf(Leaf::Class)),
    ("instance", Shape::Leaf(Leaf::Instance)),
    ("attribute", Shape::Leaf(Leaf::Number)),
    ("index", Shape::Value),
]);

/// The parameters of access selector 1 of class 7.
pub(super) const RANGE_DESCRIPTOR: Shape = Shape::Structure(&[
    ("restricting_object", CAPTURE_OBJECT),
    ("from", Shape::Leaf(Leaf::Seconds)),
    ("to", Shape::Leaf(Leaf::Seconds)),
    ("selected_columns", Shape::List("column", &CAPTURE_OBJECT)),
]);

/// How sensitive attributes are protected.
const PROTECTION_PARAMETERS: Shape = Shape::List(
    "protection",
    &Shape::Structure(&[
        ("type", Shape::Value),
        (
            "options",
            Shape::Structure(&[
                ("transaction_id", Shape::Packed(&[("purpose", Leaf::Number), ("counter", Leaf::Counter)])),
                ("originator", Shape::Leaf(Leaf::Entity)),
                ("recipient", Shape::Leaf(Leaf::Entity)),
                ("other_information", Shape::Value),
                (
                    "key_information",
                    Shape::Structure(&[
                        ("type", Shape::Value),
                        (
                            "agreed_key",
                            Shape::Structure(&[
                                ("key_parameters", Shape::Value),
                                ("ciphered_key_data", Shape::Value),
                            ]),
                        ),
                    ]),
                ),
            ]),
        ),
    ]),
);

/// The parameter of get_protected_attributes.
pub(super) const PROTECTED_REQUEST: Shape = Shape::Structure(&[
    (
        "attributes",
        Shape::List(
            "attribute",
            &Shape::Structure(&[
                ("class", Shape::Leaf(Leaf::Class)),
                ("instance", Shape::Leaf(Leaf::Instance)),
                ("attribute", Shape::Leaf(Leaf::Number)),
                ("index", Shape::Value),
                (
                    "restriction",
                    Shape::Structure(&[
                        ("type", Shape::Value),
                        (
                            "range",
                            Shape::Structure(&[
                                ("from", Shape::Leaf(Leaf::DateTime)),
                                ("to", Shape::Leaf(Leaf::DateTime)),
                            ]),
                        ),
                    ]),
                ),
            ]),
        ),
    ),
    ("parameters", PROTECTION_PARAMETERS),
]);

/// The answer of get_protected_attributes.
pub(super) const PROTECTED_RESPONSE: Shape =
    Shape::Structure(&[("parameters", PROTECTION_PARAMETERS), ("encrypted", Shape::Value)]);

/// What the items after code and time of an alert are called.
pub(super) fn alert_items(code: u16) -> &'static [(&'static str, Shape)] {
    const DATE_TIME: Shape = Shape::Leaf(Leaf::DateTime);
    match code {
        0x0018 => &[(
            "device_log_change",
            Shape::Structure(&[
                ("changed", DATE_TIME),
                ("reference", Shape::Value),
                ("devices", Shape::Value),
            ]),
        )],
        0x0061 => &[("parameters", PROTECTION_PARAMETERS), ("encrypted", Shape::Value)],
        0x0067 => &[("start", DATE_TIME), ("restored", DATE_TIME)],
        0x00CC => &[(
            "activation",
            Shape::Packed(&[
                ("message_code", Leaf::MessageCode),
                ("originator_counter", Leaf::Counter),
                ("class", Leaf::Class),
                ("instance", Leaf::Instance),
                ("attribute", Leaf::Number),
            ]),
        )],
        0x00CE => &[("hash", Shape::Value)],
        0x00D5 | 0x0114 => &[(
            "lost_message",
            Shape::Packed(&[
                ("originator", Leaf::Entity),
                ("recipient", Leaf::Entity),
                ("cra", Leaf::Number),
                ("originator_counter", Leaf::Counter),
            ]),
        )],
        0x00F0 => &[("cause", Shape::Leaf(Leaf::Cause))],
        0x0110 | 0x0115 => &[("device", Shape::Leaf(Leaf::Entity))],
        0x0111 => &[("channel", Shape::Value)],
        0x0112 => &[("scan_outcome", Shape::Value)],
        0x0113 => &[("configuration", Shape::Value)],
        0x0120 => &[(
            "refused_command",
            Shape::Packed(&[("message_code", Leaf::MessageCode), ("originator_counter", Leaf::Counter)]),
        )],
        0x0121 => &[
            ("controller", Shape::Leaf(Leaf::Number)),
            ("start", DATE_TIME),
            ("end", DATE_TIME),
            ("level", Shape::Leaf(Leaf::Number)),
        ],
        0x0122 => &[("controller", Shape::Leaf(Leaf::Number)), ("level", Shape::Leaf(Leaf::Number))],
        0x0123 => &[("text", Shape::Value)],
        _ => &[],
    }
}

/// Shows an item by its shape.
pub(super) fn describe(name: &str, view: &DataView<'_>, shape: Shape, sink: &mut dyn Sink) {
    match (shape, view.content()) {
        (Shape::Value, _) => return describe_value(name, view, sink),
        (Shape::Leaf(leaf), content) => {
            let octets = match content {
                DataContent::OctetString(octets) => octets,
                _ => view.octets().get(1..).unwrap_or_default(),
            };
            let end = view.range().end;
            if leaf.show(name, end - octets.len()..end, octets, sink) {
                return;
            }
        }
        (Shape::List(item_name, shape), DataContent::Array(items)) => {
            sink.open(name, Some(view.range()), Group::List);
            items.for_each(|item| describe(item_name, &item, *shape, sink));
            sink.close();
            return;
        }
        (Shape::Packed(fields), DataContent::OctetString(octets)) if octets.len() == packed_width(fields) => {
            sink.open(name, Some(view.range()), Group::Structure);
            describe_packed(view.range().end - octets.len(), octets, fields, sink);
            sink.close();
            return;
        }
        (Shape::Structure(members), DataContent::Structure(items)) if items.len() == members.len() => {
            sink.open(name, Some(view.range()), Group::Structure);
            for ((name, shape), item) in members.iter().zip(items) {
                describe(name, &item, *shape, sink);
            }
            sink.close();
            return;
        }
        _ => {}
    }
    describe_plain(name, view, sink);
}

/// Shows an item by its type: the value stands in a group with the type's name, but null stands alone.
pub(super) fn describe_plain(name: &str, view: &DataView<'_>, sink: &mut dyn Sink) {
    if let DataContent::Null = view.content() {
        sink.field(name, Some(view.range()), Value::Null);
        return;
    }
    sink.open(name, Some(view.range()), Group::Structure);
    describe_value(view.kind().name(), view, sink);
    sink.close();
}

/// Names class, logical name and member, where the descriptor starts at `start`.
pub(super) fn describe_descriptor(descriptor: &Descriptor, start: usize, member: &str, sink: &mut dyn Sink) {
    show_class("class", start..start + 2, descriptor.class, sink);
    sink.field("instance", Some(start + 2..start + 8), Value::Text(&descriptor.instance.to_string()));
    sink.field(member, Some(start + 8..start + 9), Value::Unsigned(descriptor.member.0.into()));
}

fn show_class(name: &str, at: Range<usize>, class: ClassId, sink: &mut dyn Sink) {
    sink.field(name, Some(at), Value::Unsigned(class.0.into()));
    if let Some(class_name) = class.name() {
        sink.field("class_name", None, Value::Text(class_name));
    }
}

fn packed_width(fields: &[(&str, Leaf)]) -> usize {
    fields.iter().map(|(_, leaf)| leaf.width()).sum()
}

fn describe_packed(start: usize, octets: &[u8], fields: &[(&str, Leaf)], sink: &mut dyn Sink) {
    let mut start = start;
    let mut rest = octets;
    for (name, leaf) in fields {
        let Some((field, after)) = rest.split_at_checked(leaf.width()) else { return };
        leaf.show(name, start..start + field.len(), field, sink);
        start += field.len();
        rest = after;
    }
}

fn describe_value(name: &str, view: &DataView<'_>, sink: &mut dyn Sink) {
    let at = Some(view.range());
    match view.content() {
        DataContent::Null | DataContent::DontCare => sink.field(name, at, Value::Null),
        DataContent::Array(items) | DataContent::Structure(items) => {
            sink.open(name, at, Group::List);
            items.for_each(|item| describe_value(item.kind().name(), &item, sink));
            sink.close();
        }
        DataContent::Boolean(0x00) => sink.field(name, at, Value::Boolean(false)),
        DataContent::Boolean(0xFF) => sink.field(name, at, Value::Boolean(true)),
        DataContent::Boolean(octet) | DataContent::Bcd(octet) => {
            sink.field(name, at, Value::Code { value: octet.into(), digits: 2, name: None });
        }
        DataContent::BitString(bits) => {
            let text: String = (0..bits.count())
                .map(|index| if bits.bit(index) == Some(true) { '1' } else { '0' })
                .collect();
            sink.field(name, at, Value::Text(&text));
        }
        DataContent::OctetString(octets) => sink.field(name, at, Value::Octets(octets)),
        DataContent::VisibleString(octets) => match core::str::from_utf8(octets) {
            Ok(text) => sink.field(name, at, Value::Text(text)),
            Err(_) => sink.field(name, at, Value::Octets(octets)),
        },
        DataContent::Utf8String(text) => sink.field(name, at, Value::Text(text)),
        DataContent::Unsigned(value) | DataContent::Enum(value) => {
            sink.field(name, at, Value::Unsigned(value.into()));
        }
        DataContent::LongUnsigned(value) => sink.field(name, at, Value::Unsigned(value.into())),
        DataContent::DoubleLongUnsigned(value) => sink.field(name, at, Value::Unsigned(value.into())),
        DataContent::Long64Unsigned(value) => sink.field(name, at, Value::Unsigned(value)),
        DataContent::Integer(value) => sink.field(name, at, Value::Signed(value.into())),
        DataContent::Long(value) => sink.field(name, at, Value::Signed(value.into())),
        DataContent::DoubleLong(value) => sink.field(name, at, Value::Signed(value.into())),
        DataContent::Long64(value) => sink.field(name, at, Value::Signed(value)),
        DataContent::Float32(value) => sink.field(name, at, Value::Real(value.value().into())),
        DataContent::Float64(value) => sink.field(name, at, Value::Real(value.value())),
        DataContent::DateTime(value) => sink.field(name, at, Value::Text(&value.to_string())),
        DataContent::Date(value) => sink.field(name, at, Value::Text(&value.to_string())),
        DataContent::Time(value) => sink.field(name, at, Value::Text(&value.to_string())),
        DataContent::CompactArray(array) => {
            sink.open(name, at, Group::Structure);
            sink.field("description", None, Value::Text(&array.description().to_string()));
            sink.open("elements", None, Group::List);
            for element in array.elements() {
                sink.field("element", None, Value::Text(&element.to_string()));
            }
            sink.close();
            sink.close();
        }
    }
}
