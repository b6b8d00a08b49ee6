//! The rules, one function each.

use super::Family;
use super::Finding;
use super::Rule;
use crate::Certificate;
use crate::ExtensionValue;
use crate::GeneralName;
use crate::KeyUsage;
use crate::Time;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::key;

/// A rule that needs nothing but the certificate.
pub type Check = fn(&Certificate) -> Result<(), Finding>;

/// For every certificate that a Device processes.
pub const COMMON: &[Check] = &[
    version_is_v3,
    serial_number_is_positive,
    algorithms_agree,
    algorithm_is_ecdsa_with_sha256,
    public_key_is_p256,
    public_key_is_uncompressed,
    public_key_is_on_curve,
    no_unique_identifiers,
    no_extension_twice,
    no_unknown_critical_extension,
    key_usage_present,
    key_usage_critical,
    subject_key_identifier_present,
    subject_key_identifier_not_critical,
    subject_key_identifier_by_method_2,
    authority_key_identifier_present,
    authority_key_identifier_form,
    authority_key_identifier_not_critical,
    policies_present,
    policies_critical,
    validity_in_order,
];

/// For Device Certificates, on top of [`COMMON`].
pub const DEVICE: &[Check] = &[
    end_entity_key_usage,
    end_entity_is_no_authority,
    device_identity_present,
    device_identity_critical,
    device_subject_empty,
    device_has_no_end,
    device_has_one_policy,
];

/// For Organisation Certificates, on top of [`COMMON`].
pub const ORGANISATION: &[Check] = &[
    end_entity_key_usage,
    end_entity_is_no_authority,
    organisation_identity_present,
    organisation_role_present,
];

/// For CA Certificates, on top of [`COMMON`].
pub const AUTHORITY: &[Check] = &[authority_may_sign, authority_is_authority];

const GBCS_12: &str = "GBCS 12";

const fn rule(name: &'static str, clause: &'static str, expected: &'static str) -> Rule {
    Rule { name, clause, expected, family: Family::Certificate }
}

/// Version 3.
pub fn version_is_v3(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("version-is-v3", "RFC 5280 4.1.2.1", "version v3 (2)");
    RULE.require(certificate.version() == 2, || certificate.version().to_string())
}

/// A positive serial number of at most 20 octets.
pub fn serial_number_is_positive(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("serial-number", "RFC 5280 4.1.2.2", "a positive serial number of at most 20 octets");
    let serial = certificate.serial_number();
    let positive =
        serial.first().is_some_and(|first| *first < 0x80) && serial.iter().any(|octet| *octet != 0);
    RULE.require(positive && serial.len() <= 20, || hex(serial))
}

/// The same signature algorithm inside and outside.
pub fn algorithms_agree(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("algorithms-agree", "RFC 5280 4.1.1.2", "the same signature algorithm inside and outside");
    let (inner, outer) = (certificate.inner_algorithm(), certificate.outer_algorithm());
    RULE.require(inner == outer, || format!("{} inside, {} outside", inner.oid, outer.oid))
}

/// ecdsa-with-SHA256, parameters absent.
pub fn algorithm_is_ecdsa_with_sha256(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("signature-algorithm", GBCS_12, "ecdsa-with-SHA256 without parameters");
    let algorithm = certificate.outer_algorithm();
    RULE.require(algorithm.is_ecdsa_with_sha256(), || {
        format!("{}, {} octets of parameters", algorithm.oid, algorithm.parameters.len())
    })
}

/// id-ecPublicKey on prime256v1.
pub fn public_key_is_p256(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("public-key-algorithm", GBCS_12, "id-ecPublicKey with namedCurve prime256v1");
    let algorithm = &certificate.public_key().algorithm;
    let p256 = crate::PublicKey::p256(&[0; 65]).algorithm;
    RULE.require(*algorithm == p256, || format!("{} with {}", algorithm.oid, hex(&algorithm.parameters)))
}

