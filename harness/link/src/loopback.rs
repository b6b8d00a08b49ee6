//! `loopback:`, a target in this process, in virtual time.
//!
//! Time stands still while a message is handled. It moves when somebody waits: [`Link::receive`] with nothing to hand
//! over jumps to the next instant at which the far end wants to act, or to the end of the wait. A run over this
//! link is therefore as fast as the code, whatever it waits for, and the same every time.

use core::any::Any;
use core::future::ready;
use core::time::Duration;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use crate::control::Control;
use crate::control::ControlAnswer;
use crate::error::LinkError;
use crate::inbox::Inbox;
use crate::link::Link;
use crate::link::LinkFuture;
use crate::options::Options;
use crate::received::Received;
use crate::time::UnixMicros;

/// A target without clock and sockets: octets and the time go in, octets come out.
pub trait FarEnd: Send {
    /// Takes one message and returns what it sends because of it.
    fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>>;

    /// Does what is due by itself at `now`, for example a future dated command, and returns what it sends.
    fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>>;

    /// The next instant at which [`tick`](Self::tick) has something to do; `None` when there is nothing to wait for.
    fn next_deadline(&self) -> Option<UnixMicros>;

    /// The link to it was made again.
    fn connected(&mut self, now: UnixMicros) {
        let _ = now;
    }

    /// Does what is not a message, for example a reset; returns the answer and what it sends because of it.
    fn control(&mut self, now: UnixMicros, verb: &Control) -> (ControlAnswer, Vec<Vec<u8>>) {
        let _ = (now, verb);
        (ControlAnswer::Unsupported, Vec::new())
    }
}

impl<T: FarEnd + ?Sized> FarEnd for Box<T> {
    fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        (**self).handle(now, octets)
    }

    fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>> {
        (**self).tick(now)
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        (**self).next_deadline()
    }

    fn connected(&mut self, now: UnixMicros) {
        (**self).connected(now);
    }

    fn control(&mut self, now: UnixMicros, verb: &Control) -> (ControlAnswer, Vec<Vec<u8>>) {
        (**self).control(now, verb)
    }
}

/// The link to a [`FarEnd`].
pub struct Loopback<F> {
    far_end: F,
    now: UnixMicros,
    inbox: Inbox,
    closed: bool,
}

impl<F: FarEnd> Loopback<F> {
    /// A link to `far_end` on which it is `now`.
    pub fn new(far_end: F, now: UnixMicros) -> Self {
        Self { far_end, now, inbox: Inbox::new(&Options::default()), closed: false }
    }

    /// Runs a piece of the far end; a panic in it becomes an error. The far end stays usable as far as it is.
    fn run<T>(&mut self, piece: impl FnOnce(&mut F, UnixMicros) -> T) -> Result<T, LinkError> {
        if self.closed {
            return Err(LinkError::Closed { reason: "it was closed from this side".to_owned() });
        }
        let (far_end, now) = (&mut self.far_end, self.now);
        catch_unwind(AssertUnwindSafe(|| piece(far_end, now)))
            .map_err(|payload| LinkError::FarEndPanicked { text: panic_text(payload.as_ref()) })
    }

    fn take(&mut self, messages: Vec<Vec<u8>>) {
        for message in messages {
            self.inbox.push(Received::Message(message));
        }
    }

    fn deliver(&mut self, message: &[u8]) -> Result<(), LinkError> {
        self.inbox.renew();
        let messages = self.run(|far_end, now| far_end.handle(now, message))?;
        self.take(messages);
        Ok(())
    }

    fn wait(&mut self, wait: Duration) -> Result<Option<Received>, LinkError> {
        let end = self.now.saturating_add(wait);
        let mut ticks = 0_u32;
        loop {
            if let Some(received) = self.inbox.pop() {
                return Ok(Some(received));
            }
            let due = self.run(|far_end, _| far_end.next_deadline())?.filter(|due| *due <= end);
            // A far end that always has something due at once must not stop time.
            let next = due.filter(|_| ticks < MAX_TICKS).map_or(end, |due| due.max(self.now));
            ticks = ticks.saturating_add(1);
            self.now = next;
            let messages = self.run(|far_end, now| far_end.tick(now))?;
            self.take(messages);
            if next == end {
                return Ok(self.inbox.pop().or_else(|| self.inbox.silence()));
            }
        }
    }

    fn ask(&mut self, verb: &Control) -> Result<ControlAnswer, LinkError> {
        let (answer, messages) = self.run(|far_end, now| far_end.control(now, verb))?;
        self.take(messages);
        Ok(answer)
    }
}

impl<F: FarEnd> Link for Loopback<F> {
    fn url(&self) -> &str {
        "loopback:"
    }

    fn now(&self) -> UnixMicros {
        self.now
    }

    fn send<'a>(&'a mut self, message: &'a [u8]) -> LinkFuture<'a, ()> {
        Box::pin(ready(self.deliver(message)))
    }

    fn receive(&mut self, wait: Duration) -> LinkFuture<'_, Option<Received>> {
        Box::pin(ready(self.wait(wait)))
    }

    fn control(&mut self, verb: Control) -> LinkFuture<'_, ControlAnswer> {
        Box::pin(ready(self.ask(&verb)))
    }

    fn reconnect(&mut self) -> LinkFuture<'_, ()> {
        self.closed = false;
        let outcome = self.run(|far_end, now| far_end.connected(now));
        Box::pin(ready(outcome))
    }

    fn close(&mut self) -> LinkFuture<'_, ()> {
        self.closed = true;
        Box::pin(ready(Ok(())))
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&'static str>().copied())
        .unwrap_or("something that is not text");
    text.chars().take(1_000).collect()
}

