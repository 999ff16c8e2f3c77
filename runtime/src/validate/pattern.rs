//! Regular expressions, compiled when the code was generated: no engine is needed here.

/// A pattern that is a sequence of classes, each repeated so and so often. The generator writes it as a `static`.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    from_start: bool,
    to_end: bool,
    atoms: &'static [Atom],
}

/// A piece of a pattern.
#[derive(Debug)]
pub enum Atom {
    /// This text.
    Text(&'static str),
    /// Between `min` and `max` characters, each within one of the ranges. `u32::MAX` means any number.
    Class {
        /// First and last characters.
        ranges: &'static [(char, char)],
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
    },
}

impl Atom {
    /// This text, once.
    pub const fn text(text: &'static str) -> Self {
        Self::Text(text)
    }

    /// Between `min` and `max` characters of these ranges.
    pub const fn class(ranges: &'static [(char, char)], min: u32, max: u32) -> Self {
        Self::Class { ranges, min, max }
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
            reached = match atom {
                Atom::Text(text) => after_text(text, &characters, &reached),
                Atom::Class { ranges, min, max } => after_class(ranges, *min, *max, &characters, &reached),
            };
        }
        if self.to_end { reached[characters.len()] } else { reached.contains(&true) }
    }
}

/// The places that a text can end at, from the places that it can begin at.
fn after_text(text: &str, characters: &[char], starts: &[bool]) -> Vec<bool> {
    let mut ends = vec![false; starts.len()];
    for (start, _) in starts.iter().enumerate().filter(|(_, reached)| **reached) {
        let mut rest = characters[start..].iter();
        if text.chars().all(|wanted| rest.next() == Some(&wanted)) {
            ends[characters.len() - rest.len()] = true;
        }
    }
    ends
}

/// The places that a run of a class can end at, from the places that it can begin at.
fn after_class(ranges: &[(char, char)], min: u32, max: u32, characters: &[char], starts: &[bool]) -> Vec<bool> {
    let fits = |character: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&character));
    let (min, max) = (min as usize, max as usize);
    let mut ends = vec![false; starts.len()];
    // Fitting characters right before `end`, and the starts that lie `min` to `max` of them back: a sliding window.
    let mut run = 0;
    let mut within = 0;
    for end in 0..starts.len() {
        if end > 0 {
            if fits(characters[end - 1]) {
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
        const ATOMS: &[Atom] = &[Atom::class(DIGITS, 2, 3)];
        let whole = pattern(true, true, ATOMS);
        let results = ["", "1", "12", "123", "1234", "1a"].map(|text| whole.matches(text));
        assert_eq!(results, [false, false, true, true, false, false]);
        let found = pattern(false, false, ATOMS);
        let results = ["a1b", "a12b", "a12345b", "a1b2c3"].map(|text| found.matches(text));
        assert_eq!(results, [false, true, true, false]);
    }

    #[test]
    fn gives_back_what_the_next_piece_needs() {
        const ATOMS: &[Atom] =
            &[Atom::class(WORD, 1, u32::MAX), Atom::class(DIGITS, 1, 1), Atom::class(&[('x', 'x')], 0, 1)];
        let whole = pattern(true, true, ATOMS);
        let results = ["a1", "1", "11", "a11x", "ax", "abc9", "9x9x"].map(|text| whole.matches(text));
        assert_eq!(results, [true, false, true, true, false, true, true]);
    }

    #[test]
    fn texts_are_found_as_they_are() {
        const ATOMS: &[Atom] = &[Atom::text("arn:"), Atom::class(WORD, 1, 5), Atom::text(":x")];
        let whole = pattern(true, true, ATOMS);
        let results = ["arn:aws:x", "arn::x", "arn:aws:xy", "xarn:aws:x", "arn:aws"].map(|text| whole.matches(text));
        assert_eq!(results, [true, false, false, false, false]);
        assert!(pattern(false, false, ATOMS).matches("(arn:aws:x)"));
    }

    #[test]
    fn an_optional_piece_may_be_empty() {
        const ATOMS: &[Atom] = &[Atom::class(DIGITS, 0, u32::MAX)];
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
            let Atom::Class { ranges, min, max } = atom else { return false };
            let fits = |character: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&character));
            let fitting = text.iter().take_while(|character| fits(**character)).count();
            let most = fitting.min(*max as usize);
            (*min as usize..=most).any(|taken| slow(rest, &text[taken..], to_end))
        }
        const PATTERNS: &[&[Atom]] = &[
            &[Atom::class(&[('a', 'b')], 0, 2), Atom::class(&[('b', 'c')], 1, 2), Atom::class(&[('a', 'c')], 0, 1)],
            &[Atom::class(&[('a', 'a')], 1, 3), Atom::class(&[('a', 'b')], 2, 2)],
            &[
                Atom::class(&[('c', 'c')], 0, 1),
                Atom::class(&[('a', 'c')], 0, u32::MAX),
                Atom::class(&[('b', 'b')], 1, 1),
            ],
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
