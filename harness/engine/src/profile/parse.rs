//! Reads a profile.

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::tables::by_name;
use hallmark_gbcs::tables::use_cases;
use toml::de::DeTable;

use crate::profile::Address;
use crate::profile::Claim;
use crate::profile::Claims;
use crate::profile::Command;
use crate::profile::Device;
use crate::profile::DuisLink;
use crate::profile::FileSource;
use crate::profile::Hook;
use crate::profile::Judgement;
use crate::profile::Link;
use crate::profile::PARTY_ROLES;
use crate::profile::Party;
use crate::profile::Problem;
use crate::profile::Profile;
use crate::profile::ProfileError;
use crate::profile::Session;
use crate::profile::Target;
use crate::profile::TargetKind;
use crate::profile::role_name;
use crate::profile::role_named;
use crate::profile::table::Table;
use crate::profile::table::Value;
use crate::results::Waiver;

impl Profile {
    /// Reads a profile; relative paths in it are relative to `base_dir`, the folder that it is in.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line and column.
    pub fn from_toml(text: &str, base_dir: &Path) -> Result<Self, ProfileError> {
        let document = DeTable::parse(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            ProfileError::new(text, offset, "", Problem::Syntax { message: error.message().to_owned() })
        })?;
        let document = Table::document(text, document.get_ref(), &SECTIONS)?;
        Reader { base_dir }.profile(&document)
    }
}

struct Reader<'b> {
    base_dir: &'b Path,
}

