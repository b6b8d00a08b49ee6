//! keyUsage, identifiers, policies and other extensions.

use hallmark_smki::Extension;
use hallmark_smki::ExtensionValue;
use hallmark_smki::KeyUsage;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Unable;

pub(super) const FORMS: &[Row] = &[
    (
        "a certificate for non-repudiation",
        Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::NON_REPUDIATION)),
    ),
    (
        "a certificate for key encipherment",
        Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::KEY_ENCIPHERMENT)),
    ),
    (
        "a certificate for signing certificates",
        Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::KEY_CERT_SIGN)),
    ),
    (
        "a certificate for digital signatures",
        Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::DIGITAL_SIGNATURE)),
    ),
    (
        "a certificate for key agreement",
        Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::KEY_AGREEMENT)),
    ),
    ("a certificate for no usage", Form::New(|_, draft| usage(&mut draft.mutant, KeyUsage::NONE))),
    (
        "a certificate for both usages",
        Form::New(|_, draft| {
            usage(&mut draft.mutant, KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_AGREEMENT))
        }),
    ),
    ("a certificate without a usage", Form::New(|_, draft| remove(&mut draft.mutant, oid::KEY_USAGE))),
    (
        "a certificate whose usage is not critical",
        Form::New(|_, draft| critical(&mut draft.mutant, oid::KEY_USAGE, false)),
    ),
    (
        "a certificate with an unknown critical extension",
        Form::New(|_, draft| unknown(&mut draft.mutant, true)),
    ),
    (
        "a certificate with an unknown extension that is not critical",
        Form::New(|_, draft| unknown(&mut draft.mutant, false)),
    ),
    (
        "a certificate with its usage twice",
        Form::New(|_, draft| Ok(draft.mutant.repeat_extension(oid::KEY_USAGE)?)),
    ),
    (
        "a certificate with its extensions in another order",
        Form::New(|_, draft| {
            let order = [
                oid::AUTHORITY_KEY_IDENTIFIER,
                oid::SUBJECT_KEY_IDENTIFIER,
                oid::CERTIFICATE_POLICIES,
                oid::KEY_USAGE,
            ];
            Ok(draft.mutant.order_extensions(&order)?)
        }),
    ),
    (
        "a certificate that says it is an authority",
        Form::New(|_, draft| Ok(draft.mutant.set_extension(&Extension::authority(None))?)),
    ),
    (
        "a certificate with empty basic constraints",
        Form::New(|_, draft| {
            let mut extension = Extension::authority(None);
            extension.value = ExtensionValue::Other(vec![0x30, 0x00]);
            Ok(draft.mutant.set_extension(&extension)?)
        }),
    ),
    (
        "a certificate with an extended key usage",
        Form::New(|_, draft| {
            let purpose = Node::sequence(vec![Node::object_identifier(oid::CLIENT_AUTHENTICATION)]);
            other(&mut draft.mutant, oid::EXTENDED_KEY_USAGE, false, purpose.to_der())
        }),
    ),
    (
        "a certificate without a subject key identifier",
        Form::New(|_, draft| remove(&mut draft.mutant, oid::SUBJECT_KEY_IDENTIFIER)),
    ),
    (
        "a certificate whose subject key identifier is critical",
        Form::New(|_, draft| critical(&mut draft.mutant, oid::SUBJECT_KEY_IDENTIFIER, true)),
    ),
    (
        "a certificate with a subject key identifier of twenty octets",
        Form::New(|_, draft| {
            Ok(draft.mutant.set_extension(&Extension::subject_key_identifier(&[0x41; 20]))?)
        }),
    ),
    (
        "a certificate with the subject key identifier of another key",
        Form::New(|_, draft| {
            Ok(draft.mutant.set_extension(&Extension::subject_key_identifier(&[0x41; 8]))?)
        }),
    ),
    (
        "a certificate without an authority key identifier",
        Form::New(|_, draft| remove(&mut draft.mutant, oid::AUTHORITY_KEY_IDENTIFIER)),
    ),
    (
        "a certificate whose authority key identifier is critical",
        Form::New(|_, draft| critical(&mut draft.mutant, oid::AUTHORITY_KEY_IDENTIFIER, true)),
    ),
    (
        "a certificate with the authority key identifier of another",
        Form::New(|_, draft| {
            Ok(draft.mutant.set_extension(&Extension::authority_key_identifier(&[0x41; 8]))?)
        }),
    ),
    (
        "a certificate without policies",
        Form::New(|_, draft| remove(&mut draft.mutant, oid::CERTIFICATE_POLICIES)),
    ),
    (
        "a certificate whose policies are not critical",
        Form::New(|_, draft| critical(&mut draft.mutant, oid::CERTIFICATE_POLICIES, false)),
    ),
    (
        "a certificate with a policy of another environment",
        Form::New(|_, draft| {
            let policy = ObjectIdentifier::new("1.2.826.0.1.8641679.1.2.1.99");
            let policy = policy.map_err(|error| Unable(error.to_string()))?;
            Ok(draft.mutant.set_extension(&Extension::certificate_policies(&[policy]))?)
        }),
    ),
    (
        "a certificate with any policy",
        Form::New(|_, draft| {
            Ok(draft.mutant.set_extension(&Extension::certificate_policies(&[oid::ANY_POLICY]))?)
        }),
    ),
    (
        "a certificate with an identity of a device",
        Form::New(|bench, draft| {
            let id = bench.laboratory.device().0;
            Ok(draft.mutant.set_extension(&Extension::device_identity(id))?)
        }),
    ),
    (
        "a certificate without extensions",
        Form::New(|_, draft| Ok(draft.mutant.remove(Field::TaggedExtensions)?)),
    ),
];

fn usage(mutant: &mut Mutant, usage: KeyUsage) -> Result<(), Unable> {
    Ok(mutant.set_extension(&Extension::key_usage(usage))?)
}

fn remove(mutant: &mut Mutant, oid: ObjectIdentifier) -> Result<(), Unable> {
    Ok(mutant.remove_extension(oid)?)
}

fn critical(mutant: &mut Mutant, oid: ObjectIdentifier, critical: bool) -> Result<(), Unable> {
    let flag: Option<&[u8]> = if critical { Some(&[0xFF]) } else { None };
    Ok(mutant.set_critical(oid, flag)?)
}

/// An extension in an arc that nobody reads.
fn unknown(mutant: &mut Mutant, critical: bool) -> Result<(), Unable> {
    let oid = ObjectIdentifier::new("1.3.6.1.4.1.32473.1").map_err(|error| Unable(error.to_string()))?;
    other(mutant, oid, critical, vec![0x05, 0x00])
}

fn other(mutant: &mut Mutant, oid: ObjectIdentifier, critical: bool, value: Vec<u8>) -> Result<(), Unable> {
    Ok(mutant.set_extension(&Extension { oid, critical, value: ExtensionValue::Other(value) })?)
}