/// The point in uncompressed form.
pub fn public_key_is_uncompressed(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("public-key-form", GBCS_12, "an uncompressed point: 04 and 64 octets");
    let octets = &certificate.public_key().octets;
    RULE.require(certificate.public_point().is_some(), || {
        format!("{} octets that start {}", octets.len(), hex(octets.get(..1).unwrap_or_default()))
    })
}

/// The point on the curve.
pub fn public_key_is_on_curve(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("public-key-on-curve", "RFC 5480 2.2", "a point on P-256");
    let on_curve = certificate.public_point().is_some_and(|point| key::is_on_curve(&point));
    RULE.require(on_curve, || "a point off the curve".to_owned())
}

/// No issuerUniqueID, no subjectUniqueID.
pub fn no_unique_identifiers(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("no-unique-identifiers", "RFC 5280 4.1.2.8", "neither issuerUniqueID nor subjectUniqueID");
    RULE.require(!certificate.has_unique_identifiers(), || "one of them".to_owned())
}

/// Each extension at most once.
pub fn no_extension_twice(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("no-extension-twice", "RFC 5280 4.2", "each extension at most once");
    let extensions = certificate.extensions();
    let twice = extensions.iter().enumerate().find(|(index, extension)| {
        extensions.iter().take(*index).any(|earlier| earlier.oid == extension.oid)
    });
    twice.map_or(Ok(()), |(_, extension)| Err(RULE.broken(format!("{} twice", extension.oid))))
}

/// No critical extension that this crate cannot judge.
pub fn no_unknown_critical_extension(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("no-unknown-critical-extension", "RFC 5280 4.2", "critical extensions that are known");
    let unknown = certificate
        .extensions()
        .iter()
        .find(|extension| extension.critical && matches!(extension.value, ExtensionValue::Other(_)));
    unknown.map_or(Ok(()), |extension| Err(RULE.broken(format!("{}, critical", extension.oid))))
}

/// keyUsage is there.
pub fn key_usage_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "key-usage-present",
        clause: GBCS_12,
        expected: "a keyUsage extension",
        family: Family::KeyUsage,
    };
    RULE.require(certificate.key_usage().is_some(), none)
}

/// keyUsage is critical.
pub fn key_usage_critical(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("key-usage-critical", GBCS_12, "keyUsage marked critical");
    RULE.require(is_critical(certificate, oid::KEY_USAGE) != Some(false), || "not critical".to_owned())
}

/// subjectKeyIdentifier is there.
pub fn subject_key_identifier_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("subject-key-identifier-present", GBCS_12, "a subjectKeyIdentifier extension");
    RULE.require(certificate.key_identifier().is_some(), none)
}

/// subjectKeyIdentifier is not critical.
pub fn subject_key_identifier_not_critical(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("subject-key-identifier-not-critical", GBCS_12, "subjectKeyIdentifier not marked critical");
    let critical = is_critical(certificate, oid::SUBJECT_KEY_IDENTIFIER);
    RULE.require(critical != Some(true), || "critical".to_owned())
}

/// subjectKeyIdentifier has the eight octets of method 2.
pub fn subject_key_identifier_by_method_2(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule(
        "subject-key-identifier-method",
        GBCS_12,
        "a key identifier of eight octets by RFC 5280 method 2",
    );
    let identifier = certificate.key_identifier().unwrap_or_default();
    RULE.require(identifier == certificate.computed_key_identifier(), || hex(identifier))
}

/// authorityKeyIdentifier is there, unless the certificate is self-issued.
pub fn authority_key_identifier_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule(
        "authority-key-identifier-present",
        GBCS_12,
        "an authorityKeyIdentifier extension, unless the certificate is self-signed",
    );
    let present = certificate.authority_key_identifier().is_some();
    RULE.require(present || certificate.is_self_issued(), none)
}

