//! Text in URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 is escaped.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As [`RESERVED`], but a slash stays: paths are made of segments.
pub(crate) const RESERVED_BUT_SLASH: &AsciiSet = &RESERVED.remove(b'/');

/// The text with everything escaped that is reserved.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Puts what a URL-encoded text says in its place; a plus sign is a space. A text that is none stays as it is: one with
/// characters that would be escaped, or whose bytes are not UTF-8.
pub fn unescape<'a>(text: impl Into<Option<&'a mut String>>) {
    if let Some(text) = text.into() {
        unescape_in_place(text);
    }
}

fn unescape_in_place(text: &mut String) {
    let would_be_escaped = |character: char| !character.is_ascii_graphic() || "\"<>\\^`{|}".contains(character);
    if !text.contains(['%', '+']) || text.contains(would_be_escaped) {
        return;
    }
    let spaced = text.replace('+', " ");
    if let Ok(plain) = percent_decode_str(&spaced).decode_utf8() {
        *text = plain.into_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        for (escaped, plain) in [
            ("a%20b+c%2Bd", "a b c+d"),
            ("%7B%22a%22%3A1%7D", "{\"a\":1}"),
            ("%C3%BC%01", "\u{fc}\u{1}"),
            ("100%", "100%"),
            ("{\"a\":\"1+1\"}", "{\"a\":\"1+1\"}"),
            ("%FF+a", "%FF+a"),
            ("", ""),
        ] {
            let mut text = escaped.to_owned();
            unescape(&mut text);
            assert_eq!(text, plain);
        }
    }
}
