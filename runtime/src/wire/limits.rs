//! How much an answer may ask for: a short text can ask for much.

use super::{DecodeError, Result};

/// The deepest nesting that is read and written. Deeper answers are refused, so that hostile ones can't exhaust the stack.
pub(crate) const MAX_DEPTH: usize = 128;

/// What is left of memory and of the stack for reading one body.
#[derive(Debug)]
pub(crate) struct Limits {
    depth: usize,
    /// How many bytes may still be taken for items, entries and boxes.
    memory: u64,
}

impl Limits {
    /// So many bytes at most for what is made of a body, the characters of texts not counted: those are in the body itself.
    pub(crate) fn new(memory: u64) -> Self {
        Self { depth: 0, memory }
    }

    /// Takes so many bytes.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<()> {
        let left = self.memory.checked_sub(bytes as u64);
        self.memory = left.ok_or_else(|| DecodeError::new("takes more memory than an answer may"))?;
        Ok(())
    }

    /// Takes the bytes of an item of a list: the first takes room for four, and a list that grows takes twice its size.
    #[inline]
    pub(crate) fn charge_item(&mut self, size: usize, index: usize) -> Result<()> {
        self.charge(size.saturating_mul(if index == 0 { 4 } else { 2 }))
    }

    /// Takes the bytes of an entry of a map: the first takes a node, and later ones half of one, at worst.
    #[inline]
    pub(crate) fn charge_entry(&mut self, size: usize, index: usize) -> Result<()> {
        self.charge(size.saturating_mul(if index == 0 { 11 } else { 2 }))
    }

    /// Goes one level deeper.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(DecodeError::new(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    /// Comes back from a level.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }
}
