//! The index of a corpus: what is in which file, what is asked and what has to be answered.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use super::Asker;
use super::Corpus;
use super::Dates;
use super::Expected;
use super::Flag;
use super::Form;
use super::Group;
use super::Item;
use super::Need;
use super::Reason;
use crate::Time;
use crate::TimeForm;
use crate::asn1::oid;

/// The JSON Schema of [`Index`].
pub const SCHEMA: &str = include_str!("../../schema/negatives.schema.json");

/// The version of the form of [`Index`]: a reader of another one should refuse it.
pub const FORMAT_VERSION: u32 = 1;

/// What stands in `index.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// `hallmark-smki-negatives`.
    pub format: String,
    /// The version of this form.
    pub format_version: u32,
    /// The seed of all keys, as text: it may not fit a number of JSON.
    pub seed: String,
    /// The certificate policies of the environment, in dotted form.
    pub policies: Vec<String>,
    /// How many cases there are.
    pub case_count: usize,
    /// How many of them have to be accepted.
    pub accept_count: usize,
    /// What the flags of the cases mean.
    pub flags: BTreeMap<String, FlagNote>,
    /// What the effects of the flags mean.
    pub effects: BTreeMap<String, String>,
    /// The cases, in order.
    pub cases: Vec<Entry>,
}

/// What a flag means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FlagNote {
    /// What its cases have in common.
    pub explanation: String,
    /// Document and clause that decide, unless the case names others.
    pub clause: String,
    /// What that clause says, in our words.
    pub rule: String,
    /// What comes of a wrong answer: a key of `effects`.
    pub effect: String,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The stable identifier.
    pub id: String,
    /// What it is about.
    pub group: Group,
    /// What is unusual.
    pub comment: String,
    /// Keys of `flags`.
    pub flags: Vec<String>,
    /// Document and clause that decide.
    pub clause: String,
    /// What that clause says, in our words.
    pub rule: String,
    /// What has to be answered.
    pub result: Answer,
    /// For refusals, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// For acceptances by path, every certificate of it: `leaf`, `path-1` …, `anchor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Vec<String>>,
    /// Whether every certificate of the case is X.509 in DER, so that every parser must read it.
    pub well_formed: bool,
    /// What is asked.
    pub question: Asked,
    /// The octets.
    pub files: Files,
}

/// What has to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The certificate is good.
    Accept,
    /// Either answer is right: an observation.
    Either,
    /// The certificate is not good.
    Refuse,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Who asks.
    pub asker: Asker,
    /// The moment of validation: `YYYYMMDDHHMMSSZ`.
    pub time: String,
    /// The same in seconds since 1970.
    pub time_unix: i64,
    /// Whether dates count.
    pub dates: Dates,
    /// What the key shall be used for: `ds`, `ka` or `pp-ka`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// Whose certificate it shall be: sixteen hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The point that it shall certify, uncompressed, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// What of this decides the answer: who is not told cannot know.
    pub needs: Vec<Need>,
}

/// The octets of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The certificate in question.
    pub leaf: File,
    /// The certificates that come with it, in order.
    pub path: Vec<File>,
    /// The trust anchor.
    pub anchor: File,
    /// All of `path` in one file of PEM text; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_pem: Option<String>,
    /// The payload of the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<File>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The octets as they are, relative to the index.
    pub der: String,
    /// The same as PEM text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pem: Option<String>,
    /// The SHA-256 of the octets.
    pub sha256: String,
}

impl Index {
    /// The index of a corpus.
    pub fn of(corpus: &Corpus) -> Self {
        let cases: Vec<Entry> = corpus.items().iter().map(Entry::of).collect();
        let used: Vec<Flag> = corpus.items().iter().map(|item| item.case.flag()).collect();
        let flags = Flag::ALL.iter().filter(|flag| used.contains(flag));
        let note = |flag: Flag| FlagNote {
            explanation: flag.explanation().to_owned(),
            clause: flag.clause().to_owned(),
            rule: flag.rule().to_owned(),
            effect: flag.effect().name().to_owned(),
        };
        let effect = |flag: &Flag| (flag.effect().name().to_owned(), flag.effect().explanation().to_owned());
        Self {
            format: "hallmark-smki-negatives".to_owned(),
            format_version: FORMAT_VERSION,
            seed: corpus.seed().to_string(),
            policies: vec![oid::TEST_POLICY.to_string()],
            case_count: cases.len(),
            accept_count: cases.iter().filter(|case| case.result == Answer::Accept).count(),
            flags: flags.clone().map(|flag| (flag.name().to_owned(), note(*flag))).collect(),
            effects: flags.map(effect).collect(),
            cases,
        }
    }
}

