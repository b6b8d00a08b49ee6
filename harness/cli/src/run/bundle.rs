//! The folder that a run leaves.

use std::path::Path;
use std::path::PathBuf;

use hallmark_engine::date::Moment;
use hallmark_engine::profile::Profile;
use hallmark_engine::results::Results;
use hallmark_reports::Bundle;
use hallmark_reports::Issuer;
use hallmark_reports::Laboratory;
use hallmark_reports::Written;
use hallmark_reports::signing_key_from_pem;
use hallmark_smki::PrivateKey;
use p256::ecdsa::SigningKey;

use crate::failure::Failure;
use crate::run::decoder;

/// The profile's name in a bundle.
pub(crate) const PROFILE_FILE: &str = "profile.toml";

/// Who signs.
pub(crate) struct Signer {
    key: SigningKey,
    self_asserted: bool,
}

impl Signer {
    /// The operator's key, or one that is made for this run and forgotten.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            let secret = fresh_octets()?;
            let key = PrivateKey::derive(&secret, "bundle");
            let key = SigningKey::from_slice(&*key.scalar())
                .map_err(|error| Failure::usage(format!("make a signing key: {error}")))?;
            return Ok(Self { key, self_asserted: true });
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("read the signing key {}: {error}", path.display())))?;
        let key = signing_key_from_pem(&text)
            .map_err(|error| Failure::usage(format!("read the signing key {}: {error}", path.display())))
            .map_err(|failure| failure.advise("openssl ecparam -name prime256v1 -genkey -noout"))?;
        Ok(Self { key, self_asserted: false })
    }
}

/// Where a bundle goes when nobody says.
pub(crate) fn default_folder(profile: &Profile, now: Moment) -> PathBuf {
    let name: String = profile
        .target
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect();
    let time: String = now.to_string().chars().filter(|c| c.is_ascii_digit()).take(14).collect();
    PathBuf::from(format!("hallmark-bundle-{name}-{time}"))
}

/// Makes the folder. One that is there and holds anything is somebody's evidence.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Failure> {
    let is_used = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        return Err(Failure::usage(format!(
            "write to {}: expected an empty folder, found files",
            folder.display()
        ))
        .advise("give another folder with --out"));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::usage(format!("make the folder {}: {error}", folder.display())))
}

/// Writes the profile as it is used.
pub(crate) fn write_profile(folder: &Path, profile: &Profile) -> Result<(), Failure> {
    let path = folder.join(PROFILE_FILE);
    std::fs::write(&path, profile.to_toml())
        .map_err(|error| Failure::usage(format!("write {}: {error}", path.display())))
}

/// Writes results, renderings and statements.
pub(crate) fn write(
    folder: &Path,
    results: &Results,
    signer: &Signer,
    now: Moment,
) -> Result<Written, Failure> {
    let bundle = Bundle {
        results,
        enclosed: &[],
        decoder: &decoder::decode,
        issuer: Issuer {
            key: &signer.key,
            self_asserted: signer.self_asserted,
            laboratory: Laboratory::default(),
            now,
        },
    };
    bundle.write(folder).map_err(|error| Failure::lost(crate::failure::chain(&error)))
}

/// A name for the run that no other run has.
pub(crate) fn run_id(now: Moment) -> String {
    format!("{}-{}", now.0, std::process::id())
}

/// How the program was built.
pub(crate) fn build() -> String {
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    format!("{kind} {}-{}", std::env::consts::ARCH, std::env::consts::OS)
}

/// Octets that nobody can guess, from the operating system.
fn fresh_octets() -> Result<[u8; 32], Failure> {
    let mut octets = [0; 32];
    getrandom::fill(&mut octets).map_err(|error| Failure::usage(format!("draw random octets: {error}")))?;
    Ok(octets)
}
