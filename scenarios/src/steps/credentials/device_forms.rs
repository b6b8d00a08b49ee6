//! Certificates for the device's own keys, by the phrases that scenarios have for them.

use hallmark_engine::session::Laboratory;
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
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;
use hallmark_smki::mutate::keys;

use super::bench::Unable;
use super::bench::certify;
use super::bench::issuer_of;

/// What a certificate for the device is made with.
pub(crate) struct DeviceBench<'a> {
    pub(crate) laboratory: &'a Laboratory,
    pub(crate) usage: Usage,
    /// The device's certificate so far: the new one is made in its likeness.
    pub(crate) model: &'a Certificate,
    /// The key that waits for its certificate; where none was asked for, the one in use.
    pub(crate) point: [u8; 65],
    pub(crate) seed: Vec<u8>,
}

/// What a form does before the authority signs.
type Change = fn(&DeviceBench<'_>, &mut Mutant) -> Result<(), Unable>;

/// The octets that a phrase calls for.
pub(crate) fn make(bench: &DeviceBench<'_>, phrase: &str) -> Result<Vec<u8>, Unable> {
    if let Some((_, octets)) = OCTETS.iter().find(|(name, _)| *name == phrase) {
        return octets(bench);
    }
    let (_, change) = FORMS
        .iter()
        .find(|(name, _)| *name == phrase)
        .ok_or_else(|| Unable(format!("the suite knows no certificate of a device \"{phrase}\"")))?;
    let issuer = issuer_of(bench.laboratory, bench.model);
    let issuer =
        issuer.ok_or("the profile gives no private key of the authority that issued the device's")?;
    let mut mutant = Mutant::of(bench.model);
    certify(&mut mutant, &bench.point)?;
    change(bench, &mut mutant)?;
    mutant.sign(issuer.key());
    if phrase == STRANGER {
        mutant.sign(&PrivateKey::derive(&bench.seed, "stranger"));
    }
    Ok(mutant.to_der())
}

const STRANGER: &str = "signed by nobody that is known";

static FORMS: &[(&str, Change)] = &[
    ("for its new key", |_, _| Ok(())),
    (STRANGER, |_, _| Ok(())),
    ("for the key that it has already", |bench, mutant| {
        let point = bench.model.public_point().ok_or("the device's certificate has no P-256 key")?;
        Ok(certify(mutant, &point)?)
    }),
    ("for a key of somebody else", |bench, mutant| {
        let key = PrivateKey::derive(&bench.seed, "somebody else");
        Ok(certify(mutant, &key.public_point())?)
    }),
    ("for another device", |bench, mutant| {
        let mut id = bench.laboratory.device().0;
        id[7] ^= 0x01;
        Ok(mutant.set_extension(&Extension::device_identity(id))?)
    }),
    ("without an identity", |_, mutant| Ok(mutant.remove_extension(oid::SUBJECT_ALT_NAME)?)),
    ("with an identity of seven octets", |bench, mutant| {
        let serial = bench.laboratory.device().0.into_iter().take(7).collect();
        names(mutant, vec![module(serial)])
    }),
    ("with two identities", |bench, mutant| {
        let own = bench.laboratory.device().0;
        let mut other = own;
        other[7] ^= 0x01;
        names(mutant, vec![module(other.to_vec()), module(own.to_vec())])
    }),
    ("with a domain name for an identity", |_, mutant| {
        names(mutant, vec![GeneralName::Other(Node::primitive(0x82, *b"meter.example").to_der())])
    }),
    ("with an identity of another hardware type", |bench, mutant| {
        let hardware_type =
            ObjectIdentifier::new("1.3.6.1.4.1.32473.2").map_err(|error| Unable(error.to_string()))?;
        let serial = bench.laboratory.device().0.to_vec();
        names(mutant, vec![GeneralName::HardwareModule { hardware_type, serial }])
    }),
    ("for non-repudiation", |_, mutant| usage(mutant, KeyUsage::NON_REPUDIATION)),
    ("for signing certificates", |_, mutant| usage(mutant, KeyUsage::KEY_CERT_SIGN)),
    ("for both usages", |_, mutant| usage(mutant, KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_AGREEMENT))),
    ("for the other usage", |bench, mutant| {
        let other = match bench.usage {
            Usage::DigitalSignature => KeyUsage::KEY_AGREEMENT,
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => KeyUsage::DIGITAL_SIGNATURE,
        };
        usage(mutant, other)
    }),
    ("without a usage", |_, mutant| Ok(mutant.remove_extension(oid::KEY_USAGE)?)),
    ("for a point off the curve", |bench, mutant| {
        Ok(mutant.set(Field::Point, Node::bit_string(0, &keys::off_the_curve(&bench.point)))?)
    }),
    ("for a P-384 key", |_, mutant| Ok(mutant.set(Field::PublicKey, keys::ForeignKey::P384.node())?)),
    ("for the compressed point of its new key", |bench, mutant| {
        Ok(mutant.set(Field::Point, Node::bit_string(0, &keys::compressed(&bench.point)))?)
    }),
    ("with an end", |_, mutant| {
        let end = Time::from_date(2044, 1, 1).ok_or("no such day")?;
        Ok(mutant.set(Field::NotAfter, Node::verbatim(end.to_der()))?)
    }),
    ("with a subject", |_, mutant| {
        let name = Name::from_attributes(vec![Attribute::common_name("meter")]);
        Ok(mutant.set(Field::Subject, Node::verbatim(name.der()))?)
    }),
    ("without policies", |_, mutant| Ok(mutant.remove_extension(oid::CERTIFICATE_POLICIES)?)),
    ("with two policies", |_, mutant| {
        let other =
            ObjectIdentifier::new("1.3.6.1.4.1.32473.3").map_err(|error| Unable(error.to_string()))?;
        Ok(mutant.set_extension(&Extension::certificate_policies(&[oid::TEST_POLICY, other]))?)
    }),
    ("whose identity is not critical", |_, mutant| Ok(mutant.set_critical(oid::SUBJECT_ALT_NAME, None)?)),
    ("with an unknown critical extension", |_, mutant| {
        let oid = ObjectIdentifier::new("1.3.6.1.4.1.32473.1").map_err(|error| Unable(error.to_string()))?;
        let value = ExtensionValue::Other(vec![0x05, 0x00]);
        Ok(mutant.set_extension(&Extension { oid, critical: true, value })?)
    }),
];