/// So many ticks are done within one wait; then time jumps to its end.
const MAX_TICKS: u32 = 65_536;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::received::Garbage;
    use crate::received::GarbageKind;

    /// Echoes what it gets; `FF` panics, `02 n` floods with n times n messages, `01 n` sends after n seconds.
    #[derive(Default)]
    struct Toy {
        due: Option<UnixMicros>,
        restless: bool,
    }

    impl FarEnd for Toy {
        fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
            match octets {
                [0xFF] => panic!("toy broke"),
                [0x01, seconds] => {
                    self.due = Some(now.saturating_add(Duration::from_secs(u64::from(*seconds))));
                    Vec::new()
                }
                [0x02, count] => vec![vec![0xAA]; usize::from(*count) * usize::from(*count)],
                other => vec![other.to_vec()],
            }
        }

        fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>> {
            if self.due.is_some_and(|due| due <= now) {
                self.due = None;
                return vec![now.0.to_be_bytes().to_vec()];
            }
            Vec::new()
        }

        fn next_deadline(&self) -> Option<UnixMicros> {
            if self.restless { Some(UnixMicros(0)) } else { self.due }
        }

        fn control(&mut self, _: UnixMicros, verb: &Control) -> (ControlAnswer, Vec<Vec<u8>>) {
            match verb {
                Control::Reset => (ControlAnswer::Done(Value::Null), vec![vec![0x00]]),
                _ => (ControlAnswer::Unsupported, Vec::new()),
            }
        }
    }

    const START: UnixMicros = UnixMicros::from_seconds(1_700_000_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn link() -> Loopback<Toy> {
        Loopback::new(Toy::default(), START)
    }

    #[tokio::test]
    async fn answers_at_once_and_time_stands_still() {
        let mut link = link();
        link.send(&[0xDD, 0x00]).await.unwrap();
        assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(vec![0xDD, 0x00]))));
        assert_eq!(link.now(), START);
    }

    #[tokio::test]
    async fn silence_moves_virtual_time_by_the_wait() {
        let mut link = link();
        assert_eq!(link.receive(MINUTE).await, Ok(None));
        assert_eq!(link.now(), START.saturating_add(MINUTE));
    }

    #[tokio::test]
    async fn time_jumps_to_the_deadline_of_the_far_end() {
        let mut link = link();
        link.send(&[0x01, 30]).await.unwrap();
        assert_eq!(link.receive(Duration::from_secs(29)).await, Ok(None));
        let due = UnixMicros::from_seconds(1_700_000_030);
        assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(due.0.to_be_bytes().to_vec()))));
        assert_eq!(link.now(), due);
    }

    #[tokio::test]
    async fn a_deadline_at_the_very_end_of_the_wait_is_met() {
        let mut link = link();
        link.send(&[0x01, 60]).await.unwrap();
        let due = START.saturating_add(MINUTE);
        assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(due.0.to_be_bytes().to_vec()))));
    }

    #[tokio::test]
    async fn a_restless_far_end_does_not_stop_time() {
        let mut link = Loopback::new(Toy { due: None, restless: true }, START);
        assert_eq!(link.receive(MINUTE).await, Ok(None));
        assert_eq!(link.now(), START.saturating_add(MINUTE));
    }

    #[tokio::test]
    async fn a_panic_becomes_an_error_and_the_link_goes_on() {
        let mut link = link();
        assert_eq!(link.send(&[0xFF]).await, Err(LinkError::FarEndPanicked { text: "toy broke".to_owned() }));
        link.send(&[0xDD]).await.unwrap();
        assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(vec![0xDD]))));
    }

    #[tokio::test]
    async fn a_flood_is_counted_beyond_its_bound() {
        let mut link = link();
        link.send(&[0x02, 40]).await.unwrap();
        for _ in 0..1_024 {
            assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(vec![0xAA]))));
        }
        assert_eq!(
            link.receive(MINUTE).await,
            Ok(Some(Received::Garbage(Garbage {
                kind: GarbageKind::Surplus,
                expected: "at most 1024 messages after one message sent".to_owned(),
                found: "576 more, which were dropped".to_owned(),
                offset: 0,
                size: 576,
                excerpt: Vec::new(),
            })))
        );
        assert_eq!(link.receive(MINUTE).await, Ok(None));
    }

    #[tokio::test]
    async fn controls_reach_the_far_end() {
        let mut link = link();
        assert_eq!(link.control(Control::Reset).await, Ok(ControlAnswer::Done(Value::Null)));
        assert_eq!(link.receive(MINUTE).await, Ok(Some(Received::Message(vec![0x00]))));
        assert_eq!(link.control(Control::PowerCycle).await, Ok(ControlAnswer::Unsupported));
    }

    #[tokio::test]
    async fn closed_until_reconnected() {
        let mut link = link();
        link.close().await.unwrap();
        let closed = LinkError::Closed { reason: "it was closed from this side".to_owned() };
        assert_eq!(link.send(&[0xDD]).await, Err(closed));
        link.reconnect().await.unwrap();
        assert_eq!(link.send(&[0xDD]).await, Ok(()));
    }
}
