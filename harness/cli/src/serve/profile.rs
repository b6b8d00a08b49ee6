//! The profile with which our own device is tested like somebody else's.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;

use hallmark_engine::profile::Address;
use hallmark_engine::profile::Device;
use hallmark_engine::profile::FileSource;
use hallmark_engine::profile::Party;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
use hallmark_smki::Usage;
use hallmark_smki::pki::TestPki;

use crate::embedded;
use crate::failure::Failure;
use crate::failure::chain;

/// Writes profile and keys into a folder, and returns the path of the profile.
pub(super) fn write(folder: &Path, pki: &TestPki, address: SocketAddr) -> Result<PathBuf, Failure> {
    let told = |problem: String| {
        Failure::usage(format!("write a profile into {}: {problem}", folder.display()))
            .advise("a folder that can be made or written to")
    };
    let keys = folder.join(KEYS);
    pki.write_folder(&keys, &[]).map_err(|error| told(chain(&error)))?;
    write_device(&keys, pki).map_err(told)?;
    let path = folder.join("profile.toml");
    fs::write(&path, profile(address).to_toml()).map_err(|error| told(error.to_string()))?;
    Ok(path)
}

/// The certificates of the device. Its private keys stay with it, as those of any device do.
fn write_device(keys: &Path, pki: &TestPki) -> Result<(), String> {
    let id = u64::from_be_bytes(embedded::DEVICE.0);
    for usage in [Usage::DigitalSignature, Usage::KeyAgreement] {
        let credential = pki.device(embedded::DEVICE.0, usage).map_err(|error| chain(&error))?;
        fs::write(keys.join(format!("{id:016x}-{usage}.pem")), credential.certificate().to_pem())
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn profile(address: SocketAddr) -> Profile {
    let keys = || FileSource::Folder(PathBuf::from(KEYS));
    let parties: BTreeMap<String, Party> =
        embedded::parties().map(|(name, role, eui)| (name, Party { role, eui, keys: keys() })).collect();
    let device = Device { eui: embedded::DEVICE, certificates: keys() };
    let mut profile =
        Profile::embedded("Hallmark reference ESME", env!("CARGO_PKG_VERSION"), TargetKind::Esme);
    profile.link.han = Some(Address::new(format!("gfi://{}", reachable(address))));
    profile.parties = parties;
    profile.device = Some(device);
    profile
}

/// Who listens at every address is reached at that of this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

const KEYS: &str = "keys";
