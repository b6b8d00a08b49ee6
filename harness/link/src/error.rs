//! Why a link failed, and whose fault that is.

use core::time::Duration;

/// Whose fault an error is. It decides between a verdict on the target and a verdict on the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// This program.
    Ours,
    /// The laboratory or the profile.
    Setup,
    /// The target, or what stands for it.
    Target,
}

/// Whether a target had been reached before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contact {
    /// It was there, and is not any more.
    Again,
    /// It was never there.
    First,
}

/// Why a link failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The link is closed; it can be made again.
    #[error("use the link: it is closed, {reason}")]
    Closed {
        /// What closed it.
        reason: String,
    },
    /// The adapter ended by itself.
    #[error("use the adapter `{command}`: it ended with {status}{}", said(stderr))]
    Died {
        /// The command line.
        command: String,
        /// Exit status or signal.
        status: String,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// The embedded target panicked.
    #[error("run the embedded target: it panicked with \"{text}\"")]
    FarEndPanicked {
        /// The panic's message.
        text: String,
    },
    /// The link needs a far end in this process, see [`Loopback::new`](crate::loopback::Loopback::new).
    #[error("connect to `loopback:`: it is made from a far end in this process, not from a URL")]
    NeedsFarEnd,
    /// The adapter did not answer in time.
    #[error("get an answer to `{verb}` from the adapter: none came within {waited:?}")]
    NoAnswer {
        /// What was asked.
        verb: String,
        /// How long was waited.
        waited: Duration,
    },
    /// Nobody is there.
    #[error("reach the target at {address}: {reason}{}", match contact {
        Contact::Again => " (it was there before)",
        Contact::First => "; is it running, and is the address in the profile right?",
    })]
    NotReachable {
        /// Host and port.
        address: String,
        /// What the system says.
        reason: String,
        /// Whether the target had been reached before.
        contact: Contact,
    },
    /// The adapter answered with an error.
    #[error("do `{verb}`: the adapter answered \"{text}\"")]
    Refused {
        /// What was asked.
        verb: String,
        /// The answer, bounded.
        text: String,
    },
    /// The adapter could not be started, or did not introduce itself.
    #[error("start the adapter `{command}`{}: {reason}{}", match contact {
        Contact::Again => " again",
        Contact::First => "",
    }, said(stderr))]
    Start {
        /// The command line.
        command: String,
        /// What went wrong.
        reason: String,
        /// The end of what it wrote to standard error.
        stderr: String,
        /// Whether it had been running before.
        contact: Contact,
    },
    /// The framing cannot carry a message of that size.
    #[error("frame a message of {size} octets: the framing carries at most {limit}")]
    TooLong {
        /// The most that the framing carries, in octets.
        limit: usize,
        /// What was to be sent, in octets.
        size: usize,
    },
    /// The adapter does not do what every adapter must.
    #[error("use the adapter: it calls `{verb}` unsupported, which every adapter must do")]
    Unsupported {
        /// What was asked.
        verb: String,
    },
    /// The target does not read.
    #[error("send {size} octets: the target did not take them within {waited:?}")]
    WriteTimeout {
        /// How much was to be written, in octets.
        size: usize,
        /// How long was waited.
        waited: Duration,
    },
}

impl LinkError {
    /// Whose fault it is.
    pub fn family(&self) -> Family {
        match self {
            Self::Closed { .. }
            | Self::Died { .. }
            | Self::NoAnswer { .. }
            | Self::NotReachable { contact: Contact::Again, .. }
            | Self::Refused { .. }
            | Self::Start { contact: Contact::Again, .. }
            | Self::WriteTimeout { .. } => Family::Target,
            Self::NotReachable { contact: Contact::First, .. }
            | Self::Start { contact: Contact::First, .. }
            | Self::Unsupported { .. } => Family::Setup,
            Self::FarEndPanicked { .. } | Self::NeedsFarEnd | Self::TooLong { .. } => Family::Ours,
        }
    }
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!("; it said: {}", stderr.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_reads_well() {
        let closed = LinkError::Closed { reason: "the target ended the connection".to_owned() };
        assert_eq!(closed.family(), Family::Target);
        assert_eq!(closed.to_string(), "use the link: it is closed, the target ended the connection");
        let refused = LinkError::NotReachable {
            address: "127.0.0.1:9".to_owned(),
            reason: "connection refused".to_owned(),
            contact: Contact::First,
        };
        assert_eq!(refused.family(), Family::Setup);
        assert_eq!(
            refused.to_string(),
            "reach the target at 127.0.0.1:9: connection refused; is it running, and is the address in the profile right?"
        );
        assert_eq!(LinkError::NeedsFarEnd.family(), Family::Ours);
        let died = LinkError::Died {
            command: "x".to_owned(),
            status: "exit status: 3".to_owned(),
            stderr: "no such meter\n".to_owned(),
        };
        assert_eq!(
            died.to_string(),
            "use the adapter `x`: it ended with exit status: 3; it said: no such meter"
        );
    }
}