/// authorityKeyIdentifier has the keyIdentifier form, eight octets.
pub fn authority_key_identifier_form(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule(
        "authority-key-identifier-form",
        GBCS_12,
        "an authorityKeyIdentifier that is a keyIdentifier of eight octets and no more",
    );
    let Some(identifier) = certificate.authority_key_identifier() else { return Ok(()) };
    let key = identifier.key_identifier.as_deref().unwrap_or_default();
    RULE.require(key.len() == 8 && identifier.issuer_and_serial.is_empty(), || {
        format!("keyIdentifier {}, issuer and serial {}", hex(key), hex(&identifier.issuer_and_serial))
    })
}

/// authorityKeyIdentifier is not critical.
pub fn authority_key_identifier_not_critical(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("authority-key-identifier-not-critical", GBCS_12, "authorityKeyIdentifier not marked critical");
    let critical = is_critical(certificate, oid::AUTHORITY_KEY_IDENTIFIER);
    RULE.require(critical != Some(true), || "critical".to_owned())
}

/// certificatePolicies is there, with at least one policy.
pub fn policies_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("policies-present", GBCS_12, "a certificatePolicies extension with at least one policy");
    RULE.require(!certificate.policies().is_empty(), none)
}

/// certificatePolicies is critical.
pub fn policies_critical(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("policies-critical", GBCS_12, "certificatePolicies marked critical");
    let critical = is_critical(certificate, oid::CERTIFICATE_POLICIES);
    RULE.require(critical != Some(false), || "not critical".to_owned())
}

/// notBefore is not after notAfter.
pub fn validity_in_order(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("validity-in-order", "RFC 5280 4.1.2.5", "notBefore no later than notAfter");
    let (from, to) = (certificate.not_before(), certificate.not_after());
    RULE.require(from.seconds() <= to.seconds(), || format!("from {from} to {to}"))
}

/// keyUsage is exactly digitalSignature or exactly keyAgreement.
pub fn end_entity_key_usage(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "end-entity-key-usage",
        clause: GBCS_12,
        expected: "keyUsage with exactly one of digitalSignature and keyAgreement",
        family: Family::KeyUsage,
    };
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    let right = usage == KeyUsage::DIGITAL_SIGNATURE || usage == KeyUsage::KEY_AGREEMENT;
    RULE.require(right, || usage.to_string())
}

/// An end entity is no CA.
pub fn end_entity_is_no_authority(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule =
        rule("end-entity-is-no-authority", "RFC 5280 4.2.1.9", "no basicConstraints with cA TRUE");
    let authority = certificate.basic_constraints().is_some_and(|constraints| constraints.authority);
    RULE.require(!authority, || "cA TRUE".to_owned())
}

/// subjectAltName is one hardwareModuleName with an EUI-64.
pub fn device_identity_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "device-identity-present",
        clause: GBCS_12,
        expected: "a subjectAltName of one hardwareModuleName whose hwSerialNum has eight octets",
        family: Family::Identity,
    };
    match certificate.subject_alt_names() {
        [GeneralName::HardwareModule { serial, .. }] => {
            RULE.require(serial.len() == 8, || format!("hwSerialNum {}", hex(serial)))
        }
        [GeneralName::Other(octets)] => Err(RULE.broken(format!("another form of name: {}", hex(octets)))),
        names => Err(RULE.broken(format!("{} names", names.len()))),
    }
}

/// subjectAltName is critical.
pub fn device_identity_critical(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("device-identity-critical", GBCS_12, "subjectAltName marked critical");
    RULE.require(is_critical(certificate, oid::SUBJECT_ALT_NAME) != Some(false), || "not critical".to_owned())
}

/// A Device has an empty subject.
pub fn device_subject_empty(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("device-subject-empty", GBCS_12, "an empty subject");
    RULE.require(certificate.subject().is_empty(), || certificate.subject().to_string())
}

/// A Device Certificate has no well-defined end.
pub fn device_has_no_end(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("device-has-no-end", GBCS_12, "notAfter 99991231235959Z");
    RULE.require(certificate.not_after() == Time::NO_END, || certificate.not_after().to_string())
}

