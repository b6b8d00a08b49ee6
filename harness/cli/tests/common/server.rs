//! The program as a server.

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;

use crate::common::DEVICE;

/// A running `hallmark serve`, ended with the test.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Server {
    /// Starts it at a free port; with a folder, it writes profile and keys there.
    pub(crate) fn start(profile_out: Option<&Path>) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("hallmark"));
        command.args(["serve", "--quiet", "--han", "127.0.0.1:0"]).stdout(Stdio::piped());
        if let Some(folder) = profile_out {
            command.arg("--profile-out").arg(folder);
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let link = line.split_whitespace().next().unwrap();
        let address = link.strip_prefix("gfi://").unwrap().to_owned();
        assert_eq!(line, format!("gfi://{address}  ESME {DEVICE}\n"));
        Self { child, address }
    }

    /// Ends it as Ctrl-C does.
    pub(crate) fn interrupt(mut self) -> ExitStatus {
        signal(&self.child, "INT");
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal: `INT`, as Ctrl-C does, or `TERM`.
pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
}
