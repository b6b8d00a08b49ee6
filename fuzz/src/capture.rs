//! Capture files: pcap, pcapng and both in gzip, in any pieces.

use std::io;
use std::io::Read;

use hallmark_link::capture::Broken;
use hallmark_link::capture::Capture;

/// The first octet says in pieces of which size the file is read. The pieces must not matter.
pub fn run(octets: &[u8]) {
    let Some((size, file)) = octets.split_first() else { return };
    let whole = read(file, file.len());
    let pieces = read(file, usize::from(*size));
    match (&whole.1, &pieces.1) {
        // How many octets of a compressed file were looked at when a damage was found depends on the pieces.
        (Err(Broken::Unreadable { .. }), Err(Broken::Unreadable { .. })) => assert_eq!(pieces.0, whole.0),
        _ => assert_eq!(pieces, whole, "the pieces matter"),
    }
}

/// Number, time, link type, octets, original length, comment.
type Frame = (u64, u64, u16, Vec<u8>, usize, String);

fn read(file: &[u8], size: usize) -> (Vec<Frame>, Result<(), Broken>) {
    let mut frames = Vec::new();
    let pieces = Pieces { rest: io::Cursor::new(file.to_vec()), size: size.max(1) };
    let outcome = Capture::new(pieces).and_then(|mut capture| {
        capture.read(|frame| {
            let comment = frame.comment.to_owned();
            let octets = frame.octets.to_vec();
            frames.push((frame.number, frame.at.0, frame.link_type, octets, frame.original, comment));
        })
    });
    let numbers = frames.iter().map(|frame| frame.0);
    assert!(numbers.eq((1..).take(frames.len())), "the frames are not numbered in order");
    (frames, outcome)
}

/// A file that comes in small pieces.
struct Pieces {
    rest: io::Cursor<Vec<u8>>,
    size: usize,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = into.len().min(self.size);
        self.rest.read(&mut into[..room])
    }
}
