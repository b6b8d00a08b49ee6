//! Remote Party Roles in the subject: every one that is known is good.

use super::tools::leaf;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::negatives::Flag;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;

pub(super) const CASES: &[Case] = &[
    role("KU-22.recovery", "role 01, recovery, for signatures", |leaf| set(leaf, b"01")),
    role("KU-22.network-operator", "role 03, network operator, for signatures", |leaf| set(leaf, b"03")),
    role("KU-22.broker", "role 04, access control broker, for signatures", |leaf| set(leaf, b"04")),
    role("KU-22.change-of-supplier", "role 05, transitional change of supplier, for signatures", |leaf| {
        set(leaf, b"05")
    }),
    role("KU-22.wan-provider", "role 06, WAN provider, for signatures", |leaf| set(leaf, b"06")),
    role("KU-22.load-controller", "role 08, load controller, for signatures", |leaf| set(leaf, b"08")),
    role("KU-22.other", "role 7F, another User, for signatures", |leaf| set(leaf, b"7F")),
    role("KU-22.xml-sign", "role 87, XML signatures of Users", |leaf| set(leaf, b"87")),
    role("KU-22.dsp-xml-sign", "role 89, XML signatures of the DCC", |leaf| set(leaf, b"89")),
    role("KU-22.network-operator-agreement", "role 03, network operator, for key agreement", |leaf| {
        set(leaf, b"03")
    })
    .of(Start::OrganisationKeyAgreement),
    role("KU-22.broker-agreement", "role 04, access control broker, for key agreement", |leaf| {
        set(leaf, b"04")
    })
    .of(Start::OrganisationKeyAgreement),
    role("KU-22.load-controller-agreement", "role 08, load controller, for key agreement", |leaf| {
        set(leaf, b"08")
    })
    .of(Start::OrganisationKeyAgreement),
    role("KU-22.other-agreement", "role 7F, another User, for key agreement", |leaf| set(leaf, b"7F"))
        .of(Start::OrganisationKeyAgreement),
    open("KU-22.issuing-authority", "role 07, that of the issuing CA, in the leaf", |leaf| set(leaf, b"07")),
    open("KU-22.root", "role 00, that of the root, in the leaf", |leaf| set(leaf, b"00")),
    open("KU-22.unassigned", "role FE, which is not known to be given out", |leaf| set(leaf, b"FE")),
    open("KU-22.xml-sign-agreement", "role 87, XML signatures of Users, for key agreement", |leaf| {
        set(leaf, b"87")
    })
    .of(Start::OrganisationKeyAgreement),
    open("KU-22.recovery-agreement", "role 01, recovery, for key agreement", |leaf| set(leaf, b"01"))
        .of(Start::OrganisationKeyAgreement),
];

const fn role(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    accepted(id, Flag::GoodRole, what, leaf(change))
}

const fn open(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    either(id, Flag::RoleOpen, what, leaf(change))
}

fn set(mutant: &mut Mutant, text: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::Subject)?.child(0)?.child(0)?.child(1)?.set_octets(text);
    Ok(())
}
