use super::Field;
use super::Missing;
use super::Mutant;
use super::Node;
use crate::Extension;
use crate::asn1::ObjectIdentifier;
use crate::asn1::tag;

impl Mutant {
    /// The SEQUENCE of the first extension of a type.
    pub fn extension(&mut self, oid: ObjectIdentifier) -> Result<&mut Node, Missing> {
        let list = self.node(Field::Extensions)?.nodes_mut()?;
        list.iter_mut().find(|node| node.is_about(oid)).ok_or(Missing("an extension of this type"))
    }

    /// The value inside extnValue of the first extension of a type.
    pub fn extension_value(&mut self, oid: ObjectIdentifier) -> Result<&mut Node, Missing> {
        let fields = self.extension(oid)?.nodes_mut()?;
        fields.last_mut().ok_or(Missing("a value of this extension"))?.child(0)
    }

    /// Puts an extension in, in place of the first of its type, else last.
    pub fn set_extension(&mut self, extension: &Extension) -> Result<(), Missing> {
        let node = extension_node(extension)?;
        match self.extension(extension.oid) {
            Ok(place) => *place = node,
            Err(_) => self.push_extension(node)?,
        }
        Ok(())
    }

    /// Puts an element behind the last extension.
    pub fn push_extension(&mut self, node: Node) -> Result<(), Missing> {
        self.node(Field::Extensions)?.nodes_mut()?.push(node);
        Ok(())
    }

    /// Takes out all extensions of a type, of which there must be one.
    pub fn remove_extension(&mut self, oid: ObjectIdentifier) -> Result<(), Missing> {
        self.extension(oid)?;
        self.node(Field::Extensions)?.nodes_mut()?.retain(|node| !node.is_about(oid));
        Ok(())
    }

    /// Writes the first extension of a type once more, behind the last.
    pub fn repeat_extension(&mut self, oid: ObjectIdentifier) -> Result<(), Missing> {
        let copy = self.extension(oid)?.clone();
        self.push_extension(copy)
    }

    /// Puts the octets of a critical flag into the first extension of a type; `None` leaves the flag out.
    pub fn set_critical(&mut self, oid: ObjectIdentifier, flag: Option<&[u8]>) -> Result<(), Missing> {
        let fields = self.extension(oid)?.nodes_mut()?;
        fields.retain(|node| node.tag() != Some(tag::BOOLEAN));
        if let Some(octets) = flag {
            fields.insert(fields.len().min(1), Node::primitive(tag::BOOLEAN, octets));
        }
        Ok(())
    }

    /// Brings the extensions into this order; those that are not named stay behind, in theirs.
    pub fn order_extensions(&mut self, order: &[ObjectIdentifier]) -> Result<(), Missing> {
        let list = self.node(Field::Extensions)?.nodes_mut()?;
        let place = |node: &Node| order.iter().position(|oid| node.is_about(*oid)).unwrap_or(order.len());
        list.sort_by_key(place);
        Ok(())
    }
}

/// An extension as a node.
fn extension_node(extension: &Extension) -> Result<Node, Missing> {
    Node::read(&extension.to_der()).map_err(|_| Missing("an extension in DER"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Certificate;
    use crate::KeyUsage;
    use crate::asn1::oid;
    use crate::pki::TestPki;

    #[test]
    fn extensions_are_changed_one_by_one() {
        let pki = TestPki::from_seed(1).unwrap();
        let mut mutant = Mutant::of(pki.issuing_authority().certificate());
        let read = |mutant: &Mutant| Certificate::parse_der(&mutant.to_der()).unwrap();
        let oids = |certificate: &Certificate| -> Vec<ObjectIdentifier> {
            certificate.extensions().iter().map(|extension| extension.oid).collect()
        };

        mutant.set_extension(&Extension::key_usage(KeyUsage::KEY_AGREEMENT)).unwrap();
        assert_eq!(read(&mutant).key_usage(), Some(KeyUsage::KEY_AGREEMENT));
        mutant.extension_value(oid::KEY_USAGE).unwrap().set_octets([0x05, 0x20]);
        assert_eq!(read(&mutant).key_usage(), Some(KeyUsage::KEY_ENCIPHERMENT));
        mutant.set_critical(oid::KEY_USAGE, None).unwrap();
        assert!(!read(&mutant).extension(oid::KEY_USAGE).unwrap().critical);
        mutant.set_critical(oid::KEY_USAGE, Some(&[0xFF])).unwrap();
        assert!(read(&mutant).extension(oid::KEY_USAGE).unwrap().critical);

        mutant.order_extensions(&[oid::AUTHORITY_KEY_IDENTIFIER, oid::BASIC_CONSTRAINTS]).unwrap();
        let order = oids(&read(&mutant));
        assert_eq!(order[..3], [oid::AUTHORITY_KEY_IDENTIFIER, oid::BASIC_CONSTRAINTS, oid::KEY_USAGE]);
        mutant.repeat_extension(oid::BASIC_CONSTRAINTS).unwrap();
        assert_eq!(oids(&read(&mutant)).len(), 6);
        mutant.remove_extension(oid::BASIC_CONSTRAINTS).unwrap();
        assert_eq!(oids(&read(&mutant)).len(), 4);
        let missing = Err(Missing("an extension of this type"));
        assert_eq!(mutant.remove_extension(oid::BASIC_CONSTRAINTS), missing);
    }
}
