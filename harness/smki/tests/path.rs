//! Certification paths: the ones that hold, each reason why one does not, and which reason is given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use std::collections::BTreeSet;

use hallmark_smki::Algorithm;
use hallmark_smki::Attribute;
use hallmark_smki::Certificate;
use hallmark_smki::Extension;
use hallmark_smki::ExtensionValue;
use hallmark_smki::KeyUsage;
use hallmark_smki::Name;
use hallmark_smki::PolicyConstraints;
use hallmark_smki::PrivateKey;
use hallmark_smki::Time;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::path::ExplicitPolicy;
use hallmark_smki::path::MAX_INTERMEDIATES;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::Reason;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::path::validate_path_without;
use hallmark_smki::pki::Template;

const NOW: i64 = 1_700_000_000;
const YEAR: i64 = 365 * 86_400;
const OTHER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");

/// A CA or a leaf, with the key that it holds.
struct Entity {
    certificate: Certificate,
    key: PrivateKey,
}

type Change<'a> = &'a dyn Fn(&mut Template);

fn name(text: &str) -> Name {
    Name::from_attributes(vec![Attribute::common_name(text)])
}

fn root(text: &str) -> Entity {
    let key = PrivateKey::derive(b"path", text);
    let mut template = Template::root(name(text), &key.public_point());
    template.set_extension(Extension::authority(None));
    Entity { certificate: Certificate::parse_der(&template.sign(&key)).unwrap(), key }
}

/// A CA without pathLenConstraint.
fn authority(text: &str, issuer: &Entity, change: Change<'_>) -> Entity {
    let key = PrivateKey::derive(b"path", text);
    let mut template = Template::issuing_authority(name(text), &key.public_point(), &issuer.certificate);
    template.set_extension(Extension::authority(None));
    change(&mut template);
    Entity { certificate: Certificate::parse_der(&template.sign(&issuer.key)).unwrap(), key }
}

fn leaf(issuer: &Entity, change: Change<'_>) -> Certificate {
    let point = PrivateKey::derive(b"path", "leaf").public_point();
    let usage = KeyUsage::DIGITAL_SIGNATURE;
    let mut template = Template::organisation(name("leaf"), usage, &point, &issuer.certificate);
    change(&mut template);
    Certificate::parse_der(&template.sign(&issuer.key)).unwrap()
}

fn judge(leaf: &Certificate, intermediates: &[&Entity], anchor: &Entity) -> Result<usize, (Reason, usize)> {
    let intermediates: Vec<Certificate> = intermediates.iter().map(|one| one.certificate.clone()).collect();
    let anchors = [anchor.certificate.clone()];
    validate_path(leaf, &intermediates, &anchors, TimeChecks::At(NOW), &PathPolicy::gbcs(&[]))
        .map(|path| path.intermediates().len())
        .map_err(|error| (error.reason(), error.depth()))
}

const AS_IS: Change<'_> = &|_| {};

#[test]
fn a_path_is_found_whatever_the_order_and_however_much_junk_there_is() {
    let root = root("root");
    let first = authority("first", &root, AS_IS);
    let second = authority("second", &first, AS_IS);
    let junk = authority("junk", &root, AS_IS);
    let leaf = leaf(&second, AS_IS);
    for order in [[&first, &second, &junk], [&junk, &second, &first], [&second, &junk, &first]] {
        assert_eq!(judge(&leaf, &order, &root), Ok(2));
    }
    let anchors = [junk.certificate.clone(), root.certificate.clone()];
    let intermediates = [first.certificate.clone(), second.certificate.clone()];
    let policy = PathPolicy::gbcs(&[oid::TEST_POLICY, OTHER]);
    let path = validate_path(&leaf, &intermediates, &anchors, TimeChecks::Ignored, &policy).unwrap();
    let names: Vec<String> = path.certificates().map(|one| one.subject().to_string()).collect();
    assert_eq!(names, ["CN=leaf", "CN=second", "CN=first", "CN=root"]);
    assert_eq!(path.policies(), [oid::TEST_POLICY]);
    assert_eq!((path.leaf(), path.anchor()), (&leaf, &root.certificate));
}

