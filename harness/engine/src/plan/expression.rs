//! Expressions over tags: `@negative and not (@slow or @pack:smoke)`.

use core::fmt;
use core::str::FromStr;

/// An expression over tags. `not` binds before `and`, `and` before `or`; the `@` of a tag may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagExpression(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Or(Box<Node>, Box<Node>),
    Tag(String),
}

impl TagExpression {
    /// Whether a test with these tags, written without `@`, is meant.
    pub fn matches(&self, tags: &[String]) -> bool {
        self.0.matches(tags)
    }

    /// Every tag that it names, without `@`.
    pub fn tags(&self) -> Vec<&str> {
        let mut tags = Vec::new();
        self.0.collect(&mut tags);
        tags
    }
}

impl Node {
    fn matches(&self, tags: &[String]) -> bool {
        match self {
            Self::And(left, right) => left.matches(tags) && right.matches(tags),
            Self::Not(inner) => !inner.matches(tags),
            Self::Or(left, right) => left.matches(tags) || right.matches(tags),
            Self::Tag(wanted) => tags.contains(wanted),
        }
    }

    fn collect<'n>(&'n self, tags: &mut Vec<&'n str>) {
        match self {
            Self::And(left, right) | Self::Or(left, right) => {
                left.collect(tags);
                right.collect(tags);
            }
            Self::Not(inner) => inner.collect(tags),
            Self::Tag(tag) => tags.push(tag),
        }
    }

    /// How tightly it holds together: parentheses are needed around what holds less tightly.
    fn binding(&self) -> u8 {
        match self {
            Self::Or(..) => 0,
            Self::And(..) => 1,
            Self::Not(_) | Self::Tag(_) => 2,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, within: u8) -> fmt::Result {
        let open = self.binding() < within;
        if open {
            f.write_str("(")?;
        }
        match self {
            Self::And(left, right) => {
                left.write(f, 1)?;
                f.write_str(" and ")?;
                right.write(f, 2)?;
            }
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.write(f, 2)?;
            }
            Self::Or(left, right) => {
                left.write(f, 0)?;
                f.write_str(" or ")?;
                right.write(f, 1)?;
            }
            Self::Tag(tag) => write!(f, "@{tag}")?,
        }
        if open { f.write_str(")") } else { Ok(()) }
    }
}

impl fmt::Display for TagExpression {
    /// With every `@`, and no parentheses but those that are needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, 0)
    }
}

impl FromStr for TagExpression {
    type Err = TagExpressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LONGEST {
            return Err(TagExpressionError {
                column: LONGEST,
                expected: "an expression of at most 4096 octets",
                found: format!("{} octets", text.len()),
            });
        }
        let mut parser = Parser { text, at: 0, depth: 0 };
        let node = parser.any()?;
        match parser.peek() {
            None => Ok(Self(node)),
            Some(_) => Err(parser.unexpected("`and`, `or` or the end")),
        }
    }
}

/// Where an expression over tags breaks off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the tag expression at column {column}: expected {expected}, found {found}")]
pub struct TagExpressionError {
    /// In characters, from 1.
    pub column: usize,
    /// What could stand there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// `all or all or …`
    fn any(&mut self) -> Result<Node, TagExpressionError> {
        let mut node = self.all()?;
        while self.take("or") {
            node = Node::Or(Box::new(node), Box::new(self.all()?));
        }
        Ok(node)
    }

    /// `one and one and …`
    fn all(&mut self) -> Result<Node, TagExpressionError> {
        let mut node = self.one()?;
        while self.take("and") {
            node = Node::And(Box::new(node), Box::new(self.one()?));
        }
        Ok(node)
    }

