use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::ClassId;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::MemberId;
use hallmark_gbcs::tables::AlertCode;

use super::Execution;
use crate::device::Device;
use crate::objects::well_known;
use crate::time::Instant;

impl Execution<'_> {
    /// Invokes a method; what it makes effective by copying is up to the caller.
    pub(super) fn invoke(&mut self, method: Descriptor, data: &DataView<'_>) -> Result<(), AccessResult> {
        let parameter = data.to_owned();
        match method {
            well_known::TOKEN_ENTRY => self.top_up(&parameter),
            well_known::BALANCE_ADJUST => self.adjust_balance(&parameter),
            well_known::BALANCE_RESET
            | well_known::EMERGENCY_CREDIT_RESET
            | well_known::ACCUMULATED_DEBT_RESET => self.reset(method, &parameter),
            well_known::EMERGENCY_CREDIT_INVOKE => self.activate_emergency_credit(),
            method if well_known::SET_DEBT.contains(&method) => self.set_debt(method, &parameter),
            well_known::CLOCK_PRESET => self.preset_clock(&parameter),
            well_known::CLOCK_ADJUST => self.adjust_clock(),
            well_known::SUPPLY_SCRIPTS => self.switch_supply(&parameter),
            well_known::CONTROLLER_SCRIPTS | well_known::PROPORTIONAL_CONTROLLER_SCRIPTS => {
                self.switch_controller(&parameter)
            }
            well_known::TARIFF_SCRIPTS => {
                (self.device.rules.zero)(self.device, well_known::BLOCK_COUNTERS);
                Ok(())
            }
            well_known::EVENT_LOG_CLEAR | well_known::AUXILIARY_LOG_CLEAR => {
                (self.device.rules.clear)(self.device, method);
                self.note_cleared()
            }
            Descriptor { class: REGISTER | EXTENDED_REGISTER, member: RESET, .. } => {
                self.reset_register(method)
            }
            // Method 2 of a charge makes the passive unit charge active, by copying.
            Descriptor { class: CHARGE, member: ACTIVATE_PASSIVE, .. } => Ok(()),
            _ => Err(AccessResult::OBJECT_UNDEFINED),
        }
    }

    /// Sets a register to zero, and the time at which an extended register was captured.
    fn reset_register(&mut self, method: Descriptor) -> Result<(), AccessResult> {
        let attribute = |member| Descriptor { member: MemberId(member), ..method };
        self.device.objects.get(attribute(2)).ok_or(AccessResult::OBJECT_UNAVAILABLE)?;
        (self.device.rules.zero)(self.device, attribute(2));
        if method.class == EXTENDED_REGISTER {
            let now: DateTime = self.device.now.date_time();
            self.device.objects.set(attribute(5), now.into());
        }
        Ok(())
    }

    fn note_cleared(&mut self) -> Result<(), AccessResult> {
        let (now, code) = (self.device.now, self.command.code());
        self.device.logs.security.note_command(now, LOG_CLEARED, code);
        Ok(())
    }
}

/// What a value must obey besides its type: a period ends after its start, and at most a day later.
pub(crate) fn check_value(
    device: &Device,
    attribute: Descriptor,
    data: &DataView<'_>,
) -> Result<(), AccessResult> {
    let [0, 0, 94, 44, 117..=121, which] = attribute.instance.0 else { return Ok(()) };
    let start = match which {
        2 | 4 => which - 1,
        _ => return Ok(()),
    };
    // The older ECS47 writes a number of minutes here.
    let Some(end) = data.as_date_time() else { return Ok(()) };
    let [a, b, c, d, e, _] = attribute.instance.0;
    let start = Descriptor::new(attribute.class.0, [a, b, c, d, e, start], attribute.member.0);
    let start = device.objects.get(start).and_then(Data::as_date_time);
    let instants = start.and_then(Instant::from_date_time).zip(Instant::from_date_time(end));
    let within = instants.is_some_and(|(start, end)| start < end && end.unix() - start.unix() <= DAY);
    if within { Ok(()) } else { Err(AccessResult::OTHER_REASON) }
}

/// Sets a register to zero: after ECS05 use goes back to block 1.
pub(crate) fn set_to_zero(device: &mut Device, attribute: Descriptor) {
    if let Some(value) = device.objects.get(attribute).map(zero) {
        device.objects.set(attribute, value);
    }
}

/// Empties a log.
pub(crate) fn clear(device: &mut Device, method: Descriptor) {
    match method {
        well_known::AUXILIARY_LOG_CLEAR => device.logs.auxiliary.clear(),
        _ => device.logs.event.clear(),
    }
}

/// The same with every number zero.
fn zero(data: &Data) -> Data {
    match data {
        Data::Array(items) => Data::array(items.iter().map(zero)),
        Data::Structure(items) => Data::structure(items.iter().map(zero)),
        Data::DoubleLong(_) => Data::DoubleLong(0),
        Data::DoubleLongUnsigned(_) => Data::DoubleLongUnsigned(0),
        other => other.clone(),
    }
}

const REGISTER: ClassId = ClassId(3);
const EXTENDED_REGISTER: ClassId = ClassId(4);
const CHARGE: ClassId = ClassId(113);
const RESET: MemberId = MemberId(1);
const ACTIVATE_PASSIVE: MemberId = MemberId(2);
const DAY: u64 = 86_400;
const LOG_CLEARED: AlertCode = AlertCode(0x8F52);
