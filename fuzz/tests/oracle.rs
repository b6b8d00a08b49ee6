//! The oracle of the stateful target: each of its clauses finds devices that break it.

use hallmark_fuzz::device::Wrong;
use hallmark_fuzz::device::converse;
use hallmark_fuzz::seeds;
use hallmark_reference::faults;

/// Whether a device with this fault is found by the seeds to do what `is_meant` says.
fn finds(fault: &str, is_meant: fn(&Wrong) -> bool) -> bool {
    let planted = faults::find(fault).expect("there is such a fault");
    let seeds = seeds::of("device");
    seeds.iter().any(|seed| converse(seed, &[planted]).iter().any(is_meant))
}

/// Which of these faults are not found.
fn missed<'f>(faults: &[&'f str], is_meant: fn(&Wrong) -> bool) -> Vec<&'f str> {
    faults.iter().copied().filter(|fault| !finds(fault, is_meant)).collect()
}

#[test]
fn a_device_that_answers_what_is_not_authentic_is_found() {
    let faults = ["mac-ignored", "mac-any-purpose", "signature-ignored", "signature-optional", "any-target"];
    assert_eq!(missed(&faults, |wrong| *wrong == Wrong::Answered), [""; 0]);
}

#[test]
fn a_device_whose_values_or_counters_a_refused_command_changes_is_found() {
    let faults = ["executed-before-checked", "counter-burnt", "counter-reset"];
    assert_eq!(missed(&faults, |wrong| matches!(wrong, Wrong::Changed(_))), [""; 0]);
}

#[test]
fn a_device_that_executes_a_command_again_is_found() {
    let faults = ["replay-accepted", "counter-not-kept", "equal-counter", "non-critical-replayed"];
    assert_eq!(missed(&faults, |wrong| *wrong == Wrong::Replayed), [""; 0]);
}

#[test]
fn a_device_that_no_longer_answers_is_found() {
    assert_eq!(missed(&["deaf-after-garbage"], |wrong| *wrong == Wrong::Silent), [""; 0]);
}

#[test]
fn a_device_that_sends_what_does_not_verify_is_found() {
    let faults =
        ["response-mac-wrong", "response-signature-wrong", "alert-unprotected", "alert-signature-wrong"];
    assert_eq!(missed(&faults, |wrong| matches!(wrong, Wrong::Forged { .. })), [""; 0]);
}
