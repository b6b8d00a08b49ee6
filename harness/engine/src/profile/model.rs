//! What a profile says.

use core::time::Duration;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::tables::Role;

use crate::profile::Address;
use crate::profile::Artefact;
use crate::profile::Command;
use crate::profile::Hook;
use crate::profile::SpecificationVersion;
use crate::profile::TargetKind;
use crate::results::Waiver;

/// What a profile says, with every path resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// What is under test.
    pub target: Target,
    /// What it claims to do.
    pub claims: Claims,
    /// How to reach it.
    pub link: Link,
    /// The Remote Parties whose credentials it trusts, by the name that the profile gives them.
    ///
    /// May be empty where the link is `loopback:`; the embedded target brings its own.
    pub parties: BTreeMap<String, Party>,
    /// The device itself; none for a system, or where the link is `loopback:`.
    pub device: Option<Device>,
    /// What can be done to the target when the link cannot.
    pub hooks: BTreeMap<Hook, Command>,
    /// Known failures that somebody answers for, in the order of the profile.
    pub waivers: Vec<Waiver>,
    /// How strictly to judge.
    pub judgement: Judgement,
    /// How to talk.
    pub session: Session,
}

/// What is under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Name of the product.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is.
    pub kind: TargetKind,
    /// The GBCS version that it is judged against.
    pub gbcs: SpecificationVersion,
    /// The DUIS version that it is judged against.
    pub duis: Option<SpecificationVersion>,
    /// What exactly the statement is about.
    pub artefact: Option<Artefact>,
}

/// What the target claims to do. Whatever needs more is not applicable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// GBCS use cases, by name.
    pub use_cases: Claim,
    /// Service requests, by reference and variant.
    pub service_requests: Claim,
    /// Optional features, by name.
    pub features: Claim,
}

/// One list of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Everything there is.
    All,
    /// Only these.
    Only(BTreeSet<String>),
}

impl Claim {
    /// Claims nothing.
    pub const NONE: Self = Self::Only(BTreeSet::new());

    /// Whether it claims this.
    pub fn includes(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(name),
        }
    }
}

impl<S: Into<String>> FromIterator<S> for Claim {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }
}

/// How to reach the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where a device is reached.
    pub han: Option<Address>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long to watch for an answer that must not come.
    pub settle: Duration,
    /// How long opening the link may take.
    pub connect_timeout: Duration,
    /// How a system is reached.
    pub duis: Option<DuisLink>,
}

impl Link {
    /// The default of `timeout`.
    pub const TIMEOUT: Duration = Duration::from_millis(5_000);
    /// The default of `settle`.
    pub const SETTLE: Duration = Duration::from_millis(50);
    /// The default of `connect_timeout`.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_millis(5_000);

    /// Whether the target is the one embedded in this program.
    pub fn is_loopback(&self) -> bool {
        self.has_scheme(&["loopback"])
    }

    /// Whether closing it and opening it again is up to this side, and leaves the target as it is. An adapter behind
    /// `exec:` may be the target itself, and would be started anew.
    pub fn can_reopen(&self) -> bool {
        self.has_scheme(&["loopback", "gfi", "wrapper"])
    }

    fn has_scheme(&self, schemes: &[&str]) -> bool {
        let han = self.han.as_ref().map(Address::scheme);
        han.is_some_and(|han| schemes.iter().any(|scheme| han.eq_ignore_ascii_case(scheme)))
    }
}

/// How a DUIS system is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DuisLink {
    /// The Transform service.
    pub transform: Option<Address>,
    /// The Send Command service.
    pub send_command: Option<Address>,
    /// The Non-Device service.
    pub non_device: Option<Address>,
    /// Where we wait for responses and alerts.
    pub listen: Option<String>,
    /// The certificate that we show.
    pub client_certificate: Option<PathBuf>,
    /// Its private key.
    pub client_key: Option<PathBuf>,
    /// The authority that the other side's certificate must come from.
    pub ca: Option<PathBuf>,
}

/// A Remote Party whose part we play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its role.
    pub role: Role,
    /// Its Entity Identifier.
    pub eui: EntityId,
    /// Its certificates and private keys.
    pub keys: FileSource,
}

/// The device under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its Entity Identifier.
    pub eui: EntityId,
    /// Its certificates.
    pub certificates: FileSource,
}

/// Where certificates and keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSource {
    /// Exactly these files.
    Files(Vec<PathBuf>),
    /// Whatever a key folder has for the entity.
    Folder(PathBuf),
}

/// How strictly to judge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Rules that rest on an inferred or unconfirmed fact and would only give an observation, but that the
    /// operator wants to have judged.
    pub strict: BTreeSet<String>,
}

impl Judgement {
    /// Every rule that can be judged more strictly. Each is held against what reference messages show and no text
    /// states: values that one attribute gets from another, the types of values, the counters that CS02a reports; and
    /// besides, that commands in blocks are executed and that critical ones have the instructions of their use case alone,
    /// and that certificates break no rule of their profile.
    pub const RULES: [&str; 6] = [
        "block-transfer",
        "certificate-profile",
        "copied-values",
        "data-types",
        "exact-content",
        "reported-counters",
    ];
}

/// How to talk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Session {
    /// The first Originator Counter that we use; by default the link's own choice.
    pub counter_start: Option<u64>,
}

impl Profile {
    /// The profile of a run without one: everything about the embedded target.
    pub fn embedded(name: impl Into<String>, version: impl Into<String>, kind: TargetKind) -> Self {
        Self {
            target: Target {
                name: name.into(),
                version: version.into(),
                kind,
                gbcs: SpecificationVersion { major: 4, minor: 3 },
                duis: None,
                artefact: None,
            },
            claims: Claims { use_cases: Claim::All, service_requests: Claim::NONE, features: Claim::All },
            link: Link {
                han: Some(Address::new("loopback:")),
                timeout: Link::TIMEOUT,
                settle: Link::SETTLE,
                connect_timeout: Link::CONNECT_TIMEOUT,
                duis: None,
            },
            parties: BTreeMap::new(),
            device: None,
            hooks: BTreeMap::new(),
            waivers: Vec::new(),
            judgement: Judgement::default(),
            session: Session::default(),
        }
    }

    /// The target as results show it.
    pub fn results_target(&self) -> crate::results::Target {
        crate::results::Target {
            name: self.target.name.clone(),
            version: self.target.version.clone(),
            kind: self.target.kind.to_string(),
            gbcs: self.target.gbcs.to_string(),
            artefact: self.target.artefact.as_ref().map(ToString::to_string),
            link: self.link.han.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// The first party with a role.
    pub fn party(&self, role: Role) -> Option<(&str, &Party)> {
        self.parties.iter().find(|(_, party)| party.role == role).map(|(name, party)| (name.as_str(), party))
    }
}
