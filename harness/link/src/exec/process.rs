//! The adapter as a process.

use core::time::Duration;
use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tokio::io::AsyncReadExt as _;
use tokio::process::Child;
use tokio::process::ChildStderr;
use tokio::process::ChildStdin;
use tokio::process::ChildStdout;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::duplex::Duplex;
use crate::url::CommandLine;

/// A running adapter. Dropping it ends it.
pub(super) struct Process {
    pub(super) duplex: Duplex<ChildStdout, ChildStdin>,
    child: Child,
    said: Arc<Mutex<Vec<u8>>>,
    /// Reads standard error, so that the adapter never waits for that; stops when dropped.
    listener: JoinSet<()>,
}

impl Process {
    pub(super) fn spawn(line: &CommandLine) -> io::Result<Self> {
        let mut command = Command::new(&line.program);
        command.args(&line.arguments).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C in a terminal is for us: the adapter must last until the run has ended in good order.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("its standard streams are missing"));
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        let mut listener = JoinSet::new();
        listener.spawn(listen(stderr, Arc::clone(&said)));
        Ok(Self { duplex: Duplex::new(stdout, stdin), child, said, listener })
    }

    /// Waits until the process has ended, and ends it after `wait`. Returns how it ended and the end of what it said.
    pub(super) async fn finish(mut self, wait: Duration) -> (String, String) {
        // Its input ends: for an adapter that is the sign to end.
        drop(self.duplex);
        let status = match timeout(wait, self.child.wait()).await {
            Ok(Ok(status)) => status.to_string(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => {
                let killed = self.child.kill().await;
                killed.map_or_else(
                    |error| error.to_string(),
                    |()| "its output closed (it was stopped)".to_owned(),
                )
            }
        };
        // Some other process may hold standard error open: what has been said until then must do.
        let _ = timeout(STDERR, self.listener.join_next()).await;
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        (status, printable(&said))
    }
}

async fn listen(mut stderr: ChildStderr, said: Arc<Mutex<Vec<u8>>>) {
    let mut chunk = [0; 1_024];
    while let Ok(count) = stderr.read(&mut chunk).await {
        if count == 0 {
            return;
        }
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend_from_slice(chunk.get(..count).unwrap_or_default());
        let surplus = said.len().saturating_sub(TAIL);
        said.drain(..surplus);
    }
}

fn printable(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// So much of standard error is kept.
const TAIL: usize = 4_096;

/// How long to wait for the rest of standard error.
const STDERR: Duration = Duration::from_millis(500);
