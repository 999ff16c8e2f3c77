//! The syntax of JSON: RFC 8259, token by token.

use std::borrow::Cow;

use super::string::{Unescaped, end_of_plain, unescaped_character};
use crate::wire::{DecodeError, MAX_DEPTH, Result};

/// What a value is, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// Reads tokens from a text. Values are read in order, each by the method for its [`Kind`].
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// The index of the next byte.
    at: usize,
    /// The last text that holds escapes, without them.
    unescaped: String,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, unescaped: String::new() }
    }

    /// The kind of the next value, which stays where it is.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Kind> {
        match self.next_byte() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.error("expected a value")),
        }
    }

    /// Begins an object. Gives its first name, whose value is next; none if it is empty.
    pub(super) fn object(&mut self) -> Result<Option<Cow<'a, str>>> {
        self.at += 1;
        if self.take(b'}') { Ok(None) } else { self.name().map(Some) }
    }

    /// The next name of an object; none at its end.
    pub(super) fn next_name(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.take(b',') {
            return self.name().map(Some);
        }
        if self.take(b'}') { Ok(None) } else { Err(self.error("expected `,` or `}`")) }
    }

    /// A name and the colon behind it.
    fn name(&mut self) -> Result<Cow<'a, str>> {
        if self.next_byte() != Some(b'"') {
            return Err(self.error("expected a name in quotes"));
        }
        let name = match self.plain_string()? {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(self.unescaped.clone()),
        };
        if self.take(b':') { Ok(name) } else { Err(self.error("expected `:`")) }
    }

    /// Begins an array. Whether an item follows.
    pub(super) fn array(&mut self) -> Result<bool> {
        self.at += 1;
        Ok(!self.take(b']'))
    }

    /// Whether another item follows in an array.
    #[inline]
    pub(super) fn next_item(&mut self) -> Result<bool> {
        if self.take(b',') {
            return Ok(true);
        }
        if self.take(b']') { Ok(false) } else { Err(self.error("expected `,` or `]`")) }
    }

    /// A string, which is valid until the next one is read.
    pub(super) fn string(&mut self) -> Result<&str> {
        match self.plain_string()? {
            Some(text) => Ok(text),
            None => Ok(&self.unescaped),
        }
    }

    /// A string; none if it holds escapes, which are resolved in `unescaped` then.
    fn plain_string(&mut self) -> Result<Option<&'a str>> {
        let start = self.at + 1;
        let end = end_of_plain(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(self.text.get(start..end));
        }
        self.unescape(start, end).map(|()| None)
    }

    /// Resolves the escapes of the string that starts at `start`; the first of them is at `end`.
    fn unescape(&mut self, start: usize, end: usize) -> Result<()> {
        self.unescaped.clear();
        let (mut start, mut end) = (start, end);
        loop {
            self.unescaped.push_str(self.text.get(start..end).unwrap_or_default());
            self.at = end;
            match self.text.as_bytes().get(end) {
                Some(b'"') => break,
                Some(b'\\') => {}
                Some(_) => return Err(self.error("a control character in a string")),
                None => return Err(self.error("a string that does not end")),
            }
            match unescaped_character(self.text.as_bytes().get(end + 1..).unwrap_or_default()) {
                Ok(Unescaped { character, length }) => {
                    self.unescaped.push(character);
                    start = end + 1 + length;
                }
                Err(message) => return Err(self.error(message)),
            }
            end = end_of_plain(self.text.as_bytes(), start);
        }
        self.at += 1;
        Ok(())
    }

    /// The digits of a number, as they stand there.
    pub(super) fn number(&mut self) -> Result<&'a str> {
        let start = self.at;
        if self.at_byte() == Some(b'-') {
            self.at += 1;
        }
        match self.at_byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.error("expected a digit")),
        }
        if self.at_byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.at_byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.at_byte() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn some_digits(&mut self) -> Result<()> {
        let start = self.at;
        self.digits();
        if self.at == start { Err(self.error("expected a digit")) } else { Ok(()) }
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.at_byte() {
            self.at += 1;
        }
    }

    pub(super) fn boolean(&mut self) -> Result<bool> {
        let value = self.at_byte() == Some(b't');
        self.literal(if value { "true" } else { "false" })?;
        Ok(value)
    }

    pub(super) fn null(&mut self) -> Result<()> {
        self.literal("null")
    }

    fn literal(&mut self, literal: &str) -> Result<()> {
        if !self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(literal.as_bytes())) {
            return Err(self.error("expected a value"));
        }
        self.at += literal.len();
        Ok(())
    }

    /// Skips the next value, of any kind.
    pub(super) fn skip(&mut self) -> Result<()> {
        // A bit for each level, the innermost one last: whether it is an object.
        let (mut objects, mut depth) = (0_u128, 0);
        loop {
            let has_content = match self.peek()? {
                Kind::Null => self.null().map(|()| false)?,
                Kind::Boolean => self.boolean().map(|_| false)?,
                Kind::Number => self.number().map(|_| false)?,
                Kind::String => self.string().map(|_| false)?,
                kind => {
                    let is_object = kind == Kind::Object;
                    if depth == MAX_DEPTH {
                        return Err(DecodeError::new(format!("nested deeper than {MAX_DEPTH} levels")));
                    }
                    depth += 1;
                    objects = (objects << 1) | u128::from(is_object);
                    let has_content = if is_object { self.object()?.is_some() } else { self.array()? };
                    if !has_content {
                        (objects, depth) = (objects >> 1, depth - 1);
                    }
                    has_content
                }
            };
            if has_content {
                continue;
            }
            // After a value comes the next of the same level, or of the innermost that has one.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let goes_on = if objects & 1 == 1 { self.next_name()?.is_some() } else { self.next_item()? };
                if goes_on {
                    break;
                }
                (objects, depth) = (objects >> 1, depth - 1);
            }
        }
    }

    /// Checks that nothing but white space is left.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.next_byte().is_some() { Err(self.error("something follows the value")) } else { Ok(()) }
    }

    /// Passes over white space, and gives the byte behind it.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        loop {
            match self.at_byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    #[inline]
    fn at_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over this byte, if it is the next one behind white space.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.next_byte() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// What is wrong where the scanner stands.
    #[cold]
    fn error(&self, message: &str) -> DecodeError {
        let before = self.text.as_bytes().get(..self.at).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        DecodeError::new(format!("not JSON: {message} (line {line}, column {})", before.len() - start + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as a string, and what is passed over.
    fn read(text: &str) -> (Option<String>, bool) {
        let mut scanner = Scanner::new(text);
        let is_string = scanner.peek() == Ok(Kind::String);
        let string = scanner.string().map(str::to_owned).ok().filter(|_| is_string);
        let mut scanner = Scanner::new(text);
        (string, scanner.skip().and_then(|()| scanner.finish()).is_ok())
    }

    #[test]
    fn strings_are_unescaped() {
        for (text, string) in [
            (r#""""#, ""),
            (r#""plain é""#, "plain é"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""a\u00e9b\u20AC\uD83D\uDE00c""#, "aéb€😀c"),
        ] {
            assert_eq!(read(text), (Some(string.to_owned()), true), "{text}");
        }
        for text in [
            "\"",
            "\"a",
            "\"\\",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\ud83d\"",
            "\"\\ud83d\\n\"",
            "\"\\ud83d\\u0041\"",
            "\"\\ude00\"",
            "\"\n\"",
            "\"\\u+123\"",
        ] {
            assert_eq!(read(text), (None, false), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_an_error() {
        for text in [
            "0",
            "-0",
            "10.50",
            "1e5",
            "1E+5",
            "-1.5e-7",
            "true",
            "false",
            "null",
            "[]",
            "{}",
            " [ 1 , [ ] , { } ] ",
            r#"{"a":{"b":[1,{"c":null}]},"d":[]}"#,
        ] {
            assert!(read(text).1, "{text}");
        }
        for text in [
            "",
            " ",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "+1",
            "tru",
            "nul",
            "nan",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "[1}",
            "{\"a\":1]",
            "1 2",
            "\u{feff}1",
            "'a'",
            "[\u{a0}1]",
        ] {
            assert!(!read(text).1, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_and_errors_tell_where() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(&nested(MAX_DEPTH)).1 && !read(&nested(MAX_DEPTH + 1)).1 && !read(&"{\"a\":[".repeat(500_000)).1);
        let error = Scanner::new("[1,\n  2,\n  x]").skip().expect_err("not JSON").to_string();
        assert_eq!(error, "not JSON: expected a value (line 3, column 3)");
    }
}
