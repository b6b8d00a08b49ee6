use std::sync::LazyLock;

use super::CopyForm;
use super::DataTemplate;
use super::Instruction;
use super::Interval;
use super::Operation;
use super::Parameters;
use super::Shape;
use super::Template;
use super::templates;
use crate::Counter;
use crate::EntityId;
use crate::dlms::AccessKind;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::wire::Reader;

/// A value that one use case writes and another reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The template that writes.
    pub write: &'static Template,
    /// Which of its instructions, from 0.
    pub write_index: usize,
    /// The attribute that is written.
    pub written: Descriptor,
    /// What is written.
    pub value: &'static DataTemplate,
    /// The template that reads.
    pub read: &'static Template,
    /// Which of its instructions, from 0.
    pub read_index: usize,
    /// The attribute that is read.
    pub read_back: Descriptor,
    /// How the value gets from one to the other.
    pub via: Via,
    /// How the value that is read is related to the one that was written.
    pub form: CopyForm,
}

/// How a written value gets to the attribute that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// By a method that the same command invokes.
    Action,
    /// At the activation date-time.
    Activation,
    /// By the write: it changes another attribute.
    Write,
    /// It is the attribute that is read.
    Same,
}

/// Every value that one template writes and another reads in the same type.
pub fn pairs() -> &'static [Pair] {
    &PAIRS
}

fn find() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for write in templates() {
        for (write_index, instruction) in write.instructions.iter().enumerate() {
            let Operation::Set { value, .. } = &instruction.operation else { continue };
            for (read_back, via, form) in destinations(write, instruction) {
                for (read, read_index) in readers(read_back, value, form) {
                    let written = instruction.descriptor;
                    pairs.push(Pair {
                        write,
                        write_index,
                        written,
                        value,
                        read,
                        read_index,
                        read_back,
                        via,
                        form,
                    });
                }
            }
        }
    }
    pairs
}

/// Where the value that `written` writes can be read.
fn destinations<'a>(
    write: &'a Template,
    written: &'a Instruction,
) -> impl Iterator<Item = (Descriptor, Via, CopyForm)> {
    let copies = write.instructions.iter().flat_map(|instruction| {
        let via = match &instruction.operation {
            Operation::Act { .. } => Via::Action,
            Operation::Set { alert: Some(_), .. } => Via::Activation,
            _ => Via::Write,
        };
        instruction.copies().iter().map(move |copied| (copied, via))
    });
    let copies = copies.filter(|(copied, _)| copied.from == written.descriptor);
    let itself = [(written.descriptor, Via::Same, CopyForm::Same)];
    itself.into_iter().chain(copies.map(|(copied, via)| (copied.to, via, copied.form)))
}

/// The instructions that read `attribute` in a type that a written value has.
fn readers(
    attribute: Descriptor,
    value: &DataTemplate,
    form: CopyForm,
) -> impl Iterator<Item = (&'static Template, usize)> {
    let octets = value.build(&parameters()).to_octets();
    let reads = move |instruction: &Instruction| {
        instruction.kind() == AccessKind::Get
            && instruction.descriptor == attribute
            && (form == CopyForm::Switched || has_shape(&octets, &instruction.answer().shape))
    };
    templates().iter().flat_map(move |read| {
        let reads = reads.clone();
        let found = read.instructions.iter().enumerate().filter(move |(_, instruction)| reads(instruction));
        found.map(move |(index, _)| (read, index))
    })
}

fn has_shape(octets: &[u8], shape: &Shape) -> bool {
    DataView::parse(&mut Reader::new(octets)).is_ok_and(|data| shape.check(&data).is_ok())
}

/// Values that are read back have no part that is left to parameters.
fn parameters() -> Parameters {
    let any = Interval { from: DateTime::IMMEDIATE, to: DateTime::IMMEDIATE };
    Parameters {
        activation: DateTime::IMMEDIATE,
        range: any,
        clock: any,
        period: any,
        utrn: String::new(),
        counter: Counter(0),
        originator: EntityId::NONE,
        recipient: EntityId::NONE,
        variant: 0,
    }
}

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(find);
