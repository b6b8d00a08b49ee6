//! Payloads of every kind.

use super::Context;
use super::alerts;
use super::apdu::Apdu;
use super::apdu::Lists;
use super::apdu::Specification;
use super::node::Node;
use crate::hex::Fixed;
use crate::people;
use crate::seeded::Seeded;

/// A payload.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(crate) name: &'static str,
    pub(crate) variant: String,
    pub(crate) flag: &'static str,
    pub(crate) context: Context,
    pub(crate) apdu: Apdu,
    /// Whether mistakes are to be made in it.
    pub(crate) with_mistakes: bool,
}

/// Every payload, those of one kind beside each other.
pub(crate) fn all(random: &mut Seeded) -> Vec<Base> {
    let mut bases = requests(random);
    bases.extend(types(random));
    bases.extend(compact_arrays());
    bases.extend(protected_requests());
    bases.extend(responses(random));
    bases.extend(alerts::all(random));
    bases
}

fn requests(random: &mut Seeded) -> Vec<Base> {
    let get = |class, instance, member| (Specification::new(1, class, instance, member), Node::null());
    let set = |class, instance, member, data| (Specification::new(2, class, instance, member), data);
    let action = |class, instance, member, data| (Specification::new(3, class, instance, member), data);
    let clock = [0, 0, 1, 0, 0, 255];
    let selected = |from: Node, to: Node, columns: Vec<Node>| {
        let restricting = capture_object(8, clock, 2);
        let parameters = Node::structure([restricting, from, to, Node::array(columns)]);
        let specification = Specification::new(4, 7, [1, 0, 99, 1, 0, 255], 2);
        (Specification { selection: Some((1, parameters)), ..specification }, Node::null())
    };
    let seconds = |value: u32| Node::fixed(0x06, value.to_be_bytes());
    let utrn = Node::octets(*b"73946144332040217315");
    let later = Node::octets([0x07, 0xEB, 4, 1, 0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF]);
    let columns = vec![capture_object(8, clock, 2), capture_object(3, [1, 0, 1, 8, 0, 255], 2)];
    let tariff = Node::array([
        Node::structure([Node::octets([1]), Node::fixed(0x10, [0x00, 0x64])]),
        Node::structure([Node::octets([2]), Node::fixed(0x10, [0xFF, 0x9C])]),
    ]);
    let all = [
        ("one attribute read", vec![get(1, [0, 0, 42, 0, 0, 255], 2)]),
        (
            "three attributes read",
            vec![get(3, [1, 0, 1, 8, 0, 255], 2), get(3, [1, 0, 1, 8, 0, 255], 3), get(8, clock, 2)],
        ),
        (
            "attributes written",
            vec![
                set(9000, [0, 0, 94, 44, 0, 1], 4, tariff),
                set(9000, [0, 0, 94, 44, 0, 1], 6, later),
                get(9000, [0, 0, 94, 44, 0, 1], 4),
            ],
        ),
        ("a method invoked", vec![action(70, [0, 0, 96, 3, 10, 255], 2, Node::fixed(0x0F, [0]))]),
        ("a method without a parameter", vec![action(9000, [0, 0, 94, 44, 0, 3], 2, Node::null())]),
        ("a top-up", vec![action(115, [0, 0, 19, 40, 0, 255], 1, utrn)]),
        ("a selected range", vec![selected(seconds(0x3000_0000), seconds(0x3100_0000), Vec::new())]),
        (
            "a selected range of columns",
            vec![
                selected(Node::octets(random.octets(12)), Node::octets(random.octets(12)), columns),
                get(7, [1, 0, 99, 1, 0, 255], 4),
            ],
        ),
    ];
    let base = |(variant, items): (&str, Vec<(Specification, Node)>)| Base {
        name: "access-request",
        variant: variant.to_owned(),
        flag: "Normal",
        context: plain(0x0027),
        apdu: request(random, items),
        with_mistakes: true,
    };
    all.map(base).into()
}

