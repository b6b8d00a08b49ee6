//! Names in any layout.

use super::Node;
use crate::asn1::ObjectIdentifier;
use crate::asn1::tag;

/// One attribute of a name, with a value of any type.
pub fn attribute(oid: ObjectIdentifier, tag: u8, value: &[u8]) -> Node {
    Node::sequence(vec![Node::object_identifier(oid), Node::primitive(tag, value)])
}

/// A relative distinguished name of these attributes, in the order given.
pub fn relative(attributes: Vec<Node>) -> Node {
    Node::constructed(tag::SET, attributes)
}

/// A name with each of these attributes in a relative distinguished name of its own.
pub fn name(attributes: Vec<Node>) -> Node {
    Node::sequence(attributes.into_iter().map(|one| relative(vec![one])).collect())
}

/// The content of an x500UniqueIdentifier value: unused bits and octets.
pub fn identifier(unused_bits: u8, octets: &[u8]) -> Vec<u8> {
    [&[unused_bits], octets].concat()
}
