//! `hallmark verify`: is a bundle what was signed, and does it agree with itself?

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::results::Outcome;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Authenticity;
use hallmark_reports::Verification;
use hallmark_reports::verify;
use hallmark_reports::verifying_key_from_pem;
use p256::ecdsa::VerifyingKey;

use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// Check a bundle offline: signatures, digests, completeness, and that its files agree
///
/// Without --trust the key inside the bundle is used. That shows that nothing was changed since the bundle was signed, but
/// not who signed it. The exit code says whether the bundle is authentic, not whether the target conforms.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder that `hallmark run` wrote
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// A public key that may have signed it, P-256 in PEM; may be given more than once
    #[arg(long, value_name = "PEM")]
    trust: Vec<PathBuf>,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let trust = load_keys(&self.trust)?;
        require_folder(&self.bundle)?;
        let paint = ui.paint();
        let mut out = ui.results();
        let code = match verify(&self.bundle, &trust) {
            Ok(verification) => {
                out.write_all(text(&verification, paint).as_bytes())?;
                ExitCode::CONFORMING
            }
            Err(error) => {
                let mut line = format!("{} ", paint.apply(Style::Bad, "not authentic:"));
                push_harmless(&mut line, &error.to_string());
                writeln!(out, "{line}")?;
                ExitCode::NOT_AUTHENTIC
            }
        };
        out.flush()?;
        Ok(code)
    }
}

/// Something that is not there at all is no forged bundle.
pub(crate) fn require_folder(bundle: &Path) -> Result<(), Failure> {
    if bundle.is_dir() {
        return Ok(());
    }
    let found = if bundle.exists() { "a file" } else { "nothing" };
    Err(Failure::usage(format!("open the bundle {}: expected a folder, found {found}", bundle.display()))
        .advise("the folder that `hallmark run --out DIR` wrote"))
}

/// Reads public keys.
pub(crate) fn load_keys(paths: &[PathBuf]) -> Result<Vec<VerifyingKey>, Failure> {
    paths.iter().map(|path| load_key(path)).collect()
}

fn load_key(path: &Path) -> Result<VerifyingKey, Failure> {
    let told = |problem: String| {
        Failure::usage(format!("read the key {}: {problem}", path.display()))
            .advise("a P-256 public key, as `openssl pkey -pubout` writes it")
    };
    let text = fs::read_to_string(path).map_err(|error| told(error.to_string()))?;
    verifying_key_from_pem(&text).map_err(|error| told(error.to_string()))
}

fn text(verification: &Verification, paint: Paint) -> String {
    let authenticity = match verification.authenticity {
        Authenticity::SelfAsserted => {
            paint.apply(Style::Odd, "self-asserted: nothing was changed, but anyone can have made it")
        }
        Authenticity::Trusted => paint.apply(Style::Good, "signed by a trusted key"),
    };
    let results = &verification.results;
    let style = match verification.outcome {
        Outcome::Conforming => Style::Good,
        Outcome::Inconclusive => Style::Odd,
        Outcome::Nonconforming => Style::Bad,
    };
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .filter_map(|verdict| {
            let count = results.counts.get(verdict.name()).copied().filter(|count| *count > 0)?;
            Some(format!("{count} {verdict}"))
        })
        .collect();
    let mut rows = vec![
        ("bundle", format!("{}, {authenticity}", paint.apply(Style::Good, "authentic"))),
        ("signer", format!("sha256:{}", verification.signer)),
        ("issued", verification.issued.clone()),
        ("laboratory", verification.laboratory.name.clone()),
        ("target", format!("{} {}, {}", results.target.name, results.target.version, results.target.kind)),
        ("outcome", paint.apply(style, verification.outcome.name())),
        ("verdicts", counts.join(", ")),
        ("checked", format!("{} files, {} exchanges", verification.files, verification.exchanges)),
    ];
    rows.extend(verification.notes.iter().map(|note| ("note", note.clone())));
    let mut text = String::new();
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        text += &paint.apply(Style::Name, &format!("{label:<12}"));
        text += value;
        text.push('\n');
    }
    text
}

const EXAMPLES: &str = "\
Examples:
  hallmark verify report/
  hallmark verify report/ --trust laboratory.pem";
