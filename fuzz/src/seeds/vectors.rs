//! The octets of the test vectors, good and bad.

use hallmark_vectors::Sample;

use crate::pieces::piece;

/// The seeds that the vectors give a target.
pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "asn1" | "dlms" | "gbz" => samples(target).iter().filter_map(payload).collect(),
        "block" => samples("block-transfer")
            .chunk_by(|one, next| one.tc_id == next.tc_id)
            .map(|blocks| blocks.iter().flat_map(|block| piece(&block.octets)).collect())
            .collect(),
        "message" => {
            ["header", "message"].into_iter().flat_map(samples).map(|sample| sample.octets).collect()
        }
        "utrn" => ["utrn", "utrn-mac"].into_iter().flat_map(samples).map(token).collect(),
        _ => Vec::new(),
    }
}

fn payload(sample: &Sample) -> Option<Vec<u8>> {
    let (code, cra) = sample.under?;
    Some(super::payload(code, cra, &sample.octets))
}

/// Behind a counter of zero.
fn token(sample: Sample) -> Vec<u8> {
    [[0; 4].as_slice(), &sample.octets].concat()
}

fn samples(file: &str) -> Vec<Sample> {
    let file = hallmark_vectors::file(file).expect("there is such a file");
    file.samples().expect("the files that are checked in can be read")
}