/// What needs no authority.
type Octets = fn(&DeviceBench<'_>) -> Result<Vec<u8>, Unable>;

static OCTETS: &[(&str, Octets)] = &[
    ("that it has already", |bench| Ok(bench.model.der().to_vec())),
    ("that belongs to the supplier", |bench| {
        let usage = match bench.usage {
            Usage::DigitalSignature => Usage::DigitalSignature,
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Usage::KeyAgreement,
        };
        let certificate = bench.laboratory.party("supplier").and_then(|party| party.certificate(usage));
        let certificate = certificate.ok_or("the profile gives no certificate of the supplier")?;
        Ok(certificate.der().to_vec())
    }),
    ("that is empty", |_| Ok(vec![0x30, 0x00])),
    ("that is none", |_| Ok(Node::primitive(0x30, vec![0x5A; 400]).to_der())),
    ("that is cut short by an octet", |bench| {
        let mut octets = bench.model.der().to_vec();
        octets.pop();
        Ok(octets)
    }),
];

fn usage(mutant: &mut Mutant, usage: KeyUsage) -> Result<(), Unable> {
    Ok(mutant.set_extension(&Extension::key_usage(usage))?)
}

fn module(serial: Vec<u8>) -> GeneralName {
    GeneralName::HardwareModule { hardware_type: oid::DEVICE_HARDWARE_TYPE, serial }
}

fn names(mutant: &mut Mutant, names: Vec<GeneralName>) -> Result<(), Unable> {
    let value = ExtensionValue::SubjectAltName(names);
    Ok(mutant.set_extension(&Extension { oid: oid::SUBJECT_ALT_NAME, critical: true, value })?)
}
