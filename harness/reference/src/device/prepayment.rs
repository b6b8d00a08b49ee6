/// Balances and debts, in 1/100,000 of the currency unit: 1,000 of it are a penny. The scale is that of the prices
/// and thresholds in the tariff objects.
#[derive(Debug, Clone)]
pub(crate) struct Prepayment {
    /// Positive is credit, negative is money due.
    pub(crate) balance: i32,
    /// What is left of emergency credit.
    pub(crate) emergency_credit: i32,
    pub(crate) emergency: Emergency,
    /// Charges collected while emergency credit was in use.
    pub(crate) accumulated_debt: i32,
    /// The two time-based debts and the payment-based one.
    pub(crate) debts: [i32; 3],
}

/// Whether emergency credit is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emergency {
    Active,
    Inactive,
}

impl Prepayment {
    /// So much is a penny.
    pub(crate) const HUNDREDTH: i32 = 1_000;

    pub(crate) fn new(emergency_credit: i32) -> Self {
        Self {
            balance: 100_000,
            emergency_credit,
            emergency: Emergency::Inactive,
            accumulated_debt: 0,
            debts: [0; 3],
        }
    }
}
