//! Certificate policies.

use super::tools::extension;
use super::tools::issuer;
use super::tools::leaf;
use super::tools::oid as object;
use super::tools::revalue;
use super::tools::scene;
use crate::Extension;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Missing;
use crate::mutate::Mutant;
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

pub(super) const CASES: &[Case] = &[
    refused(
        "POL-01.absent",
        Flag::PolicyMissing,
        Reason::Policy,
        "no certificatePolicies",
        leaf(|leaf| leaf.remove_extension(oid::CERTIFICATE_POLICIES)),
    ),
    refused(
        "POL-01.device",
        Flag::PolicyMissing,
        Reason::Policy,
        "no certificatePolicies in a Device Certificate",
        leaf(|leaf| leaf.remove_extension(oid::CERTIFICATE_POLICIES)),
    )
    .of(Start::Device),
    refused(
        "POL-01.issuing-ca",
        Flag::PolicyMissing,
        Reason::Policy,
        "no certificatePolicies in the issuing CA's certificate",
        issuer(|ca| ca.remove_extension(oid::CERTIFICATE_POLICIES)),
    ),
    refused(
        "POL-01.empty",
        Flag::ExtensionGarbled,
        Reason::Policy,
        "certificatePolicies is an empty SEQUENCE",
        leaf(|leaf| revalue(leaf, oid::CERTIFICATE_POLICIES, &[0x30, 0x00])),
    )
    .by("RFC 5280 4.2.1.4", "certificatePolicies holds at least one policy"),
    either(
        "POL-02.not-critical",
        Flag::Criticality,
        "certificatePolicies is not critical",
        leaf(|leaf| leaf.set_critical(oid::CERTIFICATE_POLICIES, None)),
    ),
    either(
        "POL-02.device",
        Flag::Criticality,
        "certificatePolicies of a Device Certificate is not critical",
        leaf(|leaf| leaf.set_critical(oid::CERTIFICATE_POLICIES, None)),
    )
    .of(Start::Device),
    either(
        "POL-02.issuing-ca",
        Flag::Criticality,
        "certificatePolicies of the issuing CA is not critical",
        issuer(|ca| ca.set_critical(oid::CERTIFICATE_POLICIES, None)),
    ),
    other("POL-03.both", "leaf and issuing CA have the policy of another environment", |shop, scene| {
        policies(shop, scene, &[OTHER], &[OTHER])
    }),
    other(
        "POL-03.shorter",
        "the policy of leaf and issuing CA is the environment's without its last arc",
        |shop, scene| {
            let shorter = object("1.2.826.0.1.8641679.1.2.1");
            policies(shop, scene, &[shorter], &[shorter])
        },
    ),
    other(
        "POL-03.longer",
        "the policy of leaf and issuing CA is the environment's with one more arc",
        |shop, scene| {
            let longer = object("1.2.826.0.1.8641679.1.2.1.4.1");
            policies(shop, scene, &[longer], &[longer])
        },
    ),
    refused(
        "POL-04.leaf",
        Flag::PolicyOther,
        Reason::Policy,
        "the leaf has the policy of another environment, the issuing CA that of this one",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[OTHER]))),
    ),
    refused(
        "POL-04.issuing-ca",
        Flag::PolicyOther,
        Reason::Policy,
        "the issuing CA has the policy of another environment, the leaf that of this one",
        issuer(|ca| ca.set_extension(&Extension::certificate_policies(&[OTHER]))),
    ),
    either(
        "POL-05.any",
        Flag::AnyPolicy,
        "the leaf has anyPolicy",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))),
    ),
    either(
        "POL-05.any-in-device",
        Flag::AnyPolicy,
        "a Device Certificate has anyPolicy",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))),
    )
    .of(Start::Device),
    accepted(
        "POL-05.any-in-issuing-ca",
        Flag::GoodPolicy,
        "the issuing CA has anyPolicy, the leaf the environment's",
        issuer(|ca| ca.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))),
    ),
    other(
        "POL-06.device-policy",
        "leaf and issuing CA have the policy of Device Certificates of another CA",
        |shop, scene| {
            let device = object("1.2.826.0.1.1800000.1.2.1.4");
            policies(shop, scene, &[device], &[device])
        },
    ),
    either(
        "POL-07.device-two",
        Flag::PolicyUnusual,
        "a Device Certificate has a second policy beside the environment's",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[oid::TEST_POLICY, OTHER]))),
    )
    .of(Start::Device),
    either(
        "POL-07.qualifier",
        Flag::PolicyUnusual,
        "the policy has a qualifier: the address of a practice statement",
        leaf(qualified),
    ),
    either(
        "POL-07.device-qualifier",
        Flag::PolicyUnusual,
        "the policy of a Device Certificate has a qualifier: the address of a practice statement",
        leaf(qualified),
    )
    .of(Start::Device),
    either(
        "POL-07.twice",
        Flag::PolicyUnusual,
        "the same policy stands twice in certificatePolicies",
        leaf(|leaf| {
            leaf.set_extension(&Extension::certificate_policies(&[oid::TEST_POLICY, oid::TEST_POLICY]))
        }),
    )
    .by("RFC 5280 4.2.1.4", "a policy stands no more than once; what a validator does about it is open"),
    accepted(
        "POL-07.organisation-two",
        Flag::GoodPolicy,
        "the leaf has a second policy behind the environment's",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[oid::TEST_POLICY, OTHER]))),
    ),
    accepted(
        "POL-07.organisation-two-reversed",
        Flag::GoodPolicy,
        "the leaf has a second policy before the environment's",
        leaf(|leaf| leaf.set_extension(&Extension::certificate_policies(&[OTHER, oid::TEST_POLICY]))),
    ),
    accepted(
        "POL-07.issuing-ca-two",
        Flag::GoodPolicy,
        "the issuing CA has a second policy before the environment's",
        issuer(|ca| ca.set_extension(&Extension::certificate_policies(&[OTHER, oid::TEST_POLICY]))),
    ),
    either(
        "POL-08.require-explicit",
        Flag::PolicyConstraints,
        "the issuing CA has policyConstraints, critical: requireExplicitPolicy 0",
        issuer(|ca| {
            let value = write::sequence(&[&write::element(tag::context(0), &[0])]);
            ca.push_extension(extension(object("2.5.29.36"), true, &value))
        }),
    ),
    either(
        "POL-08.inhibit-any",
        Flag::PolicyConstraints,
        "the issuing CA has inhibitAnyPolicy 0, critical",
        issuer(|ca| ca.push_extension(extension(object("2.5.29.54"), true, &[0x02, 0x01, 0x00]))),
    ),
    refused(
        "POL-08.inhibited-any",
        Flag::PolicyOther,
        Reason::Policy,
        "the issuing CA has inhibitAnyPolicy 0, critical, and the leaf has anyPolicy",
        scene(|shop, scene| {
            scene.path = vec![shop.changed_issuer(Start::Organisation, |ca| {
                ca.push_extension(extension(object("2.5.29.54"), true, &[0x02, 0x01, 0x00]))
            })?];
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))?;
            shop.sign(&mut leaf, shop.issuing(Start::Organisation).key())?;
            scene.leaf = leaf.to_der();
            scene.needs(Need::Policy);
            Ok(())
        }),
    )
    .by("RFC 5280 6.1.3 (d)(2)", "anyPolicy counts for nothing where inhibitAnyPolicy says so"),
    either(
        "POL-08.mapping",
        Flag::PolicyConstraints,
        "the issuing CA maps another policy to the environment's, critical",
        issuer(|ca| {
            let (one, two) = (write::object_identifier(&OTHER), write::object_identifier(&oid::TEST_POLICY));
            let value = write::sequence(&[&write::sequence(&[&one, &two])]);
            ca.push_extension(extension(object("2.5.29.33"), true, &value))
        }),
    ),
    accepted(
        "POL-09.anchor-other",
        Flag::AnchorIsKeyAndName,
        "the root's own certificate has the policy of another environment",
        scene(|shop, scene| {
            anchor(shop, scene, |root| root.set_extension(&Extension::certificate_policies(&[OTHER])))
        }),
    ),
    accepted(
        "POL-09.anchor-any",
        Flag::AnchorIsKeyAndName,
        "the root's own certificate has anyPolicy",
        scene(|shop, scene| {
            anchor(shop, scene, |root| {
                root.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))
            })
        }),
    ),
];

