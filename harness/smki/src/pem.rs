//! PEM text (RFC 7468): several blocks, text around them, lines of any length.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// One block: its label and its octets, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    label: String,
    octets: Zeroizing<Vec<u8>>,
}

impl Block {
    pub(crate) fn new(label: &str, octets: &[u8]) -> Self {
        Self { label: label.to_owned(), octets: Zeroizing::new(octets.to_vec()) }
    }

    /// The label, as `CERTIFICATE` or `PRIVATE KEY`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The decoded octets.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

impl core::fmt::Debug for Block {
    /// The octets may be secret and stay out.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Block({}, {} octets)", self.label, self.octets.len())
    }
}

/// Why text is not PEM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// A line between BEGIN and END that is not base64.
    #[error("read PEM: expected base64 in the block that begins on line {line}")]
    Base64 {
        /// The line of BEGIN, from 1.
        line: usize,
    },
    /// No END line with the label of BEGIN.
    #[error("read PEM: expected an END line for the block that begins on line {line}")]
    NoEnd {
        /// The line of BEGIN, from 1.
        line: usize,
    },
    /// No BEGIN line.
    #[error("read PEM: expected a -----BEGIN …----- line")]
    NoBegin,
}

/// All blocks, in order; at least one. Text outside blocks is passed over.
pub fn blocks(text: &str) -> Result<Vec<Block>, PemError> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(str::trim).enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(label) = boundary(line, "-----BEGIN ") else { continue };
        let line = index + 1;
        let mut body = Zeroizing::new(String::new());
        loop {
            let (_, next) = lines.next().ok_or(PemError::NoEnd { line })?;
            if boundary(next, "-----END ") == Some(label) {
                break;
            }
            if next.starts_with("-----") {
                return Err(PemError::NoEnd { line });
            }
            body.push_str(next);
        }
        let octets = STANDARD.decode(body.as_bytes()).map_err(|_| PemError::Base64 { line })?;
        blocks.push(Block { label: label.to_owned(), octets: Zeroizing::new(octets) });
    }
    if blocks.is_empty() { Err(PemError::NoBegin) } else { Ok(blocks) }
}

/// One block, in lines of 64 characters.
pub fn write(label: &str, octets: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(octets));
    // Room for all of it, so that no part of a secret stays behind in a smaller piece of memory.
    let mut text = String::with_capacity(body.len() + body.len() / 64 + 2 * label.len() + 64);
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    for (index, character) in body.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

fn boundary<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_round_trip_with_text_around_them() {
        let text = format!("a word\r\n{}between\n{}after", write("ONE", &[7; 100]), write("TWO", &[]));
        let read: Vec<(String, Vec<u8>)> =
            blocks(&text).unwrap().iter().map(|b| (b.label().to_owned(), b.octets().to_vec())).collect();
        assert_eq!(read, [("ONE".to_owned(), vec![7; 100]), ("TWO".to_owned(), vec![])]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(blocks("nothing"), Err(PemError::NoBegin));
        assert_eq!(blocks("\n-----BEGIN X-----\nAAAA"), Err(PemError::NoEnd { line: 2 }));
        assert_eq!(blocks("-----BEGIN X-----\nAAAA\n-----END Y-----"), Err(PemError::NoEnd { line: 1 }));
        assert_eq!(blocks("-----BEGIN X-----\nA!AA\n-----END X-----"), Err(PemError::Base64 { line: 1 }));
    }
}