/// A value of each type, to be written.
fn types(random: &mut Seeded) -> Vec<Base> {
    let mut values = Vec::new();
    let common = [
        ("double-long", 0x05, 4),
        ("double-long-unsigned", 0x06, 4),
        ("integer", 0x0F, 1),
        ("long", 0x10, 2),
        ("unsigned", 0x11, 1),
        ("long-unsigned", 0x12, 2),
        ("enum", 0x16, 1),
    ];
    for (name, tag, width) in common {
        values.extend(fixed_values(name, tag, width, "DataType", random));
    }
    let rare = [
        ("bcd", 0x0D, 1),
        ("long64", 0x14, 8),
        ("long64-unsigned", 0x15, 8),
        ("float32", 0x17, 4),
        ("float64", 0x18, 8),
        ("date-time", 0x19, 12),
        ("date", 0x1A, 5),
        ("time", 0x1B, 4),
        ("dont-care", 0xFF, 0),
    ];
    for (name, tag, width) in rare {
        values.extend(fixed_values(name, tag, width, "RareType", random));
    }
    for value in [0x00, 0x01, 0xFF] {
        values.push((format!("boolean {value:02X}"), "DataType", Node::fixed(0x03, [value])));
    }
    for count in [0, 1, 7, 8, 9, 32, 127, 128, 256] {
        let bits = Node::bits(count, random.octets(count.div_ceil(8)));
        values.push((format!("bit-string of {count}"), "EdgeLength", bits));
    }
    for length in [0, 1, 127, 128, 129, 255, 256, 1000] {
        values.push((format!("octet-string of {length}"), "EdgeLength", Node::octets(random.octets(length))));
    }
    for text in ["", "Hallmark", "Grüße", "電力", "\u{1F50C}"] {
        values.push((format!("utf8-string {text:?}"), "DataType", Node::string(0x0C, text.as_bytes())));
    }
    values.push(("visible-string".to_owned(), "DataType", Node::string(0x0A, *b"visible")));
    for count in [0_u8, 1, 127, 128, 200] {
        let items: Vec<Node> = (0..count).map(Node::unsigned).collect();
        values.push((format!("array of {count}"), "EdgeLength", Node::array(items.clone())));
        values.push((format!("structure of {count}"), "EdgeLength", Node::structure(items)));
    }
    let nested = (0..8).fold(Node::null(), |inner, _| Node::structure([Node::array([inner])]));
    values.push(("sixteen levels".to_owned(), "Normal", nested));
    let written = |random: &mut Seeded, variant, flag, data, with_mistakes| {
        let item = (Specification::new(2, 1, [0, 0, 94, 44, 0, 2], 2), data);
        let (name, context) = ("values of each type", plain(0x0027));
        Base { name, variant, flag, context, apdu: request(random, vec![item]), with_mistakes }
    };
    let every: Vec<Node> =
        values.iter().filter(|(_, flag, _)| *flag == "DataType").map(|it| it.2.clone()).collect();
    let mut bases: Vec<Base> =
        values.into_iter().map(|(variant, flag, data)| written(random, variant, flag, data, false)).collect();
    let step = every.into_iter().step_by(4).collect::<Vec<_>>();
    bases.push(written(
        random,
        "a structure of many types".to_owned(),
        "Normal",
        Node::structure(step),
        true,
    ));
    bases
}

fn fixed_values(
    name: &str,
    tag: u8,
    width: usize,
    flag: &'static str,
    random: &mut Seeded,
) -> Vec<(String, &'static str, Node)> {
    let values = [vec![0x00; width], vec![0xFF; width], random.octets(width)];
    let named = ["zeros", "ones", "any bits"].into_iter().zip(values);
    named.map(|(which, octets)| (format!("{name}, {which}"), flag, Node::fixed(tag, octets))).collect()
}

fn compact_arrays() -> Vec<Base> {
    let all: [(&str, Node); 8] = [
        ("numbers", Node::compact(&[0x06], [0, 0, 0, 1, 0, 0, 0, 2])),
        ("no elements", Node::compact(&[0x12], [])),
        ("pairs", Node::compact(&[0x02, 0x02, 0x06, 0x11], [0, 0, 0, 1, 7, 0, 0, 0, 2, 8])),
        ("strings", Node::compact(&[0x09], [3, 1, 2, 3, 0, 1, 9])),
        ("rows of a profile", {
            let row = [0x0C, 0x07, 0xEB, 4, 1, 0xFF, 0, 30, 0, 0, 0x80, 0, 0, 0, 0, 1, 0x2C];
            Node::compact(&[0x02, 0x02, 0x09, 0x06], [row, row].concat())
        }),
        ("arrays of two", Node::compact(&[0x01, 0x00, 0x02, 0x12], [0, 1, 0, 2, 0, 3, 0, 4])),
        ("structures in structures", {
            Node::compact(&[0x02, 0x02, 0x11, 0x02, 0x02, 0x16, 0x10], [1, 2, 0, 3, 4, 5, 0, 6])
        }),
        ("bit strings", Node::compact(&[0x04], [9, 0xFF, 0x80, 0, 3, 0xE0])),
    ];
    let base = |(variant, data): (&str, Node)| {
        let lists = Lists::Response { specification: 0, data: vec![data], results: vec![[1, 0]] };
        Base {
            name: "compact arrays",
            variant: variant.to_owned(),
            flag: "DataType",
            context: plain(0x0033),
            apdu: Apdu { tag: 0xDA, invoke_id: [0x20, 0, 0, 7], date_time: vec![0], lists },
            with_mistakes: true,
        }
    };
    all.map(base).into()
}

