//! The smaller values of a profile.

use core::fmt;
use core::str::FromStr;

/// Where a link leads: a URL. It is checked by the link that it names, not here.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Takes a URL as it is.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The whole URL, user information included: for opening the link, not for showing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme, in the spelling of the profile: what stands before the first colon.
    pub fn scheme(&self) -> &str {
        self.0.split_once(':').map_or("", |(scheme, _)| scheme)
    }
}

impl fmt::Display for Address {
    /// The URL without user information, and `exec:` without the arguments of its command: both may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(command) = self.0.strip_prefix("exec:") {
            let program = command.split_whitespace().next().unwrap_or_default();
            let arguments = if command.trim() == program { "" } else { " …" };
            return write!(f, "exec:{program}{arguments}");
        }
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return f.write_str(&self.0);
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        match authority.rsplit_once('@') {
            Some((_, host)) => write!(f, "{scheme}://…@{host}{path}"),
            None => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// The digest of the artefact that the statement is about: `sha256:` and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Artefact(String);

impl Artefact {
    /// The digest, in lower-case hexadecimal without its prefix.
    pub fn sha256(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Artefact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.0)
    }
}

/// The text is not a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a digest: expected sha256: and 64 hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Artefact {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("sha256:") {
            Some(digits) if digits.len() == 64 && digits.bytes().all(|octet| octet.is_ascii_hexdigit()) => {
                Ok(Self(digits.to_ascii_lowercase()))
            }
            _ => Err(NotADigest),
        }
    }
}

/// A command line that does for the target what the link cannot. Never shown: it may hold secrets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Command(String);

impl Command {
    /// Takes a command line as it is.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }

    /// The command line: for running, not for showing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Command(…)")
    }
}

/// What can be done to a target besides sending messages. The names are those of the adapter protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hook {
    /// Start a communication with another device, or join it.
    Install,
    /// Take the supply away and give it back.
    PowerCycle,
    /// Do what a person does at the user interface.
    Press,
    /// Read a log that no message reads.
    ReadLog,
    /// Bring the target into its initial state.
    Reset,
    /// Set its clock.
    SetClock,
}

impl Hook {
    /// All hooks.
    pub const ALL: [Self; 6] =
        [Self::Install, Self::PowerCycle, Self::Press, Self::ReadLog, Self::Reset, Self::SetClock];

    /// The name used in profiles and by adapters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::PowerCycle => "power_cycle",
            Self::Press => "press",
            Self::ReadLog => "read_log",
            Self::Reset => "reset",
            Self::SetClock => "set_clock",
        }
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a hook: expected install, power_cycle, press, read_log, reset or set_clock")]
pub struct NotAHook;

impl FromStr for Hook {
    type Err = NotAHook;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|hook| hook.name() == text).ok_or(NotAHook)
    }
}

/// The version of a specification, such as 4.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecificationVersion {
    /// Before the point.
    pub major: u16,
    /// After the point.
    pub minor: u16,
}

impl fmt::Display for SpecificationVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// The text is not the version of a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a version: expected two numbers with a point between, such as 4.3")]
pub struct NotAVersion;

impl FromStr for SpecificationVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|octet| octet.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        };
        match text.split_once('.').map(|(major, minor)| (number(major), number(minor))) {
            Some((Some(major), Some(minor))) => Ok(Self { major, minor }),
            _ => Err(NotAVersion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_is_not_shown() {
        for (url, shown) in [
            ("loopback:", "loopback:"),
            ("gfi://127.0.0.1:9000", "gfi://127.0.0.1:9000"),
            ("https://me:secret@host:443/a@b?c", "https://…@host:443/a@b?c"),
            ("https://host/a@b", "https://host/a@b"),
            ("exec:adapter", "exec:adapter"),
            ("exec:./adapter --token secret", "exec:./adapter …"),
            ("serial:/dev/ttyUSB0?baud=115200", "serial:/dev/ttyUSB0?baud=115200"),
        ] {
            assert_eq!(Address::new(url).to_string(), shown);
            assert_eq!(format!("{:?}", Address::new(url)), format!("Address({shown})"));
            assert_eq!(Address::new(url).as_str(), url);
        }
        assert_eq!(format!("{:?}", Command::new("reset --pin 1234")), "Command(…)");
    }

    #[test]
    fn versions_and_digests_are_read_strictly() {
        assert_eq!("4.3".parse(), Ok(SpecificationVersion { major: 4, minor: 3 }));
        for text in ["", "4", "4.", ".3", "4.3.1", "+4.3", "4.x", "99999.1"] {
            assert_eq!(text.parse::<SpecificationVersion>(), Err(NotAVersion), "{text}");
        }
        let digits = "AB".repeat(32);
        assert_eq!(
            format!("sha256:{digits}").parse::<Artefact>().unwrap().to_string(),
            format!("sha256:{}", "ab".repeat(32))
        );
        for text in
            [digits.clone(), format!("sha256:{digits}0"), format!("sha512:{digits}"), "sha256:".into()]
        {
            assert_eq!(text.parse::<Artefact>(), Err(NotADigest), "{text}");
        }
    }
}
