use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme::Shape;

use super::Device;
use super::Entry;
use super::Log;
use crate::objects::Profile;
use crate::objects::compact;
use crate::objects::log_element;
use crate::objects::well_known;

impl Device {
    /// The entries of a log or profile from one second to another, both included; `None` where the attribute is neither.
    pub(crate) fn entries(&self, attribute: Descriptor, from: u32, to: u32, shape: &Shape) -> Option<Data> {
        let element = log_element(attribute, shape);
        let entries = match self.log(attribute) {
            Some(log) => {
                let selected = log.entries().filter(|entry| (from..=to).contains(&entry.time));
                selected.map(Entry::to_data).collect()
            }
            None => Profile::of(attribute)?.entries(self.seed, self.now, from, to, &element),
        };
        compact(&element, &entries)
    }

    fn log(&self, attribute: Descriptor) -> Option<&Log> {
        match attribute {
            well_known::EVENT_LOG => Some(&self.logs.event),
            well_known::SECURITY_LOG => Some(&self.logs.security),
            well_known::POWER_LOG => Some(&self.logs.power),
            well_known::AUXILIARY_LOG => Some(&self.logs.auxiliary),
            well_known::CREDIT_LOG => Some(&self.logs.credits),
            _ => None,
        }
    }
}

impl Entry {
    fn to_data(&self) -> Data {
        let time = Data::DoubleLongUnsigned(self.time);
        Data::structure(std::iter::once(time).chain(self.columns.iter().cloned()))
    }
}
