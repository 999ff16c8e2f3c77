//! Regular expressions of ECMA 262, with the leniency of its annex B, as a tree.
//!
//! Models are written for services in Java as often as not. Where ECMA 262 has no meaning for what they write, or none
//! that could have been meant, it is read as Java does: `\A` and `\z`, `(?i)` and `(?s)`, `\p{Alnum}`, `{2}+`.

mod escape;
mod tree;

use regex_syntax::hir::ClassUnicode;

use super::{Refusal, class};
use escape::ClassItem;
pub(super) use tree::{Around, Look, Node};

/// The most that a pattern may be nested.
const DEPTH: usize = 100;
/// The most that a piece may be repeated, as a number in the pattern.
const REPEATS: u32 = 1_000_000;

/// Reads a pattern.
pub(super) fn parse(source: &str) -> Result<Node, Refusal> {
    let characters: Vec<char> = undelimited(source).chars().collect();
    let groups = groups(&characters);
    let mut parser = Parser { characters, at: 0, groups, depth: 0, any_case: false, dot_all: false };
    let node = parser.alternation()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(Refusal::Syntax("a parenthesis closes nothing")),
    }
}

/// The pattern without the slashes of a JavaScript literal: an anchor could never match beside them.
fn undelimited(source: &str) -> String {
    let (before, rest) = source.strip_prefix('^').map_or(("", source), |rest| ("^", rest));
    let (rest, after) = rest.strip_suffix("/$").map_or((rest, ""), |_| (&rest[..rest.len() - 1], "$"));
    match rest.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        Some(inner) if inner.starts_with('^') || inner.ends_with('$') => format!("{before}{inner}{after}"),
        _ => source.to_owned(),
    }
}

/// How many groups capture: numbers up to this one refer back to them.
fn groups(characters: &[char]) -> u32 {
    let (mut groups, mut in_class, mut at) = (0, false, 0);
    while let Some(character) = characters.get(at) {
        match character {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && characters.get(at + 1) != Some(&'?') => groups += 1,
            _ => {}
        }
        at += 1;
    }
    groups
}

struct Parser {
    characters: Vec<char>,
    at: usize,
    groups: u32,
    depth: usize,
    any_case: bool,
    dot_all: bool,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn take(&mut self, text: &str) -> bool {
        let wanted = text.chars().count();
        let found = self.characters[self.at..].iter().copied().take(wanted).eq(text.chars());
        self.at += if found { wanted } else { 0 };
        found
    }

    fn alternation(&mut self) -> Result<Node, Refusal> {
        let (any_case, dot_all) = (self.any_case, self.dot_all);
        let mut alternatives = vec![self.sequence()?];
        while self.take("|") {
            alternatives.push(self.sequence()?);
        }
        (self.any_case, self.dot_all) = (any_case, dot_all);
        Ok(Node::alternation(alternatives))
    }

    fn sequence(&mut self) -> Result<Node, Refusal> {
        let mut items = Vec::new();
        while self.peek().is_some_and(|next| !matches!(next, '|' | ')')) {
            let item = self.atom()?;
            items.push(self.repeated(item)?);
        }
        Ok(Node::concat(items))
    }

