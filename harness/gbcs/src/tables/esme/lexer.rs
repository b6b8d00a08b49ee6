//! Words and marks of the template notation.

use crate::tables::TableError;

/// What the notation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `->`
    Arrow,
    /// One of `{}[]<>,|~=`.
    Mark(char),
    /// The text between two `"`.
    Text(&'a str),
    /// Anything else up to a space or a mark.
    Word(&'a str),
}

/// The tokens of a file, one by one, with the line each stands in.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// The line of the next token.
    pub(super) fn line(&mut self) -> usize {
        self.skip_space();
        self.line
    }

    /// The next token, `None` at the end.
    pub(super) fn token(&mut self) -> Result<Option<Token<'a>>, TableError> {
        self.skip_space();
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        if let Some(rest) = self.rest.strip_prefix("->") {
            self.rest = rest;
            return Ok(Some(Token::Arrow));
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            return self.text(rest).map(Some);
        }
        if is_mark(first) {
            self.take(first.len_utf8());
            return Ok(Some(Token::Mark(first)));
        }
        let end = self.rest.find(|c: char| c.is_whitespace() || c == '"' || is_mark(c));
        Ok(Some(Token::Word(self.take(end.unwrap_or(self.rest.len())))))
    }

    fn text(&mut self, rest: &'a str) -> Result<Token<'a>, TableError> {
        let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
        match line.split_once('"') {
            Some((text, _)) => {
                self.take(text.len() + 2);
                Ok(Token::Text(text))
            }
            None => Err(TableError::new(self.line, "text that ends in the same line", line)),
        }
    }

    fn skip_space(&mut self) {
        loop {
            let length = self.rest.len() - self.rest.trim_start().len();
            self.line += self.take(length).matches('\n').count();
            if !self.rest.starts_with("//") {
                return;
            }
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take(end);
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '{' | '}' | '[' | ']' | '<' | '>' | ',' | '|' | '~' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_marks_and_text_are_told_apart() {
        let mut lexer = Lexer::new("set 1 // not this\n  = u8 -1~2..3, \"a // b\"->");
        let mut tokens = Vec::new();
        while let Some(token) = lexer.token().unwrap() {
            tokens.push((lexer.line, token));
        }
        let expected = [
            (1, Token::Word("set")),
            (1, Token::Word("1")),
            (2, Token::Mark('=')),
            (2, Token::Word("u8")),
            (2, Token::Word("-1")),
            (2, Token::Mark('~')),
            (2, Token::Word("2..3")),
            (2, Token::Mark(',')),
            (2, Token::Text("a // b")),
            (2, Token::Arrow),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn text_must_end_in_its_line() {
        let mut lexer = Lexer::new("\n\"open\n\"");
        assert_eq!(lexer.token(), Err(TableError::new(2, "text that ends in the same line", "open")));
    }
}
