//! The files, and what can be done with them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::marker::PhantomData;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::wire::Cra;
use serde_json::Value;

use crate::GenerateError;
use crate::Group;
use crate::LoadError;
use crate::Note;
use crate::Reason;
use crate::Test;
use crate::Validity;
use crate::VectorFile;
use crate::area;
use crate::area::Area;
use crate::area::Case;
use crate::area::Expected;
use crate::area::Part;
use crate::error::outcome;
use crate::hex::Hex;
use crate::primitives::sha256;
use crate::seeded::Seeded;

/// One file of vectors, as this version of the program has it.
#[derive(Clone, Copy)]
pub struct File {
    /// The name, without its extension.
    pub name: &'static str,
    /// The vectors, JSON.
    pub text: &'static str,
    /// The JSON Schema of the file.
    pub schema: &'static str,
    area: &'static dyn AnyArea,
}

/// All files.
pub fn files() -> &'static [File] {
    FILES
}

/// The file of this name.
pub fn file(name: &str) -> Result<&'static File, LoadError> {
    FILES.iter().find(|file| file.name == name).ok_or_else(|| LoadError::Unknown { file: name.to_owned() })
}

/// The octets of every vector in every file, for instance as seeds.
pub fn load() -> Result<Vec<Sample>, LoadError> {
    let lists = FILES.iter().map(File::samples).collect::<Result<Vec<_>, _>>()?;
    Ok(lists.into_iter().flatten().collect())
}

/// The octets of one vector that a decoder would be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The file.
    pub file: &'static str,
    /// The identifier of the test.
    pub tc_id: String,
    /// Whether they are valid, as far as the test goes.
    pub validity: Validity,
    /// The Message Code under which they are a payload, and the kind of message where it matters; for other octets, none.
    pub under: Option<(MessageCode, Option<Cra>)>,
    /// The octets.
    pub octets: Vec<u8>,
}

/// What a check of one file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// How many valid vectors there are.
    pub valid: usize,
    /// How many invalid vectors there are, by reason.
    pub invalid: BTreeMap<Reason, usize>,
    /// Where our code and the file are not of one mind.
    pub disagreements: Vec<Disagreement>,
}

/// A vector that our code sees otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The identifier of the test.
    pub tc_id: String,
    /// What the test is about.
    pub comment: String,
    /// What the file says.
    pub expected: String,
    /// What our code says.
    pub found: String,
}

impl Tally {
    /// How many vectors there are.
    pub fn total(&self) -> usize {
        self.valid + self.invalid.values().sum::<usize>()
    }
}

impl File {
    /// What is tested, in words.
    pub fn algorithm(&self) -> &'static str {
        self.area.algorithm()
    }

    /// Runs the vectors against our code.
    pub fn check(&self) -> Result<Tally, LoadError> {
        self.area.check(self.text)
    }

    /// Runs other vectors of the same form, for instance those of another version.
    pub fn check_text(&self, text: &str) -> Result<Tally, LoadError> {
        self.area.check(text)
    }

    /// Makes the vectors anew. The same seed gives the same text.
    pub fn generate(&self, seed: u64) -> Result<String, GenerateError> {
        self.area.generate(seed)
    }

    /// Makes the schema anew.
    pub fn generate_schema(&self) -> String {
        self.area.schema()
    }

    /// The octets of the vectors.
    pub fn samples(&self) -> Result<Vec<Sample>, LoadError> {
        self.area.samples(self.text)
    }

    /// The seed of the files that are checked in.
    pub const SEED: u64 = 1;
}

/// An area whose types are of no interest.
trait AnyArea: Sync {
    fn algorithm(&self) -> &'static str;
    fn generate(&self, seed: u64) -> Result<String, GenerateError>;
    fn check(&self, text: &str) -> Result<Tally, LoadError>;
    fn schema(&self) -> String;
    fn samples(&self, text: &str) -> Result<Vec<Sample>, LoadError>;
}

struct Of<A>(PhantomData<fn() -> A>);

