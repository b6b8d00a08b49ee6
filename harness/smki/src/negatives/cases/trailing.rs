//! Octets where none belong, and octets that are missing.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::scene;
use super::tools::signed;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Content;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::refused;
use crate::pem;

pub(super) const CASES: &[Case] = &[
    behind("ENC-06.zero-octet", "a zero octet follows the certificate", |scene| scene.leaf.push(0)),
    behind("ENC-06.two-zero-octets", "two zero octets follow, as after an indefinite length", |scene| {
        scene.leaf.extend([0, 0]);
    }),
    behind("ENC-06.certificate", "a second, good certificate follows the certificate", |scene| {
        let again = scene.leaf.clone();
        scene.leaf.extend(again);
    }),
    behind("ENC-06.issuing-ca", "a zero octet follows the issuing CA's certificate", |scene| {
        if let Some(first) = scene.path.first_mut() {
            first.push(0);
        }
    }),
    refused(
        "ENC-06.after-signature",
        Flag::TrailingOctets,
        Reason::Encoding,
        "a NULL follows signatureValue within the certificate",
        signed(|leaf| {
            leaf.node(Field::Certificate)?.append(&[0x05, 0x00]);
            Ok(())
        }),
    ),
    within("ENC-06.after-extensions", "a NULL follows the extensions within tbsCertificate", |leaf| {
        leaf.append_to_be_signed(&[0x05, 0x00])
    }),
    within("ENC-06.in-extension", "a NULL follows the value of keyUsage", |leaf| {
        leaf.extension(oid::KEY_USAGE)?.append(&[0x05, 0x00]);
        Ok(())
    }),
    within("ENC-06.in-value", "a NULL follows the BIT STRING within the value of keyUsage", |leaf| {
        leaf.extension(oid::KEY_USAGE)?.child(2)?.append(&[0x05, 0x00]);
        Ok(())
    }),
    within("ENC-06.in-public-key", "a NULL follows subjectPublicKey", |leaf| {
        leaf.node(Field::PublicKey)?.append(&[0x05, 0x00]);
        Ok(())
    }),
    within("ENC-06.in-validity", "validity has a third date", |leaf| {
        let third = leaf.node(Field::NotAfter)?.to_der();
        leaf.node(Field::Validity)?.append(&third);
        Ok(())
    }),
    within("ENC-06.in-attribute", "an attribute of subject has two values beside each other", |leaf| {
        leaf.node(Field::Subject)?.child(0)?.child(0)?.append(&[0x05, 0x00]);
        Ok(())
    }),
    within("ENC-06.in-extensions", "an empty extension ends the list", |leaf| {
        leaf.push_extension(Node::primitive(tag::SEQUENCE, []))
    }),
    refused(
        "ENC-06.in-constraints",
        Flag::TrailingOctets,
        Reason::Encoding,
        "a NULL follows pathLenConstraint in the issuing CA's basicConstraints",
        issuer(|ca| {
            ca.extension_value(oid::BASIC_CONSTRAINTS)?.append(&[0x05, 0x00]);
            Ok(())
        }),
    ),
    cut("ENC-07.last-octet", "the last octet is missing, the lengths are as they were", |scene| {
        scene.leaf.pop();
    }),
    refused(
        "ENC-07.last-octet-fitted",
        Flag::Truncated,
        Reason::SignatureEncoding,
        "the last octet of the signature is missing, the lengths around it fit",
        signed(|leaf| {
            let node = leaf.node(Field::Signature)?;
            let mut octets = node.octets();
            octets.pop();
            node.set_octets(octets);
            Ok(())
        }),
    ),
    cut("ENC-07.half", "the second half is missing", |scene| {
        let half = scene.leaf.len() / 2;
        scene.leaf.truncate(half);
    }),
    cut("ENC-07.header-alone", "only tag and length are there", |scene| scene.leaf.truncate(4)),
    cut("ENC-07.nothing", "there are no octets", |scene| scene.leaf.clear()),
    refused(
        "ENC-07.no-signature",
        Flag::Truncated,
        Reason::Encoding,
        "signatureValue is missing, the lengths around it fit",
        signed(|leaf| leaf.remove(Field::Signature)),
    ),
    refused(
        "ENC-07.tbs-certificate-alone",
        Flag::Truncated,
        Reason::Encoding,
        "tbsCertificate alone, without what is around it",
        signed(|leaf| {
            let inside = leaf.node(Field::ToBeSigned)?.clone();
            leaf.set(Field::Certificate, inside)
        }),
    ),
    refused(
        "ENC-07.empty-tbs-certificate",
        Flag::Truncated,
        Reason::Encoding,
        "tbsCertificate is empty",
        leaf(|leaf| {
            leaf.node(Field::ToBeSigned)?.content = Content::Nodes(Vec::new());
            Ok(())
        }),
    ),
    refused(
        "ENC-10.pem",
        Flag::NotDer,
        Reason::Encoding,
        "PEM text where DER belongs",
        scene(|_, scene| {
            scene.leaf = pem::write("CERTIFICATE", &scene.leaf).into_bytes();
            Ok(())
        }),
    ),
    refused(
        "ENC-10.base64",
        Flag::NotDer,
        Reason::Encoding,
        "base64 text where DER belongs",
        scene(|_, scene| {
            let text = pem::write("CERTIFICATE", &scene.leaf);
            scene.leaf = text.lines().filter(|line| !line.starts_with('-')).collect::<String>().into_bytes();
            Ok(())
        }),
    ),
    refused(
        "ENC-10.request",
        Flag::NotDer,
        Reason::Encoding,
        "a certification request where a certificate belongs",
        scene(|shop, scene| {
            let key = shop.leaf_key(Start::Device);
            let usage = crate::KeyUsage::DIGITAL_SIGNATURE;
            scene.leaf = crate::CertificationRequest::device(crate::negatives::DEVICE, usage, &key);
            Ok(())
        }),
    ),
];

const fn behind(id: &'static str, what: &'static str, change: fn(&mut Scene)) -> Case {
    refused(id, Flag::TrailingOctets, Reason::Encoding, what, edit(change))
}

const fn cut(id: &'static str, what: &'static str, change: fn(&mut Scene)) -> Case {
    refused(id, Flag::Truncated, Reason::Encoding, what, edit(change))
}

const fn edit(change: fn(&mut Scene)) -> crate::negatives::case::Change {
    crate::negatives::case::Change::Edit(change)
}

const fn within(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::TrailingOctets, Reason::Encoding, what, leaf(change))
}
