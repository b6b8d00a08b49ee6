//! Renewal and replacement: of leaves, issuing CAs and roots, and a Device's own certificate.

use super::tools::leaf;
use super::tools::scene;
use crate::Attribute;
use crate::Extension;
use crate::KeyUsage;
use crate::Name;
use crate::Usage;
use crate::mutate::Field;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::negatives::DEVICE;
use crate::negatives::Flag;
use crate::negatives::Problem;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;
use crate::negatives::workshop::Workshop;
use crate::pki::Credential;

const ORGANISATION: Start = Start::Organisation;

pub(super) const CASES: &[Case] = &[
    accepted(
        "LIF-19.renewed",
        Flag::GoodRenewal,
        "the leaf is renewed: same subject and key, another serial number, later dates",
        leaf(|leaf| {
            leaf.node(Field::SerialNumber)?.set_octets([0x29]);
            leaf.node(Field::NotBefore)?.set_octets(*b"191201000000Z");
            leaf.node(Field::NotAfter)?.set_octets(*b"291130235959Z");
            Ok(())
        }),
    ),
    accepted(
        "LIF-19.new-key",
        Flag::GoodRenewal,
        "the leaf is renewed with a new key",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(ORGANISATION)?;
            let point = shop.key("a new key of the supplier").public_point();
            rekey(&mut leaf, &point)?;
            leaf.sign(shop.issuing(ORGANISATION).key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    accepted(
        "LIF-20.issuing-ca-renewed",
        Flag::GoodRenewal,
        "the issuing CA is renewed: same name and key, another serial number, later dates",
        super::tools::issuer(|ca| {
            ca.node(Field::SerialNumber)?.set_octets([0x2A]);
            ca.node(Field::NotBefore)?.set_octets(*b"190601000000Z");
            Ok(())
        }),
    ),
    accepted(
        "LIF-20.issuing-ca-new-key",
        Flag::GoodRenewal,
        "the issuing CA has a new key under its old name, and the leaf is under the new one; both CAs come",
        scene(|shop, scene| {
            let new = new_issuing(shop)?;
            let mut leaf = shop.leaf_under(&new)?;
            leaf.sign(new.key());
            scene.leaf = leaf.to_der();
            scene.path.push(der(&new));
            scene.over = vec![1];
            Ok(())
        }),
    ),
    accepted(
        "LIF-20.old-key-after-new",
        Flag::GoodRenewal,
        "the issuing CA has a new key under its old name, and the leaf is under the old one; both CAs come",
        scene(|shop, scene| {
            let new = new_issuing(shop)?;
            scene.path.insert(0, der(&new));
            scene.over = vec![1];
            Ok(())
        }),
    ),
    refused(
        "LIF-20.new-ca-alone",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "the leaf is under the issuing CA's old key, and only the CA with the new key comes",
        scene(|shop, scene| {
            scene.path = vec![der(&new_issuing(shop)?)];
            Ok(())
        }),
    ),
    refused(
        "LIF-20.new-ca-identifier-of-old",
        Flag::AuthorityKeyDiffers,
        Reason::Signature,
        "the leaf names the issuing CA's new key, and the old one signed it",
        scene(|shop, scene| {
            let new = new_issuing(shop)?;
            let mut leaf = shop.leaf_under(&new)?;
            leaf.sign(shop.issuing(ORGANISATION).key());
            scene.leaf = leaf.to_der();
            scene.path.push(der(&new));
            Ok(())
        }),
    ),
    accepted(
        "LIF-21.new-with-old",
        Flag::SelfIssued,
        "the issuing CA certified its new key with the old one: self-issued, so it does not count against pathLenConstraint 0",
        scene(|shop, scene| {
            let old = shop.issuing(ORGANISATION);
            let name = old.certificate().subject().clone();
            let new = shop.authority("new with old", name, old, Some(0))?;
            let mut leaf = shop.leaf_under(&new)?;
            leaf.sign(new.key());
            scene.leaf = leaf.to_der();
            scene.path = vec![der(&new), der(old)];
            scene.over = vec![0, 1];
            Ok(())
        }),
    ),
    accepted(
        "LIF-22.root-renewed",
        Flag::AnchorIsKeyAndName,
        "the held root is renewed: same name and key, another serial number",
        scene(|shop, scene| {
            let root = shop.root(ORGANISATION);
            let mut again = Mutant::of(root.certificate());
            again.node(Field::SerialNumber)?.set_octets([0x2B]);
            again.sign(root.key());
            scene.anchor = again.to_der();
            Ok(())
        }),
    ),
    refused(
        "LIF-22.root-new-key",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "the held root has a new key under its old name, and the issuing CA is under the old one",
        scene(|shop, scene| {
            let name = shop.root(ORGANISATION).certificate().subject().clone();
            scene.anchor = der(&shop.new_root("renewed root", name)?);
            Ok(())
        }),
    ),
    refused(
        "LIF-22.root-new-key-no-identifiers",
        Flag::SignatureWrong,
        Reason::Signature,
        "the held root has a new key and the old key's identifier, and the issuing CA is under the old key",
        scene(|shop, scene| {
            let old = shop.root(ORGANISATION);
            let name = old.certificate().subject().clone();
            let new = shop.new_root("renewed root", name)?;
            let mut root = Mutant::of(new.certificate());
            let identifier = old.certificate().key_identifier().unwrap_or_default();
            root.set_extension(&Extension::subject_key_identifier(identifier))?;
            root.sign(new.key());
            scene.anchor = root.to_der();
            Ok(())
        }),
    ),
    accepted(
        "LIF-22.new-root-with-old",
        Flag::SelfIssued,
        "the held root certified its successor, under which the leaf's CA is",
        scene(|shop, scene| {
            let old = shop.root(ORGANISATION);
            let name = old.certificate().subject().clone();
            let next = shop.authority("new root with old", name, old, None)?;
            let issuing = shop.authority("under the new root", ca_name("HI3"), &next, Some(0))?;
            let mut leaf = shop.leaf_under(&issuing)?;
            leaf.sign(issuing.key());
            scene.leaf = leaf.to_der();
            scene.path = vec![der(&issuing), der(&next)];
            scene.over = vec![0, 1];
            Ok(())
        }),
    ),
    either(
        "LIF-07.older",
        Flag::OldCertificate,
        "a good certificate, five years older than another good one for the same subject",
        leaf(|leaf| {
            leaf.node(Field::SerialNumber)?.set_octets([0x2C]);
            leaf.node(Field::NotBefore)?.set_octets(*b"140601000000Z");
            leaf.node(Field::NotAfter)?.set_octets(*b"240531235959Z");
            Ok(())
        }),
    ),
    either(
        "LIF-07.same-serial-number",
        Flag::OldCertificate,
        "the leaf has the serial number of its issuing CA's certificate",
        scene(|shop, scene| {
            let serial = shop.issuing(ORGANISATION).certificate().serial_number().to_vec();
            let mut leaf = shop.leaf(ORGANISATION)?;
            leaf.node(Field::SerialNumber)?.set_octets(serial);
            leaf.sign(shop.issuing(ORGANISATION).key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    own("CD-00.signature", Flag::GoodDevice, "a Device gets its own certificate for signatures", Start::Device),
    own(
        "CD-00.key-agreement",
        Flag::GoodDevice,
        "a Device gets its own certificate for key agreement",
        Start::DeviceKeyAgreement,
    ),
    refused(
        "CD-02.other-device",
        Flag::OtherEntity,
        Reason::Identity,
        "a Device gets a good certificate for its key in the name of another Device",
        scene(|shop, scene| {
            device(shop, scene, Start::Device, |leaf| {
                let mut other = DEVICE;
                other[0] = 0x06;
                leaf.set_extension(&Extension::device_identity(other))
            })
        }),
    ),
    refused(
        "CD-03.other-usage",
        Flag::OtherUsage,
        Reason::KeyUsage,
        "a Device that made a key for signatures gets a certificate for key agreement",
        scene(|shop, scene| {
            device(shop, scene, Start::Device, |leaf| {
                leaf.set_extension(&Extension::key_usage(KeyUsage::KEY_AGREEMENT))
            })
        }),
    ),
    refused(
        "CD-03.both-usages",
        Flag::UsageBits,
        Reason::KeyUsage,
        "a Device gets a certificate with digitalSignature and keyAgreement",
        scene(|shop, scene| {
            device(shop, scene, Start::Device, |leaf| {
                let both = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_AGREEMENT);
                leaf.set_extension(&Extension::key_usage(both))
            })
        }),
    ),
    refused(
        "CD-05.other-key",
        Flag::PendingKey,
        Reason::PendingKey,
        "a Device gets a good certificate in its name for a key that it did not make",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Device)?;
            rekey(&mut leaf, &shop.key("nobody's").public_point())?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, shop.leaf_point(Start::Device));
            Ok(())
        }),
    ),
    refused(
        "CD-05.other-pending-key",
        Flag::PendingKey,
        Reason::PendingKey,
        "a Device gets a certificate for signatures over the key that it made for key agreement",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Device)?;
            rekey(&mut leaf, &shop.leaf_point(Start::DeviceKeyAgreement))?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, shop.leaf_point(Start::Device));
            Ok(())
        }),
    ),
    refused(
        "CD-05.negated-key",
        Flag::PendingKey,
        Reason::PendingKey,
        "a Device gets a certificate for its key with the other y",
        scene(|shop, scene| {
            let point = shop.leaf_point(Start::Device);
            let mut compressed = crate::mutate::keys::compressed(&point);
            if let Some(first) = compressed.first_mut() {
                *first ^= 1;
            }
            let other = crate::mutate::keys::uncompressed(&compressed).ok_or(Problem::NotFound)?;
            let mut leaf = shop.leaf(Start::Device)?;
            rekey(&mut leaf, &other)?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, point);
            Ok(())
        }),
    ),
    refused(
        "CD-02.organisation",
        Flag::DeviceIdentity,
        Reason::Identity,
        "a Device gets an Organisation Certificate for its key",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(ORGANISATION)?;
            rekey(&mut leaf, &shop.leaf_point(Start::Device))?;
            leaf.sign(shop.issuing(ORGANISATION).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, shop.leaf_point(Start::Device));
            Ok(())
        }),
    ),
    refused(
        "CD-01.no-policies",
        Flag::PolicyMissing,
        Reason::Policy,
        "a Device gets a certificate in its name, for its key, without policies",
        scene(|shop, scene| {
            device(shop, scene, Start::Device, |leaf| {
                leaf.remove_extension(crate::asn1::oid::CERTIFICATE_POLICIES)
            })
        }),
    ),
    refused(
        "CD-01.point-off-the-curve",
        Flag::PointOffCurve,
        Reason::PublicKey,
        "a Device gets a certificate in its name for a point off the curve",
        scene(|shop, scene| {
            let point = crate::mutate::keys::off_the_curve(&shop.leaf_point(Start::Device));
            let mut leaf = shop.leaf(Start::Device)?;
            rekey(&mut leaf, &point)?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, shop.leaf_point(Start::Device));
            Ok(())
        }),
    ),
    refused(
        "REC-10.root-not-self-signed",
        Flag::RootReplacement,
        Reason::Signature,
        "a root for the root cell whose signature is another key's",
        scene(|shop, scene| {
            let mut root = Mutant::of(shop.root(ORGANISATION).certificate());
            root.sign(&shop.key("not the root"));
            scene.leaf = root.to_der();
            Ok(())
        }),
    )
    .of(Start::Root),
    refused(
        "REC-10.issuing-ca",
        Flag::RootReplacement,
        Reason::Signature,
        "the issuing CA for the root cell",
        scene(|shop, scene| {
            scene.leaf = der(shop.issuing(ORGANISATION));
            Ok(())
        }),
    )
    .of(Start::Root),
    refused(
        "REC-10.end-entity",
        Flag::MayNotSign,
        Reason::MayNotSign,
        "a supplier's certificate for the root cell",
        scene(|shop, scene| {
            scene.leaf = shop.signed_leaf(ORGANISATION)?.to_der();
            Ok(())
        }),
    )
    .of(Start::Root),
    accepted(
        "REC-10.new-root",
        Flag::GoodRenewal,
        "a new root, which signed itself, for the root cell; whether the command may replace it is for its mode",
        scene(|shop, scene| {
            let name = shop.root(ORGANISATION).certificate().subject().clone();
            scene.leaf = der(&shop.new_root("a new root", name)?);
            Ok(())
        }),
    )
    .of(Start::Root),
];

