//! The folder, read once.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::VerifyError;
use crate::file;

/// The files of a folder, in memory.
pub(super) struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads every file. Refuses folders, symbolic links, devices, strange names, and more than the bounds.
    pub(super) fn read(dir: &Path) -> Result<Self, VerifyError> {
        let folder =
            |found: std::io::Error| VerifyError::Read { file: ".".to_owned(), found: found.to_string() };
        let mut files = BTreeMap::new();
        let mut total = 0;
        for entry in fs::read_dir(dir).map_err(folder)? {
            let entry = entry.map_err(folder)?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| file::is_name(name)) else {
                return Err(VerifyError::Name { file: name.to_string_lossy().into_owned() });
            };
            if files.len() == file::MAX_FILES {
                return Err(limit(".", format!("{} files", file::MAX_FILES), "more".to_owned()));
            }
            let octets = read(name, &entry.path())?;
            total += octets.len() as u64;
            if total > file::MAX_TOTAL {
                return Err(limit(".", format!("{} octets", file::MAX_TOTAL), "more".to_owned()));
            }
            files.insert(name.to_owned(), octets);
        }
        Ok(Self { files })
    }

    /// The octets of a file.
    pub(super) fn octets(&self, name: &str) -> Result<&[u8], VerifyError> {
        let octets = self.files.get(name).map(Vec::as_slice);
        octets.ok_or_else(|| VerifyError::Missing { file: name.to_owned() })
    }

    /// The names of the files, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }
}

/// Reads a plain file. Its kind is looked at first, because opening a pipe or a device may block.
fn read(name: &str, path: &Path) -> Result<Vec<u8>, VerifyError> {
    let cannot =
        |found: std::io::Error| VerifyError::Read { file: name.to_owned(), found: found.to_string() };
    let kind = fs::symlink_metadata(path).map_err(cannot)?.file_type();
    if !kind.is_file() {
        let found = match (kind.is_symlink(), kind.is_dir()) {
            (true, _) => "a symbolic link",
            (_, true) => "a folder",
            _ => "something else",
        };
        return Err(VerifyError::NotAFile { file: name.to_owned(), found: found.to_owned() });
    }
    let mut octets = Vec::new();
    let file = fs::File::open(path).map_err(cannot)?;
    file.take(file::MAX_FILE + 1).read_to_end(&mut octets).map_err(cannot)?;
    if octets.len() as u64 > file::MAX_FILE {
        return Err(limit(name, format!("{} octets", file::MAX_FILE), "more".to_owned()));
    }
    Ok(octets)
}

fn limit(file: &str, expected: String, found: String) -> VerifyError {
    VerifyError::Limit { file: file.to_owned(), expected, found }
}