impl<A: Area> AnyArea for Of<A> {
    fn algorithm(&self) -> &'static str {
        A::ALGORITHM
    }

    fn generate(&self, seed: u64) -> Result<String, GenerateError> {
        let plans = A::plans(&mut Seeded::new(seed, A::NAME))?;
        let mut ids = BTreeSet::new();
        let mut used = BTreeSet::new();
        let mut groups = Vec::new();
        for plan in plans {
            let context = to_json(&plan.context);
            let mut tests = Vec::new();
            for case in plan.cases {
                let test = make::<A>(&plan.context, &context, case)?;
                // Two ways to the same octets make one vector.
                if ids.insert(test.tc_id.clone()) {
                    used.extend(test.flags.iter().cloned());
                    tests.push(test);
                }
            }
            groups.push(Group { comment: plan.comment, context: plan.context, tests });
        }
        let file = VectorFile {
            algorithm: A::ALGORITHM.to_owned(),
            schema: format!("{}.schema.json", A::NAME),
            generator_version: format!("hallmark-vectors {}, seed {seed}", env!("CARGO_PKG_VERSION")),
            number_of_tests: ids.len(),
            header: A::HEADER.iter().map(|line| (*line).to_owned()).collect(),
            notes: notes::<A>(&used),
            test_groups: groups,
        };
        write(file).map_err(A::lacks)
    }

    fn check(&self, text: &str) -> Result<Tally, LoadError> {
        let file = parse::<A>(text)?;
        let mut tally = Tally { valid: 0, invalid: BTreeMap::new(), disagreements: Vec::new() };
        for group in &file.test_groups {
            for test in &group.tests {
                let expected = test.outcome().unwrap_or(Ok(()));
                match expected {
                    Ok(()) => tally.valid += 1,
                    Err(reason) => *tally.invalid.entry(reason).or_default() += 1,
                }
                let found = A::check(&group.context, &test.input);
                if found != expected {
                    tally.disagreements.push(Disagreement {
                        tc_id: test.tc_id.clone(),
                        comment: test.comment.clone(),
                        expected: outcome(expected),
                        found: outcome(found),
                    });
                }
            }
        }
        Ok(tally)
    }

    fn schema(&self) -> String {
        let mut schema = schemars::schema_for!(VectorFile<A::Context, A::Input>);
        schema.insert("title".to_owned(), Value::from(A::ALGORITHM));
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        text
    }

    fn samples(&self, text: &str) -> Result<Vec<Sample>, LoadError> {
        let file = parse::<A>(text)?;
        let mut samples = Vec::new();
        for group in &file.test_groups {
            for test in &group.tests {
                samples.extend(A::octets(&group.context, &test.input).into_iter().map(|octets| Sample {
                    file: A::NAME,
                    tc_id: test.tc_id.clone(),
                    validity: test.result,
                    under: A::under(&group.context),
                    octets,
                }));
            }
        }
        Ok(samples)
    }
}

/// Makes a test, if the check agrees with what it is meant to be.
fn make<A: Area>(
    context: &A::Context,
    context_json: &str,
    case: Case<A::Input>,
) -> Result<Test<A::Input>, GenerateError> {
    let found = A::check(context, &case.input);
    let (meant, expected) = match case.expected {
        Expected::Valid => (found.is_ok(), "valid".to_owned()),
        Expected::Invalid(reasons) => (
            found.is_err_and(|found| reasons.contains(&found)),
            format!("invalid, {}", reasons.iter().map(|it| it.name()).collect::<Vec<_>>().join(" or ")),
        ),
    };
    if !meant {
        let found = format!("{} for {}", outcome(found), to_json(&case.input));
        return Err(GenerateError::Meaning { area: A::NAME, comment: case.comment, expected, found });
    }
    if let Some(flag) = case.flags.iter().find(|name| A::FLAGS.iter().all(|flag| flag.name != **name)) {
        let (comment, flag) = (case.comment, (*flag).to_owned());
        return Err(GenerateError::Flag { area: A::NAME, comment, flag });
    }
    let digest = sha256(format!("{}\n{context_json}\n{}", A::NAME, to_json(&case.input)).as_bytes());
    Ok(Test {
        tc_id: format!("{}-{}", A::NAME, Hex::from(digest.get(..6).unwrap_or_default())),
        comment: case.comment,
        flags: case.flags.into_iter().map(str::to_owned).collect(),
        input: case.input,
        result: if found.is_ok() { Validity::Valid } else { Validity::Invalid },
        reason: found.err(),
    })
}

