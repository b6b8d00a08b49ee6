//! Rules for Device Certificates and Organisation Certificates.

use super::Check;
use super::Evidence;
use super::Family;
use super::Place;
use super::Role;
use super::Rule;
use super::hexadecimal;
use super::is_critical;
use super::rule::Broken;
use super::rule::require;
use crate::GeneralName;
use crate::KeyUsage;
use crate::Time;
use crate::asn1::oid;
use crate::asn1::tag;

const fn gbcs(name: &'static str, place: Place, expected: &'static str) -> Rule {
    Rule::new(name, "GBCS 12", Evidence::Gbcs, place, expected)
}

const fn appendix_b(name: &'static str, evidence: Evidence, place: Place, expected: &'static str) -> Rule {
    Rule::new(name, "SEC Appendix B", evidence, place, expected)
}

/// keyUsage is exactly digitalSignature or exactly keyAgreement.
pub const END_ENTITY_KEY_USAGE: Check = gbcs(
    "end-entity-key-usage",
    Place::Extension(oid::KEY_USAGE),
    "keyUsage with exactly one of digitalSignature and keyAgreement",
)
.of(Family::KeyUsage)
.check(|certificate, _| {
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    let right = usage == KeyUsage::DIGITAL_SIGNATURE || usage == KeyUsage::KEY_AGREEMENT;
    require(right, || usage.to_string())
});

/// An end entity is no CA.
pub const END_ENTITY_IS_NO_AUTHORITY: Check = Rule::new(
    "end-entity-is-no-authority",
    "RFC 5280 4.2.1.9",
    Evidence::Rfc,
    Place::Extension(oid::BASIC_CONSTRAINTS),
    "no basicConstraints with cA TRUE",
)
.check(|certificate, _| {
    let authority = certificate.basic_constraints().is_some_and(|constraints| constraints.authority);
    require(!authority, || "cA TRUE".to_owned())
});

/// No extension beside those that published certificates have. basicConstraints without cA says nothing, and some
/// have it.
pub const END_ENTITY_EXTENSIONS: Check = Rule::new(
    "end-entity-extensions",
    "SEC Appendix A, B",
    Evidence::Data,
    Place::Extensions,
    "no extension beside keyUsage, subjectAltName, certificatePolicies and key identifiers",
)
.observed()
.check(|certificate, _| {
    const USUAL: [crate::asn1::ObjectIdentifier; 6] = [
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::BASIC_CONSTRAINTS,
        oid::CERTIFICATE_POLICIES,
        oid::KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::SUBJECT_KEY_IDENTIFIER,
    ];
    let other = certificate.extensions().iter().find(|extension| !USUAL.contains(&extension.oid));
    other.map_or(Ok(()), |extension| {
        Err(Broken::new(extension.oid.to_string()).at(Place::Extension(extension.oid)))
    })
});

/// An end entity states a policy of its environment, not any.
pub const END_ENTITY_POLICY_NOT_ANY: Check = gbcs(
    "end-entity-policy-not-any",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "a policy identifier of the environment",
)
.check(|certificate, _| {
    let any = certificate.policies().iter().any(|policy| policy.oid == oid::ANY_POLICY);
    require(!any, || "anyPolicy".to_owned())
});

/// subjectAltName is one hardwareModuleName with an EUI-64.
pub const DEVICE_IDENTITY_PRESENT: Check = gbcs(
    "device-identity-present",
    Place::Extension(oid::SUBJECT_ALT_NAME),
    "a subjectAltName of one hardwareModuleName whose hwSerialNum has eight octets",
)
.of(Family::Identity)
.check(|certificate, _| match certificate.subject_alt_names() {
    [GeneralName::HardwareModule { serial, .. }] => {
        require(serial.len() == 8, || format!("hwSerialNum {}", hexadecimal(serial)))
    }
    [GeneralName::Other(octets)] => {
        Err(Broken::new(format!("another form of name: {}", hexadecimal(octets))))
    }
    names => Err(Broken::new(format!("{} names", names.len()))),
});

