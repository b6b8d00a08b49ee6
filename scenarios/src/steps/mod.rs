//! What each sentence of a feature does.

pub(crate) mod alerts;
pub(crate) mod altered;
pub(crate) mod blocks;
pub(crate) mod credentials;
pub(crate) mod credit;
pub(crate) mod dated;
pub(crate) mod effect;
mod future;
pub(crate) mod fuzzed;
pub(crate) mod hidden;
pub(crate) mod logs;
pub(crate) mod prepayment;
pub(crate) mod refused;
pub(crate) mod replay;
mod resets;
pub(crate) mod response;
pub(crate) mod sending;
pub(crate) mod sensitive;
pub(crate) mod state;
pub(crate) mod unsupported;
pub(crate) mod values;
