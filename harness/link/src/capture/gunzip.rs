//! gzip (RFC 1952), of which everything before a damage is given, to the last octet.

use std::io;
use std::io::BufRead;
use std::io::Read;

use flate2::Crc;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::DecompressorOxide;
use miniz_oxide::inflate::core::decompress;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;

/// Decompresses what `source` gives, one member after the other.
pub(super) struct Gunzip<R> {
    source: R,
    /// Octets taken from the source.
    taken: u64,
    part: Part,
    inflate: Box<DecompressorOxide>,
    window: Vec<u8>,
    /// What stands in the window and was not given yet.
    begin: usize,
    end: usize,
    check: Crc,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Part {
    Body,
    /// What was decompressed before is given first.
    Damaged,
    End,
    Header,
    Trailer,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            taken: 0,
            part: Part::Header,
            inflate: Box::default(),
            window: vec![0; WINDOW],
            begin: 0,
            end: 0,
            check: Crc::new(),
        }
    }

    fn step(&mut self) -> io::Result<()> {
        match self.part {
            Part::Body => self.body(),
            Part::Damaged => Err(self.damage("a deflate stream, found what is none")),
            Part::End => Ok(()),
            Part::Header => self.header(),
            Part::Trailer => self.trailer(),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        let [first, second, method, flags, ..] = self.octets::<10>()?;
        if [first, second] != MAGIC {
            return Err(self.damage("another member of gzip, found something else"));
        }
        if method != DEFLATE || flags & RESERVED != 0 {
            return Err(self.damage("a header of gzip, found a method or flags that are not known"));
        }
        if flags & EXTRA != 0 {
            for _ in 0..u16::from_le_bytes(self.octets()?) {
                self.octets::<1>()?;
            }
        }
        for text in [NAME, COMMENT] {
            while flags & text != 0 && self.octets()? != [0] {}
        }
        if flags & HEADER_CHECK != 0 {
            self.octets::<2>()?;
        }
        self.inflate.init();
        self.check.reset();
        (self.begin, self.end) = (0, 0);
        self.part = Part::Body;
        Ok(())
    }

    fn body(&mut self) -> io::Result<()> {
        let input = self.source.fill_buf()?;
        let is_over = input.is_empty();
        let at = self.end % WINDOW;
        let (status, used, written) =
            decompress(&mut self.inflate, input, &mut self.window, at, TINFL_FLAG_HAS_MORE_INPUT);
        self.source.consume(used);
        self.count(used);
        (self.begin, self.end) = (at, at.saturating_add(written));
        self.check.update(self.window.get(self.begin..self.end).unwrap_or_default());
        match status {
            TINFLStatus::Done => self.part = Part::Trailer,
            TINFLStatus::HasMoreOutput | TINFLStatus::NeedsMoreInput => {
                if is_over && written == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            _ => self.part = Part::Damaged,
        }
        Ok(())
    }

    fn trailer(&mut self) -> io::Result<()> {
        let [a, b, c, d, size @ ..] = self.octets::<8>()?;
        if (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(size))
            != (self.check.sum(), self.check.amount())
        {
            return Err(self.damage("the check sum and size of what was decompressed, found others"));
        }
        self.part = if self.source.fill_buf()?.is_empty() { Part::End } else { Part::Header };
        Ok(())
    }

    fn octets<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut octets = [0; N];
        self.source.read_exact(&mut octets)?;
        self.count(N);
        Ok(octets)
    }

    fn count(&mut self, octets: usize) {
        self.taken = self.taken.saturating_add(u64::try_from(octets).unwrap_or(u64::MAX));
    }

    fn damage(&self, expected: &str) -> io::Error {
        let problem = format!("expected, before octet {} of the compressed file, {expected}", self.taken);
        io::Error::new(io::ErrorKind::InvalidData, problem)
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.window.get(self.begin..self.end).unwrap_or_default();
            if !ready.is_empty() || into.is_empty() || matches!(self.part, Part::End) {
                let count = ready.read(into)?;
                self.begin = self.begin.saturating_add(count);
                return Ok(count);
            }
            if let Err(error) = self.step() {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.part = Part::End;
                }
                return Err(error);
            }
        }
    }
}

