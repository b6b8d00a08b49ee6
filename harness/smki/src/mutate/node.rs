use super::Missing;
use crate::Error;
use crate::asn1::Element;
use crate::asn1::ObjectIdentifier;
use crate::asn1::Reader;
use crate::asn1::tag;
use crate::asn1::write;

/// One element of a tree: what it is written as, not what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The identifier octets; one, unless it shall be wrong.
    pub identifier: Vec<u8>,
    /// How the length is written.
    pub length: Length,
    /// What is inside.
    pub content: Content,
}

/// How a length is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// Not at all: the node is its content. With an empty identifier, any octets.
    Absent,
    /// These octets, whatever the content.
    Octets(Vec<u8>),
    /// `80`, and two zero octets after the content.
    Indefinite,
    /// In the long form, with this many zero octets before the shortest one.
    Padded(usize),
    /// As DER demands.
    Shortest,
}

/// What is inside a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Further nodes, whether or not the identifier says so.
    Nodes(Vec<Node>),
    /// Octets.
    Octets(Vec<u8>),
}

impl Node {
    /// A node with octets inside.
    pub fn primitive(identifier: u8, octets: impl Into<Vec<u8>>) -> Self {
        Self {
            identifier: vec![identifier],
            length: Length::Shortest,
            content: Content::Octets(octets.into()),
        }
    }

    /// A node with nodes inside.
    pub fn constructed(identifier: u8, nodes: Vec<Self>) -> Self {
        Self { identifier: vec![identifier], length: Length::Shortest, content: Content::Nodes(nodes) }
    }

    /// A SEQUENCE.
    pub fn sequence(nodes: Vec<Self>) -> Self {
        Self::constructed(tag::SEQUENCE, nodes)
    }

    /// An OBJECT IDENTIFIER.
    pub fn object_identifier(oid: ObjectIdentifier) -> Self {
        Self::primitive(tag::OBJECT_IDENTIFIER, oid.as_bytes())
    }

    /// A BIT STRING.
    pub fn bit_string(unused_bits: u8, octets: &[u8]) -> Self {
        Self::primitive(tag::BIT_STRING, [&[unused_bits], octets].concat())
    }

    /// Octets that stand for themselves.
    pub fn verbatim(octets: impl Into<Vec<u8>>) -> Self {
        Self { identifier: Vec::new(), length: Length::Absent, content: Content::Octets(octets.into()) }
    }

    /// Takes apart an element in DER, down to `MAX_DEPTH`; nothing may follow.
    pub fn read(octets: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(octets);
        let element = reader.element("an element")?;
        reader.finish()?;
        Ok(Self::from_element(&element, 0))
    }

    /// The first octet of the identifier.
    pub fn tag(&self) -> Option<u8> {
        self.identifier.first().copied()
    }

    /// The nodes inside; none where there are octets.
    pub fn nodes(&self) -> &[Self] {
        match &self.content {
            Content::Nodes(nodes) => nodes,
            Content::Octets(_) => &[],
        }
    }

    /// The nodes inside, to be changed. Octets that are elements in DER are taken apart first.
    pub fn nodes_mut(&mut self) -> Result<&mut Vec<Self>, Missing> {
        if let Content::Octets(octets) = &self.content
            && let Some(nodes) = elements(octets, 0)
        {
            self.content = Content::Nodes(nodes);
        }
        match &mut self.content {
            Content::Nodes(nodes) => Ok(nodes),
            Content::Octets(_) => Err(Missing("elements inside")),
        }
    }

    /// The node inside at a place, to be changed.
    pub fn child(&mut self, index: usize) -> Result<&mut Self, Missing> {
        self.nodes_mut()?.get_mut(index).ok_or(Missing("an element at this place"))
    }

    /// The content as octets.
    pub fn octets(&self) -> Vec<u8> {
        match &self.content {
            Content::Nodes(nodes) => nodes.iter().flat_map(Self::to_der).collect(),
            Content::Octets(octets) => octets.clone(),
        }
    }

    /// Puts other octets inside.
    pub fn set_octets(&mut self, octets: impl Into<Vec<u8>>) {
        self.content = Content::Octets(octets.into());
    }

