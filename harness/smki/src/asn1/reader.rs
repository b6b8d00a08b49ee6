use super::ObjectIdentifier;
use super::tag;
use crate::Error;
use crate::ErrorKind;

/// Reads DER elements from front to back; every error names the offset from the start of the structure.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    octets: &'a [u8],
    base: usize,
    position: usize,
}

/// One element: identifier, length and content octets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    /// The identifier octet.
    pub(crate) tag: u8,
    /// Where the identifier octet stands.
    pub(crate) offset: usize,
    /// All octets, identifier and length included.
    pub(crate) octets: &'a [u8],
    /// The content octets.
    pub(crate) content: &'a [u8],
}

/// The content of a BIT STRING.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BitString {
    pub(crate) unused_bits: u8,
    pub(crate) octets: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Self { octets, base: 0, position: 0 }
    }

    /// The next element, whatever its tag.
    pub(crate) fn element(&mut self, expected: &'static str) -> Result<Element<'a>, Error> {
        let start = self.position;
        let offset = self.offset();
        let tag = self.octet(expected)?;
        if tag & 0x1F == 0x1F {
            return Err(Error::new(ErrorKind::Tag, offset, "a one-octet identifier", format!("{tag:02X}")));
        }
        let length = self.length()?;
        let content = self.take(length, expected)?;
        let octets = self.octets.get(start..self.position).unwrap_or_default();
        Ok(Element { tag, offset, octets, content })
    }

    /// The next element, which must have `tag`.
    pub(crate) fn tagged(&mut self, tag: u8, expected: &'static str) -> Result<Element<'a>, Error> {
        match self.peek() {
            Some(found) if found != tag => {
                Err(Error::new(ErrorKind::Tag, self.offset(), expected, format!("tag {found:02X}")))
            }
            _ => self.element(expected),
        }
    }

    /// The next element if it has `tag`.
    pub(crate) fn optional(&mut self, tag: u8, expected: &'static str) -> Result<Option<Element<'a>>, Error> {
        if self.peek() == Some(tag) { self.element(expected).map(Some) } else { Ok(None) }
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        let left = self.rest().len();
        if left == 0 {
            return Ok(());
        }
        let found = format!("{left} more octets");
        Err(Error::new(ErrorKind::Trailing, self.offset(), "the end of the structure", found))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest().is_empty()
    }

    fn length(&mut self) -> Result<usize, Error> {
        const EXPECTED: &str = "a length in the shortest definite form";
        let offset = self.offset();
        let first = self.octet("a length octet")?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        let count = usize::from(first & 0x7F);
        if count == 0 || count > 4 {
            return Err(Error::new(ErrorKind::Length, offset, EXPECTED, format!("{first:02X}")));
        }
        let octets = self.take(count, "length octets")?;
        let length = octets.iter().fold(0_usize, |sum, octet| (sum << 8) | usize::from(*octet));
        if length < 0x80 || octets.first() == Some(&0) {
            let found = format!("{length} in {count} octets after {first:02X}");
            return Err(Error::new(ErrorKind::Length, offset, EXPECTED, found));
        }
        Ok(length)
    }

    fn octet(&mut self, expected: &'static str) -> Result<u8, Error> {
        let octet = self.peek().ok_or_else(|| self.truncated(expected, 1))?;
        self.position += 1;
        Ok(octet)
    }

    fn take(&mut self, count: usize, expected: &'static str) -> Result<&'a [u8], Error> {
        match self.rest().split_at_checked(count) {
            Some((taken, _)) => {
                self.position += count;
                Ok(taken)
            }
            None => Err(self.truncated(expected, count - self.rest().len())),
        }
    }

    fn truncated(&self, expected: &'static str, missing: usize) -> Error {
        let end = self.base + self.octets.len();
        Error::new(ErrorKind::Truncated, end, expected, format!("the end, {missing} octets short"))
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.octets.get(self.position..).unwrap_or_default()
    }

    fn offset(&self) -> usize {
        self.base + self.position
    }
}

impl<'a> Element<'a> {
    /// Reads the elements inside.
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader { octets: self.content, base: self.content_offset(), position: 0 }
    }

    /// Where the content starts.
    pub(crate) fn content_offset(&self) -> usize {
        self.offset + self.octets.len() - self.content.len()
    }

    /// An OBJECT IDENTIFIER.
    pub(crate) fn object_identifier(&self) -> Result<ObjectIdentifier, Error> {
        // X.690 8.19.2: no arc begins with a zero group.
        let begins =
            |index: usize| index == 0 || self.content.get(index - 1).is_some_and(|octet| *octet < 0x80);
        let padded =
            (0..self.content.len()).any(|index| self.content.get(index) == Some(&0x80) && begins(index));
        ObjectIdentifier::from_bytes(self.content)
            .ok()
            .filter(|oid| oid.as_bytes() == self.content && !padded)
            .ok_or_else(|| self.wrong("an object identifier of ordinary size"))
    }

    /// A BOOLEAN, as DER writes it.
    pub(crate) fn boolean(&self) -> Result<bool, Error> {
        match self.content {
            [0x00] => Ok(false),
            [0xFF] => Ok(true),
            _ => Err(self.wrong("BOOLEAN 00 or FF")),
        }
    }

    /// The content of an INTEGER in the fewest octets.
    pub(crate) fn integer(&self) -> Result<&'a [u8], Error> {
        match self.content {
            [] => Err(self.wrong("an INTEGER of at least one octet")),
            [0x00, next, ..] if *next < 0x80 => Err(self.wrong("an INTEGER in the fewest octets")),
            [0xFF, next, ..] if *next >= 0x80 => Err(self.wrong("an INTEGER in the fewest octets")),
            content => Ok(content),
        }
    }

    /// An INTEGER from 0 to 255.
    pub(crate) fn small_integer(&self) -> Result<u8, Error> {
        match self.integer()? {
            [value] if *value < 0x80 => Ok(*value),
            [0x00, value] => Ok(*value),
            _ => Err(self.wrong("an INTEGER from 0 to 255")),
        }
    }

    /// A BIT STRING; unused bits are zero (X.690 11.2.1).
    pub(crate) fn bit_string(&self) -> Result<BitString, Error> {
        let Some((unused_bits, octets)) = self.content.split_first() else {
            return Err(self.wrong("a BIT STRING that counts its unused bits"));
        };
        let padding = match octets.last() {
            Some(last) if *unused_bits < 8 => last & !(0xFF_u8 << unused_bits),
            None if *unused_bits == 0 => 0,
            _ => return Err(self.wrong("a BIT STRING with at most seven unused bits")),
        };
        if padding != 0 {
            return Err(self.wrong("a BIT STRING whose unused bits are zero"));
        }
        Ok(BitString { unused_bits: *unused_bits, octets: octets.to_vec() })
    }

    /// A value error about this element; long content is cut.
    pub(crate) fn wrong(&self, expected: &'static str) -> Error {
        const SHOWN: usize = 24;
        let mut found: String = self.content.iter().take(SHOWN).map(|octet| format!("{octet:02X}")).collect();
        if self.content.len() > SHOWN {
            found.push('…');
        }
        if found.is_empty() {
            found.push_str("nothing");
        }
        Error::new(ErrorKind::Value, self.offset, expected, found)
    }

    /// The tag must be `tag`.
    pub(crate) fn require(self, tag: u8, expected: &'static str) -> Result<Self, Error> {
        if self.tag == tag {
            return Ok(self);
        }
        Err(Error::new(ErrorKind::Tag, self.offset, expected, format!("tag {:02X}", self.tag)))
    }
}

/// OBJECT IDENTIFIER, first thing in many a SEQUENCE.
impl<'a> Reader<'a> {
    pub(crate) fn object_identifier(&mut self, expected: &'static str) -> Result<ObjectIdentifier, Error> {
        self.tagged(tag::OBJECT_IDENTIFIER, expected)?.object_identifier()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal_and_definite() {
        let kinds =
            |octets: &[u8]| Reader::new(octets).element("x").map(|e| e.content.len()).map_err(|e| e.kind());
        assert_eq!(kinds(&[0x04, 0x01, 0xAA]), Ok(1));
        assert_eq!(kinds(&[0x04, 0x81, 0x01, 0xAA]), Err(ErrorKind::Length));
        assert_eq!(kinds(&[0x30, 0x80, 0x00, 0x00]), Err(ErrorKind::Length));
        assert_eq!(kinds(&[0x04, 0x85, 0, 0, 0, 0, 1, 0xAA]), Err(ErrorKind::Length));
        assert_eq!(kinds(&[0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]), Err(ErrorKind::Truncated));
        assert_eq!(kinds(&[0x1F, 0x01, 0xAA]), Err(ErrorKind::Tag));
        let long = [&[0x04, 0x82, 0x00, 0xC8][..], &[0; 200]].concat();
        assert_eq!(kinds(&long), Err(ErrorKind::Length));
        let short = [&[0x04, 0x81, 0xC8][..], &[0; 200]].concat();
        assert_eq!(kinds(&short), Ok(200));
    }

    #[test]
    fn offsets_count_from_the_start() {
        let octets = [0x30, 0x05, 0x30, 0x03, 0x01, 0x01, 0x01];
        let inner = Reader::new(&octets).tagged(tag::SEQUENCE, "outer").unwrap();
        let inner = inner.reader().tagged(tag::SEQUENCE, "inner").unwrap();
        let error = inner.reader().element("a flag").unwrap().boolean().unwrap_err();
        assert_eq!(error, Error::new(ErrorKind::Value, 4, "BOOLEAN 00 or FF", "01"));
    }

    #[test]
    fn object_identifiers_have_shortest_arcs() {
        let read = |octets: &[u8]| {
            let oid = Reader::new(octets).element("an identifier").unwrap().object_identifier();
            oid.map(|oid| oid.to_string()).map_err(|error| error.kind())
        };
        assert_eq!(read(&[6, 3, 0x55, 0x1D, 0x0F]), Ok("2.5.29.15".to_owned()));
        assert_eq!(read(&[6, 4, 0x55, 0x81, 0x80, 0x01]), Ok("2.5.16385".to_owned()));
        for wrong in [&[6, 4, 0x55, 0x1D, 0x80, 0x0F][..], &[6, 3, 0x55, 0x1D, 0x8F], &[6, 0]] {
            assert_eq!(read(wrong), Err(ErrorKind::Value), "{wrong:02X?}");
        }
    }

    #[test]
    fn bit_strings_have_clean_padding() {
        let read = |octets: &[u8]| {
            Reader::new(octets).element("bits").unwrap().bit_string().map_err(|e| e.expected())
        };
        assert_eq!(read(&[3, 2, 7, 0x80]), Ok(BitString { unused_bits: 7, octets: vec![0x80] }));
        assert_eq!(read(&[3, 2, 7, 0x81]), Err("a BIT STRING whose unused bits are zero"));
        assert_eq!(read(&[3, 2, 8, 0x00]), Err("a BIT STRING with at most seven unused bits"));
        assert_eq!(read(&[3, 1, 1]), Err("a BIT STRING with at most seven unused bits"));
        assert_eq!(read(&[3, 0]), Err("a BIT STRING that counts its unused bits"));
    }
}
