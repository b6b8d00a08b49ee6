//! The plan: which tests of the suite run against this target, and why the rest does not.

mod error;
mod expression;
mod planner;
mod selection;
mod suite;

pub use error::PlanError;
pub use expression::TagExpression;
pub use expression::TagExpressionError;
pub use planner::Plan;
pub use planner::Planner;
pub use selection::NotAShard;
pub use selection::Selection;
pub use selection::Shard;
pub use suite::Needs;
pub use suite::SuiteTest;
