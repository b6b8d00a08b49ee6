use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;

use super::Device;
use crate::objects::well_known;

impl Device {
    /// The value of an attribute now; `None` where there is none.
    pub(crate) fn read(&self, attribute: Descriptor) -> Option<Data> {
        let prepayment = &self.prepayment;
        match attribute {
            well_known::BALANCE => Some(Data::DoubleLong(prepayment.balance)),
            well_known::BALANCES => {
                let amounts = [prepayment.balance, prepayment.emergency_credit, prepayment.accumulated_debt];
                Some(Data::structure(amounts.into_iter().chain(prepayment.debts).map(Data::DoubleLong)))
            }
            well_known::CLOCK_TIME => Some(self.now.date_time().into()),
            well_known::CLOCK_STATUS => Some(Data::Unsigned(RELIABLE)),
            _ => self.objects.get(attribute).cloned(),
        }
    }
}

/// The clock status of a clock that can be relied on.
const RELIABLE: u8 = 0;
