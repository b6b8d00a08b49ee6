//! The IEC 62056-4-7 wrapper: messages in a stream, in any pieces.

use hallmark_link::Received;
use hallmark_link::framing::wrapper;
use hallmark_link::framing::wrapper::Ports;

/// The first octet says in pieces of which size the rest arrives. The pieces must not matter.
pub fn run(octets: &[u8]) {
    let Some((size, stream)) = octets.split_first() else { return };
    let whole = read(stream, stream.len().max(1));
    assert_eq!(read(stream, usize::from(*size).max(1)), whole, "the pieces matter");
}

fn read(stream: &[u8], size: usize) -> Vec<Received> {
    let mut decoder = wrapper::Decoder::new(Ports::default());
    let mut all = Vec::new();
    for mut piece in stream.chunks(size) {
        while let Some(received) = decoder.feed(&mut piece) {
            all.push(received);
        }
        if decoder.is_lost() {
            return all;
        }
    }
    let _ = decoder.pending();
    all
}
