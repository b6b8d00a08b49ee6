//! Judges a conversation that was recorded, with the rules of a live run.
//!
//! A [`Judge`] takes what an [`Extractor`](hallmark_link::capture::Extractor) finds, in order and once, and keeps no
//! more of it than a bound allows. What it finds becomes tests, one for each rule and what it was applied to, and a
//! [`Judgement`] publishes them as the events of a run: the result is a bundle like any other.
//!
//! | test | rule |
//! |---|---|
//! | `replay/capture/…` | the capture could be read: its file, its frames, its streams, what was encrypted, what was no message |
//! | `replay/protection/CODE/…` | a message has the protection of its use case, and it verifies (GBCS 5, 6.2.3, 6.3.3) |
//! | `replay/pairing/CODE` | a response answers a command, a command is answered (GBCS 7.2.7) |
//! | `replay/content/CODE/…` | the payload is one of the use case; a response fits its command (GBCS 7.2) |
//! | `replay/counters/EUI` | no command is executed twice, no alert has the counter of another one (GBCS 4.3.1.4, 4.3.1.5) |
//! | `replay/refusal/CODE` | a command whose protection does not verify is not executed (GBCS 6.2.4) |
//! | `replay/alerts/CODE` | an alert has the form of its code (GBCS 16) |
//! | `replay/live/CODE` | a live device answers the recorded command, originated again, by the same rules and alike |
//! | `replay/timing/responses` | how long answers took; no text demands anything, so this only observes |
//!
//! In a capture that Hallmark wrote, the comments say what Hallmark itself sent, and what of that was an attack: what is
//! wrong with those messages is no finding, only their execution would be. Messages of different tests are different
//! conversations there.
//!
//! Which side is at fault is not told apart: a conversation is judged. A message that fails a check because the keys
//! at hand are somebody else's is told apart, though: as long as nothing of a party verifies, that is inconclusive.

mod alerts;
mod blocks;
mod command;
mod conversation;
mod counters;
mod evidence;
mod judge;
mod live;
mod outcome;
mod publish;
mod reading;
mod response;
mod rule;
mod sensitive;
mod tests_found;
mod timing;
mod trust;

pub use judge::Judge;
pub use judge::Options;
pub use live::LiveRecord;
pub use publish::Judgement;
pub use publish::RecordedClock;
pub use rule::Rule;
pub use tests_found::Outcomes;
