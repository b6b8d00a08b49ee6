//! Lengths: padded, indefinite, lying.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::longer;
use super::tools::pad;
use super::tools::signed;
use crate::asn1::oid;
use crate::mutate::Field;
use crate::mutate::Length;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::either;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    padded("ENC-01.certificate", "the length of the whole certificate has a needless octet", |leaf| {
        pad(leaf, Field::Certificate)
    }),
    padded("ENC-01.tbs-certificate", "the length of tbsCertificate has a needless octet", |leaf| {
        pad(leaf, Field::ToBeSigned)
    }),
    padded("ENC-01.serial-number", "the length of serialNumber is in the long form", |leaf| {
        pad(leaf, Field::SerialNumber)
    }),
    padded("ENC-01.issuer", "the length of issuer is in the long form", |leaf| pad(leaf, Field::Issuer)),
    padded("ENC-01.validity", "the length of validity is in the long form", |leaf| {
        pad(leaf, Field::Validity)
    }),
    padded("ENC-01.not-before", "the length of notBefore is in the long form", |leaf| {
        pad(leaf, Field::NotBefore)
    }),
    padded("ENC-01.subject", "the length of subject is in the long form", |leaf| pad(leaf, Field::Subject)),
    padded("ENC-01.public-key", "the length of subjectPublicKeyInfo is in the long form", |leaf| {
        pad(leaf, Field::PublicKey)
    }),
    padded("ENC-01.public-point", "the length of subjectPublicKey is in the long form", |leaf| {
        pad(leaf, Field::Point)
    }),
    padded("ENC-01.extensions", "the length of the list of extensions has a needless octet", |leaf| {
        pad(leaf, Field::Extensions)
    }),
    padded("ENC-01.extension", "the length of one extension is in the long form", |leaf| {
        let node = leaf.extension(oid::KEY_USAGE)?;
        node.length = longer(node);
        Ok(())
    }),
    padded(
        "ENC-01.extension-value",
        "the length of the value of one extension is in the long form",
        |leaf| {
            let node = leaf.extension(oid::KEY_USAGE)?.child(2)?;
            node.length = longer(node);
            Ok(())
        },
    ),
    padded("ENC-01.key-usage", "the length of the BIT STRING in keyUsage is in the long form", |leaf| {
        let node = leaf.extension_value(oid::KEY_USAGE)?;
        node.length = longer(node);
        Ok(())
    }),
    refused(
        "ENC-01.outer-algorithm",
        Flag::LengthNotShortest,
        Reason::Encoding,
        "the length of the algorithm beside the signature is in the long form",
        signed(|leaf| pad(leaf, Field::OuterAlgorithm)),
    ),
    refused(
        "ENC-01.signature",
        Flag::LengthNotShortest,
        Reason::Encoding,
        "the length of signatureValue is in the long form",
        signed(|leaf| pad(leaf, Field::Signature)),
    ),
    refused(
        "ENC-01.issuing-ca",
        Flag::LengthNotShortest,
        Reason::Encoding,
        "the length of tbsCertificate in the issuing CA's certificate has a needless octet",
        issuer(|ca| pad(ca, Field::ToBeSigned)),
    ),
    padded("ENC-01.four-octets", "the length of tbsCertificate is in four octets", |leaf| {
        leaf.node(Field::ToBeSigned)?.length = Length::Padded(2);
        Ok(())
    }),
    padded("ENC-01.eight-octets", "the length of tbsCertificate is in eight octets", |leaf| {
        leaf.node(Field::ToBeSigned)?.length = Length::Padded(6);
        Ok(())
    }),
    indefinite("ENC-02.certificate", "the whole certificate has the indefinite length", |leaf| {
        endless(leaf, Field::Certificate)
    }),
    indefinite("ENC-02.tbs-certificate", "tbsCertificate has the indefinite length", |leaf| {
        endless(leaf, Field::ToBeSigned)
    }),
    indefinite("ENC-02.subject", "subject has the indefinite length", |leaf| endless(leaf, Field::Subject)),
    indefinite("ENC-02.public-key", "subjectPublicKeyInfo has the indefinite length", |leaf| {
        endless(leaf, Field::PublicKey)
    }),
    indefinite("ENC-02.extensions", "the list of extensions has the indefinite length", |leaf| {
        endless(leaf, Field::Extensions)
    }),
    indefinite("ENC-02.policies", "the SEQUENCE in certificatePolicies has the indefinite length", |leaf| {
        leaf.extension_value(oid::CERTIFICATE_POLICIES)?.length = Length::Indefinite;
        Ok(())
    }),
    lying(
        "ENC-07.length-too-long",
        "the length of tbsCertificate says one octet more than there is",
        |leaf| {
            let length = leaf.node(Field::ToBeSigned)?.octets().len();
            claim(leaf, Field::ToBeSigned, length + 1)
        },
    ),
    lying(
        "ENC-07.length-too-short",
        "the length of tbsCertificate says one octet less than there is",
        |leaf| {
            let length = leaf.node(Field::ToBeSigned)?.octets().len();
            claim(leaf, Field::ToBeSigned, length.saturating_sub(1))
        },
    ),
    lying("ENC-07.length-huge", "the length of the whole certificate says 4 GiB less one octet", |leaf| {
        leaf.node(Field::Certificate)?.length = Length::Octets(vec![0x84, 0xFF, 0xFF, 0xFF, 0xFF]);
        Ok(())
    }),
    lying("ENC-07.length-overflow", "the length of tbsCertificate has nine octets, all FF", |leaf| {
        leaf.node(Field::ToBeSigned)?.length = Length::Octets([&[0x89][..], &[0xFF; 9]].concat());
        Ok(())
    }),
    lying("ENC-07.length-reserved", "the length of tbsCertificate is the reserved octet FF", |leaf| {
        leaf.node(Field::ToBeSigned)?.length = Length::Octets(vec![0xFF]);
        Ok(())
    }),
    lying("ENC-07.extension-too-long", "the length of the last extension reaches beyond the list", |leaf| {
        let node = leaf.extension(oid::AUTHORITY_KEY_IDENTIFIER)?;
        node.length = Length::Octets(vec![0x7F]);
        Ok(())
    }),
    large("ENC-13.1400", "about 1,400 octets: an extension that nobody knows holds 1,000", |leaf| {
        fill(leaf, 1_000)
    }),
    large("ENC-13.2048", "about 2 KiB: an extension that nobody knows holds 1,700 octets", |leaf| {
        fill(leaf, 1_700)
    }),
    large("ENC-13.16384", "about 16 KiB: an extension that nobody knows holds 16,000 octets", |leaf| {
        fill(leaf, 16_000)
    }),
    large("ENC-13.69632", "about 68 KiB: an extension that nobody knows holds 69,000 octets", |leaf| {
        fill(leaf, 69_000)
    }),
];

const fn padded(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::LengthNotShortest, Reason::Encoding, what, leaf(change))
}

const fn indefinite(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::LengthIndefinite, Reason::Encoding, what, leaf(change))
}

const fn lying(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::LengthWrong, Reason::Encoding, what, leaf(change))
}

const fn large(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    either(id, Flag::Large, what, leaf(change))
}

fn endless(mutant: &mut Mutant, field: Field) -> Result<(), Missing> {
    mutant.node(field)?.length = Length::Indefinite;
    Ok(())
}

fn claim(mutant: &mut Mutant, field: Field, length: usize) -> Result<(), Missing> {
    mutant.node(field)?.length = Length::Octets(crate::asn1::write::length(length));
    Ok(())
}

fn fill(mutant: &mut Mutant, octets: usize) -> Result<(), Missing> {
    mutant.push_extension(super::tools::extension(super::tools::UNKNOWN, false, &vec![0xA5; octets]))
}
