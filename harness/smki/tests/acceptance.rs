//! What a Device accepts: for each rule a certificate that obeys it, and one that breaks only it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use std::slice;

use hallmark_smki::Algorithm;
use hallmark_smki::Attribute;
use hallmark_smki::Certificate;
use hallmark_smki::Extension;
use hallmark_smki::ExtensionValue;
use hallmark_smki::GeneralName;
use hallmark_smki::KeyUsage;
use hallmark_smki::Name;
use hallmark_smki::PrivateKey;
use hallmark_smki::Time;
use hallmark_smki::Usage;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::TimeChecks;
use hallmark_smki::acceptance::device_certificate;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::Template;
use hallmark_smki::pki::TestPki;

const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];
const NOW: i64 = 1_700_000_000;
const DS: KeyUsage = KeyUsage::DIGITAL_SIGNATURE;
const OTHER_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");

/// The rule that refuses `template` as a replacement of the supplier's signing certificate.
fn refused(pki: &TestPki, change: impl FnOnce(&mut Template)) -> Option<(&'static str, u8)> {
    let mut template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    change(&mut template);
    let certificate = pki.issue(&template).unwrap();
    judge(pki, &certificate, &[pki.issuing_authority().certificate().clone()])
}

fn judge(pki: &TestPki, certificate: &Certificate, path: &[Certificate]) -> Option<(&'static str, u8)> {
    let root = pki.root().certificate();
    let policies = &[oid::TEST_POLICY];
    let acceptance = Acceptance { root, path, time: TimeChecks::At(NOW), policies, waived: &[] };
    acceptance.replacement(certificate, DS).err().map(|finding| (finding.rule().name, finding.status_code()))
}

#[test]
fn every_party_is_accepted_for_its_own_usage() {
    let pki = TestPki::from_seed(1).unwrap();
    let path = [pki.issuing_authority().certificate().clone()];
    let root = pki.root().certificate();
    let acceptance = Acceptance { root, path: &path, time: TimeChecks::At(NOW), policies: &[], waived: &[] };
    for (party, usage, credential) in pki.parties() {
        let result = acceptance.replacement(credential.certificate(), usage.key_usage());
        assert_eq!(result, Ok(()), "{party:?} {usage}");
    }
    assert_eq!(acceptance.replacement(root, KeyUsage::KEY_CERT_SIGN), Ok(()));
}

