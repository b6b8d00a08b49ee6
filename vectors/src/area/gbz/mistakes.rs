//! Payloads of components, and everything that can be wrong with them.

use super::Gbz;
use super::bases::Base;
use super::bases::Mistakes;
use super::component::Component;
use super::component::payload;
use super::component::unmarked;
use crate::Reason;
use crate::area::Area;
use crate::area::Case;
use crate::area::asn1::Input;
use crate::edit;
use crate::hex::Hex;

pub(super) fn cases(base: &Base) -> Vec<Case<Input>> {
    let octets = payload(base.components.len(), &base.components);
    let valid = Case::valid(base.variant.clone(), &[base.flag], Input { payload: octets.clone().into() });
    let mut list = List { base, cases: vec![valid] };
    match base.mistakes {
        Mistakes::Around => {
            list.head(&octets);
            list.components();
            list.ends(&octets);
        }
        Mistakes::Inside => list.inside(),
        Mistakes::Nothing => {}
    }
    list.cases
}

struct List<'b> {
    base: &'b Base,
    cases: Vec<Case<Input>>,
}

impl List<'_> {
    fn invalid(&mut self, comment: &str, flag: &'static str, reasons: &'static [Reason], octets: Vec<u8>) {
        let comment = format!("{}: {comment}", self.base.variant);
        self.cases.push(Case::invalid(comment, flag, reasons, Input { payload: octets.into() }));
    }

    /// As [`invalid`](Self::invalid), where the change does not happen to give another good payload.
    fn unless_valid(
        &mut self,
        comment: &str,
        flag: &'static str,
        reasons: &'static [Reason],
        octets: Vec<u8>,
    ) {
        let input = Input { payload: Hex(octets.clone()) };
        if Gbz::check(&self.base.context, &input).is_err() {
            self.invalid(comment, flag, reasons, octets);
        }
    }

    fn changed(
        &mut self,
        comment: &str,
        flag: &'static str,
        reasons: &'static [Reason],
        index: usize,
        change: impl Fn(&mut Component),
    ) {
        let mut components = self.base.components.clone();
        components.iter_mut().skip(index).take(1).for_each(change);
        let octets = payload(components.len(), &components);
        self.unless_valid(&format!("{comment} of component {}", index + 1), flag, reasons, octets);
    }

    fn head(&mut self, octets: &[u8]) {
        for (at, values) in [(0, [0x00, 0x02, 0xFF]), (1, [0x00, 0x08, 0x0A])] {
            for value in values {
                let comment = format!("octet {value:02X} in the profile");
                let reasons: &[Reason] = &[Reason::Value, Reason::Tag];
                self.invalid(&comment, "WrongConstant", reasons, edit::set(octets, at, value));
            }
        }
        let components = &self.base.components;
        let count = components.len();
        for (comment, stated, reasons) in [
            ("one component more is stated", count + 1, &[Reason::Truncated][..]),
            ("255 components are stated", 255, &[Reason::Truncated]),
            ("one component less is stated", count - 1, &[Reason::Trailing]),
        ] {
            self.invalid(comment, "WrongCount", reasons, payload(stated, components));
        }
        let last = &[Reason::LastComponent];
        self.invalid("no mark on the last component", "LastComponent", last, unmarked(count, components));
        for index in 0..count - 1 {
            self.changed("mark", "LastComponent", last, index, |it| it.control |= 0x01);
        }
    }

    fn components(&mut self) {
        for (index, component) in self.base.components.iter().enumerate() {
            for bit in [0x04, 0x08, 0x20, 0x40, 0x80] {
                let comment = format!("control bit {bit:02X}");
                self.changed(&comment, "WrongConstant", &[Reason::Value], index, |it| it.control |= bit);
            }
            let mut alone = Vec::new();
            component.emit(&mut alone);
            let actual = u16::try_from(alone.len() - 5).unwrap_or_default();
            for (comment, length) in
                [("one more", actual + 1), ("one less", actual - 1), ("0", 0), ("2", 2), ("FFFF", 0xFFFF)]
            {
                let comment = format!("length {comment} for the octets");
                self.changed(&comment, "WrongLength", ANY, index, |it| it.length = Some(length));
            }
            let little = actual.swap_bytes();
            self.changed("little-endian length", "WrongLength", ANY, index, |it| it.length = Some(little));
            let bit = "WrongConstant";
            self.changed("From Date Time bit changed in the control octet", bit, ANY, index, |it| {
                it.control ^= 0x10
            });
            self.changed("encryption bit changed in the control octet", bit, ANY, index, |it| {
                it.control ^= 0x02
            });
            if component.additional.is_some() {
                self.sealed(index, component);
            } else {
                let unknown = &[Reason::UnknownCommand];
                self.changed("cluster FC00", "UnknownCommand", ANY, index, |it| {
                    it.cluster = 0xFC00;
                    it.header = [it.header[0] | 0x01, it.header[1], it.header[2]];
                });
                self.changed("command FE", "UnknownCommand", unknown, index, |it| it.header[2] = 0xFE);
                self.changed("manufacturer-specific bit", "UnknownCommand", unknown, index, |it| {
                    it.header[0] |= 0x04
                });
                self.changed("frame type 2", "UnknownCommand", unknown, index, |it| it.header[0] = 0x02);
            }
        }
    }

    fn sealed(&mut self, index: usize, component: &Component) {
        let actual = u16::try_from(component.content.len()).unwrap_or_default();
        let lengths = [actual + 1, actual - 1, 0, 17, 0xFFFF, actual.swap_bytes()];
        for length in lengths.into_iter().filter(|length| *length != actual) {
            let comment = format!("ciphered length {length:04X}");
            self.changed(&comment, "WrongLength", &[Reason::Length], index, |it| {
                it.ciphered_length = Some(length)
            });
        }
        for left in [0, 5, 16] {
            let comment = format!("{left} octets of ciphered information");
            self.changed(&comment, "WrongLength", &[Reason::Length], index, |it| it.content.truncate(left));
        }
    }

    /// Mistakes in the only ZCL payload; the component is right about its length.
    fn inside(&mut self) {
        let Some(component) = self.base.components.first() else { return };
        let content = component.content.as_slice();
        let layout = &[Reason::Layout];
        let mut with = |comment: &str, flag, reasons, component: Component| {
            self.unless_valid(comment, flag, reasons, payload(1, &[component]));
        };
        let with_content = |content: Vec<u8>| Component { content, ..component.clone() };
        for less in [1, 2, 3, content.len()] {
            if let Some(length) = content.len().checked_sub(less) {
                let comment = format!("the first {length} octets");
                with(&comment, "WrongLayout", layout, with_content(edit::cut(content, length)));
            }
        }
        for more in [1, 2, 9] {
            let comment = format!("{more} octets more");
            let content = edit::extend(content, &vec![0x07; more]);
            with(&comment, "WrongLayout", layout, with_content(content));
        }
        let [frame_control, sequence, command] = component.header;
        let with_header = |header| Component { header, ..component.clone() };
        let unknown: &[Reason] = &[Reason::UnknownCommand, Reason::Layout];
        for other in [0x7F, 0xFE] {
            let comment = format!("command {other:02X}");
            with(&comment, "UnknownCommand", unknown, with_header([frame_control, sequence, other]));
        }
        let turned = frame_control ^ 0x08;
        if frame_control & 0x01 != 0 {
            with("the other direction", "UnknownCommand", unknown, with_header([turned, sequence, command]));
            let other = Component { cluster: 0x0500, ..component.clone() };
            with("cluster 0500", "UnknownCommand", unknown, other);
        }
        let manufacturer = with_header([frame_control | 0x04, sequence, command]);
        with("manufacturer-specific bit", "UnknownCommand", unknown, manufacturer);
        if self.base.flag == "AttributeType" {
            for data_type in [0x01, 0x17, 0x32, 0x4C, 0xFF] {
                let comment = format!("data type {data_type:02X}");
                let content = edit::set(content, 3, data_type);
                let octets = payload(1, &[Component { content, ..component.clone() }]);
                self.unless_valid(&comment, "WrongLayout", layout, octets);
            }
        }
    }

    fn ends(&mut self, octets: &[u8]) {
        let step = (octets.len() / 24).max(1);
        for length in (2..octets.len()).step_by(step).chain([octets.len() - 1]) {
            let comment = format!("the first {length} octets");
            self.invalid(&comment, "Truncated", &[Reason::Truncated], edit::cut(octets, length));
        }
        for (comment, more) in
            [("an octet 00", &[0x00][..]), ("an octet FF", &[0xFF]), ("the same again", octets)]
        {
            let comment = format!("{comment} behind the payload");
            self.invalid(&comment, "Trailing", &[Reason::Trailing], edit::extend(octets, more));
        }
    }
}

const ANY: &[Reason] = &[
    Reason::LastComponent,
    Reason::Layout,
    Reason::Length,
    Reason::Trailing,
    Reason::Truncated,
    Reason::UnknownCommand,
    Reason::Value,
];