#[test]
fn each_reason_is_given_for_its_own_mistake() {
    let root = root("root");
    let other = self::root("root of another tree");
    let good = authority("issuing", &root, AS_IS);
    let good_leaf = leaf(&good, AS_IS);
    assert_eq!(judge(&good_leaf, &[&good], &root), Ok(1));
    let mut seen = BTreeSet::new();
    let mut refused = |leaf: &Certificate, intermediates: &[&Entity], anchor, reason, depth| {
        assert_eq!(judge(leaf, intermediates, anchor), Err((reason, depth)));
        seen.insert(reason);
    };
    let under = |change: Change<'_>| leaf(&good, change);
    let issuing = |change: Change<'_>| authority("issuing", &root, change);

    refused(&good_leaf, &[], &root, Reason::IssuerUnknown, 0);
    refused(&good_leaf, &[&good], &other, Reason::IssuerUnknown, 1);
    refused(
        &under(&|t| t.set_extension(Extension::authority_key_identifier(&[0x40; 8]))),
        &[&good],
        &root,
        Reason::KeyIdentifier,
        0,
    );
    let null = |t: &mut Template| t.outer_algorithm.parameters = vec![5, 0];
    refused(&under(&null), &[&good], &root, Reason::SignatureAlgorithm, 0);
    refused(
        &under(&|t| {
            let sha384 = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
            t.outer_algorithm = Algorithm { oid: sha384, parameters: Vec::new() };
            t.inner_algorithm = t.outer_algorithm.clone();
        }),
        &[&good],
        &root,
        Reason::SignatureAlgorithm,
        0,
    );
    let point = PrivateKey::derive(b"path", "leaf").public_point();
    let template =
        Template::organisation(name("leaf"), KeyUsage::DIGITAL_SIGNATURE, &point, &good.certificate);
    let with_signature =
        |signature: &[u8]| Certificate::parse_der(&template.with_signature(signature)).unwrap();
    let zero = with_signature(&[0x30, 6, 2, 1, 0, 2, 1, 1]);
    refused(&zero, &[&good], &root, Reason::SignatureEncoding, 0);
    let ones = with_signature(&[0x30, 6, 2, 1, 1, 2, 1, 1]);
    refused(&ones, &[&good], &root, Reason::SignatureMismatch, 0);
    let off_curve = issuing(&|t| t.public_key.octets[64] ^= 1);
    refused(&good_leaf, &[&off_curve], &root, Reason::SignatureKey, 0);

    refused(
        &good_leaf,
        &[&issuing(&|t| t.remove_extension(oid::BASIC_CONSTRAINTS))],
        &root,
        Reason::NotAuthority,
        1,
    );
    refused(&good_leaf, &[&issuing(&|t| t.set_key_usage(KeyUsage::CRL_SIGN))], &root, Reason::MayNotSign, 1);
    let bounded = authority("bounded", &root, &|t| t.set_extension(Extension::authority(Some(0))));
    let below = authority("below", &bounded, AS_IS);
    refused(&leaf(&below, AS_IS), &[&below, &bounded], &root, Reason::PathLength, 2);

    let unknown = Extension { oid: OTHER, critical: true, value: ExtensionValue::Other(vec![5, 0]) };
    let add = |t: &mut Template| t.extensions.push(unknown.clone());
    refused(&under(&add), &[&good], &root, Reason::UnknownCriticalExtension, 0);
    refused(&good_leaf, &[&issuing(&add)], &root, Reason::UnknownCriticalExtension, 1);
    let twice = |t: &mut Template| t.extensions.push(t.extensions[0].clone());
    refused(&under(&twice), &[&good], &root, Reason::ExtensionTwice, 0);

    let now = Time::from_seconds(NOW);
    let dates = |from: i64, to: i64| {
        move |t: &mut Template| (t.not_before, t.not_after) = (now.plus(from), now.plus(to))
    };
    assert_eq!(judge(&under(&dates(0, 0)), &[&good], &root), Ok(1));
    refused(&under(&dates(1, YEAR)), &[&good], &root, Reason::NotYetValid, 0);
    refused(&under(&dates(-YEAR, -1)), &[&good], &root, Reason::Expired, 0);
    refused(&good_leaf, &[&issuing(&dates(-YEAR, -1))], &root, Reason::Expired, 1);
    assert_eq!(judge(&under(&|t| t.not_after = Time::NO_END), &[&good], &root), Ok(1));

    refused(&under(&|t| t.set_policies(&[OTHER])), &[&good], &root, Reason::Policy, 0);

    let mut chain = vec![authority("0", &root, AS_IS)];
    for number in 1..=MAX_INTERMEDIATES {
        chain.push(authority(&number.to_string(), chain.last().unwrap(), AS_IS));
    }
    let all: Vec<&Entity> = chain.iter().collect();
    assert_eq!(judge(&leaf(&chain[7], AS_IS), &all, &root), Ok(MAX_INTERMEDIATES));
    refused(&leaf(&chain[8], AS_IS), &all, &root, Reason::TooLong, MAX_INTERMEDIATES + 1);

    // Many names for one key: without a bound, every order of them would be tried.
    let crowd: Vec<Entity> = (0..12)
        .map(|number| {
            let key = PrivateKey::derive(b"path", "crowd");
            let mut template =
                Template::issuing_authority(name("crowd"), &key.public_point(), &good.certificate);
            template.serial_number = vec![number + 1];
            template.issuer = name("crowd");
            template.set_extension(Extension::authority(None));
            template.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER);
            Entity { certificate: Certificate::parse_der(&template.sign(&key)).unwrap(), key }
        })
        .collect();
    let all: Vec<&Entity> = crowd.iter().collect();
    assert_eq!(
        judge(&leaf(&crowd[0], AS_IS), &all, &root).map_err(|(reason, _)| reason),
        Err(Reason::TooManySignatures)
    );
    seen.insert(Reason::TooManySignatures);

    assert_eq!(seen, BTreeSet::from(Reason::ALL));
}

