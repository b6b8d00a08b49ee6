use crate::Counter;
use crate::EntityId;
use crate::wire::Cra;
use crate::wire::GroupingHeader;
use crate::wire::Message;
use crate::wire::OtherInformation;
use crate::wire::SignatureField;
use crate::wire::header::GENERAL_SIGNING;
use crate::wire::message::GENERAL_CIPHERING;
use crate::wire::message::SUITE_1_AUTHENTICATED;
use crate::wire::push_length;

/// A whole message as an owned value, to be built and changed.
///
/// Fields are open and may hold what no correct message holds: this is what negative tests are made of. What comes
/// from a parsed [`Message`] is emitted as the same octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The MAC Header and the MAC.
    pub mac: Option<MacHeader>,
    /// The tag of the Grouping Header, 0xDF.
    pub tag: u8,
    /// The CRA flag.
    pub cra: u8,
    /// The Originator Counter.
    pub counter: Counter,
    /// The Business Originator.
    pub originator: EntityId,
    /// The Business Target.
    pub recipient: EntityId,
    /// The date-time: empty or 12 octets.
    pub date_time: Vec<u8>,
    /// How the length of other-information is written.
    pub other_length: Length,
    /// The octets of other-information.
    pub other: Vec<u8>,
    /// How the length of the payload is written.
    pub payload_length: Length,
    /// The payload.
    pub payload: Vec<u8>,
    /// The signature: `None` writes nothing, empty writes a null length.
    pub signature: Option<Vec<u8>>,
}

impl Envelope {
    /// A message with this header and payload, without a signature field and without a MAC: for a Command, a
    /// pre-command.
    pub fn new(header: &GroupingHeader<'_>, payload: impl Into<Vec<u8>>) -> Self {
        Self {
            mac: None,
            tag: GENERAL_SIGNING,
            cra: header.cra.octet(),
            counter: header.counter,
            originator: header.originator,
            recipient: header.recipient,
            date_time: header.date_time.map(|octets| octets.to_vec()).unwrap_or_default(),
            other_length: Length::SHORTEST,
            other: header.other.to_vec(),
            payload_length: Length::SHORTEST,
            payload: payload.into(),
            signature: None,
        }
    }

    /// Replaces other-information.
    #[must_use]
    pub fn with_other(mut self, other: &OtherInformation<'_>) -> Self {
        self.other = other.to_vec();
        self
    }

    /// The kind of message, where the CRA flag has a meaning.
    pub fn cra(&self) -> Option<Cra> {
        Cra::from_octet(self.cra)
    }

    /// How many octets [`emit`](Self::emit) returns.
    pub fn buffer_len(&self) -> usize {
        let inner = self.authenticated_len();
        match &self.mac {
            None => inner,
            Some(mac) => mac.start_len(inner) + inner + mac.mac.len(),
        }
    }

    /// The whole message.
    pub fn emit(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.buffer_len());
        if let Some(mac) = &self.mac {
            mac.emit_start(self.authenticated_len(), &mut out);
        }
        self.emit_authenticated(&mut out);
        out.extend(self.mac.iter().flat_map(|mac| &mac.mac));
        out
    }

    /// What a signature covers: the Grouping Header without its tag, and the payload (GBCS 6.2.3).
    pub fn signed_octets(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.signed_len());
        self.emit_signed(&mut out);
        out
    }

    /// What a MAC covers besides constants: Grouping Header, payload and signature with its length (GBCS 6.3.3).
    pub fn authenticated_octets(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.authenticated_len());
        self.emit_authenticated(&mut out);
        out
    }

    fn emit_authenticated(&self, out: &mut Vec<u8>) {
        out.push(self.tag);
        self.emit_signed(out);
        if let Some(signature) = &self.signature {
            push_length(out, signature.len(), 1);
            out.extend(signature);
        }
    }

    fn emit_signed(&self, out: &mut Vec<u8>) {
        out.extend([0x09, self.cra]);
        out.extend(self.counter.0.to_be_bytes());
        for id in [self.originator, self.recipient] {
            out.push(0x08);
            out.extend(id.0);
        }
        push_length(out, self.date_time.len(), 1);
        out.extend(&self.date_time);
        self.other_length.emit(self.other.len(), out);
        out.extend(&self.other);
        self.payload_length.emit(self.payload.len(), out);
        out.extend(&self.payload);
    }

    fn authenticated_len(&self) -> usize {
        let signature = self.signature.as_ref().map(|octets| field_len(octets.len(), 1) + octets.len());
        1 + self.signed_len() + signature.unwrap_or_default()
    }

    fn signed_len(&self) -> usize {
        let date_time = field_len(self.date_time.len(), 1) + self.date_time.len();
        let other = self.other_length.field_len(self.other.len()) + self.other.len();
        let payload = self.payload_length.field_len(self.payload.len()) + self.payload.len();
        28 + date_time + other + payload
    }
}

