//! A pattern as a table: which state each kind of character leads to.
//!
//! The subsets of a machine's states are the table's states. Characters that no class of the pattern tells apart are of one
//! kind, so that a table has few columns, whatever scripts it knows.

use std::collections::{BTreeSet, HashMap};

use regex_syntax::hir::ClassUnicode;

use super::automaton::{Automaton, State};
use super::syntax::{Look, Node};
use super::{Refusal, class, smallest};

/// What the runtime walks through. States are numbered so that those come first that accept a text that ends there.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The first characters of runs of one kind, ascending. The first is NUL.
    pub firsts: String,
    /// The kind of each run.
    pub kinds: Vec<u8>,
    /// How many kinds there are.
    pub width: u8,
    /// For each state and each kind the next state; or [`Table::NEVER`] or [`Table::ALWAYS`], whatever comes.
    pub next: Vec<u8>,
    /// States below this one accept a text that ends.
    pub accepting: u8,
    /// Where a text begins.
    pub start: u8,
}

impl Table {
    /// No text matches from here on.
    pub const NEVER: u8 = 0xFF;
    /// Every text matches from here on.
    pub const ALWAYS: u8 = 0xFE;
}

/// The most states that a table may have before it is made smaller, and the most steps to find them: what needs more has
/// counters that are unrolled.
const STATES: usize = 800;
const STEPS: usize = 2_000_000;

/// The table of a pattern without look-around.
pub(super) fn compile(node: &Node) -> Result<Table, Refusal> {
    let machine = Automaton::new(node)?;
    let kinds = Kinds::of(&machine);
    let subsets = Subsets::of(&machine, &kinds)?;
    subsets.smallest().table(&kinds)
}

/// The characters, divided by the classes of a machine.
struct Kinds {
    /// First character of each run, and its kind.
    runs: Vec<(char, usize)>,
    /// For each kind, whether it is of words, if that makes a difference.
    is_word: Vec<bool>,
    minds_words: bool,
    /// For each state of the machine that reads a class, the kinds it takes.
    takes: Vec<Vec<bool>>,
}

impl Kinds {
    fn of(machine: &Automaton) -> Self {
        let mut classes: Vec<ClassUnicode> = Vec::new();
        let mut number = |class: &ClassUnicode| {
            classes.iter().position(|known| known == class).unwrap_or_else(|| {
                classes.push(class.clone());
                classes.len() - 1
            })
        };
        let of_state: Vec<Option<usize>> = (machine.states.iter())
            .map(|state| match state {
                State::Class(class, _) => Some(number(class)),
                _ => None,
            })
            .collect();
        let is_about_words = |state: &State| matches!(state, State::Look(Look::Boundary | Look::NoBoundary, _));
        let word = machine.states.iter().any(is_about_words).then(|| number(&class::word()));
        let (runs, held) = divided(&classes);
        let kinds_in = |class: usize| held.iter().map(|held| held[class]).collect();
        Self {
            runs,
            minds_words: word.is_some(),
            is_word: word.map_or_else(|| vec![false; held.len()], kinds_in),
            takes: of_state.into_iter().map(|class| class.map(kinds_in).unwrap_or_default()).collect(),
        }
    }
}

impl Kinds {
    /// The states behind those that read a character of a kind. A match may begin anywhere: a beginning that can't match
    /// is of no use, and costs nothing once the table is small.
    fn step(&self, machine: &Automaton, reached: &[usize], kind: usize) -> Vec<usize> {
        let mut next: Vec<usize> = vec![machine.start];
        next.extend(reached.iter().filter_map(|state| match &machine.states[*state] {
            State::Class(_, next) if self.takes[*state][kind] => Some(*next),
            _ => None,
        }));
        next.sort_unstable();
        next.dedup();
        next
    }

    fn before(&self, kind: usize) -> Before {
        if self.is_word[kind] { Before::Word } else { Before::Other }
    }
}

/// Runs of characters with their kinds, and for each kind, which of the classes hold it.
fn divided(classes: &[ClassUnicode]) -> (Vec<(char, usize)>, Vec<Vec<bool>>) {
    let mut starts = BTreeSet::from(['\0']);
    for range in classes.iter().flat_map(|class| class.ranges()) {
        starts.insert(range.start());
        starts.extend(after(range.end()));
    }
    let mut kinds: HashMap<Vec<bool>, usize> = HashMap::new();
    let mut held: Vec<Vec<bool>> = Vec::new();
    let mut runs: Vec<(char, usize)> = Vec::new();
    let mut places = vec![0; classes.len()];
    for start in starts {
        let of: Vec<bool> = classes.iter().zip(&mut places).map(|(class, place)| holds(class, place, start)).collect();
        let kind = *kinds.entry(of).or_insert_with_key(|of| {
            held.push(of.clone());
            held.len() - 1
        });
        if runs.last().is_none_or(|(_, last)| *last != kind) {
            runs.push((start, kind));
        }
    }
    (runs, held)
}

fn after(character: char) -> Option<char> {
    ((character as u32 + 1)..=0xE000).chain([character as u32 + 1]).find_map(char::from_u32)
}

/// Whether a class holds a character. Characters come in ascending order: `place` is the range that the last one reached.
fn holds(class: &ClassUnicode, place: &mut usize, character: char) -> bool {
    let ranges = class.ranges();
    while ranges.get(*place).is_some_and(|range| range.end() < character) {
        *place += 1;
    }
    ranges.get(*place).is_some_and(|range| range.start() <= character)
}

