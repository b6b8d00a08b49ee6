//! Good certificates that look as if they were not: what a validator that is too strict refuses.

use super::tools::UNKNOWN;
use super::tools::extension;
use super::tools::issuer;
use super::tools::leaf;
use super::tools::oid as object;
use super::tools::scene;
use crate::Extension;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::mutate::names;
use crate::negatives::Flag;
use crate::negatives::case::Case;
use crate::negatives::case::Change;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::workshop::Workshop;

pub(super) const ENCODING: &[Case] = &[
    serial("ENC-21.serial-8-octets", "serialNumber has eight octets", |leaf| set_serial(leaf, &[0x12; 8])),
    serial("ENC-21.serial-9-octets", "serialNumber has nine octets, the first one a needed 00", |leaf| {
        set_serial(leaf, &[&[0x00][..], &[0xFF; 8]].concat())
    }),
    serial("ENC-21.serial-like-der", "serialNumber holds the octets of a SEQUENCE", |leaf| {
        set_serial(leaf, &[0x30, 0x03, 0x02, 0x01, 0x00])
    }),
    serial("ENC-21.serial-zeros-within", "serialNumber is 1 and fifteen zero octets", |leaf| {
        set_serial(leaf, &[&[0x01][..], &[0; 15]].concat())
    }),
    accepted(
        "ENC-21.boolean-within",
        Flag::UnknownNotCritical,
        "an extension that nobody knows, not critical, holds TRUE written as 01",
        leaf(|leaf| leaf.push_extension(extension(UNKNOWN, false, &[0x01, 0x01, 0x01]))),
    ),
    accepted(
        "ENC-21.indefinite-within",
        Flag::UnknownNotCritical,
        "an extension that nobody knows, not critical, holds an indefinite length",
        leaf(|leaf| leaf.push_extension(extension(UNKNOWN, false, &[0x30, 0x80, 0x00, 0x00]))),
    ),
    accepted(
        "ENC-21.oid-long-arc",
        Flag::UnknownNotCritical,
        "an extension that nobody knows, not critical, whose type has an arc of four octets",
        leaf(|leaf| leaf.push_extension(extension(object("1.3.6.1.4.1.99999.268435455"), false, &[5, 0]))),
    ),
    accepted(
        "ENC-21.oid-80-within",
        Flag::UnknownNotCritical,
        "an extension that nobody knows, not critical, whose type has the octet 80 within an arc",
        leaf(|leaf| leaf.push_extension(extension(object("1.3.6.1.4.1.99999.16384"), false, &[5, 0]))),
    ),
];

pub(super) const SIGNATURE: &[Case] = &[
    accepted(
        "SIG-17.agreement-large-s",
        Flag::GoodSignature,
        "s of a key agreement certificate is above half the order of the curve",
        Change::LeafSigned(|leaf| leaf.set_large_s(true)),
    )
    .of(Start::OrganisationKeyAgreement),
    accepted(
        "SIG-17.device-large-s",
        Flag::GoodSignature,
        "s of a Device Certificate is above half the order of the curve",
        Change::LeafSigned(|leaf| leaf.set_large_s(true)),
    )
    .of(Start::Device),
    accepted(
        "SIG-17.device-small-s",
        Flag::GoodSignature,
        "s of a Device Certificate is below half the order of the curve",
        Change::LeafSigned(|leaf| leaf.set_large_s(false)),
    )
    .of(Start::Device),
    accepted(
        "SIG-17.device-ca-large-s",
        Flag::GoodSignature,
        "s in the certificate of the issuing CA for Devices is above half the order of the curve",
        Change::IssuerSigned(|ca| ca.set_large_s(true)),
    )
    .of(Start::Device),
    accepted(
        "SIG-17.issuing-ca-small-s",
        Flag::GoodSignature,
        "s in the issuing CA's certificate is below half the order of the curve",
        Change::IssuerSigned(|ca| ca.set_large_s(false)),
    ),
    accepted(
        "SIG-17.agreement-short-r",
        Flag::GoodSignature,
        "r of a key agreement certificate has 31 octets",
        Change::Resigned(|made| made.r.len() == 31),
    )
    .of(Start::OrganisationKeyAgreement),
    accepted(
        "SIG-17.device-short-s",
        Flag::GoodSignature,
        "s of a Device Certificate has 31 octets",
        Change::Resigned(|made| made.s.len() == 31),
    )
    .of(Start::Device),
    accepted(
        "SIG-17.device-anchor",
        Flag::AnchorIsKeyAndName,
        "the signature in the Device root's own certificate is altered",
        scene(|shop, scene| {
            let mut root = Mutant::of(shop.root(Start::Device).certificate());
            root.set_large_s(true)?;
            let mut scalars = root.scalars()?;
            if let Some(last) = scalars.s.last_mut() {
                *last ^= 1;
            }
            root.set_scalars(&scalars)?;
            scene.anchor = root.to_der();
            Ok(())
        }),
    )
    .of(Start::Device),
];

