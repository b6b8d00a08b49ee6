//! Reads the template notation, which `data/esme/README.md` describes.

use super::Answer;
use super::Copied;
use super::CopyForm;
use super::Extent;
use super::Instruction;
use super::Operation;
use super::SensitiveAttribute;
use super::Shape;
use super::Template;
use super::lexer::Lexer;
use super::lexer::Token;
use super::template::AlertSource;
use crate::MessageCode;
use crate::dlms::ClassId;
use crate::dlms::DataKind;
use crate::dlms::Descriptor;
use crate::dlms::MemberId;
use crate::dlms::Obis;
use crate::tables::TableError;
use crate::tables::row::Cell;
use crate::tables::row::read_code;

/// Reads every template of a file.
pub(super) fn templates(text: &str) -> Result<Vec<Template>, TableError> {
    let mut parser = Parser::new(text);
    let mut templates = Vec::new();
    while parser.peek()?.is_some() {
        templates.push(parser.template()?);
    }
    Ok(templates)
}

/// Reads tokens from front to back.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { lexer: Lexer::new(text) }
    }

    fn template(&mut self) -> Result<Template, TableError> {
        self.keyword("use-case", "use-case")?;
        let code = self.word_as(MessageCode::EXPECTED, |word| read_code(word).map(MessageCode))?;
        let name = self.word("the name of a use case")?.to_owned();
        let variant =
            if self.takes("variant")? { Some(self.word("the name of a variant")?.to_owned()) } else { None };
        self.keyword("order", "order, or variant and its name")?;
        let order = self.listed()?;
        let mut instructions = Vec::new();
        while !matches!(self.peek()?, None | Some(Token::Word("use-case"))) {
            instructions.push(self.instruction()?);
        }
        Ok(Template { code, name, variant, order, instructions })
    }

    fn instruction(&mut self) -> Result<Instruction, TableError> {
        let expected = "set, act, get, get-range, protected or use-case";
        let line = self.lexer.line();
        let service = self.word(expected)?;
        if !matches!(service, "set" | "act" | "get" | "get-range" | "protected") {
            return Err(TableError::new(line, expected, service));
        }
        let descriptor = self.descriptor()?;
        let operation = match service {
            "act" => {
                self.mark('=', "=")?;
                Operation::Act { parameter: self.value()?, copies: self.copies()? }
            }
            "get" => Operation::Get(self.answer()?),
            "get-range" => Operation::GetRange(self.answer()?),
            "protected" => Operation::Protected(self.protected_attributes()?),
            _ => {
                self.mark('=', "=")?;
                let value = self.value()?;
                let alert = if self.takes("alert")? { Some(self.listed::<AlertSource>()?) } else { None };
                Operation::Set { value, alert, copies: self.copies()? }
            }
        };
        Ok(Instruction { descriptor, operation })
    }

    fn protected_attributes(&mut self) -> Result<Vec<SensitiveAttribute>, TableError> {
        let mut attributes = Vec::new();
        loop {
            let extent = if self.takes("of")? {
                Extent::All
            } else if self.takes("of-range")? {
                Extent::Range
            } else {
                return Ok(attributes);
            };
            attributes.push(SensitiveAttribute {
                descriptor: self.descriptor()?,
                extent,
                answer: self.answer()?,
            });
        }
    }

    fn copies(&mut self) -> Result<Vec<Copied>, TableError> {
        let mut copies = Vec::new();
        while self.takes("copies")? {
            let from = self.descriptor()?;
            self.arrow()?;
            let to = self.descriptor()?;
            let form = match self.peek()? {
                Some(Token::Word(word)) => CopyForm::from_word(word),
                _ => None,
            };
            if form.is_some() {
                self.lexer.token()?;
            }
            copies.push(Copied { from, to, form: form.unwrap_or(CopyForm::Same) });
        }
        Ok(copies)
    }

    fn descriptor(&mut self) -> Result<Descriptor, TableError> {
        let class = self.word_as("a class", |word| word.parse().ok())?;
        let instance = self.obis()?;
        let member = self.word_as("# and a number up to 127", |word| {
            word.strip_prefix('#')?.parse().ok().filter(|member| *member < 0x80)
        })?;
        Ok(Descriptor { class: ClassId(class), instance, member: MemberId(member) })
    }

    pub(super) fn obis(&mut self) -> Result<Obis, TableError> {
        self.word_as("a logical name such as 0-0:1.0.0.255", |word| word.parse().ok())
    }

    fn answer(&mut self) -> Result<Answer, TableError> {
        self.arrow()?;
        Ok(Answer { shape: self.shapes()?, basis: self.listed()? })
    }

    fn shapes(&mut self) -> Result<Shape, TableError> {
        let first = self.shape()?;
        if self.peek()? != Some(Token::Mark('|')) {
            return Ok(first);
        }
        let mut shapes = vec![first];
        while self.takes_mark('|')? {
            shapes.push(self.shape()?);
        }
        Ok(Shape::OneOf(shapes))
    }

    fn shape(&mut self) -> Result<Shape, TableError> {
        let line = self.lexer.line();
        let word = self.word("a type")?;
        Ok(match word {
            "any" => Shape::Any,
            "array" => {
                let count = self.count()?;
                Shape::Array { count, element: Box::new(self.element()?) }
            }
            "bits" => Shape::Bits(self.count()?),
            "compact" => Shape::Compact(Box::new(self.element()?)),
            "oct" => Shape::Octets(self.count()?),
            "structure" => {
                self.mark('{', "{")?;
                Shape::Structure(self.list('}', Self::shape)?)
            }
            word => {
                let kinds = [
                    DataKind::Boolean,
                    DataKind::Enum,
                    DataKind::Integer,
                    DataKind::Long,
                    DataKind::DoubleLong,
                    DataKind::Null,
                    DataKind::Unsigned,
                    DataKind::LongUnsigned,
                    DataKind::DoubleLongUnsigned,
                    DataKind::Utf8String,
                    DataKind::VisibleString,
                ];
                let kind = kinds.into_iter().find(|kind| kind.short_name() == word);
                Shape::Kind(kind.ok_or_else(|| TableError::new(line, "a type", word))?)
            }
        })
    }

    fn element(&mut self) -> Result<Shape, TableError> {
        self.mark('<', "<")?;
        let element = self.shapes()?;
        self.mark('>', ">")?;
        Ok(element)
    }

    fn count(&mut self) -> Result<Option<usize>, TableError> {
        if !self.takes_mark('[')? {
            return Ok(None);
        }
        let count = self.word_as("a number", |word| word.parse().ok())?;
        self.mark(']', "]")?;
        Ok(Some(count))
    }

    /// Items with `,` between them, up to and with `end`.
    pub(super) fn list<T>(
        &mut self,
        end: char,
        mut item: impl FnMut(&mut Self) -> Result<T, TableError>,
    ) -> Result<Vec<T>, TableError> {
        let mut items = Vec::new();
        if self.takes_mark(end)? {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.takes_mark(end)? {
                return Ok(items);
            }
            self.mark(',', ", or the end of the list")?;
        }
    }

    /// A word of one of the listed enumerations.
    pub(super) fn listed<T: Listed>(&mut self) -> Result<T, TableError> {
        self.word_as(T::EXPECTED, T::from_word)
    }

    /// A word that `read` makes something of.
    pub(super) fn word_as<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, TableError> {
        let line = self.lexer.line();
        let word = self.word(expected)?;
        read(word).ok_or_else(|| TableError::new(line, expected, word))
    }

    pub(super) fn word(&mut self, expected: &'static str) -> Result<&'a str, TableError> {
        let line = self.lexer.line();
        match self.lexer.token()? {
            Some(Token::Word(word)) => Ok(word),
            other => Err(unexpected(line, expected, other)),
        }
    }

    pub(super) fn text(&mut self, expected: &'static str) -> Result<&'a str, TableError> {
        let line = self.lexer.line();
        match self.lexer.token()? {
            Some(Token::Text(text)) => Ok(text),
            other => Err(unexpected(line, expected, other)),
        }
    }

    fn keyword(&mut self, word: &str, expected: &'static str) -> Result<(), TableError> {
        self.word_as(expected, |found| (found == word).then_some(()))
    }

    fn arrow(&mut self) -> Result<(), TableError> {
        let line = self.lexer.line();
        match self.lexer.token()? {
            Some(Token::Arrow) => Ok(()),
            other => Err(unexpected(line, "->", other)),
        }
    }

    pub(super) fn mark(&mut self, mark: char, expected: &'static str) -> Result<(), TableError> {
        let line = self.lexer.line();
        match self.lexer.token()? {
            Some(Token::Mark(found)) if found == mark => Ok(()),
            other => Err(unexpected(line, expected, other)),
        }
    }

    pub(super) fn takes_mark(&mut self, mark: char) -> Result<bool, TableError> {
        self.takes_token(Token::Mark(mark))
    }

    fn takes(&mut self, word: &str) -> Result<bool, TableError> {
        self.takes_token(Token::Word(word))
    }

    fn takes_token(&mut self, token: Token<'_>) -> Result<bool, TableError> {
        let takes = self.peek()? == Some(token);
        if takes {
            self.lexer.token()?;
        }
        Ok(takes)
    }

    pub(super) fn peek(&self) -> Result<Option<Token<'a>>, TableError> {
        self.lexer.clone().token()
    }

    pub(super) fn line(&mut self) -> usize {
        self.lexer.line()
    }
}

/// An enumeration with a word for each variant.
pub(super) trait Listed: Sized {
    const EXPECTED: &'static str;

    fn from_word(word: &str) -> Option<Self>;
}

macro_rules! listed {
    ($($name:ty,)*) => {
        $(impl Listed for $name {
            const EXPECTED: &'static str = <$name>::EXPECTED;

            fn from_word(word: &str) -> Option<Self> {
                <$name>::from_word(word)
            }
        })*
    };
}

listed! { AlertSource, super::OrderBasis, super::ShapeBasis, }

fn unexpected(line: usize, expected: &'static str, found: Option<Token<'_>>) -> TableError {
    match found {
        None => TableError::new(line, expected, "the end"),
        Some(Token::Arrow) => TableError::new(line, expected, "->"),
        Some(Token::Mark(mark)) => TableError::new(line, expected, mark),
        Some(Token::Text(text)) => TableError::new(line, expected, format!("\"{text}\"")),
        Some(Token::Word(word)) => TableError::new(line, expected, word),
    }
}
