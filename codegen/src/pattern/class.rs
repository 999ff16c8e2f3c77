//! Sets of characters: escapes of the dialect, and properties of Unicode.

use std::collections::BTreeMap;
use std::sync::Mutex;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// A set of the characters of these ranges. Surrogates are no characters, and fall out.
pub(super) fn ranges(ranges: &[(u32, u32)]) -> ClassUnicode {
    let is_surrogate = |code: u32| (0xD800..0xE000).contains(&code);
    let characters = ranges.iter().filter_map(|&(first, last)| {
        let first = if is_surrogate(first) { 0xE000 } else { first };
        let last = if is_surrogate(last) { 0xD7FF } else { last };
        let range = ClassUnicodeRange::new(char::from_u32(first)?, char::from_u32(last)?);
        (first <= last).then_some(range)
    });
    ClassUnicode::new(characters)
}

/// The characters that are in no range of `class`.
pub(super) fn negated(class: &ClassUnicode) -> ClassUnicode {
    let mut class = class.clone();
    class.negate();
    class
}

/// Every character.
pub(super) fn any() -> ClassUnicode {
    ranges(&[(0, 0x10_FFFF)])
}

/// Every character but the line terminators of ECMA 262.
pub(super) fn dot() -> ClassUnicode {
    negated(&ranges(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
}

/// `\d`, `\w` and `\s` and their opposites. The first two are ASCII in ECMA 262; the last is WhiteSpace and
/// LineTerminator.
pub(super) fn shorthand(letter: char) -> Option<ClassUnicode> {
    let class = match letter.to_ascii_lowercase() {
        'd' => ranges(&[(0x30, 0x39)]),
        'w' => word(),
        's' => ranges(&[
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ]),
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { negated(&class) } else { class })
}

/// The characters of words, between which and others `\b` stands.
pub(super) fn word() -> ClassUnicode {
    ranges(&[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

/// `\p{name}`: a property of Unicode, or one of the ASCII classes that Java knows by these names and ECMA 262 does not.
pub(super) fn property(name: &str) -> Option<ClassUnicode> {
    let ascii: Option<&[(u32, u32)]> = match name {
        "Alnum" => Some(&[(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)]),
        "Blank" => Some(&[(0x09, 0x09), (0x20, 0x20)]),
        "Cntrl" => Some(&[(0x00, 0x1F), (0x7F, 0x7F)]),
        "Digit" => Some(&[(0x30, 0x39)]),
        "Graph" => Some(&[(0x21, 0x7E)]),
        "Print" => Some(&[(0x20, 0x7E)]),
        "Punct" => Some(&[(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)]),
        "Space" => Some(&[(0x09, 0x0D), (0x20, 0x20)]),
        "XDigit" => Some(&[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]),
        _ => None,
    };
    if let Some(ascii) = ascii {
        return Some(ranges(ascii));
    }
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '=');
    if name.is_empty() || !name.chars().all(fits) {
        return None;
    }
    static KNOWN: Mutex<BTreeMap<String, Option<ClassUnicode>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().ok()?;
    known.entry(name.to_owned()).or_insert_with(|| unicode(name)).clone()
}

fn unicode(name: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(&format!("\\p{{{name}}}")).ok()?.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        _ => None,
    }
}
