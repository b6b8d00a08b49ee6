//! Test vectors for GBCS, in JSON files that need nothing of Hallmark: their form, the generator that makes them from a
//! seed, and a checker that runs them against our code.
//!
//! A vector is what one implementation is to be given, and whether it must accept it. Every invalid vector is a valid
//! one with exactly one thing wrong, and names it by a [`Reason`]. `vectors/README.md` tells how to use the files;
//! [`files`] gives them to programs:
//!
//! ```
//! for file in hallmark_vectors::files() {
//!     let tally = file.check()?;
//!     assert!(tally.disagreements.is_empty(), "{}", file.name);
//! }
//! # Ok::<(), hallmark_vectors::LoadError>(())
//! ```
//!
//! The keys in the vectors are our own, made from labels, and protect nothing.

pub mod area;
mod certificates;
mod edit;
mod error;
mod file;
mod hex;
mod library;
mod people;
mod primitives;
mod reason;
mod seeded;

pub use certificates::CERTIFICATES;
pub use certificates::CERTIFICATES_SCHEMA;
pub use certificates::Certificates;
pub use certificates::Reference;
pub use error::GenerateError;
pub use error::LoadError;
pub use file::Group;
pub use file::Note;
pub use file::Test;
pub use file::Validity;
pub use file::VectorFile;
pub use hex::Fixed;
pub use hex::Hex;
pub use library::Disagreement;
pub use library::File;
pub use library::Sample;
pub use library::Tally;
pub use library::file;
pub use library::files;
pub use library::load;
pub use reason::Reason;
