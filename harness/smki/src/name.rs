use core::fmt;

use crate::Error;
use crate::asn1::Element;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;

/// A distinguished name, with its own octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    attributes: Vec<Attribute>,
}

/// One attribute of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which relative distinguished name it belongs to, from 0.
    pub group: usize,
    /// Its type.
    pub oid: ObjectIdentifier,
    /// The tag of its value.
    pub tag: u8,
    /// The content of its value.
    pub value: Vec<u8>,
}

impl Name {
    /// The name without attributes.
    pub fn empty() -> Self {
        Self::from_attributes(Vec::new())
    }

    /// The name of these attributes, each in a relative distinguished name of its own.
    pub fn from_attributes(attributes: Vec<Attribute>) -> Self {
        let attributes: Vec<Attribute> =
            attributes.into_iter().enumerate().map(|(group, one)| Attribute { group, ..one }).collect();
        let sets: Vec<Vec<u8>> = attributes.iter().map(|one| write::set(&[&one.to_der()])).collect();
        Self { der: write::element(tag::SEQUENCE, &sets.concat()), attributes }
    }

    /// The octets of the SEQUENCE.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The attributes, in order.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Whether there is no attribute.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The only attribute of this type; `None` when there are none or several.
    pub fn only(&self, oid: ObjectIdentifier) -> Option<&Attribute> {
        let mut found = self.attributes.iter().filter(|one| one.oid == oid);
        found.next().filter(|_| found.next().is_none())
    }

    /// The organisation's Entity Identifier: x500UniqueIdentifier, once, eight octets.
    pub fn entity_id(&self) -> Option<[u8; 8]> {
        let attribute = self.only(oid::UNIQUE_IDENTIFIER).filter(|one| one.tag == tag::BIT_STRING)?;
        let (unused_bits, octets) = attribute.value.split_first()?;
        if *unused_bits == 0 { octets.try_into().ok() } else { None }
    }

    /// The Remote Party Role: organizationalUnitName, once, two hexadecimal digits.
    pub fn role(&self) -> Option<u8> {
        let text = self.only(oid::ORGANIZATIONAL_UNIT)?.text()?;
        let hexadecimal = text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_hexdigit());
        if hexadecimal { u8::from_str_radix(text, 16).ok() } else { None }
    }

    /// Whether both name the same: equal attributes in equal order, strings compared by their characters
    /// whatever their string type (RFC 5280 7.1, without folding of case or space).
    pub fn matches(&self, other: &Self) -> bool {
        self.attributes.len() == other.attributes.len()
            && self.attributes.iter().zip(&other.attributes).all(|(one, two)| {
                let values = match (one.text(), two.text()) {
                    (Some(one), Some(two)) => one == two,
                    _ => one.tag == two.tag && one.value == two.value,
                };
                values && one.oid == two.oid && one.group == two.group
            })
    }

    pub(crate) fn from_element(element: Element<'_>) -> Result<Self, Error> {
        let mut attributes = Vec::new();
        let mut groups = element.reader();
        let mut group = 0;
        while !groups.is_empty() {
            let set = groups.tagged(tag::SET, "a relative distinguished name")?;
            let mut members = set.reader();
            if members.is_empty() {
                return Err(set.wrong("at least one attribute in a relative distinguished name"));
            }
            let mut before: &[u8] = &[];
            while !members.is_empty() {
                let attribute = members.tagged(tag::SEQUENCE, "an attribute of a name")?;
                // X.690 11.6. No element is the beginning of another, so plain comparison will do.
                if attribute.octets < before {
                    return Err(attribute.wrong("the attributes of a relative name in ascending order"));
                }
                before = attribute.octets;
                attributes.push(Attribute::from_element(attribute, group)?);
            }
            group += 1;
        }
        Ok(Self { der: element.octets.to_vec(), attributes })
    }
}

impl fmt::Display for Name {
    /// In certificate order, for people: `OU=02, x500UniqueIdentifier=…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("(empty)");
        }
        for (index, attribute) in self.attributes.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{attribute}")?;
        }
        Ok(())
    }
}

