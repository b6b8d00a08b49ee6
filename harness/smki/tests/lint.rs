//! The profile rules: for each a certificate that obeys it, and one that breaks only it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use std::collections::BTreeSet;
use std::path::Path;

use hallmark_smki::Algorithm;
use hallmark_smki::Attribute;
use hallmark_smki::Certificate;
use hallmark_smki::Extension;
use hallmark_smki::ExtensionValue;
use hallmark_smki::GeneralName;
use hallmark_smki::KeyUsage;
use hallmark_smki::Name;
use hallmark_smki::Policy;
use hallmark_smki::PrivateKey;
use hallmark_smki::Time;
use hallmark_smki::TimeForm;
use hallmark_smki::Usage;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::asn1::tag;
use hallmark_smki::lint::Filed;
use hallmark_smki::lint::lint;
use hallmark_smki::lint::lint_together;
use hallmark_smki::lint::rules;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::Template;
use hallmark_smki::pki::TestPki;
use hallmark_smki::profile::Evidence;
use hallmark_smki::profile::Place;
use hallmark_smki::profile::Profile;
use hallmark_smki::profile::Settings;
use hallmark_smki::profile::Severity;

const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];
const OTHER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
const DS: KeyUsage = KeyUsage::DIGITAL_SIGNATURE;
const KA: KeyUsage = KeyUsage::KEY_AGREEMENT;

/// A good certificate, to be changed before it is signed.
#[derive(Clone, Copy)]
enum Good {
    Device,
    Issuing,
    Recovery,
    Root,
    Supplier,
    XmlSigning,
}

/// The rules that a changed certificate breaks, in order.
fn broken(pki: &TestPki, good: Good, change: impl FnOnce(&mut Template)) -> Vec<&'static str> {
    let octets = made(pki, good, change);
    let settings = Settings { policies: vec![oid::TEST_POLICY], ..Settings::default() };
    lint(&octets, None, &settings).findings().iter().map(|finding| finding.rule.name).collect()
}

fn made(pki: &TestPki, good: Good, change: impl FnOnce(&mut Template)) -> Vec<u8> {
    let point = pki.issuing_authority().public_point();
    let (mut template, key) = match good {
        Good::Device => {
            let point = PrivateKey::derive(b"a device", "").public_point();
            let template = pki.device_template(METER, Usage::DigitalSignature, &point);
            (template, pki.device_issuing_authority().key())
        }
        Good::Issuing => {
            let name = pki.issuing_authority().certificate().subject().clone();
            (Template::issuing_authority(name, &point, pki.root().certificate()), pki.root().key())
        }
        Good::Recovery => {
            let template = pki.party_template(Party::Recovery, Usage::DigitalSignature).unwrap();
            (template, pki.issuing_authority().key())
        }
        Good::Root => {
            let name = pki.root().certificate().subject().clone();
            let mut template = Template::root(name, &pki.root().public_point());
            template.set_extension(pki.contingency().extension());
            (template, pki.root().key())
        }
        Good::Supplier => {
            let template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
            (template, pki.issuing_authority().key())
        }
        Good::XmlSigning => {
            let subject = vec![Attribute::role(0x87), Attribute::entity_id(METER)];
            let subject = Name::from_attributes(subject);
            (
                pki.organisation_template(subject, Usage::DigitalSignature, &point),
                pki.issuing_authority().key(),
            )
        }
    };
    change(&mut template);
    template.sign(key)
}

fn subject(attributes: Vec<Attribute>) -> Name {
    Name::from_attributes(attributes)
}

fn unit(text: &str) -> Attribute {
    Attribute::string(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, text)
}

