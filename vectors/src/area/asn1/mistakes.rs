//! A structure, and everything that can be wrong with it.

use std::collections::BTreeMap;

use super::Asn1;
use super::Context;
use super::Input;
use super::bases::Base;
use super::node::Body;
use super::node::Node;
use crate::Reason;
use crate::area::Area;
use crate::area::Case;
use crate::edit;
use crate::hex::Hex;

pub(super) fn cases(base: &Base) -> Vec<Case<Input>> {
    let mut list = List { base, cases: Vec::new() };
    let octets = base.root.to_vec();
    list.valid("as it must be", "Normal", octets.clone());
    // Large structures get fewer mistakes: the smaller ones of their kind have them all. Of elements that are alike,
    // the first ones do.
    let deepest = if octets.len() > LARGE { 1 } else { DEEPEST };
    let mut seen: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for (path, node) in base.root.walk().into_iter().filter(|(path, _)| path.len() <= deepest) {
        let alike = seen.entry(base.root.tags(&path)).or_default();
        *alike += 1;
        if *alike > MOST_ALIKE {
            continue;
        }
        list.lengths(&path, node);
        list.places(&path, node);
        list.contents(&path, node);
    }
    list.ends(&octets);
    list.cases
}

/// The structure of another use case, where it is not also one of this.
pub(super) fn of_other(context: &Context, other: &Base) -> Option<Case<Input>> {
    let input = Input { payload: other.root.to_vec().into() };
    Asn1::check(context, &input).is_err().then(|| {
        let comment = format!("{}: {}", other.name, other.variant);
        Case::invalid(comment, "OtherStructure", ANY, input)
    })
}

struct List<'b> {
    base: &'b Base,
    cases: Vec<Case<Input>>,
}

