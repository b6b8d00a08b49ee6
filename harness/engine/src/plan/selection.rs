//! What the operator asked for.

use core::fmt;
use core::str::FromStr;

use crate::plan::SuiteTest;
use crate::plan::TagExpression;

/// Which tests the operator asked for. A test must satisfy all parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A pack.
    pub pack: Option<String>,
    /// An expression over tags.
    pub tags: Option<TagExpression>,
    /// Test ids, or the part of ids before a `/` or a `.`; empty for all.
    pub ids: Vec<String>,
    /// One part of several.
    pub shard: Shard,
}

impl Selection {
    /// Whether a test belongs to it, shards aside.
    pub(super) fn includes(&self, test: &SuiteTest) -> bool {
        self.pack.as_ref().is_none_or(|pack| test.packs.contains(pack))
            && self.tags.as_ref().is_none_or(|tags| tags.matches(&test.tags))
            && (self.ids.is_empty() || self.ids.iter().any(|id| names(id, &test.id)))
    }
}

impl fmt::Display for Selection {
    /// In words, shards aside: shards of one run have the same selection.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pack = self.pack.iter().map(|pack| format!("pack {pack}"));
        let tags = self.tags.iter().map(|tags| format!("tags {tags}"));
        let ids = (!self.ids.is_empty()).then(|| format!("ids {}", self.ids.join(", ")));
        let parts: Vec<String> = pack.chain(tags).chain(ids).collect();
        if parts.is_empty() { f.write_str("everything") } else { f.write_str(&parts.join("; ")) }
    }
}

/// Whether what the operator wrote names this test: its id, or what stands before one of its slashes, or before the
/// dot that ends its clause.
pub(super) fn names(written: &str, id: &str) -> bool {
    match id.strip_prefix(written) {
        Some(rest) => rest.is_empty() || rest.starts_with(['/', '.']) || written.ends_with('/'),
        None => false,
    }
}

/// One part of several that are run apart and merged later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shard {
    index: u32,
    count: u32,
}

impl Shard {
    /// Part `index`, from 1, of `count`.
    pub fn new(index: u32, count: u32) -> Option<Self> {
        (index >= 1 && index <= count && count <= MOST_SHARDS).then_some(Self { index, count })
    }

    /// How many parts there are.
    pub fn count(self) -> u32 {
        self.count
    }

    /// Whether it has the test at a position of the selection. Neighbours, which are often rows of one outline
    /// and cost alike, go to different shards.
    pub(super) fn has(self, position: usize) -> bool {
        let part = position as u64 % u64::from(self.count);
        part + 1 == u64::from(self.index)
    }
}

impl Default for Shard {
    /// The whole.
    fn default() -> Self {
        Self { index: 1, count: 1 }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// The text names no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a shard: expected its number, from 1, and how many there are, such as 1/4")]
pub struct NotAShard;

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (index, count) = text.split_once('/').ok_or(NotAShard)?;
        let number = |part: &str| match part.bytes().all(|octet| octet.is_ascii_digit()) {
            true => part.parse().map_err(|_| NotAShard),
            false => Err(NotAShard),
        };
        Self::new(number(index)?, number(count)?).ok_or(NotAShard)
    }
}

const MOST_SHARDS: u32 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_named_whole_or_up_to_a_slash_or_a_dot() {
        for (written, id, named) in [
            ("a/b", "a/b", true),
            ("a", "a/b", true),
            ("a/", "a/b", true),
            ("a/b", "a/b/c", true),
            ("G-54", "G-54.replayed/ECS02/supplier", true),
            ("G-54.replayed", "G-54.replayed/ECS02/supplier", true),
            ("G-5", "G-54.replayed/ECS02/supplier", false),
            ("G-54.replay", "G-54.replayed/ECS02/supplier", false),
            ("G-54.", "G-54.replayed/ECS02/supplier", false),
            ("a", "ab", false),
            ("a/b", "a/bc", false),
            ("a/b/", "a/b", false),
            ("", "a", false),
        ] {
            assert_eq!(names(written, id), named, "{written} {id}");
        }
    }

    #[test]
    fn shards_are_read_strictly() {
        assert_eq!("2/3".parse(), Ok(Shard { index: 2, count: 3 }));
        assert_eq!("2/3".parse::<Shard>().unwrap().to_string(), "2/3");
        for text in ["", "1", "0/3", "4/3", "1/0", "+1/3", "1/", "/3", "1/2/3", "1/10001", "1/99999999999"] {
            assert_eq!(text.parse::<Shard>(), Err(NotAShard), "{text}");
        }
    }

    #[test]
    fn shards_share_every_position_out() {
        for position in 0..100 {
            let having: Vec<u32> =
                (1..=7).filter(|index| Shard::new(*index, 7).unwrap().has(position)).collect();
            assert_eq!(having.len(), 1, "{position}");
        }
    }
}