#[test]
fn each_rule_is_broken_alone() {
    let pki = TestPki::from_seed(40).unwrap();
    let mut seen = BTreeSet::new();
    let mut alone = |good: Good, rule: &'static str, change: &dyn Fn(&mut Template)| {
        assert_eq!(broken(&pki, good, change), [rule]);
        seen.insert(rule);
    };
    let not = |oid, critical| move |t: &mut Template| t.extension_mut(oid).unwrap().critical = critical;
    let unknown = |critical| Extension { oid: OTHER, critical, value: ExtensionValue::Other(vec![5, 0]) };
    use Good::*;

    // Every certificate.
    alone(Supplier, "version-is-v3", &|t| t.version = Some(1));
    alone(Supplier, "serial-number", &|t| t.serial_number = vec![0]);
    alone(Supplier, "serial-number-size", &|t| t.serial_number = vec![1; 17]);
    alone(Supplier, "algorithms-agree", &|t| t.inner_algorithm.parameters = vec![5, 0]);
    let with_null = || Algorithm { parameters: vec![5, 0], ..Algorithm::ecdsa_with_sha256() };
    alone(Supplier, "signature-algorithm", &|t| {
        (t.inner_algorithm, t.outer_algorithm) = (with_null(), with_null());
    });
    alone(Supplier, "no-extension-twice", &|t| t.extensions.push(t.extensions[0].clone()));
    alone(Supplier, "key-usage-critical", &not(oid::KEY_USAGE, false));
    alone(Supplier, "subject-key-identifier-not-critical", &not(oid::SUBJECT_KEY_IDENTIFIER, true));
    alone(Supplier, "subject-key-identifier-method", &|t| {
        t.set_extension(Extension::subject_key_identifier(&[0x40; 8]));
    });
    alone(Supplier, "authority-key-identifier-present", &|t| {
        t.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER);
    });
    alone(Supplier, "authority-key-identifier-form", &|t| {
        t.set_extension(Extension::authority_key_identifier(&[0x40; 20]));
    });
    alone(Supplier, "authority-key-identifier-not-critical", &not(oid::AUTHORITY_KEY_IDENTIFIER, true));
    alone(Supplier, "policies-present", &|t| t.remove_extension(oid::CERTIFICATE_POLICIES));
    alone(Supplier, "policies-critical", &not(oid::CERTIFICATE_POLICIES, false));
    alone(Supplier, "policy-of-environment", &|t| t.set_policies(&[OTHER]));
    alone(Supplier, "validity-in-order", &|t| t.not_before = t.not_after.plus(1));
    alone(Supplier, "time-form", &|t| t.not_before = t.not_before.in_form(TimeForm::Generalized));
    let one = PrivateKey::from_scalar(&std::array::from_fn(|index| u8::from(index == 31))).unwrap();
    alone(Supplier, "public-key-not-trivial", &|t| t.set_public_point(&one.public_point()));

    // End entities.
    alone(Supplier, "end-entity-key-usage", &|t| t.set_key_usage(DS.and(KA)));
    alone(Supplier, "end-entity-extensions", &|t| t.extensions.push(unknown(false)));
    alone(Device, "device-identity-critical", &not(oid::SUBJECT_ALT_NAME, false));
    alone(Device, "device-hardware-type", &|t| {
        let name = GeneralName::HardwareModule { hardware_type: OTHER, serial: METER.to_vec() };
        let value = ExtensionValue::SubjectAltName(vec![name]);
        t.set_extension(Extension { oid: oid::SUBJECT_ALT_NAME, critical: true, value });
    });
    alone(Device, "device-identity-present", &|t| {
        let name = GeneralName::HardwareModule {
            hardware_type: oid::DEVICE_HARDWARE_TYPE,
            serial: METER[1..].to_vec(),
        };
        let value = ExtensionValue::SubjectAltName(vec![name]);
        t.set_extension(Extension { oid: oid::SUBJECT_ALT_NAME, critical: true, value });
    });
    alone(Device, "device-subject-empty", &|t| t.subject = subject(vec![Attribute::common_name("x")]));
    alone(Device, "device-has-no-end", &|t| t.not_after = Time::from_date(2040, 1, 1).unwrap());
    alone(Device, "device-has-one-policy", &|t| t.set_policies(&[oid::TEST_POLICY, OTHER]));
    alone(Device, "device-policy-plain", &|t| {
        let qualifiers = vec![0x30, 0];
        let value = ExtensionValue::CertificatePolicies(vec![Policy { oid: oid::TEST_POLICY, qualifiers }]);
        t.set_extension(Extension { oid: oid::CERTIFICATE_POLICIES, critical: true, value });
    });
    alone(Supplier, "end-entity-policy-not-any", &|t| t.set_policies(&[oid::TEST_POLICY, oid::ANY_POLICY]));

    // Organisations.
    let id = || Attribute::entity_id(METER);
    alone(Supplier, "organisation-role-present", &|t| t.subject = subject(vec![unit("137"), id()]));
    alone(Supplier, "organisation-role-upper-case", &|t| t.subject = subject(vec![unit("7f"), id()]));
    alone(Supplier, "organisation-role-known", &|t| t.subject = subject(vec![unit("80"), id()]));
    alone(Recovery, "organisation-role-usage", &|t| t.set_key_usage(KA));
    alone(Supplier, "organisation-name-layout", &|t| t.subject = subject(vec![id(), unit("02")]));
    alone(Supplier, "organisation-name-strings", &|t| {
        t.subject = subject(vec![unit("02").printable(), id()])
    });
    alone(Supplier, "organisation-common-name-size", &|t| {
        t.subject = subject(vec![Attribute::common_name("seventeen octets!"), unit("02"), id()]);
    });
    alone(Supplier, "organisation-has-end", &|t| t.not_after = Time::NO_END);

    // CAs.
    alone(Issuing, "authority-common-name-size", &|t| {
        t.subject = subject(vec![Attribute::common_name("FIVES")]);
    });
    alone(Issuing, "authority-has-name", &|t| t.subject = Name::empty());
    alone(Issuing, "issuing-key-usage", &|t| t.set_key_usage(KeyUsage::KEY_CERT_SIGN));
    alone(Issuing, "issuing-path-length", &|t| t.set_extension(Extension::authority(None)));
    alone(Root, "root-no-authority-key-identifier", &|t| {
        t.set_extension(Extension::authority_key_identifier(&[0x41; 8]));
    });
    alone(Root, "root-contingency-key", &|t| t.remove_extension(oid::WRAPPED_CONTINGENCY_KEY));
    alone(Root, "root-key-usage", &|t| t.set_key_usage(KeyUsage::KEY_CERT_SIGN.and(DS)));

    // What cannot be broken alone: together with what it draws after it.
    let mut with = |good: Good, rules: &[&'static str], change: &dyn Fn(&mut Template)| {
        assert_eq!(broken(&pki, good, change), rules);
        seen.insert(rules[0]);
    };
    let identifier = "subject-key-identifier-method";
    let key = |t: &mut Template, change: &dyn Fn(&mut Vec<u8>)| change(&mut t.public_key.octets);
    with(Supplier, &["public-key-on-curve", identifier], &|t| key(t, &|octets| octets[64] ^= 1));
    let [form, curve] = ["public-key-form", "public-key-on-curve"];
    with(Supplier, &[form, curve, identifier], &|t| key(t, &|octets| octets.truncate(33)));
    with(Supplier, &["public-key-algorithm", form, curve], &|t| {
        t.public_key.algorithm.parameters = vec![5, 0];
    });
    with(Supplier, &["no-unknown-critical-extension", "end-entity-extensions"], &|t| {
        t.extensions.push(unknown(true));
    });
    with(Supplier, &["key-usage-present", "end-entity-key-usage"], &|t| {
        t.remove_extension(oid::KEY_USAGE);
    });
    with(Supplier, &["subject-key-identifier-present", identifier], &|t| {
        t.remove_extension(oid::SUBJECT_KEY_IDENTIFIER);
    });
    with(Supplier, &["organisation-identity-present", "organisation-name-layout"], &|t| {
        t.subject = subject(vec![unit("02")]);
    });
    with(Issuing, &["authority-may-sign", "issuing-key-usage"], &|t| {
        t.set_key_usage(KeyUsage::CRL_SIGN);
    });
    with(Issuing, &["authority-is-authority", "issuing-path-length"], &|t| {
        t.remove_extension(oid::BASIC_CONSTRAINTS);
    });
    with(XmlSigning, &["xml-signing-key-usage", "organisation-role-usage"], &|t| t.set_key_usage(KA));
    with(Supplier, &["size", "organisation-common-name-size"], &|t| {
        let name = Attribute::common_name(&"x".repeat(1500));
        t.subject = subject(vec![name, unit("02"), id()]);
    });
    seen.extend(other_cases(&pki));

    let known: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    // A CA that is no end entity: it has the profile of a CA. Certificates of more than 65,536 octets: see below.
    // Certificates against each other: see below, too.
    let elsewhere =
        ["end-entity-is-no-authority", "encoding-limit", "serial-number-unique", "public-key-not-shared"];
    let missing: Vec<&&str> = known.difference(&seen).filter(|name| !elsewhere.contains(*name)).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

