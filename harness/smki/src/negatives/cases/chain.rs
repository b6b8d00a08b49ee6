//! From the leaf to the anchor: what is missing, in the way, or too much.

use super::tools::scene;
use crate::Attribute;
use crate::Extension;
use crate::KeyUsage;
use crate::Name;
use crate::mutate::Field;
use crate::mutate::Mutant;
use crate::mutate::Node;
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
use crate::negatives::workshop::rename_issuer;
use crate::pki::Credential;

const ORGANISATION: Start = Start::Organisation;

pub(super) const CASES: &[Case] = &[
    unknown("CHN-01.no-path", "the issuing CA does not come with the leaf", |_, scene| {
        scene.path.clear();
        Ok(())
    }),
    unknown("CHN-01.root-alone", "the root comes with the leaf, the issuing CA does not", |shop, scene| {
        scene.path = vec![shop.root(ORGANISATION).certificate().der().to_vec()];
        Ok(())
    }),
    unknown(
        "CHN-02.unrelated",
        "another issuing CA under the same root comes with the leaf",
        |shop, scene| {
            let other = shop.authority("unrelated", ca_name("HX"), shop.root(ORGANISATION), Some(0))?;
            scene.path = vec![der(&other)];
            Ok(())
        },
    ),
    unknown("CHN-02.device-ca", "the issuing CA for Devices comes with the leaf", |shop, scene| {
        scene.path = vec![der(shop.issuing(Start::Device))];
        Ok(())
    }),
    order("CHN-03.unrelated-first", "another issuing CA comes before the right one", &[1], |shop, scene| {
        let other = shop.authority("unrelated", ca_name("HX"), shop.root(ORGANISATION), Some(0))?;
        scene.path.insert(0, der(&other));
        Ok(())
    }),
    order("CHN-03.unrelated-last", "another issuing CA comes behind the right one", &[0], |shop, scene| {
        let other = shop.authority("unrelated", ca_name("HX"), shop.root(ORGANISATION), Some(0))?;
        scene.path.push(der(&other));
        Ok(())
    }),
    order("CHN-03.twice", "the issuing CA comes twice", &[0], |shop, scene| {
        scene.path.push(der(shop.issuing(ORGANISATION)));
        Ok(())
    }),
    order("CHN-03.root-too", "the root comes with the issuing CA", &[0], |shop, scene| {
        scene.path.push(der(shop.root(ORGANISATION)));
        Ok(())
    }),
    order("CHN-03.leaf-too", "the leaf comes before the issuing CA a second time", &[1], |_, scene| {
        scene.path.insert(0, scene.leaf.clone());
        Ok(())
    }),
    order(
        "CHN-03.garbage-first",
        "octets that are no certificate come before the issuing CA",
        &[1],
        |_, scene| {
            scene.path.insert(0, vec![0x30, 0x03, 0x02, 0x01, 0x05]);
            Ok(())
        },
    )
    .not_der(),
    unknown(
        "CHN-04.other-root",
        "a CA of the right name and key, under a root of another name",
        |shop, scene| {
            let root = shop.new_root("another root", root_name("HT"))?;
            let issuing = shop.issuing(ORGANISATION);
            let ca = again(shop, issuing, &root)?;
            scene.path = vec![der(&ca)];
            Ok(())
        },
    ),
    unknown(
        "CHN-04.other-root-too",
        "a CA under a root of another name, which comes with it",
        |shop, scene| {
            let root = shop.new_root("another root", root_name("HT"))?;
            let ca = again(shop, shop.issuing(ORGANISATION), &root)?;
            scene.path = vec![der(&ca), der(&root)];
            Ok(())
        },
    ),
    refused(
        "CHN-04.root-of-the-name",
        Flag::NewRoot,
        Reason::Signature,
        "a CA under a root of the right name and another key, which comes with it",
        scene(|shop, scene| {
            let root = shop.new_root("another root", root_name("HR"))?;
            let ca = again(shop, shop.issuing(ORGANISATION), &root)?;
            scene.path = vec![der(&ca), der(&root)];
            Ok(())
        }),
    ),
    refused(
        "CHN-04.root-of-the-name-and-identifier",
        Flag::SignatureWrong,
        Reason::Signature,
        "a CA that names the root and its key, signed by another key",
        scene(|shop, scene| {
            let mut ca = Mutant::of(shop.issuing(ORGANISATION).certificate());
            ca.sign(&shop.key("another root"));
            scene.path = vec![ca.to_der()];
            Ok(())
        }),
    ),
    refused(
        "CHN-05.below-path-length-0",
        Flag::PathLength,
        Reason::PathLength,
        "a CA under the issuing CA, whose pathLenConstraint is 0",
        scene(|shop, scene| {
            let sub = shop.authority("sub", ca_name("HS"), shop.issuing(ORGANISATION), Some(0))?;
            under(shop, scene, &[&sub, shop.issuing(ORGANISATION)])
        }),
    ),
    refused(
        "CHN-05.two-below-path-length-1",
        Flag::PathLength,
        Reason::PathLength,
        "two CAs under one whose pathLenConstraint is 1",
        scene(|shop, scene| {
            let (root, top) = tower(shop, Some(1))?;
            let middle = shop.authority("middle", ca_name("HM"), &top, None)?;
            let low = shop.authority("low", ca_name("HL"), &middle, None)?;
            scene.anchor = der(&root);
            under(shop, scene, &[&low, &middle, &top])
        }),
    ),
    accepted(
        "CHN-05.one-below-path-length-1",
        Flag::GoodPath,
        "a CA under one whose pathLenConstraint is 1",
        scene(|shop, scene| {
            let (root, top) = tower(shop, Some(1))?;
            let low = shop.authority("low", ca_name("HL"), &top, Some(0))?;
            scene.anchor = der(&root);
            under(shop, scene, &[&low, &top])
        }),
    ),
    accepted(
        "CHN-05.three",
        Flag::GoodPath,
        "three CAs one below the other, without pathLenConstraint",
        scene(|shop, scene| {
            let (root, top) = tower(shop, None)?;
            let middle = shop.authority("middle", ca_name("HM"), &top, None)?;
            let low = shop.authority("low", ca_name("HL"), &middle, None)?;
            scene.anchor = der(&root);
            under(shop, scene, &[&low, &middle, &top])
        }),
    ),
    accepted(
        "CHN-05.three-reversed",
        Flag::GoodPath,
        "three CAs one below the other, without pathLenConstraint, the highest first",
        scene(|shop, scene| {
            let (root, top) = tower(shop, None)?;
            let middle = shop.authority("middle", ca_name("HM"), &top, None)?;
            let low = shop.authority("low", ca_name("HL"), &middle, None)?;
            scene.anchor = der(&root);
            under(shop, scene, &[&top, &middle, &low])?;
            relabel(shop, scene, &low)?;
            scene.over = vec![2, 1, 0];
            Ok(())
        }),
    ),
    either(
        "CHN-05.four",
        Flag::LongPath,
        "four CAs one below the other, without pathLenConstraint",
        scene(|shop, scene| {
            let (root, top) = tower(shop, None)?;
            let upper = shop.authority("upper", ca_name("HU"), &top, None)?;
            let middle = shop.authority("middle", ca_name("HM"), &upper, None)?;
            let low = shop.authority("low", ca_name("HL"), &middle, None)?;
            scene.anchor = der(&root);
            under(shop, scene, &[&low, &middle, &upper, &top])
        }),
    ),
    refused(
        "CHN-06.leaf-as-ca",
        Flag::LeafAsAuthority,
        Reason::NotAuthority,
        "a supplier issued the leaf with its own key, and its certificate comes with it",
        scene(|shop, scene| {
            let supplier = Credential::new(
                crate::Certificate::parse_der(&shop.signed_leaf(ORGANISATION)?.to_der())?,
                shop.leaf_key(ORGANISATION),
            );
            let mut leaf = other_leaf(shop, &supplier)?;
            leaf.sign(supplier.key());
            scene.leaf = leaf.to_der();
            scene.path.insert(0, der(&supplier));
            Ok(())
        }),
    ),
    refused(
        "CHN-06.leaf-with-key-cert-sign",
        Flag::LeafAsAuthority,
        Reason::NotAuthority,
        "an end entity with keyCertSign and without basicConstraints issued the leaf",
        scene(|shop, scene| {
            let mut middle = shop.leaf(ORGANISATION)?;
            middle.set_extension(&Extension::key_usage(KeyUsage::KEY_CERT_SIGN))?;
            middle.sign(shop.issuing(ORGANISATION).key());
            let middle = Credential::new(
                crate::Certificate::parse_der(&middle.to_der())?,
                shop.leaf_key(ORGANISATION),
            );
            let mut leaf = other_leaf(shop, &middle)?;
            leaf.sign(middle.key());
            scene.leaf = leaf.to_der();
            scene.path.insert(0, der(&middle));
            Ok(())
        }),
    ),
    refused(
        "CHN-06.device-as-ca",
        Flag::LeafAsAuthority,
        Reason::NotAuthority,
        "a Device signed the leaf, which names nobody as issuer, as the Device's subject is",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(ORGANISATION)?;
            leaf.set(Field::Issuer, Node::sequence(Vec::new()))?;
            let identifier = crate::key_identifier(&shop.leaf_point(Start::Device));
            leaf.set_extension(&Extension::authority_key_identifier(&identifier))?;
            leaf.sign(&shop.leaf_key(Start::Device));
            scene.leaf = leaf.to_der();
            scene.path = vec![shop.signed_leaf(Start::Device)?.to_der(), der(shop.issuing(Start::Device))];
            scene.anchor = der(shop.root(Start::Device));
            Ok(())
        }),
    )
    .by("RFC 5280 4.1.2.4, 6.1.4 (k)", "an issuer has a name, and is a CA"),
    refused(
        "CHN-07.new-root",
        Flag::NewRoot,
        Reason::Signature,
        "a new root of the same name comes with a CA of its own, not signed by the held one",
        scene(|shop, scene| {
            let root = shop.new_root("new root", root_name("HR"))?;
            let ca = shop.authority("new issuing", issuing_name(shop)?, &root, Some(0))?;
            under(shop, scene, &[&ca, &root])
        }),
    ),
    unknown(
        "CHN-07.new-root-name",
        "a new root of another name comes with a CA of its own",
        |shop, scene| {
            let root = shop.new_root("new root", root_name("HN"))?;
            let ca = shop.authority("new issuing", ca_name("HI2"), &root, Some(0))?;
            under(shop, scene, &[&ca, &root])
        },
    ),
    unknown(
        "CHN-08.circle",
        "two CAs issued each other, and the leaf is under one of them",
        |shop, scene| {
            let (one, two) = circle(shop)?;
            under(shop, scene, &[&one, &two])
        },
    ),
    unknown("CHN-08.self", "a CA that issued itself, not the root, is above the leaf", |shop, scene| {
        let alone = shop.new_root("alone", ca_name("HA"))?;
        under(shop, scene, &[&alone])
    }),
    accepted(
        "CHN-08.circle-beside",
        Flag::GoodPath,
        "the right issuing CA comes with two CAs that issued each other",
        scene(|shop, scene| {
            let (one, two) = circle(shop)?;
            scene.path = vec![der(&one), der(&two), der(shop.issuing(ORGANISATION))];
            scene.over = vec![2];
            Ok(())
        }),
    ),
    unknown(
        "CHN-09.device-tree",
        "a leaf under the issuing CA for Devices, with the root for organisations",
        |shop, scene| under(shop, scene, &[shop.issuing(Start::Device)]),
    ),
    unknown(
        "CHN-10.before-the-root",
        "a leaf under a new root and CA, while the old root is held",
        |shop, scene| {
            let root = shop.new_root("next root", root_name("HR2"))?;
            let ca = shop.authority("next issuing", ca_name("HI2"), &root, Some(0))?;
            under(shop, scene, &[&ca])
        },
    ),
    accepted(
        "CHN-10.after-the-root",
        Flag::GoodPath,
        "a leaf under a new root and CA, when the new root is held",
        scene(|shop, scene| {
            let root = shop.new_root("next root", root_name("HR2"))?;
            let ca = shop.authority("next issuing", ca_name("HI2"), &root, Some(0))?;
            scene.anchor = der(&root);
            under(shop, scene, &[&ca])
        }),
    ),
    accepted(
        "CHN-12.other-key-first",
        Flag::GoodPath,
        "two CAs of the issuer's name, the one with another key first",
        scene(|shop, scene| {
            let other = twin(shop)?;
            scene.path = vec![der(&other), der(shop.issuing(ORGANISATION))];
            scene.over = vec![1];
            Ok(())
        }),
    ),
    accepted(
        "CHN-12.other-key-last",
        Flag::GoodPath,
        "two CAs of the issuer's name, the one with another key last",
        scene(|shop, scene| {
            let other = twin(shop)?;
            scene.path = vec![der(shop.issuing(ORGANISATION)), der(&other)];
            scene.over = vec![0];
            Ok(())
        }),
    ),
    refused(
        "CHN-12.other-key-alone",
        Flag::AuthorityKeyDiffers,
        Reason::KeyIdentifier,
        "a CA of the issuer's name with another key",
        scene(|shop, scene| {
            scene.path = vec![der(&twin(shop)?)];
            Ok(())
        }),
    ),
    accepted(
        "CHN-12.expired-first",
        Flag::GoodPath,
        "two certificates of the issuing CA for one key, the one that ended first",
        scene(|shop, scene| {
            let old = shop.changed_issuer(ORGANISATION, |ca| {
                ca.set(Field::SerialNumber, Node::primitive(2, [0x21]))?;
                ca.node(Field::NotAfter)?.set_octets(*b"191231235959Z");
                Ok(())
            })?;
            scene.path.insert(0, old);
            scene.over = vec![1];
            Ok(())
        }),
    ),
    accepted(
        "CHN-12.other-policy-first",
        Flag::GoodPath,
        "two certificates of the issuing CA for one key, the one with another policy first",
        scene(|shop, scene| {
            let other = shop.changed_issuer(ORGANISATION, |ca| {
                ca.set(Field::SerialNumber, Node::primitive(2, [0x22]))?;
                let policy = super::tools::oid("1.2.826.0.1.8641679.1.2.1.3");
                ca.set_extension(&Extension::certificate_policies(&[policy]))
            })?;
            scene.path.insert(0, other);
            scene.over = vec![1];
            Ok(())
        }),
    ),
    accepted(
        "CHN-12.cross-certified",
        Flag::GoodPath,
        "the issuing CA certified by a root that is not held, and by the one that is",
        scene(|shop, scene| {
            let root = shop.new_root("another root", root_name("HT"))?;
            let ca = again(shop, shop.issuing(ORGANISATION), &root)?;
            scene.path.insert(0, der(&ca));
            scene.over = vec![1];
            Ok(())
        }),
    ),
    refused(
        "CHN-13.forty-twins",
        Flag::SignatureWrong,
        Reason::Signature,
        "forty CAs with name and key identifier of the issuer, none of which signed the leaf",
        scene(|shop, scene| {
            scene.path = (0..40_u8).map(|number| impostor(shop, number)).collect::<Result<_, _>>()?;
            Ok(())
        }),
    )
    .by("RFC 5280 6.1", "there is no path; a validator finds that out in bounded time"),
    either(
        "CHN-14.under-the-root",
        Flag::LongPath,
        "the root itself issued the leaf, and there is no issuing CA",
        scene(|shop, scene| {
            let root = shop.root(ORGANISATION);
            let mut leaf = shop.leaf_under(root)?;
            leaf.sign(root.key());
            scene.leaf = leaf.to_der();
            scene.path.clear();
            scene.over.clear();
            Ok(())
        }),
    )
    .by(
        "SEC Appendix B",
        "Organisation Certificates come from the issuing CA; what a validator does is open",
    ),
];