pub(super) const NAMES: &[Case] = &[
    name("NAM-25.common-name-digits", "CN is 02, like a role", |leaf| common_name(leaf, tag::UTF8_STRING, b"02")),
    name("NAM-25.common-name-of-the-ca", "CN is that of the issuing CA", |leaf| {
        common_name(leaf, tag::UTF8_STRING, b"HI")
    }),
    name("NAM-25.common-name-separators", "CN holds the separators of written names", |leaf| {
        common_name(leaf, tag::UTF8_STRING, b"A,OU=04/CN=B+C")
    }),
    name("NAM-25.common-name-outer-space", "CN begins and ends with a space", |leaf| {
        common_name(leaf, tag::UTF8_STRING, b" A ")
    }),
    name("NAM-25.common-name-printable", "CN is a PrintableString", |leaf| {
        common_name(leaf, tag::PRINTABLE_STRING, b"TESTSUPPLIER1")
    }),
    name("NAM-25.common-name-four-octets", "CN holds a character of four octets", |leaf| {
        common_name(leaf, tag::UTF8_STRING, "A\u{1F50C}".as_bytes())
    }),
    name("NAM-25.agreement-common-name", "a key agreement certificate has a CN", |leaf| {
        common_name(leaf, tag::UTF8_STRING, b"TESTSUPPLIER1")
    })
    .of(Start::OrganisationKeyAgreement),
    name("NAM-25.entity-like-der", "the Entity Identifier begins like a SEQUENCE", |leaf| {
        entity(leaf, [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00])
    }),
    name("NAM-25.entity-like-text", "the Entity Identifier is eight letters of ASCII", |leaf| {
        entity(leaf, *b"SUPPLIER")
    }),
    name("NAM-25.entity-zero-end", "the Entity Identifier ends with four zero octets", |leaf| {
        entity(leaf, [0x90, 0xB3, 0xD5, 0x1F, 0, 0, 0, 0])
    }),
    accepted(
        "NAM-25.agreement-utf8-issuer",
        Flag::StringType,
        "issuer of a key agreement certificate in UTF8String, where the issuing CA's subject is in PrintableString",
        leaf(|leaf| {
            for relative in leaf.node(Field::Issuer)?.nodes_mut()? {
                relative.child(0)?.child(1)?.identifier = vec![tag::UTF8_STRING];
            }
            Ok(())
        }),
    )
    .of(Start::OrganisationKeyAgreement),
    accepted(
        "NAM-25.device-entity-large",
        Flag::GoodDevice,
        "a Device whose Entity Identifier is FF alone",
        leaf(|leaf| leaf.set_extension(&Extension::device_identity([0xFF; 8]))),
    )
    .of(Start::Device),
    accepted(
        "NAM-25.device-entity-like-text",
        Flag::GoodDevice,
        "a Device whose Entity Identifier is eight letters of ASCII",
        leaf(|leaf| leaf.set_extension(&Extension::device_identity(*b"METER001"))),
    )
    .of(Start::DeviceKeyAgreement),
];