    /// `not one`, `( any )` or a tag.
    fn one(&mut self) -> Result<Node, TagExpressionError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.unexpected("at most 64 levels of `not` and parentheses"));
        }
        let node = if self.take("not") {
            Node::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.any()?;
            if !self.take(")") {
                return Err(self.unexpected("`and`, `or` or `)`"));
            }
            inner
        } else {
            Node::Tag(self.tag()?)
        };
        self.depth -= 1;
        Ok(node)
    }

    fn tag(&mut self) -> Result<String, TagExpressionError> {
        match self.peek() {
            Some(word) if !["and", "or", "(", ")", "@"].contains(&word) => {
                self.at += word.len();
                Ok(word.strip_prefix('@').unwrap_or(word).to_owned())
            }
            _ => Err(self.unexpected("a tag, `not` or `(`")),
        }
    }

    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.at += wanted.len();
        }
        is_there
    }

    /// The next parenthesis or word, after white space.
    fn peek(&mut self) -> Option<&'t str> {
        let rest = self.text.get(self.at..)?;
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        let first = trimmed.chars().next()?;
        let end = match first {
            '(' | ')' => 1,
            _ => trimmed.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(trimmed.len()),
        };
        trimmed.get(..end)
    }

    fn unexpected(&mut self, expected: &'static str) -> TagExpressionError {
        let found = self.peek().map_or_else(|| "the end".to_owned(), |word| format!("`{word}`"));
        let column = self.text.get(..self.at).map_or(0, |before| before.chars().count()) + 1;
        TagExpressionError { column, expected, found }
    }
}

const LONGEST: usize = 4_096;
const DEEPEST: usize = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(expression: &str, tags: &[&str]) -> bool {
        let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
        expression.parse::<TagExpression>().unwrap().matches(&tags)
    }

    #[test]
    fn not_binds_before_and_before_or() {
        for (expression, tags, expected) in [
            ("@a", vec!["a"], true),
            ("a", vec!["a"], true),
            ("@a", vec!["ab"], false),
            ("not @a", vec!["b"], true),
            ("not @a and @b", vec!["b"], true),
            ("not (@a and @b)", vec!["a"], true),
            ("@a or @b and @c", vec!["a"], true),
            ("(@a or @b) and @c", vec!["a"], false),
            ("(@a or @b)and(@c)", vec!["b", "c"], true),
            ("not not @a", vec!["a"], true),
            ("@pack:smoke and @id:G-53/x", vec!["pack:smoke", "id:G-53/x"], true),
            ("@android or @nothing", vec!["nothing"], true),
        ] {
            assert_eq!(matches(expression, &tags), expected, "{expression}");
        }
    }

    #[test]
    fn it_is_shown_with_the_parentheses_that_it_needs() {
        for (written, shown) in [
            ("a", "@a"),
            ("((a))", "@a"),
            ("a or b and c", "@a or @b and @c"),
            ("(a or b) and not (c and d)", "(@a or @b) and not (@c and @d)"),
            ("a and (b and c)", "@a and (@b and @c)"),
        ] {
            assert_eq!(written.parse::<TagExpression>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn faults_are_named_with_their_column() {
        for (text, column, expected, found) in [
            ("", 1, "a tag, `not` or `(`", "the end"),
            ("  ", 3, "a tag, `not` or `(`", "the end"),
            ("@a @b", 4, "`and`, `or` or the end", "`@b`"),
            ("@a and", 7, "a tag, `not` or `(`", "the end"),
            ("@a and or @b", 8, "a tag, `not` or `(`", "`or`"),
            ("(@a", 4, "`and`, `or` or `)`", "the end"),
            ("@é)", 3, "`and`, `or` or the end", "`)`"),
            ("@a and @", 8, "a tag, `not` or `(`", "`@`"),
        ] {
            let error = TagExpressionError { column, expected, found: found.into() };
            assert_eq!(text.parse::<TagExpression>(), Err(error), "{text}");
        }
        let error = "(".repeat(4_000).parse::<TagExpression>().unwrap_err();
        assert_eq!((error.column, error.expected), (65, "at most 64 levels of `not` and parentheses"));
        assert!("a or ".repeat(100_000).parse::<TagExpression>().is_err());
    }

    fn node() -> impl Strategy<Value = Node> {
        "[b-m]{1,3}".prop_map(Node::Tag).prop_recursive(5, 32, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|node| Node::Not(Box::new(node))),
                (inner.clone(), inner.clone()).prop_map(|(l, r)| Node::And(Box::new(l), Box::new(r))),
                (inner.clone(), inner).prop_map(|(l, r)| Node::Or(Box::new(l), Box::new(r))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_means_the_same(node in node(), tags in proptest::collection::vec("[b-m]{1,3}", 0..6)) {
            let expression = TagExpression(node);
            let again: TagExpression = expression.to_string().parse().unwrap();
            prop_assert_eq!(again.matches(&tags), expression.matches(&tags));
            prop_assert_eq!(again.to_string(), expression.to_string());
        }

        #[test]
        fn arbitrary_text_never_panics(text in "[()@a-c éandornot ]{0,40}") {
            let _ = text.parse::<TagExpression>();
        }
    }
}