const fn other(
    id: &'static str,
    what: &'static str,
    change: fn(&Workshop, &mut Scene) -> Result<(), Problem>,
) -> Case {
    refused(id, Flag::PolicyOther, Reason::Policy, what, scene(change))
}

/// Puts policies into the leaf and the issuing CA, of which a validator must know the environment's.
fn policies(
    shop: &Workshop,
    scene: &mut Scene,
    in_leaf: &[ObjectIdentifier],
    in_issuer: &[ObjectIdentifier],
) -> Result<(), Problem> {
    let start = Start::Organisation;
    let mut leaf = shop.leaf(start)?;
    leaf.set_extension(&Extension::certificate_policies(in_leaf))?;
    shop.sign(&mut leaf, shop.issuing(start).key())?;
    scene.leaf = leaf.to_der();
    let mut ca = Mutant::of(shop.issuing(start).certificate());
    ca.set_extension(&Extension::certificate_policies(in_issuer))?;
    shop.sign(&mut ca, shop.root(start).key())?;
    scene.path = vec![ca.to_der()];
    scene.needs(Need::Policy);
    Ok(())
}

fn anchor(
    shop: &Workshop,
    scene: &mut Scene,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Result<(), Problem> {
    let root = shop.root(Start::Organisation);
    let mut mutant = Mutant::of(root.certificate());
    change(&mut mutant)?;
    shop.sign(&mut mutant, root.key())?;
    scene.anchor = mutant.to_der();
    Ok(())
}

fn qualified(mutant: &mut Mutant) -> Result<(), Missing> {
    let statement = write::object_identifier(&object("1.3.6.1.5.5.7.2.1"));
    let address = write::element(tag::IA5_STRING, b"http://practice.example");
    let qualifiers = write::sequence(&[&write::sequence(&[&statement, &address])]);
    let policy = write::sequence(&[&write::object_identifier(&oid::TEST_POLICY), &qualifiers]);
    revalue(mutant, oid::CERTIFICATE_POLICIES, &write::sequence(&[&policy]))
}

const OTHER: ObjectIdentifier = object("1.2.826.0.1.8641679.1.2.1.3");
