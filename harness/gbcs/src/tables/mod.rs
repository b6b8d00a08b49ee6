//! What the specification says in tables: use cases by Message Code (GBCS 15, 19, 20), alert codes (GBCS 16) and
//! the instructions of each ESME use case (GBCS 18.2).
//!
//! Each table is one data file in `data/`, compiled in and read at its first use. What the published text does not
//! settle is marked as such in the file and in the types, never filled in silently.

mod alert;
pub mod codes;
mod device;
mod error;
pub mod esme;
mod role;
mod row;
mod use_case;
mod words;

pub use alert::Alert;
pub use alert::AlertBasis;
pub use alert::AlertCode;
pub use alert::AlertKind;
pub use alert::AlertLog;
pub use alert::AlertProtection;
pub use alert::Certainty;
pub use alert::alert;
pub use alert::alerts;
pub use device::DeviceKind;
pub use error::TableError;
pub use role::Role;
pub use use_case::Category;
pub use use_case::CategoryBasis;
pub use use_case::Criticality;
pub use use_case::FutureDating;
pub use use_case::MessageKind;
pub use use_case::PayloadFormat;
pub use use_case::Replay;
pub use use_case::RolesBasis;
pub use use_case::Status;
pub use use_case::UseCase;
pub use use_case::by_name;
pub use use_case::use_case;
pub use use_case::use_cases;
