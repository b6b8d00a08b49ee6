use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;

use super::Execution;
use crate::objects::well_known;

impl Execution<'_> {
    /// ECS42, ECS43, ECS44: enables, disables or arms the supply. Arming a supply that is on, and enabling one in
    /// prepayment mode without credit, is accepted and changes nothing.
    pub(super) fn switch_supply(&mut self, data: &Data) -> Result<(), AccessResult> {
        let before = self.device.objects.get(well_known::SUPPLY_STATE).cloned();
        let state = match data {
            Data::LongUnsigned(ENABLE) if self.device.may_enable_supply() => ENABLED,
            Data::LongUnsigned(DISABLE) => DISABLED,
            Data::LongUnsigned(ARM) if before != Some(Data::Enum(ENABLED)) => ARMED,
            Data::LongUnsigned(ARM | ENABLE) => return Ok(()),
            _ => return Err(AccessResult::OTHER_REASON),
        };
        (self.device.rules.store)(self.device, well_known::SUPPLY_STATE, Data::Enum(state));
        Ok(())
    }

    /// ECS47 and its successors: enters the command and its success in the log of the auxiliary controllers.
    pub(super) fn switch_controller(&mut self, data: &Data) -> Result<(), AccessResult> {
        let Data::LongUnsigned(command) = data else { return Err(AccessResult::TYPE_UNMATCHED) };
        let columns = vec![Data::LongUnsigned(*command), Data::Enum(CONTROLLED), Data::DoubleLongUnsigned(0)];
        self.device.logs.auxiliary.push(self.device.now, columns);
        Ok(())
    }
}

impl crate::device::Device {
    fn may_enable_supply(&self) -> bool {
        use crate::device::Emergency;
        let threshold = self.objects.get(well_known::DISABLEMENT_THRESHOLD);
        let threshold =
            threshold.and_then(Data::elements).and_then(<[Data]>::first).and_then(Data::as_signed);
        !self.is_in_prepayment_mode()
            || i64::from(self.prepayment.balance) > threshold.unwrap_or_default()
            || self.prepayment.emergency == Emergency::Active
    }
}

const ENABLE: u16 = 51;
const DISABLE: u16 = 52;
const ARM: u16 = 54;
/// The control states of class 70.
const DISABLED: u8 = 0;
const ENABLED: u8 = 1;
const ARMED: u8 = 2;
/// The outcome "success" in the log of the auxiliary controllers.
const CONTROLLED: u8 = 1;