    /// Adds octets at the end of the content.
    pub fn append(&mut self, octets: &[u8]) {
        match &mut self.content {
            Content::Nodes(nodes) => nodes.push(Self::verbatim(octets)),
            Content::Octets(content) => content.extend_from_slice(octets),
        }
    }

    /// Whether the first node inside is this object identifier.
    pub fn is_about(&self, oid: ObjectIdentifier) -> bool {
        self.nodes().first().is_some_and(|first| *first == Self::object_identifier(oid))
    }

    /// The octets: DER, as far as nothing was set otherwise.
    pub fn to_der(&self) -> Vec<u8> {
        let content = self.octets();
        let length = match &self.length {
            Length::Absent => Vec::new(),
            Length::Octets(octets) => octets.clone(),
            Length::Indefinite => vec![0x80],
            Length::Padded(zeros) => padded(content.len(), *zeros),
            Length::Shortest => write::length(content.len()),
        };
        let end: &[u8] = if self.length == Length::Indefinite { &[0, 0] } else { &[] };
        [&self.identifier, &length, &content, end].concat()
    }

    fn from_element(element: &Element<'_>, depth: usize) -> Self {
        let inside = if element.tag & CONSTRUCTED == 0 { None } else { elements(element.content, depth + 1) };
        match inside {
            Some(nodes) => Self::constructed(element.tag, nodes),
            None => Self::primitive(element.tag, element.content),
        }
    }
}

/// Octets as a row of elements in DER; `None` if they are none, or nested too deep.
fn elements(octets: &[u8], depth: usize) -> Option<Vec<Node>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut reader = Reader::new(octets);
    let mut nodes = Vec::new();
    while !reader.is_empty() {
        let element = reader.element("an element").ok()?;
        nodes.push(Node::from_element(&element, depth));
    }
    Some(nodes)
}

fn padded(length: usize, zeros: usize) -> Vec<u8> {
    let size = length.to_be_bytes();
    let significant = size.iter().copied().skip_while(|octet| *octet == 0);
    let octets: Vec<u8> = core::iter::repeat_n(0, zeros).chain(significant).collect();
    // The count has seven bits; who asks for more zeros gets a length that says less than it holds.
    let count = u8::try_from(octets.len()).unwrap_or(u8::MAX) & 0x7F;
    [&[0x80 | count], octets.as_slice()].concat()
}

/// How deep elements are taken apart; what is deeper stays octets.
const MAX_DEPTH: usize = 32;
const CONSTRUCTED: u8 = 0x20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let octets = [0x30, 0x09, 0x02, 0x01, 0x05, 0xA0, 0x04, 0x04, 0x02, 0x30, 0x00];
        let node = Node::read(&octets).unwrap();
        assert_eq!(node.to_der(), octets);
        assert_eq!(node.nodes().len(), 2);
        assert_eq!(node.nodes()[1].nodes()[0].octets(), [0x30, 0x00]);
        assert!(Node::read(&[0x30, 0x81, 0x00]).is_err());
    }

    #[test]
    fn lengths_are_written_as_told() {
        let with = |length| Node { length, ..Node::primitive(0x04, [0xAA, 0xBB]) }.to_der();
        assert_eq!(with(Length::Shortest), [0x04, 0x02, 0xAA, 0xBB]);
        assert_eq!(with(Length::Padded(0)), [0x04, 0x81, 0x02, 0xAA, 0xBB]);
        assert_eq!(with(Length::Padded(1)), [0x04, 0x82, 0x00, 0x02, 0xAA, 0xBB]);
        assert_eq!(with(Length::Indefinite), [0x04, 0x80, 0xAA, 0xBB, 0x00, 0x00]);
        assert_eq!(with(Length::Octets(vec![0x05])), [0x04, 0x05, 0xAA, 0xBB]);
        assert_eq!(with(Length::Absent), [0x04, 0xAA, 0xBB]);
    }

    #[test]
    fn deep_nesting_ends() {
        let mut octets = Vec::new();
        for _ in 0..2000 {
            octets = write::element(tag::SEQUENCE, &octets);
        }
        assert_eq!(Node::read(&octets).unwrap().to_der(), octets);
    }
}
