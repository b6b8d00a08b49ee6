//! Rules for every certificate, or for every one that a Device may process.

use super::Check;
use super::Evidence;
use super::Family;
use super::Place;
use super::Rule;
use super::hexadecimal;
use super::is_critical;
use super::rule::Broken;
use super::rule::require;
use crate::ExtensionValue;
use crate::TimeForm;
use crate::asn1::oid;
use crate::key;

const GBCS_12: &str = "GBCS 12";

/// RFC 5280 alone.
const fn rfc(name: &'static str, clause: &'static str, place: Place, expected: &'static str) -> Rule {
    Rule::new(name, clause, Evidence::Rfc, place, expected)
}

/// GBCS section 12.
const fn gbcs(name: &'static str, place: Place, expected: &'static str) -> Rule {
    Rule::new(name, GBCS_12, Evidence::Gbcs, place, expected)
}

/// Version 3.
pub const VERSION_IS_V3: Check = rfc("version-is-v3", "RFC 5280 4.1.2.1", Place::Version, "version v3 (2)")
    .check(|certificate, _| require(certificate.version() == 2, || certificate.version().to_string()));

/// A positive serial number of at most 20 octets.
pub const SERIAL_NUMBER: Check = rfc(
    "serial-number",
    "RFC 5280 4.1.2.2",
    Place::SerialNumber,
    "a positive serial number of at most 20 octets",
)
.check(|certificate, _| {
    let serial = certificate.serial_number();
    let positive =
        serial.first().is_some_and(|first| *first < 0x80) && serial.iter().any(|octet| *octet != 0);
    require(positive && serial.len() <= 20, || hexadecimal(serial))
});

/// A serial number no longer than those of SMKI are.
pub const SERIAL_NUMBER_SIZE: Check = Rule::new(
    "serial-number-size",
    "SEC Appendix A, B",
    Evidence::Lead,
    Place::SerialNumber,
    "a serial number of at most 16 octets",
)
.check(|certificate, settings| {
    let size = certificate.serial_number().len();
    require(size <= settings.max_serial_number_octets, || format!("{size} octets"))
});

/// A certificate no larger than parsers may expect.
pub const SIZE: Check =
    Rule::new("size", "no text", Evidence::Open, Place::Certificate, "at most 1500 octets").check(
        |certificate, settings| {
            let size = certificate.der().len();
            require(size <= settings.max_octets, || format!("{size} octets"))
        },
    );

/// The same signature algorithm inside and outside.
pub const ALGORITHMS_AGREE: Check = rfc(
    "algorithms-agree",
    "RFC 5280 4.1.1.2",
    Place::OuterAlgorithm,
    "the signature algorithm of tbsCertificate",
)
.check(|certificate, _| {
    let (inner, outer) = (certificate.inner_algorithm(), certificate.outer_algorithm());
    require(inner == outer, || format!("{} inside, {} outside", inner.oid, outer.oid))
});

/// ecdsa-with-SHA256, parameters absent.
pub const SIGNATURE_ALGORITHM: Check =
    gbcs("signature-algorithm", Place::OuterAlgorithm, "ecdsa-with-SHA256 without parameters").check(
        |certificate, _| {
            let algorithm = certificate.outer_algorithm();
            require(algorithm.is_ecdsa_with_sha256(), || {
                format!("{}, {} octets of parameters", algorithm.oid, algorithm.parameters.len())
            })
        },
    );

/// r and s in DER, each within the order of the curve. A large s is as good as a small one.
pub const SIGNATURE_ENCODING: Check = rfc(
    "signature-encoding",
    "RFC 5758 3.2, FIPS 186",
    Place::Signature,
    "r and s in DER, each from 1 to the order of P-256 less 1",
)
.check(|certificate, _| {
    if !certificate.outer_algorithm().is_ecdsa_with_sha256() {
        return Ok(());
    }
    if certificate.signature_padding().is_some() {
        return Ok(());
    }
    certificate.signature_fault().map_or(Ok(()), |fault| Err(Broken::new(fault)))
});

/// r and s without a needless leading zero octet. The texts demand it, yet an issuer whose certificates are in use as
/// reference data breaks it now and then: remarkable, and no reason to call such a certificate wrong. A validator may
/// refuse it all the same, and OpenSSL, rustls-webpki and [`path`](crate::path) do.
pub const SIGNATURE_SHORTEST: Check =
    rfc("signature-shortest", "X.690 8.3.2", Place::Signature, "r and s in the fewest octets")
        .observed()
        .check(|certificate, _| {
            if !certificate.outer_algorithm().is_ecdsa_with_sha256() {
                return Ok(());
            }
            certificate.signature_padding().map_or(Ok(()), |padding| Err(Broken::new(padding)))
        });

