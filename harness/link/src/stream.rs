//! The links over TCP: `gfi:`, `gfi+listen:` and `wrapper:`.

use core::time::Duration;

use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::Instant;
use tokio::time::timeout_at;

use crate::control::Control;
use crate::control::ControlAnswer;
use crate::duplex::Duplex;
use crate::duplex::Read;
use crate::duplex::WriteFault;
use crate::duplex::after;
use crate::error::Contact;
use crate::error::LinkError;
use crate::framing::gfi;
use crate::framing::wrapper;
use crate::inbox::Inbox;
use crate::link::Link;
use crate::link::LinkFuture;
use crate::options::Options;
use crate::received::Garbage;
use crate::received::GarbageKind;
use crate::received::Received;
use crate::time::UnixMicros;
use crate::url::Address;

/// How messages are framed in the stream.
pub(crate) enum Framing {
    Gfi(gfi::Decoder),
    Wrapper(wrapper::Ports, wrapper::Decoder),
}

impl Framing {
    pub(crate) fn gfi(options: &Options) -> Self {
        Self::Gfi(gfi::Decoder::new(options.max_message))
    }

    pub(crate) fn wrapper(ports: wrapper::Ports) -> Self {
        Self::Wrapper(ports, wrapper::Decoder::new(ports))
    }

    fn restart(&mut self, options: &Options) {
        *self = match self {
            Self::Gfi(_) => Self::gfi(options),
            Self::Wrapper(ports, _) => Self::wrapper(*ports),
        };
    }

    fn encode(&self, message: &[u8]) -> Result<Vec<u8>, LinkError> {
        match self {
            Self::Gfi(_) => Ok(gfi::encode(message)),
            Self::Wrapper(ports, _) => wrapper::encode(*ports, message)
                .ok_or(LinkError::TooLong { limit: wrapper::MAX_MESSAGE, size: message.len() }),
        }
    }

    fn take(&mut self, mut octets: &[u8], inbox: &mut Inbox) {
        let octets = &mut octets;
        loop {
            let received = match self {
                Self::Gfi(decoder) => decoder.feed(octets),
                Self::Wrapper(_, decoder) => decoder.feed(octets),
            };
            match received {
                Some(received) => inbox.push(received),
                None => return,
            }
        }
    }

    fn pending(&self) -> Option<Garbage> {
        match self {
            Self::Gfi(decoder) => decoder.pending(),
            Self::Wrapper(_, decoder) => decoder.pending(),
        }
    }

    fn is_lost(&self) -> bool {
        match self {
            Self::Gfi(_) => false,
            Self::Wrapper(_, decoder) => decoder.is_lost(),
        }
    }
}

/// Who connects to whom.
pub(crate) enum Transport {
    Connect(Address),
    Listen(Address, TcpListener),
}

impl Transport {
    /// Waits for the target on `address`.
    pub(crate) async fn listen(address: Address) -> Result<Self, LinkError> {
        let listener = TcpListener::bind((address.host.as_str(), address.port)).await;
        let listener = listener.map_err(|error| LinkError::NotReachable {
            address: address.to_string(),
            reason: format!("cannot listen there: {error}"),
            contact: Contact::First,
        })?;
        Ok(Self::Listen(address, listener))
    }

    /// Whether a target that we listen for has connected anew: after a power cut it does not say that it went.
    async fn knock(&self) -> Option<TcpStream> {
        match self {
            Self::Connect(_) => None,
            Self::Listen(_, listener) => {
                let (stream, _) = timeout_at(Instant::now(), listener.accept()).await.ok()?.ok()?;
                Some(stream)
            }
        }
    }

