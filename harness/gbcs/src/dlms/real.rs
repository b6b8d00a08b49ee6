/// A 32-bit real number, kept as its bits so that every pattern survives and compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Real32(pub u32);

impl Real32 {
    /// The number.
    pub fn value(self) -> f32 {
        f32::from_bits(self.0)
    }
}

impl From<f32> for Real32 {
    fn from(value: f32) -> Self {
        Self(value.to_bits())
    }
}

/// A 64-bit real number, kept as its bits so that every pattern survives and compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Real64(pub u64);

impl Real64 {
    /// The number.
    pub fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl From<f64> for Real64 {
    fn from(value: f64) -> Self {
        Self(value.to_bits())
    }
}
