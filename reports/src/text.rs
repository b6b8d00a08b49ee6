//! Text that a target, a profile or a feature file wrote, made fit for a page.

/// Replaces what a reader cannot see, what reorders what is seen, and what XML forbids, by U+FFFD. Line feeds and
/// tabs stay.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if is_visible(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// At most `max` octets, cut between characters, with an ellipsis if anything was cut.
pub(crate) fn clip(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let mut cut = String::with_capacity(max + '…'.len_utf8());
    for c in text.chars() {
        if cut.len() + c.len_utf8() > max {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}

/// Sorted numbers as ranges: `1–3, 7`.
pub(crate) fn ranges(numbers: &[u64]) -> String {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let spans = spans.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    spans.collect::<Vec<_>>().join(", ")
}

fn is_visible(c: char) -> bool {
    let reorders =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    let is_no_character = u32::from(c) & 0xFFFE == 0xFFFE;
    matches!(c, '\n' | '\t') || !(c.is_control() || reorders || is_no_character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_show() {
        assert_eq!(visible("\u{FFFF}\u{1FFFE}"), "\u{FFFD}\u{FFFD}");
        assert_eq!(visible("a\u{202E}b\u{0}\r\n\tä"), "a\u{FFFD}b\u{FFFD}\u{FFFD}\n\tä");
    }

    #[test]
    fn clips_between_characters() {
        assert_eq!(clip("aää", 5), "aää");
        assert_eq!(clip("aää", 4), "aä…");
        assert_eq!(clip("aää", 0), "…");
    }

    #[test]
    fn numbers_as_ranges() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1–3, 7, 9–10");
        assert_eq!(ranges(&[u64::MAX, 1]), "18446744073709551615, 1");
    }
}
