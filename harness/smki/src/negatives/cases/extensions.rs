//! Extensions of end entities.

use super::tools::UNKNOWN;
use super::tools::extension;
use super::tools::leaf;
use super::tools::oid as object;
use super::tools::revalue;
use crate::Extension;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::negatives::DEVICE;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    critical("EXT-01.private", "a critical extension of our own arc of examples", |leaf| {
        leaf.push_extension(extension(UNKNOWN, true, &[0x05, 0x00]))
    }),
    critical("EXT-01.netscape", "the critical extension netscape-cert-type", |leaf| {
        leaf.push_extension(extension(object("2.16.840.1.113730.1.1"), true, &[0x03, 0x02, 0x07, 0x80]))
    }),
    critical(
        "EXT-01.standard-arc",
        "a critical extension of the arc id-ce with a number that is not given out",
        |leaf| leaf.push_extension(extension(object("2.5.29.200"), true, &[0x05, 0x00])),
    ),
    critical("EXT-01.first", "a critical extension that nobody knows, before all others", |leaf| {
        leaf.push_extension(extension(UNKNOWN, true, &[0x05, 0x00]))?;
        leaf.order_extensions(&[UNKNOWN])
    }),
    critical("EXT-01.device", "a critical extension that nobody knows, in a Device Certificate", |leaf| {
        leaf.push_extension(extension(UNKNOWN, true, &[0x05, 0x00]))
    })
    .of(Start::Device),
    plain("EXT-03.private", "an extension that nobody knows, not critical", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[0x05, 0x00]))
    }),
    plain(
        "EXT-03.garbage",
        "an extension that nobody knows, not critical, whose value is no ASN.1",
        |leaf| leaf.push_extension(extension(UNKNOWN, false, &[0xDE, 0xAD, 0xBE, 0xEF])),
    ),
    plain("EXT-03.empty", "an extension that nobody knows, not critical, without octets", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[]))
    }),
    plain("EXT-03.device", "an extension that nobody knows, not critical, in a Device Certificate", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[0x05, 0x00]))
    })
    .of(Start::Device),
    plain("EXT-03.length-127", "an extension that nobody knows, not critical, with 127 octets", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[0xA5; 127]))
    }),
    plain("EXT-03.length-128", "an extension that nobody knows, not critical, with 128 octets", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[0xA5; 128]))
    }),
    plain("EXT-03.length-256", "an extension that nobody knows, not critical, with 256 octets", |leaf| {
        leaf.push_extension(extension(UNKNOWN, false, &[0xA5; 256]))
    }),
    either(
        "EXT-03.many",
        Flag::Large,
        "a hundred extensions that nobody knows, not critical, each of another type",
        leaf(|leaf| {
            for number in 1..=100_u32 {
                let Ok(oid) = UNKNOWN.push_arc(number) else { continue };
                leaf.push_extension(extension(oid, false, &[0x05, 0x00]))?;
            }
            Ok(())
        }),
    ),
    refused(
        "EXT-04.key-usage",
        Flag::KeyUsageMissing,
        Reason::KeyUsage,
        "no keyUsage",
        leaf(|leaf| leaf.remove_extension(oid::KEY_USAGE)),
    ),
    refused(
        "EXT-04.device",
        Flag::KeyUsageMissing,
        Reason::KeyUsage,
        "no keyUsage in a Device Certificate",
        leaf(|leaf| leaf.remove_extension(oid::KEY_USAGE)),
    )
    .of(Start::Device),
    open("EXT-05.key-usage", Flag::Criticality, "keyUsage is not critical", |leaf| {
        leaf.set_critical(oid::KEY_USAGE, None)
    }),
    open("EXT-05.device", Flag::Criticality, "keyUsage of a Device Certificate is not critical", |leaf| {
        leaf.set_critical(oid::KEY_USAGE, None)
    })
    .of(Start::Device),
    open("EXT-06.absent", Flag::KeyIdentifierForm, "no subjectKeyIdentifier", |leaf| {
        leaf.remove_extension(oid::SUBJECT_KEY_IDENTIFIER)
    }),
    open("EXT-07.20-octets", Flag::KeyIdentifierForm, "subjectKeyIdentifier has 20 octets", |leaf| {
        leaf.set_extension(&Extension::subject_key_identifier(&[0x4A; 20]))
    }),
    open("EXT-07.7-octets", Flag::KeyIdentifierForm, "subjectKeyIdentifier has seven octets", |leaf| {
        leaf.set_extension(&Extension::subject_key_identifier(&[0x4A; 7]))
    }),
    open("EXT-07.empty", Flag::KeyIdentifierForm, "subjectKeyIdentifier has no octets", |leaf| {
        leaf.set_extension(&Extension::subject_key_identifier(&[]))
    }),
    open(
        "EXT-08.other-key",
        Flag::KeyIdentifierForm,
        "subjectKeyIdentifier is that of another key",
        |leaf| leaf.set_extension(&Extension::subject_key_identifier(&[0x41, 2, 3, 4, 5, 6, 7, 8])),
    ),
    open(
        "EXT-09.first-nibble",
        Flag::KeyIdentifierForm,
        "subjectKeyIdentifier starts with 1 in place of 4",
        |leaf| {
            let node = leaf.extension_value(oid::SUBJECT_KEY_IDENTIFIER)?;
            let mut octets = node.octets();
            if let Some(first) = octets.first_mut() {
                *first = 0x10 | (*first & 0x0F);
            }
            node.set_octets(octets);
            Ok(())
        },
    ),
    open("EXT-09.critical", Flag::Criticality, "subjectKeyIdentifier is critical", |leaf| {
        leaf.set_critical(oid::SUBJECT_KEY_IDENTIFIER, Some(&[0xFF]))
    }),
    open("EXT-10.absent", Flag::KeyIdentifierForm, "no authorityKeyIdentifier", |leaf| {
        leaf.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER)
    }),
    open("EXT-10.empty", Flag::KeyIdentifierForm, "authorityKeyIdentifier is an empty SEQUENCE", |leaf| {
        revalue(leaf, oid::AUTHORITY_KEY_IDENTIFIER, &[0x30, 0x00])
    }),
    open("EXT-10.critical", Flag::Criticality, "authorityKeyIdentifier is critical", |leaf| {
        leaf.set_critical(oid::AUTHORITY_KEY_IDENTIFIER, Some(&[0xFF]))
    }),
    refused(
        "EXT-11.other-key",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "authorityKeyIdentifier is that of another key than the issuing CA's",
        leaf(|leaf| leaf.set_extension(&Extension::authority_key_identifier(&[0x41, 2, 3, 4, 5, 6, 7, 8]))),
    ),
    refused(
        "EXT-11.device",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "authorityKeyIdentifier of a Device Certificate is that of another key than the issuing CA's",
        leaf(|leaf| leaf.set_extension(&Extension::authority_key_identifier(&[0x41, 2, 3, 4, 5, 6, 7, 8]))),
    )
    .of(Start::Device),
    open(
        "EXT-11.longer",
        Flag::KeyIdentifierForm,
        "authorityKeyIdentifier is the issuing CA's with a ninth octet",
        |leaf| {
            let value = leaf.extension_value(oid::AUTHORITY_KEY_IDENTIFIER)?;
            let octets = [value.child(0)?.octets(), vec![0]].concat();
            value.child(0)?.set_octets(octets);
            Ok(())
        },
    ),
    open(
        "EXT-12.issuer-and-serial",
        Flag::KeyIdentifierForm,
        "authorityKeyIdentifier is the name and serial number of a CA in place of a key identifier",
        |leaf| {
            let value = issuer_and_serial(leaf)?;
            revalue(leaf, oid::AUTHORITY_KEY_IDENTIFIER, &write::sequence(&[&value]))
        },
    ),
    open(
        "EXT-12.all-three",
        Flag::KeyIdentifierForm,
        "authorityKeyIdentifier has key identifier, name and serial number of a CA",
        |leaf| {
            let key = leaf.extension_value(oid::AUTHORITY_KEY_IDENTIFIER)?.child(0)?.to_der();
            let value = issuer_and_serial(leaf)?;
            revalue(leaf, oid::AUTHORITY_KEY_IDENTIFIER, &write::sequence(&[&key, &value]))
        },
    ),
    open(
        "EXT-13.subject-alt-name",
        Flag::Criticality,
        "subjectAltName of a Device Certificate is not critical",
        |leaf| leaf.set_critical(oid::SUBJECT_ALT_NAME, None),
    )
    .of(Start::Device),
    refused(
        "EXT-14.ca",
        Flag::EndEntityIsAuthority,
        Reason::EndEntityIsAuthority,
        "the leaf has basicConstraints with cA TRUE",
        leaf(|leaf| leaf.set_extension(&Extension::authority(None))),
    ),
    refused(
        "EXT-14.device",
        Flag::EndEntityIsAuthority,
        Reason::EndEntityIsAuthority,
        "a Device Certificate has basicConstraints with cA TRUE",
        leaf(|leaf| leaf.set_extension(&Extension::authority(Some(0)))),
    )
    .of(Start::Device),
    plain("EXT-14.empty", "the leaf has basicConstraints, critical and empty: cA FALSE", |leaf| {
        leaf.push_extension(extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 0x00]))
    })
    .by("RFC 5280 4.2.1.9", "basicConstraints without cA says that the holder is no CA"),
    plain("EXT-14.empty-not-critical", "the leaf has basicConstraints, not critical and empty", |leaf| {
        leaf.push_extension(extension(oid::BASIC_CONSTRAINTS, false, &[0x30, 0x00]))
    })
    .by("RFC 5280 4.2.1.9", "basicConstraints without cA says that the holder is no CA"),
    open(
        "EXT-14.path-length",
        Flag::ExtensionUnusual,
        "the leaf has basicConstraints with cA FALSE and a pathLenConstraint",
        |leaf| leaf.push_extension(extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 0x03, 0x02, 0x01, 0x00])),
    ),
    open("EXT-15.client", Flag::ExtensionUnusual, "extKeyUsage id-kp-clientAuth, not critical", |leaf| {
        leaf.push_extension(extension(EXTENDED, false, &purposes(&[CLIENT])))
    }),
    open(
        "EXT-15.client-critical",
        Flag::ExtensionUnusual,
        "extKeyUsage id-kp-clientAuth, critical",
        |leaf| leaf.push_extension(extension(EXTENDED, true, &purposes(&[CLIENT]))),
    ),
    open("EXT-15.server", Flag::ExtensionUnusual, "extKeyUsage id-kp-serverAuth, not critical", |leaf| {
        leaf.push_extension(extension(EXTENDED, false, &purposes(&["1.3.6.1.5.5.7.3.1"])))
    }),
    open("EXT-15.any", Flag::ExtensionUnusual, "extKeyUsage anyExtendedKeyUsage, not critical", |leaf| {
        leaf.push_extension(extension(EXTENDED, false, &purposes(&["2.5.29.37.0"])))
    }),
    open("EXT-20.subject-alt-name", Flag::ExtensionUnusual, "an organisation has a subjectAltName", |leaf| {
        let names = write::sequence(&[&write::element(0x82, b"supplier.example")]);
        leaf.push_extension(extension(oid::SUBJECT_ALT_NAME, false, &names))
    }),
    open(
        "EXT-20.device-identity",
        Flag::ExtensionUnusual,
        "an organisation has the subjectAltName of a Device, not critical",
        |leaf| {
            leaf.set_extension(&Extension::device_identity(DEVICE))?;
            leaf.set_critical(oid::SUBJECT_ALT_NAME, None)
        },
    ),
    plain("EXT-20.crl-distribution-points", "cRLDistributionPoints, not critical", |leaf| {
        let uri = write::element(0x86, b"http://crl.example/organisation.crl");
        let name =
            write::element(tag::context_constructed(0), &write::element(tag::context_constructed(0), &uri));
        let points = write::sequence(&[&write::sequence(&[&name])]);
        leaf.push_extension(extension(object("2.5.29.31"), false, &points))
    }),
    plain("EXT-20.authority-information", "authorityInfoAccess, not critical", |leaf| {
        let uri = write::element(0x86, b"http://ocsp.example");
        let method = write::object_identifier(&object("1.3.6.1.5.5.7.48.1"));
        let value = write::sequence(&[&write::sequence(&[&method, &uri])]);
        leaf.push_extension(extension(object("1.3.6.1.5.5.7.1.1"), false, &value))
    }),
    plain("EXT-20.issuer-alt-name", "issuerAltName, not critical", |leaf| {
        let names = write::sequence(&[&write::element(0x82, b"ca.example")]);
        leaf.push_extension(extension(object("2.5.29.18"), false, &names))
    }),
    garbled("EXT-21.key-usage", "the value of keyUsage is an INTEGER", |leaf| {
        revalue(leaf, oid::KEY_USAGE, &[0x02, 0x01, 0x05])
    }),
    garbled("EXT-21.key-usage-empty", "the value of keyUsage has no octets", |leaf| {
        revalue(leaf, oid::KEY_USAGE, &[])
    }),
    garbled("EXT-21.policies", "the value of certificatePolicies is a UTF8String", |leaf| {
        revalue(leaf, oid::CERTIFICATE_POLICIES, &[0x0C, 0x01, 0x41])
    }),
    garbled("EXT-21.policy", "certificatePolicies is a SEQUENCE of an object identifier alone", |leaf| {
        let policy = write::object_identifier(&oid::TEST_POLICY);
        revalue(leaf, oid::CERTIFICATE_POLICIES, &write::sequence(&[&policy]))
    }),
    garbled("EXT-21.subject-key-identifier", "the value of subjectKeyIdentifier is a BIT STRING", |leaf| {
        leaf.extension_value(oid::SUBJECT_KEY_IDENTIFIER)?.identifier = vec![tag::BIT_STRING];
        Ok(())
    }),
    garbled(
        "EXT-21.authority-key-identifier",
        "the value of authorityKeyIdentifier is a bare OCTET STRING",
        |leaf| {
            let key = leaf.extension_value(oid::AUTHORITY_KEY_IDENTIFIER)?.child(0)?.octets();
            revalue(leaf, oid::AUTHORITY_KEY_IDENTIFIER, &write::octet_string(&key))
        },
    ),
    garbled("EXT-21.basic-constraints", "the value of basicConstraints is a bare BOOLEAN", |leaf| {
        leaf.push_extension(extension(oid::BASIC_CONSTRAINTS, true, &[0x01, 0x01, 0xFF]))
    }),
    garbled("EXT-21.subject-alt-name", "the value of subjectAltName is an INTEGER", |leaf| {
        revalue(leaf, oid::SUBJECT_ALT_NAME, &[0x02, 0x01, 0x05])
    })
    .of(Start::Device),
    order("EXT-22.reversed", "the extensions in reverse", |leaf| leaf.order_extensions(&[AKI, SKI, CP, KU])),
    order("EXT-22.identifiers-first", "the key identifiers before keyUsage and policies", |leaf| {
        leaf.order_extensions(&[SKI, AKI, KU, CP])
    }),
    order("EXT-22.policies-first", "certificatePolicies first, keyUsage last", |leaf| {
        leaf.order_extensions(&[CP, AKI, SKI, KU])
    }),
    order(
        "EXT-22.authority-first",
        "authorityKeyIdentifier, keyUsage, subjectKeyIdentifier, policies",
        |leaf| leaf.order_extensions(&[AKI, KU, SKI, CP]),
    ),
    order("EXT-22.device-name-first", "subjectAltName first in a Device Certificate", |leaf| {
        leaf.order_extensions(&[oid::SUBJECT_ALT_NAME, AKI, SKI, CP, KU])
    })
    .of(Start::Device),
    order("EXT-22.device-name-last", "subjectAltName last in a Device Certificate", |leaf| {
        leaf.order_extensions(&[KU, CP, SKI, AKI, oid::SUBJECT_ALT_NAME])
    })
    .of(Start::Device),
];

