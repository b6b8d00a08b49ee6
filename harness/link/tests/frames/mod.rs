//! Captures and frames, made for tests.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests")]

/// A pcap file.
pub(crate) struct Pcap {
    pub(crate) octets: Vec<u8>,
    is_big: bool,
    is_nano: bool,
}

impl Pcap {
    pub(crate) fn new(link_type: u32, is_big: bool, is_nano: bool) -> Self {
        let mut pcap = Self { octets: Vec::new(), is_big, is_nano };
        pcap.word(if is_nano { 0xA1B2_3C4D } else { 0xA1B2_C3D4 });
        let version: [u16; 2] = [2, 4];
        for half in version {
            pcap.octets.extend(if is_big { half.to_be_bytes() } else { half.to_le_bytes() });
        }
        [0, 0, 262_144, link_type].iter().for_each(|word| pcap.word(*word));
        pcap
    }

    pub(crate) fn frame(&mut self, micros: u64, octets: &[u8]) {
        self.snapped(micros, octets, octets.len());
    }

    /// A frame of which only the first octets were captured.
    pub(crate) fn snapped(&mut self, micros: u64, octets: &[u8], captured: usize) {
        let fraction = micros % 1_000_000 * if self.is_nano { 1_000 } else { 1 };
        let words = [micros / 1_000_000, fraction, captured as u64, octets.len() as u64];
        words.iter().for_each(|word| self.word(*word as u32));
        self.octets.extend(&octets[..captured]);
    }

    fn word(&mut self, word: u32) {
        self.octets.extend(if self.is_big { word.to_be_bytes() } else { word.to_le_bytes() });
    }
}

/// A pcapng section in big endian with one frame, whose time is in units of 10 to the minus `digits` of a second.
pub(crate) fn big_endian_section(link_type: u16, digits: u8, time: u64, frame: &[u8]) -> Vec<u8> {
    let block = |kind: u32, body: Vec<u8>| {
        let length = (body.len() as u32 + 12).to_be_bytes();
        [&kind.to_be_bytes()[..], &length, &body, &length].concat()
    };
    let section = [&0x1A2B_3C4D_u32.to_be_bytes()[..], &[0, 1, 0, 0], &[0xFF; 8]].concat();
    let interface =
        [&link_type.to_be_bytes()[..], &[0, 0], &[0, 4, 0, 0], &[0, 9, 0, 1, digits, 0, 0, 0], &[0; 4]]
            .concat();
    let mut packet = [&[0; 4][..], &time.to_be_bytes()].concat();
    let size = (frame.len() as u32).to_be_bytes();
    packet.extend([size, size].concat());
    packet.extend(frame);
    packet.resize(packet.len().next_multiple_of(4), 0);
    [block(0x0A0D_0D0A, section), block(1, interface), block(6, packet)].concat()
}

/// One direction of a TCP connection, as Ethernet frames.
pub(crate) struct Connection {
    next: u32,
    port: u16,
}

impl Connection {
    pub(crate) fn new(next: u32) -> Self {
        Self::to_port(next, 9_000)
    }

    pub(crate) fn to_port(next: u32, port: u16) -> Self {
        Self { next, port }
    }

    pub(crate) fn syn(&mut self) -> Vec<u8> {
        let frame = self.segment(0x02, &[]);
        self.next = self.next.wrapping_add(1);
        frame
    }

    pub(crate) fn fin(&mut self) -> Vec<u8> {
        self.segment(0x11, &[])
    }

    pub(crate) fn send(&mut self, octets: &[u8]) -> Vec<u8> {
        let frame = self.segment(0x18, octets);
        self.next = self.next.wrapping_add(octets.len() as u32);
        frame
    }

    fn segment(&self, flags: u8, octets: &[u8]) -> Vec<u8> {
        let mut segment =
            [&50_000_u16.to_be_bytes()[..], &self.port.to_be_bytes(), &self.next.to_be_bytes()].concat();
        segment.extend([0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0]);
        segment.extend(octets);
        ethernet(6, &segment)
    }
}

/// A UDP datagram.
pub(crate) fn udp(octets: &[u8]) -> Vec<u8> {
    [
        &4059_u16.to_be_bytes()[..],
        &4059_u16.to_be_bytes(),
        &(octets.len() as u16 + 8).to_be_bytes(),
        &[0, 0],
        octets,
    ]
    .concat()
}

/// An Ethernet frame with an IPv4 packet.
pub(crate) fn ethernet(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0; 12];
    frame.extend([0x08, 0x00, 0x45, 0x00]);
    frame.extend((payload.len() as u16 + 20).to_be_bytes());
    frame.extend([0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    frame.extend(payload);
    frame
}
