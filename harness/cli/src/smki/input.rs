//! Where certificates come from: PEM and DER, files, folders, standard input.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use hallmark_smki::pem;

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

/// Every certificate at some paths: folders with their subfolders in order of name. A folder may hold other things
/// too; a file that is named must hold a certificate.
pub(super) fn certificates(paths: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let content = content(io::stdin().lock()).map_err(|error| unreadable(path, &error))?;
            push(&mut found, path, &content, Named::ByUser)?;
        } else if path.is_dir() {
            folder(path, &mut found)?;
        } else {
            file(path, Named::ByUser, &mut found)?;
        }
    }
    if found.is_empty() {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::usage(format!("read {}: expected certificates, found none", paths.join(", ")))
            .advise("files in PEM or DER; in a folder, those that end in .pem, .crt, .cer or .der"));
    }
    Ok(found)
}

/// Whether a file was named, or came up in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    ByUser,
    InFolder,
}

/// Links to folders are not followed, since they may lead in a circle.
fn folder(path: &Path, found: &mut Vec<Input>) -> Result<(), Failure> {
    let listed = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = listed.map_err(|error| unreadable(path, &error))?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let extension = extension.as_ref().and_then(|extension| extension.to_str());
        if path.is_dir() {
            if !path.is_symlink() {
                folder(&path, found)?;
            }
        } else if matches!(extension, Some("pem" | "crt" | "cer" | "der")) {
            file(&path, Named::InFolder, found)?;
        }
    }
    Ok(())
}

fn file(path: &Path, named: Named, found: &mut Vec<Input>) -> Result<(), Failure> {
    let content = File::open(path).and_then(content).map_err(|error| unreadable(path, &error))?;
    push(found, path, &content, named)
}

fn content(from: impl Read) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    from.take(MAX_OCTETS + 1).read_to_end(&mut octets)?;
    if u64::try_from(octets.len()).is_ok_and(|size| size > MAX_OCTETS) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "more than 64 MiB"));
    }
    Ok(octets)
}

fn push(found: &mut Vec<Input>, path: &Path, content: &[u8], named: Named) -> Result<(), Failure> {
    let source = path.display().to_string();
    let no_certificate = |seen: String| {
        Failure::usage(format!("read {source}: expected a certificate in PEM or DER, found {seen}"))
    };
    let text = str::from_utf8(content).ok().filter(|text| text.contains("-----BEGIN "));
    let Some(text) = text else {
        return match (content.first(), named) {
            // Whatever else it is, it begins as DER does.
            (Some(0x30), _) => {
                let file = Some(path.to_owned());
                found.push(Input { source: source.clone(), file, octets: content.to_vec() });
                Ok(())
            }
            (_, Named::InFolder) => Ok(()),
            (first, Named::ByUser) => {
                Err(no_certificate(first.map_or("nothing".to_owned(), |octet| format!("octet {octet:02X}"))))
            }
        };
    };
    let blocks = pem::blocks(text).map_err(|error| no_certificate(format!("a failure to {error}")))?;
    let certificates: Vec<&pem::Block> = blocks.iter().filter(|one| one.label() == "CERTIFICATE").collect();
    if certificates.is_empty() && named == Named::ByUser {
        let labels: Vec<&str> = blocks.iter().map(pem::Block::label).collect();
        return Err(no_certificate(labels.join(", ")));
    }
    let alone = certificates.len() == 1;
    for (index, block) in certificates.into_iter().enumerate() {
        let source = if alone { source.clone() } else { format!("{source}:{}", index + 1) };
        let file = alone.then(|| path.to_owned());
        found.push(Input { source, file, octets: block.octets().to_vec() });
    }
    Ok(())
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("read {}: {error}", path.display()))
}

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
        for (name, content) in
            [("c.pem", PEM), ("a.CRT", &several), ("b/k.pem", KEY), ("b/d.der", "0\0"), ("x.txt", PEM)]
        {
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
}