impl Attribute {
    /// commonName.
    pub fn common_name(text: &str) -> Self {
        Self::string(oid::COMMON_NAME, tag::UTF8_STRING, text)
    }

    /// organizationalUnitName with a role, as two upper-case hexadecimal digits.
    pub fn role(role: u8) -> Self {
        Self::string(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, &format!("{role:02X}"))
    }

    /// x500UniqueIdentifier with an Entity Identifier.
    pub fn entity_id(id: [u8; 8]) -> Self {
        let value = [&[0][..], &id].concat();
        Self { group: 0, oid: oid::UNIQUE_IDENTIFIER, tag: tag::BIT_STRING, value }
    }

    /// Any attribute with a string for a value.
    pub fn string(oid: ObjectIdentifier, tag: u8, text: &str) -> Self {
        Self { group: 0, oid, tag, value: text.as_bytes().to_vec() }
    }

    /// The same attribute as a PrintableString, as CA names are written.
    #[must_use]
    pub fn printable(self) -> Self {
        Self { tag: tag::PRINTABLE_STRING, ..self }
    }

    /// The value as text, if it is of a string type.
    pub fn text(&self) -> Option<&str> {
        let string = matches!(self.tag, tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING);
        if string { core::str::from_utf8(&self.value).ok() } else { None }
    }

    fn to_der(&self) -> Vec<u8> {
        write::sequence(&[&write::object_identifier(&self.oid), &write::element(self.tag, &self.value)])
    }

    fn from_element(element: Element<'_>, group: usize) -> Result<Self, Error> {
        let mut fields = element.reader();
        let oid = fields.object_identifier("the type of a name attribute")?;
        let value = fields.element("the value of a name attribute")?;
        fields.finish()?;
        if value.tag == tag::BIT_STRING {
            value.bit_string()?;
        }
        Ok(Self { group, oid, tag: value.tag, value: value.content.to_vec() })
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.oid {
            oid::COMMON_NAME => f.write_str("CN=")?,
            oid::ORGANIZATIONAL_UNIT => f.write_str("OU=")?,
            oid::UNIQUE_IDENTIFIER => f.write_str("x500UniqueIdentifier=")?,
            other => write!(f, "{other}=")?,
        }
        if let Some(text) = self.text() {
            return f.write_str(text);
        }
        let octets = match (self.tag, self.value.split_first()) {
            (tag::BIT_STRING, Some((0, octets))) => octets,
            _ => &self.value,
        };
        octets.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    #[test]
    fn built_names_are_read_back() {
        let id = [1, 2, 3, 4, 5, 6, 7, 8];
        let name = Name::from_attributes(vec![
            Attribute::common_name("Some supplier"),
            Attribute::role(0x7F),
            Attribute::entity_id(id),
        ]);
        let element = Reader::new(name.der()).element("a name").unwrap();
        assert_eq!(Name::from_element(element), Ok(name.clone()));
        assert_eq!(name.entity_id(), Some(id));
        assert_eq!(name.role(), Some(0x7F));
        assert_eq!(name.to_string(), "CN=Some supplier, OU=7F, x500UniqueIdentifier=0102030405060708");
    }

    #[test]
    fn a_role_is_two_hexadecimal_digits_once() {
        let with = |texts: &[&str]| {
            let units =
                texts.iter().map(|text| Attribute::string(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, text));
            Name::from_attributes(units.collect()).role()
        };
        assert_eq!(with(&["08"]), Some(8));
        assert_eq!(with(&["137"]), None);
        assert_eq!(with(&["+8"]), None);
        assert_eq!(with(&["02", "03"]), None);
        assert_eq!(with(&[]), None);
    }

    #[test]
    fn string_types_do_not_tell_names_apart() {
        let utf8 = Name::from_attributes(vec![Attribute::role(7), Attribute::common_name("T1")]);
        let printable = Name::from_attributes(vec![
            Attribute::role(7).printable(),
            Attribute::common_name("T1").printable(),
        ]);
        let other = Name::from_attributes(vec![Attribute::role(7), Attribute::common_name("t1")]);
        assert!(utf8.matches(&printable));
        assert!(!utf8.matches(&other));
        assert!(!utf8.matches(&Name::empty()));
    }
}