#[test]
fn the_reason_that_says_most_is_given() {
    let root = root("root");
    let good = authority("issuing", &root, AS_IS);
    let leaf = leaf(&good, AS_IS);
    let now = Time::from_seconds(NOW);
    let expired = authority("issuing", &root, &|t| t.not_after = now.plus(-1));
    let namesake = {
        let key = PrivateKey::derive(b"path", "namesake");
        let mut template =
            Template::issuing_authority(name("issuing"), &key.public_point(), &root.certificate);
        // It claims the key identifier of the real one.
        template.set_extension(Extension::subject_key_identifier(good.certificate.key_identifier().unwrap()));
        Entity { certificate: Certificate::parse_der(&template.sign(&root.key)).unwrap(), key }
    };
    let stranger = {
        let key = PrivateKey::derive(b"path", "stranger");
        let template = Template::issuing_authority(name("issuing"), &key.public_point(), &root.certificate);
        Entity { certificate: Certificate::parse_der(&template.sign(&root.key)).unwrap(), key }
    };
    for order in [[&stranger, &namesake, &expired], [&expired, &namesake, &stranger]] {
        assert_eq!(judge(&leaf, &order, &root), Err((Reason::Expired, 1)));
        assert_eq!(judge(&leaf, &order[..2], &root).map_err(|(reason, _)| reason), {
            let either = if order[0].certificate == expired.certificate {
                Reason::Expired
            } else {
                Reason::SignatureMismatch
            };
            Err(either)
        });
    }
    assert_eq!(judge(&leaf, &[&stranger], &root), Err((Reason::KeyIdentifier, 0)));
    assert_eq!(judge(&leaf, &[&stranger, &expired, &good], &root), Ok(1));
}

#[test]
fn self_issued_authorities_do_not_count_and_circles_end() {
    let root = root("root");
    let bounded = authority("bounded", &root, &|t| t.set_extension(Extension::authority(Some(0))));
    // The CA changes its key, and vouches for the new one.
    let renewed = {
        let key = PrivateKey::derive(b"path", "renewed");
        let template =
            Template::issuing_authority(name("bounded"), &key.public_point(), &bounded.certificate);
        Entity { certificate: Certificate::parse_der(&template.sign(&bounded.key)).unwrap(), key }
    };
    let leaf = leaf(&renewed, AS_IS);
    assert_eq!(judge(&leaf, &[&renewed, &bounded], &root), Ok(2));
    assert_eq!(judge(&leaf, &[&renewed], &root), Err((Reason::IssuerUnknown, 1)));
}