#[test]
fn each_rule_about_a_replacement_is_noticed() {
    let pki = TestPki::from_seed(2).unwrap();
    let set_critical = |oid, critical| {
        move |template: &mut Template| template.extension_mut(oid).unwrap().critical = critical
    };
    assert_eq!(refused(&pki, |_| {}), None);
    assert_eq!(refused(&pki, |t| t.version = None), Some(("version-is-v3", 5)));
    assert_eq!(refused(&pki, |t| t.version = Some(1)), Some(("version-is-v3", 5)));
    assert_eq!(refused(&pki, |t| t.serial_number = vec![0]), Some(("serial-number", 5)));
    assert_eq!(refused(&pki, |t| t.serial_number = vec![1; 21]), Some(("serial-number", 5)));
    assert_eq!(refused(&pki, |t| t.serial_number = vec![1; 20]), None);
    let with_null = Algorithm { oid: oid::ECDSA_WITH_SHA256, parameters: vec![5, 0] };
    assert_eq!(refused(&pki, |t| t.outer_algorithm = with_null.clone()), Some(("algorithms-agree", 5)));
    let both = |t: &mut Template| {
        t.outer_algorithm = with_null.clone();
        t.inner_algorithm = with_null.clone();
    };
    assert_eq!(refused(&pki, both), Some(("signature-algorithm", 5)));
    assert_eq!(
        refused(&pki, |t| t.public_key.algorithm.parameters = vec![5, 0]),
        Some(("public-key-algorithm", 5))
    );
    assert_eq!(refused(&pki, |t| t.public_key.octets[0] = 6), Some(("public-key-form", 5)));
    assert_eq!(refused(&pki, |t| t.public_key.octets.truncate(33)), Some(("public-key-form", 5)));
    assert_eq!(refused(&pki, |t| t.public_key.octets[64] ^= 1), Some(("public-key-on-curve", 5)));
    assert_eq!(
        refused(&pki, |t| t.extensions.push(t.extensions[0].clone())),
        Some(("no-extension-twice", 5))
    );
    let unknown =
        |critical| Extension { oid: OTHER_POLICY, critical, value: ExtensionValue::Other(vec![5, 0]) };
    assert_eq!(
        refused(&pki, |t| t.extensions.push(unknown(true))),
        Some(("no-unknown-critical-extension", 5))
    );
    assert_eq!(refused(&pki, |t| t.extensions.push(unknown(false))), None);

    assert_eq!(refused(&pki, |t| t.remove_extension(oid::KEY_USAGE)), Some(("key-usage-present", 5)));
    assert_eq!(refused(&pki, set_critical(oid::KEY_USAGE, false)), Some(("key-usage-critical", 5)));
    assert_eq!(
        refused(&pki, |t| t.set_key_usage(DS.and(KeyUsage::KEY_AGREEMENT))),
        Some(("end-entity-key-usage", 5))
    );
    assert_eq!(refused(&pki, |t| t.set_key_usage(KeyUsage::NONE)), Some(("end-entity-key-usage", 5)));
    assert_eq!(refused(&pki, |t| t.set_key_usage(KeyUsage::KEY_AGREEMENT)), Some(("key-usage-of-cell", 5)));

    let ski = oid::SUBJECT_KEY_IDENTIFIER;
    assert_eq!(refused(&pki, |t| t.remove_extension(ski)), Some(("subject-key-identifier-present", 5)));
    assert_eq!(refused(&pki, set_critical(ski, true)), Some(("subject-key-identifier-not-critical", 5)));
    for wrong in [&[0x40; 8][..], &[0x40; 20]] {
        assert_eq!(
            refused(&pki, |t| t.set_extension(Extension::subject_key_identifier(wrong))),
            Some(("subject-key-identifier-method", 5))
        );
    }
    let aki = oid::AUTHORITY_KEY_IDENTIFIER;
    assert_eq!(refused(&pki, |t| t.remove_extension(aki)), Some(("authority-key-identifier-present", 5)));
    assert_eq!(refused(&pki, set_critical(aki, true)), Some(("authority-key-identifier-not-critical", 5)));
    assert_eq!(
        refused(&pki, |t| t.set_extension(Extension::authority_key_identifier(&[0x40; 20]))),
        Some(("authority-key-identifier-form", 5))
    );
    assert_eq!(
        refused(&pki, |t| t.set_extension(Extension::authority_key_identifier(&[0x40; 8]))),
        Some(("issuer-key-identifier", 10))
    );

    assert_eq!(
        refused(&pki, |t| t.remove_extension(oid::CERTIFICATE_POLICIES)),
        Some(("policies-present", 5))
    );
    assert_eq!(refused(&pki, |t| t.set_policies(&[])), Some(("policies-present", 5)));
    assert_eq!(refused(&pki, set_critical(oid::CERTIFICATE_POLICIES, false)), Some(("policies-critical", 5)));
    assert_eq!(refused(&pki, |t| t.set_policies(&[OTHER_POLICY])), Some(("policy", 5)));
    assert_eq!(refused(&pki, |t| t.set_policies(&[OTHER_POLICY, oid::TEST_POLICY])), None);

    assert_eq!(
        refused(&pki, |t| t.extensions.push(Extension::authority(None))),
        Some(("end-entity-is-no-authority", 5))
    );
    let without_id = Name::from_attributes(vec![Attribute::role(2)]);
    assert_eq!(refused(&pki, |t| t.subject = without_id), Some(("organisation-identity-present", 5)));
    let decimal = Attribute::string(oid::ORGANIZATIONAL_UNIT, 0x0C, "137");
    let with_decimal = Name::from_attributes(vec![decimal, Attribute::entity_id(METER)]);
    assert_eq!(refused(&pki, |t| t.subject = with_decimal), Some(("organisation-role-present", 5)));
    // The role itself is not the Device's business here.
    assert_eq!(refused(&pki, |t| t.set_role(3)), None);
}

#[test]
fn dates_count_to_the_second_and_can_be_left_out() {
    let pki = TestPki::from_seed(3).unwrap();
    let now = Time::from_seconds(NOW);
    let year = 365 * 86_400;
    let from_to = |from, to| refused(&pki, |t| (t.not_before, t.not_after) = (from, to));
    assert_eq!(from_to(now, now), None);
    assert_eq!(from_to(now.plus(-year), now.plus(-1)), Some(("valid-now", 5)));
    assert_eq!(from_to(now.plus(1), now.plus(year)), Some(("valid-now", 5)));
    assert_eq!(from_to(now.plus(1), now.plus(-1)), Some(("validity-in-order", 5)));

    let expired = pki
        .party_template(Party::Supplier, Usage::DigitalSignature)
        .unwrap()
        .with_validity(now.plus(-year), now.plus(-1));
    let expired = pki.issue(&expired).unwrap();
    let path = [pki.issuing_authority().certificate().clone()];
    let ignored = Acceptance {
        root: pki.root().certificate(),
        path: &path,
        time: TimeChecks::Ignored,
        policies: &[],
        waived: &[],
    };
    assert_eq!(ignored.replacement(&expired, DS), Ok(()));
}

