//! GFI text: messages in lines, in any pieces.

use hallmark_link::Garbage;
use hallmark_link::Received;
use hallmark_link::framing::gfi;

/// The first octet says in pieces of which size the rest arrives. The pieces must not matter.
pub fn run(octets: &[u8]) {
    let Some((size, stream)) = octets.split_first() else { return };
    let whole = read(stream, stream.len().max(1));
    assert_eq!(read(stream, usize::from(*size).max(1)), whole, "the pieces matter");
    for received in whole {
        if let Received::Message(message) = received {
            assert!(message.len() <= LIMIT);
            let framed = gfi::encode(&message);
            assert_eq!(read(&framed, framed.len()), [Received::Message(message)]);
        }
    }
}

fn read(stream: &[u8], size: usize) -> Vec<Received> {
    let mut decoder = gfi::Decoder::new(LIMIT);
    let mut all = Vec::new();
    for mut piece in stream.chunks(size) {
        while let Some(received) = decoder.feed(&mut piece) {
            if let Received::Garbage(garbage) = &received {
                assert!(garbage.excerpt.len() <= Garbage::EXCERPT);
            }
            all.push(received);
        }
        assert!(piece.is_empty(), "octets were left");
    }
    assert!(decoder.capacity() <= 8 * LIMIT, "memory is not bounded");
    let _ = decoder.pending();
    all
}

const LIMIT: usize = 256;
