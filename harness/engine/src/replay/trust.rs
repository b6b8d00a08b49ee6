//! Whether the keys at hand are those of the parties.

use std::collections::HashMap;

use hallmark_gbcs::EntityId;

/// Of whom anything has verified.
#[derive(Debug, Default)]
pub(super) struct Trust(HashMap<EntityId, bool>);

impl Trust {
    /// Something of this party was checked.
    pub(super) fn checked(&mut self, party: EntityId, is_valid: bool) {
        if self.0.len() < MOST || self.0.contains_key(&party) {
            *self.0.entry(party).or_default() |= is_valid;
        }
    }

    /// Whether the keys of this party fit.
    pub(super) fn fits(&self, party: EntityId) -> bool {
        self.0.get(&party).copied().unwrap_or(false)
    }
}

const MOST: usize = 65_536;
