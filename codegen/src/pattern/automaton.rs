//! A pattern as a machine of states: Thompson's construction, with an edge for each class.

use regex_syntax::hir::ClassUnicode;

use super::Refusal;
use super::syntax::{Look, Node};

/// A machine that reads a text character by character, in several states at once.
pub(super) struct Automaton {
    pub(super) states: Vec<State>,
    pub(super) start: usize,
}

/// What a state leads to.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// The pattern matches.
    Match,
    /// One character of a class, then the other state.
    Class(ClassUnicode, usize),
    /// Either state.
    Split(usize, usize),
    /// The other state, at this place only.
    Look(Look, usize),
}

/// The most states, beyond which a pattern isn't unrolled.
const STATES: usize = 1_500;

impl Automaton {
    /// The machine of a pattern without look-around.
    pub(super) fn new(node: &Node) -> Result<Self, Refusal> {
        let mut machine = Self { states: vec![State::Match], start: 0 };
        machine.start = machine.before(node, 0)?;
        Ok(machine)
    }

    fn state(&mut self, state: State) -> Result<usize, Refusal> {
        if self.states.len() == STATES {
            return Err(Refusal::TooLarge);
        }
        self.states.push(state);
        Ok(self.states.len() - 1)
    }

    /// The state that leads through the node to `next`.
    fn before(&mut self, node: &Node, next: usize) -> Result<usize, Refusal> {
        match node {
            Node::Class(class) => self.state(State::Class(class.clone(), next)),
            Node::Look(look) => self.state(State::Look(*look, next)),
            Node::Concat(items) => items.iter().rev().try_fold(next, |next, item| self.before(item, next)),
            Node::Alternation(alternatives) => {
                let mut starts = Vec::new();
                for alternative in alternatives {
                    starts.push(self.before(alternative, next)?);
                }
                let last = starts.pop().unwrap_or(next);
                starts.into_iter().rev().try_fold(last, |other, start| self.state(State::Split(start, other)))
            }
            Node::Repeat(inner, min, max) => self.repeat(inner, *min, *max, next),
            Node::Around(_) => Err(Refusal::LookAround),
        }
    }

    fn repeat(&mut self, inner: &Node, min: u32, max: Option<u32>, next: usize) -> Result<usize, Refusal> {
        let mut start = match max {
            None => {
                let again = self.state(State::Split(next, next))?;
                let inside = self.before(inner, again)?;
                self.states[again] = State::Split(inside, next);
                again
            }
            Some(max) => {
                let mut start = next;
                for _ in min..max {
                    let inside = self.before(inner, start)?;
                    start = self.state(State::Split(inside, next))?;
                }
                start
            }
        };
        for _ in 0..min {
            start = self.before(inner, start)?;
        }
        Ok(start)
    }
}
