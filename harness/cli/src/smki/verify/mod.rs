//! `hallmark smki verify`: the path from a certificate to a trust anchor, or the best reason why there is none.

mod json;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path as FilePath;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_smki::Certificate;
use hallmark_smki::KeyUsage;
use hallmark_smki::Kind;
use hallmark_smki::Time;
use hallmark_smki::acceptance;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::Finding;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::path::ExplicitPolicy;
use hallmark_smki::path::Path;
use hallmark_smki::path::PathError;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::profile::Profile;

use super::input;
use super::lint::policy;
use crate::failure::Failure;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// Find the path from a certificate to a trust anchor, or say why there is none
///
/// Of several reasons the one that says most is given: the further a candidate path got, the better the reason. What a
/// Device would do with the certificate is told beside it: as a replacement in CS02b, or as its own in CS02d. A Device
/// also wants the certificate to obey its profile; a path does not.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A trust anchor, PEM or DER; may be given more than once. Its name and key count, not its dates
    #[arg(long, value_name = "ROOT", required = true)]
    anchor: Vec<PathBuf>,
    /// Certificates of issuing CAs, in any order; may be given more than once
    #[arg(long, value_name = "CA")]
    intermediate: Vec<PathBuf>,
    /// When: 2026-11-23, 2026-11-23T12:00:00Z or seconds since 1970; `none` leaves dates out. Without it, now
    #[arg(long, value_name = "T", value_parser = moment)]
    time: Option<Moment>,
    /// A certificate policy that may hold along the path; may be given more than once. Without it, any
    #[arg(long, value_name = "OID", value_parser = policy)]
    policy: Vec<ObjectIdentifier>,
    /// Takes a path without any policy, which GBCS does not
    #[arg(long, conflicts_with = "policy")]
    without_policy: bool,
    /// table: for people; json: one document
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table, hide_possible_values = true)]
    format: Format,
    /// The certificate
    #[arg(value_name = "LEAF")]
    leaf: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Table,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment(TimeChecks);

/// What a Device says.
struct Device {
    use_case: UseCase,
    result: Result<String, (u8, Finding)>,
}

/// How a Device meets a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UseCase {
    /// As its own, in CS02d.
    Own,
    /// As a replacement in a cell, in CS02b.
    Replacement,
}

