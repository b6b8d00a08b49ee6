use serde::Deserialize;
use serde::Serialize;

use crate::Usage;

/// What a validator is given, and what it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The octets of the certificate in question.
    pub leaf: Vec<u8>,
    /// The octets of the certificates that come with it.
    pub path: Vec<Vec<u8>>,
    /// The octets of the trust anchor.
    pub anchor: Vec<u8>,
    /// The payload of the command, where the case is about that.
    pub payload: Option<Vec<u8>>,
    /// The moment of validation, in seconds since 1970.
    pub time: i64,
    /// What is asked.
    pub question: Question,
    /// Where it is accepted: over which of `path`, nearest to the leaf first.
    pub over: Vec<usize>,
}

/// What is asked about the leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub asker: Asker,
    /// What the key shall be used for.
    pub usage: Option<Usage>,
    /// Whose certificate it shall be.
    pub entity_id: Option<[u8; 8]>,
    /// The key that it shall certify.
    pub public_key: Option<[u8; 65]>,
    /// Whether dates count.
    pub dates: Dates,
    /// What of this a validator must be told, because the answer depends on it.
    pub needs: Vec<Need>,
}

/// Who asks about a certificate, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Asker {
    /// Anybody who relies on it.
    RelyingParty,
    /// A Device that got it for its root cell (CS02b).
    RootCell,
    /// A Device that got it as its own (CS02d).
    OwnCertificate,
    /// A Device that got a whole payload of CS02b.
    Command,
}

/// Whether dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Dates {
    /// They do.
    Checked,
    /// applyTimeBasedCPVChecks of the command says that they do not.
    Ignored,
}

/// What a validator must be told besides leaf, path, anchor and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Need {
    /// Who asks: `{asker}`.
    Asker,
    /// Whether dates count: `{dates}`.
    Dates,
    /// Whose certificate it shall be: `{entity}`.
    Entity,
    /// The payload of the command: `{payload}`.
    Payload,
    /// Which policies are those of this environment: `{policy}`.
    Policy,
    /// The key that it shall certify: `{key}`.
    PublicKey,
    /// What the key shall be used for: `{usage}`.
    Usage,
}

impl Need {
    /// Every need.
    pub const ALL: [Self; 7] =
        [Self::Asker, Self::Dates, Self::Entity, Self::Payload, Self::Policy, Self::PublicKey, Self::Usage];

    /// The place-holder in a command line.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Asker => "{asker}",
            Self::Dates => "{dates}",
            Self::Entity => "{entity}",
            Self::Payload => "{payload}",
            Self::Policy => "{policy}",
            Self::PublicKey => "{key}",
            Self::Usage => "{usage}",
        }
    }
}

impl Asker {
    /// A short stable name, as in the index.
    pub fn name(self) -> &'static str {
        match self {
            Self::RelyingParty => "relying-party",
            Self::RootCell => "root-cell",
            Self::OwnCertificate => "own-certificate",
            Self::Command => "command",
        }
    }
}

impl Dates {
    /// A short stable name, as in the index.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Ignored => "ignored",
        }
    }
}

impl Scene {
    /// Asks with another usage in mind.
    pub(super) fn ask_for_usage(&mut self, usage: Usage) {
        self.question.usage = Some(usage);
        self.needs(Need::Usage);
    }

    /// Asks as a Device that got its own certificate.
    pub(super) fn ask_as_device(&mut self, id: [u8; 8], usage: Usage, key: [u8; 65]) {
        self.question = Question {
            asker: Asker::OwnCertificate,
            usage: Some(usage),
            entity_id: Some(id),
            public_key: Some(key),
            dates: Dates::Ignored,
            needs: vec![Need::Asker, Need::Entity, Need::PublicKey, Need::Usage],
        };
        // A Device does not follow the path of its own certificate.
        self.over.clear();
    }

    /// The answer depends on this.
    pub(super) fn needs(&mut self, need: Need) {
        if !self.question.needs.contains(&need) {
            self.question.needs.push(need);
        }
    }
}
