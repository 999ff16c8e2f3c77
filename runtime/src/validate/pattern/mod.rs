//! Regular expressions, compiled when the code was generated: no engine is needed here, and no memory.

mod class;
mod counted;
mod sequence;
mod table;

pub use counted::{Counted, Position};
pub use sequence::{Piece, Run};
pub use table::Table;

/// A pattern of the model. The generator writes it as a `static`.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    rule: Rule,
}

/// What a text is checked by.
#[derive(Debug)]
pub enum Rule {
    /// Every text matches.
    Always,
    /// These pieces are the whole text.
    Whole(&'static [Piece]),
    /// The text begins with these pieces.
    Prefix(&'static [Piece]),
    /// So many characters of a class stand in a row somewhere.
    Somewhere(Run),
    /// A table, character by character.
    Table(Table),
    /// Positions of the pattern, those that are repeated often with counters.
    Counted(Counted),
    /// Each of these matches.
    All(&'static [Rule]),
    /// One of these matches.
    Any(&'static [Rule]),
    /// This does not match.
    Not(&'static Rule),
}

impl Pattern {
    /// A pattern: its source, and what it became.
    pub const fn new(source: &'static str, rule: Rule) -> Self {
        Self { source, rule }
    }

    /// The regular expression, as the model writes it.
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern is found in the text: in all of it if it holds both ends.
    pub fn matches(&self, text: &str) -> bool {
        self.rule.matches(text)
    }
}

impl Rule {
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Whole(pieces) => sequence::after(pieces, text).is_some_and(str::is_empty),
            Self::Prefix(pieces) => sequence::after(pieces, text).is_some(),
            Self::Somewhere(run) => run.is_in(text),
            Self::Table(table) => table.matches(text),
            Self::Counted(counted) => counted.matches(text),
            Self::All(rules) => rules.iter().all(|rule| rule.matches(text)),
            Self::Any(rules) => rules.iter().any(|rule| rule.matches(text)),
            Self::Not(rule) => !rule.matches(text),
        }
    }
}
