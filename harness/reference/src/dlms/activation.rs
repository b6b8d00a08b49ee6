use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::BitString;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme::Copied;
use hallmark_gbcs::tables::esme::CopyForm;

use super::Execution;
use crate::device::Device;
use crate::objects::well_known;
use crate::pending::Activation;
use crate::time::Instant;

impl Execution<'_> {
    /// Writes an activation date-time: at once, later, or never (GBCS 9.2.2). One that has passed is due at once, and
    /// told of like any other.
    pub(super) fn activate(
        &mut self,
        object: Descriptor,
        copies: &'static [Copied],
        data: &DataView<'_>,
    ) -> Result<(), AccessResult> {
        let date_time = data.as_date_time().ok_or(AccessResult::TYPE_UNMATCHED)?;
        let first = self.activation.get_or_insert_with(|| data.octets().to_vec());
        if first != data.octets() {
            return Err(AccessResult::OTHER_REASON);
        }
        match date_time {
            DateTime::IMMEDIATE => {
                (self.device.rules.cancel)(self.device, object);
                (self.device.rules.activate)(self.device, object, copies);
                return Ok(());
            }
            DateTime::NEVER => (self.device.rules.cancel)(self.device, object),
            _ => {
                let at = Instant::from_date_time(date_time).ok_or(AccessResult::OTHER_REASON)?;
                let (code, counter) = (self.command.code(), self.command.counter());
                let originator = self.authority.originator;
                let activation = Activation { at, code, counter, originator, copies };
                (self.device.rules.postpone)(self.device, object, activation);
            }
        }
        self.device.objects.set(object, date_time.into());
        Ok(())
    }
}

/// Keeps an activation until its time, in place of one for the same object.
pub(crate) fn postpone(device: &mut Device, object: Descriptor, activation: Activation) {
    device.pending.activate(object, activation);
}

/// Forgets the activation that is pending for an object.
pub(crate) fn cancel(device: &mut Device, object: Descriptor) {
    device.pending.cancel(object);
}

impl Device {
    /// Makes the next value of an object the present one; then nothing is pending.
    pub(crate) fn activate(&mut self, object: Descriptor, copies: &[Copied]) {
        self.take_effect(copies);
        // The threshold is read as that of a register monitor.
        if object == well_known::DISABLEMENT_THRESHOLD_TIME
            && let Some(next) = self.objects.get(well_known::DISABLEMENT_THRESHOLD_NEXT).cloned()
        {
            self.objects.set(well_known::DISABLEMENT_THRESHOLD, Data::array([next]));
        }
        self.objects.set(object, DateTime::NEVER.into());
    }

    /// Copies written values to where they are effective.
    pub(crate) fn take_effect(&mut self, copies: &[Copied]) {
        for copied in copies {
            let Some(value) = self.objects.get(copied.from).cloned() else { continue };
            let value = match (copied.form, self.objects.get(copied.to)) {
                (CopyForm::Same, _) | (_, None) => value,
                (CopyForm::Filled, Some(before)) => filled(value, before),
                (CopyForm::First, Some(before)) => first(value, before),
                (CopyForm::Switched, Some(before)) => switched(&value, before),
            };
            self.objects.set(copied.to, value);
        }
    }
}

/// The new elements, and those behind them that were there before.
fn filled(value: Data, before: &Data) -> Data {
    match (value, before) {
        (Data::Array(mut items), Data::Array(old)) => {
            items.extend(old.iter().skip(items.len()).cloned());
            Data::Array(items)
        }
        (value, _) => value,
    }
}

/// The new first member, and the others as before.
fn first(value: Data, before: &Data) -> Data {
    match (value, before) {
        (Data::Structure(new), Data::Structure(old)) => {
            Data::structure(new.into_iter().take(1).chain(old.iter().skip(1).cloned()))
        }
        (value, _) => value,
    }
}

/// The first half of the bits selects, the second half is the new state of those selected.
fn switched(value: &Data, before: &Data) -> Data {
    let (Data::BitString(value), Data::BitString(before)) = (value, before) else { return before.clone() };
    let count = before.count();
    let bit = |index: usize| {
        let source =
            if value.bit(index) == Some(true) { value.bit(count + index) } else { before.bit(index) };
        source.unwrap_or(false)
    };
    Data::BitString(BitString::from_bits((0..count).map(bit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(text: &str) -> Data {
        Data::BitString(BitString::from_bits(text.chars().map(|digit| digit == '1')))
    }

    #[test]
    fn selected_bits_change_and_others_do_not() {
        assert_eq!(switched(&bits("11000101"), &bits("1010")), bits("0110"));
    }

    #[test]
    fn longer_arrays_keep_their_end() {
        let array = |numbers: &[u8]| Data::array(numbers.iter().map(|number| Data::Unsigned(*number)));
        assert_eq!(filled(array(&[9]), &array(&[1, 2, 3])), array(&[9, 2, 3]));
        assert_eq!(filled(array(&[7, 8]), &array(&[1])), array(&[7, 8]));
    }

    #[test]
    fn only_the_first_member_is_copied() {
        let pair = |one, two| Data::structure([Data::Enum(one), Data::Enum(two)]);
        assert_eq!(first(pair(1, 1), &pair(2, 2)), pair(1, 2));
    }
}
