//! The files of a bundle: their names, sizes and digests.

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

/// Every planned test and its verdict.
pub(crate) const RESULTS: &str = "results.json";
/// Every exchange, for Wireshark.
pub(crate) const EVIDENCE: &str = "evidence.pcapng";
/// The event stream.
pub(crate) const LOG: &str = "log.jsonl";
/// What the octets of the exchanges say, for renderings.
pub(crate) const DECODED: &str = "decoded.jsonl";
/// The rendering for people.
pub(crate) const REPORT: &str = "report.html";
/// The rendering for continuous integration.
pub(crate) const JUNIT: &str = "junit.xml";
/// The public half of the key that signed.
pub(crate) const SIGNER: &str = "signer.pem";
/// The statement with our predicate; it covers every other file.
pub(crate) const CONFORMANCE: &str = "conformance.dsse.json";
/// The statement with the in-toto predicate.
pub(crate) const TEST_RESULT: &str = "test-result.dsse.json";

/// The files that writing a bundle makes, in the order in which they are written.
pub(crate) const WRITTEN: [&str; 7] = [RESULTS, DECODED, REPORT, JUNIT, SIGNER, TEST_RESULT, CONFORMANCE];

/// The most files a bundle may have.
pub(crate) const MAX_FILES: usize = 64;
/// The most octets a file of a bundle may have.
pub(crate) const MAX_FILE: u64 = 512 << 20;
/// The most octets that all files of a bundle may have together.
pub(crate) const MAX_TOTAL: u64 = 1 << 30;

/// One file of a bundle, by name, digest and size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// File name; a bundle has no folders.
    pub name: String,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Size in octets.
    pub size: u64,
}

impl FileDigest {
    /// Measures octets.
    pub(crate) fn of(name: &str, octets: &[u8]) -> Self {
        Self { name: name.to_owned(), sha256: hex(&Sha256::digest(octets)), size: octets.len() as u64 }
    }
}

/// Whether a name is one that a bundle may hold: a plain file name of letters, digits, `.`, `-` and `_`, which
/// does not begin with a dot. So no name leaves the folder.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b".-_".contains(&octet))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    use core::fmt::Write as _;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["results.json", "a", "A-b_c.1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", "..", ".hidden", "a/b", "../a", "a\\b", "C:a", "a b", "ä", "a\0"] {
            assert!(!is_name(bad), "{bad}");
        }
        assert!(!is_name(&"a".repeat(101)));
    }

    #[test]
    fn digest_of_nothing() {
        let digest = FileDigest::of("a", b"");
        assert_eq!(digest.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(digest.size, 0);
    }
}