const fn own(id: &'static str, flag: Flag, what: &'static str, start: Start) -> Case {
    accepted(
        id,
        flag,
        what,
        scene(match start {
            Start::DeviceKeyAgreement => {
                |shop, scene| device(shop, scene, Start::DeviceKeyAgreement, |_| Ok(()))
            }
            _ => |shop, scene| device(shop, scene, Start::Device, |_| Ok(())),
        }),
    )
    .of(start)
}

/// A Device gets its own certificate, changed.
fn device(
    shop: &Workshop,
    scene: &mut Scene,
    start: Start,
    change: fn(&mut Mutant) -> Result<(), crate::mutate::Missing>,
) -> Result<(), Problem> {
    let mut leaf = shop.leaf(start)?;
    change(&mut leaf)?;
    leaf.sign(shop.issuing(start).key());
    scene.leaf = leaf.to_der();
    let usage = match start {
        Start::DeviceKeyAgreement => Usage::KeyAgreement,
        _ => Usage::DigitalSignature,
    };
    scene.ask_as_device(DEVICE, usage, shop.leaf_point(start));
    Ok(())
}

fn rekey(mutant: &mut Mutant, point: &[u8; 65]) -> Result<(), Problem> {
    mutant.set(Field::PublicKey, Node::read(&crate::PublicKey::p256(point).to_der())?)?;
    mutant.set_extension(&Extension::subject_key_identifier(&crate::key_identifier(point)))?;
    Ok(())
}

/// The issuing CA with a new key under its old name.
fn new_issuing(shop: &Workshop) -> Result<Credential, Problem> {
    let name = shop.issuing(ORGANISATION).certificate().subject().clone();
    shop.authority("a new key of the issuing CA", name, shop.root(ORGANISATION), Some(0))
}

fn ca_name(common_name: &str) -> Name {
    Name::from_attributes(vec![
        Attribute::role(7).printable(),
        Attribute::common_name(common_name).printable(),
    ])
}

fn der(credential: &Credential) -> Vec<u8> {
    credential.certificate().der().to_vec()
}
