//! Rows of tab-separated data files.

use super::TableError;
use crate::MessageCode;

/// Something that stands in one cell.
pub(crate) trait Cell: Sized {
    /// What may stand there, for messages.
    const EXPECTED: &'static str;

    /// Reads the text of a cell.
    fn read(text: &'static str) -> Option<Self>;
}

/// One line, cell by cell.
#[derive(Clone)]
pub(crate) struct Row {
    line: usize,
    cells: core::str::Split<'static, char>,
}

impl Row {
    /// The rows after the heading line.
    pub(crate) fn all(text: &'static str) -> impl Iterator<Item = Self> {
        text.lines()
            .enumerate()
            .skip(1)
            .map(|(index, line)| Self { line: index + 1, cells: line.split('\t') })
    }

    /// The text of the next cell, which must not be empty.
    pub(crate) fn text(&mut self, expected: &'static str) -> Result<&'static str, TableError> {
        match self.cells.next() {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(TableError::new(self.line, expected, "")),
        }
    }

    /// The next cell as one value.
    pub(crate) fn one<T: Cell>(&mut self) -> Result<T, TableError> {
        let text = self.text(T::EXPECTED)?;
        T::read(text).ok_or_else(|| TableError::new(self.line, T::EXPECTED, text))
    }

    /// The next cell as values with a space between them, `-` for none.
    pub(crate) fn many<T: Cell>(&mut self) -> Result<Vec<T>, TableError> {
        let text = self.text(T::EXPECTED)?;
        if text == "-" {
            return Ok(Vec::new());
        }
        text.split(' ')
            .map(|word| T::read(word).ok_or_else(|| TableError::new(self.line, T::EXPECTED, word)))
            .collect()
    }

    /// Nothing may be left.
    pub(crate) fn finish(mut self) -> Result<(), TableError> {
        match self.cells.next() {
            Some(text) => Err(TableError::new(self.line, "the end of the row", text)),
            None => Ok(()),
        }
    }
}

impl Cell for bool {
    const EXPECTED: &'static str = "yes or no";

    fn read(text: &'static str) -> Option<Self> {
        match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

impl Cell for &'static str {
    const EXPECTED: &'static str = "a word";

    fn read(text: &'static str) -> Option<Self> {
        Some(text)
    }
}

impl Cell for MessageCode {
    const EXPECTED: &'static str = "a message code of four hexadecimal digits";

    fn read(text: &'static str) -> Option<Self> {
        read_code(text).map(Self)
    }
}

/// Four hexadecimal digits.
pub(crate) fn read_code(text: &str) -> Option<u16> {
    let digits = text.len() == 4 && text.bytes().all(|octet| octet.is_ascii_hexdigit());
    digits.then(|| u16::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &'static str) -> Row {
        Row::all(text).next().unwrap()
    }

    #[test]
    fn cells_are_read_in_order() {
        let mut row = only("heading\n001A\tyes\t0007 1000\t-\n");
        assert_eq!(row.one(), Ok(MessageCode(0x1A)));
        assert_eq!(row.one(), Ok(true));
        assert_eq!(row.many(), Ok(vec![MessageCode(7), MessageCode(0x1000)]));
        assert_eq!(row.many::<MessageCode>(), Ok(vec![]));
        assert_eq!(row.finish(), Ok(()));
    }

    #[test]
    fn errors_name_line_and_cell() {
        assert_eq!(only("h\n+01A").one(), Err::<MessageCode, _>(error(MessageCode::EXPECTED, "+01A")));
        assert_eq!(only("h\nmaybe").one(), Err::<bool, _>(error(bool::EXPECTED, "maybe")));
        assert_eq!(only("h\n\n").one(), Err::<bool, _>(error(bool::EXPECTED, "")));
        assert_eq!(only("h\n0007 x").many(), Err::<Vec<MessageCode>, _>(error(MessageCode::EXPECTED, "x")));
        assert_eq!(only("h\nmore").finish(), Err(error("the end of the row", "more")));
    }

    fn error(expected: &'static str, found: &str) -> TableError {
        TableError::new(2, expected, found)
    }
}
