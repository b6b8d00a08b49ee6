//! The secret that two key agreement keys give (GBCS 4.3.3.2).

use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_smki::PrivateKey;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Case;
use super::Flag;
use super::Plan;
use super::PlanOf;
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Fixed;
use crate::hex::Hex;
use crate::people;
use crate::primitives;
use crate::primitives::ONE;
use crate::primitives::ORDER;
use crate::primitives::PRIME;
use crate::seeded::Seeded;

/// The private key of one side.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Context {
    /// A number, big-endian.
    private_key: Fixed<32>,
}

/// The public key of the other side, and what comes out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// A point of P-256, uncompressed.
    public_key: Hex,
    /// The x coordinate of the product.
    shared_secret: Fixed<32>,
}

pub(crate) struct SharedSecrets;

impl Area for SharedSecrets {
    const NAME: &'static str = "shared-secret";
    const ALGORITHM: &'static str = "ECDH on P-256, cofactor static-static";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if privateKey and publicKey are keys of P-256 and sharedSecret is what they give: the 32 \
         octets of the x coordinate.",
        "A private key is a number from 1 to the order of the curve less 1, a public key an uncompressed point.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "no MAC, key or token can be checked",
            description: "two ordinary keys",
            clause: "GBCS 4.3.3.2",
        },
        Flag {
            name: "EdgeScalar",
            effect: "a rare key is refused, or gives a wrong secret",
            description: "a private key at the edge of its range",
            clause: "SP 800-56A 5.6.1.2",
        },
        Flag {
            name: "InvalidScalar",
            effect: "a secret that everybody knows is used",
            description: "a private key outside its range",
            clause: "SP 800-56A 5.6.1.2",
        },
        Flag {
            name: "InvalidPoint",
            effect: "an attacker learns the private key from secrets that are no points of the curve",
            description: "a public key that is no point of the curve",
            clause: "SP 800-56A 5.6.2.3.3",
        },
        Flag {
            name: "PointForm",
            effect: "certificates that Devices must refuse are accepted",
            description: "a public key that is not in uncompressed form",
            clause: "GBCS 12 (public keys in uncompressed form)",
        },
        Flag {
            name: "WrongSecret",
            effect: "no MAC, key or token can be checked",
            description: "a secret made from the right keys in a wrong way",
            clause: "GBCS 4.3.3.2",
        },
    ];
    type Context = Context;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let mut plans = Vec::new();
        for person in [people::supplier(), people::acb(), people::ESME] {
            let key = person.key("key agreement");
            let mut cases = Vec::new();
            for number in 0..12 {
                let peer = PrivateKey::derive(&random.array::<8>(), "peer");
                cases.push(Case::valid(format!("peer {number}"), &["Normal"], product(&key, &peer)?));
            }
            let peer = people::GSME.key("key agreement");
            cases.extend(mistakes(&product(&key, &peer)?, &key));
            plans.push(Plan {
                comment: format!("the key agreement key of the {}", person.name),
                context: Context { private_key: Fixed(*key.scalar()) },
                cases,
            });
        }
        plans.extend(edges()?);
        Ok(plans)
    }

    fn check(context: &Context, input: &Input) -> Result<(), Reason> {
        let key = AgreementKey::from_scalar(&PrivateScalar::new(context.private_key.0));
        let key = key.map_err(|_| Reason::Scalar)?;
        let point = input.public_key.0.as_slice().try_into().map_err(|_| Reason::Point)?;
        let secret = key.agree(point).map_err(|_| Reason::Point)?;
        if secret.as_octets() == &input.shared_secret.0 { Ok(()) } else { Err(Reason::Secret) }
    }

    fn octets(_: &Context, input: &Input) -> Vec<Vec<u8>> {
        vec![input.public_key.0.clone()]
    }
}

fn product(key: &PrivateKey, peer: &PrivateKey) -> Result<Input, GenerateError> {
    let public_key = peer.public_point();
    let secret = AgreementKey::from_scalar(&PrivateScalar::new(*key.scalar()))
        .and_then(|key| key.agree(&public_key))
        .map_err(SharedSecrets::lacks)?;
    Ok(Input { public_key: public_key.into(), shared_secret: Fixed(*secret.as_octets()) })
}