#[test]
fn the_path_is_followed_to_the_root_cell() {
    let pki = TestPki::from_seed(4).unwrap();
    let other = TestPki::from_seed(5).unwrap();
    let ca = pki.issuing_authority().certificate().clone();
    let other_ca = other.issuing_authority().certificate().clone();
    let good = pki.party(Party::Supplier, Usage::DigitalSignature).unwrap().certificate().clone();
    let foreign = other.party(Party::Supplier, Usage::DigitalSignature).unwrap().certificate().clone();
    let device_ca = pki.device_issuing_authority().certificate().clone();

    assert_eq!(judge(&pki, &good, slice::from_ref(&ca)), None);
    assert_eq!(judge(&pki, &good, &[device_ca.clone(), ca.clone()]), None);
    assert_eq!(judge(&pki, &good, &[]), Some(("issuer-found", 10)));
    assert_eq!(judge(&pki, &good, slice::from_ref(&device_ca)), Some(("issuer-found", 10)));
    assert_eq!(judge(&pki, &good, slice::from_ref(&other_ca)), Some(("issuer-key-identifier", 10)));
    assert_eq!(judge(&pki, &foreign, slice::from_ref(&other_ca)), Some(("issuer-key-identifier", 10)));
    assert_eq!(judge(&pki, &good, &[&ca; 4].map(Clone::clone)), Some(("path-length", 10)));

    let broken = |certificate: &Certificate| {
        let mut octets = certificate.der().to_vec();
        *octets.last_mut().unwrap() ^= 1;
        Certificate::parse_der(&octets).unwrap()
    };
    assert_eq!(judge(&pki, &broken(&good), slice::from_ref(&ca)), Some(("signed-by-issuer", 10)));
    assert_eq!(judge(&pki, &good, &[broken(&ca)]), Some(("signed-by-issuer", 10)));

    // The issuing CA as it should not be.
    let point = pki.issuing_authority().public_point();
    let authority = |change: &dyn Fn(&mut Template)| {
        let name = ca.subject().clone();
        let mut template = Template::issuing_authority(name, &point, pki.root().certificate());
        change(&mut template);
        let certificate = Certificate::parse_der(&template.sign(pki.root().key())).unwrap();
        judge(&pki, &good, &[certificate])
    };
    assert_eq!(authority(&|_| {}), None);
    assert_eq!(authority(&|t| t.set_key_usage(KeyUsage::CRL_SIGN)), Some(("authority-may-sign", 10)));
    assert_eq!(
        authority(&|t| t.remove_extension(oid::BASIC_CONSTRAINTS)),
        Some(("authority-is-authority", 10))
    );
    assert_eq!(authority(&|t| t.not_after = Time::from_seconds(NOW - 1)), Some(("issuer-profile", 10)));
    assert_eq!(authority(&|t| t.set_policies(&[OTHER_POLICY])), Some(("policy", 5)));
    assert_eq!(authority(&|t| t.set_policies(&[oid::ANY_POLICY])), None);
    assert_eq!(authority(&|t| t.remove_extension(oid::CERTIFICATE_POLICIES)), Some(("issuer-profile", 10)));
}

#[test]
fn no_further_authority_under_an_issuing_authority() {
    let pki = TestPki::from_seed(6).unwrap();
    let ca = pki.issuing_authority().certificate().clone();
    let key = PrivateKey::derive(b"a further authority", "");
    let name = Name::from_attributes(vec![Attribute::common_name("SUB")]);
    let template = Template::issuing_authority(name, &key.public_point(), &ca);
    let further = Certificate::parse_der(&template.sign(pki.issuing_authority().key())).unwrap();
    let mut leaf = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    leaf.set_issuer(&further);
    let leaf = Certificate::parse_der(&leaf.sign(&key)).unwrap();
    assert_eq!(judge(&pki, &leaf, &[further, ca]), Some(("path-length-constraint", 10)));
}

