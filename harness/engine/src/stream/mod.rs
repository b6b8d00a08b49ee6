//! The one ordered stream of events, from whoever runs scenarios to whoever consumes them.
//!
//! [`Stream::start`] emits the plan; [`Emitter`]s, which are cheap to clone and usable from any task, emit what
//! happens; [`Stream::finish`] emits what is still owed and the end, closes the consumers and gives the results.
//! Every event gets its sequence number and time under one lock and reaches every consumer before the next one
//! does, so all consumers see the same order. A consumer must not emit.
//!
//! Exchanges are numbered as they happen, across tests: the number is that of the packet in the evidence, and
//! evidence is written at once, not when a test ends, so that a crash loses none. With several scenarios at a
//! time the numbers depend on the interleaving; `results.json` therefore keeps them as volatile references beside
//! the count of exchanges of each test, which does not. (Rejected: buffering exchanges to number them in the
//! order of the plan. It would hold back evidence for as long as the slowest test runs, and give a capture whose
//! times run backwards.)

mod clock;
mod consumer;
mod emitter;
mod test;

pub use clock::Clock;
pub use clock::SystemClock;
pub use consumer::Consumer;
pub use consumer::LostEvidence;
pub use emitter::Emitter;
pub use emitter::End;
pub use emitter::Finished;
pub use emitter::Stream;
pub use test::TestEmitter;
