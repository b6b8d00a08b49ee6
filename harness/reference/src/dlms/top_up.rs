use std::str;

use hallmark_gbcs::MessageCode;
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
        let rules = self.device.rules.clone();
        let token = data.as_octets().and_then(rules.token).ok_or(FAILED)?;
        if !(rules.is_authentic)(self.device, &token, counter) {
            return (rules.reject)(self.device, self.command.code(), NOT_AUTHENTIC);
        }
        let amount = (rules.amount)(&token).ok_or(FAILED)?;
        if let Err(code) = (rules.limits)(self.device, amount) {
            return (rules.reject)(self.device, self.command.code(), code);
        }
        (rules.credit)(self.device, counter, amount);
        Ok(())
    }
}

/// The token that was entered: twenty digits, the last of which is a check digit.
pub(crate) fn token(octets: &[u8]) -> Option<Utrn> {
    str::from_utf8(octets).ok()?.parse().ok()
}

/// Adds what a token brings to the balance, and uses the token up.
pub(crate) fn credit(device: &mut Device, counter: UtrnCounter, amount: i32) {
    let balance = &mut device.prepayment.balance;
    *balance = balance.saturating_add(amount);
    device.counters.use_token(counter);
    // An amount is never negative.
    let credited = Data::DoubleLongUnsigned(amount.unsigned_abs());
    device.logs.credits.push(device.now, vec![credited]);
}

/// A token that brings nothing leaves an entry in the security log.
pub(crate) fn reject(device: &mut Device, command: MessageCode, code: AlertCode) -> Result<(), AccessResult> {
    device.logs.security.note_command(device.now, code, command);
    Err(FAILED)
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

/// What a token brings; `None` for the classes that have no meaning.
pub(crate) fn amount(token: &Utrn) -> Option<i32> {
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
