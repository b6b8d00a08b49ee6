//! The files are those that the generator makes, of their schemas, and our code agrees with every vector.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::env;
use std::fs;
use std::path::Path;

use hallmark_vectors::File;
use hallmark_vectors::Reason;
use hallmark_vectors::files;
use serde_json::Value;

const LARGEST_FILE: usize = 2 << 20;
const LARGEST_SUM: usize = 8 << 20;

#[test]
fn the_files_are_what_the_generator_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in files() {
        let text = file.generate(File::SEED).unwrap_or_else(|error| panic!("{error}"));
        let schema = file.generate_schema();
        if env::var_os("HALLMARK_REGENERATE").is_some() {
            fs::write(folder.join("data").join(format!("{}.json", file.name)), text).unwrap();
            fs::write(folder.join("schema").join(format!("{}.schema.json", file.name)), schema).unwrap();
            continue;
        }
        assert!(text == file.text, "data/{}.json is stale: test with HALLMARK_REGENERATE=1", file.name);
        assert!(schema == file.schema, "schema of {} is stale: test with HALLMARK_REGENERATE=1", file.name);
    }
}

#[test]
fn another_seed_makes_other_vectors_that_hold_as_well() {
    for file in files().iter().filter(|file| file.name != "certificates") {
        let text = file.generate(7).unwrap_or_else(|error| panic!("{error}"));
        assert_ne!(text, file.text, "{}", file.name);
        assert_eq!(file.check_text(&text).unwrap().disagreements, [], "{}", file.name);
    }
}

#[test]
fn our_code_agrees_with_every_vector() {
    for file in files() {
        let tally = file.check().unwrap();
        assert_eq!(tally.disagreements, [], "{}", file.name);
        assert!(tally.valid > 0 && !tally.invalid.is_empty(), "{} lacks a side", file.name);
    }
}

#[test]
fn a_vector_that_says_the_contrary_is_noticed() {
    for file in files() {
        let mut document: Value = serde_json::from_str(file.text).unwrap();
        let test = &mut document["testGroups"][0]["tests"][0];
        if test["result"] == "valid" {
            test["result"] = "invalid".into();
            test["reason"] = "empty".into();
        } else {
            test["result"] = "valid".into();
            test.as_object_mut().unwrap().remove("reason");
        }
        let tally = file.check_text(&document.to_string()).unwrap();
        assert_eq!(tally.disagreements.len(), 1, "{}", file.name);
    }
}

#[test]
fn contradictions_are_refused() {
    let file = &files()[0];
    let breaks: [fn(&mut Value); 5] = [
        |document| document["numberOfTests"] = 1.into(),
        |document| document["testGroups"][0]["tests"][0]["reason"] = "tag".into(),
        |document| document["testGroups"][0]["tests"][0]["flags"][0] = "Unheard".into(),
        |document| {
            let id = document["testGroups"][0]["tests"][1]["tcId"].clone();
            document["testGroups"][0]["tests"][0]["tcId"] = id;
        },
        |document| document["extra"] = true.into(),
    ];
    for (number, break_it) in breaks.iter().enumerate() {
        let mut document: Value = serde_json::from_str(file.text).unwrap();
        break_it(&mut document);
        assert!(file.check_text(&document.to_string()).is_err(), "break {number}");
    }
}

#[test]
fn the_files_obey_their_schemas_and_broken_ones_do_not() {
    for file in files() {
        let schema: Value = serde_json::from_str(file.schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let document: Value = serde_json::from_str(file.text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", file.name);
        assert_eq!(document["schema"], format!("{}.schema.json", file.name));
        let breaks: [fn(&mut Value); 5] = [
            |document| document["testGroups"][0]["tests"][0]["result"] = "acceptable".into(),
            |document| document["testGroups"][0]["tests"][0]["reason"] = "bad luck".into(),
            |document| document["testGroups"][0]["tests"][0]["input"]["extra"] = true.into(),
            |document| document["numberOfTests"] = (-1).into(),
            |document| drop(document.as_object_mut().unwrap().remove("notes")),
        ];
        for (number, break_it) in breaks.iter().enumerate() {
            let mut broken = document.clone();
            break_it(&mut broken);
            assert!(!validator.is_valid(&broken), "{}, break {number}", file.name);
        }
    }
}

#[test]
fn the_files_stay_small() {
    let sizes: Vec<usize> = files().iter().map(|file| file.text.len()).collect();
    assert!(sizes.iter().all(|size| *size <= LARGEST_FILE), "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() <= LARGEST_SUM, "{sizes:?}");
}

#[test]
fn reasons_are_written_by_their_names() {
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        assert!(reason.meaning().ends_with('.'));
    }
    assert!(Reason::ALL.is_sorted_by_key(|reason| reason.name()));
}

#[test]
fn samples_are_the_octets_of_the_vectors() {
    let samples = hallmark_vectors::load().unwrap();
    let sample = samples.iter().find(|sample| !sample.octets.is_empty()).unwrap();
    let file = hallmark_vectors::file(sample.file).unwrap();
    let hex: String = sample.octets.iter().map(|octet| format!("{octet:02x}")).collect();
    assert!(file.text.contains(&hex) && file.text.contains(&sample.tc_id));
}