/// Rules that a template cannot break.
fn other_cases(pki: &TestPki) -> Vec<&'static str> {
    let settings = Settings::default();
    let only = |octets: &[u8], filed: Option<Filed>| -> &'static str {
        let report = lint(octets, filed, &settings);
        assert_eq!(report.findings().len(), 1, "{:?}", report.findings());
        assert!(!report.conforms());
        report.findings()[0].rule.name
    };
    let octets = made(pki, Good::Supplier, |_| {});
    let mut names = Vec::new();

    // The last octet of s is that of the signature of other octets; a root says so.
    let mut root = made(pki, Good::Root, |_| {});
    *root.last_mut().unwrap() ^= 1;
    names.push(only(&root, None));

    // r is zero.
    let supplier = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    names.push(only(&supplier.with_signature(&[0x30, 6, 2, 1, 0, 2, 1, 1]), None));
    // s is one, with a zero octet before it: remarkable, and no fault.
    let padded = supplier.with_signature(&[0x30, 7, 2, 1, 1, 2, 2, 0, 1]);
    let report = lint(&padded, None, &settings);
    names.extend(report.findings().iter().map(|finding| finding.rule.name));
    assert!(report.conforms());
    // And with two.
    names.push(only(&supplier.with_signature(&[0x30, 8, 2, 1, 1, 2, 3, 0, 0, 1]), None));

    // issuerUniqueID behind the public key.
    let mut mutant = Mutant::of(&Certificate::parse_der(&octets).unwrap());
    let fields = mutant.node(Field::ToBeSigned).unwrap().nodes_mut().unwrap();
    fields.insert(7, Node::primitive(tag::context(1), [0, 0xAA]));
    mutant.sign(pki.issuing_authority().key());
    names.push(only(&mutant.to_der(), None));

    let id = Party::Supplier.entity_id();
    let filed = |id, usage| Some(Filed { id, usage });
    names.push(only(&octets, filed(METER, Usage::DigitalSignature)));
    names.push(only(&octets, filed(id, Usage::KeyAgreement)));
    assert!(lint(&octets, filed(id, Usage::DigitalSignature), &settings).conforms());

    names.push(only(&octets[..octets.len() - 1], None));
    names.push(only(&[&octets[..], &[0]].concat(), None));
    names.push(only(&[0x31, 0], None));
    names.push(only(&[0x30, 0x80, 0, 0], None));
    // The critical flag of keyUsage as 01.
    let flag = octets.windows(3).position(|window| window == [1, 1, 0xFF]).unwrap();
    let mut bent = octets.clone();
    bent[flag + 2] = 1;
    names.push(only(&bent, None));
    let report = lint(&bent, None, &settings);
    assert_eq!(report.findings()[0].offset, flag);
    assert_eq!(
        names,
        [
            "root-is-self-signed",
            "signature-encoding",
            "signature-shortest",
            "signature-encoding",
            "no-unique-identifiers",
            "filed-as",
            "filed-as",
            "encoding-truncated",
            "encoding-trailing",
            "encoding-tag",
            "encoding-length",
            "encoding-value",
        ]
    );
    names
}