/// hwType is that of Devices.
pub const DEVICE_HARDWARE_TYPE: Check = Rule::new(
    "device-hardware-type",
    "SEC Appendix A",
    Evidence::Data,
    Place::Extension(oid::SUBJECT_ALT_NAME),
    "hwType 1.2.826.0.1.8641679.1.2.2.1",
)
.check(|certificate, _| {
    let other = certificate.subject_alt_names().iter().find_map(|name| match name {
        GeneralName::HardwareModule { hardware_type, .. } => {
            (*hardware_type != oid::DEVICE_HARDWARE_TYPE).then_some(hardware_type)
        }
        GeneralName::Other(_) => None,
    });
    other.map_or(Ok(()), |other| Err(Broken::new(other.to_string())))
});

/// subjectAltName is critical.
pub const DEVICE_IDENTITY_CRITICAL: Check = gbcs(
    "device-identity-critical",
    Place::Extension(oid::SUBJECT_ALT_NAME),
    "subjectAltName marked critical",
)
.check(|certificate, _| {
    let critical = is_critical(certificate, oid::SUBJECT_ALT_NAME);
    require(critical != Some(false), || "not critical".to_owned())
});

/// A Device has an empty subject.
pub const DEVICE_SUBJECT_EMPTY: Check = gbcs("device-subject-empty", Place::Subject, "an empty subject")
    .check(|certificate, _| require(certificate.subject().is_empty(), || certificate.subject().to_string()));

/// A Device Certificate has no well-defined end.
pub const DEVICE_HAS_NO_END: Check = gbcs("device-has-no-end", Place::NotAfter, "notAfter 99991231235959Z")
    .check(|certificate, _| {
        require(certificate.not_after() == Time::NO_END, || certificate.not_after().to_string())
    });

/// A Device Certificate has one policy.
pub const DEVICE_HAS_ONE_POLICY: Check = gbcs(
    "device-has-one-policy",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "exactly one policy identifier",
)
.check(|certificate, _| {
    let count = certificate.policies().len();
    require(count == 1, || format!("{count} policies"))
});

/// The policy of a Device Certificate is an identifier and no more.
pub const DEVICE_POLICY_PLAIN: Check = gbcs(
    "device-policy-plain",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "a policy identifier without qualifiers",
)
.check(|certificate, _| {
    let qualified = certificate.policies().iter().find(|policy| !policy.qualifiers.is_empty());
    qualified.map_or(Ok(()), |policy| Err(Broken::new(format!("{} with qualifiers", policy.oid))))
});

/// The subject has one x500UniqueIdentifier that is an EUI-64.
pub const ORGANISATION_IDENTITY_PRESENT: Check = appendix_b(
    "organisation-identity-present",
    Evidence::Sec,
    Place::Subject,
    "a subject with one x500UniqueIdentifier of eight octets",
)
.of(Family::Identity)
.check(|certificate, _| {
    require(certificate.subject().entity_id().is_some(), || certificate.subject().to_string())
});

/// The subject has one organizationalUnitName that is a role.
pub const ORGANISATION_ROLE_PRESENT: Check = appendix_b(
    "organisation-role-present",
    Evidence::Sec,
    Place::Subject,
    "a subject with one organizationalUnitName of two hexadecimal digits",
)
.check(|certificate, _| require(certificate.role().is_some(), || certificate.subject().to_string()));

/// The role is written with upper-case digits.
pub const ORGANISATION_ROLE_UPPER_CASE: Check = appendix_b(
    "organisation-role-upper-case",
    Evidence::Data,
    Place::Subject,
    "a role in upper-case hexadecimal digits",
)
.check(|certificate, _| {
    let unit = certificate.subject().only(oid::ORGANIZATIONAL_UNIT).and_then(|unit| unit.text());
    let lower = unit
        .filter(|text| certificate.role().is_some() && text.bytes().any(|octet| octet.is_ascii_lowercase()));
    lower.map_or(Ok(()), |text| Err(Broken::new(text)))
});

