//! The HTML of a model's documentation as markdown that rustdoc takes without a warning.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::layout::{Container, Layout};

/// Stands for a space where a line must not be broken.
pub(super) const FIXED_SPACE: char = '\u{1}';

/// Tags that mean nothing in markdown; their text stays.
const PASSED_OVER: [&str; 14] = [
    "body", "caption", "div", "fullname", "html", "link", "span", "sub", "sup", "table", "tbody", "thead", "title", "u",
];

/// Converts a documentation text. Unbalanced tags and placeholders like `<my-bucket>` are survived. `link` gives what stands for a
/// name in code: a link to the item of that name, which needs no space.
pub(super) fn convert(html: &str, link: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let (layout, inline, links) = (Layout::default(), String::new(), Vec::new());
    let mut writer = Writer { html, link, layout, inline, code: 0, links };
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => writer.start(&tag),
            Ok(Token::EndTag(tag)) => writer.end(&lossy(&tag.name), tag.span.start..tag.span.end),
            Ok(Token::String(text)) => writer.text(&lossy(&text.value)),
            Ok(Token::Comment(_) | Token::Doctype(_) | Token::Error(_)) => {}
            Err(never) => match never {},
        }
    }
    writer.finish()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Writer<'a> {
    html: &'a str,
    link: &'a dyn Fn(&str) -> Option<String>,
    layout: Layout,
    /// The paragraph so far, as markdown in one line.
    inline: String,
    /// How many `<code>` are open.
    code: usize,
    /// The targets of open links; none for those that markdown can't follow.
    links: Vec<Option<String>>,
}

impl Writer<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = lossy(&tag.name);
        match name.as_str() {
            "p" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.paragraph(),
            "br" | "td" | "th" => self.text(" "),
            "ul" | "dl" => self.open(Container::List { number: None }),
            "ol" => self.open(Container::List { number: Some(1) }),
            "li" | "dt" => self.item(),
            "dd" => self.paragraph(),
            "note" => self.admonition("Note"),
            "important" => self.admonition("Important"),
            "code" | "pre" | "tt" => self.start_code(),
            "i" | "em" | "replaceable" => self.mark('*', 1, Side::Open),
            "b" | "strong" => self.mark('*', 2, Side::Open),
            "a" => self.start_link(tag),
            name if PASSED_OVER.contains(&name) => {}
            _ => self.placeholder(tag.span.start..tag.span.end),
        }
        if name == "dt" {
            self.mark('*', 2, Side::Open);
        }
    }

    fn end(&mut self, name: &str, span: std::ops::Range<usize>) {
        match name {
            "p" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dd" => self.paragraph(),
            "br" | "td" | "th" => {}
            "ul" | "ol" | "dl" => self.close(|container| matches!(container, Container::List { .. })),
            "li" => self.close(|container| matches!(container, Container::Item { .. })),
            "dt" => {
                self.mark('*', 2, Side::Close);
                self.paragraph();
            }
            "note" | "important" => self.close(|container| matches!(container, Container::Quote { .. })),
            "code" | "pre" | "tt" => self.end_code(),
            "i" | "em" | "replaceable" => self.mark('*', 1, Side::Close),
            "b" | "strong" => self.mark('*', 2, Side::Close),
            "a" => self.end_link(),
            name if PASSED_OVER.contains(&name) => {}
            _ => self.placeholder(span),
        }
    }

    /// Ends the paragraph, and whatever is still open within it.
    fn paragraph(&mut self) {
        if self.inline.starts_with("**") && self.inline.ends_with(":** ") {
            // The title of an admonition begins its first paragraph.
            return;
        }
        while self.code > 0 {
            self.end_code();
        }
        while !self.links.is_empty() {
            self.end_link();
        }
        let text = std::mem::take(&mut self.inline);
        self.layout.paragraph(&balanced(text.trim()));
    }

    fn open(&mut self, container: Container) {
        self.paragraph();
        self.layout.open(container);
    }

    fn item(&mut self) {
        self.paragraph();
        self.layout.item();
    }

    fn admonition(&mut self, title: &str) {
        let number = self.layout.next_quote();
        self.open(Container::Quote { number });
        self.inline.push_str(&format!("**{title}:** "));
    }

    fn close(&mut self, which: impl Fn(&Container) -> bool) {
        self.paragraph();
        self.layout.close(which);
    }

    fn start_code(&mut self) {
        if self.code == 0 {
            self.inline.push(CODE_START);
        }
        self.code += 1;
    }

    fn end_code(&mut self) {
        if self.code == 0 {
            return;
        }
        self.code -= 1;
        if self.code == 0 {
            let start = self.inline.rfind(CODE_START).unwrap_or_default();
            let code: String = self.inline.split_off(start).replace(CODE_START, "");
            // Within a link there is no other.
            let link = if self.links.iter().any(Option::is_some) { None } else { (self.link)(&code) };
            self.inline.push_str(&link.unwrap_or_else(|| fixed_code_span(&code)));
        }
    }

    /// Emphasis. Within code there is none.
    fn mark(&mut self, character: char, count: usize, side: Side) {
        if self.code > 0 {
            return;
        }
        // Spaces belong outside of the marks, or they are no marks.
        if side == Side::Close {
            let trimmed = self.inline.trim_end().len();
            let spaces = self.inline.split_off(trimmed);
            self.inline.extend(std::iter::repeat_n(mark(character, count, side), 1));
            self.inline.push_str(&spaces);
        } else {
            self.inline.push(mark(character, count, side));
        }
    }

    fn start_link(&mut self, tag: &StartTag<usize>) {
        let target = tag.attributes.get(b"href".as_slice()).map(|value| lossy(&value.value)).unwrap_or_default();
        let target = target.trim().replace(char::is_whitespace, "%20");
        let followed = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
        let followed = followed && self.code == 0;
        if followed {
            self.inline.push(LINK_START);
        }
        self.links.push(followed.then_some(target));
    }

    fn end_link(&mut self) {
        let Some(Some(target)) = self.links.pop() else { return };
        let Some(start) = self.inline.rfind(LINK_START) else { return };
        let text = self.inline.split_off(start);
        let text = text.trim_start_matches(LINK_START).trim();
        if text.is_empty() {
            return;
        }
        let target = target.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E");
        self.inline.push_str(&format!("[{text}]({target})"));
    }

    /// A tag that HTML does not know is a placeholder: `<my-bucket>`.
    fn placeholder(&mut self, span: std::ops::Range<usize>) {
        let source = self.html.get(span).unwrap_or_default().to_owned();
        self.text(&source);
    }

    fn text(&mut self, text: &str) {
        if self.code > 0 {
            self.inline.push_str(text);
            return;
        }
        let starts_with_space = text.starts_with(is_space);
        if starts_with_space && !self.inline.is_empty() && !self.inline.ends_with(' ') {
            self.inline.push(' ');
        }
        // A bare URL becomes a link, but not within one.
        let in_link = self.links.iter().any(Option::is_some);
        let mut first = true;
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            if !std::mem::take(&mut first) {
                self.inline.push(' ');
            }
            match word.bytes().all(is_plain) {
                true => self.inline.push_str(word),
                false if in_link => self.inline.push_str(&escaped_word(word)),
                false => self.inline.push_str(&escaped(word)),
            }
        }
        if !first && text.ends_with(is_space) {
            self.inline.push(' ');
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.paragraph();
        self.layout.finish()
    }
}