#[test]
fn issuers_in_a_circle_end() {
    let pki = TestPki::from_seed(7).unwrap();
    let keys = ["A", "B"].map(|label| PrivateKey::derive(b"circle", label));
    let names = ["A", "B"].map(|name| Name::from_attributes(vec![Attribute::common_name(name)]));
    let authority = |own: usize, other: usize| {
        let issuer = Template::root(names[other].clone(), &keys[other].public_point());
        let issuer = Certificate::parse_der(&issuer.sign(&keys[other])).unwrap();
        let mut template =
            Template::issuing_authority(names[own].clone(), &keys[own].public_point(), &issuer);
        template.set_extension(Extension::authority(None));
        Certificate::parse_der(&template.sign(&keys[other])).unwrap()
    };
    let path = [authority(0, 1), authority(1, 0)];
    let mut leaf = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    leaf.set_issuer(&path[0]);
    let leaf = Certificate::parse_der(&leaf.sign(&keys[0])).unwrap();
    assert_eq!(judge(&pki, &leaf, &path), Some(("issuer-found", 10)));
}

#[test]
fn a_root_signs_itself() {
    let pki = TestPki::from_seed(8).unwrap();
    let root = pki.root().certificate();
    let acceptance = Acceptance { root, path: &[], time: TimeChecks::At(NOW), policies: &[], waived: &[] };
    let root_cell = KeyUsage::KEY_CERT_SIGN;
    let name = |certificate: &Certificate| {
        acceptance.replacement(certificate, root_cell).err().map(|finding| finding.rule().name)
    };
    let other = TestPki::from_seed(9).unwrap();
    assert_eq!(name(other.root().certificate()), None);
    assert_eq!(name(pki.issuing_authority().certificate()), Some("root-is-self-signed"));
    let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).unwrap();
    assert_eq!(name(supplier.certificate()), Some("authority-may-sign"));
    let template = Template::root(root.subject().clone(), &pki.root().public_point());
    let forged = Certificate::parse_der(&template.sign(other.root().key())).unwrap();
    assert_eq!(name(&forged), Some("root-is-self-signed"));
}

#[test]
fn each_rule_about_the_devices_own_certificate_is_noticed() {
    let pki = TestPki::from_seed(10).unwrap();
    let key = PrivateKey::derive(b"pending", "");
    let point = key.public_point();
    let refused = |change: &dyn Fn(&mut Template)| {
        let mut template = pki.device_template(METER, Usage::DigitalSignature, &point);
        change(&mut template);
        let certificate = pki.issue_device(&template).unwrap();
        device_certificate(&certificate, METER, DS, &point)
            .err()
            .map(|finding| (finding.rule().name, finding.device_certificate_code()))
    };
    assert_eq!(refused(&|_| {}), None);
    assert_eq!(refused(&|t| t.set_entity_id([1; 8])), Some(("identity", 2)));
    assert_eq!(refused(&|t| t.remove_extension(oid::SUBJECT_ALT_NAME)), Some(("device-identity-present", 2)));
    let names = |names: Vec<GeneralName>| {
        let value = ExtensionValue::SubjectAltName(names);
        Extension { oid: oid::SUBJECT_ALT_NAME, critical: true, value }
    };
    let module = |serial: &[u8]| GeneralName::HardwareModule {
        hardware_type: oid::DEVICE_HARDWARE_TYPE,
        serial: serial.to_vec(),
    };
    let dns = || GeneralName::Other(vec![0x82, 1, b'x']);
    for wrong in [vec![], vec![module(&METER), module(&METER)], vec![module(&METER[1..])], vec![dns()]] {
        assert_eq!(refused(&|t| t.set_extension(names(wrong.clone()))), Some(("device-identity-present", 2)));
    }
    assert_eq!(
        refused(&|t| t.extension_mut(oid::SUBJECT_ALT_NAME).unwrap().critical = false),
        Some(("device-identity-critical", 1))
    );
    assert_eq!(refused(&|t| t.set_key_usage(KeyUsage::NON_REPUDIATION)), Some(("end-entity-key-usage", 3)));
    assert_eq!(refused(&|t| t.set_key_usage(KeyUsage::KEY_AGREEMENT)), Some(("key-usage-of-cell", 3)));
    let subject = Name::from_attributes(vec![Attribute::common_name("meter")]);
    assert_eq!(refused(&|t| t.subject = subject.clone()), Some(("device-subject-empty", 1)));
    assert_eq!(refused(&|t| t.not_after = Time::from_seconds(NOW)), Some(("device-has-no-end", 1)));
    assert_eq!(
        refused(&|t| t.set_policies(&[oid::TEST_POLICY, OTHER_POLICY])),
        Some(("device-has-one-policy", 1))
    );
    let other = PrivateKey::derive(b"another", "").public_point();
    assert_eq!(refused(&|t| t.set_public_point(&other)), Some(("public-key", 5)));
    assert_eq!(refused(&|t| t.version = None), Some(("version-is-v3", 1)));
}
