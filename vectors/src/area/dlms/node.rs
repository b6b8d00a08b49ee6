//! Data items whose tag, length and content may be wrong.

use hallmark_gbcs::wire::push_length;

/// One item of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    /// What is written for the length or count, where that is not the true one.
    pub(crate) length: Option<Vec<u8>>,
    pub(crate) body: Body,
}

/// What follows the tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Octets of a fixed number.
    Fixed(Vec<u8>),
    /// A count, and items.
    Items(Vec<Node>),
    /// A length in units, and octets.
    Sized { units: usize, octets: Vec<u8> },
    /// A type description, a length, contents.
    Compact { description: Vec<u8>, contents: Vec<u8> },
}

impl Node {
    pub(crate) fn fixed(tag: u8, octets: impl Into<Vec<u8>>) -> Self {
        Self { tag, length: None, body: Body::Fixed(octets.into()) }
    }

    pub(crate) fn string(tag: u8, octets: impl Into<Vec<u8>>) -> Self {
        let octets = octets.into();
        Self { tag, length: None, body: Body::Sized { units: octets.len(), octets } }
    }

    pub(crate) fn octets(octets: impl Into<Vec<u8>>) -> Self {
        Self::string(0x09, octets)
    }

    pub(crate) fn bits(units: usize, octets: impl Into<Vec<u8>>) -> Self {
        Self { tag: 0x04, length: None, body: Body::Sized { units, octets: octets.into() } }
    }

    pub(crate) fn null() -> Self {
        Self::fixed(0x00, [])
    }

    pub(crate) fn unsigned(value: u8) -> Self {
        Self::fixed(0x11, [value])
    }

    pub(crate) fn long_unsigned(value: u16) -> Self {
        Self::fixed(0x12, value.to_be_bytes())
    }

    pub(crate) fn enumeration(value: u8) -> Self {
        Self::fixed(0x16, [value])
    }

    pub(crate) fn array(items: impl Into<Vec<Self>>) -> Self {
        Self { tag: 0x01, length: None, body: Body::Items(items.into()) }
    }

    pub(crate) fn structure(items: impl Into<Vec<Self>>) -> Self {
        Self { tag: 0x02, length: None, body: Body::Items(items.into()) }
    }

    pub(crate) fn compact(description: &[u8], contents: impl Into<Vec<u8>>) -> Self {
        let body = Body::Compact { description: description.to_vec(), contents: contents.into() };
        Self { tag: 0x13, length: None, body }
    }

    pub(crate) fn emit(&self, out: &mut Vec<u8>) {
        out.push(self.tag);
        if let Body::Compact { description, .. } = &self.body {
            out.extend(description);
        }
        match (&self.length, self.units()) {
            (Some(field), _) => out.extend(field),
            (None, Some(units)) => push_length(out, units, 1),
            (None, None) => {}
        }
        match &self.body {
            Body::Fixed(octets) | Body::Sized { octets, .. } => out.extend(octets),
            Body::Items(items) => items.iter().for_each(|item| item.emit(out)),
            Body::Compact { contents, .. } => out.extend(contents),
        }
    }

    /// The true length or count, where the type has one.
    pub(crate) fn units(&self) -> Option<usize> {
        match &self.body {
            Body::Fixed(_) => None,
            Body::Items(items) => Some(items.len()),
            Body::Sized { units, .. } => Some(*units),
            Body::Compact { contents, .. } => Some(contents.len()),
        }
    }

    pub(crate) fn children(&self) -> &[Self] {
        match &self.body {
            Body::Items(items) => items,
            _ => &[],
        }
    }

    /// The tree with the item at `path` replaced by others.
    pub(crate) fn with(&self, path: &[usize], new: &[Self]) -> Vec<Self> {
        let Some((first, rest)) = path.split_first() else { return new.to_vec() };
        let items = self.children().iter().enumerate().flat_map(|(index, child)| {
            if index == *first { child.with(rest, new) } else { vec![child.clone()] }
        });
        vec![Self { body: Body::Items(items.collect()), ..self.clone() }]
    }

    /// Every item with its path, the outer ones first.
    pub(crate) fn walk(&self) -> Vec<(Vec<usize>, &Self)> {
        let mut all = vec![(Vec::new(), self)];
        for (index, child) in self.children().iter().enumerate() {
            all.extend(child.walk().into_iter().map(|(path, node)| {
                let mut full = vec![index];
                full.extend(path);
                (full, node)
            }));
        }
        all
    }
}