    /// The atom with the quantifier behind it, if there is one.
    fn repeated(&mut self, atom: Node) -> Result<Node, Refusal> {
        let Some((min, max)) = self.quantifier()? else { return Ok(atom) };
        // Greedy or lazy makes no difference to whether there is a match.
        let lazy = self.take("?");
        if !lazy && self.peek() == Some('+') {
            if max != Some(min) {
                return Err(Refusal::Possessive);
            }
            self.at += 1;
        }
        if max.is_some_and(|max| max < min) {
            return Err(Refusal::Syntax("a repeat with its bounds exchanged"));
        }
        if matches!(atom, Node::Look(_)) {
            return Err(Refusal::Syntax("a repeat of a place"));
        }
        if self.quantifier()?.is_some() {
            return Err(Refusal::Syntax("a repeat of a repeat"));
        }
        Ok(Node::Repeat(Box::new(atom), min, max))
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, Refusal> {
        let found = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.bounds(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(found))
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else in braces stands for itself.
    fn bounds(&mut self) -> Result<Option<(u32, Option<u32>)>, Refusal> {
        let before = self.at;
        self.at += 1;
        let min = self.number();
        let max = if self.take(",") { self.number() } else { min };
        match (min, self.take("}")) {
            (Some(min), true) if min.max(max.unwrap_or(0)) > REPEATS => Err(Refusal::TooLarge),
            (Some(min), true) => Ok(Some((min, max))),
            _ => {
                self.at = before;
                Ok(None)
            }
        }
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            number = Some(number.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    fn atom(&mut self) -> Result<Node, Refusal> {
        let Some(character) = self.next() else { return Ok(Node::Concat(Vec::new())) };
        match character {
            '^' => Ok(Node::Look(Look::Start)),
            '$' => Ok(Node::Look(Look::End)),
            '(' => self.group(),
            '[' => Ok(Node::Class(self.class()?)),
            '.' if self.dot_all => Ok(Node::Class(class::any())),
            '.' => Ok(Node::Class(class::dot())),
            '*' | '+' | '?' => Err(Refusal::Syntax("a repeat of nothing")),
            '\\' => self.escape(),
            '{' => {
                self.at -= 1;
                if self.bounds()?.is_some() {
                    return Err(Refusal::Syntax("a repeat of nothing"));
                }
                self.at += 1;
                Ok(self.one('{' as u32))
            }
            other => Ok(self.one(u32::from(other))),
        }
    }

    fn one(&self, character: u32) -> Node {
        Node::Class(self.folded(class::ranges(&[(character, character)])))
    }

    /// The class in both cases, if case makes no difference.
    fn folded(&self, mut class: ClassUnicode) -> ClassUnicode {
        if self.any_case {
            class.case_fold_simple();
        }
        class
    }

    fn group(&mut self) -> Result<Node, Refusal> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Refusal::TooLarge);
        }
        let node = if self.take("?=") {
            self.around(true, true)?
        } else if self.take("?!") {
            self.around(true, false)?
        } else if self.take("?<=") {
            self.around(false, true)?
        } else if self.take("?<!") {
            self.around(false, false)?
        } else if self.take("?:") {
            self.alternation()?
        } else if self.take("?<") {
            return Err(Refusal::Syntax("a group with a name"));
        } else if self.take("?") {
            return self.flags();
        } else {
            self.alternation()?
        };
        self.close()?;
        Ok(node)
    }

    fn around(&mut self, ahead: bool, wanted: bool) -> Result<Node, Refusal> {
        let node = self.alternation()?;
        Ok(Node::Around(Box::new(Around { ahead, wanted, node })))
    }

    fn close(&mut self) -> Result<(), Refusal> {
        self.depth -= 1;
        if self.take(")") { Ok(()) } else { Err(Refusal::Syntax("a group without an end")) }
    }

    /// `(?i)`, `(?s)` and `(?i:...)`.
    fn flags(&mut self) -> Result<Node, Refusal> {
        let before = (self.any_case, self.dot_all);
        let mut on = true;
        let node = loop {
            match self.next() {
                Some('-') => on = false,
                Some('i') => self.any_case = on,
                Some('s') => self.dot_all = on,
                Some(':') => {
                    let node = self.alternation()?;
                    (self.any_case, self.dot_all) = before;
                    break node;
                }
                // Until the group ends that this stands in.
                Some(')') => {
                    self.at -= 1;
                    break Node::Concat(Vec::new());
                }
                _ => return Err(Refusal::Flags),
            }
        };
        self.close()?;
        Ok(node)
    }

    fn escape(&mut self) -> Result<Node, Refusal> {
        match self.peek() {
            Some('b') => self.look(Look::Boundary),
            Some('B') => self.look(Look::NoBoundary),
            Some('A') => self.look(Look::Start),
            Some('z') => self.look(Look::End),
            Some(digit @ '1'..='9') if digit.to_digit(10).is_some_and(|digit| digit <= self.groups) => {
                Err(Refusal::BackReference)
            }
            Some('k') => Err(Refusal::BackReference),
            _ => match self.escaped()? {
                ClassItem::One(character) => Ok(self.one(character)),
                ClassItem::Set(class) => Ok(Node::Class(self.folded(class))),
            },
        }
    }

    fn look(&mut self, look: Look) -> Result<Node, Refusal> {
        self.at += 1;
        Ok(Node::Look(look))
    }

    fn class(&mut self) -> Result<ClassUnicode, Refusal> {
        let negated = self.take("^");
        let mut set = class::ranges(&[]);
        while !self.take("]") {
            let item = self.class_item()?;
            let is_range =
                self.peek() == Some('-') && self.characters.get(self.at + 1).is_some_and(|next| *next != ']');
            match item {
                ClassItem::One(first) if is_range => {
                    self.at += 1;
                    match self.class_item()? {
                        ClassItem::One(last) if last < first => {
                            return Err(Refusal::Syntax("a range that runs backwards"));
                        }
                        ClassItem::One(last) => set.union(&class::ranges(&[(first, last)])),
                        ClassItem::Set(other) => {
                            set.union(&class::ranges(&[(first, first), (0x2D, 0x2D)]));
                            set.union(&other);
                        }
                    }
                }
                ClassItem::One(character) => set.union(&class::ranges(&[(character, character)])),
                ClassItem::Set(other) => set.union(&other),
            }
        }
        let set = self.folded(set);
        Ok(if negated { class::negated(&set) } else { set })
    }

    fn class_item(&mut self) -> Result<ClassItem, Refusal> {
        match self.next() {
            None => Err(Refusal::Syntax("a class without an end")),
            Some('\\') if self.take("b") => Ok(ClassItem::One(0x08)),
            Some('\\') => self.escaped(),
            Some(other) => Ok(ClassItem::One(u32::from(other))),
        }
    }
}