const fn critical(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::UnknownCritical, Reason::UnknownCriticalExtension, what, leaf(change))
}

const fn plain(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    accepted(id, Flag::UnknownNotCritical, what, leaf(change))
}

const fn open(
    id: &'static str,
    flag: Flag,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    either(id, flag, what, leaf(change))
}

const fn garbled(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::ExtensionGarbled, Reason::Encoding, what, leaf(change))
}

const fn order(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    accepted(id, Flag::ExtensionOrder, what, leaf(change))
}

fn purposes(texts: &[&str]) -> Vec<u8> {
    let purposes: Vec<Vec<u8>> = texts.iter().map(|text| write::object_identifier(&object(text))).collect();
    write::element(tag::SEQUENCE, &purposes.concat())
}

/// authorityCertIssuer and authorityCertSerialNumber, of the issuer that the certificate names.
fn issuer_and_serial(mutant: &mut Mutant) -> Result<Vec<u8>, Missing> {
    let issuer = mutant.node(crate::mutate::Field::Issuer)?.to_der();
    let name = write::element(tag::context_constructed(4), &issuer);
    Ok([write::element(tag::context_constructed(1), &name), write::element(tag::context(2), &[1])].concat())
}

const EXTENDED: crate::asn1::ObjectIdentifier = object("2.5.29.37");
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const KU: crate::asn1::ObjectIdentifier = oid::KEY_USAGE;
const CP: crate::asn1::ObjectIdentifier = oid::CERTIFICATE_POLICIES;
const SKI: crate::asn1::ObjectIdentifier = oid::SUBJECT_KEY_IDENTIFIER;
const AKI: crate::asn1::ObjectIdentifier = oid::AUTHORITY_KEY_IDENTIFIER;
