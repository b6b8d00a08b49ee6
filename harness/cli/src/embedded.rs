//! The reference ESME and the parties that it trusts, the same whenever and wherever they are made.

use hallmark_engine::nearest::nearest;
use hallmark_engine::profile::role_name;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::tables::Role;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_reference::faults;
use hallmark_reference::faults::Fault;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

use crate::failure::Failure;

/// The seed of the test PKI that the embedded devices and parties have.
pub(crate) const PKI_SEED: u64 = 1;

/// The embedded ESME's Entity Identifier.
pub(crate) const DEVICE: EntityId = EntityId([0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01]);

/// The certificates and keys of device and parties.
pub(crate) fn pki() -> Result<TestPki, Failure> {
    TestPki::from_seed(PKI_SEED).map_err(|error| Failure::internal_from(&error))
}

/// The embedded ESME with these faults, at some time, in seconds since 1970.
pub(crate) fn device(pki: &TestPki, now: u64, faults: &[&Fault]) -> Result<Esme, Failure> {
    let config =
        EsmeConfig::from_pki(pki, DEVICE, PKI_SEED).map_err(|error| Failure::internal_from(&error))?;
    Ok(Esme::with_faults(config, now, faults))
}

/// The faults with these names.
pub(crate) fn faults(names: &[String]) -> Result<Vec<&'static Fault>, Failure> {
    let find = |name: &String| {
        faults::find(name).ok_or_else(|| {
            let known = || faults::all().map(|fault| fault.name);
            let advice = match nearest(name, known(), 1).first() {
                Some(near) => format!("{near}; `hallmark serve --fault list` shows all {}", known().count()),
                None => format!("one of the {} that `hallmark serve --fault list` shows", known().count()),
            };
            Failure::usage(format!("plant the fault {name}: there is none of this name")).advise(advice)
        })
    };
    names.iter().map(find).collect()
}

/// Every party with its role and the name that profiles give it.
pub(crate) fn parties() -> impl Iterator<Item = (String, Role, EntityId)> {
    Party::ALL.into_iter().map(|party| {
        let role = Role::from_value(party.role()).unwrap_or(Role::Other);
        let name = match party {
            Party::SecondSupplier => "second-supplier",
            _ => role_name(role),
        };
        (name.to_owned(), role, EntityId(party.entity_id()))
    })
}
