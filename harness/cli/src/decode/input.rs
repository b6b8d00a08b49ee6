//! Where messages come from: files, folders, standard input.

use std::collections::VecDeque;
use std::fs;
use std::fs::File;
use std::io;
use std::io::IsTerminal;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::ui::Ui;

use super::fault::Fault;
use super::text;

/// One message, or what stands in its place.
#[derive(Debug)]
pub(super) struct Input {
    /// Where it is from: a path, `-` for standard input, followed by `:` and a line where there are several.
    pub(super) source: String,
    pub(super) octets: Result<Vec<u8>, Fault>,
}

/// Every message at some paths, read one file at a time: folders with their subfolders in order of name, hidden files
/// left out.
pub(super) struct Inputs {
    places: Vec<Place>,
    ready: VecDeque<Input>,
}

enum Place {
    /// Given by the user.
    Named(PathBuf),
    /// Found in a folder.
    Found(PathBuf),
    StandardInput,
}

impl Inputs {
    /// Standard input, where there are no paths.
    pub(super) fn new(paths: Vec<PathBuf>, ui: &Ui) -> Self {
        let place = |path: PathBuf| match path.as_os_str() == "-" {
            true => Place::StandardInput,
            false => Place::Named(path),
        };
        let mut places: Vec<Place> = paths.into_iter().rev().map(place).collect();
        if places.is_empty() {
            if io::stdin().is_terminal() {
                ui.note("reading messages from the terminal; end with Ctrl-D");
            }
            places.push(Place::StandardInput);
        }
        Self { places, ready: VecDeque::new() }
    }

    fn open(&mut self, place: Place) {
        let (source, content) = match place {
            Place::StandardInput => ("-".to_owned(), read(io::stdin().lock())),
            Place::Named(path) | Place::Found(path) if path.is_dir() => return self.open_folder(&path),
            Place::Named(path) | Place::Found(path) => {
                let content = File::open(&path).map_err(|error| Fault::unreadable(&error)).and_then(read);
                (path.display().to_string(), content)
            }
        };
        match content {
            Ok(content) => self.ready.extend(split(&source, &content)),
            Err(fault) => self.ready.push_back(Input { source, octets: Err(fault) }),
        }
    }

    /// Links to folders are not followed, since they may lead in a circle.
    fn open_folder(&mut self, folder: &Path) {
        let failed =
            |error| Input { source: folder.display().to_string(), octets: Err(Fault::unreadable(&error)) };
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => return self.ready.push_back(failed(error)),
        };
        entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        entries.sort_by_key(fs::DirEntry::file_name);
        let is_linked_folder = |path: &Path| path.is_symlink() && path.is_dir();
        let paths = entries.iter().rev().map(fs::DirEntry::path).filter(|path| !is_linked_folder(path));
        self.places.extend(paths.map(Place::Found));
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.ready.pop_front() {
                return Some(input);
            }
            let place = self.places.pop()?;
            self.open(place);
        }
    }
}

fn read(content: impl Read) -> Result<Vec<u8>, Fault> {
    let mut octets = Vec::new();
    content.take(MAX_FILE + 1).read_to_end(&mut octets).map_err(|error| Fault::unreadable(&error))?;
    if u64::try_from(octets.len()).is_ok_and(|size| size > MAX_FILE) {
        return Err(Fault::limit("at most 64 MiB in one input"));
    }
    Ok(octets)
}

fn split(source: &str, content: &[u8]) -> Vec<Input> {
    let whole = |octets| vec![Input { source: source.to_owned(), octets }];
    let Some(text) = as_text(content) else { return whole(bounded(content.to_vec())) };
    if text.lines().nth(MAX_LINES).is_some() {
        return whole(Err(Fault::limit("at most 1,000,000 lines in one input")));
    }
    let pieces = text::pieces(text);
    if pieces.is_empty() {
        return whole(Err(Fault::empty("a message in hexadecimal, base64 or binary")));
    }
    let several = pieces.len() > 1;
    let input = |piece: text::Piece| Input {
        source: if several { format!("{source}:{}", piece.line) } else { source.to_owned() },
        octets: piece.octets.and_then(bounded),
    };
    pieces.into_iter().map(input).collect()
}

/// Text, unless it holds what no text does. A binary message starts with DD or DF, which is no character of text that
/// stands for octets.
fn as_text(content: &[u8]) -> Option<&str> {
    let is_odd = |octet: &u8| octet.is_ascii_control() && !octet.is_ascii_whitespace();
    if matches!(content.first(), Some(0xDD | 0xDF)) || content.iter().any(is_odd) {
        return None;
    }
    str::from_utf8(content).ok().map(|text| text.trim_start_matches('\u{FEFF}'))
}

fn bounded(octets: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if octets.len() > MAX_MESSAGE {
        return Err(Fault::limit("a message of at most 1 MiB"));
    }
    Ok(octets)
}

const MAX_FILE: u64 = 64 << 20;
const MAX_LINES: usize = 1_000_000;
/// Far above any message: general block transfer carries at most 255 blocks of 1200 octets.
const MAX_MESSAGE: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Color;

    fn inputs(paths: Vec<PathBuf>) -> Inputs {
        Inputs::new(paths, &Ui::new(Color::Never, true))
    }

    #[test]
    fn folders_are_read_in_order_and_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/inner")).unwrap();
        for name in ["c.hex", "a.hex", "b/2.hex", "b/inner/1.hex", "b/.hidden"] {
            fs::write(root.join(name), "DF").unwrap();
        }
        let sources: Vec<String> = inputs(vec![root.join("c.hex"), root.to_owned()])
            .map(|input| input.source.strip_prefix(&format!("{}/", root.display())).unwrap().to_owned())
            .collect();
        assert_eq!(sources, ["c.hex", "a.hex", "b/2.hex", "b/inner/1.hex", "c.hex"]);
    }

    #[test]
    fn binary_is_told_from_text() {
        for binary in [&b"\xDD"[..], b"\xDF\x09", b"\x00\x01", b"\xFF\xFE"] {
            assert_eq!(as_text(binary), None, "{binary:02X?}");
        }
        for text in ["DD 00\r\n\t", "3QAA", "", "no octets at all: \u{E9}"] {
            assert_eq!(as_text(text.as_bytes()), Some(text));
        }
    }

    #[test]
    fn what_is_empty_or_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, missing) = (folder.path().join("empty"), folder.path().join("missing"));
        fs::write(&empty, " \n").unwrap();
        let found: Vec<Input> = inputs(vec![empty.clone(), missing.clone()]).collect();
        let kinds = found.iter().map(|input| (input.source.clone(), input.octets.as_ref().unwrap_err().kind));
        let expected =
            [(empty.display().to_string(), "empty"), (missing.display().to_string(), "unreadable")];
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
    }
}
