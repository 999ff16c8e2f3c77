//! Patterns whose tables would be too large, because they count far: positions with counters.
//!
//! Glushkov's construction, but a class that is repeated is one position with a counter, however often.

use super::sequence::pairs;
use super::syntax::{Look, Node};

/// The positions of a pattern, and where a match begins and ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// What is read, one by one.
    pub positions: Vec<Position>,
    /// The positions that come first.
    pub first: Vec<u8>,
    /// Whether nothing is read at all, too.
    pub empty: bool,
    /// Whether a match begins at the start only.
    pub from_start: bool,
    /// Whether a match ends at the end only.
    pub to_end: bool,
}

/// One class, read between `min` and `max` times.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// First and last characters, ascending.
    pub class: Vec<(char, char)>,
    /// The least number, at least one.
    pub min: u32,
    /// The greatest number; none if there is no end to it.
    pub max: Option<u32>,
    /// Whether a match can end here.
    pub is_last: bool,
    /// The first of the words that hold the counter: a bit for each count.
    pub word: u16,
    /// The positions that can come next.
    pub follow: Vec<u8>,
}

/// The most positions.
const POSITIONS: usize = 255;
/// The most words that all counters take.
pub(super) const WORDS: usize = 512;

/// The positions of a pattern; none if there are too many, or if places stand elsewhere than at its ends.
pub(super) fn compile(items: &[Node]) -> Option<Counted> {
    let starts = items.iter().take_while(|item| **item == Node::Look(Look::Start)).count();
    let ends = items[starts..].iter().rev().take_while(|item| **item == Node::Look(Look::End)).count();
    let mut counted = Counted { from_start: starts > 0, to_end: ends > 0, ..Counted::default() };
    let mut part = Part { empty: true, ..Part::default() };
    for item in &items[starts..items.len() - ends] {
        let next = counted.part(item)?;
        part = counted.joined(part, next);
    }
    for last in part.last {
        counted.positions[usize::from(last)].is_last = true;
    }
    (counted.first, counted.empty) = (part.first, part.empty);
    Some(counted)
}

/// A part of a pattern: where it can begin and end, and whether it may be absent.
#[derive(Clone, Default)]
struct Part {
    first: Vec<u8>,
    last: Vec<u8>,
    empty: bool,
}

impl Counted {
    fn part(&mut self, node: &Node) -> Option<Part> {
        match node {
            Node::Class(class) => self.position(pairs(class), 1, Some(1)),
            Node::Look(_) | Node::Around(_) => None,
            Node::Concat(items) => items.iter().try_fold(Part { empty: true, ..Part::default() }, |before, item| {
                let next = self.part(item)?;
                Some(self.joined(before, next))
            }),
            Node::Alternation(alternatives) => {
                let mut all = Part::default();
                for alternative in alternatives {
                    let part = self.part(alternative)?;
                    all.first.extend(part.first);
                    all.last.extend(part.last);
                    all.empty |= part.empty;
                }
                Some(all)
            }
            Node::Repeat(_, _, Some(0)) => Some(Part { empty: true, ..Part::default() }),
            Node::Repeat(inner, min, max) => match &**inner {
                Node::Class(class) => {
                    let part = self.position(pairs(class), (*min).max(1), *max)?;
                    Some(Part { empty: *min == 0, ..part })
                }
                inner => self.repeat(inner, *min, *max),
            },
        }
    }

    /// A repeated group, written out; what may be repeated without end leads back to itself.
    fn repeat(&mut self, inner: &Node, min: u32, max: Option<u32>) -> Option<Part> {
        let mut all = Part { empty: true, ..Part::default() };
        let copies = max.unwrap_or(min.max(1));
        for copy in 0..copies {
            let mut part = self.part(inner)?;
            part.empty |= copy >= min;
            if max.is_none() && copy + 1 == copies {
                self.link(&part.last, &part.first);
            }
            all = self.joined(all, part);
        }
        Some(all)
    }

    fn position(&mut self, class: Vec<(char, char)>, min: u32, max: Option<u32>) -> Option<Part> {
        let word = self.positions.last().map_or(0, |last| usize::from(last.word) + last.words());
        let position = Position { class, min, max, is_last: false, word: word as u16, follow: Vec::new() };
        if self.positions.len() == POSITIONS || word + position.words() > WORDS {
            return None;
        }
        let number = self.positions.len() as u8;
        self.positions.push(position);
        Some(Part { first: vec![number], last: vec![number], empty: false })
    }

    /// One part, then the other.
    fn joined(&mut self, mut before: Part, next: Part) -> Part {
        self.link(&before.last, &next.first);
        if before.empty {
            before.first.extend(&next.first);
        }
        let mut last = next.last;
        if next.empty {
            last.extend(before.last);
        }
        Part { first: before.first, last, empty: before.empty && next.empty }
    }

    fn link(&mut self, from: &[u8], to: &[u8]) {
        for position in from {
            let follow = &mut self.positions[usize::from(*position)].follow;
            follow.extend(to);
            follow.sort_unstable();
            follow.dedup();
        }
    }
}

impl Position {
    /// How many words the counter takes: a bit for each count that makes a difference.
    fn words(&self) -> usize {
        (self.max.unwrap_or(self.min) as usize).div_ceil(64)
    }
}