impl From<&Message<'_>> for Envelope {
    fn from(message: &Message<'_>) -> Self {
        let lengths = message.layout.lengths;
        let mac = message.layout.mac_field.zip(message.mac()).map(|(field, mac)| MacHeader {
            length: Length::of(field),
            mac: mac.to_vec(),
            ..MacHeader::default()
        });
        let signature = match message.signature() {
            SignatureField::Missing => None,
            SignatureField::Null => Some(Vec::new()),
            SignatureField::Present(octets) => Some(octets.to_vec()),
        };
        Self {
            mac,
            other_length: Length::of(lengths.other_field),
            payload_length: Length::of(lengths.content_field),
            signature,
            ..Self::new(message.header(), message.payload())
        }
    }
}

/// The MAC Header in front of a message, and the MAC after it (GBCS 7.2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacHeader {
    /// The tag, 0xDD.
    pub tag: u8,
    /// The lengths of transaction-id, originator, recipient, date-time and other-information, and the choice of
    /// key-info: all zero.
    pub empty: [u8; 6],
    /// How the length of the ciphered service is written.
    pub length: Length,
    /// The security control octet, 0x11.
    pub security_control: u8,
    /// The invocation counter, zero.
    pub invocation_counter: u32,
    /// The MAC, 12 octets.
    pub mac: Vec<u8>,
}

impl MacHeader {
    /// A correct header with this MAC.
    pub fn new(mac: &[u8; 12]) -> Self {
        Self { mac: mac.to_vec(), ..Self::default() }
    }

    /// Puts the header before and the MAC behind octets that need not be what an [`Envelope`] can emit: for tests of
    /// malformed headers under a right MAC.
    pub fn wrap(&self, authenticated: &[u8]) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(self.start_len(authenticated.len()) + authenticated.len() + self.mac.len());
        self.emit_start(authenticated.len(), &mut out);
        out.extend(authenticated);
        out.extend(&self.mac);
        out
    }

    fn start_len(&self, inner: usize) -> usize {
        12 + self.length.field_len(5 + inner + self.mac.len())
    }

    fn emit_start(&self, inner: usize, out: &mut Vec<u8>) {
        out.push(self.tag);
        out.extend(self.empty);
        self.length.emit(5 + inner + self.mac.len(), out);
        out.push(self.security_control);
        out.extend(self.invocation_counter.to_be_bytes());
    }
}

impl Default for MacHeader {
    /// A correct header with an empty MAC.
    fn default() -> Self {
        Self {
            tag: GENERAL_CIPHERING,
            empty: [0; 6],
            length: Length::SHORTEST,
            security_control: SUITE_1_AUTHENTICATED,
            invocation_counter: 0,
            mac: Vec::new(),
        }
    }
}

/// How a length is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The least number of octets that the field takes; 1 writes the shortest form.
    pub field_octets: usize,
    /// A length to state instead of the true one.
    pub claimed: Option<usize>,
}

impl Length {
    /// The true length in its shortest form.
    pub const SHORTEST: Self = Self { field_octets: 1, claimed: None };

    /// A length that is not the true one, in its shortest form.
    pub fn claiming(length: usize) -> Self {
        Self { field_octets: 1, claimed: Some(length) }
    }

    /// The true length in a field of at least so many octets.
    pub fn of(field_octets: usize) -> Self {
        Self { field_octets, claimed: None }
    }

    fn emit(self, actual: usize, out: &mut Vec<u8>) {
        push_length(out, self.claimed.unwrap_or(actual), self.field_octets);
    }

    fn field_len(self, actual: usize) -> usize {
        field_len(self.claimed.unwrap_or(actual), self.field_octets)
    }
}

/// How many octets [`push_length`] appends.
fn field_len(length: usize, field_octets: usize) -> usize {
    let significant = length.to_be_bytes().iter().skip_while(|octet| **octet == 0).count();
    let shortest = if length < 0x80 { 1 } else { significant + 1 };
    field_octets.clamp(shortest, 1 + size_of::<usize>())
}
