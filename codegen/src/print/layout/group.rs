//! Groups of lines between brackets, and how they become fewer.

use super::{LINE, Line, STEP, opens};

/// How the lines of a group become fewer.
pub(super) enum Join {
    /// One line.
    Line(String),
    /// The last item begins on the group's first line, behind so many others.
    Hug(usize),
    /// What is assigned has a line of its own.
    Value { target: String, value: String },
    /// As many items on a line as fit.
    Filled(Vec<String>),
    /// The only expression begins behind the pattern.
    Arm(String),
}

/// The lines of a group: the first opens it, and all but the last are given.
pub(super) struct Group<'a> {
    first: &'a Line,
    inner: &'a [Line],
    closing: &'a Line,
}

impl Group<'_> {
    pub(super) fn of(lines: &[Line], closing: &Line) -> Option<Join> {
        let (first, inner) = lines.split_first()?;
        let group = Group { first, inner, closing };
        if inner.is_empty() || inner.iter().any(Line::is_comment) {
            return None;
        }
        match first.text.chars().last()? {
            '{' => group.block(),
            _ => group.items(),
        }
    }

    /// Arguments, items of an array, parameters.
    fn items(&self) -> Option<Join> {
        let is_flat = self.inner.iter().all(|line| line.indent == self.first.indent + STEP && !opens(&line.text));
        if is_flat {
            let items: Vec<&str> = self.inner.iter().map(|line| line.text.as_str()).collect();
            let items = items.join(" ");
            let items = items.strip_suffix(',').unwrap_or(&items);
            return self.line(items, "").or_else(|| self.value(items));
        }
        if self.is_signature() || !self.first.text.ends_with('(') {
            return None;
        }
        // The last argument begins on the first line, if it is the only one or a closure, and ends on the last.
        let item = self.inner.iter().position(|line| opens(&line.text))?;
        let (before, from) = self.inner.split_at(item);
        let (head, last) = (from.first()?, from.last()?);
        let at_step = |line: &Line| line.indent == self.first.indent + STEP;
        let is_last = from.len() > 1
            && before.iter().chain([head, last]).all(at_step)
            && from[1..from.len() - 1].iter().all(|line| line.indent > head.indent)
            && last.text.ends_with("),") | last.text.ends_with("},") | last.text.ends_with("],")
            && last.text.trim_end_matches([')', '}', ']', ',']).is_empty();
        let may_hug = head.text.starts_with('|') || (before.is_empty() && !head.text.ends_with('<'));
        let before: usize = before.iter().map(|line| line.text.len() + 1).sum();
        let fits = self.first.indent + self.first.text.len() + before + head.text.len() <= LINE;
        (is_last && may_hug && fits).then_some(Join::Hug(item))
    }

    /// A function's parameters, or the parameters of a type, which may be as wide as the line.
    fn is_signature(&self) -> bool {
        let text = self.first.text.as_str();
        text.ends_with('<') || ["fn ", "pub fn ", "pub(crate) fn "].iter().any(|start| text.starts_with(start))
    }

    /// What is assigned, on a line of its own.
    fn value(&self, items: &str) -> Option<Join> {
        let (target, call) = self.first.text.split_once(" = ")?;
        let value = format!("{call}{items}{}", self.closing.text);
        let fits = self.first.indent + STEP + value.len() <= LINE;
        (fits && !opens(&value)).then(|| Join::Value { target: format!("{target} ="), value })
    }

    /// The names that are imported.
    fn imports(&self) -> Join {
        let width = LINE - self.first.indent - STEP - 1;
        let mut lines = vec![String::new()];
        for name in self.inner.iter().flat_map(|line| line.text.split(' ')) {
            match lines.last_mut() {
                Some(line) if line.len() + 1 + name.len() <= width => {
                    line.push_str(if line.is_empty() { "" } else { " " });
                    line.push_str(name);
                }
                _ => lines.push(name.to_owned()),
            }
        }
        Join::Filled(lines)
    }

    /// The fields of a structure, or the block of a match arm that is one expression.
    fn block(&self) -> Option<Join> {
        let is_import = self.first.text.starts_with("use ") || self.first.text.starts_with("pub use ");
        if is_import && self.inner.iter().all(|line| line.indent == self.first.indent + STEP && !opens(&line.text)) {
            let names: Vec<&str> = self.inner.iter().map(|line| line.text.as_str()).collect();
            let names = names.join(" ");
            return self.line(names.strip_suffix(',').unwrap_or(&names), "").or_else(|| Some(self.imports()));
        }
        if let Some(pattern) = self.first.text.strip_suffix(" => {") {
            if self.closing.text != "}" {
                return None;
            }
            let [expression] = self.inner else { return self.arm(pattern) };
            let is_statement = expression.text.ends_with([';', ',']) || opens(&expression.text);
            let text = format!("{pattern} => {},", expression.text);
            let fits = self.first.indent + text.len() <= LINE;
            return (!is_statement && fits).then_some(Join::Line(text));
        }
        let is_flat = self.inner.iter().all(|line| {
            let is_item = line.text.ends_with(',') || line.text.starts_with("..");
            line.indent == self.first.indent + STEP && is_item && !line.text.starts_with("pub ")
        });
        if !is_flat || !is_literal(&self.first.text) {
            return None;
        }
        let fields: Vec<&str> = self.inner.iter().map(|line| line.text.as_str()).collect();
        let fields = fields.join(" ");
        self.line(fields.strip_suffix(',').unwrap_or(&fields), " ")
    }

    /// The arm of a match whose block is one call of several lines.
    fn arm(&self, pattern: &str) -> Option<Join> {
        let (head, last) = (&self.inner[0], self.inner.last()?);
        let is_only = head.text.ends_with('(')
            && last.indent == head.indent
            && matches!(last.text.as_str(), ")" | "})" | "))")
            && self.inner[1..self.inner.len() - 1].iter().all(|line| line.indent > head.indent);
        let pattern = format!("{pattern} => ");
        let fits = self.first.indent + pattern.len() + head.text.len() <= LINE;
        (is_only && fits).then_some(Join::Arm(pattern))
    }

    /// The group on one line, if it fits.
    fn line(&self, items: &str, space: &str) -> Option<Join> {
        let text = format!("{}{space}{items}{space}{}", self.first.text, self.closing.text);
        (self.first.indent + text.len() <= LINE).then_some(Join::Line(text))
    }
}

/// Whether a line begins a structure's literal: `Self {`, `Some(Book {`.
fn is_literal(text: &str) -> bool {
    let before = text.trim_end_matches(" {");
    let name = before.rsplit(|character: char| !character.is_alphanumeric() && character != '_').next();
    let is_type = name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_uppercase()));
    let first_word = text.split(' ').next().unwrap_or_default();
    is_type
        && !["pub", "struct", "enum", "impl", "trait", "mod", "match", "if", "for", "while", "fn"].contains(&first_word)
}
