//! Rules for issuing CAs and roots.

use super::Check;
use super::Evidence;
use super::Family;
use super::Place;
use super::Rule;
use super::rule::require;
use crate::KeyUsage;
use crate::asn1::oid;

const BASIC_CONSTRAINTS: Place = Place::Extension(oid::BASIC_CONSTRAINTS);
const KEY_USAGE: Place = Place::Extension(oid::KEY_USAGE);

/// A CA may sign certificates.
pub const AUTHORITY_MAY_SIGN: Check = Rule::new(
    "authority-may-sign",
    "RFC 5280 6.1.4 (n)",
    Evidence::Rfc,
    KEY_USAGE,
    "an issuer with keyUsage keyCertSign",
)
.of(Family::TrustAnchor)
.check(|certificate, _| {
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    require(usage.contains(KeyUsage::KEY_CERT_SIGN), || usage.to_string())
});

/// A CA says that it is one.
pub const AUTHORITY_IS_AUTHORITY: Check = Rule::new(
    "authority-is-authority",
    "RFC 5280 6.1.4 (k)",
    Evidence::Rfc,
    BASIC_CONSTRAINTS,
    "an issuer with critical basicConstraints, cA TRUE",
)
.of(Family::TrustAnchor)
.check(|certificate, _| {
    let authority = certificate.basic_constraints().is_some_and(|constraints| constraints.authority);
    let critical = super::is_critical(certificate, oid::BASIC_CONSTRAINTS) == Some(true);
    require(authority && critical, || {
        if authority { "cA TRUE, not critical".to_owned() } else { "no CA".to_owned() }
    })
});

/// A CA has a name.
pub const AUTHORITY_HAS_NAME: Check = Rule::new(
    "authority-has-name",
    "RFC 5280 4.1.2.6",
    Evidence::Rfc,
    Place::Subject,
    "a subject that is not empty",
)
.check(|certificate, _| require(!certificate.subject().is_empty(), || "an empty subject".to_owned()));

/// A common name no longer than those that are seen.
pub const AUTHORITY_COMMON_NAME_SIZE: Check = Rule::new(
    "authority-common-name-size",
    "SEC Appendix A, B",
    Evidence::Lead,
    Place::Subject,
    "a common name of at most 4 octets",
)
.check(|certificate, settings| {
    let name = certificate.subject().attributes().iter().find(|one| one.oid == oid::COMMON_NAME);
    let size = name.map_or(0, |name| name.value.len());
    require(size <= settings.max_authority_common_name, || format!("{size} octets"))
});

/// An issuing CA signs certificates and revocation lists, and nothing else.
pub const ISSUING_KEY_USAGE: Check = Rule::new(
    "issuing-key-usage",
    "SEC Appendix B",
    Evidence::Data,
    KEY_USAGE,
    "keyUsage keyCertSign and cRLSign, and no other",
)
.check(|certificate, _| {
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    require(usage == KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN), || usage.to_string())
});

/// There is no CA under an issuing CA.
pub const ISSUING_PATH_LENGTH: Check = Rule::new(
    "issuing-path-length",
    "SEC Appendix B",
    Evidence::Data,
    BASIC_CONSTRAINTS,
    "pathLenConstraint 0",
)
.check(|certificate, _| {
    let length = certificate.basic_constraints().and_then(|constraints| constraints.path_length);
    require(length == Some(0), || length.map_or_else(|| "none".to_owned(), |length| length.to_string()))
});

/// A root names no other key as its issuer's.
pub const ROOT_NO_AUTHORITY_KEY_IDENTIFIER: Check = Rule::new(
    "root-no-authority-key-identifier",
    "GBCS 12",
    Evidence::Gbcs,
    Place::Extension(oid::AUTHORITY_KEY_IDENTIFIER),
    "no authorityKeyIdentifier where the certificate is self-signed",
)
.check(|certificate, _| require(certificate.authority_key_identifier().is_none(), || "one".to_owned()));

/// A root signed its own certificate.
pub const ROOT_IS_SELF_SIGNED: Check = Rule::new(
    "root-is-self-signed",
    "GBCS 12",
    Evidence::Gbcs,
    Place::Signature,
    "a root that signed its own certificate",
)
.of(Family::TrustAnchor)
.check(|certificate, _| {
    if !certificate.is_self_issued() {
        return Err(super::rule::Broken::new(format!("issuer {}", certificate.issuer())));
    }
    certificate.verify_signed_by(certificate).map_err(|error| super::rule::Broken::new(error.to_string()))
});

/// A root signs certificates, and perhaps revocation lists.
pub const ROOT_KEY_USAGE: Check = Rule::new(
    "root-key-usage",
    "SEC Appendix B",
    Evidence::Open,
    KEY_USAGE,
    "keyUsage keyCertSign, with cRLSign or without",
)
.check(|certificate, _| {
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    let right = [KeyUsage::KEY_CERT_SIGN, KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)].contains(&usage);
    require(right, || usage.to_string())
});

/// The organisations' root, whose role is 00, holds the wrapped contingency key.
pub const ROOT_CONTINGENCY_KEY: Check = Rule::new(
    "root-contingency-key",
    "SEC L10.30, RFC 5934",
    Evidence::Sec,
    Place::Extension(oid::WRAPPED_CONTINGENCY_KEY),
    "a wrapped contingency key in the root of the organisations",
)
.check(|certificate, _| {
    let held = certificate.role() != Some(0) || certificate.extension(oid::WRAPPED_CONTINGENCY_KEY).is_some();
    require(held, || "none".to_owned())
});
