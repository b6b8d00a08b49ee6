//! Execution of DLMS use cases (GBCS 7.2.9): instructions in order, until one fails.

mod activation;
mod clock;
mod methods;
mod prepayment;
mod protected;
mod supply;
mod top_up;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessResponseValue;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::ClassId;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataKind;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::RangeDescriptor;
use hallmark_gbcs::dlms::RequestItemView;
use hallmark_gbcs::dlms::ResponseItem;
use hallmark_gbcs::dlms::SelectionView;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::tables::esme::Operation;
use hallmark_gbcs::tables::esme::variants;

pub(crate) use self::activation::cancel;
pub(crate) use self::activation::postpone;
pub(crate) use self::clock::Interval;
pub(crate) use self::methods::check_value;
pub(crate) use self::methods::clear;
pub(crate) use self::methods::set_to_zero;
pub(crate) use self::prepayment::reset;
pub(crate) use self::prepayment::set_debt;
pub(crate) use self::protected::reader;
pub(crate) use self::protected::seal;
pub(crate) use self::top_up::amount;
pub(crate) use self::top_up::check_limits;
pub(crate) use self::top_up::credit;
pub(crate) use self::top_up::is_authentic;
pub(crate) use self::top_up::reject;
pub(crate) use self::top_up::token;
use crate::command::Authority;
use crate::command::Command;
use crate::command::Outcome;
use crate::device::Device;
use crate::objects;
use crate::objects::well_known;

/// One command being executed.
struct Execution<'a> {
    device: &'a mut Device,
    command: &'a Command<'a>,
    authority: &'a Authority,
    outcome: Outcome,
    /// The activation date-time of the command, which must be the same wherever it stands.
    activation: Option<Vec<u8>>,
    /// The interval of a clock command.
    clock: Option<Interval>,
}

/// Executes the instructions. The first that fails stops the others, which are answered with 250 (GBCS 7.2).
pub(crate) fn execute(
    device: &mut Device,
    command: &Command<'_>,
    authority: &Authority,
    request: &AccessRequest<'_>,
) -> Outcome {
    let outcome = Outcome::default();
    let mut execution = Execution { device, command, authority, outcome, activation: None, clock: None };
    let mut answers = Vec::with_capacity(request.items().len());
    let mut failed = false;
    let breaks = execution.device.rules.breaks;
    let mut stopped = false;
    for item in request.items() {
        let kind = item.specification.kind;
        let result = if stopped { Err(AccessResult::OTHER_REASON) } else { execution.instruction(&item) };
        failed = failed || result.is_err();
        stopped = stopped || result.as_ref().is_err_and(|result| breaks(*result));
        answers.push(match result {
            Ok(data) => ResponseItem::success(kind, data),
            Err(result) => ResponseItem::failure(kind, result),
        });
    }
    let mut outcome = execution.outcome;
    if changes(request) {
        (device.rules.log_command)(device, command.code(), failed);
    }
    outcome.payload = AccessResponseValue::new(request.invoke_id(), answers).to_octets();
    outcome
}

