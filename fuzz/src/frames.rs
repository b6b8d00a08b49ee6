//! Frames of a capture, through every layer to the messages in them: TCP with its streams, HTTP, ZigBee with its keys.

use std::sync::LazyLock;

use hallmark_link::UnixMicros;
use hallmark_link::capture::Content;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Found;
use hallmark_link::capture::Frame;
use hallmark_link::capture::Key;
use hallmark_link::capture::Keys;
use hallmark_link::capture::Report;

use crate::pieces::pieces;

/// Frames, each behind two octets of length; the first octet of each says what is on the wire. Each message must be found
/// in a frame that there is, all must be counted, and what could not be read must be listed within bounds.
pub fn run(octets: &[u8]) {
    let mut extractor = Extractor::new(KEYS.clone());
    let mut frames = 0;
    let (mut messages, mut documents) = (0, 0);
    let mut take = |found: Found<'_>, frames: u64| {
        assert!(1 <= found.first_frame && found.first_frame <= found.frame && found.frame <= frames);
        match found.content {
            Content::Duis(_) => documents += 1,
            Content::Message(_) => messages += 1,
        }
    };
    for piece in pieces(octets) {
        let Some((kind, octets)) = piece.split_first() else { continue };
        frames += 1;
        let is_snapped = kind & 0x80 != 0;
        let frame = Frame {
            number: frames,
            at: UnixMicros(frames * 100_000),
            link_type: LINK_TYPES[usize::from(kind & 0x7F) % LINK_TYPES.len()],
            octets,
            original: octets.len() + usize::from(is_snapped),
            comment: "",
        };
        extractor.frame(&frame, &mut |found| take(found, frames));
    }
    let report = extractor.finish(&mut |found| take(found, frames));
    assert_eq!((report.frames, report.message_count(), report.duis), (frames, messages, documents));
    let most = usize::try_from(10 * Report::LISTED).expect("a small number");
    assert!(report.list.len() <= most, "{} things are listed", report.list.len());
}

/// What those who capture know.
static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let mut keys = Keys::default();
    keys.add_network(Key::new(NETWORK_KEY));
    keys.add_link(Key::new(LINK_KEY));
    keys
});

/// What may be on the wire, as the number of LINKTYPE_ of tcpdump.org.
pub(crate) const LINK_TYPES: [u16; 13] = [252, 147, 1, 0, 101, 108, 113, 228, 229, 276, 195, 230, 283];

/// The keys of the network in the seeds.
pub(crate) const NETWORK_KEY: [u8; 16] = [0x10; 16];
pub(crate) const LINK_KEY: [u8; 16] = [0x50; 16];
