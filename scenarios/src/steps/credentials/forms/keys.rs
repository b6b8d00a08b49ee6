//! Public keys that are none, or not of P-256, or written in another form.

use hallmark_smki::PrivateKey;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Node;
use hallmark_smki::mutate::keys;
use hallmark_smki::mutate::keys::ForeignKey;

use super::Form;
use super::Row;
use crate::steps::credentials::bench::Draft;
use crate::steps::credentials::bench::Unable;
use crate::steps::credentials::bench::certify;

pub(super) const FORMS: &[Row] = &[
    (
        "a certificate of a point off the curve",
        Form::New(|bench, draft| point(draft, &keys::off_the_curve(&bench.key("point").public_point()))),
    ),
    ("a certificate of a point of the twist", Form::New(|_, draft| point(draft, &keys::on_the_twist()))),
    ("a certificate of a point of order two", Form::New(|_, draft| point(draft, &keys::order_two()))),
    ("a certificate of the point at infinity", Form::New(|_, draft| point(draft, &keys::infinity()))),
    (
        "a certificate of a coordinate beyond the field",
        Form::New(|_, draft| point(draft, &keys::unreduced_x())),
    ),
    (
        "a certificate of swapped coordinates",
        Form::New(|bench, draft| point(draft, &keys::swapped(&bench.key("point").public_point()))),
    ),
    ("a certificate without a point", Form::New(|_, draft| point(draft, &[]))),
    ("a certificate of a P-384 key", Form::New(|_, draft| foreign(draft, ForeignKey::P384))),
    ("a certificate of a secp256k1 key", Form::New(|_, draft| foreign(draft, ForeignKey::Secp256k1))),
    ("a certificate of a brainpool key", Form::New(|_, draft| foreign(draft, ForeignKey::BrainpoolP256r1))),
    ("a certificate of an Ed25519 key", Form::New(|_, draft| foreign(draft, ForeignKey::Ed25519))),
    ("a certificate of an RSA key", Form::New(|_, draft| foreign(draft, ForeignKey::Rsa))),
    (
        "a certificate of a compressed point",
        Form::New(|_, draft| {
            let octets = keys::compressed(&own(draft)?);
            Ok(draft.mutant.set(Field::Point, Node::bit_string(0, &octets))?)
        }),
    ),
    (
        "a certificate of a hybrid point",
        Form::New(|_, draft| {
            let octets = keys::hybrid(&own(draft)?);
            Ok(draft.mutant.set(Field::Point, Node::bit_string(0, &octets))?)
        }),
    ),
    (
        "a certificate whose curve is written out",
        Form::New(|_, draft| {
            let parameters = keys::explicit_parameters(&keys::generator());
            let key = keys::key(oid::EC_PUBLIC_KEY, parameters, &own(draft)?);
            Ok(draft.mutant.set(Field::PublicKey, key)?)
        }),
    ),
    (
        "a certificate of a key for ECDH alone",
        Form::New(|_, draft| {
            let id_ec_dh =
                ObjectIdentifier::new("1.3.132.1.12").map_err(|error| Unable(error.to_string()))?;
            let key = keys::key(id_ec_dh, Node::object_identifier(oid::PRIME256V1), &own(draft)?);
            Ok(draft.mutant.set(Field::PublicKey, key)?)
        }),
    ),
    (
        "a certificate of the base point",
        Form::New(|_, draft| {
            let mut one = [0; 32];
            one[31] = 1;
            let key = PrivateKey::from_scalar(&one).map_err(|error| Unable(error.to_string()))?;
            certify(&mut draft.mutant, &key.public_point())?;
            draft.key = Some(key);
            Ok(())
        }),
    ),
];

/// The point of the new key: what is certified in another way is still usable.
fn own(draft: &Draft) -> Result<[u8; 65], Unable> {
    draft.key.as_ref().map(PrivateKey::public_point).ok_or_else(|| "a draft without a new key".into())
}

/// Puts any octets in for the point; the key identifier stays that of the new key.
fn point(draft: &mut Draft, octets: &[u8]) -> Result<(), Unable> {
    draft.key = None;
    Ok(draft.mutant.set(Field::Point, Node::bit_string(0, octets))?)
}

fn foreign(draft: &mut Draft, key: ForeignKey) -> Result<(), Unable> {
    replace(draft, key.node())
}

fn replace(draft: &mut Draft, key: Node) -> Result<(), Unable> {
    draft.key = None;
    Ok(draft.mutant.set(Field::PublicKey, key)?)
}