impl Entry {
    fn of(item: &Item) -> Self {
        let (case, scene) = (item.case, &item.scene);
        let (result, reason) = match case.expected() {
            Expected::Accept => (Answer::Accept, None),
            Expected::Either => (Answer::Either, None),
            Expected::Refuse(reason) => (Answer::Refuse, Some(reason)),
        };
        let by_path = result == Answer::Accept && scene.question.asker == Asker::RelyingParty;
        let over = scene.over.iter().map(|index| format!("path-{}", index + 1));
        let path = ["leaf".to_owned()].into_iter().chain(over).chain(["anchor".to_owned()]);
        let folder = item.folder();
        let file = |name: &str, pem: bool, octets: &[u8]| File {
            der: format!("{folder}/{name}.der"),
            pem: pem.then(|| format!("{folder}/{name}.pem")),
            sha256: hexadecimal(&Sha256::digest(octets)),
        };
        let links = scene.path.iter().enumerate();
        let files = Files {
            leaf: file("leaf", true, &scene.leaf),
            path: links.map(|(index, octets)| file(&format!("path-{}", index + 1), false, octets)).collect(),
            anchor: file("anchor", true, &scene.anchor),
            path_pem: (!scene.path.is_empty()).then(|| format!("{folder}/path.pem")),
            payload: scene.payload.as_deref().map(|octets| file("payload", false, octets)),
        };
        let question = &scene.question;
        let asked = Asked {
            asker: question.asker,
            time: Time::from_seconds(scene.time).in_form(TimeForm::Generalized).to_string(),
            time_unix: scene.time,
            dates: question.dates,
            usage: question.usage.map(|usage| usage.to_string()),
            entity: question.entity_id.map(|id| hexadecimal(&id)),
            public_key: question.public_key.map(|point| hexadecimal(&point)),
            needs: question.needs.clone(),
        };
        Self {
            id: case.id().to_owned(),
            group: item.group,
            comment: case.what().to_owned(),
            flags: vec![case.flag().name().to_owned()],
            clause: case.clause().to_owned(),
            rule: case.rule().to_owned(),
            result,
            reason,
            path: by_path.then(|| path.collect()),
            well_formed: case.form() == Form::Der,
            question: asked,
            files,
        }
    }
}

/// Lower-case hexadecimal digits.
pub fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = schemars::schema_for!(Index).to_value();
        schema["title"] = "Index of a corpus of SMKI certificates by Hallmark".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("HALLMARK_REGENERATE").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/negatives.schema.json");
            std::fs::write(path, &text).unwrap();
            return;
        }
        assert!(text == SCHEMA, "schema/negatives.schema.json is stale: test with HALLMARK_REGENERATE=1");
    }

    #[test]
    fn an_index_obeys_the_schema_and_a_broken_one_does_not() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let index = Index::of(&Corpus::from_seed(3).unwrap());
        let good = serde_json::to_value(&index).unwrap();
        let errors: Vec<String> = validator.iter_errors(&good).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(serde_json::from_value::<Index>(good.clone()).unwrap(), index);
        for (pointer, wrong) in [
            ("/cases/0/result", "maybe".into()),
            ("/format_version", "one".into()),
            ("/cases/0/more", 1.into()),
        ] {
            let mut bad = good.clone();
            match bad.pointer_mut(pointer) {
                Some(place) => *place = wrong,
                None => bad["cases"][0]["more"] = wrong,
            }
            assert!(!validator.is_valid(&bad), "{pointer}");
        }
    }
}
