//! Small changes to octets. A place outside the octets leaves them as they are.

use core::ops::Range;

/// One bit changed.
pub(crate) fn flip(octets: &[u8], at: usize, mask: u8) -> Vec<u8> {
    let mut changed = octets.to_vec();
    if let Some(octet) = changed.get_mut(at) {
        *octet ^= mask;
    }
    changed
}

/// One octet replaced.
pub(crate) fn set(octets: &[u8], at: usize, value: u8) -> Vec<u8> {
    replace(octets, at..at + 1, &[value])
}

/// Octets put in before the one at `at`.
pub(crate) fn insert(octets: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    replace(octets, at..at, new)
}

/// Octets taken out.
pub(crate) fn remove(octets: &[u8], range: Range<usize>) -> Vec<u8> {
    replace(octets, range, &[])
}

/// Octets replaced by others.
pub(crate) fn replace(octets: &[u8], range: Range<usize>, new: &[u8]) -> Vec<u8> {
    let mut changed = octets.to_vec();
    if range.end <= octets.len() && range.start <= range.end {
        changed.splice(range, new.iter().copied());
    }
    changed
}

/// The first `length` octets.
pub(crate) fn cut(octets: &[u8], length: usize) -> Vec<u8> {
    octets.get(..length).unwrap_or(octets).to_vec()
}

/// Octets, and more of them.
pub(crate) fn extend(octets: &[u8], more: &[u8]) -> Vec<u8> {
    [octets, more].concat()
}

/// The other way round.
pub(crate) fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().rev().copied().collect()
}

/// The first `N` octets, with zeros where there are fewer.
pub(crate) fn first<const N: usize>(octets: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.iter_mut().zip(octets).for_each(|(place, octet)| *place = *octet);
    array
}

/// The last `N` octets, with zeros where there are fewer.
pub(crate) fn last<const N: usize>(octets: &[u8]) -> [u8; N] {
    let mut array = first::<N>(&reversed(octets));
    array.reverse();
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_where_they_are_said_to_be() {
        let octets = [1, 2, 3];
        assert_eq!(flip(&octets, 1, 0x80), [1, 0x82, 3]);
        assert_eq!(set(&octets, 2, 9), [1, 2, 9]);
        assert_eq!(insert(&octets, 3, &[4]), [1, 2, 3, 4]);
        assert_eq!(remove(&octets, 0..2), [3]);
        assert_eq!(replace(&octets, 2..4, &[9]), octets);
        assert_eq!((cut(&octets, 1), cut(&octets, 9)), (vec![1], vec![1, 2, 3]));
        assert_eq!((first::<2>(&octets), last::<2>(&octets)), ([1, 2], [2, 3]));
    }
}
