//! The cases themselves, by group. Each is one row: identifier, flag, expected answer, what is unusual, and
//! the function that brings it about.

mod authority;
mod chain;
mod command;
mod defaults;
mod extensions;
mod identity;
mod key;
mod lengths;
mod life;
mod lookalikes;
mod names;
mod policy;
mod roles;
mod scalars;
mod signature;
mod tools;
mod trailing;
mod usage;
mod validity;
mod values;

pub(super) use command::command;

use super::Case;
use super::Group;
use super::GroupCases;

/// Every case, by group. A group may come more than once.
pub fn catalogue() -> impl Iterator<Item = (Group, &'static Case)> {
    GROUPS.iter().flat_map(|group| group.cases.iter().map(|case| (group.group, case)))
}

const GROUPS: &[GroupCases] = &[
    GroupCases { group: Group::Encoding, cases: lengths::CASES },
    GroupCases { group: Group::Encoding, cases: values::CASES },
    GroupCases { group: Group::Encoding, cases: defaults::CASES },
    GroupCases { group: Group::Encoding, cases: trailing::CASES },
    GroupCases { group: Group::Encoding, cases: lookalikes::ENCODING },
    GroupCases { group: Group::Signature, cases: signature::CASES },
    GroupCases { group: Group::Signature, cases: scalars::CASES },
    GroupCases { group: Group::Signature, cases: lookalikes::SIGNATURE },
    GroupCases { group: Group::Names, cases: names::CASES },
    GroupCases { group: Group::Names, cases: identity::CASES },
    GroupCases { group: Group::Names, cases: lookalikes::NAMES },
    GroupCases { group: Group::Extensions, cases: extensions::CASES },
    GroupCases { group: Group::Extensions, cases: authority::CASES },
    GroupCases { group: Group::Extensions, cases: lookalikes::EXTENSIONS },
    GroupCases { group: Group::Usage, cases: usage::CASES },
    GroupCases { group: Group::Usage, cases: roles::CASES },
    GroupCases { group: Group::Validity, cases: validity::CASES },
    GroupCases { group: Group::Validity, cases: lookalikes::VALIDITY },
    GroupCases { group: Group::Policy, cases: policy::CASES },
    GroupCases { group: Group::Policy, cases: lookalikes::POLICY },
    GroupCases { group: Group::Chain, cases: chain::CASES },
    GroupCases { group: Group::Key, cases: key::CASES },
    GroupCases { group: Group::Key, cases: lookalikes::KEY },
    GroupCases { group: Group::LifeCycle, cases: life::CASES },
    GroupCases { group: Group::Command, cases: command::CASES },
];