fn protected_requests() -> Vec<Base> {
    let attribute = |kind: u8, value: Node| {
        let mut members = capture_object(7, [0, 0, 99, 1, 1, 255], 2).children().to_vec();
        members.push(Node::structure([Node::enumeration(kind), value]));
        Node::structure(members)
    };
    let dates = Node::structure([
        Node::octets([0x07, 0xEA, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF]),
        Node::octets([0x07, 0xEB, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF]),
    ]);
    let parameters = protection(people::supplier().id.0, people::ESME.id.0);
    let all = [
        ("without restriction", vec![attribute(0, Node::null())]),
        ("a range of dates", vec![attribute(1, dates.clone())]),
        ("two attributes", vec![attribute(1, dates), attribute(0, Node::null())]),
    ];
    let base = |(variant, attributes): (&str, Vec<Node>)| {
        let parameter = Node::structure([Node::array(attributes), parameters.clone()]);
        let item = (Specification::new(3, 30, [0, 0, 43, 2, 0, 255], 1), parameter);
        Base {
            name: "get_protected_attributes",
            variant: variant.to_owned(),
            flag: "Normal",
            context: plain(0x0021),
            apdu: Apdu { invoke_id: [0x20, 0, 3, 0xE8], ..request_of(vec![item]) },
            with_mistakes: true,
        }
    };
    all.map(base).into()
}

fn responses(random: &mut Seeded) -> Vec<Base> {
    let blob = [&[0x31, 0, 0, 0, 0], random.octets(30).as_slice()].concat();
    let parameters = protection(people::ESME.id.0, people::supplier().id.0);
    let answer = Node::structure([parameters, Node::octets(blob)]);
    let time = Node::octets([0x07, 0xEA, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0, 0xFF]);
    let table = Node::array([
        Node::structure([time.clone(), Node::fixed(0x06, [0, 0, 1, 0x2C])]),
        Node::structure([time.clone(), Node::fixed(0x06, [0, 0, 1, 0x2D])]),
    ]);
    let all = [
        ("one value", false, vec![(1, 0, Node::long_unsigned(230))]),
        ("a table and its size", false, vec![(1, 0, table), (1, 0, Node::fixed(0x06, [0, 0, 0, 2]))]),
        ("an action and a write", false, vec![(3, 0, Node::null()), (2, 0, Node::null()), (1, 0, time)]),
        (
            "a failure and what was not tried",
            false,
            vec![(2, 0, Node::null()), (2, 3, Node::null()), (1, 250, Node::null())],
        ),
        ("encrypted attributes", true, vec![(3, 0, answer)]),
    ];
    let base = |(variant, answers_protected, items): (&str, bool, Vec<(u8, u8, Node)>)| {
        let results = items.iter().map(|(kind, result, _)| [*kind, *result]).collect();
        let data = items.into_iter().map(|(_, _, data)| data).collect();
        let [a, b, c] = random.array();
        Base {
            name: "access-response",
            variant: variant.to_owned(),
            flag: "Normal",
            context: Context { message_code: Fixed([0x00, 0x27]), answers_protected },
            apdu: Apdu {
                tag: 0xDA,
                invoke_id: [0x20, a, b, c],
                date_time: vec![0],
                lists: Lists::Response { specification: 0, data, results },
            },
            with_mistakes: true,
        }
    };
    all.map(base).into()
}

fn request(random: &mut Seeded, items: Vec<(Specification, Node)>) -> Apdu {
    let [a, b, c] = random.array();
    Apdu { invoke_id: [0x20, a, b, c], ..request_of(items) }
}

fn request_of(items: Vec<(Specification, Node)>) -> Apdu {
    let (specifications, data) = items.into_iter().unzip();
    let lists = Lists::Request { specifications, data };
    Apdu { tag: 0xD9, invoke_id: [0x20, 0, 0, 0], date_time: vec![0], lists }
}

/// Protection parameters: an array of one block (GBCS 8).
pub(super) fn protection(originator: [u8; 8], recipient: [u8; 8]) -> Node {
    let agreed = Node::structure([Node::octets([0x02]), Node::octets([])]);
    let options = Node::structure([
        Node::octets([0x04, 0, 0, 0, 0, 0, 0, 0x03, 0xE8]),
        Node::octets(originator),
        Node::octets(recipient),
        Node::octets([]),
        Node::structure([Node::enumeration(2), agreed]),
    ]);
    Node::array([Node::structure([Node::enumeration(2), options])])
}

fn capture_object(class: u16, instance: [u8; 6], attribute: u8) -> Node {
    Node::structure([
        Node::long_unsigned(class),
        Node::octets(instance),
        Node::fixed(0x0F, [attribute]),
        Node::long_unsigned(0),
    ])
}

pub(super) fn plain(code: u16) -> Context {
    Context { message_code: Fixed(code.to_be_bytes()), answers_protected: false }
}
