//! Counters above all that a device has seen.
//!
//! Tests take counters far ahead of the clock that they start from, so that a run soon after another would begin below
//! them. A device that lives on is asked where its counters stand.

use hallmark_engine::session::HEALTH_USE_CASES;
use hallmark_engine::session::Health;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;

use crate::context::Context;

/// Raises the session's counters above those that the device reports. What it does not answer, or reports without
/// proof, changes nothing.
pub(crate) async fn catch_up(session: &mut Session, context: &Context) {
    if let Some(highest) = highest(session, context).await {
        session.counters.rise_above(highest);
    }
}

async fn highest(session: &mut Session, context: &Context) -> Option<Counter> {
    let (name, _) = HEALTH_USE_CASES.iter().find(|(name, _)| context.use_cases.includes(name))?;
    let laboratory = &context.laboratory();
    let broker = laboratory.party("access-control-broker")?;
    let variation = Variation::immediate(0, session.now().seconds());
    let command = laboratory.command(name, broker, session.counters.next(), variation).ok()?;
    let octets = command.protect_envelope(laboratory).ok()?.emit();
    let sent = Sent { command, octets };
    session.send(&sent.octets, &format!("{name}, to begin above the counters of the device")).await.ok()?;
    let response = session.answer(&sent).await.ok()??;
    response.authenticity(&sent, laboratory).ok()?;
    Health::from_response(&sent, &response).ok()?.highest()
}
