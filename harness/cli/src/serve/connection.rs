//! One connection: lines in, lines out.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hallmark_link::Received;
use hallmark_link::framing::gfi;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::timeout;

use crate::serve::meter::Meter;
use crate::serve::meter::Place;
use crate::serve::now;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// Serves a connection until it ends, and says why where that is remarkable.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, meter: Arc<Meter>, ui: Ui) {
    let Some(place) = meter.join() else {
        return ui.note(&format!("{peer}: refused, too many connections"));
    };
    ui.note(&format!("{peer}: connected"));
    let id = place.id;
    let outcome = exchange(stream, &meter, place, |remark| ui.note(&format!("{peer}: {remark}"))).await;
    meter.leave(id);
    ui.note(&match outcome {
        Ok(()) => format!("{peer}: disconnected"),
        Err(error) => format!("{peer}: disconnected, {error}"),
    });
}

async fn exchange(
    stream: TcpStream,
    meter: &Meter,
    mut place: Place,
    remark: impl Fn(&str),
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = stream.into_split();
    let mut decoder = gfi::Decoder::new(MAX_MESSAGE);
    let mut buffer = vec![0; BUFFER_OCTETS];
    let mut remarks = 0;
    loop {
        let count = tokio::select! {
            alert = place.alerts.recv() => match alert {
                Some(alert) => {
                    send(&mut writer, &alert).await?;
                    continue;
                }
                None => return Err(io::Error::other("too slow to take the alerts")),
            },
            count = reader.read(&mut buffer) => count?,
        };
        if count == 0 {
            return Ok(());
        }
        let mut input = buffer.get(..count).unwrap_or_default();
        while let Some(received) = decoder.feed(&mut input) {
            match received {
                Received::Message(octets) => {
                    for answer in meter.deliver(place.id, now(), &octets) {
                        send(&mut writer, &answer).await?;
                    }
                }
                Received::Garbage(garbage) if remarks < MAX_REMARKS => {
                    remarks += 1;
                    let mut text = String::new();
                    push_harmless(&mut text, &garbage.to_string());
                    remark(&text);
                }
                Received::Garbage(_) => {}
            }
        }
    }
}

async fn send(writer: &mut OwnedWriteHalf, message: &[u8]) -> io::Result<()> {
    let line = gfi::encode(message);
    let slow = || io::Error::other("too slow to take the answer");
    timeout(WRITE, writer.write_all(&line)).await.unwrap_or_else(|_| Err(slow()))
}

const BUFFER_OCTETS: usize = 16_384;
const MAX_MESSAGE: usize = 65_536;
/// More remarks say nothing more.
const MAX_REMARKS: usize = 20;
const WRITE: Duration = Duration::from_secs(10);
