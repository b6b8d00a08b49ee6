//! Lists in ZCL payloads.

use core::fmt;
use core::marker::PhantomData;

use crate::Error;
use crate::describe::Group;

use super::field::Field;
use super::source::Source;
use super::zcl::ClusterId;

/// A list that reaches to the end of the payload.
///
/// What was read is kept as octets, checked once and read again element by element; what is built is a slice of
/// values. Both are the same list.
pub struct List<'a, T>(Elements<'a, T>);

enum Elements<'a, T> {
    Read { octets: &'a [u8], cluster: ClusterId },
    Built(&'a [T]),
}

impl<'a, T: Field<'a> + Clone> List<'a, T> {
    /// The elements, in order.
    pub fn iter(&self) -> Iter<'a, T> {
        match self.0 {
            Elements::Read { octets, cluster } => {
                Iter { source: Some(Source::new(octets, 0, cluster)), built: [].iter() }
            }
            Elements::Built(built) => Iter { source: None, built: built.iter() },
        }
    }

    /// Reads `count` elements, or as many as there are.
    pub(super) fn read_elements(
        source: &mut Source<'a, '_>,
        name: &'static str,
        count: Option<usize>,
    ) -> Result<Self, Error> {
        let all = source.rest();
        let start = source.offset();
        let mut ahead = Source::new(all, start, source.cluster());
        let mut left = count;
        while left.map_or(!ahead.is_empty(), |left| left > 0) {
            T::read(&mut ahead, name)?;
            left = left.map(|left| left - 1);
        }
        let end = ahead.offset();
        source.open(name, end, Group::List);
        while source.offset() < end {
            T::read(source, "entry")?;
        }
        source.close();
        let octets = all.get(..end - start).unwrap_or_default();
        Ok(Self(Elements::Read { octets, cluster: source.cluster() }))
    }
}

impl<'a, T> From<&'a [T]> for List<'a, T> {
    fn from(values: &'a [T]) -> Self {
        Self(Elements::Built(values))
    }
}

impl<'a, T, const N: usize> From<&'a [T; N]> for List<'a, T> {
    fn from(values: &'a [T; N]) -> Self {
        Self(Elements::Built(values))
    }
}

impl<'a, T: Field<'a> + Clone> Field<'a> for List<'a, T> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        Self::read_elements(source, name, None)
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self.0 {
            Elements::Read { octets, .. } => out.extend_from_slice(octets),
            Elements::Built(values) => values.iter().for_each(|value| value.write(out)),
        }
    }
}

impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

impl<T> Clone for Elements<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Elements<'_, T> {}

impl<'a, T: Field<'a> + Clone + PartialEq> PartialEq for List<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Field<'a> + Clone + Eq> Eq for List<'a, T> {}

impl<'a, T: Field<'a> + Clone + fmt::Debug> fmt::Debug for List<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The elements of a [`List`].
pub struct Iter<'a, T> {
    source: Option<Source<'a, 'static>>,
    built: core::slice::Iter<'a, T>,
}

impl<'a, T: Field<'a> + Clone> Iterator for Iter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.source {
            // The octets were read once, so they can be read again.
            Some(source) if !source.is_empty() => T::read(source, "entry").ok(),
            Some(_) => None,
            None => self.built.next().cloned(),
        }
    }
}

/// A list that states its length in front, as a number of type `C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted<'a, C, T: Field<'a> + Clone> {
    list: List<'a, T>,
    count: PhantomData<C>,
}

impl<'a, C, T: Field<'a> + Clone> Counted<'a, C, T> {
    /// The elements, in order.
    pub fn iter(&self) -> Iter<'a, T> {
        self.list.iter()
    }
}

impl<'a, C: Count, T: Field<'a> + Clone> From<&'a [T]> for Counted<'a, C, T> {
    /// At most as many elements as `C` can count.
    fn from(values: &'a [T]) -> Self {
        let list = List::from(values.get(..C::MOST).unwrap_or(values));
        Self { list, count: PhantomData }
    }
}

impl<'a, C: Count, T: Field<'a> + Clone, const N: usize> From<&'a [T; N]> for Counted<'a, C, T> {
    fn from(values: &'a [T; N]) -> Self {
        Self::from(values.as_slice())
    }
}

impl<'a, C: Count + Field<'a>, T: Field<'a> + Clone> Field<'a> for Counted<'a, C, T> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        let count = C::read(source, "count")?.count();
        let list = List::read_elements(source, name, Some(count))?;
        Ok(Self { list, count: PhantomData })
    }

    fn write(&self, out: &mut Vec<u8>) {
        C::from_count(self.iter().count()).write(out);
        self.list.write(out);
    }
}

/// A number that counts elements. Only this crate implements it.
pub trait Count {
    /// The largest number.
    const MOST: usize;

    /// From a number of elements, [`Self::MOST`] if there are more.
    fn from_count(count: usize) -> Self;

    /// The number of elements.
    fn count(self) -> usize;
}

macro_rules! counts {
    ($($type:ty, $most:literal;)*) => {
        $(
            impl Count for $type {
                const MOST: usize = $most;

                fn from_count(count: usize) -> Self {
                    Self::try_from(count).unwrap_or(Self::MAX)
                }

                fn count(self) -> usize {
                    self.into()
                }
            }
        )*
    };
}

counts! {
    u8, 0xFF;
    u16, 0xFFFF;
}
