//! Walks a parsed TOML document and remembers where everything stands.

use core::ops::RangeInclusive;
use core::str::FromStr;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::nearest::nearest;
use crate::profile::Problem;
use crate::profile::ProfileError;

/// A table whose keys are all known.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    text: &'t str,
    path: Path<'t>,
    offset: usize,
    entries: &'t DeTable<'t>,
}

impl<'t> Table<'t> {
    /// The document itself, whose keys must be among `known`.
    pub(super) fn document(
        text: &'t str,
        entries: &'t DeTable<'t>,
        known: &[&str],
    ) -> Result<Self, ProfileError> {
        let table = Self { text, path: Path::Document, offset: 0, entries };
        table.refuse_unknown_keys(known)?;
        Ok(table)
    }

    /// The value of a key, if it is there.
    pub(super) fn optional(&self, key: &str) -> Option<Value<'t>> {
        self.values().find_map(|(name, value)| (name == key).then_some(value))
    }

    /// The value of a key that must be there.
    pub(super) fn required(&self, key: &str, expected: &str) -> Result<Value<'t>, ProfileError> {
        self.optional(key).ok_or_else(|| self.missing(key, expected))
    }

    /// The error for a key that is not there.
    pub(super) fn missing(&self, key: &str, expected: &str) -> ProfileError {
        let problem = Problem::Missing { expected: expected.to_owned() };
        ProfileError::new(self.text, self.offset, self.path.join(key), problem)
    }

    /// Every key with its value.
    pub(super) fn values(&self) -> impl Iterator<Item = (&'t str, Value<'t>)> {
        let Self { text, path, entries, .. } = *self;
        entries.iter().map(move |(key, node)| {
            let name: &'t str = key.get_ref();
            let path = path.of(name);
            (name, Value { text, path, key_offset: key.span().start, node })
        })
    }

    fn refuse_unknown_keys(&self, known: &[&str]) -> Result<(), ProfileError> {
        let unknown = self.entries.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let problem = Problem::UnknownKey {
            nearest: nearest(first.get_ref(), known.iter().copied(), 1).first().map(ToString::to_string),
            known: known.iter().map(ToString::to_string).collect(),
        };
        Err(ProfileError::new(self.text, first.span().start, self.path.join(first.get_ref()), problem))
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    text: &'t str,
    path: Path<'t>,
    key_offset: usize,
    node: &'t Spanned<DeValue<'t>>,
}

