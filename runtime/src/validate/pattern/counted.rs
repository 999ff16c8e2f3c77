//! Patterns that count far: positions with counters, every count that is possible at once.

use super::class::Class;

/// The positions of a pattern, and where a match begins and ends.
#[derive(Debug)]
pub struct Counted {
    /// What is read, one by one.
    pub positions: &'static [Position],
    /// The positions that come first.
    pub first: &'static [u8],
    /// Whether nothing is read at all, too.
    pub empty: bool,
    /// Whether a match begins at the start only.
    pub from_start: bool,
    /// Whether a match ends at the end only.
    pub to_end: bool,
}

/// One class, read between `min` and `max` times.
#[derive(Debug)]
pub struct Position {
    class: Class,
    min: u32,
    max: u32,
    is_last: bool,
    /// The first word of the counter.
    word: u16,
    follow: &'static [u8],
}

/// Room for every counter of a pattern: a bit for each count. The generator makes none that needs more.
const WORDS: usize = 512;
/// As many positions as a number of eight bits tells apart.
const POSITIONS: usize = 256;

impl Position {
    /// A class that is read between `min` and `max` times (`u32::MAX` is any number), what can come next, whether a match
    /// can end there, and where its counter begins.
    pub const fn new(class: &'static str, min: u32, max: u32, follow: &'static [u8], is_last: bool, word: u16) -> Self {
        Self { class: Class::new(class), min, max, is_last, word, follow }
    }

    /// How many counts make a difference: without a greatest one, those beyond the least are all alike.
    fn counts(&self) -> usize {
        (if self.max == u32::MAX { self.min } else { self.max }) as usize
    }

    fn words(&self) -> std::ops::Range<usize> {
        let first = usize::from(self.word);
        first..first + self.counts().div_ceil(64)
    }

    /// Counts one more wherever something was counted, and begins with one if the position is entered.
    fn count(&self, counter: &mut [u64], is_entered: bool) {
        let mut carry = u64::from(is_entered);
        let last = self.counts().saturating_sub(1);
        let reached = self.max == u32::MAX && counter[last / 64] >> (last % 64) & 1 == 1;
        for word in counter.iter_mut() {
            (*word, carry) = (*word << 1 | carry, *word >> 63);
        }
        // No bits beyond the greatest count; the last one stays if it stands for any more.
        counter[last / 64] &= u64::MAX >> (63 - last % 64);
        counter[last / 64] |= u64::from(reached) << (last % 64);
    }

    /// Whether enough is counted.
    fn is_done(&self, counter: &[u64]) -> bool {
        let least = self.min.saturating_sub(1) as usize;
        let (first, bits) = (least / 64, least % 64);
        counter.get(first).is_some_and(|word| word >> bits != 0)
            || counter.get(first + 1..).is_some_and(|words| words.iter().any(|word| *word != 0))
    }
}

impl Counted {
    pub(super) fn matches(&self, text: &str) -> bool {
        if self.empty && (text.is_empty() || !self.to_end) {
            return true;
        }
        let mut counters = [0; WORDS];
        let mut entered = [false; POSITIONS];
        let mut is_active = [false; POSITIONS];
        self.enter(self.first, &mut entered);
        let mut is_match = false;
        for character in text.chars() {
            is_match = false;
            let mut next = [false; POSITIONS];
            for (index, position) in self.positions.iter().enumerate() {
                if !(is_active[index] || entered[index]) {
                    continue;
                }
                let Some(counter) = counters.get_mut(position.words()) else { return false };
                is_active[index] = position.class.holds(character);
                if !is_active[index] {
                    counter.fill(0);
                    continue;
                }
                position.count(counter, entered[index]);
                is_active[index] = counter.iter().any(|word| *word != 0);
                if position.is_done(counter) {
                    is_match |= position.is_last;
                    self.enter(position.follow, &mut next);
                }
            }
            if is_match && !self.to_end {
                return true;
            }
            entered = next;
            if !self.from_start {
                self.enter(self.first, &mut entered);
                is_match |= self.empty;
            }
        }
        is_match
    }

    fn enter(&self, positions: &[u8], entered: &mut [bool; POSITIONS]) {
        for position in positions {
            entered[usize::from(*position)] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(positions: &'static [Position], first: &'static [u8], from_start: bool, to_end: bool) -> Counted {
        Counted { positions, first, empty: false, from_start, to_end }
    }

    /// `^a{3,100}(ba*)*$`.
    const POSITIONS: &[Position] = &[
        Position::new("aa", 3, 100, &[1], true, 0),
        Position::new("bb", 1, 1, &[1, 2], true, 2),
        Position::new("aa", 1, u32::MAX, &[1], true, 3),
    ];

    #[test]
    fn counts_beyond_a_word() {
        let pattern = counted(POSITIONS, &[0], true, true);
        for (number, expected) in [(0, false), (2, false), (3, true), (64, true), (65, true), (100, true), (101, false)]
        {
            assert_eq!(pattern.matches(&"a".repeat(number)), expected, "{number}");
            assert_eq!(pattern.matches(&("a".repeat(number) + "baab")), expected, "{number}");
        }
        assert!(!pattern.matches("aaac"));
    }

    #[test]
    fn begins_and_ends_anywhere() {
        const RUN: &[Position] = &[Position::new("aa", 70, 80, &[], true, 0)];
        let pattern = counted(RUN, &[0], false, false);
        assert!(pattern.matches(&format!("xx{}aay", "a".repeat(70))));
        assert!(!pattern.matches(&format!("{}x{}", "a".repeat(69), "a".repeat(69))));
        let at_end = counted(RUN, &[0], false, true);
        assert!(at_end.matches(&"a".repeat(200)));
        assert!(!at_end.matches(&("a".repeat(70) + "x")));
    }
}
