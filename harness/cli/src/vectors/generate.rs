//! `hallmark vectors generate`: makes the files.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_vectors::Certificates;
use hallmark_vectors::File;
use hallmark_vectors::files;

use crate::failure::Failure;
use crate::ui::Ui;

/// Make the files of vectors and their schemas
///
/// The same seed gives the same files, octet for octet; 1 is that of the files in the repository.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder, made if need be, for data/*.json, certificates.json and schema/*.schema.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where random octets come from
    #[arg(long, value_name = "N", default_value_t = File::SEED)]
    seed: u64,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let mut out = ui.results();
        for file in files() {
            let text = file.generate(self.seed).map_err(|error| Failure::internal_from(&error))?;
            write(&self.out.join("data"), &format!("{}.json", file.name), &text)?;
            let schema = file.generate_schema();
            write(&self.out.join("schema"), &format!("{}.schema.json", file.name), &schema)?;
            writeln!(out, "{}", self.out.join("data").join(format!("{}.json", file.name)).display())?;
        }
        let references = Certificates::of_catalogue();
        let text = references.to_text().map_err(|error| Failure::internal_from(&error))?;
        write(&self.out, "certificates.json", &text)?;
        write(&self.out.join("schema"), "certificates.schema.json", &Certificates::schema_text())?;
        writeln!(out, "{}", self.out.join("certificates.json").display())?;
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| Failure::usage(format!("write {}: {error}", path.display())))
}

const EXAMPLES: &str = "\
Examples:
  hallmark vectors generate --out vectors
  hallmark vectors generate --out other --seed 7";
