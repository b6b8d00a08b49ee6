use super::CopyForm;
use super::DataTemplate;
use super::Interval;
use super::Parameters;
use super::Shape;
use super::ShapeBasis;
use crate::MessageCode;
use crate::dlms::AccessKind;
use crate::dlms::AccessRequestValue;
use crate::dlms::CaptureObject;
use crate::dlms::Data;
use crate::dlms::DataKind;
use crate::dlms::Descriptor;
use crate::dlms::NoInstant;
use crate::dlms::ProtectedAttribute;
use crate::dlms::ProtectedAttributesRequest;
use crate::dlms::ProtectionParameters;
use crate::dlms::RangeDescriptor;
use crate::dlms::RequestItem;
use crate::dlms::Restriction;
use crate::dlms::Selection;
use crate::tables::words::words;

/// The instructions of one use case, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Message Code.
    pub code: MessageCode,
    /// Short name of the use case.
    pub name: String,
    /// What tells it from the first template of the use case, which has none.
    pub variant: Option<String>,
    /// Where the order of the instructions is taken from.
    pub order: OrderBasis,
    /// The instructions.
    pub instructions: Vec<Instruction>,
}

/// One instruction on one attribute or method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The attribute or method.
    pub descriptor: Descriptor,
    /// What is done to it.
    pub operation: Operation,
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Invokes a method.
    Act {
        /// Its parameter.
        parameter: DataTemplate,
        /// What it makes effective.
        copies: Vec<Copied>,
    },
    /// Reads an attribute.
    Get(Answer),
    /// Reads the entries of a log or profile in a range of time.
    GetRange(Answer),
    /// Reads sensitive attributes, which are answered encrypted (GBCS 8).
    Protected(Vec<SensitiveAttribute>),
    /// Writes an attribute.
    Set {
        /// What is written.
        value: DataTemplate,
        /// For an activation date-time: on execution an alert names this attribute, and where that is known from.
        alert: Option<AlertSource>,
        /// What it makes effective.
        copies: Vec<Copied>,
    },
}

/// The answer to a reading instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its type.
    pub shape: Shape,
    /// Where the type is taken from.
    pub basis: ShapeBasis,
}

/// One sensitive attribute that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveAttribute {
    /// The attribute.
    pub descriptor: Descriptor,
    /// Whether all of it is read or a range of time.
    pub extent: Extent,
    /// What it is once decrypted: one member of a structure with a member for each attribute.
    pub answer: Answer,
}

/// How much of a sensitive attribute is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    All,
    /// The entries in a range of time.
    Range,
}

/// An attribute whose value becomes that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The attribute that was written.
    pub from: Descriptor,
    /// The attribute that has the value afterwards.
    pub to: Descriptor,
    /// How the values are related.
    pub form: CopyForm,
}

/// An activation date-time that a template writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activation<'a> {
    /// The attribute, which the alert on execution names.
    pub object: Descriptor,
    /// Where it is known from that there is such an alert.
    pub source: AlertSource,
    /// What becomes effective.
    pub copies: &'a [Copied],
}

words! {
    /// Where the alert on an executed instruction is known from.
    pub enum AlertSource as "seen or alike" {
        /// From alerts of other use cases.
        Alike = "alike",
        /// From an alert of this use case.
        Seen = "seen",
    }
}

words! {
    /// Where the order of instructions is taken from.
    pub enum OrderBasis as "seen or derived" {
        /// Concluded from the attributes that the use case touches and from similar use cases.
        Derived = "derived",
        /// From a message of the official reference data.
        Seen = "seen",
    }
}

impl Template {
    /// The command payload for these parameters.
    pub fn build(&self, parameters: &Parameters) -> Result<AccessRequestValue, NoInstant> {
        let items = self.instructions.iter().map(|instruction| instruction.build(parameters));
        Ok(AccessRequestValue::new(parameters.counter, items.collect::<Result<Vec<_>, _>>()?))
    }

    /// The activation date-times that it writes: for each, one alert on execution.
    pub fn activations(&self) -> impl Iterator<Item = Activation<'_>> {
        self.instructions.iter().filter_map(|instruction| match &instruction.operation {
            Operation::Set { alert: Some(source), copies, .. } => {
                Some(Activation { object: instruction.descriptor, source: *source, copies })
            }
            _ => None,
        })
    }

    /// The sensitive attributes that it reads.
    pub fn protected(&self) -> impl Iterator<Item = &SensitiveAttribute> {
        self.instructions.iter().flat_map(|instruction| match &instruction.operation {
            Operation::Protected(attributes) => attributes.as_slice(),
            _ => &[],
        })
    }

    /// What the sensitive attributes are together once decrypted.
    pub fn plaintext(&self) -> Option<Shape> {
        let members = self.protected().map(|attribute| attribute.answer.shape.clone()).collect::<Vec<_>>();
        (!members.is_empty()).then_some(Shape::Structure(members))
    }
}