fn mistakes(good: &Input, key: &PrivateKey) -> Vec<Case<Input>> {
    let point = good.public_key.0.as_slice();
    let x: [u8; 32] = edit::first(point.get(1..).unwrap_or_default());
    let y: [u8; 32] = edit::last(point);
    let with_point = |flag, comment: &str, point: Vec<u8>| {
        Case::invalid(comment, flag, &[Reason::Point], Input { public_key: point.into(), ..good.clone() })
    };
    let coordinates = |x: &[u8], y: &[u8]| [&[0x04], x, y].concat();
    let mut cases = vec![
        with_point("PointForm", "compressed", [&[0x02 | y.last().map_or(0, |y| y & 1)], &x[..]].concat()),
        with_point("PointForm", "hybrid form", edit::set(point, 0, 0x06 | y.last().map_or(0, |y| y & 1))),
        with_point("PointForm", "without the octet 04", edit::remove(point, 0..1)),
        with_point("PointForm", "the x coordinate alone", x.to_vec()),
        with_point("PointForm", "one octet short", edit::cut(point, 64)),
        with_point("PointForm", "one octet long", edit::extend(point, &[0])),
        with_point("PointForm", "empty", Vec::new()),
        with_point("PointForm", "tag 05", edit::set(point, 0, 0x05)),
        with_point("InvalidPoint", "the point at infinity", vec![0x00]),
        with_point("InvalidPoint", "both coordinates zero", coordinates(&[0; 32], &[0; 32])),
        with_point("InvalidPoint", "x is the prime", coordinates(&PRIME, &y)),
        with_point("InvalidPoint", "y is the prime", coordinates(&x, &PRIME)),
        with_point("InvalidPoint", "all ones", coordinates(&[0xFF; 32], &[0xFF; 32])),
        with_point("InvalidPoint", "coordinates swapped", coordinates(&y, &x)),
        with_point("InvalidPoint", "x reversed", coordinates(&edit::reversed(&x), &y)),
    ];
    for at in [1, 2, 16, 32, 33, 34, 48, 64] {
        cases.push(with_point("InvalidPoint", &format!("octet {at} changed"), edit::flip(point, at, 0x01)));
    }
    let secret = good.shared_secret.0;
    let with_secret = |comment: &str, secret: [u8; 32]| {
        let input = Input { shared_secret: Fixed(secret), ..good.clone() };
        Case::invalid(comment, "WrongSecret", &[Reason::Secret], input)
    };
    cases.extend([
        with_secret("reversed", edit::first(&edit::reversed(&secret))),
        with_secret("hashed", primitives::sha256(&secret)),
        with_secret("the x coordinate of the public key", x),
        with_secret("the private key", *key.scalar()),
        with_secret("zero", [0; 32]),
        with_secret("first bit changed", edit::first(&edit::flip(&secret, 0, 0x80))),
        with_secret("last bit changed", edit::first(&edit::flip(&secret, 31, 0x01))),
    ]);
    cases
}

/// Private keys at and beyond the edges, with an ordinary public key.
fn edges() -> Result<Vec<Plan<Context, Input>>, GenerateError> {
    let peer = people::GSME.key("key agreement");
    let public_key = Hex::from(peer.public_point());
    let below = primitives::subtract(&ORDER, &ONE);
    let half = PrivateKey::derive(b"hallmark vectors", "some secret");
    let mut plans = Vec::new();
    for (comment, scalar) in [("1", ONE), ("the order of the curve less 1", below)] {
        let key = PrivateKey::from_scalar(&scalar).map_err(|_| SharedSecrets::lacks("an edge key"))?;
        plans.push(Plan {
            comment: format!("the private key is {comment}"),
            context: Context { private_key: Fixed(scalar) },
            cases: vec![Case::valid("an ordinary public key", &["EdgeScalar"], product(&key, &peer)?)],
        });
    }
    let refused = [("zero", [0; 32]), ("the order of the curve", ORDER), ("2^256 less 1", [0xFF; 32])];
    for (comment, scalar) in refused {
        let secret = product(&half, &peer)?.shared_secret;
        let input = Input { public_key: public_key.clone(), shared_secret: secret };
        plans.push(Plan {
            comment: format!("the private key is {comment}"),
            context: Context { private_key: Fixed(scalar) },
            cases: vec![Case::invalid("an ordinary public key", "InvalidScalar", &[Reason::Scalar], input)],
        });
    }
    Ok(plans)
}
