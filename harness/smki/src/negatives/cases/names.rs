//! Names: the subject of organisations, and whether issuer and subject meet.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::scene;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::mutate::names;
use crate::negatives::Flag;
use crate::negatives::Need;
use crate::negatives::Problem;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;
use crate::negatives::workshop::Workshop;
use crate::pki::Party;

pub(super) const CASES: &[Case] = &[
    refused(
        "NAM-01.other-entity",
        Flag::OtherEntity,
        Reason::Identity,
        "a good certificate, of another organisation than the one that is asked about",
        scene(|_, scene| {
            scene.question.entity_id = Some(Party::SecondSupplier.entity_id());
            scene.needs(Need::Entity);
            Ok(())
        }),
    ),
    accepted(
        "NAM-01.right-entity",
        Flag::GoodName,
        "a good certificate, of the organisation that is asked about",
        scene(|_, scene| {
            scene.question.entity_id = Some(Party::Supplier.entity_id());
            scene.needs(Need::Entity);
            Ok(())
        }),
    ),
    identifier("NAM-03.7-octets", "x500UniqueIdentifier has seven octets", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(0, &ID[1..]))
    }),
    identifier("NAM-03.9-octets", "x500UniqueIdentifier has nine octets", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(0, &[&ID[..], &[0]].concat()))
    }),
    identifier("NAM-03.0-octets", "x500UniqueIdentifier has no octets", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &[0])
    }),
    identifier("NAM-03.16-octets", "x500UniqueIdentifier holds the identifier twice", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(0, &[ID, ID].concat()))
    }),
    identifier("NAM-04.unused-bits", "x500UniqueIdentifier counts one unused bit, which is zero", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(1, &ID))
    }),
    refused(
        "NAM-04.unused-bits-set",
        Flag::BitString,
        Reason::Encoding,
        "x500UniqueIdentifier counts one unused bit, which is set",
        leaf(|leaf| {
            let odd = [&ID[..7], &[0x03]].concat();
            set_identifier(leaf, tag::BIT_STRING, &names::identifier(1, &odd))
        }),
    ),
    identifier("NAM-05.octet-string", "x500UniqueIdentifier is an OCTET STRING", |leaf| {
        set_identifier(leaf, tag::OCTET_STRING, &ID)
    })
    .not_der(),
    identifier(
        "NAM-05.utf8-string",
        "x500UniqueIdentifier is the identifier in hexadecimal, UTF8String",
        |leaf| set_identifier(leaf, tag::UTF8_STRING, b"02484C4D4B010102"),
    ),
    identifier(
        "NAM-05.printable-string",
        "x500UniqueIdentifier is the identifier with hyphens, as text",
        |leaf| set_identifier(leaf, tag::PRINTABLE_STRING, b"02-48-4C-4D-4B-01-01-02"),
    ),
    identifier("NAM-05.integer", "x500UniqueIdentifier is an INTEGER", |leaf| {
        set_identifier(leaf, tag::INTEGER, &ID)
    })
    .not_der(),
    identifier("NAM-06.two", "two x500UniqueIdentifiers with different identifiers", |leaf| {
        let mut other = ID;
        other[6] = 2;
        push(leaf, names::attribute(oid::UNIQUE_IDENTIFIER, tag::BIT_STRING, &names::identifier(0, &other)))
    }),
    identifier("NAM-06.twice", "the same x500UniqueIdentifier twice", |leaf| {
        push(leaf, names::attribute(oid::UNIQUE_IDENTIFIER, tag::BIT_STRING, &names::identifier(0, &ID)))
    }),
    identifier("NAM-07.none", "no x500UniqueIdentifier", |leaf| {
        leaf.node(Field::Subject)?.nodes_mut()?.pop();
        Ok(())
    }),
    identifier(
        "NAM-07.serial-number-attribute",
        "the identifier stands in serialNumber (2.5.4.5) instead",
        |leaf| {
            leaf.node(Field::Subject)?.nodes_mut()?.pop();
            push(
                leaf,
                names::attribute(super::tools::oid("2.5.4.5"), tag::PRINTABLE_STRING, b"02484C4D4B010102"),
            )
        },
    ),
    role("NAM-08.decimal", "OU is 137, the role 89 in decimal digits", |leaf| set_role(leaf, b"137")),
    role("NAM-08.one-digit", "OU is 2", |leaf| set_role(leaf, b"2")),
    role("NAM-08.prefix", "OU is 0x02", |leaf| set_role(leaf, b"0x02")),
    role("NAM-08.word", "OU is supplier", |leaf| set_role(leaf, b"supplier")),
    role("NAM-08.sign", "OU is +2", |leaf| set_role(leaf, b"+2")),
    role("NAM-08.space", "OU is 02 and a space", |leaf| set_role(leaf, b"02 ")),
    role("NAM-08.empty", "OU is empty", |leaf| set_role(leaf, b"")),
    either(
        "NAM-09.lower-case",
        Flag::NameLayout,
        "OU is 7f, in lower case",
        leaf(|leaf| set_role(leaf, b"7f")),
    ),
    role("NAM-10.none", "no OU", |leaf| {
        leaf.node(Field::Subject)?.nodes_mut()?.remove(0);
        Ok(())
    }),
    role("NAM-10.two", "two OUs: supplier and network operator", |leaf| {
        push(leaf, names::attribute(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, b"03"))
    }),
    role("NAM-10.twice", "the same OU twice", |leaf| {
        push(leaf, names::attribute(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, b"02"))
    }),
    either(
        "NAM-11.one-group",
        Flag::NameLayout,
        "role and identifier stand in one relative distinguished name, sorted as DER wants",
        leaf(|leaf| {
            let mut both: Vec<Node> = Vec::new();
            for node in leaf.node(Field::Subject)?.nodes() {
                both.extend(node.nodes().iter().cloned());
            }
            both.sort_by_key(Node::to_der);
            leaf.set(Field::Subject, Node::sequence(vec![names::relative(both)]))
        }),
    ),
    either(
        "NAM-11.reversed",
        Flag::NameLayout,
        "the identifier stands before the role",
        leaf(|leaf| {
            leaf.node(Field::Subject)?.nodes_mut()?.reverse();
            Ok(())
        }),
    ),
    either(
        "NAM-11.more",
        Flag::NameLayout,
        "subject starts with a country and an organisation",
        leaf(|leaf| {
            let country = names::attribute(super::tools::oid("2.5.4.6"), tag::PRINTABLE_STRING, b"GB");
            let organisation =
                names::attribute(super::tools::oid("2.5.4.10"), tag::UTF8_STRING, b"A supplier");
            let nodes = leaf.node(Field::Subject)?.nodes_mut()?;
            nodes.splice(0..0, [country, organisation].map(|one| names::relative(vec![one])));
            Ok(())
        }),
    ),
    accepted(
        "NAM-12.utf8-issuer",
        Flag::StringType,
        "issuer in UTF8String, where the issuing CA's subject is in PrintableString",
        leaf(|leaf| retype(leaf, Field::Issuer, tag::UTF8_STRING)),
    ),
    accepted(
        "NAM-12.utf8-authority",
        Flag::StringType,
        "the issuing CA's subject is in UTF8String, where issuer is in PrintableString",
        issuer(|ca| retype(ca, Field::Subject, tag::UTF8_STRING)),
    ),
    accepted(
        "NAM-12.utf8-root",
        Flag::StringType,
        "the issuing CA's issuer is in UTF8String, where the root's subject is in PrintableString",
        issuer(|ca| retype(ca, Field::Issuer, tag::UTF8_STRING)),
    ),
    accepted(
        "NAM-12.utf8-common-name",
        Flag::StringType,
        "CN alone in issuer is in UTF8String",
        leaf(|leaf| {
            leaf.node(Field::Issuer)?.child(1)?.child(0)?.child(1)?.identifier = vec![tag::UTF8_STRING];
            Ok(())
        }),
    ),
    accepted(
        "NAM-12.printable-role",
        Flag::StringType,
        "OU in subject is a PrintableString",
        leaf(|leaf| {
            leaf.node(Field::Subject)?.child(0)?.child(0)?.child(1)?.identifier = vec![tag::PRINTABLE_STRING];
            Ok(())
        }),
    ),
    accepted(
        "NAM-12.utf8-device-issuer",
        Flag::StringType,
        "issuer of a Device Certificate in UTF8String, where the issuing CA's subject is in PrintableString",
        leaf(|leaf| retype(leaf, Field::Issuer, tag::UTF8_STRING)),
    )
    .of(Start::Device),
    either(
        "NAM-12.teletex-issuer",
        Flag::NameFolding,
        "issuer in TeletexString, where the issuing CA's subject is in PrintableString",
        leaf(|leaf| retype(leaf, Field::Issuer, 0x14)),
    ),
    either(
        "NAM-12.bmp-issuer",
        Flag::NameFolding,
        "issuer in BMPString, where the issuing CA's subject is in PrintableString",
        leaf(|leaf| {
            for index in 0..2 {
                let value = leaf.node(Field::Issuer)?.child(index)?.child(0)?.child(1)?;
                let wide: Vec<u8> = value.octets().into_iter().flat_map(|octet| [0, octet]).collect();
                *value = Node::primitive(0x1E, wide);
            }
            Ok(())
        }),
    ),
    either(
        "NAM-13.lower-case",
        Flag::NameFolding,
        "issuer differs from the issuing CA's subject in case alone",
        leaf(|leaf| set_issuer_name(leaf, b"hi")),
    ),
    either(
        "NAM-13.spaces",
        Flag::NameFolding,
        "issuer differs from the issuing CA's subject in a trailing space alone",
        leaf(|leaf| set_issuer_name(leaf, b"HI ")),
    ),
    unknown(
        "NAM-13.one-character",
        "issuer differs from the issuing CA's subject in one character",
        |leaf| set_issuer_name(leaf, b"HJ"),
    ),
    unknown("NAM-13.prefix", "CN in issuer is the beginning of the issuing CA's", |leaf| {
        set_issuer_name(leaf, b"H")
    }),
    unknown("NAM-13.zero", "CN in issuer is the issuing CA's, a zero octet and more", |leaf| {
        leaf.node(Field::Issuer)?.child(1)?.child(0)?.child(1)?.identifier = vec![tag::UTF8_STRING];
        set_issuer_name(leaf, b"HI\0evil")
    }),
    unknown("NAM-13.role-missing", "issuer lacks the OU of the issuing CA's subject", |leaf| {
        leaf.node(Field::Issuer)?.nodes_mut()?.remove(0);
        Ok(())
    }),
    unknown("NAM-13.more", "issuer has one attribute more than the issuing CA's subject", |leaf| {
        let more = names::attribute(oid::ORGANIZATIONAL_UNIT, tag::PRINTABLE_STRING, b"08");
        leaf.node(Field::Issuer)?.nodes_mut()?.push(names::relative(vec![more]));
        Ok(())
    }),
    unknown(
        "NAM-13.reversed",
        "issuer has the attributes of the issuing CA's subject in the other order",
        |leaf| {
            leaf.node(Field::Issuer)?.nodes_mut()?.reverse();
            Ok(())
        },
    ),
    unknown("NAM-13.empty", "issuer is empty", |leaf| leaf.set(Field::Issuer, Node::sequence(Vec::new())))
        .by("RFC 5280 4.1.2.4", "issuer is a name that is not empty"),
    unknown("NAM-13.other-role", "OU in issuer is 00, the root's, with the issuing CA's CN", |leaf| {
        leaf.node(Field::Issuer)?.child(0)?.child(0)?.child(1)?.set_octets(*b"00");
        Ok(())
    }),
    refused(
        "NAM-13.authority",
        Flag::IssuerName,
        Reason::IssuerUnknown,
        "the issuing CA's issuer differs from the root's subject in one character",
        issuer(|ca| {
            ca.node(Field::Issuer)?.child(1)?.child(0)?.child(1)?.set_octets(*b"HS");
            Ok(())
        }),
    ),
    good("NAM-22.no-common-name", "no CN", |_| Ok(())),
    good("NAM-22.common-name", "CN of thirteen characters", |leaf| common_name(leaf, b"TESTSUPPLIER1")),
    good("NAM-22.common-name-1", "CN of one character", |leaf| common_name(leaf, b"A")),
    good("NAM-22.common-name-16", "CN of sixteen characters", |leaf| common_name(leaf, b"SIXTEENLETTERSCN")),
    good("NAM-22.common-name-spaces", "CN with spaces within", |leaf| common_name(leaf, b"A B C")),
    good("NAM-22.common-name-utf8", "CN with characters of two and three octets", |leaf| {
        common_name(leaf, "Société £€".as_bytes())
    }),
    either(
        "NAM-22.common-name-64",
        Flag::NameLayout,
        "CN of 64 characters, as many as RFC 5280 permits",
        leaf(|leaf| common_name(leaf, &[b'A'; 64])),
    ),
    either(
        "NAM-22.common-name-65",
        Flag::NameLayout,
        "CN of 65 characters, one more than RFC 5280 permits",
        leaf(|leaf| common_name(leaf, &[b'A'; 65])),
    ),
    either(
        "NAM-22.common-name-not-utf8",
        Flag::NameLayout,
        "CN is a UTF8String whose octets are no UTF-8",
        leaf(|leaf| common_name(leaf, &[b'A', 0xC3, 0x28])),
    )
    .not_der(),
    good("NAM-22.small-entity", "an Entity Identifier that starts with seven zero octets", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(0, &[0, 0, 0, 0, 0, 0, 0, 1]))
    }),
    good("NAM-22.large-entity", "an Entity Identifier of FF alone", |leaf| {
        set_identifier(leaf, tag::BIT_STRING, &names::identifier(0, &[0xFF; 8]))
    }),
    refused(
        "NAM-20.device-as-organisation",
        Flag::OtherTree,
        Reason::IssuerUnknown,
        "a Device Certificate, with its own issuing CA, where the anchor is the root for organisations",
        scene(device_as_organisation),
    ),
    refused(
        "NAM-20.organisation-without-subject",
        Flag::EntityMissing,
        Reason::Identity,
        "subject is empty, and there is no subjectAltName",
        leaf(|leaf| leaf.set(Field::Subject, Node::sequence(Vec::new()))),
    ),
    either(
        "NAM-24.issuer-unique-id",
        Flag::UniqueIdentifierFields,
        "the field issuerUniqueID is there",
        leaf(|leaf| unique_identifier(leaf, 1)),
    ),
    either(
        "NAM-24.subject-unique-id",
        Flag::UniqueIdentifierFields,
        "the field subjectUniqueID is there",
        leaf(|leaf| unique_identifier(leaf, 2)),
    ),
];

