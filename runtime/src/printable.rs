//! Text from elsewhere in messages: what a service, a file or a server says must not change what a terminal or a log shows.

use std::fmt::{self, Write};

/// How much of a text is printed, in characters.
pub(crate) const LONGEST_TEXT: usize = 2000;
/// How much of a name is printed, in characters: an error code, a member, a tag.
pub(crate) const LONGEST_NAME: usize = 128;

/// A text as it may stand in a message: on one line, without characters that steer a terminal or the direction of writing,
/// and not endless.
#[derive(Clone, Copy)]
pub(crate) struct Printable<'a> {
    text: &'a str,
    limit: usize,
}

/// A text of a service.
pub(crate) fn text(text: &str) -> Printable<'_> {
    Printable { text, limit: LONGEST_TEXT }
}

/// A name that is not one of the model's.
pub(crate) fn name(text: &str) -> Printable<'_> {
    Printable { text, limit: LONGEST_NAME }
}

/// The character itself, or what stands for it.
fn shown(character: char) -> char {
    match character {
        '\u{2028}' | '\u{2029}' => ' ',
        // Marks, embeddings, overrides and isolates of the direction of writing; characters of no width.
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            '\u{fffd}'
        }
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        _ if character.is_control() => ' ',
        _ => character,
    }
}

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.text.chars();
        characters.by_ref().take(self.limit).try_for_each(|character| f.write_char(shown(character)))?;
        if characters.next().is_some() { f.write_char('…') } else { Ok(()) }
    }
}

impl fmt::Debug for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// An error and the causes below it, in one line.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = String::new();
        let mut cause = Some(self.0);
        while let Some(error) = cause {
            let text = text(&error.to_string()).to_string();
            // Some errors say what their causes say.
            if !said.contains(&text) {
                said.push_str(if said.is_empty() { "" } else { ": " });
                said.push_str(&text);
            }
            cause = error.source();
        }
        f.write_str(&said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(text("a\n\x1b[31mb\u{202e}c\u{2028}d").to_string(), "a  [31mb\u{fffd}c d");
        assert_eq!(name(&"x".repeat(1 << 20)).to_string().chars().count(), LONGEST_NAME + 1);
        assert_eq!(text("a\u{fff9}b\u{e0041}c\u{200b}d\u{61c}").to_string(), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
        assert_eq!(text("größer: \"ok\"").to_string(), "größer: \"ok\"");
    }

    #[test]
    fn a_chain_repeats_nothing() {
        let inner = std::io::Error::other("refused\r\n");
        let outer = std::io::Error::other(inner);
        assert_eq!(Chain(&outer).to_string(), "refused  ");
    }
}
