//! Lines as rustfmt breaks them with `use_small_heuristics = "Max"`. The printer breaks sooner, and in other places; here
//! its lines are joined again wherever they fit.

mod group;

use self::group::{Group, Join};

/// The widest line.
const LINE: usize = 100;
/// A level of indentation.
const STEP: usize = 4;

/// The text of an item with its lines joined. Text with raw strings is left alone, since their lines are no code.
pub(super) fn joined(text: &str) -> String {
    if [" r\"", "(r\"", "r#\"", "r##\""].iter().any(|raw| text.contains(raw)) {
        return text.to_owned();
    }
    let mut layout = Layout::default();
    for line in text.lines() {
        layout.push(line);
    }
    layout.end_chain();
    let mut joined = String::with_capacity(text.len());
    for line in layout.lines {
        joined.push_str(&" ".repeat(line.indent));
        joined.push_str(&line.text);
        joined.push('\n');
    }
    // What is not the same code is not taken, whatever the reason.
    if code(text).eq(code(&joined)) { joined } else { text.to_owned() }
}

/// A text without what its lines may differ in: comments, and white space, commas and braces that are in no string.
fn code(text: &str) -> impl Iterator<Item = char> {
    let (mut in_string, mut is_escaped) = (false, false);
    let lines = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("///"));
    lines.flat_map(str::chars).filter(move |&character| {
        let was_in_string = in_string;
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        was_in_string || !(character.is_whitespace() || matches!(character, ',' | '{' | '}'))
    })
}

/// A line without its indentation.
struct Line {
    indent: usize,
    text: String,
}

impl Line {
    fn is_comment(&self) -> bool {
        self.text.starts_with("//")
    }

    fn is_chained(&self) -> bool {
        self.text.starts_with('.') && !self.text.starts_with("..")
    }

    fn is_operand(&self) -> bool {
        ["&& ", "|| ", "| "].iter().any(|operator| self.text.starts_with(operator))
    }
}

/// The lines so far, and where the groups begin that are still open.
#[derive(Default)]
struct Layout {
    lines: Vec<Line>,
    open: Vec<usize>,
    /// The first line of the group of several lines that was closed last, and its last.
    closed: Option<(usize, usize)>,
}

impl Layout {
    fn push(&mut self, line: &str) {
        let text = line.trim_start();
        let line = Line { indent: line.len() - text.len(), text: text.to_owned() };
        if !line.is_chained() && !line.is_operand() {
            self.end_chain();
        }
        if self.continues(&line) {
            return;
        }
        if !line.is_comment() && line.text.starts_with([')', ']', '}', '>']) {
            self.close(line);
        } else {
            self.append(line);
        }
    }

    /// Joins a line with the one before it where the printer broke for no reason: a value behind `=`, a brace of its own,
    /// a field within a macro.
    fn continues(&mut self, line: &Line) -> bool {
        let Some(last) = self.lines.last_mut() else { return false };
        let is_value = last.text.ends_with(" =") && line.indent == last.indent + STEP && !opens(&line.text);
        let is_brace = line.text == "{" && line.indent == last.indent;
        let is_field = line.is_chained() && line.indent == last.indent && !last.is_chained() && !opens(&line.text);
        let space = if is_field { "" } else { " " };
        let fits = last.indent + last.text.len() + space.len() + line.text.len() <= LINE;
        if last.is_comment() || !(is_value || is_brace || is_field) {
            return false;
        }
        if !fits {
            // The last argument of a macro gets a line of its own, if it is no text.
            let Some((before, base)) = last.text.rsplit_once(", ").filter(|(_, base)| is_field && !base.contains('"'))
            else {
                return false;
            };
            let text = format!("{base}{}", line.text);
            last.text = format!("{before},");
            self.lines.push(Line { indent: line.indent, text });
            return true;
        }
        last.text.push_str(space);
        last.text.push_str(&line.text);
        if is_brace {
            self.open.push(self.lines.len() - 1);
        }
        true
    }

    fn append(&mut self, line: Line) {
        if opens(&line.text) && !line.is_comment() {
            self.open.push(self.lines.len());
        }
        self.lines.push(line);
    }