pub(super) const EXTENSIONS: &[Case] = &[
    order("EXT-24.1", "keyUsage, subjectKeyIdentifier, policies, authorityKeyIdentifier", |leaf| {
        leaf.order_extensions(&[KU, SKI, CP, AKI])
    }),
    order("EXT-24.2", "keyUsage, authorityKeyIdentifier, subjectKeyIdentifier, policies", |leaf| {
        leaf.order_extensions(&[KU, AKI, SKI, CP])
    }),
    order("EXT-24.3", "policies, keyUsage, subjectKeyIdentifier, authorityKeyIdentifier", |leaf| {
        leaf.order_extensions(&[CP, KU, SKI, AKI])
    }),
    order("EXT-24.4", "subjectKeyIdentifier, keyUsage, authorityKeyIdentifier, policies", |leaf| {
        leaf.order_extensions(&[SKI, KU, AKI, CP])
    }),
    order("EXT-24.agreement-reversed", "the extensions of a key agreement certificate in reverse", |leaf| {
        leaf.order_extensions(&[AKI, SKI, CP, KU])
    })
    .of(Start::OrganisationKeyAgreement),
    order("EXT-24.device-reversed", "the extensions of a Device Certificate in reverse", |leaf| {
        leaf.order_extensions(&[AKI, SKI, CP, oid::SUBJECT_ALT_NAME, KU])
    })
    .of(Start::DeviceKeyAgreement),
    order(
        "EXT-24.unknown-first",
        "an extension that nobody knows, not critical, before all others",
        |leaf| {
            leaf.push_extension(extension(UNKNOWN, false, &[0x05, 0x00]))?;
            leaf.order_extensions(&[UNKNOWN])
        },
    ),
    accepted(
        "EXT-24.device-ca-reversed",
        Flag::ExtensionOrder,
        "the extensions of the issuing CA for Devices in reverse",
        issuer(|ca| ca.order_extensions(&[AKI, SKI, CP, oid::BASIC_CONSTRAINTS, KU])),
    )
    .of(Start::Device),
    passed(
        "EXT-24.device-constraints",
        "a Device Certificate has basicConstraints, critical and empty",
        |leaf| leaf.push_extension(extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 0x00])),
    )
    .of(Start::Device),
    passed("EXT-24.subject-information", "subjectInfoAccess, not critical", |leaf| {
        let method = write::object_identifier(&object("1.3.6.1.5.5.7.48.5"));
        let uri = write::element(0x86, b"http://repository.example");
        let value = write::sequence(&[&write::sequence(&[&method, &uri])]);
        leaf.push_extension(extension(object("1.3.6.1.5.5.7.1.11"), false, &value))
    }),
    passed("EXT-24.netscape-comment", "the extension netscape-comment, not critical", |leaf| {
        let comment = write::element(tag::IA5_STRING, b"for tests alone");
        leaf.push_extension(extension(object("2.16.840.1.113730.1.13"), false, &comment))
    }),
    passed("EXT-24.private-key-usage-period", "privateKeyUsagePeriod, not critical, long over", |leaf| {
        let until = write::element(tag::context(1), b"20150101000000Z");
        leaf.push_extension(extension(object("2.5.29.16"), false, &write::sequence(&[&until])))
    }),
    accepted(
        "EXT-24.no-path-length-device-ca",
        Flag::GoodAuthority,
        "the issuing CA for Devices has no pathLenConstraint",
        issuer(|ca| ca.set_extension(&Extension::authority(None))),
    )
    .of(Start::Device),
];

pub(super) const VALIDITY: &[Case] = &[
    dates("VAL-16.2038", "notAfter is one second beyond what 32 bits of seconds hold", |leaf| {
        utc(leaf, Field::NotAfter, b"380119031408Z")
    }),
    dates("VAL-16.1970", "notBefore is the start of 1970", |leaf| {
        utc(leaf, Field::NotBefore, b"700101000000Z")
    }),
    dates("VAL-16.1969", "notBefore is one second before 1970", |leaf| {
        utc(leaf, Field::NotBefore, b"691231235959Z")
    }),
    dates("VAL-16.2000", "notBefore is on 29 February 2000", |leaf| {
        utc(leaf, Field::NotBefore, b"000229120000Z")
    }),
    dates("VAL-16.before-the-ca", "notBefore is a year before that of the issuing CA", |leaf| {
        utc(leaf, Field::NotBefore, b"130101000000Z")
    }),
    dates("VAL-16.device-not-before", "it is the second of a Device Certificate's notBefore", |leaf| {
        utc(leaf, Field::NotBefore, b"200101000000Z")
    })
    .of(Start::Device),
    dates(
        "VAL-16.agreement-not-after",
        "it is the second of a key agreement certificate's notAfter",
        |leaf| utc(leaf, Field::NotAfter, b"200101000000Z"),
    )
    .of(Start::OrganisationKeyAgreement),
    accepted(
        "VAL-16.in-2040",
        Flag::GoodDates,
        "it is 2040, beyond what 32 bits of seconds hold",
        Change::Edit(|scene| scene.time = 2_208_988_800),
    ),
    accepted(
        "VAL-16.device-in-2040",
        Flag::GoodDates,
        "it is 2040, for a Device Certificate without end",
        Change::Edit(|scene| scene.time = 2_208_988_800),
    )
    .of(Start::DeviceKeyAgreement),
    accepted(
        "VAL-16.ca-not-before",
        Flag::GoodDates,
        "it is the second of the issuing CA's notBefore",
        issuer(|ca| utc(ca, Field::NotBefore, b"200101000000Z")),
    ),
];

