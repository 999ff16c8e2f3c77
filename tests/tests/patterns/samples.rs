//! Texts to try a pattern with: made to match, then changed so that they nearly match, and some that have nothing to do
//! with it.

/// A generator of pseudo-random numbers: the same ones each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// Characters at the borders of what dialects tell apart.
const ODD: &[char] = &[
    '\n',
    '\r',
    '\t',
    '\u{B}',
    ' ',
    '\u{A0}',
    '\u{85}',
    '\u{2028}',
    '\u{2029}',
    '\u{FEFF}',
    '\0',
    '\u{7F}',
    '-',
    '_',
    '.',
    ':',
    '/',
    '\\',
    '@',
    '`',
    '{',
    '~',
    '0',
    '9',
    'A',
    'Z',
    'a',
    'z',
    'é',
    'ß',
    '٣',
    '漢',
    '\u{301}',
    '\u{D7FF}',
    '\u{E000}',
    '\u{FFFD}',
    '😀',
    '\u{10FFFF}',
    'K',
    'ſ',
];

/// At least so many texts for a pattern.
pub(crate) fn texts(source: &str, count: usize) -> Vec<String> {
    let mut random = Random(
        source.bytes().fold(0x9E37_79B9_7F4A_7C15, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
            | 1,
    );
    // A repeat within a repeat takes the other engine a time that doubles with each character.
    let is_nested = nested(source);
    let longest = if is_nested { 6 } else { 2_500 };
    let mut texts = vec![String::new()];
    while texts.len() < count {
        let characters: Vec<char> = source.chars().collect();
        let mut sampler =
            Sampler { source: &characters, at: 0, random: &mut random, out: Vec::new(), deepest: longest };
        sampler.alternation(true);
        let made: Vec<char> = sampler.out;
        let clip = |text: Vec<char>| text.into_iter().collect::<String>();
        if !is_nested || made.len() < 60 {
            texts.push(clip(made.clone()));
        }
        for _ in 0..2 {
            let changed = change(&made, &mut random);
            if !is_nested || changed.len() <= 16 {
                texts.push(clip(changed));
            }
        }
        let unrelated = (0..random.below(12)).map(|_| random.pick(ODD)).collect();
        texts.push(unrelated);
    }
    texts
}

/// Whether a group that is repeated more than a few times has a repeat in it, as far as one can see at a glance.
fn nested(source: &str) -> bool {
    let many = |bounds: &str| {
        let max = bounds.split('}').next().unwrap_or_default().rsplit(',').next().unwrap_or_default();
        max.parse().unwrap_or(9) > 4
    };
    [")+", ")*"].iter().any(|end| source.contains(end)) || source.split("){").skip(1).any(many)
}

/// One small change.
fn change(text: &[char], random: &mut Random) -> Vec<char> {
    let mut text = text.to_vec();
    let place = random.below(text.len() + 1);
    match random.below(8) {
        0 if !text.is_empty() => {
            text.remove(place.min(text.len() - 1));
        }
        1 if !text.is_empty() => {
            let place = place.min(text.len() - 1);
            text[place] = random.pick(ODD);
        }
        2 if !text.is_empty() => {
            let place = place.min(text.len() - 1);
            let character = text[place];
            text[place] = if character.is_ascii_lowercase() {
                character.to_ascii_uppercase()
            } else {
                character.to_ascii_lowercase()
            };
        }
        3 => text.truncate(place),
        4 if !text.is_empty() => text.insert(place, text[place.min(text.len() - 1)]),
        5 => text.push(random.pick(ODD)),
        6 => text.insert(0, random.pick(ODD)),
        _ => text.insert(place, random.pick(ODD)),
    }
    text
}

/// Walks through a pattern and takes a way at random. It need not understand everything: what it makes is only likely to
/// match.
struct Sampler<'a> {
    source: &'a [char],
    at: usize,
    random: &'a mut Random,
    out: Vec<char>,
    deepest: usize,
}

