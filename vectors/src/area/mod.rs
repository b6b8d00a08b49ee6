//! The areas: what each asks of an implementation, how its vectors are made, how they are checked.

pub(crate) mod asn1;
pub(crate) mod block;
pub(crate) mod dlms;
pub(crate) mod encryption;
pub(crate) mod gbz;
pub(crate) mod header;
pub(crate) mod key_derivation;
pub(crate) mod mac;
pub(crate) mod message;
pub(crate) mod shared_secret;
pub(crate) mod signature;
pub(crate) mod utrn;
pub(crate) mod utrn_counter;
pub(crate) mod utrn_mac;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::wire::Cra;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::GenerateError;
use crate::Reason;
use crate::seeded::Seeded;

/// One area: one file of vectors.
pub(crate) trait Area {
    /// The name of the file, without its extension.
    const NAME: &'static str;
    /// What is tested, in words.
    const ALGORITHM: &'static str;
    /// What a test asks.
    const HEADER: &'static [&'static str];
    /// What the flags mean.
    const FLAGS: &'static [Flag];
    /// What the tests of a group share.
    type Context: Part;
    /// What a test gives.
    type Input: Part;

    /// Makes the vectors.
    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError>;

    /// What our code says of an input.
    fn check(context: &Self::Context, input: &Self::Input) -> Result<(), Reason>;

    /// The octets in an input that a decoder reads, as seeds for fuzzing.
    fn octets(context: &Self::Context, input: &Self::Input) -> Vec<Vec<u8>>;

    /// The Message Code, and the kind of message where it matters, if the octets are a payload.
    fn under(_: &Self::Context) -> Option<(MessageCode, Option<Cra>)> {
        None
    }

    /// Something of the vectors could not be made.
    fn lacks(what: impl ToString) -> GenerateError {
        GenerateError::Material { area: Self::NAME, what: what.to_string() }
    }
}

/// A group of an area.
pub(crate) type PlanOf<A> = Plan<<A as Area>::Context, <A as Area>::Input>;

/// What a context or an input can do.
pub(crate) trait Part: Serialize + DeserializeOwned + JsonSchema {}

impl<T: Serialize + DeserializeOwned + JsonSchema> Part for T {}

/// The context of tests that need none.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What a flag means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) effect: &'static str,
    pub(crate) description: &'static str,
    pub(crate) clause: &'static str,
}

/// A group that is to be made.
#[derive(Debug)]
pub(crate) struct Plan<C, I> {
    pub(crate) comment: String,
    pub(crate) context: C,
    pub(crate) cases: Vec<Case<I>>,
}

/// A test that is to be made.
#[derive(Debug)]
pub(crate) struct Case<I> {
    pub(crate) comment: String,
    pub(crate) flags: Vec<&'static str>,
    pub(crate) input: I,
    pub(crate) expected: Expected,
}

/// What a test is meant to be. The check must agree, or nothing is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Valid,
    /// Refused for one of these reasons; which, depends on what stands behind the mistake.
    Invalid(&'static [Reason]),
}

impl<I> Case<I> {
    pub(crate) fn valid(comment: impl Into<String>, flags: &[&'static str], input: I) -> Self {
        Self { comment: comment.into(), flags: flags.to_vec(), input, expected: Expected::Valid }
    }

    pub(crate) fn invalid(
        comment: impl Into<String>,
        flag: &'static str,
        reasons: &'static [Reason],
        input: I,
    ) -> Self {
        Self { comment: comment.into(), flags: vec![flag], input, expected: Expected::Invalid(reasons) }
    }
}
