//! What a replay was made from: the file that takes the place of a profile in its bundle.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hallmark_engine::replay::Judgement;
use hallmark_gbcs::EntityId;
use hallmark_link::capture::Report;

use crate::failure::Failure;
use crate::replay::source::Sha256Reader;

/// Its name in a bundle.
pub(crate) const FILE: &str = "replay.toml";

/// What was used.
pub(crate) struct Used {
    broker: Option<EntityId>,
    network_keys: usize,
    link_keys: usize,
    live: Option<String>,
    captures: Vec<Capture>,
}

struct Capture {
    name: String,
    digest: Arc<Mutex<Sha256Reader>>,
    report: Report,
}

impl Used {
    pub(crate) fn new(broker: Option<EntityId>, network_keys: usize, link_keys: usize) -> Self {
        Self { broker, network_keys, link_keys, live: None, captures: Vec::new() }
    }

    pub(crate) fn add(&mut self, name: String, digest: &Arc<Mutex<Sha256Reader>>, report: &Report) {
        self.captures.push(Capture { name, digest: Arc::clone(digest), report: report.clone() });
    }

    /// The recorded commands were originated again over this link.
    pub(crate) fn live(&mut self, link: &str) {
        self.live = Some(link.to_owned());
    }

    /// What stands where a link's URL does.
    pub(crate) fn link(&self) -> String {
        let names: Vec<&str> = self.captures.iter().map(|capture| capture.name.as_str()).collect();
        format!("capture:{}", names.join(","))
    }

    /// Writes the file. Keys do not enter it, only how many there were.
    pub(crate) fn write(&self, folder: &Path, judgement: &Judgement) -> Result<(), Failure> {
        let path = folder.join(FILE);
        std::fs::write(&path, self.text(judgement))
            .map_err(|error| Failure::usage(format!("write {}: {error}", path.display())))
    }

    fn text(&self, judgement: &Judgement) -> String {
        let mut text = String::from("# What `hallmark replay` read, and what was in it.\n\n[replay]\n");
        let outcomes = judgement.outcomes();
        if let Some(broker) = self.broker {
            let _ = writeln!(text, "access_control_broker = \"{broker}\"");
        }
        if let Some(live) = &self.live {
            let _ = writeln!(text, "originated_again_at = {}", quoted(live));
        }
        for (name, count) in [
            ("network_keys", u64::try_from(self.network_keys).unwrap_or_default()),
            ("link_keys", u64::try_from(self.link_keys).unwrap_or_default()),
            ("messages", judgement.messages()),
            ("responses_with_success", outcomes.succeeded),
            ("responses_with_an_error", outcomes.failed),
        ] {
            let _ = writeln!(text, "{name} = {count}");
        }
        for capture in &self.captures {
            let (size, sha256) = capture.digest.lock().unwrap_or_else(PoisonError::into_inner).result();
            let report = &capture.report;
            let _ = writeln!(text, "\n[[capture]]\nname = {}", quoted(&capture.name));
            let _ = writeln!(text, "size = {size}\nsha256 = \"{sha256}\"\nframes = {}", report.frames);
            let _ = writeln!(text, "duis_documents = {}\nrepeated = {}", report.duis, report.repeated);
            let _ = writeln!(text, "learnt_keys = {}", report.learnt_keys);
            let messages = report.messages.iter().map(|(carrier, count)| (carrier.name(), *count));
            table(&mut text, "messages", messages);
            table(&mut text, "others", report.others.iter().map(|(name, count)| (*name, *count)));
            table(&mut text, "unread", report.unread.iter().map(|(reason, count)| (reason.name(), *count)));
            for unread in &report.list {
                let _ = writeln!(
                    text,
                    "\n[[capture.list]]\nframe = {}\nreason = {}\ndetail = {}",
                    unread.frame,
                    quoted(unread.reason.name()),
                    quoted(&unread.detail)
                );
            }
        }
        text
    }
}

fn table<'n>(text: &mut String, name: &str, rows: impl Iterator<Item = (&'n str, u64)>) {
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        let _ = writeln!(text, "\n[capture.{name}]");
    }
    for (key, count) in rows {
        let _ = writeln!(text, "{} = {count}", quoted(key));
    }
}

/// A basic string of TOML.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_a_string_of_toml() {
        for name in ["a.pcap", "a \"b\" \\ c", "line\nbreak\u{7f}é"] {
            let table: toml::Table = format!("x = {}", quoted(name)).parse().unwrap();
            assert_eq!(table["x"].as_str(), Some(name));
        }
    }
}
