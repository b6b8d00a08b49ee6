//! `hallmark smki lint`: what certificates are, and which rules of their profile they break.

mod json;
mod table;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::lint::Filed;
use hallmark_smki::lint::Report;
use hallmark_smki::lint::lint;
use hallmark_smki::lint::lint_together;
use hallmark_smki::lint::rules;
use hallmark_smki::profile::Settings;
use hallmark_smki::profile::Severity;

use super::input;
use super::input::Found;
use crate::failure::Failure;
use crate::ui::Ui;

/// Say what certificates are, and name each rule of their profile that they break
///
/// A rule that a published text states is a fault when it is broken; one that no text settles is an observation. A file
/// that is named as in a key folder (EUI-64, then -ds.pem, -ka.pem or -pp-ka.pem) must hold the certificate of that party
/// for that usage. Of several certificates no two may have one serial number, or one key for two purposes. Signatures are
/// not checked, but a root's own: `hallmark smki verify` does.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Certificates in PEM or DER, or what holds some: folders, XML documents, GBCS messages; - for standard input
    #[arg(value_name = "CERT", required_unless_present = "rules")]
    paths: Vec<PathBuf>,
    /// table: for people; json: one document
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
    /// A certificate policy of the environment, as 1.2.826.0.1.8641679.1.2.1.4; may be given more than once. Without
    /// it, any
    #[arg(long, value_name = "OID", value_parser = policy)]
    policy: Vec<ObjectIdentifier>,
    /// Takes a rule for a fault that is an observation otherwise
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    strict: Vec<String>,
    /// Shows observations as well: what is remarkable, and no fault. They are always counted, and always in json
    #[arg(long)]
    observations: bool,
    /// Leaves a rule out
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    ignore: Vec<String>,
    /// Lists the rules, with the clause and the evidence of each
    #[arg(long, conflicts_with = "paths")]
    rules: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

/// Which findings people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Faults,
}

/// A certificate and what is said of it.
struct Linted {
    source: String,
    report: Report,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let mut out = ui.results();
        if self.rules {
            let text = match self.format {
                Format::Json => json::rules(&rules()).map_err(|error| Failure::internal_from(&error))?,
                Format::Table => table::rules(&rules(), ui.paint()),
            };
            out.write_all(text.as_bytes())?;
            out.flush()?;
            return Ok(ExitCode::CONFORMING);
        }
        let settings = self.settings();
        let (mut sources, mut reports) = (Vec::new(), Vec::new());
        let found = input::search(&self.paths)?;
        for input in found.certificates {
            let filed = input.file.as_deref().and_then(Filed::from_path);
            reports.push(lint(&input.octets, filed, &settings));
            sources.push(input.source);
        }
        lint_together(&mut reports, &settings);
        let linted: Vec<Linted> =
            sources.into_iter().zip(reports).map(|(source, report)| Linted { source, report }).collect();
        let text = match self.format {
            Format::Json => json::document(&linted).map_err(|error| Failure::internal_from(&error))?,
            Format::Table => table::text(&linted, self.shown(), ui.paint()),
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Found::complete(&found.unreadable)?;
        let conforming = linted.iter().all(|one| one.report.conforms());
        Ok(if conforming { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    }

    fn shown(&self) -> Shown {
        if self.observations { Shown::All } else { Shown::Faults }
    }

    fn settings(&self) -> Settings {
        let strict = self.strict.iter().map(|name| (name.clone(), Some(Severity::Fail)));
        let ignored = self.ignore.iter().map(|name| (name.clone(), None));
        let severities: BTreeMap<String, Option<Severity>> = strict.chain(ignored).collect();
        Settings { policies: self.policy.clone(), severities, ..Settings::default() }
    }
}

pub(super) fn policy(text: &str) -> Result<ObjectIdentifier, String> {
    ObjectIdentifier::new(text)
        .map_err(|_| "expected an object identifier, as 1.2.826.0.1.8641679.1.2.1.4".to_owned())
}

fn rule_name(text: &str) -> Result<String, String> {
    let known = rules().iter().any(|rule| rule.name == text);
    if known {
        Ok(text.to_owned())
    } else {
        Err("expected a name that `hallmark smki lint --rules` lists".to_owned())
    }
}

const EXAMPLES: &str = "\
Examples:
  hallmark smki lint supplier-ds.pem
  hallmark smki lint --policy 1.2.826.0.1.8641679.1.2.1.4 --format json keys/
  hallmark smki lint --rules

The exit code is 0 if no certificate breaks a rule that counts, 1 if one does, 2 if one could not be read.";
