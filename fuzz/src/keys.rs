//! Key folders: files of any content under names of parties.

use std::fs;
use std::path::PathBuf;

use hallmark_smki::KeyRing;
use hallmark_smki::lint::Filed;

use crate::pieces::pieces;

/// Files, each behind two octets of length; the first octet of each chooses its name. Nothing is held that has no file,
/// what is held of a key belongs to its certificate, and each warning is about one of the files.
pub fn run(octets: &[u8]) {
    FOLDER.with(|folder| {
        let mut paths = Vec::new();
        for piece in pieces(octets).take(MOST) {
            let Some((name, content)) = piece.split_first() else { continue };
            let path = folder.0.join(NAMES[usize::from(*name) % NAMES.len()]);
            fs::write(&path, content).expect("the folder can be written");
            let _ = Filed::from_path(&path);
            paths.push(path);
        }
        paths.sort();
        paths.dedup();
        let ring = KeyRing::load_files(paths.clone());
        check(&ring, &paths);
        let mut twice = KeyRing::load(&folder.0).expect("the folder can be read");
        assert_eq!(twice.identities().collect::<Vec<_>>(), ring.identities().collect::<Vec<_>>());
        assert_eq!(twice.warnings(), ring.warnings());
        twice.extend(ring);
        paths.iter().for_each(|path| fs::remove_file(path).expect("the file can be removed"));
    });
}

fn check(ring: &KeyRing, paths: &[PathBuf]) {
    assert!(ring.len() <= paths.len() * LONGEST);
    assert_eq!(ring.is_empty(), ring.identities().next().is_none());
    for (id, usage, certificate) in ring.certificates() {
        assert_eq!(ring.public_point(id, usage), certificate.public_point(), "the point is another");
    }
    for (id, usage) in ring.identities() {
        if let Some(key) = ring.private_key(id, usage) {
            assert_eq!(ring.public_point(id, usage), Some(key.public_point()), "the key is another");
            assert!(ring.private_scalar(id, usage).is_some());
        }
    }
    for authority in ring.authorities() {
        let key = ring.authority_key(authority);
        assert!(key.is_none_or(|key| authority.public_point() == Some(key.public_point())));
    }
    for warning in ring.warnings() {
        assert!(paths.contains(&warning.path) && !warning.reason.to_string().is_empty());
    }
}

/// A folder for this thread, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let thread = format!("{:?}", std::thread::current().id());
        let name = format!("hallmark-fuzz-{}-{thread}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("there is a folder for temporary files");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

thread_local! {
    static FOLDER: Folder = Folder::new();
}

/// Names of parties, of usages, and others.
pub(crate) const NAMES: [&str; 8] = [
    "02484c4d4b010102-ds.pem",
    "02484c4d4b010102-ds.key",
    "02484c4d4b010102-ka.pem",
    "02484c4d4b010102-pp-ka.key",
    "0202020202020202-ka.der",
    "root.crt",
    "root.key",
    "other.pem",
];

const MOST: usize = 6;
/// No file of the fuzzer's size holds more certificates.
const LONGEST: usize = 100;
