//! Where certificates come from: files, folders, standard input; in PEM, in DER, or in something that holds them.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use hallmark_smki::pem;

use super::embedded;
use crate::failure::Failure;

/// The octets of one certificate.
#[derive(Debug)]
pub(super) struct Input {
    /// Where it is from: a path, `-` for standard input, followed by `:` and a number where there are several.
    pub(super) source: String,
    /// The file, if it holds no other certificate.
    pub(super) file: Option<PathBuf>,
    pub(super) octets: Vec<u8>,
}

/// What is at some paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The certificates, in order.
    pub(super) certificates: Vec<Input>,
    /// Files that ought to hold one and do not: what was expected, what was seen.
    pub(super) unreadable: Vec<String>,
}

impl Found {
    /// The failure that tells of every file that could not be read; nothing if there is none.
    pub(super) fn complete(unreadable: &[String]) -> Result<(), Failure> {
        match unreadable {
            [] => Ok(()),
            [only] => Err(Failure::usage(only.clone())),
            several => {
                let shown: Vec<&str> = several.iter().take(MAX_SHOWN).map(String::as_str).collect();
                let more = several.len() - shown.len();
                let more = if more == 0 { String::new() } else { format!("\n  and {more} more") };
                let (count, shown) = (several.len(), shown.join("\n  "));
                Err(Failure::usage(format!("{count} files could not be read\n  {shown}{more}")))
            }
        }
    }
}

/// Every certificate at some paths; a file that cannot be read is a failure.
pub(super) fn certificates(paths: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let found = search(paths)?;
    Found::complete(&found.unreadable)?;
    Ok(found.certificates)
}

/// Every certificate at some paths: folders with their subfolders in order of name. A folder may hold other things
/// too; a file that is named must hold a certificate. A failure if there is nothing at all.
pub(super) fn search(paths: &[PathBuf]) -> Result<Found, Failure> {
    let mut found = Found::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let read = content(io::stdin().lock());
            let pushed = read.map_err(|error| unreadable(path, &error)).and_then(|content| {
                found.certificates.extend(inputs(path, &content, Named::ByUser)?);
                Ok(())
            });
            found.unreadable.extend(pushed.err());
        } else if path.is_dir() {
            folder(path, &mut found);
        } else {
            file(path, Named::ByUser, &mut found);
        }
    }
    if found.certificates.is_empty() {
        Found::complete(&found.unreadable)?;
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::usage(format!("read {}: expected certificates, found none", paths.join(", ")))
            .advise("files in PEM or DER; in a folder, those that end in .pem, .crt, .cer or .der, and .xml or .hex that hold some"));
    }
    Ok(found)
}

/// Whether a file was named, or came up in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    ByUser,
    /// By an ending that says that it is a certificate, or a key.
    InFolder,
    /// By an ending that says nothing.
    InFolderPerhaps,
}

/// Links to folders are not followed, since they may lead in a circle.
fn folder(path: &Path, found: &mut Found) {
    let listed = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => return found.unreadable.push(unreadable(path, &error)),
    };
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        if path.is_dir() {
            if !path.is_symlink() {
                folder(&path, found);
            }
            continue;
        }
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("pem" | "crt" | "cer" | "der") => file(&path, Named::InFolder, found),
            Some("xml" | "hex") => file(&path, Named::InFolderPerhaps, found),
            _ => {}
        }
    }
}

fn file(path: &Path, named: Named, found: &mut Found) {
    let content = File::open(path).and_then(content).map_err(|error| unreadable(path, &error));
    match content.and_then(|content| inputs(path, &content, named)) {
        Ok(inputs) => found.certificates.extend(inputs),
        Err(problem) => found.unreadable.push(problem),
    }
}

fn content(from: impl Read) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    from.take(MAX_OCTETS + 1).read_to_end(&mut octets)?;
    if u64::try_from(octets.len()).is_ok_and(|size| size > MAX_OCTETS) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more than 64 MiB"));
    }
    Ok(octets)
}