const fn identifier(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::EntityMissing, Reason::Identity, what, leaf(change))
}

const fn role(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::RoleMissing, Reason::Role, what, leaf(change))
}

const fn unknown(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::IssuerName, Reason::IssuerUnknown, what, leaf(change))
}

const fn good(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    accepted(id, Flag::GoodName, what, leaf(change))
}

fn set_identifier(mutant: &mut Mutant, tag: u8, value: &[u8]) -> Result<(), Missing> {
    *mutant.node(Field::Subject)?.child(1)?.child(0)?.child(1)? = Node::primitive(tag, value);
    Ok(())
}

fn set_role(mutant: &mut Mutant, text: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::Subject)?.child(0)?.child(0)?.child(1)?.set_octets(text);
    Ok(())
}

fn set_issuer_name(mutant: &mut Mutant, text: &[u8]) -> Result<(), Missing> {
    mutant.node(Field::Issuer)?.child(1)?.child(0)?.child(1)?.set_octets(text);
    Ok(())
}

fn common_name(mutant: &mut Mutant, text: &[u8]) -> Result<(), Missing> {
    let attribute = names::attribute(oid::COMMON_NAME, tag::UTF8_STRING, text);
    mutant.node(Field::Subject)?.nodes_mut()?.insert(0, names::relative(vec![attribute]));
    Ok(())
}

fn push(mutant: &mut Mutant, attribute: Node) -> Result<(), Missing> {
    mutant.node(Field::Subject)?.nodes_mut()?.push(names::relative(vec![attribute]));
    Ok(())
}

/// Writes every string of a name in another type.
fn retype(mutant: &mut Mutant, field: Field, to: u8) -> Result<(), Missing> {
    for relative in mutant.node(field)?.nodes_mut()? {
        relative.child(0)?.child(1)?.identifier = vec![to];
    }
    Ok(())
}

fn unique_identifier(mutant: &mut Mutant, number: u8) -> Result<(), Missing> {
    let fields = mutant.node(Field::ToBeSigned)?.nodes_mut()?;
    fields.insert(fields.len().saturating_sub(1), Node::primitive(tag::context(number), [0, 0x5A]));
    Ok(())
}

fn device_as_organisation(shop: &Workshop, scene: &mut Scene) -> Result<(), Problem> {
    scene.leaf = shop.signed_leaf(Start::Device)?.to_der();
    scene.path = vec![shop.issuing(Start::Device).certificate().der().to_vec()];
    Ok(())
}

const ID: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x01, 0x01, 0x02];
