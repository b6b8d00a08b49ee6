//! The one thing that every kind of link can do.

use core::pin::Pin;
use core::time::Duration;

use crate::control::Control;
use crate::control::ControlAnswer;
use crate::control::Hello;
use crate::error::LinkError;
use crate::received::Received;
use crate::time::UnixMicros;

/// What the methods of a [`Link`] return, boxed so that a link can be a trait object.
pub type LinkFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, LinkError>> + Send + 'a>>;

/// A way to one target. Messages go out and come in whole; the framing is the link's own business.
///
/// Dropping the future of [`receive`](Self::receive) loses nothing. After dropping that of any other method before
/// it has ended, [`reconnect`](Self::reconnect).
pub trait Link: Send {
    /// The URL that names this link, for reports.
    fn url(&self) -> &str;

    /// The link's time.
    fn now(&self) -> UnixMicros;

    /// What the other side said about itself, on links where it does.
    fn hello(&self) -> Option<&Hello> {
        None
    }

    /// Hands one message to the target.
    fn send<'a>(&'a mut self, message: &'a [u8]) -> LinkFuture<'a, ()>;

    /// What comes next from the target, or `None` when `wait` passed without anything.
    fn receive(&mut self, wait: Duration) -> LinkFuture<'_, Option<Received>>;

    /// Asks for something that is not a message: most links answer [`ControlAnswer::Unsupported`].
    fn control(&mut self, verb: Control) -> LinkFuture<'_, ControlAnswer>;

    /// Makes the link again after an error, or from anew. What was received and not yet taken is kept.
    fn reconnect(&mut self) -> LinkFuture<'_, ()>;

    /// Says goodbye where the link has a way to. The link is closed afterwards.
    fn close(&mut self) -> LinkFuture<'_, ()>;
}
