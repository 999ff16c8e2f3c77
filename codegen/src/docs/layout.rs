//! Paragraphs, lists and admonitions as lines of markdown.

use super::html::FIXED_SPACE;

/// The widest line: 100 columns less the comment marks and one level of indentation.
const WIDTH: usize = 92;

/// The most lists and admonitions within each other; what is deeper stands with what is around it.
const MAX_DEPTH: usize = 12;

/// What paragraphs stand in.
#[derive(Debug)]
pub(super) enum Container {
    /// A list, with the number of its next item if it is a numbered one.
    List { number: Option<usize> },
    /// An item, with its mark as long as no line has been written.
    Item { mark: String, written: bool },
    /// An admonition, numbered so that two of them don't become one.
    Quote { number: usize },
}

/// Lines so far, and what is open.
#[derive(Debug, Default)]
pub(super) struct Layout {
    lines: Vec<String>,
    stack: Vec<Container>,
    /// The last paragraph stood in an item: another item may follow without a blank line.
    after_item: bool,
    /// How many admonitions there have been, and which one the last line stands in.
    quotes: usize,
    last_quote: Option<usize>,
}

impl Layout {
    pub(super) fn next_quote(&mut self) -> usize {
        self.quotes += 1;
        self.quotes
    }

    pub(super) fn open(&mut self, container: Container) {
        if self.stack.len() < MAX_DEPTH {
            self.stack.push(container);
        }
    }

    /// Begins an item; the one before it ends. An item without a list gets one.
    pub(super) fn item(&mut self) {
        if let Some(Container::Item { .. }) = self.stack.last() {
            self.stack.pop();
        }
        if !matches!(self.stack.last(), Some(Container::List { .. })) {
            self.open(Container::List { number: None });
        }
        let mark = match self.stack.last_mut() {
            Some(Container::List { number: Some(number) }) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.open(Container::Item { mark, written: false });
    }

    /// Ends the innermost such container, and everything within it. An end without a beginning is passed over.
    pub(super) fn close(&mut self, which: impl Fn(&Container) -> bool) {
        if let Some(at) = self.stack.iter().rposition(which) {
            self.stack.truncate(at);
        }
    }

    /// Writes a paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let begins_item = matches!(self.stack.last(), Some(Container::Item { written: false, .. }));
        let tight = begins_item && self.after_item;
        let quote = self.stack.iter().find_map(|container| match container {
            Container::Quote { number } => Some(*number),
            _ => None,
        });
        if !self.lines.is_empty() && !tight {
            let continued = quote.is_some() && quote == self.last_quote && self.stack_begins_with_quote();
            self.lines.push(if continued { ">".to_owned() } else { String::new() });
        }
        self.last_quote = quote;
        self.after_item = self.stack.iter().any(|container| matches!(container, Container::Item { .. }));
        let first = self.prefix();
        let rest = self.prefix();
        for (index, line) in wrapped(text, WIDTH.saturating_sub(rest.chars().count())).into_iter().enumerate() {
            let prefix = if index == 0 { &first } else { &rest };
            self.lines.push(format!("{prefix}{line}"));
        }
    }

    fn stack_begins_with_quote(&self) -> bool {
        matches!(self.stack.first(), Some(Container::Quote { .. }))
    }

    /// What stands before the next line. An item's mark is given once.
    fn prefix(&mut self) -> String {
        let mut prefix = String::new();
        for container in &mut self.stack {
            match container {
                Container::List { .. } => {}
                Container::Quote { .. } => prefix.push_str("> "),
                Container::Item { mark, written } if *written => prefix.push_str(&" ".repeat(mark.len())),
                Container::Item { mark, written } => {
                    prefix.push_str(mark);
                    *written = true;
                }
            }
        }
        prefix
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
    }
}

/// Breaks a paragraph at spaces. A line that would begin like a list or a heading is kept from doing so.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line.push_str(&harmless(word));
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.push(line);
    lines.into_iter().map(|line| line.replace(FIXED_SPACE, " ")).collect()
}

/// A word that markdown does not take for the mark of a block when it begins a line.
fn harmless(word: &str) -> String {
    let digits = word.trim_end_matches(['.', ')']);
    let numbered = digits.len() + 1 == word.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if numbered {
        return format!("{digits}\\{}", &word[digits.len()..]);
    }
    let sign = word.starts_with(['#', '+', '=']) || word == "-" || word.starts_with("--");
    if sign { format!("\\{word}") } else { word.to_owned() }
}
