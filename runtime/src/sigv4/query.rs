//! The query of a canonical request.

use std::borrow::Cow;

use percent_encoding::{percent_decode_str, percent_encode};

use crate::escape::RESERVED;

/// The parameters, each escaped in the one canonical way, sorted, and separated by `&`. `more` are further ones, which are
/// escaped already.
pub(super) fn canonical(query: &str, more: &str) -> String {
    let pairs = query.split('&').chain(more.split('&')).filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (regular(name), regular(value))
        })
        .collect();
    pairs.sort_unstable();
    let mut text = String::with_capacity(query.len() + more.len() + 1);
    for (name, value) in &pairs {
        let separator = if text.is_empty() { "" } else { "&" };
        text.extend([separator, name, "=", value]);
    }
    text
}

/// A name or a value, escaped in the canonical way, however it was escaped before. A plus sign is a space.
fn regular(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    let decoded: Cow<'_, [u8]> = percent_decode_str(&spaced).into();
    Cow::Owned(percent_encode(&decoded, RESERVED).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_has_one_form() {
        for (text, canonical) in [
            ("aZ09-._~", "aZ09-._~"),
            ("a+b", "a%20b"),
            ("a%20b", "a%20b"),
            ("a%2Bb", "a%2Bb"),
            ("%41", "A"),
            ("a/b", "a%2Fb"),
            ("ä", "%C3%A4"),
            ("%", "%25"),
        ] {
            assert_eq!(regular(text), canonical, "{text}");
        }
    }
}
