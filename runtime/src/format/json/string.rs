//! Strings: RFC 8259, section 7.

/// What an escape stands for.
pub(super) struct Unescaped {
    pub(super) character: char,
    /// How many bytes the escape has behind its backslash.
    pub(super) length: usize,
}

/// The character of the escape whose backslash stands in front of the bytes.
///
/// # Errors
/// There is no such escape, or only half of a character.
pub(super) fn unescaped_character(bytes: &[u8]) -> Result<Unescaped, &'static str> {
    let character = match bytes.first() {
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes),
        _ => return Err("an escape that JSON does not have"),
    };
    Ok(Unescaped { character, length: 1 })
}

/// A character of one or two escapes of four digits: of two, each holds a half of it in UTF-16.
fn unicode(bytes: &[u8]) -> Result<Unescaped, &'static str> {
    const HALF: &str = "half of a character in a string";
    let first = four_digits(bytes.get(1..5))?;
    if let Some(character) = char::from_u32(first) {
        return Ok(Unescaped { character, length: 5 });
    }
    if bytes.get(5..7) != Some(b"\\u") {
        return Err(HALF);
    }
    let second = four_digits(bytes.get(7..11))?;
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    let code = 0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
    let character = char::from_u32(code).filter(|_| is_pair).ok_or(HALF)?;
    Ok(Unescaped { character, length: 11 })
}

fn four_digits(digits: Option<&[u8]>) -> Result<u32, &'static str> {
    let digits = digits.ok_or("an escape that is cut off")?;
    digits.iter().try_fold(0, |code, digit| {
        let digit = char::from(*digit).to_digit(16).ok_or("an escape with something that is no digit")?;
        Ok(code * 16 + digit)
    })
}

/// The index of the first byte that can't stand in a string as it is: a quote, a backslash, a control character, or the end.
#[inline]
pub(super) fn end_of_plain(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let mut at = start;
    // Eight at once. A borrow may mark a byte behind one that is marked rightly, so the lowest mark is right.
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        let eight = u64::from_le_bytes(eight);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let is_quote = zero(eight ^ (ONES * u64::from(b'"')));
        let is_backslash = zero(eight ^ (ONES * u64::from(b'\\')));
        let is_control = eight.wrapping_sub(ONES * 0x20) & !eight;
        let found = (is_quote | is_backslash | is_control) & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_plain_string_is_found_wherever_it_is() {
        for special in ['"', '\\', '\0', '\x1f'] {
            for length in 0..40 {
                let text = format!("{}{special}{}", "a\u{7f}é".repeat(length), "b".repeat(9));
                assert_eq!(end_of_plain(text.as_bytes(), 0), length * 4, "{text:?}");
            }
        }
        for length in 0..40 {
            assert_eq!(end_of_plain("z!#[]^~ ".repeat(length).as_bytes(), 0), length * 8);
        }
    }
}