const fn unknown(
    id: &'static str,
    what: &'static str,
    change: fn(&Workshop, &mut Scene) -> Result<(), Problem>,
) -> Case {
    refused(id, Flag::NoPath, Reason::IssuerUnknown, what, scene(change))
}

/// What more comes with the right issuing CA: a Device may refuse it, a relying party need not.
const fn order(
    id: &'static str,
    what: &'static str,
    over: &'static [usize],
    change: fn(&Workshop, &mut Scene) -> Result<(), Problem>,
) -> Case {
    either(id, Flag::PathOrder, what, scene(change)).over(over)
}

fn der(credential: &Credential) -> Vec<u8> {
    credential.certificate().der().to_vec()
}

fn ca_name(common_name: &str) -> Name {
    name(7, common_name)
}

fn root_name(common_name: &str) -> Name {
    name(0, common_name)
}

fn name(role: u8, common_name: &str) -> Name {
    Name::from_attributes(vec![
        Attribute::role(role).printable(),
        Attribute::common_name(common_name).printable(),
    ])
}

fn issuing_name(shop: &Workshop) -> Result<Name, Problem> {
    Ok(shop.issuing(ORGANISATION).certificate().subject().clone())
}

/// Puts the leaf under the first of these CAs, and these into the path.
fn under(shop: &Workshop, scene: &mut Scene, authorities: &[&Credential]) -> Result<(), Problem> {
    if let Some(issuer) = authorities.first() {
        relabel(shop, scene, issuer)?;
    }
    scene.path = authorities.iter().map(|one| der(one)).collect();
    scene.over = (0..authorities.len()).collect();
    Ok(())
}

