//! Octets as the files write them: lower-case hexadecimal.

use core::fmt;
use std::borrow::Cow;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;
use schemars::json_schema;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de;

/// Octets of any number.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Hex(pub Vec<u8>);

/// Exactly `N` octets.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fixed<const N: usize>(pub [u8; N]);

impl From<Vec<u8>> for Hex {
    fn from(octets: Vec<u8>) -> Self {
        Self(octets)
    }
}

impl From<&[u8]> for Hex {
    fn from(octets: &[u8]) -> Self {
        Self(octets.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Hex {
    fn from(octets: [u8; N]) -> Self {
        Self(octets.to_vec())
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({self})")
    }
}

impl<const N: usize> fmt::Debug for Fixed<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fixed({})", Hex::from(self.0))
    }
}

impl From<EntityId> for Fixed<8> {
    fn from(id: EntityId) -> Self {
        Self(id.0)
    }
}

impl From<Counter> for Fixed<8> {
    fn from(counter: Counter) -> Self {
        Self(counter.0.to_be_bytes())
    }
}

impl From<Fixed<8>> for EntityId {
    fn from(octets: Fixed<8>) -> Self {
        Self(octets.0)
    }
}

impl From<Fixed<8>> for Counter {
    fn from(octets: Fixed<8>) -> Self {
        Self(u64::from_be_bytes(octets.0))
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<const N: usize> Serialize for Fixed<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Hex::from(self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        parse(&text).map(Self).ok_or_else(|| de::Error::custom("expected lower-case hexadecimal octets"))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Fixed<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octets = Hex::deserialize(deserializer)?.0;
        let found = octets.len();
        octets
            .try_into()
            .map(Self)
            .map_err(|_| de::Error::custom(format!("expected {N} octets, found {found}")))
    }
}

impl JsonSchema for Hex {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Hex".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9a-f]{2})*$" })
    }
}

impl<const N: usize> JsonSchema for Fixed<N> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Hex{N}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": format!("^([0-9a-f]{{2}}){{{N}}}$") })
    }
}

fn parse(text: &str) -> Option<Vec<u8>> {
    let nibble = |digit: &u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(high)? << 4 | nibble(low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_round_trip_and_anything_else_is_refused() {
        let octets: Hex = serde_json::from_str("\"00ff7a\"").unwrap();
        assert_eq!(octets, Hex(vec![0x00, 0xFF, 0x7A]));
        assert_eq!(serde_json::to_string(&octets).unwrap(), "\"00ff7a\"");
        for wrong in ["\"0\"", "\"0G\"", "\"FF\"", "\" 00\"", "7"] {
            assert!(serde_json::from_str::<Hex>(wrong).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Fixed<2>>("\"0011\"").is_ok());
        assert!(serde_json::from_str::<Fixed<2>>("\"001122\"").is_err());
    }
}
