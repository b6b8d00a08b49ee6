//! Reference devices, sans-IO.
//!
//! [`Esme`] is an electricity meter for tests: it takes commands as octets and gives what a conforming meter sends,
//! with an explicit *now* and no clock, socket or random number of its own. The same configuration and the same
//! commands give the same octets. No input makes it panic.
//!
//! # The way of a command
//!
//! | stage | asks | if not |
//! |---|---|---|
//! | frame | is it one whole message? | security log 8F53 |
//! | address | is it for this Device? | security log 8F53 |
//! | structure | is it a command of an ESME, with the other-information and the protection of one? | security log 8F53; unknown Message Code: alert ECS100 |
//! | authority | is the originator in a trust anchor cell, in a role that may send it? | security log and alert 8F30 |
//! | freshness | is its counter new? | security log 8F53; used UTRN: 8F51 |
//! | authenticity | are MAC and signature right? | alert 8F3D |
//! | content | is the payload what the use case wants? | security log and alert 8F1E |
//! | execution | does what the command wants | a result that is no success |
//! | response | says so | |
//!
//! A refused command gets no response, moves no counter and changes nothing but the security log. Each stage, and each rule
//! that can go wrong on its own, is one function in a table, so that a misbehaving Device differs from this one in one place:
//! see [`faults`].
//!
//! # Choices
//!
//! Where the published text leaves behaviour open, this Device does as follows; a test must accept other choices.
//!
//! * **Refusals.** Logs and alerts are those above. Alerts about refusals go to the supplier, ten a minute at most. ECS100 is
//!   sent only for a command from a known party with a right MAC, and a right signature where it has one.
//! * **Use cases.** Everything whose target is an ESME, superseded codes included. CS02b anyByContingency is not supported,
//!   nor is the replacement of the root: how they are authorised could not be established. Where the table of roles rests on
//!   messages alone, it is taken as complete, but any known party may use CS02a and CS02f.
//! * **Acting for others.** Only the Access Control Broker does, with a party and its counter (18 octets), or with a
//!   certificate as well; that must be for key agreement and name the party, and is not followed to a root. The party's
//!   counter is echoed, not checked. For a sensitive use case the party must be known or bring a certificate. The answer has
//!   26 octets only where something was encrypted for a certificate.
//! * **Counters.** One for each role, strictly rising, up to 2^63-1, for use cases that require it and for critical ones of
//!   which no text says so, CS02e excepted. Others may repeat. CS02b floors set the counter of a role up or down, for roles of
//!   which at least one cell was replaced; besides, a key authorises CS02b with rising counters only, so that a floor does not
//!   make an old command work again.
//! * **Top-up.** Counters have their own space: the last hundred used are remembered, and nothing below the lowest forgotten
//!   one is accepted. A used counter is refused silently; a token that is not authentic, has an undefined class, or exceeds
//!   a limit is answered with result 1, is logged, and is not used up. A new supplier without a sequence of its own for tokens
//!   starts them at its floor.
//! * **DLMS.** Critical commands must have exactly the instructions of a template, others may have any of those of their use
//!   case; foreign ones give 3, unknown ones 4, wrong types 12. Sensitive attributes are read through data protection alone.
//!   Commands that change something leave 8154 or 8155 in the event log.
//! * **Future dating.** A date-time that has passed is due at once, with its alerts. An immediate command and a cancelling one
//!   both remove what is pending for the object. All date-times of a command must be the same. For credentials, what is
//!   pending is kept for each Message Code. What is due is done before the next command, in the order of time, then of object.
//! * **Credentials.** Certificates are judged as `hallmark_smki::acceptance` does, under the policy of the test PKI. When they
//!   are put in they must name the role of their cell; the broker's may be in those of supplier and network operator. The response to CS02b and CS02d is still protected with the keys from before.
//! * **Values.** Initial values are those that templates write, else made from the seed; profiles are functions of seed and
//!   time. Balances are in 1/100,000 of the currency unit. A new Device is in prepayment mode with £1 of credit, supply on,
//!   limits of £500 for a top-up and £1,000 for the balance. Logs have entries of time, code and additional information.
//! * **Supply.** Arming a supply that is on, and enabling one in prepayment mode without credit, succeeds without effect.
//! * **Large messages.** Blocks are put together in their order. What the Device sends is split only if it answers a command
//!   that came in blocks.
//!
//! Not modelled: the home area network, metering, the alerts of events that no command causes, and ECS101, ECS102 and ECS200.

mod asn1;
mod command;
mod config;
mod device;
mod dlms;
mod esme;
pub mod faults;
mod objects;
mod pending;
mod pipeline;
mod refusal;
mod rules;
mod snapshot;
mod stages;
mod time;

pub use config::EsmeConfig;
pub use config::InvalidConfig;
pub use device::CellId;
pub use device::CellKey;
pub use esme::Esme;
pub use snapshot::Snapshot;