const CODE_START: char = '\u{2}';
const LINK_START: char = '\u{3}';

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Open,
    Close,
}

/// Emphasis is kept as one character each until the paragraph is complete: only pairs become marks.
fn mark(_: char, count: usize, side: Side) -> char {
    match (count, side) {
        (1, Side::Open) => '\u{4}',
        (1, Side::Close) => '\u{5}',
        (_, Side::Open) => '\u{6}',
        (_, Side::Close) => '\u{7}',
    }
}

/// Turns the pairs of emphasis of a paragraph into marks, and drops what has no partner or nothing within.
fn balanced(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close, marks) in [('\u{4}', '\u{5}', "*"), ('\u{6}', '\u{7}', "**")] {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find([open, close]) {
            let (before, tail) = rest.split_at(start);
            out.push_str(before);
            let tail_rest = &tail[1..];
            let end = tail.starts_with(open).then(|| tail_rest.find(close)).flatten();
            let Some(end) = end else {
                rest = tail_rest;
                continue;
            };
            let inner = tail_rest[..end].replace(open, "");
            let trimmed = inner.trim();
            // Marks work only between a space or a sign and a letter.
            let before_fits = !out.ends_with(char::is_alphanumeric);
            let after_fits = !tail_rest[end + 1..].starts_with(char::is_alphanumeric);
            let plain = trimmed.is_empty() || trimmed.contains(['*', '\n']) || !before_fits || !after_fits;
            if inner.starts_with(' ') && !out.ends_with(' ') {
                out.push(' ');
            }
            if plain {
                out.push_str(trimmed);
            } else {
                out.extend([marks, trimmed, marks]);
            }
            rest = &tail_rest[end + 1..];
        }
        out.push_str(rest);
        text = out;
    }
    text
}

/// A text as code within markdown.
pub(super) fn code_span(code: &str) -> String {
    fixed_code_span(code).replace(FIXED_SPACE, " ")
}

/// A span of code, whose spaces are fixed.
fn fixed_code_span(code: &str) -> String {
    let words: Vec<&str> = code.split(is_space).filter(|word| !word.is_empty()).collect();
    let code: String = words.join(" ").chars().filter(|character| !('\u{2}'..='\u{7}').contains(character)).collect();
    if code.is_empty() {
        return String::new();
    }
    let ticks = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(ticks + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}").replace(' ', &FIXED_SPACE.to_string())
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{a0}' || character.is_control()
}

/// Whether a byte never needs an escape and begins no link.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b',' | b'-' | b'(' | b')' | b'\'' | b'"')
}

/// A word, escaped. A bare URL becomes a link.
fn escaped(word: &str) -> String {
    if let Some(start) = word.find("https://").or_else(|| word.find("http://")) {
        let (before, url) = word.split_at(start);
        let inside = |character: char| character.is_ascii() && !"<>\"'()[]{}|\\^`*".contains(character);
        let end = url.find(|character| !inside(character)).unwrap_or(url.len());
        let end = url[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
        let (url, after) = url.split_at(end);
        if url.split_once("://").is_some_and(|(_, host)| host.contains('.')) {
            return format!("{}<{url}>{}", escaped(before), escaped(after));
        }
    }
    escaped_word(word)
}

/// A word with everything escaped that markdown would take for its own.
fn escaped_word(word: &str) -> String {
    let characters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    for (index, character) in characters.iter().enumerate() {
        let inner = |at: Option<&char>| at.is_some_and(|character| character.is_alphanumeric() || *character == '_');
        let needs = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' => true,
            '_' => !(inner(index.checked_sub(1).and_then(|at| characters.get(at))) && inner(characters.get(index + 1))),
            '&' => word[..].contains(';'),
            _ => false,
        };
        if needs {
            out.push('\\');
        }
        out.push(*character);
    }
    // A bare address like `http://localhost` must not become a link either.
    out.replace("://", ":\\/\\/")
}
