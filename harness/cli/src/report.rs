//! `hallmark report`: renders a bundle again.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_reports::Authenticity;
use hallmark_reports::Renderings;
use hallmark_reports::render;

use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::push_harmless;
use crate::verify::load_keys;
use crate::verify::require_folder;

/// Render a bundle again
///
/// The bundle is verified first; nothing is rendered of one that is not authentic.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder that `hallmark run` wrote
    #[arg(value_name = "BUNDLE", required = true)]
    bundles: Vec<PathBuf>,
    /// What to write, separated by commas: html, junit
    #[arg(long, value_parser = Format::parse, value_name = "FORMAT", value_delimiter = ',', required = true)]
    format: Vec<Format>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A public key that may have signed the bundle, P-256 in PEM; may be given more than once
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    Junit,
}

impl Format {
    fn parse(name: &str) -> Result<Self, String> {
        match name {
            "html" => Ok(Self::Html),
            "junit" => Ok(Self::Junit),
            "ctrf" | "oscal" | "sarif" => {
                Err(format!("this version does not render {name} yet; expected html or junit"))
            }
            _ => Err("expected html or junit".to_owned()),
        }
    }

    /// The file and its content.
    fn file(self, renderings: &Renderings) -> (&'static str, &str) {
        match self {
            Self::Html => ("report.html", &renderings.html),
            Self::Junit => ("junit.xml", &renderings.junit),
        }
    }
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let trust = load_keys(&self.trust)?;
        let [bundle] = self.bundles.as_slice() else {
            let found = self.bundles.len();
            return Err(Failure::usage(format!("render bundles: expected one, found {found}"))
                .advise("one bundle at a time; this version does not merge shards yet"));
        };
        require_folder(bundle)?;
        let (verification, renderings) = render(bundle, &trust).map_err(|error| {
            let mut text = format!("render {}: the bundle is not authentic: ", bundle.display());
            push_harmless(&mut text, &error.to_string());
            Failure::not_authentic(text)
        })?;
        if verification.authenticity == Authenticity::SelfAsserted {
            ui.note("the bundle is self-asserted: nothing was changed, but anyone can have made it");
        }
        let mut out = ui.results();
        for format in &self.format {
            let (name, content) = format.file(&renderings);
            writeln!(out, "{}", write(&self.out, name, content)?.display())?;
        }
        out.flush()?;
        Ok(ExitCode::CONFORMING)
    }
}

fn write(folder: &Path, name: &str, content: &str) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, content))
        .map_err(|error| Failure::usage(format!("write {}: {error}", path.display())))?;
    Ok(path)
}

const EXAMPLES: &str = "\
Example:
  hallmark report bundle/ --format html,junit --out rendered/";