/// id-ecPublicKey on prime256v1.
pub const PUBLIC_KEY_ALGORITHM: Check =
    gbcs("public-key-algorithm", Place::PublicKeyAlgorithm, "id-ecPublicKey with namedCurve prime256v1")
        .check(|certificate, _| {
            let algorithm = &certificate.public_key().algorithm;
            let p256 = crate::PublicKey::p256(&[0; 65]).algorithm;
            require(*algorithm == p256, || {
                format!("{} with {}", algorithm.oid, hexadecimal(&algorithm.parameters))
            })
        });

/// The point in uncompressed form.
pub const PUBLIC_KEY_FORM: Check =
    gbcs("public-key-form", Place::PublicKey, "an uncompressed point: 04 and 64 octets").check(
        |certificate, _| {
            let octets = &certificate.public_key().octets;
            require(certificate.public_point().is_some(), || {
                let start = hexadecimal(octets.get(..1).unwrap_or_default());
                format!("{} octets that start {start}", octets.len())
            })
        },
    );

/// The point on the curve.
pub const PUBLIC_KEY_ON_CURVE: Check =
    rfc("public-key-on-curve", "RFC 5480 2.2", Place::PublicKey, "a point on P-256").check(
        |certificate, _| {
            let on_curve = certificate.public_point().is_some_and(|point| key::is_on_curve(&point));
            require(on_curve, || "a point off the curve".to_owned())
        },
    );

/// Nobody chose the private key 1.
pub const PUBLIC_KEY_NOT_TRIVIAL: Check = Rule::new(
    "public-key-not-trivial",
    "SEC Appendix A, B",
    Evidence::Lead,
    Place::PublicKey,
    "a key whose private half is not known to all",
)
.check(|certificate, _| {
    let trivial = certificate.public_point().is_some_and(|point| key::is_base_point(&point));
    require(!trivial, || "the base point of the curve, whose private key is 1".to_owned())
});

/// No issuerUniqueID, no subjectUniqueID.
pub const NO_UNIQUE_IDENTIFIERS: Check = rfc(
    "no-unique-identifiers",
    "RFC 5280 4.1.2.8",
    Place::UniqueIdentifiers,
    "neither issuerUniqueID nor subjectUniqueID",
)
.check(|certificate, _| require(!certificate.has_unique_identifiers(), || "one of them".to_owned()));

/// Each extension at most once.
pub const NO_EXTENSION_TWICE: Check =
    rfc("no-extension-twice", "RFC 5280 4.2", Place::Extensions, "each extension at most once").check(
        |certificate, _| {
            let extensions = certificate.extensions();
            let twice = extensions.iter().enumerate().find(|(index, extension)| {
                extensions.iter().take(*index).any(|earlier| earlier.oid == extension.oid)
            });
            twice.map_or(Ok(()), |(_, extension)| {
                let place = Place::ExtensionAgain(extension.oid);
                Err(Broken::new(format!("{} twice", extension.oid)).at(place))
            })
        },
    );

/// No critical extension that this crate cannot judge.
pub const NO_UNKNOWN_CRITICAL_EXTENSION: Check = rfc(
    "no-unknown-critical-extension",
    "RFC 5280 4.2",
    Place::Extensions,
    "critical extensions that are known",
)
.check(|certificate, _| {
    let mut extensions = certificate.extensions().iter();
    let unknown = extensions.find(|one| one.critical && matches!(one.value, ExtensionValue::Other(_)));
    unknown.map_or(Ok(()), |extension| {
        Err(Broken::new(format!("{}, critical", extension.oid)).at(Place::Extension(extension.oid)))
    })
});

/// keyUsage is there.
pub const KEY_USAGE_PRESENT: Check =
    gbcs("key-usage-present", Place::Extension(oid::KEY_USAGE), "a keyUsage extension")
        .of(Family::KeyUsage)
        .check(|certificate, _| require(certificate.key_usage().is_some(), || "none".to_owned()));

/// keyUsage is critical.
pub const KEY_USAGE_CRITICAL: Check =
    gbcs("key-usage-critical", Place::Extension(oid::KEY_USAGE), "keyUsage marked critical").check(
        |certificate, _| {
            let critical = is_critical(certificate, oid::KEY_USAGE);
            require(critical != Some(false), || "not critical".to_owned())
        },
    );

/// subjectKeyIdentifier is there.
pub const SUBJECT_KEY_IDENTIFIER_PRESENT: Check = gbcs(
    "subject-key-identifier-present",
    Place::Extension(oid::SUBJECT_KEY_IDENTIFIER),
    "a subjectKeyIdentifier extension",
)
.check(|certificate, _| require(certificate.key_identifier().is_some(), || "none".to_owned()));

/// subjectKeyIdentifier is not critical.
pub const SUBJECT_KEY_IDENTIFIER_NOT_CRITICAL: Check = gbcs(
    "subject-key-identifier-not-critical",
    Place::Extension(oid::SUBJECT_KEY_IDENTIFIER),
    "subjectKeyIdentifier not marked critical",
)
.check(|certificate, _| {
    let critical = is_critical(certificate, oid::SUBJECT_KEY_IDENTIFIER);
    require(critical != Some(true), || "critical".to_owned())
});