fn relabel(shop: &Workshop, scene: &mut Scene, issuer: &Credential) -> Result<(), Problem> {
    let mut leaf = shop.leaf_under(issuer)?;
    leaf.sign(issuer.key());
    scene.leaf = leaf.to_der();
    Ok(())
}

/// A certificate for name and key of a CA under another issuer.
fn again(shop: &Workshop, ca: &Credential, issuer: &Credential) -> Result<Credential, Problem> {
    let name = ca.certificate().subject().clone();
    shop.authority_with(ca.key().clone(), "certified again", name, issuer, Some(0))
}

/// A CA of the issuer's name with another key.
fn twin(shop: &Workshop) -> Result<Credential, Problem> {
    shop.authority("twin", issuing_name(shop)?, shop.root(ORGANISATION), Some(0))
}

/// A CA of the issuer's name and key identifier with another key.
fn impostor(shop: &Workshop, number: u8) -> Result<Vec<u8>, Problem> {
    let root = shop.root(ORGANISATION);
    let key = shop.key(&format!("impostor {number}"));
    let mut ca = Mutant::of(shop.issuing(ORGANISATION).certificate());
    ca.set(Field::PublicKey, Node::read(&crate::PublicKey::p256(&key.public_point()).to_der())?)?;
    ca.node(Field::SerialNumber)?.set_octets([0x30, number]);
    ca.sign(root.key());
    Ok(ca.to_der())
}

