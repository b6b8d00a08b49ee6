//! Writes a profile with a comment on every key, so that it serves as a template.

use core::fmt::Write as _;
use std::path::Path;

use crate::profile::Claim;
use crate::profile::DuisLink;
use crate::profile::FileSource;
use crate::profile::Profile;
use crate::profile::role_name;

impl Profile {
    /// The profile as TOML, with comments. Reading it back gives the same profile, as long as its paths are
    /// absolute or read relative to the same folder.
    ///
    /// Unlike `Debug`, this writes commands and addresses as they are.
    pub fn to_toml(&self) -> String {
        let mut out = Writer { text: HEAD.to_owned() };
        self.write_target(&mut out);
        self.write_claims(&mut out);
        self.write_link(&mut out);
        self.write_credentials(&mut out);
        self.write_hooks(&mut out);
        self.write_waivers(&mut out);
        out.section("How strictly to judge.", "judgement");
        out.comment(
            "Rules known only from inferred or unconfirmed sources give observations; named here, they",
        );
        out.comment("pass or fail.");
        out.optional(!self.judgement.strict.is_empty(), "strict", &list(&self.judgement.strict));
        out.section("How to talk.", "session");
        out.comment("The first Originator Counter to use. Set it above what the device has already seen.");
        // TOML promises 63 bits only.
        let counter = self.session.counter_start.unwrap_or(1_000_000);
        let counter = i64::try_from(counter).map_or_else(|_| quoted(&counter.to_string()), |n| n.to_string());
        out.optional(self.session.counter_start.is_some(), "counter_start", &counter);
        out.text
    }

    fn write_target(&self, out: &mut Writer) {
        let target = &self.target;
        out.section("What is under test.", "target");
        out.comment("Name and version of the product, as the report shows them.");
        out.key("name", &quoted(&target.name));
        out.key("version", &quoted(&target.version));
        out.comment("esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user");
        out.key("kind", &quoted(target.kind.name()));
        out.comment("The specification versions that it is judged against.");
        out.key("gbcs", &quoted(&target.gbcs.to_string()));
        let duis = target.duis.map_or_else(|| "5.4".to_owned(), |version| version.to_string());
        out.optional(target.duis.is_some(), "duis", &quoted(&duis));
        out.comment("The digest of the firmware image or release that the signed statement is about.");
        let artefact = target.artefact.as_ref().map_or_else(|| "sha256:…".to_owned(), ToString::to_string);
        out.optional(target.artefact.is_some(), "artefact", &quoted(&artefact));
    }

    fn write_claims(&self, out: &mut Writer) {
        out.section("What it claims to do; whatever needs more is not applicable.", "claims");
        out.comment("Each is \"all\" or a list, for example [\"ECS17b\", \"ECS26c\"].");
        out.key("use_cases", &claim(&self.claims.use_cases));
        out.key("service_requests", &claim(&self.claims.service_requests));
        out.key("features", &claim(&self.claims.features));
    }

    fn write_link(&self, out: &mut Writer) {
        let link = &self.link;
        out.section("How to reach it.", "link");
        out.comment("loopback: (the embedded target), gfi://HOST:PORT, gfi+listen://ADDRESS:PORT,");
        out.comment("wrapper://HOST:PORT or exec:COMMAND");
        let han = link.han.as_ref().map_or("gfi://127.0.0.1:9000", |han| han.as_str());
        out.optional(link.han.is_some(), "han", &quoted(han));
        out.comment(
            "How long an answer may take, how long to watch for one that must not come, and how long",
        );
        out.comment("opening the link may take, in milliseconds.");
        for (key, duration) in [
            ("timeout_ms", link.timeout),
            ("settle_ms", link.settle),
            ("connect_timeout_ms", link.connect_timeout),
        ] {
            out.key(key, &duration.as_millis().to_string());
        }
        if let Some(duis) = &link.duis {
            write_duis(duis, out);
        }
    }

    fn write_credentials(&self, out: &mut Writer) {
        if self.parties.is_empty() {
            out.text.push_str(PARTIES);
        }
        for (index, (name, party)) in self.parties.iter().enumerate() {
            let note = if index == 0 { "The Remote Parties whose credentials it trusts." } else { "" };
            out.section(note, &format!("parties.{}", quoted(name)));
            out.key("role", &quoted(role_name(party.role)));
            out.key("eui", &quoted(&party.eui.to_string()));
            out.key("keys", &files(&party.keys));
        }
        match &self.device {
            Some(device) => {
                out.section("The device itself.", "device");
                out.key("eui", &quoted(&device.eui.to_string()));
                out.key("certificates", &files(&device.certificates));
            }
            None => out.text.push_str(DEVICE),
        }
    }

