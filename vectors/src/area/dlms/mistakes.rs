//! A payload, and everything that can be wrong with it.

use std::collections::BTreeMap;

use super::Dlms;
use super::apdu::Apdu;
use super::apdu::Lists;
use super::bases::Base;
use super::node::Body;
use super::node::Node;
use crate::Reason;
use crate::area::Area;
use crate::area::Case;
use crate::area::asn1::Input;
use crate::edit;
use crate::hex::Hex;

pub(super) fn cases(base: &Base) -> Vec<Case<Input>> {
    let octets = base.apdu.to_vec();
    let valid = Case::valid(base.variant.clone(), &[base.flag], Input { payload: Hex(octets.clone()) });
    let mut list = List { base, cases: vec![valid] };
    if base.with_mistakes {
        list.head();
        list.lists();
        for (number, tree) in base.apdu.trees().iter().enumerate() {
            let mut seen: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
            for (path, node) in tree.walk() {
                // Of the items of a long list, the first ones get mistakes.
                let alike =
                    seen.entry(path.split_last().map(|(_, up)| up.to_vec()).unwrap_or_default()).or_default();
                *alike += 1;
                if *alike > MOST_OF_A_LIST {
                    continue;
                }
                let place = Place { number, tree, path: &path };
                list.tags(&place, node);
                list.lengths(&place, node);
                list.contents(&place, node);
            }
        }
        list.ends(&octets);
    }
    list.cases
}

struct List<'b> {
    base: &'b Base,
    cases: Vec<Case<Input>>,
}

/// An item in one of the trees of a payload.
struct Place<'p> {
    number: usize,
    tree: &'p Node,
    path: &'p [usize],
}

impl Place<'_> {
    fn name(&self) -> String {
        let mut name = format!("item {}", self.number + 1);
        for index in self.path {
            name += &format!(".{}", index + 1);
        }
        name
    }
}