    async fn open(&self, options: &Options, contact: Contact) -> Result<TcpStream, LinkError> {
        let (address, opened) = match self {
            Self::Connect(address) => (address, Self::dial(address, options, contact).await),
            Self::Listen(address, listener) => {
                let accepted = timeout_at(after(options.accept), listener.accept()).await;
                let opened = match accepted {
                    Ok(Ok((stream, _))) => Ok(stream),
                    Ok(Err(error)) => Err(error.to_string()),
                    Err(_) => Err(format!("nobody connected within {:?}", options.accept)),
                };
                (address, opened)
            }
        };
        opened.map_err(|reason| LinkError::NotReachable { address: address.to_string(), reason, contact })
    }

    /// Connects. A target that was there before may be starting again, so it is asked until the time is over.
    async fn dial(address: &Address, options: &Options, contact: Contact) -> Result<TcpStream, String> {
        let deadline = after(options.connect);
        loop {
            let tried = timeout_at(deadline, TcpStream::connect((address.host.as_str(), address.port))).await;
            let error = match tried {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => error,
                Err(_) => return Err(format!("no answer within {:?}", options.connect)),
            };
            let again = Instant::now() + RETRY;
            if contact == Contact::First || again >= deadline {
                return Err(error.to_string());
            }
            tokio::time::sleep_until(again).await;
        }
    }
}

/// A link over TCP.
pub(crate) struct StreamLink {
    url: String,
    transport: Transport,
    framing: Framing,
    options: Options,
    inbox: Inbox,
    state: State,
    /// The connection that takes the place of a silent one, see [`Transport::knock`].
    waiting: Option<TcpStream>,
    /// When the last octets came.
    heard: Instant,
    /// Whether the unfinished frame has been reported.
    stalled: bool,
    /// Where the frame without end begins that was reported last.
    endless: Option<u64>,
}

enum State {
    Closed(String),
    Open(Duplex<OwnedReadHalf, OwnedWriteHalf>),
}

impl StreamLink {
    pub(crate) async fn open(
        url: String,
        transport: Transport,
        framing: Framing,
        options: Options,
    ) -> Result<Self, LinkError> {
        let stream = transport.open(&options, Contact::First).await?;
        let inbox = Inbox::new(&options);
        let state = State::open(stream);
        let heard = Instant::now();
        Ok(Self {
            url,
            transport,
            framing,
            options,
            inbox,
            state,
            waiting: None,
            heard,
            stalled: false,
            endless: None,
        })
    }

    async fn deliver(&mut self, message: &[u8]) -> Result<(), LinkError> {
        let frame = self.framing.encode(message)?;
        self.inbox.renew();
        // Taken out: whoever drops this future half way leaves a closed link behind, not half a frame.
        let torn = State::Closed("a message was left half written".to_owned());
        let mut duplex = match core::mem::replace(&mut self.state, torn) {
            State::Open(duplex) => duplex,
            State::Closed(reason) => {
                self.state = State::Closed(reason.clone());
                return Err(LinkError::Closed { reason });
            }
        };
        let (framing, inbox, heard, stalled) =
            (&mut self.framing, &mut self.inbox, &mut self.heard, &mut self.stalled);
        let written = duplex.write(&frame, self.options.write, |octets| {
            *heard = Instant::now();
            *stalled = false;
            framing.take(octets, inbox);
        });
        match written.await {
            Ok(()) => {
                self.state = State::Open(duplex);
                Ok(())
            }
            Err(WriteFault::Ended(reason)) => {
                // What the target said before it went is still there to be read.
                self.drain(&mut duplex).await;
                self.end(&reason);
                Err(LinkError::Closed { reason })
            }
            Err(WriteFault::Timeout) => {
                self.end("the target did not read what was sent to it");
                Err(LinkError::WriteTimeout { size: frame.len(), waited: self.options.write })
            }
        }
    }

