//! Reading a profile that the command line names.

use std::fs;
use std::path::Path;

use hallmark_engine::profile::Profile;

use crate::failure::Failure;
use crate::failure::chain;

/// Reads the profile in a file. Paths in it are relative to the file.
pub(crate) fn load(path: &Path) -> Result<Profile, Failure> {
    let told = |problem: String| Failure::usage(format!("read the profile {}: {problem}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| {
        told(error.to_string()).advise("a profile.toml, as `hallmark serve --profile-out DIR` writes one")
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Profile::from_toml(&text, folder).map_err(|error| told(chain(&error)))
}
