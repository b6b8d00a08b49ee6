//! Extensions of the issuing CA.

use super::tools::UNKNOWN;
use super::tools::extension;
use super::tools::issuer;
use super::tools::oid as object;
use super::tools::revalue;
use super::tools::set_usage_bits;
use crate::Extension;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::names;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    refused(
        "EXT-02.private",
        Flag::UnknownCritical,
        Reason::UnknownCriticalExtension,
        "the issuing CA has a critical extension of our own arc of examples",
        issuer(|ca| ca.push_extension(extension(UNKNOWN, true, &[0x05, 0x00]))),
    ),
    accepted(
        "EXT-02.not-critical",
        Flag::UnknownNotCritical,
        "the issuing CA has an extension that nobody knows, not critical",
        issuer(|ca| ca.push_extension(extension(UNKNOWN, false, &[0x05, 0x00]))),
    ),
    refused(
        "EXT-16.absent",
        Flag::NotAuthority,
        Reason::NotAuthority,
        "the issuing CA has no basicConstraints",
        issuer(|ca| ca.remove_extension(oid::BASIC_CONSTRAINTS)),
    ),
    refused(
        "EXT-16.absent-key-usage-kept",
        Flag::NotAuthority,
        Reason::NotAuthority,
        "the issuing CA for Devices has keyCertSign and no basicConstraints",
        issuer(|ca| ca.remove_extension(oid::BASIC_CONSTRAINTS)),
    )
    .of(Start::Device),
    refused(
        "EXT-17.empty",
        Flag::NotAuthority,
        Reason::NotAuthority,
        "the issuing CA has basicConstraints that are empty: cA FALSE",
        issuer(|ca| revalue(ca, oid::BASIC_CONSTRAINTS, &[0x30, 0x00])),
    ),
    refused(
        "EXT-17.path-length-alone",
        Flag::NotAuthority,
        Reason::NotAuthority,
        "the issuing CA has a pathLenConstraint without cA",
        issuer(|ca| revalue(ca, oid::BASIC_CONSTRAINTS, &[0x30, 0x03, 0x02, 0x01, 0x00])),
    ),
    either(
        "EXT-17.not-critical",
        Flag::Criticality,
        "basicConstraints of the issuing CA is not critical",
        issuer(|ca| ca.set_critical(oid::BASIC_CONSTRAINTS, None)),
    )
    .by(
        "RFC 5280 4.2.1.9",
        "a CA marks basicConstraints critical; whether a validator must see to it is open",
    ),
    accepted(
        "EXT-17.no-path-length",
        Flag::GoodAuthority,
        "the issuing CA has no pathLenConstraint",
        issuer(|ca| ca.set_extension(&Extension::authority(None))),
    ),
    accepted(
        "EXT-17.large-path-length",
        Flag::GoodAuthority,
        "the issuing CA has the pathLenConstraint 127",
        issuer(|ca| ca.set_extension(&Extension::authority(Some(127)))),
    ),
    refused(
        "EXT-17.negative-path-length",
        Flag::ExtensionGarbled,
        Reason::Encoding,
        "the issuing CA has the pathLenConstraint -1",
        issuer(|ca| revalue(ca, oid::BASIC_CONSTRAINTS, &[0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0xFF])),
    )
    .by("RFC 5280 4.2.1.9", "pathLenConstraint is zero or more"),
    refused(
        "EXT-18.name-excluded",
        Flag::NameConstraints,
        Reason::UnknownCriticalExtension,
        "the issuing CA has critical nameConstraints that exclude the leaf's subject",
        issuer(|ca| {
            let base = names::name(vec![names::attribute(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, b"02")]);
            let name = write::element(tag::context_constructed(4), &base.to_der());
            let excluded = write::element(tag::context_constructed(1), &write::sequence(&[&name]));
            ca.push_extension(extension(NAME_CONSTRAINTS, true, &write::sequence(&[&excluded])))
        }),
    ),
    refused(
        "EXT-18.other-name-permitted",
        Flag::NameConstraints,
        Reason::UnknownCriticalExtension,
        "the issuing CA has critical nameConstraints that permit another subject alone",
        issuer(|ca| {
            let base = names::name(vec![names::attribute(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, b"7F")]);
            let name = write::element(tag::context_constructed(4), &base.to_der());
            let permitted = write::element(tag::context_constructed(0), &write::sequence(&[&name]));
            ca.push_extension(extension(NAME_CONSTRAINTS, true, &write::sequence(&[&permitted])))
        }),
    ),
    either(
        "EXT-18.name-permitted",
        Flag::NameConstraintsFit,
        "the issuing CA has critical nameConstraints that permit the leaf's subject",
        issuer(|ca| {
            let base = names::name(vec![names::attribute(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, b"02")]);
            let name = write::element(tag::context_constructed(4), &base.to_der());
            let permitted = write::element(tag::context_constructed(0), &write::sequence(&[&name]));
            ca.push_extension(extension(NAME_CONSTRAINTS, true, &write::sequence(&[&permitted])))
        }),
    ),
    refused(
        "EXT-23.no-key-usage",
        Flag::MayNotSign,
        Reason::MayNotSign,
        "the issuing CA has no keyUsage",
        issuer(|ca| ca.remove_extension(oid::KEY_USAGE)),
    )
    .by(
        "GBCS 12, RFC 5280 4.2.1.3",
        "a certificate that a Device processes has keyUsage; that of a CA has keyCertSign",
    ),
    accepted(
        "EXT-23.no-crl-sign",
        Flag::GoodAuthority,
        "keyUsage of the issuing CA is keyCertSign alone",
        issuer(|ca| set_usage_bits(ca, 2, &[0x04])),
    ),
    accepted(
        "EXT-23.extension-order",
        Flag::ExtensionOrder,
        "the extensions of the issuing CA in reverse",
        issuer(|ca| {
            ca.order_extensions(&[
                oid::AUTHORITY_KEY_IDENTIFIER,
                oid::SUBJECT_KEY_IDENTIFIER,
                oid::CERTIFICATE_POLICIES,
                oid::BASIC_CONSTRAINTS,
                oid::KEY_USAGE,
            ])
        }),
    ),
    refused(
        "EXT-11.issuing-ca-other-key",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "authorityKeyIdentifier of the issuing CA is that of another key than the root's",
        issuer(|ca| ca.set_extension(&Extension::authority_key_identifier(&[0x41, 2, 3, 4, 5, 6, 7, 8]))),
    ),
    refused(
        "EXT-11.issuing-ca-renamed",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "subjectKeyIdentifier of the issuing CA is that of another key",
        issuer(|ca| ca.set_extension(&Extension::subject_key_identifier(&[0x41, 2, 3, 4, 5, 6, 7, 8]))),
    ),
    either(
        "EXT-10.issuing-ca-absent",
        Flag::KeyIdentifierForm,
        "no authorityKeyIdentifier in the issuing CA's certificate",
        issuer(|ca| ca.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER)),
    ),
    either(
        "EXT-06.issuing-ca-absent",
        Flag::KeyIdentifierForm,
        "no subjectKeyIdentifier in the issuing CA's certificate",
        issuer(|ca| ca.remove_extension(oid::SUBJECT_KEY_IDENTIFIER)),
    ),
    either(
        "EXT-05.issuing-ca",
        Flag::Criticality,
        "keyUsage of the issuing CA is not critical",
        issuer(|ca| ca.set_critical(oid::KEY_USAGE, None)),
    ),
    either(
        "EXT-15.issuing-ca-client",
        Flag::ExtensionUnusual,
        "the issuing CA has extKeyUsage id-kp-clientAuth, not critical",
        issuer(|ca| {
            let purpose = write::object_identifier(&object("1.3.6.1.5.5.7.3.2"));
            ca.push_extension(extension(object("2.5.29.37"), false, &write::sequence(&[&purpose])))
        }),
    ),
    either(
        "EXT-19.issuing-ca-contingency-key",
        Flag::ExtensionUnusual,
        "the issuing CA has the extension of a wrapped contingency key, not critical",
        issuer(contingency),
    ),
    either(
        "EXT-19.root-without-contingency-key",
        Flag::ContingencyKey,
        "a root without a wrapped contingency key, for the root cell",
        super::tools::leaf(|root| root.remove_extension(oid::WRAPPED_CONTINGENCY_KEY)),
    )
    .of(Start::Root),
    accepted(
        "EXT-19.root-with-contingency-key",
        Flag::GoodAuthority,
        "a root with a wrapped contingency key, for the root cell",
        super::tools::leaf(|_| Ok(())),
    )
    .of(Start::Root),
];

/// WrappedApexContingencyKey (RFC 5934), of our own construction: no public sample tells its octets.
fn contingency(mutant: &mut Mutant) -> Result<(), Missing> {
    let algorithm = write::sequence(&[&write::object_identifier(&object("2.16.840.1.101.3.4.1.5"))]);
    let value = write::sequence(&[
        &write::element(tag::context(0), &algorithm),
        &write::element(tag::context(1), &[0x5A; 40]),
    ]);
    mutant.push_extension(extension(oid::WRAPPED_CONTINGENCY_KEY, false, &value))
}

const NAME_CONSTRAINTS: crate::asn1::ObjectIdentifier = object("2.5.29.30");
