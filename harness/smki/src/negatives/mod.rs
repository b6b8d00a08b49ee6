//! Certificates that a validator must refuse, and good ones that look as if it should: the catalogue.
//!
//! In every case nothing but what the case is about is out of the ordinary, and everything is validly signed
//! unless the case is about the signature. At least a quarter of the cases must be *accepted*: a validator that
//! refuses everything scores badly. Where the published texts do not decide, either answer is right, and what
//! a validator does is an observation.
//!
//! | to | use |
//! |---|---|
//! | read what there is | [`catalogue`] |
//! | make the octets of a seed | [`Corpus::from_seed`] |
//! | write them with their index | [`Corpus::write`] |
//! | compare the answers of validators | [`matrix`] |
//!
//! Identifiers never change: a case that turns out to be wrong is taken out, and its identifier not used again.

mod case;
mod cases;
mod corpus;
mod flag;
mod group;
pub mod index;
pub mod judge;
pub mod matrix;
mod reason;
mod scene;
mod workshop;

pub use case::Case;
pub use case::Expected;
pub use case::Form;
pub use case::GroupCases;
pub use cases::catalogue;
pub use corpus::Corpus;
pub use corpus::Dialect;
pub use corpus::Item;
pub use corpus::MakeError;
pub use corpus::Problem;
pub use corpus::WriteError;
pub use flag::Effect;
pub use flag::Flag;
pub use group::Group;
pub use reason::Reason;
pub use scene::Asker;
pub use scene::Dates;
pub use scene::Need;
pub use scene::Question;
pub use scene::Scene;
pub use workshop::DEVICE;
pub use workshop::TIME;
