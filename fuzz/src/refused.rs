use hallmark_gbcs::Error;

/// Insists that an error stands within the octets, or at their end, and can be told.
pub(crate) fn refused(error: &Error, length: usize) {
    assert!(error.offset() <= length, "{error} lies behind {length}");
    let told = error.to_string();
    assert!(told.contains(error.expected()) && told.ends_with(&error.found()), "{told}");
    assert!(!error.kind().name().is_empty());
    assert_eq!(error.clone().at(5).offset(), error.offset() + 5);
}