    async fn next(&mut self, wait: Duration) -> Result<Option<Received>, LinkError> {
        let deadline = after(wait);
        loop {
            if let Some(received) = self.inbox.pop() {
                return Ok(Some(received));
            }
            if self.framing.is_lost() {
                self.end("the place in the stream was lost");
            }
            let duplex = match &mut self.state {
                State::Closed(reason) => return Err(LinkError::Closed { reason: reason.clone() }),
                State::Open(duplex) => duplex,
            };
            match duplex.read(deadline).await {
                Read::Octets(octets) => {
                    self.heard = Instant::now();
                    self.stalled = false;
                    self.framing.take(octets, &mut self.inbox);
                }
                Read::Ended(reason) => {
                    self.end(&reason);
                    continue;
                }
                Read::Silence => match self.transport.knock().await {
                    Some(stream) => {
                        self.waiting = Some(stream);
                        self.end("the target has connected anew");
                        continue;
                    }
                    None => return Ok(self.silence()),
                },
            }
            // A flood of what is dropped must not hold the wait open.
            if Instant::now() >= deadline {
                return Ok(self.inbox.pop().or_else(|| self.silence()));
            }
        }
    }

    /// Nothing came: what there is to say about that.
    fn silence(&mut self) -> Option<Received> {
        let quiet = Instant::now().saturating_duration_since(self.heard);
        if !self.stalled
            && let Some(garbage) = self.framing.pending()
        {
            // What is too long already will not become a message, however it goes on.
            let is_endless = garbage.kind == GarbageKind::TooLong && self.endless != Some(garbage.offset);
            if is_endless || quiet >= self.options.stall {
                self.endless = is_endless.then_some(garbage.offset).or(self.endless);
                self.stalled = true;
                return Some(Received::Garbage(garbage));
            }
        }
        self.inbox.silence()
    }

    async fn drain(&mut self, duplex: &mut Duplex<OwnedReadHalf, OwnedWriteHalf>) {
        let deadline = after(Duration::ZERO);
        while Instant::now() < deadline {
            match duplex.read(deadline).await {
                Read::Octets(octets) => self.framing.take(octets, &mut self.inbox),
                Read::Ended(_) | Read::Silence => return,
            }
        }
    }

    /// Closes the link; an unfinished frame becomes a notice.
    fn end(&mut self, reason: &str) {
        if let Some(garbage) = self.framing.pending().filter(|_| !self.stalled) {
            self.inbox.push(Received::Garbage(garbage));
        }
        self.framing.restart(&self.options);
        self.stalled = false;
        self.endless = None;
        self.state = State::Closed(reason.to_owned());
    }

    async fn again(&mut self) -> Result<(), LinkError> {
        self.end("it could not be made again");
        let stream = match self.waiting.take() {
            Some(stream) => stream,
            None => self.transport.open(&self.options, Contact::Again).await?,
        };
        self.state = State::open(stream);
        self.heard = Instant::now();
        Ok(())
    }
}

impl State {
    fn open(stream: TcpStream) -> Self {
        // Without it, short frames wait for each other; a system that cannot do it is merely slower.
        let _ = stream.set_nodelay(true);
        let (reader, writer) = stream.into_split();
        Self::Open(Duplex::new(reader, writer))
    }
}

impl Link for StreamLink {
    fn url(&self) -> &str {
        &self.url
    }

    fn now(&self) -> UnixMicros {
        UnixMicros::from_system()
    }

    fn send<'a>(&'a mut self, message: &'a [u8]) -> LinkFuture<'a, ()> {
        Box::pin(self.deliver(message))
    }

    fn receive(&mut self, wait: Duration) -> LinkFuture<'_, Option<Received>> {
        Box::pin(self.next(wait))
    }

    fn control(&mut self, _: Control) -> LinkFuture<'_, ControlAnswer> {
        Box::pin(core::future::ready(Ok(ControlAnswer::Unsupported)))
    }

    fn reconnect(&mut self) -> LinkFuture<'_, ()> {
        Box::pin(self.again())
    }

    fn close(&mut self) -> LinkFuture<'_, ()> {
        Box::pin(async {
            self.end("it was closed from this side");
            Ok(())
        })
    }
}

/// How long to wait before the next attempt to reach a target that was there before.
const RETRY: Duration = Duration::from_millis(50);
