//! The other engine, `regress`, on the original text.

use regress::Regex;

/// A regular expression of the other engine.
pub(crate) struct Oracle {
    pub(crate) regex: Regex,
    pub(crate) reading: Reading,
}

/// How the pattern was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it is.
    AsIs,
    /// After what Java means was written as ECMA 262 does.
    Rewritten,
}

impl Oracle {
    /// The original text with the flag `u`, or else without it. None if it is nothing that ECMA 262 knows.
    pub(crate) fn new(source: &str, whole: bool) -> Option<Self> {
        let anchored = |source: &str| if whole { format!("^(?:{source})$") } else { source.to_owned() };
        let read = |source: &str, reading| {
            let source = anchored(source);
            let regex = Regex::with_flags(&source, "u").ok();
            // Without the flag, `\p` is the letter p.
            let regex = regex.or_else(|| Regex::new(&source).ok().filter(|_| !source.contains("\\p")))?;
            Some(Self { regex, reading })
        };
        let rewritten = rewritten(source);
        if rewritten == source { read(source, Reading::AsIs) } else { read(&rewritten, Reading::Rewritten) }
    }
}

/// Classes that Java knows as properties, most of them ASCII.
const JAVA: [(&str, &str); 9] = [
    ("\\p{Alnum}", "a-zA-Z0-9"),
    ("\\p{Blank}", " \\t"),
    ("\\p{Cntrl}", "\\x00-\\x1F\\x7F"),
    ("\\p{Graph}", "!-~"),
    ("\\p{IsAlphabetic}", "\\p{Alphabetic}"),
    ("\\p{IsWhitespace}", "\\p{White_Space}"),
    ("\\p{Print}", " -~"),
    ("\\p{Punct}", "!-\\/:-@\\[-`\\{-~"),
    ("\\p{XDigit}", "0-9a-fA-F"),
];

/// What Java means, in words of ECMA 262; needless backslashes are left out where the flag `u` is needed and minds them.
fn rewritten(source: &str) -> String {
    let mut text = source.replace("\\A", "^").replace("\\z", "$").replace("\\p{Digit}", "\\d");
    // A fixed repeat has nothing to give back, possessive or not.
    for digit in '0'..='9' {
        text = text.replace(&format!("{digit}}}+"), &format!("{digit}}}"));
    }
    for (property, class) in JAVA {
        let in_class = |text: &str, at: usize| {
            let before = text[..at].replace("\\[", "").replace("\\]", "");
            before.rfind('[').is_some_and(|open| before.rfind(']').is_none_or(|close| open > close))
        };
        while let Some(at) = text.find(property) {
            let class = if in_class(&text, at) { class.to_owned() } else { format!("[{class}]") };
            text.replace_range(at..at + property.len(), &class);
        }
    }
    if let Some(inner) = text.strip_prefix("/^").and_then(|text| text.strip_suffix("$/")) {
        text = format!("^{inner}$");
    }
    let needs_unicode = text.contains("\\p") || text.contains("\\P");
    if needs_unicode && Regex::with_flags(&text, "u").is_err() { without_needless_escapes(&text) } else { text }
}

fn without_needless_escapes(source: &str) -> String {
    let mut text = String::new();
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        match (character, characters.clone().next()) {
            ('\\', Some(escaped)) => {
                characters.next();
                // A dash means a range in a class, so it keeps its backslash there; outside it is written as a class.
                let needless = !escaped.is_ascii_alphanumeric() && !"^$\\.*+?()[]{}|/-".contains(escaped);
                text.extend((!needless).then_some('\\'));
                text.push(escaped);
            }
            _ => text.push(character),
        }
    }
    text
}