    /// Breaks a call into a line for each argument. What goes on behind it stays as it is.
    fn break_call(&mut self, start: usize, text: &str) {
        let indent = self.lines[start].indent;
        let Some((head, arguments, closing)) = split_call(text) else { return };
        let is_end = matches!(closing, ");" | ")" | ")," | ")?;") && !text.contains('|');
        let fits = |argument: &&str| !argument.is_empty() && indent + STEP + argument.len() < LINE;
        if !is_end || !arguments.iter().all(fits) {
            return;
        }
        let (head, closing) = (head.to_owned(), closing.to_owned());
        let arguments = arguments.iter().map(|argument| format!("{argument},")).collect::<Vec<_>>();
        self.lines.truncate(start);
        self.lines.push(Line { indent, text: head });
        self.lines.extend(arguments.into_iter().map(|text| Line { indent: indent + STEP, text }));
        self.lines.push(Line { indent, text: closing });
    }

    /// Ends the innermost group, on one line if it fits.
    fn close(&mut self, closing: Line) {
        let Some(start) = self.open.pop().filter(|start| self.lines[*start].indent == closing.indent) else {
            self.append(closing);
            return;
        };
        // A group may begin where another ends: `) -> Option<`.
        let reopens = opens(&closing.text);
        match Group::of(&self.lines[start..], &closing) {
            Some(Join::Line(text)) => {
                self.lines.truncate(start + 1);
                self.lines[start].text = text;
                if reopens {
                    self.open.push(start);
                }
                return;
            }
            Some(Join::Hug(before)) => {
                for _ in 0..before {
                    let argument = self.lines.remove(start + 1);
                    self.lines[start].text.push_str(&argument.text);
                    self.lines[start].text.push(' ');
                }
                self.hug(start, &closing.text);
            }
            Some(Join::Value { target, value }) => {
                self.lines.truncate(start + 1);
                let indent = self.lines[start].indent + STEP;
                self.lines[start].text = target;
                self.lines.push(Line { indent, text: value });
            }
            Some(Join::Filled(lines)) => {
                self.lines.truncate(start + 1);
                let indent = self.lines[start].indent + STEP;
                self.lines.extend(lines.into_iter().map(|text| Line { indent, text }));
                self.lines.push(closing);
            }
            Some(Join::Arm(pattern)) => {
                self.lines[start].text = pattern;
                self.hug(start, ",");
            }
            None => {
                if reopens {
                    self.open.push(self.lines.len());
                }
                self.lines.push(closing);
            }
        }
        self.closed = Some((start, self.lines.len() - 1));
    }

    /// `f(\n    g(\n        x,\n    ),\n)` becomes `f(g(\n    x,\n))`.
    fn hug(&mut self, start: usize, closing: &str) {
        self.pull(start);
        if let Some(last) = self.lines.last_mut() {
            last.text.truncate(last.text.trim_end_matches(',').len());
            last.text.push_str(closing);
        }
    }

    /// Joins a line with the next, and moves all behind them to the left.
    fn pull(&mut self, start: usize) {
        let next = self.lines.remove(start + 1);
        self.lines[start].text.push_str(&next.text);
        for line in &mut self.lines[start + 1..] {
            line.indent -= STEP;
        }
    }