/// subjectKeyIdentifier has the eight octets of method 2.
pub const SUBJECT_KEY_IDENTIFIER_METHOD: Check = gbcs(
    "subject-key-identifier-method",
    Place::Extension(oid::SUBJECT_KEY_IDENTIFIER),
    "a key identifier of eight octets by RFC 5280 method 2",
)
.check(|certificate, _| {
    let identifier = certificate.key_identifier().unwrap_or_default();
    let computed = certificate.computed_key_identifier();
    require(identifier == computed, || {
        format!("{}, where the key has {}", hexadecimal(identifier), hexadecimal(&computed))
    })
});

/// authorityKeyIdentifier is there, unless the certificate is self-issued.
pub const AUTHORITY_KEY_IDENTIFIER_PRESENT: Check = gbcs(
    "authority-key-identifier-present",
    Place::Extension(oid::AUTHORITY_KEY_IDENTIFIER),
    "an authorityKeyIdentifier extension, unless the certificate is self-signed",
)
.check(|certificate, _| {
    let present = certificate.authority_key_identifier().is_some();
    require(present || certificate.is_self_issued(), || "none".to_owned())
});

/// authorityKeyIdentifier has the keyIdentifier form, eight octets.
pub const AUTHORITY_KEY_IDENTIFIER_FORM: Check = gbcs(
    "authority-key-identifier-form",
    Place::Extension(oid::AUTHORITY_KEY_IDENTIFIER),
    "an authorityKeyIdentifier that is a keyIdentifier of eight octets and no more",
)
.check(|certificate, _| {
    let Some(identifier) = certificate.authority_key_identifier() else { return Ok(()) };
    let key = identifier.key_identifier.as_deref().unwrap_or_default();
    let rest = &identifier.issuer_and_serial;
    require(key.len() == 8 && rest.is_empty(), || {
        format!("keyIdentifier {}, issuer and serial {}", hexadecimal(key), hexadecimal(rest))
    })
});

/// authorityKeyIdentifier is not critical.
pub const AUTHORITY_KEY_IDENTIFIER_NOT_CRITICAL: Check = gbcs(
    "authority-key-identifier-not-critical",
    Place::Extension(oid::AUTHORITY_KEY_IDENTIFIER),
    "authorityKeyIdentifier not marked critical",
)
.check(|certificate, _| {
    let critical = is_critical(certificate, oid::AUTHORITY_KEY_IDENTIFIER);
    require(critical != Some(true), || "critical".to_owned())
});

/// certificatePolicies is there, with at least one policy.
pub const POLICIES_PRESENT: Check = gbcs(
    "policies-present",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "a certificatePolicies extension with at least one policy",
)
.check(|certificate, _| require(!certificate.policies().is_empty(), || "none".to_owned()));

/// certificatePolicies is critical.
pub const POLICIES_CRITICAL: Check = gbcs(
    "policies-critical",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "certificatePolicies marked critical",
)
.check(|certificate, _| {
    let critical = is_critical(certificate, oid::CERTIFICATE_POLICIES);
    require(critical != Some(false), || "not critical".to_owned())
});

/// One of the policies is of this environment, where the settings name them.
pub const POLICY_OF_ENVIRONMENT: Check = gbcs(
    "policy-of-environment",
    Place::Extension(oid::CERTIFICATE_POLICIES),
    "a policy of this environment",
)
.check(|certificate, settings| {
    let stated = certificate.policies();
    let judged = !settings.policies.is_empty() && !stated.is_empty();
    let held = stated.iter().any(|policy| settings.policies.contains(&policy.oid));
    require(!judged || held, || {
        let stated: Vec<String> = stated.iter().map(|policy| policy.oid.to_string()).collect();
        stated.join(", ")
    })
});

/// notBefore is not after notAfter.
pub const VALIDITY_IN_ORDER: Check =
    rfc("validity-in-order", "RFC 5280 4.1.2.5", Place::NotBefore, "notBefore no later than notAfter").check(
        |certificate, _| {
            let (from, to) = (certificate.not_before(), certificate.not_after());
            require(from.seconds() <= to.seconds(), || format!("from {from} to {to}"))
        },
    );

/// UTCTime through 2049, GeneralizedTime from 2050 on.
pub const TIME_FORM: Check = rfc(
    "time-form",
    "RFC 5280 4.1.2.5",
    Place::NotBefore,
    "UTCTime through the year 2049, GeneralizedTime from 2050 on",
)
.check(|certificate, _| {
    let wrong = |time: crate::Time| time.form() != crate::Time::from_seconds(time.seconds()).form();
    let (from, to) = (certificate.not_before(), certificate.not_after());
    let name = |form| match form {
        TimeForm::Generalized => "GeneralizedTime",
        TimeForm::Utc => "UTCTime",
    };
    if wrong(from) {
        return Err(Broken::new(format!("{} {from}", name(from.form()))));
    }
    if wrong(to) {
        return Err(Broken::new(format!("{} {to}", name(to.form()))).at(Place::NotAfter));
    }
    Ok(())
});