impl List<'_> {
    fn invalid(&mut self, comment: &str, flag: &'static str, reasons: &'static [Reason], octets: Vec<u8>) {
        let comment = format!("{}: {comment}", self.base.variant);
        self.cases.push(Case::invalid(comment, flag, reasons, Input { payload: octets.into() }));
    }

    /// As [`invalid`](Self::invalid), where our code does not see a payload that is as good as the one before, or one
    /// that only we find too large.
    fn unless_valid(&mut self, comment: &str, flag: &'static str, octets: Vec<u8>) {
        let input = Input { payload: Hex(octets.clone()) };
        if !matches!(Dlms::check(&self.base.context, &input), Ok(()) | Err(Reason::Limit)) {
            self.invalid(comment, flag, ANY, octets);
        }
    }

    fn replaced(&mut self, place: &Place<'_>, comment: &str, flag: &'static str, new: &[Node]) {
        let comment = format!("{comment} {}", place.name());
        // An item of a list that is the whole of an instruction cannot go missing here.
        if let [tree] = place.tree.with(place.path, new).as_slice() {
            self.unless_valid(&comment, flag, self.base.apdu.with_tree(place.number, tree).to_vec());
        }
    }

    fn head(&mut self) {
        let apdu = &self.base.apdu;
        for tag in [0x00, 0xC0, 0xD8, 0xDB, 0x0E] {
            let octets = Apdu { tag, ..apdu.clone() }.to_vec();
            self.invalid(&format!("payload tag {tag:02X}"), "WrongTag", &[Reason::Tag], octets);
        }
        for length in [1_u8, 4, 11, 13] {
            let date_time = [vec![length], vec![0; length.into()]].concat();
            let octets = Apdu { date_time, ..apdu.clone() }.to_vec();
            self.invalid(&format!("date-time of {length} octets"), "WrongLength", &[Reason::Length], octets);
        }
        for field in [0x80, 0x85, 0xFF] {
            let octets = Apdu { date_time: vec![field], ..apdu.clone() }.to_vec();
            let comment = format!("date-time length {field:02X}");
            self.invalid(&comment, "WrongLength", &[Reason::Length], octets);
        }
        let octets = apdu.to_vec();
        for field in [0x80, 0x85, 0xFF] {
            let at = if apdu.tag == 0xDA { 7 } else { 6 };
            if apdu.tag != 0x0F {
                let comment = format!("first count {field:02X}");
                let reasons = &[Reason::Length, Reason::Truncated];
                self.invalid(&comment, "WrongLength", reasons, edit::set(&octets, at, field));
            }
        }
    }

    fn lists(&mut self) {
        match self.base.apdu.lists.clone() {
            Lists::Request { specifications, data } => {
                let mut with = |comment: String, flag, specifications, data| {
                    let lists = Lists::Request { specifications, data };
                    let octets = Apdu { lists, ..self.base.apdu.clone() }.to_vec();
                    self.unless_valid(&comment, flag, octets);
                };
                let more = [data.as_slice(), &[Node::null()]].concat();
                with("one data item more".to_owned(), "WrongCount", specifications.clone(), more);
                let less = data.iter().skip(1).cloned().collect();
                with("one data item less".to_owned(), "WrongCount", specifications.clone(), less);
                let fewer = specifications.iter().skip(1).cloned().collect();
                with("one instruction less".to_owned(), "WrongCount", fewer, data.clone());
                for index in 0..specifications.len() {
                    for choice in [0x00, 0x06, 0x07, 0xFF] {
                        let mut changed = specifications.clone();
                        changed.iter_mut().skip(index).take(1).for_each(|it| it.choice = choice);
                        let comment = format!("choice {choice:02X} of instruction {}", index + 1);
                        with(comment, "WrongTag", changed, data.clone());
                    }
                    let mut short = specifications.clone();
                    short.iter_mut().skip(index).take(1).for_each(|it| it.descriptor.truncate(8));
                    let comment = format!("no attribute or method in instruction {}", index + 1);
                    with(comment, "Missing", short, data.clone());
                }
            }
            Lists::Response { data, results, .. } => {
                let mut with = |comment: String, flag, specification, data, results| {
                    let lists = Lists::Response { specification, data, results };
                    let octets = Apdu { lists, ..self.base.apdu.clone() }.to_vec();
                    self.unless_valid(&comment, flag, octets);
                };
                with("a request specification".to_owned(), "WrongValue", 1, data.clone(), results.clone());
                let more = [results.as_slice(), &[[1, 0]]].concat();
                with("one result more".to_owned(), "WrongCount", 0, data.clone(), more);
                let less = results.iter().skip(1).copied().collect();
                with("one result less".to_owned(), "WrongCount", 0, data.clone(), less);
                with("no data".to_owned(), "WrongCount", 0, Vec::new(), results.clone());
                for index in 0..results.len() {
                    for kind in [0x00, 0x04, 0x05, 0xFF] {
                        let mut changed = results.clone();
                        changed.iter_mut().skip(index).take(1).for_each(|[it, _]| *it = kind);
                        let comment = format!("kind {kind:02X} of result {}", index + 1);
                        with(comment, "WrongTag", 0, data.clone(), changed);
                    }
                }
            }
            Lists::Notification(_) => {}
        }
    }

    fn tags(&mut self, place: &Place<'_>, node: &Node) {
        let unknown = [0x07, 0x0B, 0x1C, 0x80];
        for tag in unknown.into_iter().skip(place.path.len() % 4).take(2) {
            let new = [Node { tag, ..node.clone() }];
            self.replaced(place, &format!("type {tag:02X} of"), "WrongTag", &new);
        }
        // Another type of the same width or form.
        let other = match node.tag {
            0x01 => 0x02,
            0x02 => 0x01,
            0x09 => 0x0A,
            0x0C => 0x09,
            0x12 => 0x10,
            0x0F | 0x16 => 0x11,
            0x11 => 0x0F,
            0x04 => return,
            _ => 0x16,
        };
        self.replaced(
            place,
            &format!("type {other:02X} of"),
            "OtherType",
            &[Node { tag: other, ..node.clone() }],
        );
        if !matches!(node.body, Body::Fixed(ref octets) if octets.is_empty()) {
            self.replaced(place, "null instead of", "OtherType", &[Node::null()]);
        }
    }

    fn lengths(&mut self, place: &Place<'_>, node: &Node) {
        let Some(units) = node.units() else { return };
        let fields = [&[0x80][..], &[0x85, 0, 0, 0, 0, 0], &[0xFF], &[0x84, 0xFF, 0xFF, 0xFF, 0xFF]];
        for field in fields.into_iter().skip(place.path.len() % 3).take(2) {
            let new = [Node { length: Some(field.to_vec()), ..node.clone() }];
            self.replaced(place, &format!("length {} of", Hex::from(field)), "WrongLength", &new);
        }
        let near = u8::try_from(units).ok().filter(|units| *units < 0x7F);
        for (comment, length) in
            [("one more", near.map(|it| it + 1)), ("one less", near.and_then(|it| it.checked_sub(1)))]
        {
            if let Some(length) = length {
                let new = [Node { length: Some(vec![length]), ..node.clone() }];
                self.replaced(place, &format!("length {comment} for"), "WrongLength", &new);
            }
        }
    }

    fn contents(&mut self, place: &Place<'_>, node: &Node) {
        if !place.path.is_empty() {
            self.replaced(place, "no", "Missing", &[]);
            self.replaced(place, "twice", "Repeated", &[node.clone(), node.clone()]);
        }
        match &node.body {
            Body::Fixed(octets) if node.tag == 0x16 => {
                for value in [0x00, 0x03, 0xFF] {
                    let new = [Node::enumeration(value)];
                    if octets.as_slice() != [value] {
                        self.replaced(place, &format!("{value:02X} as"), "WrongValue", &new);
                    }
                }
            }
            Body::Sized { octets, .. } if node.tag == 0x09 => {
                self.replaced(
                    place,
                    "one octet long:",
                    "WrongSize",
                    &[Node::octets(edit::extend(octets, &[0]))],
                );
                if let Some(less) = octets.len().checked_sub(1) {
                    self.replaced(
                        place,
                        "one octet short:",
                        "WrongSize",
                        &[Node::octets(edit::cut(octets, less))],
                    );
                    self.replaced(place, "empty:", "WrongSize", &[Node::octets([])]);
                    let changed = Node::octets(edit::flip(octets, 0, 0x40));
                    self.replaced(place, "first octet changed in", "WrongValue", &[changed]);
                }
            }
            Body::Sized { octets, .. } if node.tag == 0x0C => {
                for (comment, wrong) in [
                    ("a lone continuation octet in", &[0x80][..]),
                    ("an overlong form in", &[0xC0, 0xAF]),
                    ("a surrogate in", &[0xED, 0xA0, 0x80]),
                    ("a cut character in", &[0xC3]),
                    ("a number beyond Unicode in", &[0xF4, 0x90, 0x80, 0x80]),
                ] {
                    let text = Node::string(0x0C, edit::extend(octets, wrong));
                    self.replaced(place, comment, "WrongValue", &[text]);
                }
            }
            Body::Compact { description, contents } => {
                let mut with = |comment, description: Vec<u8>, contents: Vec<u8>| {
                    self.replaced(place, comment, "CompactArray", &[Node::compact(&description, contents)]);
                };
                let length = contents.len();
                with("one octet of contents more in", description.clone(), edit::extend(contents, &[1]));
                with(
                    "one octet of contents less in",
                    description.clone(),
                    edit::cut(contents, length.saturating_sub(1)),
                );
                for tag in [0x07, 0x13, 0x1C, 0x80] {
                    let last = description.len().saturating_sub(1);
                    with(
                        "a type that may not be described in",
                        edit::set(description, last, tag),
                        contents.clone(),
                    );
                    with("another outer type in", edit::set(description, 0, tag), contents.clone());
                }
                with("no type in", Vec::new(), contents.clone());
            }
            _ => {}
        }
    }

    fn ends(&mut self, octets: &[u8]) {
        let step = (octets.len() / 14).max(1);
        for length in (0..octets.len()).step_by(step).chain([octets.len() - 1]) {
            let comment = format!("the first {length} octets");
            let reasons = &[Reason::Truncated, Reason::Length];
            self.invalid(&comment, "Truncated", reasons, edit::cut(octets, length));
        }
        for (comment, more) in
            [("an octet 00", &[0x00][..]), ("an octet FF", &[0xFF]), ("the same again", octets)]
        {
            let comment = format!("{comment} behind the payload");
            self.invalid(&comment, "Trailing", &[Reason::Trailing], edit::extend(octets, more));
        }
    }
}

const MOST_OF_A_LIST: usize = 6;

const ANY: &[Reason] =
    &[Reason::Length, Reason::Limit, Reason::Tag, Reason::Trailing, Reason::Truncated, Reason::Value];