    /// Joins the chain of methods, or the operands, that the lines end with.
    fn end_chain(&mut self) {
        let closed = self.closed.take();
        if let Some((start, _)) = closed.filter(|(start, end)| *start > 0 && *end + 1 == self.lines.len()) {
            let (base, call) = (&self.lines[start - 1], &self.lines[start]);
            let is_only = !base.is_chained() && !base.is_comment() && call.indent == base.indent + STEP;
            let fits = base.indent + base.text.len() + call.text.len() <= LINE;
            let is_plain = !base.text.ends_with([',', ';', '{', '(', '[', '}', ')']);
            if call.is_chained() && is_only && is_plain && fits {
                self.pull(start - 1);
            }
            return;
        }
        let continued = self.lines.iter().rev().take_while(|line| line.is_chained() || line.is_operand()).count();
        let Some(start) = self.lines.len().checked_sub(continued + 1).filter(|_| continued > 0) else { return };
        let (base, rest) = (&self.lines[start], &self.lines[start + 1..]);
        let is_plain = !base.is_comment() && !base.text.starts_with([')', ']', '}']) && !opens(&base.text);
        if !is_plain || rest.iter().any(|line| line.indent != base.indent + STEP || opens(&line.text)) {
            return;
        }
        let mut text = base.text.clone();
        for line in rest {
            text.push_str(if line.is_operand() { " " } else { "" });
            text.push_str(&line.text);
        }
        if base.indent + text.len() <= LINE {
            self.lines.truncate(start + 1);
            self.lines[start].text = text;
            return;
        }
        let (indent, is_call) = (base.indent, rest.len() == 1 && rest[0].is_chained());
        match text.split_once(" = ") {
            Some((target, value)) if indent + STEP + value.len() <= LINE && is_call => {
                self.lines.truncate(start);
                self.lines.push(Line { indent, text: format!("{target} =") });
                self.lines.push(Line { indent: indent + STEP, text: value.to_owned() });
            }
            None if is_call && !base.text.contains(['(', '.']) => self.break_call(start, &text),
            _ => {}
        }
    }
}

/// Splits a call into what stands before its arguments, the arguments, and what closes it.
fn split_call(text: &str) -> Option<(&str, Vec<&str>, &str)> {
    let open = text.find('(')?;
    let (mut depth, mut in_text, mut start) = (0, false, open + 1);
    let mut arguments = Vec::new();
    let mut previous = '(';
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at <= open) {
        match character {
            '"' if previous != '\\' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(text[start..at].trim());
                return Some((&text[..=open], arguments, &text[at..]));
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        previous = character;
    }
    None
}

/// Whether a line opens a group that it does not close.
fn opens(text: &str) -> bool {
    text.ends_with(['(', '[', '{']) || (text.ends_with('<') && !text.ends_with(" <"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn what_fits_is_one_line() {
        let cases = [
            ("Ok(\n    output,\n)\n", "Ok(output)\n"),
            (
                "fn next(\n    output: &Output,\n) -> Option<\n    Token,\n> {\n    output\n        .token\n        .clone()\n}\n",
                "fn next(output: &Output) -> Option<Token> {\n    output.token.clone()\n}\n",
            ),
            (
                "match x {\n    1 => {\n        Self::A(one())\n    }\n    2 => {\n        two();\n    }\n}\n",
                "match x {\n    1 => Self::A(one()),\n    2 => {\n        two();\n    }\n}\n",
            ),
            ("Some(Self {\n    inner: x,\n})\n", "Some(Self { inner: x })\n"),
            (
                "f(\n    g(\n        \"a long argument that fills up the line and so must have one of its own ....................\",\n    ),\n)\n",
                "f(g(\n    \"a long argument that fills up the line and so must have one of its own ....................\",\n))\n",
            ),
            ("let value =\n    other;\n", "let value = other;\n"),
        ];
        for (broken, expected) in cases {
            assert_eq!(joined(broken), expected);
        }
    }

    #[test]
    fn texts_stay_as_they_are() {
        let text = "An example of a text, which holds commas, and is so long that nothing else is on its line";
        let broken = format!("vec![\n    \"{text}\"\n    .to_owned(), \"b\".to_owned()\n]\n");
        assert!(joined(&broken).contains(text), "{}", joined(&broken));
        assert!(super::code("f(\"a, b\")").ne(super::code("f(\"a,  b\")")));
        assert!(super::code("f(a, b,)").eq(super::code("f(\n    a,\n    b\n)")));
    }

    #[test]
    fn what_is_no_list_stays() {
        let name = "a_name_that_is_so_long_that_nothing_else_has_room_on_its_line_______________________";
        let long = format!("Self {{\n    {name}: {name}\n        .into(),\n}}\n");
        for kept in [
            long.as_str(),
            "pub struct A {\n    pub b: C,\n}\n",
            "pub enum A {\n    B,\n}\n",
            "fn f() {\n    x\n}\n",
            "/// f(\n///     x,\n/// )\nfn f() {}\n",
            "f(r\"\n  x,\n\")\n",
        ] {
            assert_eq!(joined(kept), kept);
        }
    }
}
