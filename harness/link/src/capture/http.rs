//! HTTP/1.1 messages without TLS (RFC 9112), as far as their bodies are wanted: DUIS documents.
//!
//! Heads of at most 64 KiB; bodies with a length, in chunks, or until the connection ends, of at most 8 MiB.

use std::collections::VecDeque;

/// One direction of a connection.
#[derive(Debug, Default)]
pub(super) struct Http {
    state: State,
    items: VecDeque<HttpItem>,
}

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HttpItem {
    /// Its body is a DUIS document.
    Duis(Vec<u8>),
    /// It has no body, or another one.
    Other,
    /// It cannot be read, and neither can what follows.
    Unread(&'static str),
}

#[derive(Debug)]
enum State {
    Head(Vec<u8>),
    /// A body, and how many octets of it are missing.
    Body(Vec<u8>, usize),
    /// A body in chunks so far, and where in the chunks we are.
    Chunks(Vec<u8>, Chunk),
    /// A body that lasts as long as the connection.
    ToTheEnd(Vec<u8>),
    Lost,
}

#[derive(Debug)]
enum Chunk {
    /// The line with the size, so far.
    Size(Vec<u8>),
    /// The octets that are missing, line end included.
    Data(usize),
    /// The lines after the last chunk; the present one so far.
    Trailer(Vec<u8>),
}

impl Default for State {
    fn default() -> Self {
        Self::Head(Vec::new())
    }
}

impl Http {
    /// Takes octets.
    pub(super) fn feed(&mut self, mut octets: &[u8]) {
        while !octets.is_empty() {
            let state = core::mem::replace(&mut self.state, State::Lost);
            self.state = match state {
                State::Head(head) => self.head(head, &mut octets),
                State::Body(mut body, missing) => {
                    let taken = take(&mut octets, missing);
                    body.extend_from_slice(taken);
                    match missing.saturating_sub(taken.len()) {
                        0 => self.complete(body),
                        missing => State::Body(body, missing),
                    }
                }
                State::Chunks(body, chunk) => self.chunk(body, chunk, &mut octets),
                State::ToTheEnd(mut body) => {
                    let room = MAX_BODY.saturating_sub(body.len());
                    body.extend_from_slice(octets.get(..room).unwrap_or(octets));
                    octets = &[];
                    State::ToTheEnd(body)
                }
                State::Lost => return,
            };
        }
    }

    /// The next message that is complete.
    pub(super) fn next(&mut self) -> Option<HttpItem> {
        self.items.pop_front()
    }

    /// Whether no message has begun.
    pub(super) fn is_idle(&self) -> bool {
        matches!(&self.state, State::Head(head) if head.is_empty())
    }

    /// The connection has ended: what is wrong with that.
    pub(super) fn finish(&mut self) -> Option<&'static str> {
        match core::mem::replace(&mut self.state, State::Lost) {
            State::ToTheEnd(body) => {
                self.items.push_back(item(body));
                None
            }
            State::Head(head) if head.is_empty() => None,
            State::Lost => None,
            State::Head(_) => Some("the head of an HTTP message is cut short"),
            State::Body(..) | State::Chunks(..) => Some("the body of an HTTP message is cut short"),
        }
    }

    fn head(&mut self, mut head: Vec<u8>, octets: &mut &[u8]) -> State {
        let before = head.len();
        head.extend_from_slice(octets);
        let from = before.saturating_sub(3);
        let end = head.get(from..).and_then(|new| new.windows(4).position(|window| window == b"\r\n\r\n"));
        let Some(end) = end else {
            *octets = &[];
            if head.len() > MAX_HEAD {
                return self.lost("the head of an HTTP message is longer than 64 KiB");
            }
            return State::Head(head);
        };
        let end = from.saturating_add(end).saturating_add(4);
        *octets = octets.get(end.saturating_sub(before)..).unwrap_or_default();
        head.truncate(end);
        match Length::of(&head) {
            Some(Length::Known(0)) => self.complete(Vec::new()),
            Some(Length::Known(length)) if length <= MAX_BODY => State::Body(Vec::new(), length),
            Some(Length::Known(_)) => self.lost("the body of an HTTP message is longer than 8 MiB"),
            Some(Length::Chunked) => State::Chunks(Vec::new(), Chunk::Size(Vec::new())),
            Some(Length::ToTheEnd) => State::ToTheEnd(Vec::new()),
            None => self.lost("the head of an HTTP message gives a length that is no number"),
        }
    }

    fn chunk(&mut self, mut body: Vec<u8>, chunk: Chunk, octets: &mut &[u8]) -> State {
        match chunk {
            Chunk::Size(mut line) => {
                if !read_line(&mut line, octets) {
                    if line.len() > MAX_LINE {
                        return self.lost("the size of an HTTP chunk is longer than a line may be");
                    }
                    return State::Chunks(body, Chunk::Size(line));
                }
                let digits = line.split(|octet| *octet == b';' || octet.is_ascii_whitespace()).next();
                let size = digits
                    .and_then(|digits| core::str::from_utf8(digits).ok())
                    .and_then(|digits| usize::from_str_radix(digits, 16).ok());
                match size {
                    Some(0) => State::Chunks(body, Chunk::Trailer(Vec::new())),
                    Some(size) if size <= MAX_BODY.saturating_sub(body.len()) => {
                        State::Chunks(body, Chunk::Data(size.saturating_add(2)))
                    }
                    Some(_) => self.lost("the body of an HTTP message is longer than 8 MiB"),
                    None => self.lost("the size of an HTTP chunk is no number"),
                }
            }
            Chunk::Data(missing) => {
                let taken = take(octets, missing);
                // The last two octets are the end of the line.
                let data = taken.len().min(missing.saturating_sub(2));
                body.extend_from_slice(taken.get(..data).unwrap_or_default());
                match missing.saturating_sub(taken.len()) {
                    0 => State::Chunks(body, Chunk::Size(Vec::new())),
                    missing => State::Chunks(body, Chunk::Data(missing)),
                }
            }
            Chunk::Trailer(mut line) => {
                if !read_line(&mut line, octets) {
                    if line.len() > MAX_LINE {
                        return self.lost("a trailer of an HTTP message is longer than a line may be");
                    }
                    return State::Chunks(body, Chunk::Trailer(line));
                }
                if line.is_empty() {
                    self.complete(body)
                } else {
                    State::Chunks(body, Chunk::Trailer(Vec::new()))
                }
            }
        }
    }

    fn complete(&mut self, body: Vec<u8>) -> State {
        self.items.push_back(item(body));
        State::default()
    }

    fn lost(&mut self, why: &'static str) -> State {
        self.items.push_back(HttpItem::Unread(why));
        State::Lost
    }
}

