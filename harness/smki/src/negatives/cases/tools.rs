//! What several groups use.

use crate::asn1::ObjectIdentifier;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Field;
use crate::mutate::Length;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::negatives::Problem;
use crate::negatives::Scene;
use crate::negatives::case::Change;
use crate::negatives::case::ChangeMutant;
use crate::negatives::workshop::Workshop;

pub(super) type Done = Result<(), Missing>;

/// Changes the leaf and signs it anew.
pub(super) const fn leaf(change: ChangeMutant) -> Change {
    Change::Leaf(change)
}

/// Changes the leaf under the signature that it has.
pub(super) const fn signed(change: ChangeMutant) -> Change {
    Change::LeafSigned(change)
}

/// Changes the issuing CA's certificate and signs it anew.
pub(super) const fn issuer(change: ChangeMutant) -> Change {
    Change::Issuer(change)
}

/// Changes anything.
pub(super) const fn scene(change: fn(&Workshop, &mut Scene) -> Result<(), Problem>) -> Change {
    Change::Scene(change)
}

/// Writes the length of a field with one needless octet.
pub(super) fn pad(mutant: &mut Mutant, field: Field) -> Done {
    mutant.node(field)?.length = longer(mutant.node(field)?);
    Ok(())
}

/// The length of a node with one needless octet.
pub(super) fn longer(node: &Node) -> Length {
    // A length below 128 in the long form has one octet more already.
    if node.octets().len() < 128 { Length::Padded(0) } else { Length::Padded(1) }
}

/// An object identifier in dotted form, which stands in this source.
pub(super) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// An extension with any octets for a value.
pub(super) fn extension(oid: ObjectIdentifier, critical: bool, value: &[u8]) -> Node {
    let mut fields = vec![Node::object_identifier(oid)];
    if critical {
        fields.push(Node::primitive(tag::BOOLEAN, [0xFF]));
    }
    fields.push(Node::primitive(tag::OCTET_STRING, value));
    Node::sequence(fields)
}

/// Puts another value into an extension, whatever it is.
pub(super) fn revalue(mutant: &mut Mutant, oid: ObjectIdentifier, value: &[u8]) -> Done {
    let fields = mutant.extension(oid)?.nodes_mut()?;
    fields.last_mut().ok_or(Missing("a value of this extension"))?.set_octets(value);
    Ok(())
}

/// The octets of keyUsage with these unused bits and bits.
pub(super) fn set_usage_bits(mutant: &mut Mutant, unused_bits: u8, bits: &[u8]) -> Done {
    revalue(mutant, crate::asn1::oid::KEY_USAGE, &write::bit_string(unused_bits, bits))
}

/// An extension of our own arc of examples, which no validator knows.
pub(super) const UNKNOWN: ObjectIdentifier = oid("1.3.6.1.4.1.99999.1");
/// An algorithm identifier without parameters.
pub(super) fn algorithm(text: &str) -> Node {
    Node::sequence(vec![Node::object_identifier(oid(text))])
}
