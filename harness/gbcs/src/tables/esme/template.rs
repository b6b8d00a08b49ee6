use super::CopyForm;
use super::DataTemplate;
use super::Parameters;
use super::Shape;
use super::ShapeBasis;
use crate::MessageCode;
use crate::dlms::AccessKind;
use crate::dlms::AccessRequestValue;
use crate::dlms::Data;
use crate::dlms::DataKind;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::NoInstant;
use crate::dlms::Obis;
use crate::dlms::RequestItem;
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
    Protected(Vec<ProtectedAttribute>),
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
pub struct ProtectedAttribute {
    /// The attribute.
    pub descriptor: Descriptor,
    /// Whether all of it is read or a range of time.
    pub restriction: Restriction,
    /// What it is once decrypted: one member of a structure with a member for each attribute.
    pub answer: Answer,
}

/// How much of a sensitive attribute is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restriction {
    /// All of it.
    None,
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
    pub fn protected(&self) -> impl Iterator<Item = &ProtectedAttribute> {
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
            Operation::GetRange(_) => {
                let parameters = range_descriptor(parameters)?;
                RequestItem::get_selected(descriptor, Selection { selector: BY_RANGE, parameters })
            }
            Operation::Protected(attributes) => {
                RequestItem::action(descriptor, protection(attributes, parameters))
            }
            Operation::Set { value, .. } => RequestItem::set(descriptor, value.build(parameters)),
        })
    }
}

/// Selects by the time column, in seconds since 2000; no list of columns, so all of them.
fn range_descriptor(parameters: &Parameters) -> Result<Data, NoInstant> {
    let seconds = |date_time: DateTime| {
        let value = date_time.to_seconds_since_2000()?;
        u32::try_from(value).map(Data::DoubleLongUnsigned).map_err(|_| NoInstant { field: "time", value })
    };
    let column =
        [Data::LongUnsigned(1), Data::octets(TIME_COLUMN.0), Data::Integer(2), Data::LongUnsigned(0)];
    let (from, to) = (seconds(parameters.range.from)?, seconds(parameters.range.to)?);
    Ok(Data::structure([Data::structure(column), from, to, Data::array([])]))
}

/// The parameter of get_protected_attributes: the attributes, and how they are to be protected (GBCS 8).
fn protection(attributes: &[ProtectedAttribute], parameters: &Parameters) -> Data {
    let attributes = attributes.iter().map(|attribute| attribute.build(parameters));
    let transaction = [4].into_iter().chain(parameters.counter.0.to_be_bytes()).collect::<Vec<_>>();
    let agreed_key = Data::structure([Data::octets([2]), Data::octets([])]);
    let protection = Data::structure([
        Data::octets(transaction),
        Data::octets(parameters.originator.0),
        Data::octets(parameters.recipient.0),
        Data::octets([]),
        Data::structure([Data::Enum(2), agreed_key]),
    ]);
    Data::structure([
        Data::array(attributes),
        Data::array([Data::structure([Data::Enum(AUTHENTICATED_AND_ENCRYPTED), protection])]),
    ])
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

impl ProtectedAttribute {
    fn build(&self, parameters: &Parameters) -> Data {
        let restriction = match self.restriction {
            Restriction::None => Data::structure([Data::Enum(0), Data::Null]),
            Restriction::Range => {
                let ends = [parameters.range.from, parameters.range.to];
                let ends = Data::structure(ends.map(|end| Data::octets(end.to_octets())));
                Data::structure([Data::Enum(1), ends])
            }
        };
        let Descriptor { class, instance, member } = self.descriptor;
        Data::structure([
            Data::LongUnsigned(class.0),
            Data::octets(instance.0),
            // The notation has no attribute numbers above 127.
            Data::Integer(i8::try_from(member.0).unwrap_or(i8::MAX)),
            Data::LongUnsigned(0),
            restriction,
        ])
    }
}

const AUTHENTICATED_AND_ENCRYPTED: u8 = 2;
const BY_RANGE: u8 = 1;
const TIME_COLUMN: Obis = Obis([0, 0, 94, 44, 100, 255]);
