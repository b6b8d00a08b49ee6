//! What can be made without any issuing key.

use hallmark_smki::Extension;
use hallmark_smki::Usage;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Unable;
use crate::steps::credentials::bench::certify;

pub(super) const FORMS: &[Row] = &[
    ("its own certificate", Form::Own(|_, _| Ok(()))),
    (
        "its own certificate with one bit of the signature flipped",
        Form::Own(|_, draft| flip_last_bit(&mut draft.mutant)),
    ),
    (
        "its own certificate with another identity",
        Form::Own(|_, draft| {
            let subject = draft.mutant.node(Field::Subject)?;
            // The identifier stands last in the name, and ends with its last octet.
            let mut octets = subject.to_der();
            if let Some(last) = octets.last_mut() {
                *last ^= 0x01;
            }
            *subject = Node::verbatim(octets);
            Ok(())
        }),
    ),
    (
        "its own certificate with another key",
        Form::Own(|bench, draft| {
            let key = bench.key("foreign");
            certify(&mut draft.mutant, &key.public_point())?;
            draft.key = Some(key);
            Ok(())
        }),
    ),
    (
        "its own certificate with a later end",
        Form::Own(|_, draft| {
            let end = hallmark_smki::Time::NO_END.to_der();
            draft.mutant.set(Field::NotAfter, Node::verbatim(end))?;
            Ok(())
        }),
    ),
    (
        "its own certificate without a path",
        Form::Own(|_, draft| {
            draft.path.clear();
            Ok(())
        }),
    ),
    (
        "its own certificate with an authority whose signature is altered",
        Form::Own(|_, draft| {
            for authority in &mut draft.path {
                // An octet within the second half of the signature.
                let at = authority.len().saturating_sub(8);
                if let Some(octet) = authority.get_mut(at) {
                    *octet ^= 0x10;
                }
            }
            Ok(())
        }),
    ),
    (
        "its own certificate of the other usage",
        Form::Own(|bench, draft| {
            let other = match bench.usage {
                Usage::DigitalSignature => Usage::KeyAgreement,
                Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Usage::DigitalSignature,
            };
            let certificate = bench.holder.certificate(other);
            let certificate = certificate.ok_or("the profile gives no such certificate of the party")?;
            draft.octets = Some(certificate.der().to_vec());
            Ok(())
        }),
    ),
    (
        "the certificate of the device",
        Form::Own(|bench, draft| {
            let usage = match bench.usage {
                Usage::DigitalSignature => Usage::DigitalSignature,
                Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Usage::KeyAgreement,
            };
            let certificate = bench.laboratory.device_certificate(usage);
            let certificate = certificate.ok_or("the profile gives no certificate of the device")?;
            draft.octets = Some(certificate.der().to_vec());
            Ok(())
        }),
    ),
    (
        "the certificate of the issuing authority",
        Form::Own(|_, draft| {
            let authority = draft.path.first().ok_or("the profile gives no issuing authority")?;
            draft.octets = Some(authority.clone());
            Ok(())
        }),
    ),
    (
        "a certificate that it signed itself",
        Form::Own(|bench, draft| {
            let key = bench.key("self-signed");
            certify(&mut draft.mutant, &key.public_point())?;
            let subject = draft.mutant.node(Field::Subject)?.clone();
            draft.mutant.set(Field::Issuer, subject)?;
            let own = hallmark_smki::key_identifier(&key.public_point());
            draft.mutant.set_extension(&Extension::authority_key_identifier(&own))?;
            draft.mutant.sign(&key);
            draft.key = Some(key);
            Ok(())
        }),
    ),
    (
        "its own certificate cut short by an octet",
        Form::Own(|_, draft| {
            let mut octets = draft.mutant.to_der();
            octets.pop();
            draft.octets = Some(octets);
            Ok(())
        }),
    ),
    (
        "its own certificate without its signature",
        Form::Own(|_, draft| {
            draft.mutant.remove(Field::Signature)?;
            draft.mutant.remove(Field::OuterAlgorithm)?;
            Ok(())
        }),
    ),
    (
        "an empty certificate",
        Form::Own(|_, draft| {
            draft.octets = Some(vec![0x30, 0x00]);
            Ok(())
        }),
    ),
    (
        "octets that are no certificate",
        Form::Own(|_, draft| {
            draft.octets = Some(Node::primitive(0x30, vec![0x5A; 400]).to_der());
            Ok(())
        }),
    ),
    (
        "a certificate nested a thousand deep",
        Form::Own(|_, draft| {
            let nested = (0..1000).fold(Node::sequence(Vec::new()), |inside, _| Node::sequence(vec![inside]));
            draft.octets = Some(nested.to_der());
            Ok(())
        }),
    ),
    (
        "its own certificate as text",
        Form::Own(|bench, draft| {
            draft.octets = Some(Node::primitive(0x30, bench.model.to_pem().into_bytes()).to_der());
            Ok(())
        }),
    ),
];

pub(super) fn flip_last_bit(mutant: &mut Mutant) -> Result<(), Unable> {
    let signature = mutant.node(Field::Signature)?;
    let mut octets = signature.octets();
    if let Some(last) = octets.last_mut() {
        *last ^= 0x01;
    }
    signature.set_octets(octets);
    Ok(())
}