    fn write_hooks(&self, out: &mut Writer) {
        out.section("Commands that do for the target what the link cannot.", "hooks");
        out.comment("Any of install, power_cycle, press, read_log, reset and set_clock.");
        if self.hooks.is_empty() {
            out.optional(false, "power_cycle", &quoted("./relay off 3 && ./relay on 3"));
        }
        for (hook, command) in &self.hooks {
            out.key(hook.name(), &quoted(command.as_str()));
        }
    }

    fn write_waivers(&self, out: &mut Writer) {
        if self.waivers.is_empty() {
            out.text.push_str(WAIVERS);
        }
        for waiver in &self.waivers {
            out.text.push_str("\n[[waivers]]\n");
            out.key("test", &quoted(&waiver.test));
            out.key("clause", &quoted(&waiver.clause));
            out.key("owner", &quoted(&waiver.owner));
            out.key("reason", &quoted(&waiver.reason));
            out.key("expires", &waiver.expires.to_string());
        }
    }
}

struct Writer {
    text: String,
}

impl Writer {
    fn section(&mut self, note: &str, name: &str) {
        self.text.push('\n');
        if !note.is_empty() {
            self.comment(note);
        }
        self.line(format_args!("[{name}]"));
    }

    fn comment(&mut self, comment: &str) {
        self.line(format_args!("# {comment}"));
    }

    fn key(&mut self, key: &str, value: &str) {
        self.line(format_args!("{key} = {value}"));
    }

    /// A key that is there, or the example of one that is not.
    fn optional(&mut self, is_there: bool, key: &str, value: &str) {
        if is_there { self.key(key, value) } else { self.comment(&format!("{key} = {value}")) }
    }

    fn line(&mut self, line: core::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

fn write_duis(duis: &DuisLink, out: &mut Writer) {
    out.section("How a DUIS system is reached, and where we listen for its responses.", "link.duis");
    for (key, address) in [
        ("transform", &duis.transform),
        ("send_command", &duis.send_command),
        ("non_device", &duis.non_device),
    ] {
        if let Some(address) = address {
            out.key(key, &quoted(address.as_str()));
        }
    }
    if let Some(listen) = &duis.listen {
        out.key("listen", &quoted(listen));
    }
    for (key, path) in
        [("client_certificate", &duis.client_certificate), ("client_key", &duis.client_key), ("ca", &duis.ca)]
    {
        if let Some(path) = path {
            out.key(key, &quoted_path(path));
        }
    }
}

fn claim(claim: &Claim) -> String {
    match claim {
        Claim::All => quoted("all"),
        Claim::Only(names) => list(names),
    }
}

fn files(source: &FileSource) -> String {
    match source {
        FileSource::Files(paths) => list(paths.iter().map(|path| path.to_string_lossy())),
        FileSource::Folder(path) => quoted_path(path),
    }
}

fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quoted(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

fn quoted_path(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// A basic string, which can hold any text and is also a key.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

const HEAD: &str = "\
# A Hallmark profile: what the target claims, how to reach it, and which credentials it trusts.
# Paths are relative to the folder of this file. Lines that begin with # are remarks or examples.
";

const PARTIES: &str = "
# The Remote Parties whose credentials it trusts, one table each; needed for every target but the embedded one.
# A key folder holds <eui>-ds.pem, <eui>-ka.pem and, for top-up, <eui>-pp-ka.pem, each with its .key.
# Roles: root, recovery, supplier, network-operator, access-control-broker, transitional-cos, wan-provider,
# load-controller, other.
# [parties.supplier]
# role = \"supplier\"
# eui = \"02-00-00-00-00-00-00-01\"
# keys = \"keys\"
# [parties.broker]
# role = \"access-control-broker\"
# eui = \"02-00-00-00-00-00-00-02\"
# keys = \"keys\"
";

const DEVICE: &str = "
# The device itself; needed for every target but the embedded one.
# [device]
# eui = \"02-00-00-00-00-00-00-A0\"
# certificates = \"keys\"
";

const WAIVERS: &str = "
# Known failures that somebody answers for. One that no longer fails, or has expired, is a failure again.
# [[waivers]]
# test = \"ECS17b/answer\"
# clause = \"GBCS 6.2.4\"
# owner = \"A. Person, firmware\"
# reason = \"fixed in 2.1, which is not out yet\"
# expires = 2027-03-31
";
