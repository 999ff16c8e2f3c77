//! Selectors of shapes, as far as closures need them: types, attributes, `:is` and `:not`.
//!
//! Neighbors, variables and the other functions are refused by name, not passed over.
//!
//! See <https://smithy.io/2.0/spec/selectors.html>.

use super::ast::Located;
use super::shapes::TYPES;
use crate::diagnostic::nearest;
use crate::id::ShapeId;

/// How deep selectors may be nested.
const DEPTH: usize = 32;

/// A selector: every test has to hold.
#[derive(Debug)]
pub(super) struct Selector(Vec<Test>);

#[derive(Debug)]
enum Test {
    /// `*`.
    Any,
    /// `structure`, `simpleType`.
    Type(String),
    /// `[trait|error]`, `[id|name ^= Get]`.
    Attribute { key: Key, comparison: Option<Comparison> },
    /// `:is(a, b)`.
    Is(Vec<Selector>),
    /// `:not(a)`.
    Not(Selector),
}

#[derive(Debug)]
enum Key {
    Id,
    Name,
    Namespace,
    /// The type of the shape.
    Type,
    /// A trait, by its absolute id.
    Trait(String),
}

#[derive(Debug)]
struct Comparison {
    operator: &'static str,
    values: Vec<String>,
    ignores_case: bool,
}

/// The names that stand for several types of shapes.
const CATEGORIES: [&str; 3] = ["collection", "number", "simpleType"];

const OPERATORS: [&str; 6] = ["!=", "^=", "$=", "*=", "?=", "="];

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// What is wrong with it, or not supported.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text, depth: 0 };
        let selector = parser.selector()?;
        match parser.rest.chars().next() {
            None => Ok(selector),
            Some(_) => Err(parser.unexpected()),
        }
    }

    /// Whether a shape matches.
    pub(super) fn matches(&self, id: &str, shape: &Located<'_>) -> bool {
        self.0.iter().all(|test| test.matches(id, shape))
    }
}

impl Test {
    fn matches(&self, id: &str, shape: &Located<'_>) -> bool {
        let kind = shape.raw.kind();
        match self {
            Self::Any => true,
            Self::Type(wanted) => is_of_type(kind, wanted),
            Self::Attribute { key, comparison } => {
                let value = key.value(id, shape);
                match comparison {
                    None => value.is_some(),
                    Some(comparison) => comparison.holds(value.as_deref()),
                }
            }
            Self::Is(selectors) => selectors.iter().any(|selector| selector.matches(id, shape)),
            Self::Not(selector) => !selector.matches(id, shape),
        }
    }
}

fn is_of_type(kind: &str, wanted: &str) -> bool {
    const NUMBERS: [&str; 9] =
        ["byte", "short", "integer", "long", "float", "double", "bigInteger", "bigDecimal", "intEnum"];
    const SIMPLE: [&str; 6] = ["blob", "boolean", "string", "enum", "timestamp", "document"];
    match wanted {
        "number" => NUMBERS.contains(&kind),
        "simpleType" => NUMBERS.contains(&kind) || SIMPLE.contains(&kind),
        "collection" | "list" => matches!(kind, "list" | "set"),
        "string" => matches!(kind, "string" | "enum"),
        "integer" => matches!(kind, "integer" | "intEnum"),
        _ => kind == wanted,
    }
}

impl Key {
    fn value(&self, id: &str, shape: &Located<'_>) -> Option<String> {
        let shape_id = ShapeId::new(id);
        match self {
            Self::Id => Some(id.to_owned()),
            Self::Name => Some(shape_id.name().to_owned()),
            Self::Namespace => Some(shape_id.namespace().to_owned()),
            Self::Type => Some(shape.raw.kind().to_owned()),
            Self::Trait(name) => {
                let raw = shape.raw.traits.get(name)?.get();
                Some(serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned()))
            }
        }
    }
}

