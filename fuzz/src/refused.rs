use hallmark_gbcs::Error;
use hallmark_gbcs::ErrorKind;

/// Insists that an error stands within the octets, or at their end, and can be told.
pub(crate) fn refused(error: &Error, length: usize) {
    assert!(error.offset() <= length, "{error} lies behind {length}");
    assert!(error.kind() != ErrorKind::Truncated || error.offset() <= length);
    let told =
        format!("decode at octet {}: expected {}, found {}", error.offset(), error.expected(), error.found());
    assert_eq!(error.to_string(), told);
    assert!(!error.kind().name().is_empty());
    assert_eq!(error.clone().at(5).offset(), error.offset() + 5);
}
