//! Public keys that are none of P-256, and good ones that look odd.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::oid as object;
use super::tools::scene;
use crate::Extension;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::mutate::keys;
use crate::mutate::keys::ForeignKey;
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

pub(super) const CASES: &[Case] = &[
    off("KEY-01.off-the-curve", "a point with the x of the good one and another y", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::off_the_curve(&point))
    }),
    off("KEY-01.swapped", "x and y have changed places", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::swapped(&point))
    }),
    off("KEY-01.zeros", "x and y are 0", |leaf| set_point(leaf, &[&[0x04][..], &[0; 64]].concat())),
    off("KEY-01.ones", "x and y are FF alone", |leaf| set_point(leaf, &[&[0x04][..], &[0xFF; 64]].concat())),
    off("KEY-01.key-agreement", "a key agreement certificate with a point off the curve", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::off_the_curve(&point))
    })
    .of(Start::OrganisationKeyAgreement),
    off("KEY-01.device", "a Device Certificate with a point off the curve", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::off_the_curve(&point))
    })
    .of(Start::Device),
    off("KEY-02.order-two", "a point of order two of a curve with another b, for key agreement", |leaf| {
        set_point(leaf, &keys::order_two())
    })
    .of(Start::OrganisationKeyAgreement),
    off("KEY-02.twist", "a point whose x is one of the twist, for key agreement", |leaf| {
        set_point(leaf, &keys::on_the_twist())
    })
    .of(Start::OrganisationKeyAgreement),
    off("KEY-03.x-plus-prime", "a point of the curve with the prime added to x", |leaf| {
        set_point(leaf, &keys::unreduced_x())
    }),
    form("KEY-04.infinity", "the point at infinity: one octet 00", |leaf| set_point(leaf, &keys::infinity())),
    form("KEY-04.empty", "subjectPublicKey has no octets", |leaf| set_point(leaf, &[])),
    form("KEY-05.compressed", "the good point, compressed", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::compressed(&point))
    }),
    form("KEY-05.compressed-device", "the good point of a Device, compressed", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::compressed(&point))
    })
    .of(Start::Device),
    form("KEY-06.hybrid", "the good point in hybrid form", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &keys::hybrid(&point))
    }),
    form("KEY-06.hybrid-wrong-parity", "the good point in hybrid form with the wrong parity", |leaf| {
        let mut point = keys::hybrid(&point_of(leaf)?);
        if let Some(first) = point.first_mut() {
            *first ^= 1;
        }
        set_point(leaf, &point)
    }),
    form("KEY-06.raw", "x and y alone, 64 octets", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &point[1..])
    }),
    form("KEY-06.66-octets", "the good point and a zero octet", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &[&point[..], &[0]].concat())
    }),
    form("KEY-06.unknown-form", "the good point with the first octet 05", |leaf| {
        let mut point = point_of(leaf)?;
        point[0] = 0x05;
        set_point(leaf, &point)
    }),
    form("KEY-06.octet-string", "the good point within an OCTET STRING", |leaf| {
        let point = point_of(leaf)?;
        set_point(leaf, &crate::asn1::write::octet_string(&point))
    }),
    form("KEY-06.unused-bits", "subjectPublicKey counts four unused bits, which are zero", |leaf| {
        let mut point = point_of(leaf)?;
        point[64] &= 0xF0;
        leaf.set(Field::Point, Node::bit_string(4, &point))
    }),
    other("KEY-07.p384", "a key on P-384", |leaf| leaf.set(Field::PublicKey, ForeignKey::P384.node())),
    other("KEY-07.p521", "a key on P-521", |leaf| leaf.set(Field::PublicKey, ForeignKey::P521.node())),
    other("KEY-07.secp256k1", "a key on secp256k1", |leaf| {
        leaf.set(Field::PublicKey, ForeignKey::Secp256k1.node())
    }),
    other("KEY-07.brainpool", "a key on brainpoolP256r1", |leaf| {
        leaf.set(Field::PublicKey, ForeignKey::BrainpoolP256r1.node())
    }),
    other("KEY-07.p384-by-name", "the curve P-384 by name, with a point of P-256", |leaf| {
        set_curve(leaf, Node::object_identifier(object("1.3.132.0.34")))
    }),
    other("KEY-07.secp256k1-by-name", "the curve secp256k1 by name, with a point of P-256", |leaf| {
        set_curve(leaf, Node::object_identifier(object("1.3.132.0.10")))
    }),
    other("KEY-07.unknown-curve", "a curve of our own arc of examples", |leaf| {
        set_curve(leaf, Node::object_identifier(object("1.3.6.1.4.1.99999.6")))
    }),
    form("KEY-07.p384-point", "the curve P-256 by name, with a point of P-384", |leaf| {
        let foreign = ForeignKey::P384.node();
        let point = foreign.nodes().get(1).cloned().ok_or(Missing("a point"))?;
        leaf.set(Field::Point, point)
    }),
    other("KEY-08.explicit", "the parameters of P-256 written out", |leaf| {
        set_curve(leaf, keys::explicit_parameters(&keys::generator()))
    }),
    other(
        "KEY-08.other-base-point",
        "the parameters of P-256 written out, with the key itself as base point",
        |leaf| {
            let point = point_of(leaf)?;
            set_curve(leaf, keys::explicit_parameters(&point))
        },
    ),
    refused(
        "KEY-08.issuing-ca-other-base-point",
        Flag::ExplicitParameters,
        Reason::PublicKey,
        "the parameters of the issuing CA's key are written out, with the key itself as base point",
        scene(chosen_base_point),
    ),
    other("KEY-08.null", "the parameters are NULL", |leaf| set_curve(leaf, Node::primitive(tag::NULL, []))),
    other("KEY-08.absent", "there are no parameters", |leaf| {
        leaf.node(Field::KeyAlgorithm)?.nodes_mut()?.pop();
        Ok(())
    }),
    either(
        "KEY-09.ecdh",
        Flag::KeyAlgorithm,
        "the algorithm of the key is id-ecDH",
        leaf(|leaf| set_algorithm(leaf, "1.3.132.1.12")),
    )
    .of(Start::OrganisationKeyAgreement),
    either(
        "KEY-09.ecmqv",
        Flag::KeyAlgorithm,
        "the algorithm of the key is id-ecMQV",
        leaf(|leaf| set_algorithm(leaf, "1.3.132.1.13")),
    )
    .of(Start::OrganisationKeyAgreement),
    other("KEY-10.rsa", "an RSA key of 2048 bits", |leaf| leaf.set(Field::PublicKey, ForeignKey::Rsa.node())),
    other("KEY-10.ed25519", "an Ed25519 key", |leaf| leaf.set(Field::PublicKey, ForeignKey::Ed25519.node())),
    other("KEY-10.x25519", "an X25519 key, for key agreement", |leaf| {
        leaf.set(Field::PublicKey, ForeignKey::X25519.node())
    })
    .of(Start::OrganisationKeyAgreement),
    other("KEY-10.unknown", "the algorithm of the key is one of our own arc of examples", |leaf| {
        set_algorithm(leaf, "1.3.6.1.4.1.99999.7")
    }),
    either(
        "KEY-12.of-another-organisation",
        Flag::KnownKey,
        "the key is that of the issuing CA's own certificate",
        scene(|shop, scene| {
            let point = shop.issuing(Start::Organisation).public_point();
            rekey(shop, scene, &point)
        }),
    ),
    either(
        "KEY-13.private-key-1",
        Flag::KnownKey,
        "the key is the base point: the private key is 1",
        scene(|shop, scene| rekey(shop, scene, &keys::generator())),
    ),
    refused(
        "KEY-14.issuing-ca-off-the-curve",
        Flag::PointOffCurve,
        Reason::PublicKey,
        "the issuing CA's key is a point off the curve",
        issuer(|ca| {
            let point = point_of(ca)?;
            let wrong = keys::off_the_curve(&point);
            // With the identifier of the good key, which the leaf names.
            ca.set(Field::Point, Node::bit_string(0, &wrong))
        }),
    ),
    refused(
        "KEY-14.issuing-ca-compressed",
        Flag::PointForm,
        Reason::PublicKey,
        "the issuing CA's key, compressed",
        scene(|shop, scene| {
            let ca = shop.issuing(Start::Organisation);
            let compressed = keys::compressed(&ca.public_point());
            let identifier = crate::key_identifier(&compressed);
            let mut changed = Mutant::of(ca.certificate());
            changed.set(Field::Point, Node::bit_string(0, &compressed))?;
            changed.set_extension(&Extension::subject_key_identifier(&identifier))?;
            changed.sign(shop.root(Start::Organisation).key());
            scene.path = vec![changed.to_der()];
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.set_extension(&Extension::authority_key_identifier(&identifier))?;
            leaf.sign(ca.key());
            scene.leaf = leaf.to_der();
            Ok(())
        }),
    ),
    good("KEY-18.x-leading-zero", "x starts with a zero octet", |shop, scene| {
        let point = shop.point_until(|point| point[1] == 0)?;
        rekey(shop, scene, &point)
    }),
    good("KEY-18.y-leading-zero", "y starts with a zero octet", |shop, scene| {
        let point = shop.point_until(|point| point[33] == 0)?;
        rekey(shop, scene, &point)
    }),
    good("KEY-18.x-04", "x starts with the octet 04", |shop, scene| {
        let point = shop.point_until(|point| point[1] == 0x04)?;
        rekey(shop, scene, &point)
    }),
    good("KEY-18.y-ends-zero", "y ends with a zero octet", |shop, scene| {
        let point = shop.point_until(|point| point[64] == 0)?;
        rekey(shop, scene, &point)
    }),
    good("KEY-18.x-large", "x starts with FF", |shop, scene| {
        let point = shop.point_until(|point| point[1] == 0xFF)?;
        rekey(shop, scene, &point)
    }),
    good("KEY-18.identifier-zero", "the second octet of the key identifier is zero", |shop, scene| {
        let point = shop.point_until(|point| crate::key_identifier(point)[1] == 0)?;
        rekey(shop, scene, &point)
    }),
];

