//! Regular expressions, compiled when the code was generated: no engine is needed here.

/// A pattern that is a sequence of classes, each repeated so and so often. The generator writes it as a `static`.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    from_start: bool,
    to_end: bool,
    atoms: &'static [Atom],
}

/// A piece of a pattern: characters of these ranges, this many times.
#[derive(Debug)]
pub struct Atom {
    ranges: &'static [(char, char)],
    min: u32,
    max: u32,
}

impl Atom {
    /// Between `min` and `max` characters, each within one of the ranges. `u32::MAX` means any number.
    pub const fn new(ranges: &'static [(char, char)], min: u32, max: u32) -> Self {
        Self { ranges, min, max }
    }

    fn has(&self, character: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&character))
    }
}

impl Pattern {
    /// A pattern: its source, whether it holds the start and the end of the text, and its pieces.
    pub const fn new(source: &'static str, from_start: bool, to_end: bool, atoms: &'static [Atom]) -> Self {
        Self { source, from_start, to_end, atoms }
    }

    /// The regular expression, as the model writes it.
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern is found in the text: all of it if it holds both ends.
    ///
    /// Keeps, for each piece, every place where it may end, so the time grows with the text and not beyond.
    pub fn matches(&self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        let mut reached = vec![!self.from_start; characters.len() + 1];
        reached[0] = true;
        for atom in self.atoms {
            reached = step(atom, &characters, &reached);
        }
        if self.to_end { reached[characters.len()] } else { reached.contains(&true) }
    }
}

/// The places that a piece can end at, from the places that it can begin at.
fn step(atom: &Atom, characters: &[char], starts: &[bool]) -> Vec<bool> {
    let (min, max) = (atom.min as usize, atom.max as usize);
    let mut ends = vec![false; starts.len()];
    // Fitting characters right before `end`, and the starts that lie `min` to `max` of them back: a sliding window.
    let mut run = 0;
    let mut within = 0;
    for end in 0..starts.len() {
        if end > 0 {
            if atom.has(characters[end - 1]) {
                run += 1;
            } else {
                run = 0;
                within = 0;
            }
        }
        if run >= min && starts[end - min] {
            within += 1;
        }
        if run > max && starts[end - max - 1] {
            within -= 1;
        }
        ends[end] = within > 0;
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &[(char, char)] = &[('0', '9')];
    const WORD: &[(char, char)] = &[('a', 'z'), ('0', '9')];

    fn pattern(from_start: bool, to_end: bool, atoms: &'static [Atom]) -> Pattern {
        Pattern::new("", from_start, to_end, atoms)
    }

    #[test]
    fn counts_within_bounds() {
        const ATOMS: &[Atom] = &[Atom::new(DIGITS, 2, 3)];
        let whole = pattern(true, true, ATOMS);
        let results = ["", "1", "12", "123", "1234", "1a"].map(|text| whole.matches(text));
        assert_eq!(results, [false, false, true, true, false, false]);
        let found = pattern(false, false, ATOMS);
        let results = ["a1b", "a12b", "a12345b", "a1b2c3"].map(|text| found.matches(text));
        assert_eq!(results, [false, true, true, false]);
    }

    #[test]
    fn gives_back_what_the_next_piece_needs() {
        const ATOMS: &[Atom] = &[Atom::new(WORD, 1, u32::MAX), Atom::new(DIGITS, 1, 1), Atom::new(&[('x', 'x')], 0, 1)];
        let whole = pattern(true, true, ATOMS);
        let results = ["a1", "1", "11", "a11x", "ax", "abc9", "9x9x"].map(|text| whole.matches(text));
        assert_eq!(results, [true, false, true, true, false, true, true]);
    }

    #[test]
    fn an_optional_piece_may_be_empty() {
        const ATOMS: &[Atom] = &[Atom::new(DIGITS, 0, u32::MAX)];
        assert!(pattern(true, true, ATOMS).matches(""));
        assert!(pattern(true, true, ATOMS).matches("42"));
        assert!(!pattern(true, true, ATOMS).matches("4a2"));
        assert!(pattern(true, false, ATOMS).matches("a"));
    }

    /// Against a matcher that tries everything.
    #[test]
    fn agrees_with_trying_everything() {
        fn slow(atoms: &[Atom], text: &[char], to_end: bool) -> bool {
            let Some((atom, rest)) = atoms.split_first() else { return !to_end || text.is_empty() };
            let fitting = text.iter().take_while(|character| atom.has(**character)).count();
            let most = fitting.min(atom.max as usize);
            (atom.min as usize..=most).any(|taken| slow(rest, &text[taken..], to_end))
        }
        const PATTERNS: &[&[Atom]] = &[
            &[Atom::new(&[('a', 'b')], 0, 2), Atom::new(&[('b', 'c')], 1, 2), Atom::new(&[('a', 'c')], 0, 1)],
            &[Atom::new(&[('a', 'a')], 1, 3), Atom::new(&[('a', 'b')], 2, 2)],
            &[Atom::new(&[('c', 'c')], 0, 1), Atom::new(&[('a', 'c')], 0, u32::MAX), Atom::new(&[('b', 'b')], 1, 1)],
        ];
        for atoms in PATTERNS {
            for number in 0..4_usize.pow(6) {
                let digits = (0..6).map(|place| number / 4_usize.pow(place) % 4);
                let text: String = digits.take_while(|digit| *digit < 3).map(|digit| ['a', 'b', 'c'][digit]).collect();
                let characters: Vec<char> = text.chars().collect();
                for to_end in [false, true] {
                    let pattern = Pattern { source: "", from_start: true, to_end, atoms };
                    assert_eq!(pattern.matches(&text), slow(atoms, &characters, to_end), "{text:?} {to_end}");
                }
            }
        }
    }
}
