use std::str;

use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;

use super::Execution;
use crate::device::CellKey;
use crate::device::Device;
use crate::device::Prepayment;
use crate::objects::well_known;

impl Execution<'_> {
    /// CS01a: credits an authentic token once (GBCS 14). A token that brings nothing is not used up.
    pub(super) fn top_up(&mut self, data: &Data) -> Result<(), AccessResult> {
        let counter = UtrnCounter::try_from(self.command.counter()).map_err(|_| FAILED)?;
        let digits = data.as_octets().and_then(|octets| str::from_utf8(octets).ok());
        let token: Utrn = digits.and_then(|digits| digits.parse().ok()).ok_or(FAILED)?;
        if !self.device.is_authentic(&token, counter) {
            return self.refuse(NOT_AUTHENTIC);
        }
        let amount = amount(&token).ok_or(FAILED)?;
        if i64::from(amount) > self.device.limit(well_known::MAXIMUM_CREDIT) {
            return self.refuse(TOO_LARGE);
        }
        let balance = self.device.prepayment.balance.saturating_add(amount);
        if i64::from(balance) > self.device.limit(well_known::MAXIMUM_BALANCE) {
            return self.refuse(BALANCE_TOO_LARGE);
        }
        self.device.prepayment.balance = balance;
        self.device.counters.use_token(counter);
        // An amount is never negative.
        let credited = Data::DoubleLongUnsigned(amount.unsigned_abs());
        self.device.logs.credits.push(self.device.now, vec![credited]);
        Ok(())
    }

    fn refuse(&mut self, code: AlertCode) -> Result<(), AccessResult> {
        let (now, command) = (self.device.now, self.command.code());
        self.device.logs.security.note_command(now, code, command);
        Err(FAILED)
    }
}

impl Device {
    fn is_authentic(&self, token: &Utrn, counter: UtrnCounter) -> bool {
        let Some(cell) = self.anchors.cell(Role::Supplier, CellKey::TopUp) else { return false };
        let Some(secret) = self.credentials.secret(&cell.point) else { return false };
        token.counter == counter.truncated() && token.is_authentic(&secret, cell.entity, self.id, counter)
    }

    fn limit(&self, attribute: hallmark_gbcs::dlms::Descriptor) -> i64 {
        self.objects.signed(attribute).unwrap_or_default()
    }
}

/// `None` for the classes that have no meaning.
fn amount(token: &Utrn) -> Option<i32> {
    let unit = match token.class {
        ValueClass::Hundredth => Prepayment::HUNDREDTH,
        ValueClass::Unit => 100 * Prepayment::HUNDREDTH,
        ValueClass::Undefined2 | ValueClass::Undefined3 => return None,
    };
    i32::from(token.value.number()).checked_mul(unit)
}

/// As official responses have it for tokens that are not accepted.
const FAILED: AccessResult = AccessResult::HARDWARE_FAULT;
const NOT_AUTHENTIC: AlertCode = AlertCode(0x8F63);
const TOO_LARGE: AlertCode = AlertCode(0x8F5B);
const BALANCE_TOO_LARGE: AlertCode = AlertCode(0x8F47);