/// How a member begins.
pub(super) const MAGIC: [u8; 2] = [0x1F, 0x8B];
const DEFLATE: u8 = 8;

const HEADER_CHECK: u8 = 0x02;
const EXTRA: u8 = 0x04;
const NAME: u8 = 0x08;
const COMMENT: u8 = 0x10;
const RESERVED: u8 = 0xE0;

/// As far as deflate looks back. A power of two, so that the window can be gone round.
const WINDOW: usize = 1 << 15;

#[cfg(test)]
mod tests {
    use std::io::BufReader;
    use std::io::Write;

    use flate2::Compression;
    use flate2::GzBuilder;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn member(octets: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn read(file: &[u8], size: usize) -> (Vec<u8>, Option<String>) {
        let mut all = Vec::new();
        let outcome = Gunzip::new(BufReader::with_capacity(size, file)).read_to_end(&mut all);
        (all, outcome.err().map(|error| error.to_string()))
    }

    /// Octets that deflate can neither leave nor guess.
    fn text(size: u32) -> Vec<u8> {
        let mut state = 1_u32;
        let mut octets = Vec::new();
        for _ in 0..size {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            octets.push(u8::try_from(state >> 27).unwrap());
        }
        octets
    }

    #[test]
    fn members_follow_each_other_under_any_header() {
        let mut named = GzBuilder::new()
            .filename("a.pcap")
            .comment("of a run")
            .extra(vec![1; 300])
            .write(Vec::new(), Compression::fast());
        named.write_all(&text(200_000)).unwrap();
        let file = [member(b"one"), named.finish().unwrap(), member(b"")].concat();
        let expected = [b"one".as_slice(), &text(200_000)].concat();
        for size in [1, 7, 1 << 16] {
            assert_eq!(read(&file, size), (expected.clone(), None));
        }
    }

    #[test]
    fn everything_before_a_damage_is_given() {
        let octets = text(400_000);
        let file = member(&octets);
        let at = file.len() / 2;
        let mut damaged = file.clone();
        // What was compressed has no block without compression, and none of 0xFF alone is a block.
        damaged[at..at + 2_000].fill(0xFF);
        let (given, problem) = read(&damaged, 1 << 16);
        let problem = problem.unwrap();
        assert!(problem.starts_with("expected, before octet "), "{problem}");
        // As much as the half that is whole gives when the file ends with it.
        let (cut, _) = read(&file[..at], 1 << 16);
        assert!(given.starts_with(&cut), "{} of {} octets", given.len(), cut.len());
        assert!(octets.starts_with(&cut) && cut.len() > octets.len() / 3, "{} octets", cut.len());
    }

    #[test]
    fn names_what_is_damaged() {
        let file = member(b"frames");
        let mut sum = file.clone();
        sum[file.len() - 8] ^= 1;
        assert_eq!(
            read(&sum, 64),
            (
                b"frames".to_vec(),
                Some(format!(
                    "expected, before octet {} of the compressed file, the check sum and size of what was \
                     decompressed, found others",
                    file.len()
                ))
            )
        );
        let (given, problem) = read(&[file.as_slice(), b"0123456789"].concat(), 64);
        assert_eq!(given, b"frames");
        assert!(problem.unwrap().ends_with("another member of gzip, found something else"));
        let mut method = file.clone();
        method[2] = 7;
        let (given, problem) = read(&method, 64);
        assert_eq!(given, b"");
        assert!(problem.unwrap().ends_with("found a method or flags that are not known"));
    }

    proptest! {
        #[test]
        fn cut_off_anywhere_it_gives_what_is_there(cut in 0_usize..400, size in 1_usize..64) {
            let octets = text(500);
            let file = member(&octets);
            let cut = cut.min(file.len() - 1);
            let mut all = Vec::new();
            let outcome = Gunzip::new(BufReader::with_capacity(size, &file[..cut])).read_to_end(&mut all);
            prop_assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
            prop_assert!(octets.starts_with(&all));
        }
    }
}
