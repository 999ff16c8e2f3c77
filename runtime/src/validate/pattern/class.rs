//! Classes of characters.

/// A class: the first and the last character of each of its ranges, in ascending order. `AZaz` is every letter of ASCII.
#[derive(Debug)]
pub(super) struct Class {
    bounds: &'static str,
    /// A bit for each character of ASCII, which most texts are made of.
    ascii: u128,
}

impl Class {
    pub(super) const fn new(bounds: &'static str) -> Self {
        Self { bounds, ascii: ascii(bounds.as_bytes()) }
    }

    pub(super) fn holds(&self, character: char) -> bool {
        let code = u32::from(character);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let mut bounds = self.bounds.chars();
        while let (Some(first), Some(last)) = (bounds.next(), bounds.next()) {
            if character <= last {
                return character >= first;
            }
        }
        false
    }

    pub(super) fn holds_byte(&self, byte: u8) -> bool {
        self.ascii >> (byte & 0x7F) & 1 == 1
    }
}

/// The ranges as far as they are ASCII. A byte of any other character is greater than those.
const fn ascii(bounds: &[u8]) -> u128 {
    let (mut set, mut at) = (0, 0);
    while at + 1 < bounds.len() && bounds[at] < 128 {
        let last = if bounds[at + 1] < 128 { bounds[at + 1] } else { 127 };
        set |= (u128::MAX >> (127 - last)) & (u128::MAX << bounds[at]);
        at += 2;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn classes_hold_what_lies_within_a_range() {
        let cases = [
            ("09az", "059amz", "/:`{é"),
            ("az\u{80}\u{10ffff}", "aéz漢😀", "A~"),
            ("!é", "!~é", " ê"),
            ("\0\u{7f}", "\0a\u{7f}", "\u{80}"),
            ("", "", "aé"),
        ];
        for (bounds, inside, outside) in cases {
            let class = Class::new(bounds);
            assert!(inside.chars().all(|character| class.holds(character)), "{bounds}");
            assert!(!outside.chars().any(|character| class.holds(character)), "{bounds}");
        }
    }
}
