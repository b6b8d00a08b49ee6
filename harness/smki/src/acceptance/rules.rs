//! The rules that need more than the certificate: who it is for, which cell, which key, which moment.

use crate::Certificate;
use crate::KeyUsage;
use crate::Time;
use crate::asn1::oid;
use crate::profile::Evidence;
use crate::profile::Family;
use crate::profile::Finding;
use crate::profile::Place;
use crate::profile::Rule;
use crate::profile::hexadecimal;

/// The certificate is for the entity the command is about.
pub const IDENTITY: Rule = Rule::new(
    "identity",
    "GBCS 13.5",
    Evidence::Gbcs,
    Place::Extension(oid::SUBJECT_ALT_NAME),
    "the Entity Identifier of this Device",
)
.of(Family::Identity);

/// keyUsage is that of the cell.
pub const KEY_USAGE_OF_CELL: Rule = Rule::new(
    "key-usage-of-cell",
    "GBCS 13.3",
    Evidence::Gbcs,
    Place::Extension(oid::KEY_USAGE),
    "the keyUsage of the cell, and no other",
)
.of(Family::KeyUsage);

/// The certified key is the one that was made for it.
pub const PUBLIC_KEY: Rule = Rule::new(
    "public-key",
    "GBCS 13.5",
    Evidence::Gbcs,
    Place::PublicKey,
    "the public key of the pending key pair",
)
.of(Family::PublicKey);

/// Valid at the moment, the first and the last second included.
pub const VALID_NOW: Rule = Rule::new(
    "valid-now",
    "RFC 5280 6.1.3 (a)(2)",
    Evidence::Rfc,
    Place::NotBefore,
    "a certificate that is valid now",
);

pub(super) fn identity_is(certificate: &Certificate, id: [u8; 8]) -> Result<(), Finding> {
    let found = certificate.entity_id();
    IDENTITY
        .require(found == Some(id), || found.map_or_else(|| "none".to_owned(), |found| hexadecimal(&found)))
}

pub(super) fn key_usage_is(certificate: &Certificate, usage: KeyUsage) -> Result<(), Finding> {
    let found = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    KEY_USAGE_OF_CELL.require(found == usage, || format!("{found}, where the cell has {usage}"))
}

pub(super) fn public_key_is(certificate: &Certificate, point: &[u8; 65]) -> Result<(), Finding> {
    PUBLIC_KEY
        .require(certificate.public_point() == Some(*point), || hexadecimal(&certificate.public_key().octets))
}

pub(super) fn valid_at(certificate: &Certificate, now: i64) -> Result<(), Finding> {
    let (from, to) = (certificate.not_before(), certificate.not_after());
    VALID_NOW.require((from.seconds()..=to.seconds()).contains(&now), || {
        format!("valid from {from} to {to}, and it is {}", Time::from_seconds(now))
    })
}
