use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::Case;
use super::Group;
use super::Scene;
use super::cases::catalogue;
use super::index::Index;
use super::workshop::Workshop;
use crate::Error;
use crate::mutate::Missing;
use crate::pem;

/// Every case with its octets, made from a seed.
#[derive(Debug, Clone)]
pub struct Corpus {
    seed: u64,
    items: Vec<Item>,
}

/// One case with its octets.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its group.
    pub group: Group,
    /// The case.
    pub case: &'static Case,
    /// What a validator is given.
    pub scene: Scene,
}

/// How the good certificates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As in SMKI.
    Smki,
    /// With certificatePolicies not critical: for validators that know nothing of policies, and so refuse every
    /// certificate of SMKI.
    PoliciesNotCritical,
}

/// Why a case could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A certificate that should be good is not.
    #[error("make a good certificate")]
    Certificate(#[from] Error),
    /// A field that should be changed is not there.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// No key or signature of the wanted kind was found.
    #[error("find a key or signature of the wanted kind: there was none among twenty thousand")]
    NotFound,
}

/// Which case could not be made, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("make the case {id}")]
pub struct MakeError {
    id: &'static str,
    #[source]
    source: Problem,
}

/// Why a corpus could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file or folder could not be written.
    #[error("write {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The index could not be put into JSON.
    #[error("write the index as JSON")]
    Json(#[from] serde_json::Error),
}

impl Corpus {
    /// The corpus of a seed.
    pub fn from_seed(seed: u64) -> Result<Self, MakeError> {
        Self::in_dialect(seed, Dialect::Smki)
    }

    /// The corpus of a seed in another dialect.
    pub fn in_dialect(seed: u64, dialect: Dialect) -> Result<Self, MakeError> {
        let of = |id| move |source| MakeError { id, source };
        let shop = Workshop::new(seed, dialect).map_err(of("of every good certificate"))?;
        let items = catalogue().map(|(group, case)| {
            let mut scene = shop.scene(case.start, case.change).map_err(of(case.id))?;
            if let Some(usage) = case.usage {
                scene.question.usage = Some(usage);
            }
            if let Some(over) = case.over {
                scene.over = over.to_vec();
            }
            Ok(Item { group, case, scene })
        });
        Ok(Self { seed, items: items.collect::<Result<_, _>>()? })
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The cases, in order of the catalogue.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Leaves out the cases that are not wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Item) -> bool) {
        self.items.retain(wanted);
    }

    /// Writes every file, the index and the schema of the index. Files that are there are replaced.
    pub fn write(&self, folder: &Path) -> Result<Index, WriteError> {
        for item in &self.items {
            item.write(&folder.join(item.folder()))?;
        }
        let index = Index::of(self);
        let text = format!("{}\n", serde_json::to_string_pretty(&index)?);
        write_file(&folder.join("index.json"), text.as_bytes())?;
        write_file(&folder.join("index.schema.json"), super::index::SCHEMA.as_bytes())?;
        Ok(index)
    }
}

impl Item {
    /// The folder of the case, within that of the corpus.
    pub fn folder(&self) -> String {
        format!("cases/{}", self.case.id)
    }

    /// All path certificates as PEM text.
    pub fn path_pem(&self) -> String {
        self.scene.path.iter().map(|one| pem::write("CERTIFICATE", one)).collect()
    }

    fn write(&self, folder: &Path) -> Result<(), WriteError> {
        fs::create_dir_all(folder).map_err(|source| WriteError::File { path: folder.to_owned(), source })?;
        let scene = &self.scene;
        for (name, octets) in [("leaf", &scene.leaf), ("anchor", &scene.anchor)] {
            write_file(&folder.join(format!("{name}.der")), octets)?;
            write_file(&folder.join(format!("{name}.pem")), pem::write("CERTIFICATE", octets).as_bytes())?;
        }
        for (index, octets) in scene.path.iter().enumerate() {
            write_file(&folder.join(format!("path-{}.der", index + 1)), octets)?;
        }
        if !scene.path.is_empty() {
            write_file(&folder.join("path.pem"), self.path_pem().as_bytes())?;
        }
        if let Some(payload) = &scene.payload {
            write_file(&folder.join("payload.der"), payload)?;
        }
        Ok(())
    }
}

fn write_file(path: &Path, octets: &[u8]) -> Result<(), WriteError> {
    fs::write(path, octets).map_err(|source| WriteError::File { path: path.to_owned(), source })
}