impl Sampler<'_> {
    fn peek(&self) -> Option<char> {
        self.source.get(self.at).copied()
    }

    /// Walks through all alternatives, and keeps what one of them has written.
    fn alternation(&mut self, keep: bool) {
        let start = self.out.len();
        let mut found: Vec<Vec<char>> = Vec::new();
        loop {
            while self.peek().is_some_and(|next| next != '|' && next != ')') {
                self.item();
            }
            found.push(self.out.split_off(start));
            if self.peek() != Some('|') {
                break;
            }
            self.at += 1;
        }
        if keep {
            let chosen = self.random.below(found.len());
            self.out.extend(&found[chosen]);
        }
    }

    fn item(&mut self) {
        let (start, written) = (self.at, self.out.len());
        self.atom();
        let end = self.at;
        let Some((min, max)) = self.quantifier() else { return };
        let after = self.at;
        let count = match self.random.below(4) {
            0 => min,
            1 => max,
            2 => max.saturating_add(self.random.below(2)),
            _ => min + self.random.below(max.saturating_sub(min) + 1),
        };
        let count = if self.out.len() > 4_000 { min.min(1) } else { count.min(min.max(self.deepest)) };
        self.out.truncate(written);
        for _ in 0..count {
            self.at = start;
            self.atom();
        }
        self.at = if count == 0 { after } else { after.max(end) };
    }

    fn quantifier(&mut self) -> Option<(usize, usize)> {
        let rest: String = self.source[self.at..].iter().take(16).collect();
        let bounds = match rest.chars().next()? {
            '*' => Some((0, 6, 1)),
            '+' => Some((1, 6, 1)),
            '?' => Some((0, 1, 1)),
            '{' => rest.find('}').and_then(|close| {
                let (min, max) = rest[1..close].split_once(',').unwrap_or((&rest[1..close], &rest[1..close]));
                let min: usize = min.parse().ok()?;
                let max = if max.is_empty() { min + 4 } else { max.parse().ok()? };
                Some((min, max, close + 1))
            }),
            _ => None,
        };
        let (min, max, length) = bounds?;
        self.at += length;
        if self.peek() == Some('?') {
            self.at += 1;
        }
        Some((min, max))
    }

    fn atom(&mut self) {
        let Some(character) = self.peek() else { return };
        self.at += 1;
        match character {
            '(' => {
                let rest: String = self.source[self.at..].iter().take(3).collect();
                let (skip, keep) = match () {
                    () if rest.starts_with("?:") => (2, true),
                    () if rest.starts_with("?<") => (3, false),
                    () if rest.starts_with('?') => (2, false),
                    () => (0, true),
                };
                self.at += skip;
                self.alternation(keep);
                self.at += usize::from(self.peek() == Some(')'));
            }
            '[' => self.class(),
            '.' => {
                let character = self.random.pick(&['x', '7', '-', 'é', ' ', '漢', '😀', '.']);
                self.out.push(character);
            }
            '^' | '$' => {}
            '\\' => {
                let escaped = self.escape();
                self.out.extend(escaped);
            }
            other => self.out.push(other),
        }
    }

    /// A character that an escape stands for.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        let hexadecimal = |sampler: &mut Self, digits: usize| {
            let text: String = sampler.source[sampler.at..].iter().take(digits).collect();
            sampler.at = (sampler.at + digits).min(sampler.source.len());
            u32::from_str_radix(&text, 16).ok().and_then(char::from_u32)
        };
        match letter {
            'd' => Some(self.random.pick(&['0', '5', '9'])),
            'w' => Some(self.random.pick(&['a', 'Z', '0', '_'])),
            's' => Some(self.random.pick(&[' ', '\t', '\u{A0}', '\u{2028}'])),
            'S' | 'D' | 'W' => Some(self.random.pick(&['!', '-', 'é'])),
            'p' | 'P' => {
                while self.peek().is_some_and(|next| next != '}') {
                    self.at += 1;
                }
                self.at += 1;
                Some(self.random.pick(&['a', 'Z', '0', ' ', '-', 'é', '漢', '+', '\u{301}']))
            }
            'u' => hexadecimal(self, 4),
            'x' => hexadecimal(self, 2),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'b' | 'B' | 'A' | 'z' => None,
            other => Some(other),
        }
    }

    fn class(&mut self) {
        let negated = self.peek() == Some('^');
        self.at += usize::from(negated);
        let mut members = Vec::new();
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                ']' => break,
                '\\' => members.extend(self.escape()),
                '-' if !members.is_empty() && self.peek().is_some_and(|next| next != ']') => {
                    let first = members.last().copied().unwrap_or('a');
                    let Some(next) = self.peek() else { break };
                    self.at += 1;
                    let last = if next == '\\' { self.escape().unwrap_or(first) } else { next };
                    let width = (last as usize).saturating_sub(first as usize);
                    members.extend(char::from_u32(first as u32 + self.random.below(width + 1) as u32));
                    members.push(last);
                }
                other => members.push(other),
            }
        }
        if negated {
            members = ['q', '5', '!', 'é', ' '].into_iter().filter(|character| !members.contains(character)).collect();
        }
        if !members.is_empty() {
            let character = self.random.pick(&members);
            self.out.push(character);
        }
    }
}