impl Instruction {
    /// The access service.
    pub fn kind(&self) -> AccessKind {
        match self.operation {
            Operation::Act { .. } | Operation::Protected(_) => AccessKind::Action,
            Operation::Get(_) | Operation::GetRange(_) => AccessKind::Get,
            Operation::Set { .. } => AccessKind::Set,
        }
    }

    /// What is answered when it succeeds.
    pub fn answer(&self) -> Answer {
        match &self.operation {
            Operation::Act { .. } | Operation::Set { .. } => {
                Answer { shape: Shape::Kind(DataKind::Null), basis: ShapeBasis::Seen }
            }
            Operation::Get(answer) | Operation::GetRange(answer) => answer.clone(),
            Operation::Protected(_) => Answer { shape: protected_shape(), basis: ShapeBasis::Seen },
        }
    }

    /// The value that it writes or passes, where it does.
    pub fn value(&self) -> Option<&DataTemplate> {
        match &self.operation {
            Operation::Act { parameter: value, .. } | Operation::Set { value, .. } => Some(value),
            Operation::Get(_) | Operation::GetRange(_) | Operation::Protected(_) => None,
        }
    }

    /// What it makes effective.
    pub fn copies(&self) -> &[Copied] {
        match &self.operation {
            Operation::Act { copies, .. } | Operation::Set { copies, .. } => copies,
            Operation::Get(_) | Operation::GetRange(_) | Operation::Protected(_) => &[],
        }
    }

    /// The instruction for these parameters.
    pub fn build(&self, parameters: &Parameters) -> Result<RequestItem, NoInstant> {
        let descriptor = self.descriptor;
        Ok(match &self.operation {
            Operation::Act { parameter, .. } => RequestItem::action(descriptor, parameter.build(parameters)),
            Operation::Get(_) => RequestItem::get(descriptor),
            Operation::GetRange(_) => RequestItem::get_selected(descriptor, selection(parameters)?),
            Operation::Protected(attributes) => {
                RequestItem::action(descriptor, protection(attributes, parameters))
            }
            Operation::Set { value, .. } => RequestItem::set(descriptor, value.build(parameters)),
        })
    }
}

/// Selects by the time column, in seconds since 2000; no list of columns, so all of them.
fn selection(parameters: &Parameters) -> Result<Selection, NoInstant> {
    let Interval { from, to } = parameters.range;
    RangeDescriptor::seconds(CaptureObject::value_of(TIME_COLUMN), from, to).map(|range| range.to_selection())
}

/// The parameter of get_protected_attributes: the attributes, and how they are to be protected (GBCS 8).
fn protection(attributes: &[SensitiveAttribute], parameters: &Parameters) -> Data {
    let Parameters { counter, originator, recipient, .. } = *parameters;
    let attributes = attributes.iter().map(|attribute| attribute.build(parameters)).collect();
    ProtectedAttributesRequest {
        attributes,
        parameters: ProtectionParameters { counter, originator, recipient },
    }
    .to_data()
}

/// The answer to get_protected_attributes: how they were protected, and the encrypted octets.
fn protected_shape() -> Shape {
    let octets = |count| Shape::Octets(Some(count));
    let enumeration = || Shape::Kind(DataKind::Enum);
    let key = Shape::Structure(vec![enumeration(), Shape::Structure(vec![octets(1), octets(0)])]);
    let protection = Shape::Structure(vec![octets(9), octets(8), octets(8), octets(0), key]);
    let element = Shape::Structure(vec![enumeration(), protection]);
    let protections = Shape::Array { count: Some(1), element: Box::new(element) };
    Shape::Structure(vec![protections, Shape::Octets(None)])
}

impl SensitiveAttribute {
    fn build(&self, parameters: &Parameters) -> ProtectedAttribute {
        let Interval { from, to } = parameters.range;
        let restriction = match self.extent {
            Extent::All => Restriction::None,
            Extent::Range => Restriction::Dates { from, to },
        };
        ProtectedAttribute { object: CaptureObject { descriptor: self.descriptor, index: 0 }, restriction }
    }
}

const TIME_COLUMN: [u8; 6] = [0, 0, 94, 44, 100, 255];
