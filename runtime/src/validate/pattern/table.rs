//! Patterns as tables: each kind of character leads from one state to the next.

/// A table, as the generator has computed it.
#[derive(Debug)]
pub struct Table {
    /// The kinds of the characters of ASCII, which most texts are made of.
    ascii: [u8; 128],
    firsts: &'static str,
    kinds: &'static [u8],
    next: &'static [u8],
    accepting: u8,
    start: u8,
    width: u8,
}

const NEVER: u8 = 0xFF;
const ALWAYS: u8 = 0xFE;

impl Table {
    /// A table of
    ///
    /// - the first characters of runs of one kind, ascending from NUL, and the kind of each run,
    /// - how many kinds there are, and for each state and each kind the next state; 255 if no text matches from there, 254
    ///   if each does,
    /// - the state that a text begins in, and the number of those, first in order, that accept a text that ends.
    pub const fn new(
        firsts: &'static str,
        kinds: &'static [u8],
        width: u8,
        next: &'static [u8],
        start: u8,
        accepting: u8,
    ) -> Self {
        Self { ascii: ascii(firsts.as_bytes(), kinds), firsts, kinds, next, accepting, start, width }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let mut state = self.start;
        for character in text.chars() {
            let place = usize::from(state) * usize::from(self.width) + usize::from(self.kind(character));
            state = match self.next.get(place) {
                None | Some(&NEVER) => return false,
                Some(&ALWAYS) => return true,
                Some(next) => *next,
            };
        }
        state == ALWAYS || state < self.accepting
    }

    fn kind(&self, character: char) -> u8 {
        if let Some(kind) = self.ascii.get(character as usize) {
            return *kind;
        }
        let run = self.firsts.chars().take_while(|first| *first <= character).count();
        run.checked_sub(1).and_then(|run| self.kinds.get(run)).copied().unwrap_or_default()
    }
}

/// The kind of each character of ASCII. What is not ASCII comes later in the order, and makes no difference here.
const fn ascii(firsts: &[u8], kinds: &[u8]) -> [u8; 128] {
    let (mut of, mut character, mut run) = ([0; 128], 0, 0);
    while character < 128 {
        while run + 1 < firsts.len() && firsts[run + 1] as usize <= character {
            run += 1;
        }
        of[character] = kinds[run];
        character += 1;
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_to_a_state_that_accepts() {
        // `^(ab)+$`: kinds are other, `a` and `b`; states are after `b`, at the start, and after `a`.
        let next = &[NEVER, 2, NEVER, NEVER, 2, NEVER, NEVER, NEVER, 0];
        let pairs = Table::new("\0abc", &[0, 1, 2, 0], 3, next, 1, 1);
        let texts = ["ab", "abab", "", "a", "aba", "abc", "éab"];
        assert_eq!(texts.map(|text| pairs.matches(text)), [true, true, false, false, false, false, false]);
    }

    #[test]
    fn stops_where_every_text_matches() {
        let contains = Table::new("\0abéê", &[0, 1, 0, 1, 0], 2, &[0, ALWAYS], 0, 0);
        let texts = ["", "b", "bab", "ä", "bé", "ê"];
        assert_eq!(texts.map(|text| contains.matches(text)), [false, false, true, false, true, false]);
    }
}