const fn off(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::PointOffCurve, Reason::PublicKey, what, leaf(change))
}

const fn form(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::PointForm, Reason::PublicKey, what, leaf(change))
}

const fn other(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::OtherKey, Reason::PublicKey, what, leaf(change))
}

const fn good(
    id: &'static str,
    what: &'static str,
    change: fn(&Workshop, &mut Scene) -> Result<(), Problem>,
) -> Case {
    accepted(id, Flag::GoodKey, what, scene(change))
}

/// The point of a good certificate.
fn point_of(mutant: &mut Mutant) -> Result<[u8; 65], Missing> {
    let octets = mutant.node(Field::Point)?.octets();
    octets.get(1..).and_then(|point| point.try_into().ok()).ok_or(Missing("an uncompressed point"))
}

/// Puts other octets in for the point, and the key identifier that belongs to them.
fn set_point(mutant: &mut Mutant, octets: &[u8]) -> Result<(), Missing> {
    mutant.set(Field::Point, Node::bit_string(0, octets))?;
    mutant.set_extension(&Extension::subject_key_identifier(&crate::key_identifier(octets)))
}

fn set_curve(mutant: &mut Mutant, parameters: Node) -> Result<(), Missing> {
    *mutant.node(Field::KeyAlgorithm)?.child(1)? = parameters;
    Ok(())
}

fn set_algorithm(mutant: &mut Mutant, text: &str) -> Result<(), Missing> {
    *mutant.node(Field::KeyAlgorithm)?.child(0)? = Node::object_identifier(object(text));
    Ok(())
}

fn rekey(shop: &Workshop, scene: &mut Scene, point: &[u8; 65]) -> Result<(), Problem> {
    let mut leaf = shop.leaf(Start::Organisation)?;
    set_point(&mut leaf, point)?;
    leaf.sign(shop.issuing(Start::Organisation).key());
    scene.leaf = leaf.to_der();
    Ok(())
}

/// The public key of the CA is kept, and declared to be the base point. Who takes parameters over from
/// certificates lets anybody who can choose a base point sign in the name of the CA.
fn chosen_base_point(shop: &Workshop, scene: &mut Scene) -> Result<(), Problem> {
    let ca = shop.issuing(Start::Organisation);
    let mut changed = Mutant::of(ca.certificate());
    set_curve(&mut changed, keys::explicit_parameters(&ca.public_point()))?;
    changed.sign(shop.root(Start::Organisation).key());
    scene.path = vec![changed.to_der()];
    Ok(())
}
