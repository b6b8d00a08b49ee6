//! Profiles: what is read is written as a profile that says the same.

use std::path::Path;

use hallmark_engine::profile::Profile;

/// Reads the octets as a profile.
pub fn run(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    match Profile::from_toml(text, Path::new("/")) {
        Ok(profile) => {
            let written = profile.to_toml();
            let again = Profile::from_toml(&written, Path::new("/"))
                .unwrap_or_else(|error| panic!("{error}, in what was written:\n{written}"));
            assert_eq!(again, profile, "the profile differs:\n{written}");
        }
        Err(error) => assert!(error.line() >= 1 && error.column() >= 1),
    }
}