impl UseCase {
    fn name(self) -> &'static str {
        match self {
            Self::Own => "CS02d",
            Self::Replacement => "CS02b",
        }
    }
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let anchors = certificates(&self.anchor)?;
        let intermediates = self.intermediates(ui)?;
        let leaf = leaf(&self.leaf)?;
        let time = match self.time {
            Some(Moment(time)) => time,
            None => now()?,
        };
        let explicit = if self.without_policy { ExplicitPolicy::OnDemand } else { ExplicitPolicy::Required };
        let wanted = PathPolicy { accepted: &self.policy, explicit };
        let leaf = match Certificate::parse_der(&leaf) {
            Ok(leaf) => leaf,
            Err(error) => return self.unreadable(&error, time, ui),
        };
        let found = validate_path(&leaf, &intermediates, &anchors, time, &wanted);
        let device = self.device(&leaf, &found, &intermediates, &anchors, time);
        let mut out = ui.results();
        let text = match self.format {
            Format::Json => json::document(&found, device.as_ref(), time)
                .map_err(|error| Failure::internal_from(&error))?,
            Format::Table => table(&found, device.as_ref(), ui.paint()),
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(if found.is_ok() { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    }

    /// No Device looks for a trust anchor in a folder: an issuing CA that cannot be read is as good as none.
    fn intermediates(&self, ui: &Ui) -> Result<Vec<Certificate>, Failure> {
        let mut read = Vec::new();
        let inputs =
            if self.intermediate.is_empty() { Vec::new() } else { input::certificates(&self.intermediate)? };
        for one in inputs {
            match Certificate::parse_der(&one.octets) {
                Ok(certificate) => read.push(certificate),
                Err(error) => ui.note(&format!("{} is left out: failed to {error}", one.source)),
            }
        }
        Ok(read)
    }

    /// Octets that are no certificate have no path, and that is a result.
    fn unreadable(
        &self,
        error: &hallmark_smki::Error,
        time: TimeChecks,
        ui: &Ui,
    ) -> Result<ExitCode, Failure> {
        let (expected, seen, offset) = (error.expected(), error.found(), error.offset());
        let text = match self.format {
            Format::Json => json::unreadable(error, time).map_err(|error| Failure::internal_from(&error))?,
            Format::Table => {
                let no_path = ui.paint().apply(Style::Bad, "no path");
                format!(
                    "{no_path}: encoding, GBCS 12, X.690\n  where     octet {offset} of the certificate itself\n  \
                     expected  {expected}\n  found     {seen}\n"
                )
            }
        };
        let mut out = ui.results();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::NONCONFORMITY)
    }

    /// What a Device does with the anchor in its root cell, and the path or what there is of it in the command.
    fn device(
        &self,
        leaf: &Certificate,
        found: &Result<Path<'_>, PathError>,
        intermediates: &[Certificate],
        anchors: &[Certificate],
        time: TimeChecks,
    ) -> Option<Device> {
        let usage = leaf.key_usage().unwrap_or(KeyUsage::NONE);
        if Profile::of(leaf) == Profile::Transport {
            return None;
        }
        if leaf.kind() == Kind::Device {
            let id = leaf.entity_id().unwrap_or_default();
            let point = leaf.public_point().unwrap_or([0; 65]);
            let judged = acceptance::device_certificate(leaf, id, usage, &point);
            let accepted = "as the certificate of this device, if the key is its pending one".to_owned();
            let result =
                judged.map(|()| accepted).map_err(|finding| (finding.device_certificate_code(), finding));
            return Some(Device { use_case: UseCase::Own, result });
        }
        let (root, path) = match found {
            Ok(path) => (path.anchor(), path.intermediates().iter().map(|one| (*one).clone()).collect()),
            Err(_) => (anchors.first()?, intermediates.to_vec()),
        };
        let cell = if usage.contains(KeyUsage::KEY_CERT_SIGN) { KeyUsage::KEY_CERT_SIGN } else { usage };
        let acceptance = Acceptance { root, path: &path, time, policies: &self.policy, waived: &[] };
        let judged = acceptance.replacement(leaf, cell);
        let result = judged
            .map(|()| format!("for a cell with keyUsage {cell}"))
            .map_err(|finding| (finding.status_code(), finding));
        Some(Device { use_case: UseCase::Replacement, result })
    }
}

fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    input::certificates(paths)?
        .into_iter()
        .map(|one| {
            Certificate::parse_der(&one.octets)
                .map_err(|error| Failure::usage(format!("read {}: failed to {error}", one.source)))
        })
        .collect()
}

fn leaf(path: &FilePath) -> Result<Vec<u8>, Failure> {
    let mut found = input::certificates(&[path.to_owned()])?;
    match (found.pop(), found.len()) {
        (Some(leaf), 0) => Ok(leaf.octets),
        (_, more) => {
            let shown = path.display();
            Err(Failure::usage(format!("read {shown}: expected one certificate, found {}", more + 1))
                .advise("give the others with --intermediate"))
        }
    }
}

fn now() -> Result<TimeChecks, Failure> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok();
    let seconds = since.and_then(|since| i64::try_from(since.as_secs()).ok());
    let advice = "give the moment with --time";
    seconds
        .map(TimeChecks::At)
        .ok_or_else(|| Failure::usage("read the clock: it is before 1970").advise(advice))
}

