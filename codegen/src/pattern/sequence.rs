//! Patterns that are one piece after another, which plain loops can match without ever going back.

use regex_syntax::hir::ClassUnicode;

use super::Rule;
use super::syntax::{Look, Node};

/// A piece of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// This text.
    Text(String),
    /// As many characters of a class as there are, but no more than the greatest number.
    Class(Run),
    /// As many characters of a class as leave so many for the pieces behind.
    Rest(Run, u32),
}

/// Characters of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// First and last characters, ascending.
    pub class: Vec<(char, char)>,
    /// The least number.
    pub min: u32,
    /// The greatest number; none if there is no end to it.
    pub max: Option<u32>,
}

/// A class and how often it is repeated.
#[derive(Clone, Debug, PartialEq)]
struct Atom {
    class: ClassUnicode,
    min: u32,
    max: Option<u32>,
}

impl Atom {
    fn is_fixed(&self) -> bool {
        self.max == Some(self.min)
    }

    fn run(&self) -> Run {
        Run { class: pairs(&self.class), min: self.min, max: self.max }
    }
}

/// The first and last characters of a class.
pub(super) fn pairs(class: &ClassUnicode) -> Vec<(char, char)> {
    class.ranges().iter().map(|range| (range.start(), range.end())).collect()
}

/// The pattern as loops, if none of them would have to give back what it took.
pub(super) fn compile(items: &[Node]) -> Option<Rule> {
    let starts = items.iter().take_while(|item| **item == Node::Look(Look::Start)).count();
    let ends = items[starts..].iter().rev().take_while(|item| **item == Node::Look(Look::End)).count();
    let mut atoms: Vec<Atom> = items[starts..items.len() - ends].iter().map(atom).collect::<Option<_>>()?;
    join(&mut atoms);
    match (starts > 0, ends > 0) {
        (true, true) => whole(&atoms),
        (true, false) => prefix(atoms),
        (false, false) => somewhere(&atoms),
        (false, true) => None,
    }
}

fn atom(node: &Node) -> Option<Atom> {
    match node {
        Node::Class(class) => Some(Atom { class: class.clone(), min: 1, max: Some(1) }),
        Node::Repeat(inner, min, max) => match &**inner {
            Node::Class(class) => Some(Atom { class: class.clone(), min: *min, max: *max }),
            _ => None,
        },
        _ => None,
    }
}

/// Makes one of neighbours of the same class, like `[a-z][a-z]*`.
fn join(atoms: &mut Vec<Atom>) {
    atoms.dedup_by(|next, last| {
        let same = next.class == last.class && !(is_character(&next.class) && next.is_fixed() && last.is_fixed());
        if same {
            last.min = last.min.saturating_add(next.min);
            last.max = last.max.zip(next.max).map(|(one, other)| one.saturating_add(other));
        }
        same
    });
}

fn is_character(class: &ClassUnicode) -> bool {
    matches!(class.ranges(), [range] if range.start() == range.end())
}

/// From start to end: the last piece of no fixed length takes what the ones behind it leave, and none before it may take
/// what the next could begin with.
fn whole(atoms: &[Atom]) -> Option<Rule> {
    let last = atoms.iter().rposition(|atom| !atom.is_fixed()).unwrap_or(0);
    if (0..last).any(|index| could_go_back(atoms, index)) {
        return None;
    }
    let rest = atoms.get(last + 1..).unwrap_or_default().iter().fold(0_u32, |sum, atom| sum.saturating_add(atom.min));
    let rest = atoms.get(last).filter(|_| could_go_back(atoms, last)).map(|_| (last, rest));
    Some(Rule::Whole(pieces(atoms, rest)))
}

/// From the start: the last piece need not take more than it must.
fn prefix(mut atoms: Vec<Atom>) -> Option<Rule> {
    let last = atoms.iter().rposition(|atom| atom.min > 0).map_or(0, |last| last + 1);
    // What may be absent at the end makes no difference.
    atoms.truncate(last);
    if let Some(atom) = atoms.last_mut() {
        atom.max = Some(atom.min);
    }
    if (0..atoms.len()).any(|index| could_go_back(&atoms, index)) {
        return None;
    }
    Some(Rule::Prefix(pieces(&atoms, None)))
}

/// Anywhere: a run of one class.
fn somewhere(atoms: &[Atom]) -> Option<Rule> {
    match atoms {
        [atom] if atom.min > 0 => Some(Rule::Somewhere(Run { max: None, ..atom.run() })),
        _ => atoms.iter().all(|atom| atom.min == 0).then_some(Rule::Always),
    }
}

/// Whether a piece could take a character that a piece behind it needs.
fn could_go_back(atoms: &[Atom], index: usize) -> bool {
    if atoms[index].is_fixed() {
        return false;
    }
    for next in &atoms[index + 1..] {
        let mut both = atoms[index].class.clone();
        both.intersect(&next.class);
        if !both.ranges().is_empty() {
            return true;
        }
        if next.min > 0 {
            return false;
        }
    }
    false
}

/// Characters in a row become a text. One piece may have to leave so many characters for those behind it.
fn pieces(atoms: &[Atom], rest: Option<(usize, u32)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        match (text(atom), pieces.last_mut(), rest) {
            (Some(text), Some(Piece::Text(before)), _) => before.push_str(&text),
            (Some(text), ..) => pieces.push(Piece::Text(text)),
            (None, _, Some((this, after))) if this == index => pieces.push(Piece::Rest(atom.run(), after)),
            (None, ..) => pieces.push(Piece::Class(atom.run())),
        }
    }
    pieces
}

/// The text that an atom is, if it is one character or a few of it.
fn text(atom: &Atom) -> Option<String> {
    match atom.class.ranges() {
        [range] if range.start() == range.end() && atom.is_fixed() && atom.min <= 8 => {
            Some(std::iter::repeat_n(range.start(), atom.min as usize).collect())
        }
        _ => None,
    }
}