/// A root without pathLenConstraint and a CA under it with this one.
fn tower(shop: &Workshop, path_length: Option<u8>) -> Result<(Credential, Credential), Problem> {
    let root = shop.new_root("tower", root_name("HT"))?;
    let top = shop.authority("top", ca_name("HO"), &root, path_length)?;
    Ok((root, top))
}

/// Two CAs that issued each other.
fn circle(shop: &Workshop) -> Result<(Credential, Credential), Problem> {
    let first = shop.new_root("circle one", ca_name("HC1"))?;
    let two = shop.authority("circle two", ca_name("HC2"), &first, None)?;
    let one = shop.authority_with(first.key().clone(), "circle one", ca_name("HC1"), &two, None)?;
    Ok((one, two))
}

/// A key agreement certificate of the second supplier under any issuer, not signed yet.
fn other_leaf(shop: &Workshop, issuer: &Credential) -> Result<Mutant, Problem> {
    let mut leaf = shop.leaf(Start::Organisation)?;
    let key = shop.key("a second supplier").public_point();
    leaf.set(Field::PublicKey, Node::read(&crate::PublicKey::p256(&key).to_der())?)?;
    leaf.set_extension(&Extension::subject_key_identifier(&crate::key_identifier(&key)))?;
    leaf.node(Field::SerialNumber)?.set_octets([0x23]);
    rename_issuer(&mut leaf, issuer.certificate())?;
    Ok(leaf)
}
