//! What the generator would write, made at run time.

use codegen::pattern::{Piece, Rule};
use runtime::validate;

fn leak<T>(values: Vec<T>) -> &'static [T] {
    Vec::leak(values)
}

fn text(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

fn class(ranges: &[(char, char)]) -> &'static str {
    text(ranges.iter().flat_map(|(first, last)| [*first, *last]).collect::<String>())
}

fn run(run: &codegen::pattern::Run) -> validate::Run {
    validate::Run::new(class(&run.class), run.min, run.max.unwrap_or(u32::MAX))
}

fn pieces(pieces: &[Piece]) -> &'static [validate::Piece] {
    let piece = |piece: &Piece| match piece {
        Piece::Text(wanted) => validate::Piece::Text(text(wanted.as_str())),
        Piece::Class(class) => validate::Piece::Class(run(class)),
        Piece::Rest(class, behind) => validate::Piece::Rest(run(class), *behind),
    };
    leak(pieces.iter().map(piece).collect())
}

fn rule(compiled: &Rule) -> validate::Rule {
    match compiled {
        Rule::Always => validate::Rule::Always,
        Rule::Whole(all) => validate::Rule::Whole(pieces(all)),
        Rule::Prefix(all) => validate::Rule::Prefix(pieces(all)),
        Rule::Somewhere(class) => validate::Rule::Somewhere(run(class)),
        Rule::Table(table) => validate::Rule::Table(validate::Table::new(
            text(table.firsts.as_str()),
            leak(table.kinds.clone()),
            table.width,
            leak(table.next.clone()),
            table.start,
            table.accepting,
        )),
        Rule::Counted(counted) => validate::Rule::Counted(validate::Counted {
            positions: leak(counted.positions.iter().map(position).collect()),
            first: leak(counted.first.clone()),
            empty: counted.empty,
            from_start: counted.from_start,
            to_end: counted.to_end,
        }),
        Rule::All(rules) => validate::Rule::All(leak(rules.iter().map(rule).collect())),
        Rule::Any(rules) => validate::Rule::Any(leak(rules.iter().map(rule).collect())),
        Rule::Not(inner) => validate::Rule::Not(Box::leak(Box::new(rule(inner)))),
    }
}

fn position(position: &codegen::pattern::Position) -> validate::Position {
    let follow = leak(position.follow.clone());
    let max = position.max.unwrap_or(u32::MAX);
    validate::Position::new(class(&position.class), position.min, max, follow, position.is_last, position.word)
}

/// The pattern that a client would hold.
pub(crate) fn pattern(compiled: &Rule) -> validate::Pattern {
    validate::Pattern::new("", rule(compiled))
}