impl Reader<'_> {
    fn profile(&self, document: &Table<'_>) -> Result<Profile, ProfileError> {
        let target = document.required("target", "a table that says what is under test")?;
        let target = self.target(&target.table(&TARGET)?)?;
        let claims = document.required("claims", "a table that says what the target claims to do")?;
        let claims = self.claims(&claims.table(&CLAIMS)?, target.kind)?;
        let link = document.required("link", "a table that says how to reach the target")?;
        let link = self.link(&link.table(&LINK)?, target.kind)?;

        let credentials = target.kind.device().is_some() && !link.is_loopback();
        let parties = match document.optional("parties") {
            Some(parties) => self.parties(&parties.any_table()?)?,
            None => BTreeMap::new(),
        };
        if credentials && parties.is_empty() {
            return Err(document.missing("parties", "a table for each Remote Party that the target trusts"));
        }
        let device = match document.optional("device") {
            Some(device) => Some(self.device(&device.table(&DEVICE)?)?),
            None if credentials => {
                return Err(document.missing("device", "a table with the device's eui and certificates"));
            }
            None => None,
        };
        Ok(Profile {
            target,
            claims,
            link,
            parties,
            device,
            hooks: self.hooks(document)?,
            waivers: self.waivers(document)?,
            judgement: self.judgement(document)?,
            session: self.session(document)?,
        })
    }

    fn target(&self, table: &Table<'_>) -> Result<Target, ProfileError> {
        let version = "a version such as \"4.3\"";
        let digest = "a digest, \"sha256:\" and 64 hexadecimal digits";
        Ok(Target {
            name: text(table, "name", "the product's name")?,
            version: text(table, "version", "the product's version")?,
            kind: table.required("kind", KIND)?.parsed(KIND, &TargetKind::ALL.map(TargetKind::name))?,
            gbcs: table.required("gbcs", version)?.parsed(version, &[])?,
            duis: table.optional("duis").map(|value| value.parsed(version, &[])).transpose()?,
            artefact: table.optional("artefact").map(|value| value.parsed(digest, &[])).transpose()?,
        })
    }

    fn claims(&self, table: &Table<'_>, kind: TargetKind) -> Result<Claims, ProfileError> {
        // A profile without the main list would make everything not applicable, and look conforming.
        let main = if kind.device().is_some() { "use_cases" } else { "service_requests" };
        table.required(main, CLAIM)?;
        Ok(Claims {
            use_cases: claim(table, "use_cases", use_case_name)?,
            service_requests: claim(table, "service_requests", any_name)?,
            features: claim(table, "features", any_name)?,
        })
    }

    fn link(&self, table: &Table<'_>, kind: TargetKind) -> Result<Link, ProfileError> {
        let han = address(table, "han")?;
        let duis = match table.optional("duis") {
            Some(duis) => Some(self.duis(&duis.table(&DUIS)?)?),
            None => None,
        };
        if kind.device().is_some() && han.is_none() {
            return Err(table.missing("han", "a URL such as \"gfi://127.0.0.1:9000\""));
        }
        if kind.device().is_none() && duis.is_none() && han.is_none() {
            return Err(table.missing("duis", "a table that says how to reach the system"));
        }
        Ok(Link {
            han,
            timeout: duration(table, "timeout_ms", 1, Link::TIMEOUT)?,
            settle: duration(table, "settle_ms", 0, Link::SETTLE)?,
            connect_timeout: duration(table, "connect_timeout_ms", 1, Link::CONNECT_TIMEOUT)?,
            duis,
        })
    }

    fn duis(&self, table: &Table<'_>) -> Result<DuisLink, ProfileError> {
        let listen = "an address such as \"127.0.0.1:9443\"";
        let link = DuisLink {
            transform: address(table, "transform")?,
            send_command: address(table, "send_command")?,
            non_device: address(table, "non_device")?,
            listen: table.optional("listen").map(|value| value.text(listen)).transpose()?.map(Into::into),
            client_certificate: self.optional_path(table, "client_certificate")?,
            client_key: self.optional_path(table, "client_key")?,
            ca: self.optional_path(table, "ca")?,
        };
        match (&link.client_certificate, &link.client_key) {
            (Some(_), None) => Err(table.missing("client_key", "the private key of client_certificate")),
            (None, Some(_)) => Err(table.missing("client_certificate", "the certificate of client_key")),
            (Some(_), Some(_)) | (None, None) => Ok(link),
        }
    }

    fn parties(&self, table: &Table<'_>) -> Result<BTreeMap<String, Party>, ProfileError> {
        let names = PARTY_ROLES.map(role_name);
        table
            .values()
            .map(|(name, value)| {
                let party = value.table(&PARTY)?;
                let role = party.required("role", ROLE)?.read(ROLE, &names, role_named)?;
                let eui = party.required("eui", EUI)?.parsed(EUI, &[])?;
                let keys = self.files(&party.required("keys", FILES)?)?;
                Ok((name.to_owned(), Party { role, eui, keys }))
            })
            .collect()
    }

    fn device(&self, table: &Table<'_>) -> Result<Device, ProfileError> {
        Ok(Device {
            eui: table.required("eui", EUI)?.parsed(EUI, &[])?,
            certificates: self.files(&table.required("certificates", FILES)?)?,
        })
    }

    fn hooks(&self, document: &Table<'_>) -> Result<BTreeMap<Hook, Command>, ProfileError> {
        let Some(hooks) = document.optional("hooks") else {
            return Ok(BTreeMap::new());
        };
        let hooks = hooks.table(&Hook::ALL.map(Hook::name))?;
        let command = |hook: Hook| {
            let value = hooks.optional(hook.name())?;
            Some(value.text("a command line").map(|line| (hook, Command::new(line))))
        };
        Hook::ALL.into_iter().filter_map(command).collect()
    }

    fn waivers(&self, document: &Table<'_>) -> Result<Vec<Waiver>, ProfileError> {
        let Some(waivers) = document.optional("waivers") else {
            return Ok(Vec::new());
        };
        let day = "the last day on which it holds, such as 2027-03-31";
        let mut seen: Vec<String> = Vec::new();
        let mut read = |value: &Value<'_>| {
            let table = value.table(&WAIVER)?;
            let test = table.required("test", "the id of the test")?;
            let waiver = Waiver {
                test: test.text("the id of the test")?.to_owned(),
                clause: text(&table, "clause", "the clause that is known to be broken")?,
                owner: text(&table, "owner", "who answers for it")?,
                reason: text(&table, "reason", "why it is tolerated")?,
                expires: table.required("expires", day)?.date(day)?,
            };
            if seen.contains(&waiver.test) {
                return Err(test.wrong("one waiver a test", "a second waiver for the same test", None));
            }
            seen.push(waiver.test.clone());
            Ok(waiver)
        };
        waivers.list("a list of tables, each under [[waivers]]")?.iter().map(&mut read).collect()
    }

    fn judgement(&self, document: &Table<'_>) -> Result<Judgement, ProfileError> {
        let Some(judgement) = document.optional("judgement") else {
            return Ok(Judgement::default());
        };
        let expected = "a list of rule names";
        let strict = match judgement.table(&JUDGEMENT)?.optional("strict") {
            Some(rules) => rules.list(expected)?,
            None => Vec::new(),
        };
        // A rule that does not exist would be a wish that nobody hears, so it is refused.
        let name = |rule: &Value<'_>| {
            rule.read(
                &format!("one of the rules {}", Judgement::RULES.join(", ")),
                &Judgement::RULES,
                |text| Judgement::RULES.contains(&text).then(|| text.to_owned()),
            )
        };
        Ok(Judgement { strict: strict.iter().map(name).collect::<Result<_, ProfileError>>()? })
    }

    fn session(&self, document: &Table<'_>) -> Result<Session, ProfileError> {
        let Some(session) = document.optional("session") else {
            return Ok(Session::default());
        };
        let session = session.table(&SESSION)?;
        let counter =
            |value: Value<'_>| value.number("a counter from 1 to 18446744073709551615", 1..=u64::MAX);
        Ok(Session { counter_start: session.optional("counter_start").map(counter).transpose()? })
    }

    fn files(&self, value: &Value<'_>) -> Result<FileSource, ProfileError> {
        if !value.is_list() {
            return Ok(FileSource::Folder(self.path(value, FILES)?));
        }
        let files = value.list(FILES)?;
        if files.is_empty() {
            return Err(value.not(FILES));
        }
        let files = files.iter().map(|file| self.path(file, "the path of a file"));
        Ok(FileSource::Files(files.collect::<Result<_, _>>()?))
    }

    fn optional_path(&self, table: &Table<'_>, key: &str) -> Result<Option<PathBuf>, ProfileError> {
        table.optional(key).map(|value| self.path(&value, "the path of a file")).transpose()
    }

    /// A path is never shown in an error here or later if it is a key by mistake, so that is refused first.
    fn path(&self, value: &Value<'_>, expected: &str) -> Result<PathBuf, ProfileError> {
        let path = value.text(expected)?;
        if path.contains("-----") {
            return Err(value.wrong(expected, "PEM text instead of a path", None));
        }
        Ok(self.base_dir.join(path))
    }
}