#[test]
fn certificates_are_judged_against_each_other() {
    let pki = TestPki::from_seed(44).unwrap();
    let settings = Settings::default();
    let together = |certificates: &[&[u8]]| -> Vec<Vec<&'static str>> {
        let mut reports: Vec<_> = certificates.iter().map(|octets| lint(octets, None, &settings)).collect();
        lint_together(&mut reports, &settings);
        let names = reports.iter().map(|report| report.findings().iter().map(|one| one.rule.name).collect());
        names.collect()
    };
    let party = |party, usage| pki.party(party, usage).unwrap().certificate().clone();
    let supplier = party(Party::Supplier, Usage::DigitalSignature);
    let agreement = party(Party::Supplier, Usage::KeyAgreement);
    let none: Vec<&str> = Vec::new();
    let all = [supplier.der(), agreement.der(), supplier.der(), pki.root().certificate().der(), &[0x30]];
    let expected = [none.clone(), none.clone(), none.clone(), none.clone(), vec!["encoding-truncated"]];
    assert_eq!(together(&all), expected);

    let serial = made(&pki, Good::Supplier, |t| {
        t.serial_number = agreement.serial_number().to_vec();
    });
    assert_eq!(together(&[agreement.der(), &serial]), [none.clone(), vec!["serial-number-unique"]]);
    let key = made(&pki, Good::Supplier, |t| t.set_public_point(&agreement.public_point().unwrap()));
    assert_eq!(together(&[agreement.der(), &key]), [none.clone(), vec!["public-key-not-shared"]]);
    // A certificate that was issued again for the same key.
    let renewed = made(&pki, Good::Supplier, |t| t.serial_number = vec![1, 2, 3]);
    assert_eq!(together(&[supplier.der(), &renewed]), [none.clone(), none]);
}

#[test]
fn octets_above_the_limit_are_named() {
    let report = lint(&vec![0x30; 70_000], None, &Settings::default());
    assert_eq!(report.findings()[0].rule.name, "encoding-limit");
    assert_eq!((report.subject().as_str(), report.conforms()), ("no certificate", false));
}

