//! Defaults that are written though DER leaves them out.

use super::tools::leaf;
use super::tools::revalue;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::Node;
use crate::negatives::Flag;
use crate::negatives::case::Case;
use crate::negatives::case::either;

pub(super) const CASES: &[Case] = &[
    either(
        "ENC-04.subject-key-identifier",
        Flag::DefaultWritten,
        "the critical flag of subjectKeyIdentifier is FALSE, written",
        leaf(|leaf| leaf.set_critical(oid::SUBJECT_KEY_IDENTIFIER, Some(&[0x00]))),
    )
    .not_der(),
    either(
        "ENC-04.authority-key-identifier",
        Flag::DefaultWritten,
        "the critical flag of authorityKeyIdentifier is FALSE, written",
        leaf(|leaf| leaf.set_critical(oid::AUTHORITY_KEY_IDENTIFIER, Some(&[0x00]))),
    )
    .not_der(),
    either(
        "ENC-04.ca",
        Flag::DefaultWritten,
        "the leaf has basicConstraints with cA FALSE, written",
        leaf(|leaf| {
            let empty = super::tools::extension(oid::BASIC_CONSTRAINTS, true, &[]);
            leaf.push_extension(empty)?;
            revalue(leaf, oid::BASIC_CONSTRAINTS, &[0x30, 0x03, 0x01, 0x01, 0x00])
        }),
    )
    .not_der(),
    either(
        "ENC-04.version-1",
        Flag::DefaultWritten,
        "version v1 (0), written, and no extensions",
        leaf(|leaf| {
            let version = Node::primitive(tag::INTEGER, [0x00]);
            leaf.set(Field::Version, Node::constructed(tag::context_constructed(0), vec![version]))?;
            leaf.remove(Field::TaggedExtensions)
        }),
    )
    .not_der(),
];