fn moment(text: &str) -> Result<Moment, String> {
    if text == "none" {
        return Ok(Moment(TimeChecks::Ignored));
    }
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| (0..=LATEST).contains(seconds))
        .or_else(|| Time::from_rfc3339(text).map(Time::seconds));
    let seconds = seconds.ok_or("expected 2026-11-23, 2026-11-23T12:00:00Z, seconds since 1970 or none")?;
    Ok(Moment(TimeChecks::At(seconds)))
}

fn table(found: &Result<Path<'_>, PathError>, device: Option<&Device>, paint: Paint) -> String {
    let mut out = String::new();
    match found {
        Ok(path) => {
            let _ = writeln!(out, "{}", paint.apply(Style::Good, "the path holds"));
            let last = path.intermediates().len() + 1;
            for (depth, certificate) in path.certificates().enumerate() {
                let place = if depth == last { "anchor".to_owned() } else { depth.to_string() };
                let what = Profile::of(certificate).describe(certificate);
                let _ = write!(out, "  {place:<9} {what}: ");
                push_harmless(&mut out, &name(certificate));
                out.push('\n');
            }
            let policies: Vec<String> = path.policies().iter().map(ToString::to_string).collect();
            let policies = if policies.is_empty() { "none".to_owned() } else { policies.join(", ") };
            let _ = writeln!(out, "  policies  {policies}");
        }
        Err(error) => {
            let reason = error.reason();
            let _ = writeln!(out, "{}: {reason}, {}", paint.apply(Style::Bad, "no path"), reason.clause());
            let _ = writeln!(out, "  where     {}", place(error.depth()));
            let _ = writeln!(out, "  expected  {}", reason.expected());
            out.push_str("  found     ");
            push_harmless(&mut out, error.found());
            out.push('\n');
        }
    }
    if let Some(Device { use_case, result }) = device {
        let use_case = use_case.name();
        match result {
            Ok(accepted) => {
                let _ = writeln!(out, "  {use_case}     {} {accepted}", paint.apply(Style::Good, "accepted"));
            }
            Err((code, finding)) => {
                let rule = finding.rule();
                let refused = paint.apply(Style::Bad, "refused");
                let _ =
                    writeln!(out, "  {use_case}     {refused} with {code}: {}, {}", rule.name, rule.clause);
                let _ = writeln!(out, "            expected {}", rule.expected);
                out.push_str("            found    ");
                push_harmless(&mut out, finding.found());
                out.push('\n');
            }
        }
    }
    out
}

fn place(depth: usize) -> String {
    match depth {
        0 => "the certificate itself".to_owned(),
        1 => "its issuer".to_owned(),
        depth => format!("{depth} certificates above it"),
    }
}

/// A Device has no name but its identifier.
fn name(certificate: &Certificate) -> String {
    match certificate.entity_id() {
        Some(id) if certificate.subject().is_empty() => format!("{:016X}", u64::from_be_bytes(id)),
        _ => certificate.subject().to_string(),
    }
}

/// The last second of the year 9999, after which no certificate can have a date.
const LATEST: i64 = 253_402_300_799;

const EXAMPLES: &str = "\
Examples:
  hallmark smki verify --anchor root.pem --intermediate issuing-authority.pem supplier-ds.pem
  hallmark smki verify --anchor root.pem --intermediate cas/ --time none --policy 1.2.826.0.1.8641679.1.2.1.4 leaf.der

The exit code is 0 if there is a path, 1 if there is none, 2 if something could not be read.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let at = |seconds| Ok(Moment(TimeChecks::At(seconds)));
        assert_eq!(moment("1456747201"), at(1_456_747_201));
        assert_eq!(moment("2016-02-29T12:00:01Z"), at(1_456_747_201));
        assert_eq!(moment("2016-02-29"), at(1_456_704_000));
        assert_eq!(moment("none"), Ok(Moment(TimeChecks::Ignored)));
        assert_eq!(moment("253402300799"), moment("9999-12-31T23:59:59Z"));
        for wrong in ["253402300800", "-1", "2016-02-30", "2016-02-29T12:00:01", ""] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
        assert!(moment("yesterday").is_err());
    }
}
