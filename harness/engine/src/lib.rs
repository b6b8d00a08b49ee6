//! Runs a suite against a target: the profile, the plan, the session, the ordered stream of typed events, the
//! verdicts and the evidence.
//!
//! One direction: whoever runs scenarios emits [`event::Event`]s; progress, log, results and evidence are
//! consumers of that stream and never reach back.

pub mod collector;
pub mod date;
pub mod event;
pub mod evidence;
pub mod exit;
pub mod fuzz;
pub mod keys;
pub mod nearest;
pub mod plan;
pub mod profile;
pub mod replay;
pub mod results;
pub mod session;
pub mod stream;
pub mod verdict;