fn text(table: &Table<'_>, key: &str, expected: &str) -> Result<String, ProfileError> {
    Ok(table.required(key, expected)?.text(expected)?.to_owned())
}

fn address(table: &Table<'_>, key: &str) -> Result<Option<Address>, ProfileError> {
    let expected = "a URL";
    let Some(value) = table.optional(key) else {
        return Ok(None);
    };
    let url = value.text(expected)?;
    // An address may carry a password, so it is only described.
    if !url.contains(':') {
        return Err(value.wrong(expected, "a string without a scheme and a colon", None));
    }
    Ok(Some(Address::new(url)))
}

fn claim(
    table: &Table<'_>,
    key: &str,
    name: fn(&Value<'_>) -> Result<String, ProfileError>,
) -> Result<Claim, ProfileError> {
    let Some(value) = table.optional(key) else {
        return Ok(Claim::NONE);
    };
    if value.is_list() {
        let names = value.list(CLAIM)?;
        return Ok(Claim::Only(names.iter().map(name).collect::<Result<_, _>>()?));
    }
    value.read(CLAIM, &["all"], |text| (text == "all").then_some(Claim::All))
}

/// A use case that does not exist would be a claim that silently means nothing, so it is refused.
fn use_case_name(value: &Value<'_>) -> Result<String, ProfileError> {
    let names: Vec<&str> = use_cases().iter().flat_map(|use_case| use_case.name.split('/')).collect();
    value.read("the name of a GBCS use case", &names, |text| {
        by_name(text).next().map(|use_case| use_case.name.to_owned())
    })
}

fn any_name(value: &Value<'_>) -> Result<String, ProfileError> {
    value.text("a name").map(str::to_owned)
}

fn duration(table: &Table<'_>, key: &str, least: u64, default: Duration) -> Result<Duration, ProfileError> {
    let Some(value) = table.optional(key) else {
        return Ok(default);
    };
    let expected = format!("milliseconds, {least} to {LONGEST_MS}");
    value.number(&expected, least..=LONGEST_MS).map(Duration::from_millis)
}

const SECTIONS: [&str; 9] =
    ["target", "claims", "link", "parties", "device", "hooks", "waivers", "judgement", "session"];
const TARGET: [&str; 6] = ["name", "version", "kind", "gbcs", "duis", "artefact"];
const CLAIMS: [&str; 3] = ["use_cases", "service_requests", "features"];
const LINK: [&str; 5] = ["han", "timeout_ms", "settle_ms", "connect_timeout_ms", "duis"];
const DUIS: [&str; 7] =
    ["transform", "send_command", "non_device", "listen", "client_certificate", "client_key", "ca"];
const PARTY: [&str; 3] = ["role", "eui", "keys"];
const DEVICE: [&str; 2] = ["eui", "certificates"];
const WAIVER: [&str; 5] = ["test", "clause", "owner", "reason", "expires"];
const JUDGEMENT: [&str; 1] = ["strict"];
const SESSION: [&str; 1] = ["counter_start"];

const KIND: &str = "esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user";
const ROLE: &str = "root, recovery, supplier, network-operator, access-control-broker, transitional-cos, \
    wan-provider, load-controller or other";
const CLAIM: &str = "\"all\" or a list of names";
const EUI: &str = "an EUI-64, sixteen hexadecimal digits, with or without - or : between octets";
const FILES: &str = "a key folder, or a list of files";

/// An hour.
const LONGEST_MS: u64 = 3_600_000;
