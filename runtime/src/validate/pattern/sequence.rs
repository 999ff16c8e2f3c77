//! Patterns that are one piece after another: loops that never go back.

use super::class::Class;

/// A piece of a sequence.
#[derive(Debug)]
pub enum Piece {
    /// This text.
    Text(&'static str),
    /// As many characters of a class as there are, but no more than its greatest number.
    Class(Run),
    /// As many characters of a class as leave so many for the pieces behind.
    Rest(Run, u32),
}

/// Characters of one class.
#[derive(Debug)]
pub struct Run {
    class: Class,
    min: u32,
    max: u32,
}

impl Run {
    /// Between `min` and `max` characters of a class; `u32::MAX` is any number. The class is written as the first and the
    /// last character of each of its ranges, in ascending order.
    pub const fn new(class: &'static str, min: u32, max: u32) -> Self {
        Self { class: Class::new(class), min, max }
    }

    /// Whether there are so many of them in a row somewhere.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let mut row = 0;
        text.chars().any(|character| {
            row = if self.class.holds(character) { row + 1 } else { 0 };
            row >= self.min
        })
    }

    /// The text behind as many of them as there are, up to a number.
    fn after<'a>(&self, text: &'a str, most: u32) -> Option<&'a str> {
        let (mut count, mut end) = (0, 0);
        let bytes = text.as_bytes();
        while count < most && end < bytes.len() {
            if bytes[end] < 128 {
                if !self.class.holds_byte(bytes[end]) {
                    break;
                }
                end += 1;
            } else {
                match text.get(end..).and_then(|rest| rest.chars().next()) {
                    Some(character) if self.class.holds(character) => end += character.len_utf8(),
                    _ => break,
                }
            }
            count += 1;
        }
        if count >= self.min { text.get(end..) } else { None }
    }
}

/// The text behind the pieces, if it begins with them.
pub(super) fn after<'a>(pieces: &[Piece], text: &'a str) -> Option<&'a str> {
    pieces.iter().try_fold(text, |text, piece| match piece {
        Piece::Text(wanted) => text.strip_prefix(wanted),
        Piece::Class(run) => run.after(text, run.max),
        Piece::Rest(run, behind) => {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            run.after(text, run.max.min(length.checked_sub(*behind)?))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::pattern::{Pattern, Rule};

    const DIGITS: &str = "09";
    const WORD: &str = "09az";

    fn results<const N: usize>(rule: Rule, texts: [&str; N]) -> [bool; N] {
        let pattern = Pattern::new("", rule);
        texts.map(|text| pattern.matches(text))
    }

    #[test]
    fn counts_within_bounds() {
        const PIECES: &[Piece] = &[Piece::Class(Run::new(DIGITS, 2, 3))];
        let texts = ["", "1", "12", "123", "1234", "1a"];
        assert_eq!(results(Rule::Whole(PIECES), texts), [false, false, true, true, false, false]);
        let somewhere = Rule::Somewhere(Run::new(DIGITS, 2, u32::MAX));
        assert_eq!(results(somewhere, ["a1b", "a12b", "a12345b", "a1b2c3"]), [false, true, true, false]);
    }

    #[test]
    fn leaves_what_the_pieces_behind_need() {
        const PIECES: &[Piece] = &[Piece::Rest(Run::new(WORD, 1, u32::MAX), 1), Piece::Class(Run::new(DIGITS, 1, 1))];
        let texts = ["a1", "1", "11", "aé1", "ax", "abc9", ""];
        assert_eq!(results(Rule::Whole(PIECES), texts), [true, false, true, false, false, true, false]);
    }

    #[test]
    fn texts_are_found_as_they_are() {
        const PIECES: &[Piece] = &[Piece::Text("arn:"), Piece::Class(Run::new(WORD, 1, 5)), Piece::Text(":ü")];
        let texts = ["arn:aws:ü", "arn::ü", "arn:aws:üy", "xarn:aws:ü", "arn:aws"];
        assert_eq!(results(Rule::Whole(PIECES), texts), [true, false, false, false, false]);
        assert_eq!(results(Rule::Prefix(PIECES), texts), [true, false, true, false, false]);
    }
}