impl List<'_> {
    fn valid(&mut self, comment: &str, flag: &'static str, octets: Vec<u8>) {
        let comment = format!("{}: {comment}", self.base.variant);
        self.cases.push(Case::valid(comment, &[flag], Input { payload: octets.into() }));
    }

    fn invalid(&mut self, comment: &str, flag: &'static str, reasons: &'static [Reason], octets: Vec<u8>) {
        let comment = format!("{}: {comment}", self.base.variant);
        self.cases.push(Case::invalid(comment, flag, reasons, Input { payload: octets.into() }));
    }

    /// With another element in place of one, where the result is no valid structure.
    fn replaced(&mut self, path: &[usize], comment: &str, flag: &'static str, new: Vec<Node>) {
        self.replaced_for(path, comment, flag, ANY, new);
    }

    fn replaced_for(
        &mut self,
        path: &[usize],
        comment: &str,
        flag: &'static str,
        reasons: &'static [Reason],
        new: Vec<Node>,
    ) {
        let octets: Vec<u8> = self.base.root.with(path, new).iter().flat_map(Node::to_vec).collect();
        let input = Input { payload: Hex(octets.clone()) };
        // What is optional may be left out, and a list may be longer: that is no mistake.
        if Asn1::check(&self.base.context(), &input).is_err() {
            self.invalid(&format!("{comment} {}", place(path)), flag, reasons, octets);
        }
    }

    fn lengths(&mut self, path: &[usize], node: &Node) {
        let actual = node.content().len();
        let with = |length: &[u8]| vec![Node { length: Some(length.to_vec()), ..node.clone() }];
        let [.., high, low] = actual.to_be_bytes();
        let longer: &[&[u8]] = match actual {
            0..0x80 => &[&[0x81, low], &[0x82, 0, low]],
            0x80..0x100 => &[&[0x82, 0, low]],
            _ => &[&[0x83, 0, high, low], &[0x84, 0, 0, high, low]],
        };
        let is_opaque = node.tag == 0x30 && matches!(node.body, Body::Octets(_));
        for field in longer.iter().filter(|_| !is_opaque && path.len() < 2) {
            let root = self.base.root.with(path, with(field));
            let octets = root.iter().flat_map(Node::to_vec).collect();
            self.valid(
                &format!("length as {} {}", Hex::from(*field), place(path)),
                "NonMinimalLength",
                octets,
            );
        }
        if path.len() < 2 {
            let length = &[Reason::Length];
            self.replaced_for(path, "indefinite length", "WrongLength", length, with(&[0x80]));
            self.replaced_for(
                path,
                "length of five octets",
                "WrongLength",
                length,
                with(&[0x85, 0, 0, 0, 0, low]),
            );
            self.replaced_for(path, "length FF", "WrongLength", length, with(&[0xFF]));
            let most = [0x84, 0xFF, 0xFF, 0xFF, 0xFF];
            self.replaced_for(path, "length of 4 GiB", "WrongLength", &[Reason::Truncated], with(&most));
        }
    }

    fn places(&mut self, path: &[usize], node: &Node) {
        for mask in [0x40, 0x20] {
            let tag = node.tag ^ mask;
            self.replaced(path, &format!("tag {tag:02X}"), "WrongTag", vec![Node { tag, ..node.clone() }]);
        }
        if let Body::Nodes(nodes) = &node.body {
            let extended = [nodes.as_slice(), &[Node::leaf(0x8F, [])]].concat();
            self.replaced(
                path,
                "an unknown element at the end of",
                "Extended",
                vec![Node::group(node.tag, extended)],
            );
            for (index, pair) in nodes.windows(2).enumerate() {
                let mut swapped = nodes.clone();
                swapped.swap(index, index + 1);
                if pair.first().map(|node| node.tag) != pair.last().map(|node| node.tag) {
                    let comment = format!("elements {} and {} swapped in", index + 1, index + 2);
                    self.replaced(path, &comment, "Swapped", vec![Node::group(node.tag, swapped)]);
                }
            }
        }
        if path.is_empty() {
            return;
        }
        self.replaced(path, "no", "Missing", Vec::new());
        self.replaced(path, "twice:", "Repeated", vec![node.clone(), node.clone()]);
    }

    fn contents(&mut self, path: &[usize], node: &Node) {
        let Body::Octets(octets) = &node.body else {
            // A cell for the default usage, which DER leaves out.
            if let [Node { tag: 0x02, .. }, Node { tag: 0x03, .. }] = node.children() {
                let nodes = [node.children(), &[Node::integer(0)]].concat();
                let encoded = vec![Node::group(node.tag, nodes)];
                self.replaced_for(path, "encoded default in", "WrongValue", &[Reason::Value], encoded);
            }
            return;
        };
        let leaf = |octets: Vec<u8>| vec![Node::leaf(node.tag, octets)];
        match node.tag {
            0x02 | 0x0A | 0x81 | 0x83 | 0x84 => {
                self.replaced_for(path, "empty number", "WrongNumber", &[Reason::Length], leaf(Vec::new()));
                let mut case = |comment: &str, octets| {
                    self.replaced_for(path, comment, "WrongNumber", &[Reason::Value], leaf(octets));
                };
                case("needless zero in", edit::insert(octets, 0, &[0]));
                case("negative number", vec![0xFF]);
                case("negative number of two octets", vec![0x80, 0x00]);
                case("2^63 in", vec![0x00, 0x80, 0, 0, 0, 0, 0, 0, 0]);
                case("2^64 in", vec![0x01, 0, 0, 0, 0, 0, 0, 0, 0]);
            }
            0x03 => {
                let mut case = |comment: &str, octets| {
                    self.replaced_for(path, comment, "WrongValue", &[Reason::Value], leaf(octets));
                };
                case("needless zero bits in", edit::extend(octets, &[0]));
                case("unused bits 0 in", edit::set(octets, 0, 0));
                case("unused bits 8 in", edit::set(octets, 0, 8));
                case("no octets in", Vec::new());
            }
            0x04 => {
                let mut case = |comment: &str, octets| {
                    self.replaced_for(path, comment, "WrongSize", &[Reason::Length], leaf(octets));
                };
                case("one octet short:", edit::cut(octets, octets.len() - 1));
                case("one octet long:", edit::extend(octets, &[0]));
                case("empty:", Vec::new());
            }
            0x05 => self.replaced_for(path, "content in", "WrongSize", &[Reason::Length], leaf(vec![0])),
            0x18 => {
                let mut case = |comment: &str, flag, reasons: &'static [Reason], text: &str| {
                    self.replaced_for(path, comment, flag, reasons, leaf(text.as_bytes().to_vec()));
                };
                for text in TIMES {
                    case(&format!("{text} as"), "WrongValue", &[Reason::Value], text);
                }
                for text in TIMES_OF_OTHER_SIZES {
                    case(&format!("{text:?} as"), "WrongSize", &[Reason::Length], text);
                }
            }
            _ => {}
        }
    }

    fn ends(&mut self, octets: &[u8]) {
        let step = (octets.len() / 12).max(1);
        for length in (0..octets.len()).step_by(step).chain([octets.len() - 1]) {
            let comment = format!("the first {length} octets");
            self.invalid(&comment, "Truncated", &[Reason::Truncated], edit::cut(octets, length));
        }
        for (comment, more) in
            [("an octet 00", &[0x00][..]), ("a NULL", &[0x05, 0x00]), ("the same again", octets)]
        {
            let comment = format!("{comment} behind the structure");
            self.invalid(&comment, "Trailing", &[Reason::Trailing], edit::extend(octets, more));
        }
    }
}

fn place(path: &[usize]) -> String {
    if path.is_empty() {
        return "the outermost element".to_owned();
    }
    let numbers: Vec<String> = path.iter().map(|index| (index + 1).to_string()).collect();
    format!("element {}", numbers.join("."))
}

const LARGE: usize = 700;
const DEEPEST: usize = 8;
const MOST_ALIKE: usize = 2;

const ANY: &[Reason] = &[Reason::Length, Reason::Tag, Reason::Trailing, Reason::Truncated, Reason::Value];

const TIMES: [&str; 9] = [
    "20271301000000Z",
    "20270001000000Z",
    "20270229000000Z",
    "20270431000000Z",
    "20270400000000Z",
    "20270401240000Z",
    "20270401006000Z",
    "20270401000000z",
    "2027040100000AZ",
];

const TIMES_OF_OTHER_SIZES: [&str; 6] =
    ["", "270401000000Z", "202704010000Z", "20270401000000", "20270401000000.5Z", "20270401000000+0100"];
