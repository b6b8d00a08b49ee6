//! The profile: what the target claims, how to reach it, and which credentials it trusts.
//!
//! One TOML file, read whole by [`Profile::from_toml`]. Unknown keys are refused, relative paths are resolved
//! against the folder of the profile, and every error names its line and column. What may be secret (user
//! information in an address, the commands of hooks) is kept out of `Debug` and of errors.
//!
//! This module opens none of the files that a profile names.

mod error;
mod kind;
mod model;
mod parse;
mod role;
mod table;
mod value;
mod write;

pub use error::Problem;
pub use error::ProfileError;
pub use kind::TargetKind;
pub use model::Claim;
pub use model::Claims;
pub use model::Device;
pub use model::DuisLink;
pub use model::FileSource;
pub use model::Judgement;
pub use model::Link;
pub use model::Party;
pub use model::Profile;
pub use model::Session;
pub use model::Target;
pub use role::PARTY_ROLES;
pub use role::role_name;
pub use role::role_named;
pub use value::Address;
pub use value::Artefact;
pub use value::Command;
pub use value::Hook;
pub use value::SpecificationVersion;