/// The role is one of the published ones.
pub const ORGANISATION_ROLE_KNOWN: Check = appendix_b(
    "organisation-role-known",
    Evidence::Open,
    Place::Subject,
    "a role out of 01 to 06, 08, 7F, 87 and 89",
)
.check(|certificate, _| {
    let unknown = certificate.role().filter(|role| Role::from_code(*role).is_none());
    unknown.map_or(Ok(()), |role| Err(Broken::new(format!("{role:02X}"))))
});

/// A role has certificates only for what it does.
pub const ORGANISATION_ROLE_USAGE: Check = appendix_b(
    "organisation-role-usage",
    Evidence::Data,
    Place::Extension(oid::KEY_USAGE),
    "a keyUsage that certificates of this role have",
)
.observed()
.check(|certificate, _| {
    let Some(role) = certificate.role().and_then(Role::from_code) else { return Ok(()) };
    let agreement = certificate.key_usage() == Some(KeyUsage::KEY_AGREEMENT);
    require(!agreement || role.agrees_keys(), || format!("keyAgreement for {role}"))
});

/// Common name, role and identifier, in this order, each on its own, in the usual types.
pub const ORGANISATION_NAME_LAYOUT: Check = appendix_b(
    "organisation-name-layout",
    Evidence::Data,
    Place::Subject,
    "[CN,] OU, x500UniqueIdentifier, one attribute in each relative distinguished name",
)
.check(|certificate, _| {
    let attributes = certificate.subject().attributes();
    let oids: Vec<_> = attributes.iter().map(|attribute| attribute.oid).collect();
    let ordered = matches!(
        oids.as_slice(),
        [oid::ORGANIZATIONAL_UNIT, oid::UNIQUE_IDENTIFIER]
            | [oid::COMMON_NAME, oid::ORGANIZATIONAL_UNIT, oid::UNIQUE_IDENTIFIER]
    );
    let alone = attributes.iter().enumerate().all(|(index, attribute)| attribute.group == index);
    require(ordered && alone, || {
        let together = if alone { "" } else { ", some of them together" };
        format!("{}{together}", certificate.subject())
    })
});

/// Common name and role of an organisation are UTF8String.
pub const ORGANISATION_NAME_STRINGS: Check = appendix_b(
    "organisation-name-strings",
    Evidence::Data,
    Place::Subject,
    "common name and role as UTF8String",
)
.observed()
.check(|certificate, _| {
    let mut attributes = certificate.subject().attributes().iter();
    let other = attributes.find(|one| one.oid != oid::UNIQUE_IDENTIFIER && one.tag != tag::UTF8_STRING);
    other.map_or(Ok(()), |attribute| Err(Broken::new(format!("{attribute} with tag {:02X}", attribute.tag))))
});

/// A common name no longer than those that are seen.
pub const ORGANISATION_COMMON_NAME_SIZE: Check = appendix_b(
    "organisation-common-name-size",
    Evidence::Lead,
    Place::Subject,
    "a common name of at most 16 octets",
)
.check(|certificate, settings| {
    let name = certificate.subject().attributes().iter().find(|one| one.oid == oid::COMMON_NAME);
    let size = name.map_or(0, |name| name.value.len());
    require(size <= settings.max_common_name, || format!("{size} octets"))
});

/// An Organisation Certificate ends some day.
pub const ORGANISATION_HAS_END: Check = appendix_b(
    "organisation-has-end",
    Evidence::Sec,
    Place::NotAfter,
    "a notAfter other than 99991231235959Z",
)
.check(|certificate, _| {
    require(certificate.not_after().seconds() != Time::NO_END.seconds(), || "99991231235959Z".to_owned())
});

/// Users and the DCC sign XML; they do not agree keys for it.
pub const XML_SIGNING_KEY_USAGE: Check = appendix_b(
    "xml-signing-key-usage",
    Evidence::Data,
    Place::Extension(oid::KEY_USAGE),
    "keyUsage digitalSignature and no other",
)
.check(|certificate, _| {
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    require(usage == KeyUsage::DIGITAL_SIGNATURE, || usage.to_string())
});
