//! Certificates that stand in something else: hexadecimal, base64, XML documents, GBCS messages.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The certificates in a file that is neither PEM nor DER, in order. What only begins like one counts, if nothing else can
/// be meant: the octets are for the reader of certificates to judge.
pub(super) fn certificates(content: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = str::from_utf8(content) else { return scan(content) };
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.starts_with('<') {
        return texts(text).filter_map(base64).flat_map(|octets| in_octets(&octets)).collect();
    }
    match hexadecimal(text).or_else(|| base64(text)) {
        Some(octets) => in_octets(&octets),
        None => Vec::new(),
    }
}

fn in_octets(octets: &[u8]) -> Vec<Vec<u8>> {
    if begins_certificate(octets) { vec![octets.to_vec()] } else { scan(octets) }
}

/// Every piece that begins as a certificate does and is as long as it says.
fn scan(mut octets: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let Some((_, behind)) = octets.split_first() {
        let whole = length(octets).and_then(|length| octets.split_at_checked(length));
        octets = match whole {
            Some((one, rest)) if begins_certificate(octets) => {
                found.push(one.to_vec());
                rest
            }
            _ => behind,
        };
    }
    found
}

/// A SEQUENCE that begins with a SEQUENCE that begins with a version: no request and no signature does.
fn begins_certificate(octets: &[u8]) -> bool {
    let inner = octets.strip_prefix(&[0x30, 0x82]).and_then(|rest| rest.get(2..));
    matches!(
        inner,
        Some([0x30, 0x82, _, _, 0xA0, 0x03, 0x02, 0x01, ..] | [0x30, 0x81, _, 0xA0, 0x03, 0x02, 0x01, ..])
    )
}

fn length(octets: &[u8]) -> Option<usize> {
    match octets {
        [0x30, 0x82, high, low, ..] => Some(4 + usize::from(u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// The text between the tags of an XML document.
fn texts(document: &str) -> impl Iterator<Item = &str> {
    document.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text)
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let characters: Vec<u8> = text.bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
    STANDARD.decode(characters).ok().filter(|octets| !octets.is_empty())
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let mut digits = text.chars().filter(|c| !c.is_ascii_whitespace()).map(|c| c.to_digit(16));
    let mut octets = Vec::with_capacity(text.len() / 2);
    while let Some(high) = digits.next() {
        let (high, low) = (high?, digits.next()??);
        octets.push(u8::try_from(high << 4 | low).ok()?);
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use hallmark_smki::pki::TestPki;

    use super::*;

    #[test]
    fn certificates_are_found_in_whatever_holds_them() {
        let pki = TestPki::from_seed(1).unwrap();
        let root = pki.root().certificate().der().to_vec();
        let ca = pki.issuing_authority().certificate().der().to_vec();
        let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02X}")).collect::<String>();
        let message = [&[0xDD, 0x30, 0x82][..], &root, &[0; 9], &ca, &[0x30, 0x82, 0xFF, 0xFF]].concat();
        let both = vec![root.clone(), ca.clone()];
        assert_eq!(certificates(&message), both);
        assert_eq!(certificates(hex(&message).as_bytes()), both);
        assert_eq!(certificates(STANDARD.encode(&message).as_bytes()), both);
        let document = format!(
            "\u{FEFF}<?xml version=\"1.0\"?>\n<a><b>\n{}\n</b><c>{}</c><d>text</d><e>AAAA</e></a>",
            STANDARD.encode(&root),
            STANDARD.encode([&[0xDF][..], &ca].concat())
        );
        assert_eq!(certificates(document.as_bytes()), both);
        // One with an octet behind it is not made good.
        let long = [&ca[..], &[0]].concat();
        assert_eq!(certificates(hex(&long).as_bytes()), std::slice::from_ref(&long));
        assert_eq!(certificates(format!("<a>{}</a>", STANDARD.encode(&long)).as_bytes()), [long]);
    }

    #[test]
    fn other_things_hold_none() {
        let pki = TestPki::from_seed(1).unwrap();
        let ca = pki.issuing_authority().certificate().der();
        let truncated = [&[0xDD][..], &ca[..ca.len() - 1]].concat();
        for content in [&b""[..], b"text", b"<a>", b"<a>MAA=</a>", b"3", b"30820", &truncated, &[0xFF; 40]] {
            assert_eq!(certificates(content), Vec::<Vec<u8>>::new(), "{content:02X?}");
        }
    }
}