/// A Device Certificate has one policy.
pub fn device_has_one_policy(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule("device-has-one-policy", GBCS_12, "exactly one policy identifier");
    RULE.require(certificate.policies().len() == 1, || format!("{} policies", certificate.policies().len()))
}

/// The subject has one x500UniqueIdentifier that is an EUI-64.
pub fn organisation_identity_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "organisation-identity-present",
        clause: "SEC Appendix B",
        expected: "a subject with one x500UniqueIdentifier of eight octets",
        family: Family::Identity,
    };
    RULE.require(certificate.subject().entity_id().is_some(), || certificate.subject().to_string())
}

/// The subject has one organizationalUnitName that is a role.
pub fn organisation_role_present(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = rule(
        "organisation-role-present",
        "SEC Appendix B",
        "a subject with one organizationalUnitName of two hexadecimal digits",
    );
    RULE.require(certificate.role().is_some(), || certificate.subject().to_string())
}

/// A CA may sign certificates.
pub fn authority_may_sign(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "authority-may-sign",
        clause: "RFC 5280 6.1.4 (n)",
        expected: "an issuer with keyUsage keyCertSign",
        family: Family::TrustAnchor,
    };
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    RULE.require(usage.contains(KeyUsage::KEY_CERT_SIGN), || usage.to_string())
}

/// A CA says that it is one.
pub fn authority_is_authority(certificate: &Certificate) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "authority-is-authority",
        clause: "RFC 5280 6.1.4 (k)",
        expected: "an issuer with critical basicConstraints, cA TRUE",
        family: Family::TrustAnchor,
    };
    let authority = certificate.basic_constraints().is_some_and(|constraints| constraints.authority);
    let critical = is_critical(certificate, oid::BASIC_CONSTRAINTS) == Some(true);
    RULE.require(authority && critical, || {
        if authority { "cA TRUE, not critical".to_owned() } else { "no CA".to_owned() }
    })
}

/// The certificate is for the entity the command is about.
pub fn identity_is(certificate: &Certificate, id: [u8; 8]) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "identity",
        clause: "GBCS 13.5",
        expected: "the Entity Identifier of this Device",
        family: Family::Identity,
    };
    let found = certificate.entity_id();
    RULE.require(found == Some(id), || found.map_or_else(none, |found| hex(&found)))
}

/// keyUsage is that of the cell.
pub fn key_usage_is(certificate: &Certificate, usage: KeyUsage) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "key-usage-of-cell",
        clause: "GBCS 13.3",
        expected: "the keyUsage of the cell, and no other",
        family: Family::KeyUsage,
    };
    let found = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    RULE.require(found == usage, || format!("{found}, where the cell has {usage}"))
}

/// The certified key is the one that was made for it.
pub fn public_key_is(certificate: &Certificate, point: &[u8; 65]) -> Result<(), Finding> {
    const RULE: Rule = Rule {
        name: "public-key",
        clause: "GBCS 13.5",
        expected: "the public key of the pending key pair",
        family: Family::PublicKey,
    };
    RULE.require(certificate.public_point() == Some(*point), || hex(&certificate.public_key().octets))
}

/// Valid at `now`, the first and the last second included.
pub fn valid_at(certificate: &Certificate, now: i64) -> Result<(), Finding> {
    const RULE: Rule = rule("valid-now", "RFC 5280 6.1.3 (a)(2)", "a certificate that is valid now");
    let (from, to) = (certificate.not_before(), certificate.not_after());
    RULE.require((from.seconds()..=to.seconds()).contains(&now), || {
        format!("valid from {from} to {to}, and it is {}", Time::from_seconds(now))
    })
}

fn is_critical(certificate: &Certificate, oid: ObjectIdentifier) -> Option<bool> {
    certificate.extension(oid).map(|extension| extension.critical)
}

fn none() -> String {
    "none".to_owned()
}

fn hex(octets: &[u8]) -> String {
    if octets.is_empty() {
        return "nothing".to_owned();
    }
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
