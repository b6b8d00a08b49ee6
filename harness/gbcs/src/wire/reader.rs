use crate::Error;
use crate::ErrorKind;

/// Reads octets from front to back; every error names the offset from the start of the message.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    octets: &'a [u8],
    base: usize,
    position: usize,
}

impl<'a> Reader<'a> {
    /// Reads `octets` that start at offset 0.
    #[inline]
    pub fn new(octets: &'a [u8]) -> Self {
        Self::at(octets, 0)
    }

    /// Reads `octets` that start `base` octets into the message.
    #[inline]
    pub fn at(octets: &'a [u8], base: usize) -> Self {
        Self { octets, base, position: 0 }
    }

    /// One octet.
    #[inline]
    pub fn octet(&mut self, expected: &'static str) -> Result<u8, Error> {
        Ok(self.array::<1>(expected)?[0])
    }

    /// Two octets, big-endian.
    #[inline]
    pub fn u16(&mut self, expected: &'static str) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.array(expected)?))
    }

    /// Four octets, big-endian.
    #[inline]
    pub fn u32(&mut self, expected: &'static str) -> Result<u32, Error> {
        Ok(u32::from_be_bytes(self.array(expected)?))
    }

    /// Eight octets, big-endian.
    #[inline]
    pub fn u64(&mut self, expected: &'static str) -> Result<u64, Error> {
        Ok(u64::from_be_bytes(self.array(expected)?))
    }

    /// Exactly `N` octets.
    #[inline]
    pub fn array<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, expected)?);
        Ok(array)
    }

    /// Exactly `count` octets.
    #[inline]
    pub fn take(&mut self, count: usize, expected: &'static str) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        match rest.split_at_checked(count) {
            Some((taken, _)) => {
                self.position += count;
                Ok(taken)
            }
            None => Err(Error::truncated(self.base + self.octets.len(), expected, count - rest.len())),
        }
    }

    /// A sub-reader over exactly `count` octets.
    #[inline]
    pub fn nested(&mut self, count: usize, expected: &'static str) -> Result<Self, Error> {
        let base = self.offset();
        Ok(Self::at(self.take(count, expected)?, base))
    }

    /// One octet that must be `value`.
    #[inline]
    pub fn constant(&mut self, value: u8, expected: &'static str) -> Result<(), Error> {
        let offset = self.offset();
        let found = self.octet(expected)?;
        if found == value { Ok(()) } else { Err(Error::octet(ErrorKind::Value, offset, expected, found)) }
    }

    /// Nothing may be left.
    #[inline]
    pub fn finish(&self) -> Result<(), Error> {
        if self.is_empty() { Ok(()) } else { Err(Error::trailing(self.offset(), self.remaining())) }
    }

    /// The next octet, not consumed.
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// All octets not yet read.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.octets.get(self.position..).unwrap_or_default()
    }

    /// How many octets are not yet read.
    #[inline]
    pub fn remaining(&self) -> usize {
        self.octets.len() - self.position
    }

    /// Whether all octets are read.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// The offset of the next octet from the start of the message.
    #[inline]
    pub fn offset(&self) -> usize {
        self.base + self.position
    }
}
