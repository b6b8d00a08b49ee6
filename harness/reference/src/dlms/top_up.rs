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
        if !(self.device.rules.token)(self.device, &token, counter) {
            return self.refuse(NOT_AUTHENTIC);
        }
        let amount = amount(&token).ok_or(FAILED)?;
        if let Err(code) = (self.device.rules.limits)(self.device, amount) {
            return self.refuse(code);
        }
        let balance = &mut self.device.prepayment.balance;
        *balance = balance.saturating_add(amount);
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

/// Whether the supplier made this token for this Device, with this counter.
pub(crate) fn is_authentic(device: &Device, token: &Utrn, counter: UtrnCounter) -> bool {
    let Some(cell) = device.anchors.cell(Role::Supplier, CellKey::TopUp) else { return false };
    let Some(secret) = device.credentials.secret(&cell.point) else { return false };
    token.counter == counter.truncated() && token.is_authentic(&secret, cell.entity, device.id, counter)
}

/// Neither the amount nor the balance with it may be too large; the code for the security log where one is.
pub(crate) fn check_limits(device: &Device, amount: i32) -> Result<(), AlertCode> {
    let limit = |attribute| device.objects.signed(attribute).unwrap_or_default();
    if i64::from(amount) > limit(well_known::MAXIMUM_CREDIT) {
        return Err(TOO_LARGE);
    }
    let balance = i64::from(device.prepayment.balance) + i64::from(amount);
    if balance > limit(well_known::MAXIMUM_BALANCE) { Err(BALANCE_TOO_LARGE) } else { Ok(()) }
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