impl Execution<'_> {
    fn instruction(&mut self, item: &RequestItemView<'_>) -> Result<Data, AccessResult> {
        let descriptor = item.specification.descriptor;
        let kind = item.specification.kind;
        let own = (self.device.rules.instruction)(self.command.code(), kind, descriptor, &item.data)?;
        let selection = item.specification.selection;
        if selection.is_some() && !matches!(own.operation, Operation::GetRange(_)) {
            return Err(AccessResult::OTHER_REASON);
        }
        match kind {
            AccessKind::Get => self.get(own, selection.as_ref()),
            AccessKind::Set | AccessKind::Action => self.change(own, &item.data),
        }
    }

    fn get(
        &mut self,
        instruction: &Instruction,
        selection: Option<&SelectionView<'_>>,
    ) -> Result<Data, AccessResult> {
        match (&instruction.operation, selection) {
            (Operation::GetRange(answer), Some(selection)) => {
                let (from, to) = range(selection)?;
                let entries = self.device.rules.entries;
                entries(self.device, instruction.descriptor, from, to, &answer.shape)
                    .ok_or(AccessResult::OBJECT_UNAVAILABLE)
            }
            // A log has no other way to be read (GBCS 9.1.6).
            (Operation::GetRange(_), None) => Err(AccessResult::OTHER_REASON),
            _ => (self.device.rules.read)(self.device, instruction.descriptor)
                .ok_or(AccessResult::OBJECT_UNAVAILABLE),
        }
    }

    fn change(
        &mut self,
        instruction: &'static Instruction,
        data: &DataView<'_>,
    ) -> Result<Data, AccessResult> {
        let descriptor = instruction.descriptor;
        match &instruction.operation {
            Operation::Set { alert: Some(_), copies, .. } => self.activate(descriptor, copies, data)?,
            Operation::Set { copies, .. } => {
                (self.device.rules.value)(self.device, descriptor, data)?;
                (self.device.rules.store)(self.device, descriptor, data.to_owned());
                self.device.take_effect(copies);
            }
            Operation::Act { copies, .. } => {
                self.invoke(descriptor, data)?;
                self.device.take_effect(copies);
            }
            Operation::Protected(attributes) => return self.protected(attributes, data),
            Operation::Get(_) | Operation::GetRange(_) => return Err(AccessResult::READ_WRITE_DENIED),
        }
        Ok(Data::Null)
    }
}

/// Whether a request does more than to read.
fn changes(request: &AccessRequest<'_>) -> bool {
    let reads = |item: RequestItemView<'_>| {
        let descriptor = item.specification.descriptor;
        item.specification.kind == AccessKind::Get || descriptor.class == ClassId::DATA_PROTECTION
    };
    !request.items().all(reads)
}

/// Commands that change something are entered in the event log, executed or not.
pub(crate) fn log_command(device: &mut Device, command: MessageCode, failed: bool) {
    let code = if failed { NOT_ACTIONED } else { ACTIONED };
    device.logs.event.note_command(device.now, code, command);
}

/// Whether a result stops the instructions behind it (GBCS 7.2, break on error).
pub(crate) fn breaks(result: AccessResult) -> bool {
    !result.is_success()
}

/// Keeps what a command writes.
pub(crate) fn store(device: &mut Device, attribute: Descriptor, value: Data) {
    device.objects.set(attribute, value);
}

/// The instruction of the use case that this is. What a command may touch is what its use case does, whoever sends it; and
/// values have the types that they have there.
pub(crate) fn instruction(
    code: MessageCode,
    kind: AccessKind,
    descriptor: Descriptor,
    data: &DataView<'_>,
) -> Result<&'static Instruction, AccessResult> {
    let own = variants(code).iter().flat_map(|template| &template.instructions);
    let mut own = own.filter(|own| own.descriptor == descriptor && own.kind() == kind).peekable();
    if own.peek().is_none() {
        let known = objects::is_known(descriptor);
        return Err(if known { AccessResult::READ_WRITE_DENIED } else { AccessResult::OBJECT_UNDEFINED });
    }
    let fits = |own: &&Instruction| match kind {
        AccessKind::Get => data.kind() == DataKind::Null,
        AccessKind::Action | AccessKind::Set => {
            own.value().is_none_or(|value| value.shape().check(data).is_ok())
        }
    };
    own.find(fits).ok_or(AccessResult::TYPE_UNMATCHED)
}

/// The first and the last second of a selection by the time column.
fn range(selection: &SelectionView<'_>) -> Result<(u32, u32), AccessResult> {
    let parameters = &selection.parameters;
    let range = RangeDescriptor::parse(parameters).map_err(|_| AccessResult::TYPE_UNMATCHED)?;
    let by_time = range.restricting.descriptor == well_known::TIME_COLUMN && range.restricting.index == 0;
    match (range.from, range.to) {
        (Data::DoubleLongUnsigned(from), Data::DoubleLongUnsigned(to))
            if selection.selector == RangeDescriptor::SELECTOR && by_time && range.selected.is_empty() =>
        {
            Ok((from, to))
        }
        _ => Err(AccessResult::TYPE_UNMATCHED),
    }
}

const ACTIONED: AlertCode = AlertCode(0x8154);
const NOT_ACTIONED: AlertCode = AlertCode(0x8155);
