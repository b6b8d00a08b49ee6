//! Tags and values: booleans, integers, bit strings, object identifiers, strings, versions.

use super::tools::UNKNOWN;
use super::tools::extension;
use super::tools::issuer;
use super::tools::leaf;
use super::tools::revalue;
use super::tools::set_usage_bits;
use super::tools::signed;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Content;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::mutate::names;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::accepted;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    refused(
        "ENC-03.key-usage",
        Flag::BooleanNotDer,
        Reason::Encoding,
        "the critical flag of keyUsage is TRUE written as 01",
        leaf(|leaf| leaf.set_critical(oid::KEY_USAGE, Some(&[0x01]))),
    ),
    refused(
        "ENC-03.policies",
        Flag::BooleanNotDer,
        Reason::Encoding,
        "the critical flag of certificatePolicies is TRUE written as 80",
        leaf(|leaf| leaf.set_critical(oid::CERTIFICATE_POLICIES, Some(&[0x80]))),
    ),
    refused(
        "ENC-03.ca",
        Flag::BooleanNotDer,
        Reason::Encoding,
        "cA in the issuing CA's basicConstraints is TRUE written as 01",
        issuer(|ca| {
            ca.extension_value(oid::BASIC_CONSTRAINTS)?.child(0)?.set_octets([0x01]);
            Ok(())
        }),
    ),
    refused(
        "ENC-03.empty",
        Flag::BooleanNotDer,
        Reason::Encoding,
        "the critical flag of keyUsage is a BOOLEAN without content",
        leaf(|leaf| leaf.set_critical(oid::KEY_USAGE, Some(&[]))),
    ),
    refused(
        "ENC-03.two-octets",
        Flag::BooleanNotDer,
        Reason::Encoding,
        "the critical flag of keyUsage is a BOOLEAN of two octets",
        leaf(|leaf| leaf.set_critical(oid::KEY_USAGE, Some(&[0xFF, 0xFF]))),
    ),
    refused(
        "ENC-05.leading-zero",
        Flag::IntegerNotShortest,
        Reason::Encoding,
        "serialNumber has a needless leading 00",
        leaf(|leaf| serial(leaf, &[0x00, 0x12, 0x34, 0x56])),
    ),
    refused(
        "ENC-05.leading-ones",
        Flag::IntegerNotShortest,
        Reason::Encoding,
        "serialNumber is negative and has a needless leading FF",
        leaf(|leaf| serial(leaf, &[0xFF, 0x92, 0x34, 0x56])),
    ),
    refused(
        "ENC-05.empty",
        Flag::IntegerNotShortest,
        Reason::Encoding,
        "serialNumber has no octets",
        leaf(|leaf| serial(leaf, &[])),
    ),
    refused(
        "ENC-05.version",
        Flag::IntegerNotShortest,
        Reason::Encoding,
        "version 2 is written in two octets",
        leaf(|leaf| {
            leaf.node(Field::Version)?.child(0)?.set_octets([0x00, 0x02]);
            Ok(())
        }),
    ),
    refused(
        "ENC-05.negative",
        Flag::SerialNumber,
        Reason::SerialNumber,
        "serialNumber is negative",
        leaf(|leaf| serial(leaf, &[0x92, 0x34, 0x56])),
    ),
    refused(
        "ENC-05.zero",
        Flag::SerialNumber,
        Reason::SerialNumber,
        "serialNumber is zero",
        leaf(|leaf| serial(leaf, &[0x00])),
    ),
    refused(
        "ENC-05.21-octets",
        Flag::SerialNumber,
        Reason::SerialNumber,
        "serialNumber has 21 octets",
        leaf(|leaf| serial(leaf, &[0x11; 21])),
    ),
    accepted(
        "ENC-05.one-octet",
        Flag::GoodSerialNumber,
        "serialNumber is 1",
        leaf(|leaf| serial(leaf, &[0x01])),
    ),
    accepted(
        "ENC-05.needed-zero",
        Flag::GoodSerialNumber,
        "serialNumber is 128: its leading 00 is needed",
        leaf(|leaf| serial(leaf, &[0x00, 0x80])),
    ),
    accepted(
        "ENC-05.largest-first-octet",
        Flag::GoodSerialNumber,
        "serialNumber has sixteen octets and starts with 7F",
        leaf(|leaf| serial(leaf, &[0x7F; 16])),
    ),
    accepted(
        "ENC-05.20-octets",
        Flag::GoodSerialNumber,
        "serialNumber has 20 octets, as many as RFC 5280 permits",
        leaf(|leaf| serial(leaf, &[0x11; 20])),
    ),
    refused(
        "ENC-09.unused-bits-too-few",
        Flag::BitString,
        Reason::Encoding,
        "keyUsage keeps the trailing zero bits of digitalSignature",
        leaf(|leaf| set_usage_bits(leaf, 0, &[0x80])),
    ),
    refused(
        "ENC-09.unused-bits-one-off",
        Flag::BitString,
        Reason::Encoding,
        "keyUsage keeps one trailing zero bit of digitalSignature",
        leaf(|leaf| set_usage_bits(leaf, 6, &[0x80])),
    ),
    refused(
        "ENC-09.second-octet",
        Flag::BitString,
        Reason::Encoding,
        "keyUsage has a second octet, all zero",
        leaf(|leaf| set_usage_bits(leaf, 7, &[0x80, 0x00])),
    ),
    refused(
        "ENC-09.unused-bits-set",
        Flag::BitString,
        Reason::Encoding,
        "an unused bit of keyUsage is set",
        leaf(|leaf| set_usage_bits(leaf, 7, &[0x81])),
    ),
    refused(
        "ENC-09.eight-unused-bits",
        Flag::BitString,
        Reason::Encoding,
        "keyUsage has eight unused bits",
        leaf(|leaf| set_usage_bits(leaf, 8, &[0x80, 0x00])),
    ),
    refused(
        "ENC-09.no-count",
        Flag::BitString,
        Reason::Encoding,
        "the BIT STRING of keyUsage has no octets, not even the count of unused bits",
        leaf(|leaf| revalue(leaf, oid::KEY_USAGE, &[0x03, 0x00])),
    ),
    refused(
        "ENC-09.constructed",
        Flag::Tag,
        Reason::Encoding,
        "signatureValue is a constructed BIT STRING",
        signed(|leaf| {
            let node = leaf.node(Field::Signature)?;
            let inner = node.to_der();
            *node = Node::primitive(tag::BIT_STRING | 0x20, inner);
            Ok(())
        }),
    ),
    refused(
        "ENC-11.version-1",
        Flag::Version,
        Reason::Version,
        "no version field, so v1, with extensions",
        leaf(|leaf| leaf.remove(Field::Version)),
    ),
    refused(
        "ENC-12.version-2",
        Flag::Version,
        Reason::Version,
        "version v2 (1), with extensions",
        leaf(|leaf| version(leaf, &[0x01])),
    ),
    refused(
        "ENC-12.version-4",
        Flag::Version,
        Reason::Version,
        "version 3, which would be v4",
        leaf(|leaf| version(leaf, &[0x03])),
    ),
    refused(
        "ENC-12.version-127",
        Flag::Version,
        Reason::Version,
        "version 127",
        leaf(|leaf| version(leaf, &[0x7F])),
    ),
    refused(
        "ENC-12.negative",
        Flag::Version,
        Reason::Encoding,
        "version -1",
        leaf(|leaf| version(leaf, &[0xFF])),
    ),
    refused(
        "ENC-12.authority-version-1",
        Flag::Version,
        Reason::Version,
        "the issuing CA's certificate has no version field, so v1",
        issuer(|ca| ca.remove(Field::Version)),
    ),
    refused(
        "ENC-14.key-usage",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "keyUsage stands there twice, the same",
        leaf(|leaf| leaf.repeat_extension(oid::KEY_USAGE)),
    ),
    refused(
        "ENC-14.key-usage-other",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "keyUsage stands there twice: digitalSignature, then keyAgreement",
        leaf(|leaf| leaf.push_extension(extension(oid::KEY_USAGE, true, &[0x03, 0x02, 0x03, 0x08]))),
    ),
    refused(
        "ENC-14.policies",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "certificatePolicies stands there twice",
        leaf(|leaf| leaf.repeat_extension(oid::CERTIFICATE_POLICIES)),
    ),
    refused(
        "ENC-14.subject-key-identifier",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "subjectKeyIdentifier stands there twice",
        leaf(|leaf| leaf.repeat_extension(oid::SUBJECT_KEY_IDENTIFIER)),
    ),
    refused(
        "ENC-14.authority-key-identifier",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "authorityKeyIdentifier stands there twice: the issuer's, then another",
        leaf(|leaf| {
            let value = [0x30, 0x0A, 0x80, 0x08, 0x41, 2, 3, 4, 5, 6, 7, 8];
            leaf.push_extension(extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &value))
        }),
    ),
    refused(
        "ENC-14.unknown",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "an extension that nobody knows, not critical, stands there twice",
        leaf(|leaf| {
            leaf.push_extension(extension(UNKNOWN, false, &[0x05, 0x00]))?;
            leaf.repeat_extension(UNKNOWN)
        }),
    ),
    refused(
        "ENC-14.issuing-ca",
        Flag::ExtensionTwice,
        Reason::ExtensionTwice,
        "basicConstraints stands twice in the issuing CA's certificate: cA TRUE, then empty",
        issuer(|ca| ca.push_extension(extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 0x00]))),
    ),
    refused(
        "ENC-15.empty",
        Flag::NoExtensions,
        Reason::KeyUsage,
        "the list of extensions is empty",
        leaf(|leaf| {
            leaf.node(Field::Extensions)?.content = Content::Octets(Vec::new());
            Ok(())
        }),
    ),
    refused(
        "ENC-15.absent",
        Flag::NoExtensions,
        Reason::KeyUsage,
        "there are no extensions",
        leaf(|leaf| leaf.remove(Field::TaggedExtensions)),
    ),
    tagged("ENC-18.subject-set", "subject is a SET", |leaf| identifier(leaf, Field::Subject, &[tag::SET])),
    tagged("ENC-18.serial-octet-string", "serialNumber is an OCTET STRING", |leaf| {
        identifier(leaf, Field::SerialNumber, &[tag::OCTET_STRING])
    }),
    tagged("ENC-18.extensions-tag", "the extensions have the tag [4]", |leaf| {
        identifier(leaf, Field::TaggedExtensions, &[tag::context_constructed(4)])
    }),
    tagged("ENC-18.extensions-primitive", "the extensions have the tag [3], primitive", |leaf| {
        identifier(leaf, Field::TaggedExtensions, &[tag::context(3)])
    }),
    tagged("ENC-18.long-form-tag", "the tag of tbsCertificate is in the long form", |leaf| {
        identifier(leaf, Field::ToBeSigned, &[0x3F, 0x10])
    }),
    tagged(
        "ENC-18.value-sequence",
        "the value of keyUsage stands in a SEQUENCE, not an OCTET STRING",
        |leaf| {
            leaf.extension(oid::KEY_USAGE)?.child(2)?.identifier = vec![tag::SEQUENCE];
            Ok(())
        },
    ),
    tagged("ENC-18.value-constructed", "the value of keyUsage is a constructed OCTET STRING", |leaf| {
        let node = leaf.extension(oid::KEY_USAGE)?.child(2)?;
        let inner = Node::primitive(tag::OCTET_STRING, node.octets());
        *node = Node::constructed(tag::OCTET_STRING | 0x20, vec![inner]);
        Ok(())
    }),
    tagged("ENC-18.value-absent", "keyUsage has a type and a critical flag, and no value", |leaf| {
        leaf.extension(oid::KEY_USAGE)?.nodes_mut()?.pop();
        Ok(())
    }),
    tagged("ENC-18.critical-last", "the critical flag of keyUsage stands behind its value", |leaf| {
        leaf.extension(oid::KEY_USAGE)?.nodes_mut()?.swap(1, 2);
        Ok(())
    }),
    tagged("ENC-18.fields-swapped", "validity and subject have changed places", |leaf| {
        leaf.node(Field::ToBeSigned)?.nodes_mut()?.swap(4, 5);
        Ok(())
    }),
    tagged("ENC-18.validity-missing", "there is no validity", |leaf| leaf.remove(Field::Validity)),
    refused(
        "ENC-19.oid-padded",
        Flag::ObjectIdentifier,
        Reason::Encoding,
        "the object identifier of keyUsage has a needless 80 in its last arc",
        leaf(|leaf| key_usage_oid(leaf, &[0x55, 0x1D, 0x80, 0x0F])),
    ),
    refused(
        "ENC-19.oid-cut",
        Flag::ObjectIdentifier,
        Reason::Encoding,
        "the object identifier of keyUsage ends within an arc",
        leaf(|leaf| key_usage_oid(leaf, &[0x55, 0x1D, 0x8F])),
    ),
    refused(
        "ENC-19.oid-empty",
        Flag::ObjectIdentifier,
        Reason::Encoding,
        "the object identifier of keyUsage has no octets",
        leaf(|leaf| key_usage_oid(leaf, &[])),
    ),
    refused(
        "ENC-20.set-not-sorted",
        Flag::SetOrder,
        Reason::Encoding,
        "one relative distinguished name holds role and identifier, the larger first",
        leaf(|leaf| {
            let mut both: Vec<Node> = Vec::new();
            for node in leaf.node(Field::Subject)?.nodes() {
                both.extend(node.nodes().iter().cloned());
            }
            both.sort_by_key(|node| core::cmp::Reverse(node.to_der()));
            leaf.set(Field::Subject, Node::sequence(vec![names::relative(both)]))
        }),
    ),
    refused(
        "ENC-20.empty-relative-name",
        Flag::SetOrder,
        Reason::Encoding,
        "subject ends with a relative distinguished name without attributes",
        leaf(|leaf| {
            leaf.node(Field::Subject)?.nodes_mut()?.push(names::relative(Vec::new()));
            Ok(())
        }),
    )
    .by("RFC 5280 4.1.2.4", "a relative distinguished name holds at least one attribute"),
];

const fn tagged(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::Tag, Reason::Encoding, what, leaf(change))
}

fn serial(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::SerialNumber)?.set_octets(octets);
    Ok(())
}

fn version(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::Version)?.child(0)?.set_octets(octets);
    Ok(())
}

fn identifier(mutant: &mut Mutant, field: Field, octets: &[u8]) -> Result<(), Missing> {
    mutant.node(field)?.identifier = octets.to_vec();
    Ok(())
}

fn key_usage_oid(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Missing> {
    mutant.extension(oid::KEY_USAGE)?.child(0)?.set_octets(octets);
    Ok(())
}
