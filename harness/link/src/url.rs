//! The URL that names a link.

use core::fmt;
use core::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::framing::wrapper::Ports;

/// Which link, and to where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LinkUrl {
    /// `exec:COMMAND [argument]…`: a subprocess that speaks the adapter protocol.
    Exec(CommandLine),
    /// `gfi://host:port`: the GFI text form over TCP; we connect.
    Gfi(Address),
    /// `gfi+listen://address:port`: the GFI text form over TCP; the target connects, and its newest connection counts.
    GfiListen(Address),
    /// `loopback:`: the embedded reference.
    Loopback,
    /// `wrapper://host:port?source=1&destination=1`: the IEC 62056-4-7 wrapper over TCP.
    Wrapper {
        /// Where.
        address: Address,
        /// The ports in the wrapper.
        ports: Ports,
    },
}

impl FromStr for LinkUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = url.split_once(':').ok_or_else(|| UrlError::scheme(url))?;
        match scheme {
            "exec" => CommandLine::parse(url, rest).map(Self::Exec),
            "gfi" => Address::after_slashes(url, rest).map(Self::Gfi),
            "gfi+listen" => Address::after_slashes(url, rest).map(Self::GfiListen),
            "loopback" if rest.is_empty() => Ok(Self::Loopback),
            "loopback" => Err(UrlError::new(url, "nothing after `loopback:`", rest)),
            "serial" => Err(UrlError::NotBuilt { url: url.to_owned() }),
            "wrapper" => {
                let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
                let address = Address::after_slashes(url, place)?;
                Ok(Self::Wrapper { address, ports: ports(url, query)? })
            }
            _ => Err(UrlError::scheme(url)),
        }
    }
}

impl TryFrom<String> for LinkUrl {
    type Error = UrlError;

    fn try_from(url: String) -> Result<Self, UrlError> {
        url.parse()
    }
}

impl From<LinkUrl> for String {
    fn from(url: LinkUrl) -> Self {
        url.to_string()
    }
}

impl fmt::Display for LinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exec(command) => write!(f, "exec:{command}"),
            Self::Gfi(address) => write!(f, "gfi://{address}"),
            Self::GfiListen(address) => write!(f, "gfi+listen://{address}"),
            Self::Loopback => f.write_str("loopback:"),
            Self::Wrapper { address, ports } => {
                let Ports { source, destination } = ports;
                write!(f, "wrapper://{address}?source={source}&destination={destination}")
            }
        }
    }
}

/// Host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Name or address; that of version 6 without its brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Address {
    fn after_slashes(url: &str, rest: &str) -> Result<Self, UrlError> {
        let place =
            rest.strip_prefix("//").ok_or_else(|| UrlError::new(url, "`//` after the scheme", rest))?;
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = place.rsplit_once(':').ok_or_else(|| UrlError::new(url, "`host:port`", place))?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if bare.is_none() && host.contains(':') {
            return Err(UrlError::new(url, "brackets around an address of version 6: `[::1]:9000`", place));
        }
        let host = bare.unwrap_or(host);
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/?#@[]".contains(c)) {
            return Err(UrlError::new(url, "a host name or address before the port", host));
        }
        let port = port.parse().ok().filter(|port| *port != 0);
        let port = port.ok_or_else(|| UrlError::new(url, "a port from 1 to 65535 after the host", place))?;
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// A program and its arguments.
///
/// Words stand apart by spaces; single or double quotation marks keep spaces inside a word. Nothing else is special: no
/// escapes, no variables, no shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The program: a path, or a name to be found on the search path.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl CommandLine {
    fn parse(url: &str, text: &str) -> Result<Self, UrlError> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut quote = None;
        for c in text.chars() {
            match (quote, c) {
                (Some(open), _) if c == open => quote = None,
                (None, '"' | '\'') => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (None, _) if c.is_whitespace() => words.extend(word.take()),
                _ => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        if let Some(open) = quote {
            return Err(UrlError::new(url, &format!("a closing {open}"), text));
        }
        let mut words = words.into_iter();
        match words.next() {
            Some(program) if !program.is_empty() => Ok(Self { program, arguments: words.collect() }),
            _ => Err(UrlError::new(url, "a command after `exec:`", text)),
        }
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_word(f, &self.program)?;
        for argument in &self.arguments {
            f.write_str(" ")?;
            write_word(f, argument)?;
        }
        Ok(())
    }
}

/// Why a URL does not name a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// A link of the design that this version does not have.
    #[error(
        "`{url}`: serial links are not built in this version; drive the network co-processor from a program of your own \
         behind `exec:` (harness/link/examples/adapter.py is one to start from), or use one of {SCHEMES}"
    )]
    NotBuilt {
        /// The URL.
        url: String,
    },
    /// No scheme, or one that is not known.
    #[error("`{url}`: expected a link, one of {SCHEMES}")]
    Scheme {
        /// The URL.
        url: String,
    },
    /// A part of the URL is wrong.
    #[error("`{url}`: expected {expected}, found \"{found}\"")]
    Syntax {
        /// The URL.
        url: String,
        /// What should be there.
        expected: String,
        /// What is there.
        found: String,
    },
}

impl UrlError {
    fn new(url: &str, expected: &str, found: &str) -> Self {
        Self::Syntax { url: url.to_owned(), expected: expected.to_owned(), found: found.to_owned() }
    }

