use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;

use super::Execution;
use crate::device::Device;
use crate::device::Emergency;
use crate::objects::well_known;

impl Execution<'_> {
    /// ECS04a: the parameter is added.
    pub(super) fn adjust_balance(&mut self, data: &Data) -> Result<(), AccessResult> {
        let change = number(data)?;
        let adjust = self.device.rules.adjust;
        let balance = adjust(self.device.prepayment.balance, change).ok_or(AccessResult::OTHER_REASON)?;
        self.device.prepayment.balance = balance;
        Ok(())
    }

    /// ECS04b, in three instructions.
    pub(super) fn reset(&mut self, method: Descriptor, data: &Data) -> Result<(), AccessResult> {
        (self.device.rules.reset)(self.device, method, number(data)?);
        Ok(())
    }

    /// ECS09: in prepayment mode, once the balance is at the threshold or below, unless emergency credit is used up.
    /// The result says whether it is active now, so asking twice is no failure.
    pub(super) fn activate_emergency_credit(&mut self) -> Result<(), AccessResult> {
        let device = &mut *self.device;
        if device.prepayment.emergency == Emergency::Active {
            return Ok(());
        }
        let threshold = device.objects.signed(well_known::EMERGENCY_CREDIT_THRESHOLD).unwrap_or_default();
        let available = i64::from(device.prepayment.balance) <= threshold
            && device.prepayment.emergency_credit > 0
            && device.is_in_prepayment_mode();
        if !available {
            return Err(AccessResult::OTHER_REASON);
        }
        device.prepayment.emergency = Emergency::Active;
        device.logs.event.note_command(device.now, EMERGENCY_CREDIT_ACTIVATED, self.command.code());
        Ok(())
    }

    /// ECS07: what is left of a debt.
    pub(super) fn set_debt(&mut self, method: Descriptor, data: &Data) -> Result<(), AccessResult> {
        (self.device.rules.set_debt)(self.device, method, number(data)?);
        Ok(())
    }
}

/// Nothing is owed any more, and emergency credit is there in full again.
pub(crate) fn reset(device: &mut Device, method: Descriptor, amount: i32) {
    match method {
        well_known::BALANCE_RESET => device.prepayment.balance = amount,
        well_known::ACCUMULATED_DEBT_RESET => device.prepayment.accumulated_debt = amount,
        _ => {
            device.prepayment.emergency = Emergency::Inactive;
            device.prepayment.emergency_credit = device.emergency_credit_limit();
        }
    }
}

/// Sets what is left of a debt.
pub(crate) fn set_debt(device: &mut Device, method: Descriptor, amount: i32) {
    let debts = well_known::SET_DEBT.into_iter().zip(&mut device.prepayment.debts);
    for (_, debt) in debts.filter(|(set, _)| *set == method) {
        *debt = amount;
    }
}

impl Device {
    pub(super) fn is_in_prepayment_mode(&self) -> bool {
        let status = self.objects.get(well_known::ACCOUNT_STATUS);
        status.and_then(Data::elements).and_then(<[Data]>::first) == Some(&Data::Enum(PREPAYMENT))
    }

    fn emergency_credit_limit(&self) -> i32 {
        let limit = self.objects.signed(well_known::EMERGENCY_CREDIT_LIMIT).unwrap_or_default();
        i32::try_from(limit).unwrap_or_default()
    }
}

fn number(data: &Data) -> Result<i32, AccessResult> {
    match data {
        Data::DoubleLong(number) => Ok(*number),
        _ => Err(AccessResult::TYPE_UNMATCHED),
    }
}

const PREPAYMENT: u8 = 2;
const EMERGENCY_CREDIT_ACTIVATED: AlertCode = AlertCode(0x81AB);