impl<'t> Value<'t> {
    /// As a table whose keys must be among `known`.
    pub(super) fn table(&self, known: &[&str]) -> Result<Table<'t>, ProfileError> {
        let table = self.any_table()?;
        table.refuse_unknown_keys(known)?;
        Ok(table)
    }

    /// As a table with keys of the user's choice.
    pub(super) fn any_table(&self) -> Result<Table<'t>, ProfileError> {
        match self.node.get_ref() {
            DeValue::Table(entries) => {
                Ok(Table { text: self.text, path: self.path, offset: self.key_offset, entries })
            }
            _ => Err(self.not("a table")),
        }
    }

    /// As a list, each element a value of its own.
    pub(super) fn list(&self, expected: &str) -> Result<Vec<Value<'t>>, ProfileError> {
        match self.node.get_ref() {
            DeValue::Array(nodes) => Ok(nodes
                .iter()
                .map(|node| Value { text: self.text, path: self.path, key_offset: node.span().start, node })
                .collect()),
            _ => Err(self.not(expected)),
        }
    }

    /// As text that is not empty and has no control characters.
    pub(super) fn text(&self, expected: &str) -> Result<&'t str, ProfileError> {
        match self.node.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                Err(self.wrong(expected, "an empty string", None))
            }
            DeValue::String(text) if text.chars().any(char::is_control) => {
                Err(self.wrong(expected, "a string with control characters", None))
            }
            DeValue::String(text) => Ok(text),
            _ => Err(self.not(expected)),
        }
    }

    /// As text that a type can be read from; `names` are suggested for what is nearly right.
    pub(super) fn parsed<T: FromStr>(&self, expected: &str, names: &[&str]) -> Result<T, ProfileError> {
        self.read(expected, names, |text| text.parse().ok())
    }

    /// The same for what has no such type.
    pub(super) fn read<T>(
        &self,
        expected: &str,
        names: &[&str],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ProfileError> {
        let text = self.text(expected)?;
        read(text).ok_or_else(|| {
            let nearest = nearest(text, names.iter().copied(), 1).first().map(ToString::to_string);
            self.wrong(expected, &shown(text), nearest)
        })
    }

    /// As a whole number within bounds; a string of decimal digits serves for numbers that TOML cannot hold.
    pub(super) fn number(&self, expected: &str, bounds: RangeInclusive<u64>) -> Result<u64, ProfileError> {
        let (number, found) = match self.node.get_ref() {
            DeValue::Integer(integer) => {
                (u64::from_str_radix(integer.as_str(), integer.radix()).ok(), integer.to_string())
            }
            DeValue::String(digits)
                if !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit()) =>
            {
                (digits.parse().ok(), digits.to_string())
            }
            _ => return Err(self.not(expected)),
        };
        match number {
            Some(number) if bounds.contains(&number) => Ok(number),
            _ => Err(self.wrong(expected, &found, None)),
        }
    }

    /// As text, or as a TOML date, that a type can be read from.
    pub(super) fn date<T: FromStr>(&self, expected: &str) -> Result<T, ProfileError> {
        match self.node.get_ref() {
            DeValue::Datetime(date) => {
                let found = date.to_string();
                found.parse().map_err(|_| self.wrong(expected, &found, None))
            }
            DeValue::String(_) => self.parsed(expected, &[]),
            _ => Err(self.not(expected)),
        }
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.node.get_ref(), DeValue::Array(_))
    }

    /// The error for a value of the wrong type.
    pub(super) fn not(&self, expected: &str) -> ProfileError {
        let found = match self.node.get_ref() {
            DeValue::Array(nodes) if nodes.is_empty() => "an empty list",
            DeValue::Array(_) => "a list",
            DeValue::Boolean(true) => "true",
            DeValue::Boolean(false) => "false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Integer(_) => "a number",
            DeValue::String(_) => "a string",
            DeValue::Table(_) => "a table",
        };
        self.wrong(expected, found, None)
    }

    /// The error for a value that the key cannot have.
    pub(super) fn wrong(&self, expected: &str, found: &str, nearest: Option<String>) -> ProfileError {
        let problem = Problem::Value { expected: expected.to_owned(), found: found.to_owned(), nearest };
        ProfileError::new(self.text, self.node.span().start, self.path.to_string(), problem)
    }
}

/// Where a table or value stands. Three levels are all that a profile has.
#[derive(Clone, Copy)]
enum Path<'t> {
    Document,
    One(&'t str),
    Two(&'t str, &'t str),
    Three(&'t str, &'t str, &'t str),
}

impl<'t> Path<'t> {
    fn of(self, key: &'t str) -> Self {
        match self {
            Self::Document => Self::One(key),
            Self::One(first) => Self::Two(first, key),
            Self::Two(first, second) | Self::Three(first, second, _) => Self::Three(first, second, key),
        }
    }

    fn join(self, key: &str) -> String {
        match self {
            Self::Document => key.to_owned(),
            _ => format!("{self}.{key}"),
        }
    }
}

impl core::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Document => Ok(()),
            Self::One(first) => f.write_str(first),
            Self::Two(first, second) => write!(f, "{first}.{second}"),
            Self::Three(first, second, third) => write!(f, "{first}.{second}.{third}"),
        }
    }
}

/// Short text in quotes; longer text, which may be a key pasted into the wrong place, only described.
fn shown(text: &str) -> String {
    match text.chars().count() {
        0..=80 => format!("{text:?}"),
        long => format!("a string of {long} characters"),
    }
}
