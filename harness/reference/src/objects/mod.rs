//! The COSEM objects of an ESME: attributes by class, logical name and number, with typed values.

mod generate;
mod initial;
mod profile;
pub(crate) mod well_known;

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;

pub(crate) use initial::initial;
pub(crate) use initial::is_known;
pub(crate) use profile::Profile;
pub(crate) use profile::compact;
pub(crate) use profile::log_element;

/// The attributes that have a stored value.
#[derive(Clone)]
pub(crate) struct Objects {
    initial: Arc<BTreeMap<Descriptor, Data>>,
    changed: BTreeMap<Descriptor, Data>,
}

impl fmt::Debug for Objects {
    /// What was changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changed.fmt(f)
    }
}

impl Objects {
    /// The attributes of a new Device.
    pub(crate) fn new(seed: u64) -> Self {
        Self { initial: Arc::new(initial(seed)), changed: BTreeMap::new() }
    }

    pub(crate) fn get(&self, attribute: Descriptor) -> Option<&Data> {
        self.changed.get(&attribute).or_else(|| self.initial.get(&attribute))
    }

    pub(crate) fn set(&mut self, attribute: Descriptor, value: Data) {
        self.changed.insert(attribute, value);
    }

    /// The value of an attribute that holds a signed number.
    pub(crate) fn signed(&self, attribute: Descriptor) -> Option<i64> {
        self.get(attribute)?.as_signed()
    }
}
