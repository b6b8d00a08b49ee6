//! What a certificate must be, by what it certifies: one rule, one place, one clause.
//!
//! A rule is a [`Check`]: a constant with a name that never changes, the clause it enforces, how well that clause is
//! known, what it wants, where in the certificate it looks, and a function. [`acceptance`](crate::acceptance) asks
//! the rules that a Device enforces and stops at the first that is broken; [`lint`](crate::lint) asks all that a CA
//! must obey and names each. What no published text settles is never more than an observation, and [`Settings`]
//! decide how much it counts.
//!
//! Clauses of GBCS section 12 are those of version 0.8.1.

pub mod authority;
pub mod common;
pub mod end_entity;
mod place;
mod role;
mod rule;
mod settings;
mod subject;

pub use place::Place;
pub use role::Role;
pub use rule::Check;
pub use rule::Evidence;
pub use rule::Family;
pub use rule::Finding;
pub use rule::Rule;
pub use rule::Severity;
pub use settings::Settings;
pub use subject::Profile;

use authority::*;
use common::*;
use end_entity::*;

use crate::Certificate;
use crate::asn1::ObjectIdentifier;

/// For every certificate that a Device processes.
pub const COMMON: &[Check] = &[
    VERSION_IS_V3,
    SERIAL_NUMBER,
    ALGORITHMS_AGREE,
    SIGNATURE_ALGORITHM,
    PUBLIC_KEY_ALGORITHM,
    PUBLIC_KEY_FORM,
    PUBLIC_KEY_ON_CURVE,
    NO_UNIQUE_IDENTIFIERS,
    NO_EXTENSION_TWICE,
    NO_UNKNOWN_CRITICAL_EXTENSION,
    KEY_USAGE_PRESENT,
    KEY_USAGE_CRITICAL,
    SUBJECT_KEY_IDENTIFIER_PRESENT,
    SUBJECT_KEY_IDENTIFIER_NOT_CRITICAL,
    SUBJECT_KEY_IDENTIFIER_METHOD,
    AUTHORITY_KEY_IDENTIFIER_PRESENT,
    AUTHORITY_KEY_IDENTIFIER_FORM,
    AUTHORITY_KEY_IDENTIFIER_NOT_CRITICAL,
    POLICIES_PRESENT,
    POLICIES_CRITICAL,
    VALIDITY_IN_ORDER,
];

/// For every certificate of SMKI, on top of [`COMMON`], when it is not a Device that judges.
pub const COMMON_OF_A_CA: &[Check] = &[
    SIGNATURE_ENCODING,
    SIGNATURE_SHORTEST,
    TIME_FORM,
    POLICY_OF_ENVIRONMENT,
    SERIAL_NUMBER_SIZE,
    PUBLIC_KEY_NOT_TRIVIAL,
    SIZE,
];

/// For Device Certificates, on top of [`COMMON`].
pub const DEVICE: &[Check] = &[
    END_ENTITY_KEY_USAGE,
    END_ENTITY_IS_NO_AUTHORITY,
    DEVICE_IDENTITY_PRESENT,
    DEVICE_IDENTITY_CRITICAL,
    DEVICE_SUBJECT_EMPTY,
    DEVICE_HAS_NO_END,
    DEVICE_HAS_ONE_POLICY,
];

/// For Device Certificates, on top of [`DEVICE`], when it is not a Device that judges.
pub const DEVICE_OF_A_CA: &[Check] =
    &[DEVICE_HARDWARE_TYPE, DEVICE_POLICY_PLAIN, END_ENTITY_POLICY_NOT_ANY, END_ENTITY_EXTENSIONS];

/// For Organisation Certificates, on top of [`COMMON`].
pub const ORGANISATION: &[Check] = &[
    END_ENTITY_KEY_USAGE,
    END_ENTITY_IS_NO_AUTHORITY,
    ORGANISATION_IDENTITY_PRESENT,
    ORGANISATION_ROLE_PRESENT,
];

/// For Organisation Certificates, on top of [`ORGANISATION`], when it is not a Device that judges.
pub const ORGANISATION_OF_A_CA: &[Check] = &[
    ORGANISATION_ROLE_UPPER_CASE,
    ORGANISATION_NAME_LAYOUT,
    ORGANISATION_HAS_END,
    END_ENTITY_POLICY_NOT_ANY,
    ORGANISATION_ROLE_KNOWN,
    ORGANISATION_ROLE_USAGE,
    ORGANISATION_NAME_STRINGS,
    ORGANISATION_COMMON_NAME_SIZE,
    END_ENTITY_EXTENSIONS,
];

/// For Organisation Certificates that sign XML, on top of [`ORGANISATION_OF_A_CA`].
pub const XML_SIGNING: &[Check] = &[XML_SIGNING_KEY_USAGE];

/// For CA Certificates, on top of [`COMMON`].
pub const AUTHORITY: &[Check] = &[AUTHORITY_MAY_SIGN, AUTHORITY_IS_AUTHORITY];

/// For issuing CAs, on top of [`AUTHORITY`].
pub const ISSUING_AUTHORITY: &[Check] =
    &[AUTHORITY_HAS_NAME, ISSUING_KEY_USAGE, ISSUING_PATH_LENGTH, AUTHORITY_COMMON_NAME_SIZE];

/// For roots, on top of [`AUTHORITY`].
pub const ROOT: &[Check] = &[
    AUTHORITY_HAS_NAME,
    ROOT_IS_SELF_SIGNED,
    ROOT_NO_AUTHORITY_KEY_IDENTIFIER,
    ROOT_CONTINGENCY_KEY,
    ROOT_KEY_USAGE,
    AUTHORITY_COMMON_NAME_SIZE,
];

/// For the certificates of gateways and Users that speak TLS. Their profile is not published, so this is RFC 5280 alone.
pub const TRANSPORT: &[Check] = &[
    VERSION_IS_V3,
    SERIAL_NUMBER,
    ALGORITHMS_AGREE,
    NO_UNIQUE_IDENTIFIERS,
    NO_EXTENSION_TWICE,
    VALIDITY_IN_ORDER,
    TIME_FORM,
    SIZE,
];

pub(crate) fn is_critical(certificate: &Certificate, oid: ObjectIdentifier) -> Option<bool> {
    certificate.extension(oid).map(|extension| extension.critical)
}

pub(crate) fn hexadecimal(octets: &[u8]) -> String {
    if octets.is_empty() {
        return "nothing".to_owned();
    }
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
