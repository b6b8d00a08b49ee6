//! Signatures that are not the issuer's over these octets, and algorithms.

use super::tools::algorithm;
use super::tools::issuer;
use super::tools::leaf;
use super::tools::oid as object;
use super::tools::scene;
use super::tools::signed;
use crate::Extension;
use crate::KeyUsage;
use crate::Usage;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::HashFunction;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::negatives::Flag;
use crate::negatives::Problem;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::case::Case;
use crate::negatives::case::Change;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;
use crate::negatives::workshop::Workshop;
use crate::negatives::workshop::rename_issuer;

pub(super) const CASES: &[Case] = &[
    forged("SIG-01.first-bit-of-r", "the lowest bit of the first octet of r is flipped", |leaf| {
        flip(leaf, 0)
    }),
    forged("SIG-01.last-bit-of-r", "the lowest bit of the last octet of r is flipped", |leaf| flip(leaf, 31)),
    forged("SIG-01.last-bit-of-s", "the lowest bit of the last octet of s is flipped", |leaf| flip(leaf, 63)),
    refused(
        "SIG-02.issuing-ca",
        Flag::SignatureWrong,
        Reason::Signature,
        "one octet of the signature in the issuing CA's certificate is altered",
        Change::IssuerSigned(|ca| flip(ca, 40)),
    ),
    accepted(
        "SIG-02.anchor",
        Flag::AnchorIsKeyAndName,
        "the signature in the root's own certificate is altered, which the held root cell vouches for",
        scene(|shop, scene| {
            let mut root = Mutant::of(shop.root(Start::Organisation).certificate());
            flip(&mut root, 40)?;
            scene.anchor = root.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-03.other-ca-of-the-name",
        Flag::SignatureWrong,
        Reason::Signature,
        "another CA of the same name signed it, and it names the key of the right one",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign(&shop.key("another CA of the same name"));
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-03.device-ca",
        Flag::SignatureWrong,
        Reason::Signature,
        "the issuing CA for Devices signed an Organisation Certificate in the name of the one for organisations",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-03.root",
        Flag::SignatureWrong,
        Reason::Signature,
        "the root signed the leaf in the name of the issuing CA",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign(shop.root(Start::Organisation).key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-04.inner-sha384",
        Flag::AlgorithmsDiffer,
        Reason::SignatureAlgorithm,
        "ecdsa-with-SHA384 inside, ecdsa-with-SHA256 outside and in truth",
        leaf(|leaf| leaf.set(Field::InnerAlgorithm, algorithm(SHA384))),
    ),
    refused(
        "SIG-04.outer-sha384",
        Flag::AlgorithmsDiffer,
        Reason::SignatureAlgorithm,
        "ecdsa-with-SHA256 inside and in truth, ecdsa-with-SHA384 outside",
        leaf(|leaf| leaf.set(Field::OuterAlgorithm, algorithm(SHA384))),
    ),
    refused(
        "SIG-04.inner-null",
        Flag::AlgorithmsDiffer,
        Reason::SignatureAlgorithm,
        "parameters NULL inside, absent outside",
        leaf(|leaf| add_parameters(leaf, Field::InnerAlgorithm, Node::primitive(tag::NULL, []))),
    ),
    refused(
        "SIG-04.outer-null",
        Flag::AlgorithmsDiffer,
        Reason::SignatureAlgorithm,
        "parameters absent inside, NULL outside",
        leaf(|leaf| add_parameters(leaf, Field::OuterAlgorithm, Node::primitive(tag::NULL, []))),
    ),
    refused(
        "SIG-04.issuing-ca",
        Flag::AlgorithmsDiffer,
        Reason::SignatureAlgorithm,
        "the issuing CA's certificate has ecdsa-with-SHA384 inside, ecdsa-with-SHA256 outside and in truth",
        issuer(|ca| ca.set(Field::InnerAlgorithm, algorithm(SHA384))),
    ),
    other_hash("SIG-05.sha1", "ecdsa-with-SHA1, truly so signed", |shop, scene| {
        hashed(shop, scene, "1.2.840.10045.4.1", HashFunction::Sha1)
    }),
    other_hash("SIG-05.sha224", "ecdsa-with-SHA224, truly so signed", |shop, scene| {
        hashed(shop, scene, "1.2.840.10045.4.3.1", HashFunction::Sha224)
    }),
    other_hash("SIG-05.sha384", "ecdsa-with-SHA384, truly so signed", |shop, scene| {
        hashed(shop, scene, SHA384, HashFunction::Sha384)
    }),
    other_hash("SIG-05.sha512", "ecdsa-with-SHA512, truly so signed", |shop, scene| {
        hashed(shop, scene, SHA512, HashFunction::Sha512)
    }),
    other_hash(
        "SIG-05.issuing-ca-sha1",
        "the issuing CA's certificate is signed with SHA-1",
        |shop, scene| hashed_issuer(shop, scene, "1.2.840.10045.4.1", HashFunction::Sha1),
    ),
    other_hash(
        "SIG-05.issuing-ca-sha384",
        "the issuing CA's certificate is signed with SHA-384",
        |shop, scene| hashed_issuer(shop, scene, SHA384, HashFunction::Sha384),
    ),
    refused(
        "SIG-05.sha384-in-truth",
        Flag::SignatureWrong,
        Reason::Signature,
        "ecdsa-with-SHA256 by name, signed over SHA-384",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign_over(HashFunction::Sha384, shop.issuing(Start::Organisation).key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    other_algorithm("SIG-06.rsa", "sha256WithRSAEncryption", |leaf| {
        let rsa = Node::sequence(vec![
            Node::object_identifier(object("1.2.840.113549.1.1.11")),
            Node::primitive(tag::NULL, []),
        ]);
        both(leaf, rsa, &[0x5A; 256])
    }),
    other_algorithm("SIG-06.ed25519", "Ed25519", |leaf| both(leaf, algorithm("1.3.101.112"), &[0x5A; 64])),
    other_algorithm("SIG-06.dsa", "dsa-with-sha256", |leaf| {
        let octets = [0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05];
        both(leaf, algorithm("2.16.840.1.101.3.4.3.2"), &octets)
    }),
    other_algorithm("SIG-06.key-algorithm", "id-ecPublicKey in place of a signature algorithm", |leaf| {
        both(leaf, algorithm("1.2.840.10045.2.1"), &[0x5A; 70])
    }),
    other_algorithm("SIG-06.unknown", "an algorithm of our own arc of examples", |leaf| {
        both(leaf, algorithm("1.3.6.1.4.1.99999.2"), &[0x5A; 70])
    }),
    either(
        "SIG-07.null",
        Flag::AlgorithmParameters,
        "parameters NULL, inside and outside",
        leaf(|leaf| with_parameters(leaf, Node::primitive(tag::NULL, []))),
    ),
    either(
        "SIG-07.curve",
        Flag::AlgorithmParameters,
        "the curve's object identifier for parameters, inside and outside",
        leaf(|leaf| with_parameters(leaf, Node::object_identifier(oid::PRIME256V1))),
    ),
    either(
        "SIG-07.issuing-ca-null",
        Flag::AlgorithmParameters,
        "parameters NULL in the issuing CA's certificate, inside and outside",
        issuer(|ca| with_parameters(ca, Node::primitive(tag::NULL, []))),
    ),
    changed("SIG-13.not-after", "notAfter was put off by six years after signing", |leaf| {
        leaf.node(Field::NotAfter)?.set_octets(*b"491231235959Z");
        Ok(())
    }),
    changed("SIG-13.entity", "the Entity Identifier was changed after signing", |leaf| {
        let node = leaf.node(Field::Subject)?.child(1)?.child(0)?.child(1)?;
        node.set_octets([0x00, 0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x01, 0x02, 0x02]);
        Ok(())
    }),
    changed("SIG-13.role", "the role was changed from supplier to network operator after signing", |leaf| {
        leaf.node(Field::Subject)?.child(0)?.child(0)?.child(1)?.set_octets(*b"03");
        Ok(())
    }),
    changed(
        "SIG-13.public-key",
        "the public key was changed after signing, its identifier with it",
        |leaf| {
            let point = crate::mutate::keys::generator();
            leaf.set(
                Field::PublicKey,
                Node::read(&crate::PublicKey::p256(&point).to_der()).map_err(|_| NO_KEY)?,
            )?;
            leaf.set_extension(&Extension::subject_key_identifier(&crate::key_identifier(&point)))
        },
    ),
    changed("SIG-13.serial-number", "serialNumber was changed after signing", |leaf| {
        leaf.node(Field::SerialNumber)?.set_octets([0x13]);
        Ok(())
    }),
    changed("SIG-13.key-usage", "keyUsage was changed to digitalSignature after signing", |leaf| {
        leaf.set_extension(&Extension::key_usage(KeyUsage::DIGITAL_SIGNATURE))
    })
    .of(Start::OrganisationKeyAgreement)
    .asking(Usage::DigitalSignature),
    changed("SIG-13.extension-added", "basicConstraints, empty, was added after signing", |leaf| {
        leaf.push_extension(super::tools::extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 0x00]))
    }),
    changed("SIG-13.extension-order", "two extensions changed places after signing", |leaf| {
        leaf.order_extensions(&[oid::CERTIFICATE_POLICIES, oid::KEY_USAGE])
    }),
    changed("SIG-13.string-type", "the role became a PrintableString after signing", |leaf| {
        leaf.node(Field::Subject)?.child(0)?.child(0)?.child(1)?.identifier = vec![tag::PRINTABLE_STRING];
        Ok(())
    }),
    refused(
        "SIG-13.issuing-ca-key",
        Flag::SignatureWrong,
        Reason::Signature,
        "the key in the issuing CA's certificate was changed after signing, and signed the leaf",
        scene(|shop, scene| {
            let key = shop.key("a key that nobody certified");
            let mut ca = Mutant::of(shop.issuing(Start::Organisation).certificate());
            let public = crate::PublicKey::p256(&key.public_point()).to_der();
            ca.set(Field::PublicKey, Node::read(&public)?)?;
            let identifier = crate::key_identifier(&key.public_point());
            ca.set_extension(&Extension::subject_key_identifier(&identifier))?;
            scene.path = vec![ca.to_der()];
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.set_extension(&Extension::authority_key_identifier(&identifier))?;
            leaf.sign(&key);
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-14.self-signed",
        Flag::SelfSigned,
        Reason::IssuerUnknown,
        "the leaf names itself as issuer and signed itself",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            let subject = leaf.node(Field::Subject)?.clone();
            leaf.set(Field::Issuer, subject)?;
            let identifier = crate::key_identifier(&shop.leaf_point(Start::Organisation));
            leaf.set_extension(&Extension::authority_key_identifier(&identifier))?;
            leaf.sign(&shop.leaf_key(Start::Organisation));
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-14.signed-by-itself",
        Flag::SignatureWrong,
        Reason::Signature,
        "the leaf names the issuing CA and signed itself",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign(&shop.leaf_key(Start::Organisation));
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-14.in-the-path-too",
        Flag::SelfSigned,
        Reason::NotAuthority,
        "the leaf names itself as issuer, signed itself, and comes a second time as its own path",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            let subject = leaf.node(Field::Subject)?.clone();
            leaf.set(Field::Issuer, subject)?;
            let identifier = crate::key_identifier(&shop.leaf_point(Start::Organisation));
            leaf.set_extension(&Extension::authority_key_identifier(&identifier))?;
            leaf.sign(&shop.leaf_key(Start::Organisation));
            scene.leaf = leaf.to_der();
            scene.path = vec![scene.leaf.clone()];
            Ok(())
        }),
    ),
    refused(
        "SIG-15.content-alone",
        Flag::SignatureWrong,
        Reason::Signature,
        "the signature is over the content of tbsCertificate, without its tag and length",
        scene(|shop, scene| {
            let mut leaf = shop.signed_leaf(Start::Organisation)?;
            let content = leaf.node(Field::ToBeSigned)?.octets();
            let made = shop.issuing(Start::Organisation).key().sign(&content);
            leaf.set_signature(&crate::signature::encode(&made))?;
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-15.of-another-certificate",
        Flag::SignatureWrong,
        Reason::Signature,
        "the signature is a good one of the issuing CA, over another certificate",
        scene(|shop, scene| {
            let mut other = shop.signed_leaf(Start::OrganisationKeyAgreement)?;
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.set_scalars(&other.scalars()?)?;
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    refused(
        "SIG-15.under-another-name",
        Flag::SignatureWrong,
        Reason::Signature,
        "the issuing CA signed the same certificate with the root's name for issuer",
        scene(|shop, scene| {
            let mut other = shop.leaf(Start::Organisation)?;
            rename_issuer(&mut other, shop.root(Start::Organisation).certificate())?;
            other.sign(shop.issuing(Start::Organisation).key());
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.set_scalars(&other.scalars()?)?;
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
];

const fn forged(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::SignatureWrong, Reason::Signature, what, signed(change))
}

const fn changed(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::ChangedAfterSigning, Reason::Signature, what, signed(change))
}

const fn other_hash(
    id: &'static str,
    what: &'static str,
    change: fn(&Workshop, &mut Scene) -> Result<(), Problem>,
) -> Case {
    refused(id, Flag::OtherHash, Reason::SignatureAlgorithm, what, scene(change))
}

const fn other_algorithm(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::OtherSignatureAlgorithm, Reason::SignatureAlgorithm, what, signed(change))
}

/// Flips the lowest bit of one of the 64 octets of r and s.
fn flip(mutant: &mut Mutant, place: usize) -> Result<(), Missing> {
    let mut scalars = mutant.scalars()?;
    let (number, place) = if place < 32 { (&mut scalars.r, place) } else { (&mut scalars.s, place - 32) };
    let mut padded: Vec<u8> = vec![0; 32_usize.saturating_sub(number.len())];
    padded.append(number);
    let start = padded.len() - 32;
    if let Some(octet) = padded.get_mut(start + place) {
        *octet ^= 1;
    }
    *number = padded;
    mutant.set_scalars(&scalars)
}

fn both(mutant: &mut Mutant, algorithm: Node, signature: &[u8]) -> Result<(), Missing> {
    mutant.set(Field::InnerAlgorithm, algorithm.clone())?;
    mutant.set(Field::OuterAlgorithm, algorithm)?;
    mutant.set_signature(signature)
}

fn add_parameters(mutant: &mut Mutant, field: Field, parameters: Node) -> Result<(), Missing> {
    mutant.node(field)?.nodes_mut()?.push(parameters);
    Ok(())
}

fn with_parameters(mutant: &mut Mutant, parameters: Node) -> Result<(), Missing> {
    add_parameters(mutant, Field::InnerAlgorithm, parameters.clone())?;
    add_parameters(mutant, Field::OuterAlgorithm, parameters)
}

fn hashed(shop: &Workshop, scene: &mut Scene, name: &str, hash: HashFunction) -> Result<(), Problem> {
    let mut leaf = shop.leaf(Start::Organisation)?;
    leaf.set(Field::InnerAlgorithm, algorithm(name))?;
    leaf.set(Field::OuterAlgorithm, algorithm(name))?;
    leaf.sign_over(hash, shop.issuing(Start::Organisation).key());
    scene.leaf = leaf.to_der();
    Ok(())
}

fn hashed_issuer(shop: &Workshop, scene: &mut Scene, name: &str, hash: HashFunction) -> Result<(), Problem> {
    let mut ca = Mutant::of(shop.issuing(Start::Organisation).certificate());
    ca.set(Field::InnerAlgorithm, algorithm(name))?;
    ca.set(Field::OuterAlgorithm, algorithm(name))?;
    ca.sign_over(hash, shop.root(Start::Organisation).key());
    scene.path = vec![ca.to_der()];
    Ok(())
}

const NO_KEY: Missing = Missing("a key in DER");
const SHA384: &str = "1.2.840.10045.4.3.3";
const SHA512: &str = "1.2.840.10045.4.3.4";