/// What was before a place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Before {
    Start,
    Word,
    Other,
}

/// Sets of a machine's states, and what leads from one to the other.
struct Subsets {
    /// For each kind the next one.
    next: Vec<Vec<usize>>,
    /// Whether a text may end there.
    accepts: Vec<bool>,
}

const NEVER: usize = 0;
const ALWAYS: usize = 1;
const START: usize = 2;

impl Subsets {
    fn of(machine: &Automaton, kinds: &Kinds) -> Result<Self, Refusal> {
        let width = kinds.is_word.len();
        let mut subsets = Self { next: vec![vec![NEVER; width], vec![ALWAYS; width]], accepts: vec![false, true] };
        let first = (vec![machine.start], Before::Start);
        let mut known = HashMap::from([(first.clone(), START)]);
        let mut open = vec![first];
        let (mut done, mut steps) = (0, 0);
        while done < open.len() {
            let (subset, before) = open[done].clone();
            done += 1;
            subsets.accepts.push(reach(machine, &subset, before, None).is_none());
            // What is next makes a difference to boundaries of words alone.
            let other = reach(machine, &subset, before, Some(false));
            let word = if kinds.minds_words { reach(machine, &subset, before, Some(true)) } else { None };
            steps += width * other.as_ref().map_or(1, Vec::len);
            let mut row = Vec::with_capacity(width);
            for kind in 0..width {
                let reached = if kinds.is_word[kind] { &word } else { &other };
                let Some(reached) = reached else {
                    row.push(ALWAYS);
                    continue;
                };
                let key = (kinds.step(machine, reached, kind), kinds.before(kind));
                let fresh = known.len() + START;
                let number = *known.entry(key.clone()).or_insert(fresh);
                if number == fresh {
                    open.push(key);
                }
                row.push(number);
            }
            if open.len() > STATES || steps > STEPS {
                return Err(Refusal::TooLarge);
            }
            subsets.next.push(row);
        }
        Ok(subsets)
    }

    /// The same language with as few states as can be.
    fn smallest(&self) -> Self {
        let group = smallest::classes(&self.next, &self.accepts);
        let count = group.iter().max().map_or(0, |last| last + 1);
        // Numbered by first appearance: `NEVER` and `ALWAYS` stay where they are.
        let mut next = vec![Vec::new(); count];
        let mut accepts = vec![false; count];
        for (state, number) in group.iter().enumerate() {
            if next[*number].is_empty() {
                next[*number] = self.next[state].iter().map(|next| group[*next]).collect();
                accepts[*number] = self.accepts[state];
            }
        }
        let start = group[START];
        let mut smallest = Self { next, accepts };
        smallest.swap_start(start);
        smallest
    }

    /// Puts the start where [`START`] says, unless it is one of the two before.
    fn swap_start(&mut self, start: usize) {
        if start <= ALWAYS {
            self.next.insert(START, self.next[start].clone());
            self.accepts.insert(START, self.accepts[start]);
            for next in self.next.iter_mut().flatten().filter(|next| **next >= START) {
                *next += 1;
            }
        }
    }

    /// The rows in the runtime's layout.
    fn table(&self, kinds: &Kinds) -> Result<Table, Refusal> {
        let width = kinds.is_word.len();
        let states: Vec<usize> = (START..self.next.len()).collect();
        let (accepting, others): (Vec<usize>, Vec<usize>) = states.iter().partition(|state| self.accepts[**state]);
        let order: Vec<usize> = accepting.iter().chain(&others).copied().collect();
        if order.len() > usize::from(Table::ALWAYS) || width > usize::from(u8::MAX) {
            return Err(Refusal::TooLarge);
        }
        let mut number = vec![Table::NEVER; self.next.len()];
        number[ALWAYS] = Table::ALWAYS;
        for (place, state) in order.iter().enumerate() {
            number[*state] = place as u8;
        }
        Ok(Table {
            firsts: kinds.runs.iter().map(|(first, _)| *first).collect(),
            kinds: kinds.runs.iter().map(|(_, kind)| *kind as u8).collect(),
            width: width as u8,
            next: order.iter().flat_map(|state| self.next[*state].iter().map(|next| number[*next])).collect(),
            accepting: accepting.len() as u8,
            start: number[START],
        })
    }
}

/// The reading states that a subset leads to at a place, in front of a character that is of words or not, or of the end.
/// None if the pattern matches there.
fn reach(machine: &Automaton, subset: &[usize], before: Before, next: Option<bool>) -> Option<Vec<usize>> {
    let is_boundary = (before == Before::Word) != (next == Some(true));
    let mut seen = vec![false; machine.states.len()];
    let mut open = subset.to_vec();
    let mut reached = Vec::new();
    while let Some(state) = open.pop() {
        if std::mem::replace(&mut seen[state], true) {
            continue;
        }
        match &machine.states[state] {
            State::Match => return None,
            State::Class(..) => reached.push(state),
            State::Split(one, other) => open.extend([*one, *other]),
            State::Look(look, then) => {
                let holds = match look {
                    Look::Start => before == Before::Start,
                    Look::End => next.is_none(),
                    Look::Boundary => is_boundary,
                    Look::NoBoundary => !is_boundary,
                };
                open.extend(holds.then_some(*then));
            }
        }
    }
    Some(reached)
}
