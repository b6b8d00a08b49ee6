//! A tree of tag, length and content, any of which may be wrong.

use hallmark_gbcs::wire::push_length;

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    /// The length field, where it is not the shortest form of the true length.
    pub(crate) length: Option<Vec<u8>>,
    pub(crate) body: Body,
}

/// What is in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    Nodes(Vec<Node>),
    Octets(Vec<u8>),
}

impl Node {
    pub(crate) fn leaf(tag: u8, octets: impl Into<Vec<u8>>) -> Self {
        Self { tag, length: None, body: Body::Octets(octets.into()) }
    }

    pub(crate) fn group(tag: u8, nodes: impl Into<Vec<Self>>) -> Self {
        Self { tag, length: None, body: Body::Nodes(nodes.into()) }
    }

    pub(crate) fn sequence(nodes: impl Into<Vec<Self>>) -> Self {
        Self::group(0x30, nodes)
    }

    /// A number in the shortest form.
    pub(crate) fn number(tag: u8, number: u64) -> Self {
        let octets = number.to_be_bytes();
        let digits: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
        let sign = digits.first().is_none_or(|first| *first >= 0x80);
        Self::leaf(tag, [if sign { vec![0] } else { Vec::new() }, digits].concat())
    }

    pub(crate) fn integer(number: u64) -> Self {
        Self::number(0x02, number)
    }

    pub(crate) fn octets(octets: impl Into<Vec<u8>>) -> Self {
        Self::leaf(0x04, octets)
    }

    pub(crate) fn null() -> Self {
        Self::leaf(0x05, [])
    }

    /// An element that stands for a certificate: its content is not looked into.
    pub(crate) fn opaque(der: &[u8]) -> Self {
        // The header of a certificate: the tag, and a length in up to three octets.
        let header = match der.get(1) {
            Some(0x82) => 4,
            Some(0x81) => 3,
            _ => 2,
        };
        Self::leaf(0x30, der.get(header..).unwrap_or_default())
    }

    pub(crate) fn content(&self) -> Vec<u8> {
        match &self.body {
            Body::Nodes(nodes) => nodes.iter().flat_map(Self::to_vec).collect(),
            Body::Octets(octets) => octets.clone(),
        }
    }

    pub(crate) fn to_vec(&self) -> Vec<u8> {
        let content = self.content();
        let mut out = vec![self.tag];
        match &self.length {
            Some(field) => out.extend(field),
            None => push_length(&mut out, content.len(), 1),
        }
        out.extend(content);
        out
    }

    pub(crate) fn children(&self) -> &[Self] {
        match &self.body {
            Body::Nodes(nodes) => nodes,
            Body::Octets(_) => &[],
        }
    }

    /// The tree with the element at `path` replaced by others.
    pub(crate) fn with(&self, path: &[usize], new: Vec<Self>) -> Vec<Self> {
        let Some((first, rest)) = path.split_first() else { return new };
        let nodes = self.children().iter().enumerate().flat_map(|(index, child)| {
            if index == *first { child.with(rest, new.clone()) } else { vec![child.clone()] }
        });
        vec![Self { body: Body::Nodes(nodes.collect()), ..self.clone() }]
    }

    /// The tags on the way to the element at `path`.
    pub(crate) fn tags(&self, path: &[usize]) -> Vec<u8> {
        let mut tags = vec![self.tag];
        if let Some((first, rest)) = path.split_first() {
            tags.extend(self.children().get(*first).map(|child| child.tags(rest)).unwrap_or_default());
        }
        tags
    }

    /// Every element with its path, the outer ones first.
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
