//! The references to certificates are to cases that exist and say what the catalogue says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use hallmark_vectors::CERTIFICATES;
use hallmark_vectors::CERTIFICATES_SCHEMA;
use hallmark_vectors::Certificates;
use hallmark_vectors::Validity;
use serde_json::Value;

/// The catalogue may grow: what is referred to must be in it, and as it was. `hallmark vectors generate` writes the file.
#[test]
fn every_reference_is_to_a_case_of_the_catalogue() {
    let now = Certificates::of_catalogue();
    let ours: Certificates = serde_json::from_str(CERTIFICATES).unwrap();
    assert_eq!(ours.number_of_tests, ours.tests.len());
    for reference in &ours.tests {
        let found = now.tests.iter().find(|other| other.tc_id == reference.tc_id);
        assert_eq!(found, Some(reference));
    }
    let valid = ours.tests.iter().filter(|reference| reference.result == Validity::Valid).count();
    assert!(valid >= 100 && ours.tests.len() - valid >= 300, "{valid} of {}", ours.tests.len());
    assert!(Certificates::schema_text() == CERTIFICATES_SCHEMA, "run hallmark vectors generate");
}

#[test]
fn the_references_obey_their_schema_and_broken_ones_do_not() {
    let schema: Value = serde_json::from_str(CERTIFICATES_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document: Value = serde_json::from_str(CERTIFICATES).unwrap();
    assert!(validator.is_valid(&document));
    let breaks: [fn(&mut Value); 3] = [
        |document| document["tests"][0]["result"] = "either".into(),
        |document| document["tests"][0]["extra"] = 1.into(),
        |document| drop(document.as_object_mut().unwrap().remove("numberOfTests")),
    ];
    for (number, break_it) in breaks.iter().enumerate() {
        let mut broken = document.clone();
        break_it(&mut broken);
        assert!(!validator.is_valid(&broken), "break {number}");
    }
}
