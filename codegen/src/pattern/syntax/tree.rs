//! A regular expression as a tree.

use regex_syntax::hir::ClassUnicode;

/// A piece of a regular expression. Groups leave no trace: nothing is captured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// One character of a set.
    Class(ClassUnicode),
    /// A place, without a character.
    Look(Look),
    /// So and so often; any number if there is no greatest one.
    Repeat(Box<Node>, u32, Option<u32>),
    /// One after the other; nothing if empty.
    Concat(Vec<Node>),
    /// One of these.
    Alternation(Vec<Node>),
    /// What follows, or what precedes, matches or must not.
    Around(Box<Around>),
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `\b`.
    Boundary,
    /// `\B`.
    NoBoundary,
}

/// `(?=...)` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Around {
    pub(crate) ahead: bool,
    pub(crate) wanted: bool,
    pub(crate) node: Node,
}

impl Node {
    /// Nodes one after the other, without concatenations among them.
    pub(crate) fn concat(nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for node in nodes {
            match node {
                Self::Concat(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::Concat(flat) }
    }

    /// One of several nodes: of characters, one class of them all.
    pub(crate) fn alternation(mut nodes: Vec<Self>) -> Self {
        if nodes.len() == 1 {
            return nodes.remove(0);
        }
        let mut all = ClassUnicode::empty();
        for node in &nodes {
            match node {
                Self::Class(class) => all.union(class),
                _ => return Self::Alternation(nodes),
            }
        }
        Self::Class(all)
    }

    /// The nodes that stand one after the other.
    pub(crate) fn items(self) -> Vec<Self> {
        match self {
            Self::Concat(items) => items,
            other => vec![other],
        }
    }
}
