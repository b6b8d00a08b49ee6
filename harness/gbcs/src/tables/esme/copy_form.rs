use crate::dlms::Data;
use crate::tables::words::words;

words! {
    /// How a copied value is related to the one that was written.
    pub enum CopyForm as "same, filled, first or switched" {
        /// An array that may have more elements after those that were written.
        Filled = "filled",
        /// A structure whose first member is the same.
        First = "first",
        /// The same.
        Same = "same",
        /// The bits that the first half selects are those of the second half; the others are as before.
        Switched = "switched",
    }
}

impl CopyForm {
    /// Whether `read` can be what has become of `written`.
    pub fn holds(self, written: &Data, read: &Data) -> bool {
        match (self, written, read) {
            (Self::Filled, Data::Array(written), Data::Array(read)) => {
                read.len() >= written.len() && written.iter().zip(read).all(|(one, two)| is_same(one, two))
            }
            (Self::First, Data::Structure(written), Data::Structure(read)) => {
                written.len() == read.len()
                    && written.iter().zip(read).take(1).all(|(one, two)| is_same(one, two))
            }
            (Self::Same, written, read) => is_same(written, read),
            (Self::Switched, Data::BitString(written), Data::BitString(read)) => {
                let half = read.count();
                let follows =
                    |index| written.bit(index) == Some(false) || written.bit(half + index) == read.bit(index);
                written.count() == 2 * half && (0..half).all(follows)
            }
            _ => false,
        }
    }
}

/// Every octet of a boolean but zero is true.
fn is_same(written: &Data, read: &Data) -> bool {
    match (written, read) {
        (Data::Array(written), Data::Array(read)) | (Data::Structure(written), Data::Structure(read)) => {
            written.len() == read.len() && written.iter().zip(read).all(|(one, two)| is_same(one, two))
        }
        (Data::Boolean(written), Data::Boolean(read)) => (*written == 0) == (*read == 0),
        (written, read) => written == read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlms::BitString;

    fn array(items: &[u8]) -> Data {
        Data::array(items.iter().map(|item| Data::Unsigned(*item)))
    }

    #[test]
    fn equal_values_hold_and_a_boolean_has_two_ways_to_be_true() {
        let value = |boolean| Data::structure([array(&[1, 2]), boolean]);
        assert!(CopyForm::Same.holds(&value(Data::TRUE), &value(Data::Boolean(1))));
        assert!(!CopyForm::Same.holds(&value(Data::TRUE), &value(Data::FALSE)));
        assert!(!CopyForm::Same.holds(&array(&[1]), &array(&[1, 2])));
        assert!(!CopyForm::Same.holds(&Data::Unsigned(1), &Data::LongUnsigned(1)));
    }

    #[test]
    fn filled_arrays_start_with_what_was_written() {
        assert!(CopyForm::Filled.holds(&array(&[1]), &array(&[1, 2])));
        assert!(!CopyForm::Filled.holds(&array(&[1]), &array(&[2, 1])));
        assert!(!CopyForm::Filled.holds(&array(&[1, 2]), &array(&[1])));
    }

    #[test]
    fn only_the_first_member_counts_where_that_is_the_form() {
        let pair = |one, two| Data::structure([Data::Enum(one), Data::Enum(two)]);
        assert!(CopyForm::First.holds(&pair(1, 1), &pair(1, 2)));
        assert!(!CopyForm::First.holds(&pair(1, 1), &pair(2, 1)));
        assert!(!CopyForm::First.holds(&pair(1, 1), &Data::structure([Data::Enum(1)])));
    }

    #[test]
    fn switches_that_are_not_selected_may_have_any_state() {
        let bits = |bits: &str| Data::BitString(BitString::from_bits(bits.bytes().map(|bit| bit == b'1')));
        assert!(CopyForm::Switched.holds(&bits("11000100"), &bits("0100")));
        assert!(CopyForm::Switched.holds(&bits("11000100"), &bits("0111")));
        assert!(!CopyForm::Switched.holds(&bits("11000100"), &bits("1100")));
        assert!(!CopyForm::Switched.holds(&bits("11000100"), &bits("01000")));
    }
}