pub(super) const POLICY: &[Case] = &[
    policies("POL-10.ten", "the environment's policy is the last of ten", |leaf| {
        let mut all: Vec<ObjectIdentifier> =
            (1..10_u32).filter_map(|number| object("1.3.6.1.4.1.99999.8").push_arc(number).ok()).collect();
        all.push(oid::TEST_POLICY);
        leaf.set_extension(&Extension::certificate_policies(&all))
    }),
    policies("POL-10.with-any", "the leaf has anyPolicy beside the environment's", |leaf| {
        leaf.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY, oid::TEST_POLICY]))
    }),
    accepted(
        "POL-10.authority-with-any",
        Flag::GoodPolicy,
        "the issuing CA has anyPolicy beside the environment's",
        issuer(|ca| ca.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY, oid::TEST_POLICY]))),
    ),
    accepted(
        "POL-10.device-ca-any",
        Flag::GoodPolicy,
        "the issuing CA for Devices has anyPolicy",
        issuer(|ca| ca.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))),
    )
    .of(Start::Device),
];

pub(super) const KEY: &[Case] = &[
    key("KEY-19.agreement-x-zero", "x of a key agreement key starts with a zero octet", |shop, mutant| {
        rekey(shop, mutant, |point| point[1] == 0)
    })
    .of(Start::OrganisationKeyAgreement),
    key("KEY-19.agreement-y-zero", "y of a key agreement key starts with a zero octet", |shop, mutant| {
        rekey(shop, mutant, |point| point[33] == 0)
    })
    .of(Start::OrganisationKeyAgreement),
    key("KEY-19.device-x-zero", "x of a Device's key starts with a zero octet", |shop, mutant| {
        rekey(shop, mutant, |point| point[1] == 0)
    })
    .of(Start::Device),
    key("KEY-19.device-y-large", "y of a Device's key starts with FF", |shop, mutant| {
        rekey(shop, mutant, |point| point[33] == 0xFF)
    })
    .of(Start::Device),
    key("KEY-19.x-ends-zero", "x ends with a zero octet", |shop, mutant| {
        rekey(shop, mutant, |point| point[32] == 0)
    }),
    key("KEY-19.y-odd", "y is odd", |shop, mutant| rekey(shop, mutant, |point| point[64] & 1 == 1)),
    key("KEY-19.y-even", "y is even", |shop, mutant| rekey(shop, mutant, |point| point[64] & 1 == 0)),
];

const fn serial(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::GoodSerialNumber, what, leaf(change))
}

const fn name(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::GoodName, what, leaf(change))
}

const fn order(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::ExtensionOrder, what, leaf(change))
}

const fn passed(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::UnknownNotCritical, what, leaf(change))
}

const fn dates(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::GoodDates, what, leaf(change))
}

const fn policies(id: &'static str, what: &'static str, change: ChangeLeaf) -> Case {
    accepted(id, Flag::GoodPolicy, what, leaf(change))
}

const fn key(id: &'static str, what: &'static str, change: crate::negatives::case::ChangeInShop) -> Case {
    accepted(id, Flag::GoodKey, what, Change::LeafInShop(change))
}

type ChangeLeaf = fn(&mut Mutant) -> Result<(), Missing>;

fn set_serial(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::SerialNumber)?.set_octets(octets);
    Ok(())
}

fn common_name(mutant: &mut Mutant, tag: u8, text: &[u8]) -> Result<(), Missing> {
    let attribute = names::attribute(oid::COMMON_NAME, tag, text);
    mutant.node(Field::Subject)?.nodes_mut()?.insert(0, names::relative(vec![attribute]));
    Ok(())
}

fn entity(mutant: &mut Mutant, id: [u8; 8]) -> Result<(), Missing> {
    mutant.node(Field::Subject)?.child(1)?.child(0)?.child(1)?.set_octets(names::identifier(0, &id));
    Ok(())
}

fn utc(mutant: &mut Mutant, field: Field, text: &[u8]) -> Result<(), Missing> {
    mutant.set(field, Node::primitive(tag::UTC_TIME, text))
}

fn rekey(
    shop: &Workshop,
    mutant: &mut Mutant,
    wanted: fn(&[u8; 65]) -> bool,
) -> Result<(), crate::negatives::Problem> {
    let point = shop.point_until(wanted)?;
    mutant.set(Field::PublicKey, Node::read(&crate::PublicKey::p256(&point).to_der())?)?;
    mutant.set_extension(&Extension::subject_key_identifier(&crate::key_identifier(&point)))?;
    Ok(())
}

const KU: ObjectIdentifier = oid::KEY_USAGE;
const CP: ObjectIdentifier = oid::CERTIFICATE_POLICIES;
const SKI: ObjectIdentifier = oid::SUBJECT_KEY_IDENTIFIER;
const AKI: ObjectIdentifier = oid::AUTHORITY_KEY_IDENTIFIER;
