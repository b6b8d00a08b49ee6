//! Certificates and certification requests, as octets.

use std::borrow::Cow;

use crate::Error;
use crate::describe::Value;

use super::element::Element;
use super::element::SEQUENCE;
use super::source::Source;
use super::writer::Writer;

/// A DER structure that this crate does not look into: one whole element, tag and length included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate<'a>(pub Cow<'a, [u8]>);

impl Certificate<'_> {
    /// The same octets, owned.
    pub fn into_owned(self) -> Certificate<'static> {
        Certificate(Cow::Owned(self.0.into_owned()))
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8] {
        &self.0
    }
}

impl<'a> From<&'a [u8]> for Certificate<'a> {
    fn from(octets: &'a [u8]) -> Self {
        Self(Cow::Borrowed(octets))
    }
}

impl From<Vec<u8>> for Certificate<'_> {
    fn from(octets: Vec<u8>) -> Self {
        Self(Cow::Owned(octets))
    }
}

impl<'a> Element<'a> for Certificate<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        let (octets, range) = source.opaque(tag, name)?;
        source.describe(name, range, Value::Octets(octets));
        Ok(octets.into())
    }

    fn write_as(&self, out: &mut Writer<'_>, _tag: u8) {
        out.opaque(&self.0);
    }
}