/// The certificates in a file.
fn inputs(path: &Path, content: &[u8], named: Named) -> Result<Vec<Input>, String> {
    let source = path.display().to_string();
    let text = str::from_utf8(content).ok().filter(|text| text.contains("-----BEGIN "));
    let (certificates, seen) = match text {
        Some(text) => {
            let blocks = pem::blocks(text)
                .map_err(|error| no_certificate(&source, &format!("a failure to {error}")))?;
            if named != Named::ByUser && !blocks.iter().any(|one| one.label() == CERTIFICATE) {
                return Ok(Vec::new());
            }
            let labels: Vec<&str> = blocks.iter().map(pem::Block::label).collect();
            let certificates = blocks.iter().filter(|one| one.label() == CERTIFICATE);
            (certificates.map(|one| one.octets().to_vec()).collect(), labels.join(", "))
        }
        // Whatever else it is, it begins as DER does.
        None if is_der(content) => (vec![content.to_vec()], String::new()),
        None => (embedded::certificates(content), begin(content)),
    };
    match certificates.len() {
        0 if named == Named::InFolderPerhaps => Ok(Vec::new()),
        0 => Err(no_certificate(&source, &seen)),
        1 => {
            let own = |octets| Input { source: source.clone(), file: Some(path.to_owned()), octets };
            Ok(certificates.into_iter().map(own).collect())
        }
        _ => {
            let numbered =
                |(index, octets)| Input { source: format!("{source}:{}", index + 1), file: None, octets };
            Ok(certificates.into_iter().enumerate().map(numbered).collect())
        }
    }
}

/// Digits of hexadecimal text may look like a tag of DER.
fn is_der(content: &[u8]) -> bool {
    content.first() == Some(&0x30)
        && !content.iter().all(|octet| octet.is_ascii_graphic() || octet.is_ascii_whitespace())
}

/// How a file begins.
fn begin(content: &[u8]) -> String {
    match content {
        [] => "nothing".to_owned(),
        [first, ..] => format!("octet {first:02X} and {} more", content.len() - 1),
    }
}

fn no_certificate(source: &str, seen: &str) -> String {
    format!("read {source}: expected a certificate in PEM or DER, found {seen}")
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("read {}: {error}", path.display())
}

const CERTIFICATE: &str = "CERTIFICATE";

/// How many files that could not be read are told of by name.
const MAX_SHOWN: usize = 20;

const MAX_OCTETS: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";

    #[test]
    fn folders_are_read_in_order_and_may_hold_other_things() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b")).unwrap();
        let several = format!("{PEM}{KEY}{PEM}");
        for (name, content) in [
            ("c.pem", PEM),
            ("a.CRT", &several),
            ("b/k.pem", KEY),
            ("b/d.der", "0\0"),
            ("x.txt", PEM),
            ("y.xml", "<a/>"),
        ] {
            fs::write(root.join(name), content).unwrap();
        }
        let found = certificates(&[root.to_owned()]).unwrap();
        let prefix = format!("{}/", root.display());
        let sources: Vec<&str> = found.iter().map(|one| one.source.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(sources, ["a.CRT:1", "a.CRT:2", "b/d.der", "c.pem"]);
        assert!(found.iter().all(|one| one.octets == [0x30, 0]));
    }

    #[test]
    fn a_named_file_must_hold_a_certificate() {
        let folder = tempfile::tempdir().unwrap();
        for content in ["", "text", KEY, "-----BEGIN CERTIFICATE-----\n"] {
            let path = folder.path().join("file.pem");
            fs::write(&path, content).unwrap();
            assert!(certificates(&[path]).is_err(), "{content}");
        }
        assert!(certificates(&[folder.path().join("missing.pem")]).is_err());
        fs::write(folder.path().join("file.pem"), KEY).unwrap();
        assert!(certificates(&[folder.path().to_owned()]).is_err());
    }

    #[test]
    fn a_folder_is_read_to_its_end_and_what_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("a.pem", "-----BEGIN X\n"), ("b.der", ""), ("c.pem", PEM), ("d.cer", "junk")]
        {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let found = search(&[folder.path().to_owned()]).unwrap();
        assert_eq!(found.certificates.len(), 1);
        let seen: Vec<&str> =
            found.unreadable.iter().map(|one| one.rsplit_once(", found ").unwrap().1).collect();
        assert_eq!(seen[1..], ["nothing", "octet 6A and 3 more"]);
        assert!(seen[0].starts_with("a failure to read PEM: "), "{seen:?}");
        let Err(Failure::Told { problem, .. }) = certificates(&[folder.path().to_owned()]) else { panic!() };
        assert!(problem.starts_with("3 files could not be read\n  read "), "{problem}");
    }
}
