//! Both directions of a stream of octets, with bounds on time.

use core::time::Duration;

use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;
use tokio::time::timeout_at;

/// A reader and a writer. Writing reads at the same time: a peer that writes before it reads does not block us.
pub(crate) struct Duplex<R, W> {
    reader: R,
    writer: W,
    chunk: Vec<u8>,
    ended: Option<String>,
}

/// What reading brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read<'a> {
    /// Octets; never none.
    Octets(&'a [u8]),
    /// The stream has ended, for this reason.
    Ended(String),
    /// The time is over.
    Silence,
}

/// Why writing failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WriteFault {
    /// The other side is gone.
    Ended(String),
    /// The other side does not read.
    Timeout,
}

impl<R, W> Duplex<R, W>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    pub(crate) fn new(reader: R, writer: W) -> Self {
        Self { reader, writer, chunk: vec![0; CHUNK], ended: None }
    }

    /// Reads what is there, waiting for it until `deadline`.
    pub(crate) async fn read(&mut self, deadline: Instant) -> Read<'_> {
        if let Some(reason) = &self.ended {
            return Read::Ended(reason.clone());
        }
        let ended = match timeout_at(deadline, self.reader.read(&mut self.chunk)).await {
            Err(_) => return Read::Silence,
            Ok(Ok(0)) => EOF.to_owned(),
            Ok(Ok(count)) => return Read::Octets(self.chunk.get(..count).unwrap_or_default()),
            Ok(Err(error)) => error.to_string(),
        };
        self.ended = Some(ended.clone());
        Read::Ended(ended)
    }

    /// Writes all of `octets` within `limit`. What arrives meanwhile goes to `arrived`.
    pub(crate) async fn write(
        &mut self,
        octets: &[u8],
        limit: Duration,
        mut arrived: impl FnMut(&[u8]),
    ) -> Result<(), WriteFault> {
        let deadline = after(limit);
        let mut rest = octets;
        while !rest.is_empty() {
            if Instant::now() >= deadline {
                return Err(WriteFault::Timeout);
            }
            let listening = self.ended.is_none();
            let ended = tokio::select! {
                biased;
                written = self.writer.write(rest) => match written {
                    Ok(0) => return Err(WriteFault::Ended(EOF.to_owned())),
                    Ok(count) => {
                        rest = rest.get(count..).unwrap_or_default();
                        continue;
                    }
                    Err(error) => return Err(WriteFault::Ended(error.to_string())),
                },
                read = self.reader.read(&mut self.chunk), if listening => match read {
                    Ok(0) => EOF.to_owned(),
                    Ok(count) => {
                        arrived(self.chunk.get(..count).unwrap_or_default());
                        continue;
                    }
                    Err(error) => error.to_string(),
                },
                () = tokio::time::sleep_until(deadline) => return Err(WriteFault::Timeout),
            };
            self.ended = Some(ended);
        }
        match timeout_at(deadline, self.writer.flush()).await {
            Err(_) => Err(WriteFault::Timeout),
            Ok(Err(error)) => Err(WriteFault::Ended(error.to_string())),
            Ok(Ok(())) => Ok(()),
        }
    }
}

/// The instant `wait` from now, far away when there is none. At least a moment, so that what has arrived is seen.
pub(crate) fn after(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait.max(MOMENT)).unwrap_or_else(|| now + FAR)
}

const CHUNK: usize = 16 * 1_024;
const EOF: &str = "the target ended the connection";
const MOMENT: Duration = Duration::from_millis(1);
const FAR: Duration = Duration::from_secs(86_400 * 365);

#[cfg(test)]
mod tests {
    use std::io;

    use tokio_test::io::Builder;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn reads_pieces_then_the_end_and_the_end_stays() {
        let mut duplex = Duplex::new(Builder::new().read(b"ab").read(b"c").build(), tokio::io::sink());
        assert_eq!(duplex.read(after(SOON)).await, Read::Octets(b"ab"));
        assert_eq!(duplex.read(after(SOON)).await, Read::Octets(b"c"));
        assert_eq!(duplex.read(after(SOON)).await, Read::Ended(EOF.to_owned()));
        assert_eq!(duplex.read(after(SOON)).await, Read::Ended(EOF.to_owned()));
    }

    #[tokio::test]
    async fn an_error_ends_reading_with_its_reason() {
        let reset = io::Error::new(io::ErrorKind::ConnectionReset, "connection reset");
        let mut duplex = Duplex::new(Builder::new().read_error(reset).build(), tokio::io::sink());
        assert_eq!(duplex.read(after(SOON)).await, Read::Ended("connection reset".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_with_the_wait() {
        let (ours, _theirs) = tokio::io::duplex(16);
        let (reader, writer) = tokio::io::split(ours);
        let mut duplex = Duplex::new(reader, writer);
        assert_eq!(duplex.read(after(SOON)).await, Read::Silence);
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_never_reads_is_given_up() {
        let (ours, _theirs) = tokio::io::duplex(16);
        let (reader, writer) = tokio::io::split(ours);
        let mut duplex = Duplex::new(reader, writer);
        assert_eq!(duplex.write(&[0; 100], SOON, |_| ()).await, Err(WriteFault::Timeout));
    }

    #[tokio::test(start_paused = true)]
    async fn writing_takes_what_arrives() {
        let (ours, theirs) = tokio::io::duplex(16);
        let (reader, writer) = tokio::io::split(ours);
        let mut duplex = Duplex::new(reader, writer);
        // The peer reads nothing before it has written all: it would wait for ever if we did not read.
        let peer = async {
            let (mut reader, mut writer) = tokio::io::split(theirs);
            writer.write_all(&[0xBB; 100]).await.unwrap();
            let mut all = [0; 100];
            reader.read_exact(&mut all).await.unwrap();
            all
        };
        let mut seen = 0;
        let (written, read) =
            tokio::join!(duplex.write(&[0xAA; 100], SOON, |octets| seen += octets.len()), peer);
        assert_eq!((written, read), (Ok(()), [0xAA; 100]));
        assert!(seen >= 84, "{seen} octets seen");
    }
}
