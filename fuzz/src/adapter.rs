//! The adapter protocol: what a subprocess writes, in any pieces.

use hallmark_link::exec::protocol::Decoder;
use hallmark_link::exec::protocol::Item;

/// The first octet says in pieces of which size the rest arrives. The pieces must not matter.
pub fn run(octets: &[u8]) {
    let Some((size, stream)) = octets.split_first() else { return };
    let whole = read(stream, stream.len().max(1));
    assert_eq!(read(stream, usize::from(*size).max(1)), whole, "the pieces matter");
}

fn read(stream: &[u8], size: usize) -> Vec<Item> {
    let mut decoder = Decoder::new(256);
    let mut all = Vec::new();
    for mut piece in stream.chunks(size) {
        while let Some(item) = decoder.feed(&mut piece) {
            all.push(item);
        }
        assert!(piece.is_empty(), "octets were left");
    }
    let _ = decoder.pending();
    all
}