#[test]
fn policies_are_processed_as_rfc_5280_says() {
    let root = root("root");
    let holds = |of_authority: Change<'_>, of_leaf: Change<'_>, policy: &PathPolicy<'_>| {
        let issuing = authority("issuing", &root, of_authority);
        let leaf = leaf(&issuing, of_leaf);
        let (intermediates, anchors) = ([issuing.certificate], [root.certificate.clone()]);
        validate_path(&leaf, &intermediates, &anchors, TimeChecks::At(NOW), policy)
            .map(|path| path.policies().to_vec())
            .map_err(|error| error.reason())
    };
    let test = oid::TEST_POLICY;
    let refused = Err(Reason::Policy);
    let any: Change<'_> = &|t| t.set_policies(&[oid::ANY_POLICY]);
    let none: Change<'_> = &|t| t.remove_extension(oid::CERTIFICATE_POLICIES);
    let both: Change<'_> = &|t| t.set_policies(&[oid::TEST_POLICY, OTHER]);
    let required = PathPolicy::gbcs(&[]);
    let only_other = PathPolicy::gbcs(&[OTHER]);
    assert_eq!(holds(AS_IS, AS_IS, &required), Ok(vec![test]));
    assert_eq!(holds(AS_IS, AS_IS, &only_other), refused);
    assert_eq!(holds(both, both, &only_other), Ok(vec![OTHER]));
    assert_eq!(holds(both, AS_IS, &only_other), refused);
    assert_eq!(holds(any, both, &only_other), Ok(vec![OTHER]));
    assert_eq!(holds(any, any, &required), Ok(vec![oid::ANY_POLICY]));
    assert_eq!(holds(any, any, &only_other), Ok(vec![OTHER]));
    assert_eq!(holds(AS_IS, any, &required), Ok(vec![test]));
    assert_eq!(holds(none, AS_IS, &required), refused);
    assert_eq!(holds(AS_IS, none, &required), refused);

    let on_demand = PathPolicy { accepted: &[], explicit: ExplicitPolicy::OnDemand };
    assert_eq!(holds(none, AS_IS, &on_demand), Ok(vec![]));
    let demand = |skip| {
        move |t: &mut Template| {
            let constraints =
                PolicyConstraints { require_explicit_policy: Some(skip), inhibit_policy_mapping: None };
            let value = ExtensionValue::PolicyConstraints(constraints);
            t.set_extension(Extension { oid: oid::POLICY_CONSTRAINTS, critical: true, value });
        }
    };
    assert_eq!(holds(&demand(0), none, &on_demand), refused);
    assert_eq!(holds(&demand(0), AS_IS, &on_demand), Ok(vec![test]));
    assert_eq!(holds(&demand(2), none, &on_demand), Ok(vec![]));

    let inhibit = |skip| {
        move |t: &mut Template| {
            let value = ExtensionValue::InhibitAnyPolicy(skip);
            t.set_extension(Extension { oid: oid::INHIBIT_ANY_POLICY, critical: true, value });
        }
    };
    assert_eq!(holds(&inhibit(0), any, &required), refused);
    assert_eq!(holds(&inhibit(1), any, &required), Ok(vec![test]));
}

#[test]
fn a_reason_can_be_waived_alone() {
    let root = root("root");
    let now = Time::from_seconds(NOW);
    let expired = authority("issuing", &root, &|t| t.not_after = now.plus(-1));
    let leaf = leaf(&expired, &|t| t.set_policies(&[OTHER]));
    let (intermediates, anchors) = ([expired.certificate.clone()], [root.certificate.clone()]);
    let without = |waived: &[Reason]| {
        let policy = PathPolicy::gbcs(&[]);
        validate_path_without(&leaf, &intermediates, &anchors, TimeChecks::At(NOW), &policy, waived)
            .map(|_| ())
            .map_err(|error| error.reason())
    };
    assert_eq!(without(&[]), Err(Reason::Expired));
    assert_eq!(without(&[Reason::Expired]), Err(Reason::Policy));
    assert_eq!(without(&[Reason::Policy]), Err(Reason::Expired));
    assert_eq!(without(&[Reason::Expired, Reason::Policy]), Ok(()));
}