impl Comparison {
    fn holds(&self, value: Option<&str>) -> bool {
        let folded = |text: &str| if self.ignores_case { text.to_lowercase() } else { text.to_owned() };
        let value = value.map(folded);
        let any = |test: fn(&str, &str) -> bool| {
            value.as_deref().is_some_and(|value| self.values.iter().any(|wanted| test(value, &folded(wanted))))
        };
        match self.operator {
            "=" => any(|value, wanted| value == wanted),
            "!=" => any(|value, wanted| value != wanted),
            "^=" => any(|value, wanted| value.starts_with(wanted)),
            "$=" => any(|value, wanted| value.ends_with(wanted)),
            "*=" => any(|value, wanted| value.contains(wanted)),
            _ => self.values.iter().any(|wanted| (wanted == "true") == value.is_some()),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn selector(&mut self) -> Result<Selector, String> {
        let mut tests = Vec::new();
        loop {
            self.skip_space();
            match self.rest.chars().next() {
                None | Some(')' | ',') if !tests.is_empty() => return Ok(Selector(tests)),
                None => return Err("the selector ends too early".to_owned()),
                Some(_) => tests.push(self.test()?),
            }
        }
    }

    fn test(&mut self) -> Result<Test, String> {
        if self.takes("*") {
            return Ok(Test::Any);
        }
        if self.takes("[") {
            return self.attribute();
        }
        if self.takes(":is(") {
            return self.list().map(Test::Is);
        }
        if self.takes(":not(") {
            let mut selectors = self.list()?;
            return match (selectors.pop(), selectors.is_empty()) {
                (Some(selector), true) => Ok(Test::Not(selector)),
                _ => Err("`:not` takes one selector".to_owned()),
            };
        }
        match self.word() {
            "" => Err(self.unexpected()),
            word if TYPES.contains(&word) || CATEGORIES.contains(&word) => Ok(Test::Type(word.to_owned())),
            word => Err(match nearest(word, TYPES.into_iter().chain(CATEGORIES)) {
                Some(help) => format!("there is no type `{word}` of shapes: {help}"),
                None => format!("there is no type `{word}` of shapes, or none that a closure may have"),
            }),
        }
    }

    /// What stands between parentheses, with the closing one.
    fn list(&mut self) -> Result<Vec<Selector>, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("selectors are nested more than {DEPTH} deep"));
        }
        let mut selectors = vec![self.selector()?];
        while self.takes(",") {
            selectors.push(self.selector()?);
        }
        self.depth -= 1;
        if self.takes(")") { Ok(selectors) } else { Err(self.unexpected()) }
    }

    fn attribute(&mut self) -> Result<Test, String> {
        let key = self.key()?;
        self.skip_space();
        let operator = OPERATORS.into_iter().find(|operator| self.takes(operator));
        let comparison = operator.map(|operator| self.comparison(operator)).transpose()?;
        self.skip_space();
        if self.takes("]") { Ok(Test::Attribute { key, comparison }) } else { Err(self.unexpected()) }
    }

    fn key(&mut self) -> Result<Key, String> {
        self.skip_space();
        let mut path = vec![self.word()];
        while self.takes("|") {
            path.push(self.word());
        }
        match path[..] {
            ["id"] => Ok(Key::Id),
            ["id", "name"] => Ok(Key::Name),
            ["id", "namespace"] => Ok(Key::Namespace),
            ["type"] => Ok(Key::Type),
            ["trait", name] if !name.is_empty() => Ok(Key::Trait(match name.contains('#') {
                true => name.to_owned(),
                false => format!("smithy.api#{name}"),
            })),
            _ => Err(format!("the attribute `{}` is not supported", path.join("|"))),
        }
    }

    fn comparison(&mut self, operator: &'static str) -> Result<Comparison, String> {
        let mut values = vec![self.value()?];
        loop {
            self.skip_space();
            if !self.takes(",") {
                break;
            }
            values.push(self.value()?);
        }
        Ok(Comparison { operator, values, ignores_case: self.takes("i") })
    }

    /// A text in quotes, or a word.
    fn value(&mut self) -> Result<String, String> {
        self.skip_space();
        for quote in ["'", "\""] {
            if self.takes(quote) {
                let Some((text, rest)) = self.rest.split_once(quote) else {
                    return Err("a text in the selector has no end".to_owned());
                };
                self.rest = rest;
                return Ok(text.to_owned());
            }
        }
        match self.word() {
            "" => Err(self.unexpected()),
            word => Ok(word.to_owned()),
        }
    }

    fn word(&mut self) -> &'a str {
        let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.' | '#' | '$' | '-'));
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn unexpected(&self) -> String {
        let part: String = self.rest.chars().take(20).collect();
        format!(
            "`{part}` is not supported in a selector: types, `[id]`, `[id|name]`, `[id|namespace]`, `[type]`, `[trait|...]`, `:is` \
             and `:not` are"
        )
    }
}