/// How long a body is.
enum Length {
    Known(usize),
    Chunked,
    ToTheEnd,
}

impl Length {
    /// `None` when a length is given that is none.
    fn of(head: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(head).to_ascii_lowercase();
        let field = |name: &str| {
            text.lines().skip(1).find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
        };
        if field("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
            return Some(Self::Chunked);
        }
        match field("content-length") {
            Some(length) => length.parse().ok().map(Self::Known),
            // A response of no stated length lasts to the end, unless its status allows no body (RFC 9112, 6.3).
            None if text.starts_with("http/1.") => {
                let status = text.split(' ').nth(1).unwrap_or_default();
                let is_empty = status.starts_with('1') || status == "204" || status == "304";
                Some(if is_empty { Self::Known(0) } else { Self::ToTheEnd })
            }
            None => Some(Self::Known(0)),
        }
    }
}

/// DUIS documents name the namespace of their schema.
fn item(body: Vec<u8>) -> HttpItem {
    let start = body.get(..NAMED_WITHIN).unwrap_or(&body);
    if start.windows(NAMESPACE.len()).any(|window| window == NAMESPACE) {
        HttpItem::Duis(body)
    } else {
        HttpItem::Other
    }
}

/// Adds to `line` up to the end of a line, which is dropped. Returns whether the end was there.
fn read_line(line: &mut Vec<u8>, octets: &mut &[u8]) -> bool {
    let end = octets.iter().position(|octet| *octet == b'\n');
    let count = end.map_or(octets.len(), |end| end.saturating_add(1));
    line.extend_from_slice(take(octets, count));
    if end.is_some() {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    end.is_some()
}

fn take<'a>(octets: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = octets.split_at_checked(count).unwrap_or((octets, &[]));
    *octets = rest;
    taken
}

const NAMESPACE: &[u8] = b"dccinterface.co.uk/ServiceUserGateway";
const NAMED_WITHIN: usize = 4_096;

const MAX_HEAD: usize = 1 << 16;
const MAX_BODY: usize = 1 << 23;
const MAX_LINE: usize = 1 << 12;

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\"/>";

    fn all(octets: &[u8], piece: usize) -> (Vec<HttpItem>, Option<&'static str>) {
        let mut http = Http::default();
        octets.chunks(piece).for_each(|piece| http.feed(piece));
        let end = http.finish();
        (core::iter::from_fn(|| http.next()).collect(), end)
    }

    #[test]
    fn documents_are_found_however_they_are_delimited() {
        let length = DOCUMENT.len();
        let (first, second) = DOCUMENT.split_at(10);
        let stream = format!(
            "POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{DOCUMENT}GET / HTTP/1.1\r\n\r\n\
             POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n{first}\r\n{:x};x=y\r\n{second}\r\n0\r\nT: x\r\n\r\n\
             HTTP/1.1 200 OK\r\n\r\n{DOCUMENT}",
            second.len()
        );
        let duis = || HttpItem::Duis(DOCUMENT.as_bytes().to_vec());
        for piece in [1, 2, 3, 7, 1_000] {
            assert_eq!(
                all(stream.as_bytes(), piece),
                (vec![duis(), HttpItem::Other, duis(), duis()], None),
                "{piece}"
            );
        }
    }

    #[test]
    fn what_is_cut_or_wrong_is_said() {
        assert_eq!(all(b"POST / HT", 4), (vec![], Some("the head of an HTTP message is cut short")));
        assert_eq!(
            all(b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n12", 4),
            (vec![], Some("the body of an HTTP message is cut short"))
        );
        let unread = |stream: &[u8]| all(stream, 64).0;
        assert_eq!(
            unread(b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n"),
            [HttpItem::Unread("the head of an HTTP message gives a length that is no number")]
        );
        assert_eq!(
            unread(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n"),
            [HttpItem::Unread("the body of an HTTP message is longer than 8 MiB")]
        );
        assert_eq!(
            unread(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            [HttpItem::Unread("the size of an HTTP chunk is no number")]
        );
    }
}