    fn scheme(url: &str) -> Self {
        Self::Scheme { url: url.to_owned() }
    }
}

fn ports(url: &str, query: &str) -> Result<Ports, UrlError> {
    let mut ports = Ports::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let field = match name {
            "destination" => &mut ports.destination,
            "source" => &mut ports.source,
            _ => return Err(UrlError::new(url, "`source` or `destination`", name)),
        };
        *field = value.parse().map_err(|_| UrlError::new(url, "a port from 0 to 65535", pair))?;
    }
    Ok(ports)
}

fn write_word(f: &mut fmt::Formatter<'_>, word: &str) -> fmt::Result {
    if !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '"' || c == '\'') {
        return f.write_str(word);
    }
    // A word may hold both kinds of quotation marks: each stretch goes into the other kind.
    for piece in word.split_inclusive('"') {
        match piece.strip_suffix('"') {
            Some("") => f.write_str("'\"'")?,
            Some(rest) => write!(f, "\"{rest}\"'\"'")?,
            None => write!(f, "\"{piece}\"")?,
        }
    }
    if word.is_empty() { f.write_str("\"\"") } else { Ok(()) }
}

const SCHEMES: &str = "`loopback:`, `gfi://host:port`, `gfi+listen://address:port`, \
                       `wrapper://host:port?source=1&destination=1`, `exec:command arguments`";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(host: &str, port: u16) -> Address {
        Address { host: host.to_owned(), port }
    }

    fn refused(url: &str) -> String {
        url.parse::<LinkUrl>().unwrap_err().to_string()
    }

    #[test]
    fn every_scheme_is_read_and_written() {
        let ports = Ports { source: 1, destination: 16 };
        for (url, expected) in [
            ("loopback:", LinkUrl::Loopback),
            ("gfi://127.0.0.1:9000", LinkUrl::Gfi(address("127.0.0.1", 9000))),
            ("gfi://[::1]:9000", LinkUrl::Gfi(address("::1", 9000))),
            ("gfi+listen://0.0.0.0:9000", LinkUrl::GfiListen(address("0.0.0.0", 9000))),
            (
                "wrapper://meter.example:4059?source=1&destination=16",
                LinkUrl::Wrapper { address: address("meter.example", 4059), ports },
            ),
            (
                "exec:python3 \"my adapter.py\" -v",
                LinkUrl::Exec(CommandLine {
                    program: "python3".to_owned(),
                    arguments: vec!["my adapter.py".to_owned(), "-v".to_owned()],
                }),
            ),
        ] {
            assert_eq!(url.parse(), Ok(expected.clone()));
            assert_eq!(expected.to_string(), url);
        }
        assert_eq!(
            "wrapper://m:1".parse(),
            Ok(LinkUrl::Wrapper { address: address("m", 1), ports: Ports::default() })
        );
    }

    #[test]
    fn errors_say_what_was_expected() {
        for url in ["", "gfi", "http://x:1", "GFI://x:1"] {
            assert_eq!(url.parse::<LinkUrl>(), Err(UrlError::scheme(url)));
        }
        assert_eq!(refused("tcp://x:1"), format!("`tcp://x:1`: expected a link, one of {SCHEMES}"));
        assert_eq!(
            refused("serial:/dev/ttyUSB0"),
            format!(
                "`serial:/dev/ttyUSB0`: serial links are not built in this version; drive the network co-processor \
                 from a program of your own behind `exec:` (harness/link/examples/adapter.py is one to start from), \
                 or use one of {SCHEMES}"
            )
        );
        assert_eq!(refused("gfi:x:1"), "`gfi:x:1`: expected `//` after the scheme, found \"x:1\"");
        assert_eq!(refused("gfi://x"), "`gfi://x`: expected `host:port`, found \"x\"");
        assert_eq!(
            refused("gfi://x:70000"),
            "`gfi://x:70000`: expected a port from 1 to 65535 after the host, found \"x:70000\""
        );
        assert_eq!(
            refused("gfi://::1:9000"),
            "`gfi://::1:9000`: expected brackets around an address of version 6: `[::1]:9000`, found \"::1:9000\""
        );
        assert_eq!(
            refused("gfi://:9000"),
            "`gfi://:9000`: expected a host name or address before the port, found \"\""
        );
        assert_eq!(
            refused("wrapper://x:1?from=1"),
            "`wrapper://x:1?from=1`: expected `source` or `destination`, found \"from\""
        );
        assert_eq!(refused("exec:"), "`exec:`: expected a command after `exec:`, found \"\"");
        assert_eq!(refused("exec:a 'b"), "`exec:a 'b`: expected a closing ', found \"a 'b\"");
        assert_eq!(refused("loopback:x"), "`loopback:x`: expected nothing after `loopback:`, found \"x\"");
    }

    proptest! {
        #[test]
        fn command_lines_survive(program in "[ -~]{1,12}", arguments in proptest::collection::vec("[ -~]{0,12}", 0..4)) {
            let url = LinkUrl::Exec(CommandLine { program, arguments });
            prop_assert_eq!(url.to_string().parse(), Ok(url));
        }

        #[test]
        fn anything_else_is_refused_without_panic(url in "\\PC{0,40}") {
            if let Ok(parsed) = url.parse::<LinkUrl>() {
                prop_assert_eq!(parsed.to_string().parse(), Ok(parsed));
            }
        }
    }
}
