//! Payloads of components.

use super::commands;
use super::commands::METERING;
use super::commands::PREPAYMENT;
use super::commands::PRICE;
use super::component::Component;
use crate::area::asn1::Context;
use crate::area::header::Kind;
use crate::hex::Fixed;
use crate::seeded::Seeded;

/// A payload.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) name: &'static str,
    pub(super) variant: String,
    pub(super) flag: &'static str,
    pub(super) context: Context,
    pub(super) components: Vec<Component>,
    pub(super) mistakes: Mistakes,
}

/// What is to be got wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistakes {
    /// Everything around the ZCL payloads.
    Around,
    /// The only ZCL payload.
    Inside,
    Nothing,
}

/// Every payload, those of one kind beside each other.
pub(super) fn all(random: &mut Seeded) -> Vec<Base> {
    let mut bases = sequences(random);
    for (cluster, frame_control, command, layout) in commands::COMMANDS {
        for entries in [2, 0, 5] {
            let has_entries = layout.contains(['[', 's', 't']);
            // A list of status records is of one form or the other, and never empty.
            if (entries != 2 && !has_entries) || (entries == 0 && layout.starts_with("l[=86")) {
                continue;
            }
            let content = commands::fill(layout, entries, random);
            let component = Component::new(*cluster, [*frame_control, 0, *command], content);
            bases.push(Base {
                name: "commands of the clusters",
                variant: format!(
                    "cluster {cluster:04X}, {frame_control:02X}, {command:02X}: {entries} entries of {layout}"
                ),
                flag: "ZclCommand",
                context: context(Kind::Response),
                components: vec![component],
                mistakes: if entries == 2 { Mistakes::Inside } else { Mistakes::Nothing },
            });
        }
    }
    for (data_type, width) in commands::ATTRIBUTE_TYPES {
        let value = match width {
            255 => [&[3], random.octets(3).as_slice()].concat(),
            width => random.octets((*width).into()),
        };
        let content = [&[0x14, 0x00, 0x00, *data_type], value.as_slice()].concat();
        bases.push(Base {
            name: "attributes of each type",
            variant: format!("data type {data_type:02X}"),
            flag: "AttributeType",
            context: context(Kind::Response),
            components: vec![Component::new(METERING, [0x18, 0, 0x01], content)],
            mistakes: Mistakes::Inside,
        });
    }
    bases
}

fn sequences(random: &mut Seeded) -> Vec<Base> {
    let read = |sequence: u8| Component::new(METERING, [0x00, sequence, 0x00], [0x14, 0x00]);
    let answer = |sequence: u8, random: &mut Seeded| {
        let content = [&[0x14, 0x00, 0x00, 0x22], random.octets(3).as_slice()].concat();
        Component::new(METERING, [0x18, sequence, 0x01], content)
    };
    let top_up_log = Component::new(PREPAYMENT, [0x01, 0, 0x08], [0xFF, 0xFF, 0xFF, 0xFF, 0x05]);
    let blob = |random: &mut Seeded, length| [&[0x31, 0, 0, 0, 0], random.octets(length).as_slice()].concat();
    let sealed = |number: u8, length, random: &mut Seeded| {
        Component::new(PREPAYMENT, [0x09, number, 0x05], []).encrypted(number, blob(random, length))
    };
    let default_response = Component::new(PRICE, [0x00, 1, 0x0B], [0x05, 0x8B]);
    let mut bases = Vec::new();
    let mut push = |variant: &str, kind, mistakes, components: Vec<Component>| {
        bases.push(Base {
            name: if kind == Kind::Command { "commands" } else { "responses" },
            variant: variant.to_owned(),
            flag: "Components",
            context: context(kind),
            components,
            mistakes,
        });
    };
    push("one component", Kind::Command, Mistakes::Around, vec![read(0)]);
    push("three components", Kind::Command, Mistakes::Around, vec![read(0), read(1), read(2)]);
    push("a From Date Time", Kind::Command, Mistakes::Around, vec![top_up_log.clone().from(0x2A00_0000)]);
    push(
        "a From Date Time in the second",
        Kind::Command,
        Mistakes::Around,
        vec![read(0), top_up_log.clone().from(0)],
    );
    push("cancelled", Kind::Command, Mistakes::Nothing, vec![top_up_log.from(0xFFFF_FFFF)]);
    let many: Vec<Component> = (0..31).map(read).collect();
    push("31 components", Kind::Command, Mistakes::Nothing, many);
    push("no components", Kind::Command, Mistakes::Nothing, Vec::new());
    let two = vec![answer(0, random), default_response];
    push("an answer and a default response", Kind::Response, Mistakes::Around, two);
    let encrypted = vec![sealed(0, 40, random)];
    push("one encrypted component", Kind::Response, Mistakes::Around, encrypted);
    let mixed = vec![answer(0, random), sealed(0, 12, random), sealed(1, 40, random)];
    push("an open and two encrypted components", Kind::Response, Mistakes::Around, mixed);
    let large = vec![sealed(0, 300, random)];
    push("a large encrypted component", Kind::Response, Mistakes::Nothing, large);
    bases
}

fn context(cra: Kind) -> Context {
    Context { message_code: Fixed([0x00, 0x82]), cra }
}
