//! Fields from the front of octets.

/// Takes fields from the front of octets. What is missing or wrong is an error that names layer and field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    octets: &'a [u8],
    layer: &'static str,
}

/// What is wrong with a frame at one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) layer: &'static str,
    pub(super) field: &'static str,
}

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.layer, self.field)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(layer: &'static str, octets: &'a [u8]) -> Self {
        Self { octets, layer }
    }

    /// An error of this layer.
    pub(super) fn malformed(&self, field: &'static str) -> Malformed {
        Malformed { layer: self.layer, field }
    }

    pub(super) fn take(&mut self, count: usize, field: &'static str) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.octets.split_at_checked(count).ok_or(self.malformed(field))?;
        self.octets = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.octets.split_first_chunk().ok_or(self.malformed(field))?;
        self.octets = rest;
        Ok(*taken)
    }

    pub(super) fn octet(&mut self, field: &'static str) -> Result<u8, Malformed> {
        self.array(field).map(|[octet]| octet)
    }

    pub(super) fn u16_be(&mut self, field: &'static str) -> Result<u16, Malformed> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(super) fn u16_le(&mut self, field: &'static str) -> Result<u16, Malformed> {
        self.array(field).map(u16::from_le_bytes)
    }

    pub(super) fn u32_be(&mut self, field: &'static str) -> Result<u32, Malformed> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// Drops what lies beyond the next `count` octets, such as padding.
    pub(super) fn limit(&mut self, count: usize) {
        self.octets = self.octets.get(..count).unwrap_or(self.octets);
    }

    /// What has not been taken.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.octets
    }

    pub(super) fn len(&self) -> usize {
        self.octets.len()
    }
}
