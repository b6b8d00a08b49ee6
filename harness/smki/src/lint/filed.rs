use std::path::Path;

use crate::Certificate;
use crate::Usage;
use crate::keyring;
use crate::profile::Evidence;
use crate::profile::Finding;
use crate::profile::Place;
use crate::profile::Rule;
use crate::profile::hexadecimal;

/// What the name of a file in a key folder says of the certificate in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// The Entity Identifier.
    pub id: [u8; 8],
    /// What the key is for.
    pub usage: Usage,
}

pub(super) const FILED_AS: Rule = Rule::new(
    "filed-as",
    "key folder",
    Evidence::Data,
    Place::Certificate,
    "the party and the usage of the file name",
);

impl Filed {
    /// What a path says: `<EUI-64, lower-case hexadecimal>-<ds|ka|pp-ka>.pem`; `None` if it has another form.
    pub fn from_path(path: &Path) -> Option<Self> {
        keyring::identity_of_name(path).map(|(id, usage)| Self { id, usage })
    }

    pub(super) fn judge(self, certificate: &Certificate) -> Result<(), Finding> {
        let id = certificate.entity_id();
        if id != Some(self.id) {
            let found =
                id.map_or_else(|| "no party".to_owned(), |id| format!("the party {}", hexadecimal(&id)));
            return Err(FILED_AS.broken(found));
        }
        let usage = certificate.key_usage();
        FILED_AS.require(usage == Some(self.usage.key_usage()), || {
            usage.map_or_else(|| "no keyUsage".to_owned(), |usage| format!("keyUsage {usage}"))
        })
    }
}
