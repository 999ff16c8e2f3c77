//! Patterns as tables: each kind of character leads from one state to the next.

/// A table. The generator has computed it; see its fields for how it is laid out.
#[derive(Debug)]
pub struct Table {
    /// The first characters of runs of one kind, ascending. The first is NUL.
    pub firsts: &'static str,
    /// The kind of each run.
    pub kinds: &'static [u8],
    /// For each state and each kind the next state; 255 if no text matches from there, 254 if each does.
    pub next: &'static [u8],
    /// How many kinds there are.
    pub width: u8,
    /// States below this one accept a text that ends.
    pub accepting: u8,
    /// Where a text begins.
    pub start: u8,
}

const NEVER: u8 = 0xFF;
const ALWAYS: u8 = 0xFE;

impl Table {
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
        let run = self.firsts.chars().take_while(|first| *first <= character).count();
        run.checked_sub(1).and_then(|run| self.kinds.get(run)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^(ab)+$`: kinds are other, `a` and `b`; states are after `b`, at the start, and after `a`.
    const PAIRS: Table = Table {
        firsts: "\0abc",
        kinds: &[0, 1, 2, 0],
        next: &[NEVER, 2, NEVER, NEVER, 2, NEVER, NEVER, NEVER, 0],
        width: 3,
        accepting: 1,
        start: 1,
    };

    #[test]
    fn walks_to_a_state_that_accepts() {
        let texts = ["ab", "abab", "", "a", "aba", "abc", "éab"];
        assert_eq!(texts.map(|text| PAIRS.matches(text)), [true, true, false, false, false, false, false]);
    }

    #[test]
    fn stops_where_every_text_matches() {
        let contains_a =
            Table { firsts: "\0ab", kinds: &[0, 1, 0], next: &[0, ALWAYS], width: 2, accepting: 0, start: 0 };
        assert_eq!(["", "b", "bab", "ä"].map(|text| contains_a.matches(text)), [false, false, true, false]);
    }
}