#[test]
fn good_certificates_are_named_for_what_they_are() {
    let pki = TestPki::from_seed(41).unwrap();
    let settings = Settings { policies: vec![oid::TEST_POLICY], ..Settings::default() };
    let what = |octets: &[u8]| {
        let report = lint(octets, None, &settings);
        assert_eq!(report.findings(), []);
        (report.profile().unwrap(), report.subject())
    };
    let good = |good| what(&made(&pki, good, |_| {}));
    assert_eq!(good(Good::Device), (Profile::Device, "Device DS".to_owned()));
    assert_eq!(good(Good::Issuing), (Profile::IssuingAuthority, "issuing CA".to_owned()));
    assert_eq!(good(Good::Root), (Profile::Root, "root".to_owned()));
    assert_eq!(good(Good::XmlSigning), (Profile::XmlSigning, "XML signing, User to DCC".to_owned()));
    let described: Vec<String> =
        pki.parties().map(|(_, _, credential)| what(credential.certificate().der()).1).collect();
    assert_eq!(described.len(), 17);
    for expected in ["supplier KA", "access control broker DS", "other User KA", "recovery DS"] {
        assert!(described.iter().any(|one| one == expected), "{expected}");
    }
    let transport = pki.transport().unwrap();
    let all = [&transport.root, &transport.issuing_authority, &transport.server, &transport.clients[0].1];
    let all = all.map(|one| what(one.certificate().der()).1);
    assert_eq!(all, ["transport root", "transport CA", "transport", "transport"]);
}

#[test]
fn settings_decide_what_counts() {
    let pki = TestPki::from_seed(42).unwrap();
    let octets = made(&pki, Good::Supplier, |t| t.serial_number = vec![1; 17]);
    let with = |severity| {
        let severities = [("serial-number-size".to_owned(), severity)].into_iter().collect();
        let report = lint(&octets, None, &Settings { severities, ..Settings::default() });
        (report.findings().len(), report.conforms())
    };
    assert!(lint(&octets, None, &Settings::default()).conforms());
    assert_eq!(with(Some(Severity::Fail)), (1, false));
    assert_eq!(with(Some(Severity::Observation)), (1, true));
    assert_eq!(with(None), (0, true));
    let longer = Settings { max_serial_number_octets: 20, ..Settings::default() };
    assert_eq!(lint(&octets, None, &longer).findings(), []);
}

#[test]
fn what_no_text_settles_is_no_fault() {
    let names: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().len());
    for rule in rules() {
        let settled = !matches!(rule.evidence, Evidence::Lead | Evidence::Open);
        assert!(settled || rule.severity == Severity::Observation, "{}", rule.name);
    }
}

#[test]
fn offsets_lead_to_the_field() {
    let pki = TestPki::from_seed(43).unwrap();
    let octets = made(&pki, Good::Supplier, |t| {
        t.serial_number = vec![1; 17];
        t.extensions.push(t.extensions[0].clone());
    });
    let at = |place: Place| &octets[place.offset(&octets)..];
    assert_eq!(at(Place::SerialNumber)[..3], [2, 17, 1]);
    assert_eq!(at(Place::Version)[..5], [0xA0, 3, 2, 1, 2]);
    assert_eq!(at(Place::NotBefore)[..8], *b"\x17\x0D140101");
    assert_eq!(at(Place::NotAfter)[..8], *b"\x17\x0D431231");
    assert_eq!(at(Place::PublicKey)[..4], [3, 66, 0, 4]);
    let key_usage = [0x30, 14, 6, 3, 0x55, 0x1D, 0x0F, 1, 1, 0xFF];
    assert_eq!(at(Place::Extension(oid::KEY_USAGE))[..10], key_usage);
    assert_eq!(at(Place::ExtensionAgain(oid::KEY_USAGE))[..10], key_usage);
    assert!(at(Place::ExtensionAgain(oid::KEY_USAGE)).len() < at(Place::Extension(oid::KEY_USAGE)).len());
    let algorithm = Algorithm::ecdsa_with_sha256().to_der();
    assert!(at(Place::InnerAlgorithm).starts_with(&algorithm));
    assert!(at(Place::OuterAlgorithm).starts_with(&algorithm));
    assert_eq!(at(Place::Signature)[0], 3);
    assert_eq!(at(Place::Extension(OTHER)), at(Place::Extensions));
    assert_eq!(Place::Signature.offset(&[0x30, 1]), 0);
}

#[test]
fn file_names_of_key_folders_are_read() {
    let filed = |path: &str| Filed::from_path(Path::new(path));
    let ka = Filed { id: METER, usage: Usage::KeyAgreement };
    assert_eq!(filed("keys/02484c4d4b020001-ka.pem"), Some(ka));
    assert_eq!(filed("02484C4D4B020001-ka.der"), Some(ka));
    for other in ["root.pem", "02484c4d4b020001.pem", "02484c4d4b020001-xx.pem", "2484c4d4b020001-ka.pem"] {
        assert_eq!(filed(other), None);
    }
}