/// The text of a file: one line a test.
fn write<C: Part, I: Part>(mut file: VectorFile<C, I>) -> Result<String, serde_json::Error> {
    let groups = std::mem::take(&mut file.test_groups);
    let head = serde_json::to_string_pretty(&file)?;
    let mut text = head.strip_suffix("[]\n}").unwrap_or(&head).to_owned();
    text.push('[');
    for (number, group) in groups.iter().enumerate() {
        text += if number == 0 { "\n" } else { ",\n" };
        let (comment, context) =
            (serde_json::to_string(&group.comment)?, serde_json::to_string(&group.context)?);
        text += &format!("    {{\n      \"comment\": {comment},\n      \"context\": {context},\n");
        let lines =
            group.tests.iter().map(|test| serde_json::to_string(test).map(|line| format!("        {line}")));
        let lines = lines.collect::<Result<Vec<_>, _>>()?.join(",\n");
        text += &format!("      \"tests\": [\n{lines}\n      ]\n    }}");
    }
    text += "\n  ]\n}\n";
    Ok(text)
}

/// The notes of the flags in use.
fn notes<A: Area>(used: &BTreeSet<String>) -> BTreeMap<String, Note> {
    let note = |flag: &area::Flag| Note {
        effect: flag.effect.to_owned(),
        description: flag.description.to_owned(),
        clause: flag.clause.to_owned(),
    };
    A::FLAGS
        .iter()
        .filter(|flag| used.contains(flag.name))
        .map(|flag| (flag.name.to_owned(), note(flag)))
        .collect()
}

/// Reads a file, which must not contradict itself.
fn parse<A: Area>(text: &str) -> Result<VectorFile<A::Context, A::Input>, LoadError> {
    let name = || A::NAME.to_owned();
    let file: VectorFile<A::Context, A::Input> =
        serde_json::from_str(text).map_err(|source| LoadError::Form { file: name(), source })?;
    let contradiction = |problem| Err(LoadError::Contradiction { file: name(), problem });
    let mut ids = BTreeSet::new();
    for test in file.test_groups.iter().flat_map(|group| &group.tests) {
        if !ids.insert(test.tc_id.as_str()) {
            return contradiction(format!("{} stands twice", test.tc_id));
        }
        if test.outcome().is_none() {
            return contradiction(format!("{}: result and reason do not go together", test.tc_id));
        }
        if let Some(flag) = test.flags.iter().find(|flag| !file.notes.contains_key(*flag)) {
            return contradiction(format!("{}: no note for the flag {flag}", test.tc_id));
        }
    }
    if ids.len() != file.number_of_tests {
        return contradiction(format!(
            "{} tests are announced, {} are there",
            file.number_of_tests,
            ids.len()
        ));
    }
    Ok(file)
}

/// The types of the areas have string keys alone, so this never fails.
fn to_json(part: &impl Part) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

macro_rules! library {
    ($($name:literal => $area:ty,)*) => {
        const FILES: &[File] = &[$(
            File {
                name: $name,
                text: include_str!(concat!("../data/", $name, ".json")),
                schema: include_str!(concat!("../schema/", $name, ".schema.json")),
                area: &Of::<$area>(PhantomData),
            },
        )*];
    };
}

library! {
    "shared-secret" => area::shared_secret::SharedSecrets,
    "key-derivation" => area::key_derivation::KeyDerivation,
    "mac" => area::mac::Mac,
    "signature" => area::signature::Signatures,
    "encryption" => area::encryption::Encryption,
    "header" => area::header::Header,
    "message" => area::message::Messages,
    "dlms" => area::dlms::Dlms,
    "gbz" => area::gbz::Gbz,
    "asn1" => area::asn1::Asn1,
    "utrn" => area::utrn::Digits,
    "utrn-mac" => area::utrn_mac::UtrnMac,
    "utrn-counter" => area::utrn_counter::Recovery,
    "block-transfer" => area::block::Blocks,
}
