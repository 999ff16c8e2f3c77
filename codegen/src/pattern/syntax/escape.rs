//! What stands behind a backslash.

use regex_syntax::hir::ClassUnicode;

use super::Parser;
use crate::pattern::{Refusal, class};

/// A member of a bracketed class, or what an escape means.
pub(super) enum ClassItem {
    One(u32),
    Set(ClassUnicode),
}

impl Parser {
    /// What stands behind a backslash, within brackets or without.
    pub(super) fn escaped(&mut self) -> Result<ClassItem, Refusal> {
        let Some(character) = self.next() else { return Err(Refusal::Syntax("a backslash at the end")) };
        if let Some(class) = class::shorthand(character) {
            return Ok(ClassItem::Set(class));
        }
        let one = match character {
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'p' | 'P' => return self.property(character == 'P'),
            'x' => self.hexadecimal(2).ok_or(Refusal::Syntax("\\x without two hexadecimal digits"))?,
            'u' => self.code_point()?,
            'c' => match self.next() {
                Some(letter) if letter.is_ascii_alphabetic() => u32::from(letter) % 32,
                _ => return Err(Refusal::Syntax("\\c without a letter")),
            },
            '0'..='7' => self.octal(character),
            other if other.is_ascii_alphanumeric() => return Err(Refusal::Escape(other)),
            other => u32::from(other),
        };
        Ok(ClassItem::One(one))
    }

    fn property(&mut self, negated: bool) -> Result<ClassItem, Refusal> {
        let name: String = if self.take("{") {
            let rest = &self.characters[self.at..];
            let name: String = rest.iter().take_while(|character| **character != '}').collect();
            self.at += name.chars().count();
            if !self.take("}") {
                return Err(Refusal::Syntax("a property without an end"));
            }
            name
        } else {
            self.next().into_iter().collect()
        };
        let class = class::property(&name).ok_or(Refusal::Property(name))?;
        Ok(ClassItem::Set(if negated { class::negated(&class) } else { class }))
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let end = self.at + digits;
        let text: String = self.characters.get(self.at..end)?.iter().collect();
        let number =
            text.chars().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(&text, 16).ok())?;
        self.at = end;
        number
    }

    /// `\u002F`, `\u{2F}`, or two surrogates that make one character.
    fn code_point(&mut self) -> Result<u32, Refusal> {
        const WRONG: Refusal = Refusal::Syntax("\\u without four hexadecimal digits");
        if self.take("{") {
            let digits = self.characters[self.at..].iter().take_while(|digit| digit.is_ascii_hexdigit()).count();
            let number = (1..=6).contains(&digits).then(|| self.hexadecimal(digits)).flatten().ok_or(WRONG)?;
            return if self.take("}") { Ok(number) } else { Err(WRONG) };
        }
        let first = self.hexadecimal(4).ok_or(WRONG)?;
        let before = self.at;
        if (0xD800..0xDC00).contains(&first) && self.take("\\u") {
            match self.hexadecimal(4) {
                Some(second @ 0xDC00..0xE000) => return Ok(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)),
                _ => self.at = before,
            }
        }
        Ok(first)
    }

    /// Up to three digits, and no more than a byte.
    fn octal(&mut self, first: char) -> u32 {
        let mut number = first.to_digit(8).unwrap_or_default();
        for _ in 0..2 {
            match self.peek().and_then(|next| next.to_digit(8)) {
                Some(digit) if number * 8 + digit < 256 => {
                    number = number * 8 + digit;
                    self.at += 1;
                }
                _ => break,
            }
        }
        number
    }
}
