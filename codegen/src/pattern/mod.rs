//! Patterns of texts, compiled when the code is generated, so that a client needs no engine for regular expressions.
//!
//! ```text
//! source -> tree -> conditions and branches -> loops, a table, or counters
//! ```

mod around;
mod automaton;
mod class;
mod counted;
mod sequence;
mod smallest;
mod syntax;
mod table;

use std::fmt;

pub use counted::{Counted, Position};
pub use sequence::{Piece, Run};
use syntax::{Look, Node};
pub use table::Table;

/// What a text is checked by.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Every text matches.
    Always,
    /// These pieces are the whole text.
    Whole(Vec<Piece>),
    /// The text begins with these pieces.
    Prefix(Vec<Piece>),
    /// So many characters of a class stand in a row somewhere.
    Somewhere(Run),
    /// A table, character by character.
    Table(Table),
    /// Positions of the pattern, those that are repeated often with counters.
    Counted(Counted),
    /// Each of these matches.
    All(Vec<Rule>),
    /// One of these matches.
    Any(Vec<Rule>),
    /// This does not match.
    Not(Box<Rule>),
}

/// Why a pattern is not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no regular expression of ECMA 262.
    Syntax(&'static str),
    /// An escape that ECMA 262 knows no meaning of.
    Escape(char),
    /// A property that Unicode does not know.
    Property(String),
    /// Flags other than `i` and `s`.
    Flags,
    /// A possessive repeat.
    Possessive,
    /// A reference to what a group has matched.
    BackReference,
    /// Look-around at no fixed distance from either end.
    LookAround,
    /// It would take too large a table.
    TooLarge,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => write!(f, "it is no regular expression of ECMA 262: {what}"),
            Self::Escape(letter) => write!(f, "`\\{letter}` has no meaning in ECMA 262"),
            Self::Property(name) => write!(f, "`{name}` is no property of Unicode"),
            Self::Flags => f.write_str("it sets flags other than `i` and `s`"),
            Self::Possessive => f.write_str("it has a possessive repeat"),
            Self::BackReference => f.write_str("it refers back to a group"),
            Self::LookAround => f.write_str("it looks around at no fixed distance from the start or the end"),
            Self::TooLarge => f.write_str("it would take too large a table"),
        }
    }
}

/// How many characters a pattern may read for which a table is tried first.
const UNROLLED: u32 = 400;
/// The most alternatives that are kept apart.
const ALTERNATIVES: usize = 12;

/// Compiles a pattern in the dialect of ECMA 262.
///
/// ```
/// use tinsmith_codegen::pattern::compile;
///
/// assert!(compile("^[a-z]+$").is_ok());
/// assert!(compile(r"(a)\1").is_err(), "it refers back to what it has found");
/// ```
///
/// # Errors
/// Why it can't be checked.
pub fn compile(source: &str) -> Result<Rule, Refusal> {
    rule(syntax::parse(source)?)
}

fn rule(node: Node) -> Result<Rule, Refusal> {
    if !around::is_in(&node) {
        return plain(node);
    }
    let mut rules = Vec::new();
    let mut alternatives = Vec::new();
    for branch in around::branches(node)? {
        if branch.conditions.is_empty() {
            alternatives.push(Node::Concat(branch.items));
            continue;
        }
        let mut all = vec![plain(Node::concat(branch.items))?];
        for (wanted, condition) in branch.conditions {
            let condition = rule(condition)?;
            all.push(if wanted { condition } else { Rule::Not(Box::new(condition)) });
        }
        rules.push(Rule::All(all));
    }
    match alternatives.len() {
        0 => {}
        1 => rules.push(plain(alternatives.remove(0))?),
        _ => rules.push(plain(Node::Alternation(alternatives))?),
    }
    Ok(any(rules))
}

/// The rule of a pattern without look-around: loops if they do, else a table, else counters.
fn plain(node: Node) -> Result<Rule, Refusal> {
    let mut alternatives = alternatives(node.clone());
    let loops: Option<Vec<_>> = alternatives.iter().map(|items| sequence::compile(items)).collect();
    if let Some(loops) = loops {
        return Ok(any(loops));
    }
    let counts_far = unrolled(&node) > UNROLLED;
    if counts_far
        && let [items] = &alternatives[..]
        && let Some(counted) = counted::compile(items)
    {
        return Ok(Rule::Counted(counted));
    }
    match table::compile(&node) {
        Ok(table) => Ok(Rule::Table(table)),
        Err(refusal) if alternatives.len() == 1 => {
            counted::compile(&alternatives.remove(0)).map(Rule::Counted).ok_or(refusal)
        }
        Err(_) => {
            let rules = alternatives.into_iter().map(|items| plain(Node::concat(items)));
            Ok(any(rules.collect::<Result<_, _>>()?))
        }
    }
}

/// How many characters a pattern reads when each repeat is written out.
fn unrolled(node: &Node) -> u32 {
    let sum = |nodes: &[Node]| nodes.iter().map(unrolled).fold(0, u32::saturating_add);
    match node {
        Node::Class(_) => 1,
        Node::Look(_) | Node::Around(_) => 0,
        Node::Repeat(inner, min, max) => unrolled(inner).saturating_mul(max.unwrap_or(*min).max(1)),
        Node::Concat(nodes) | Node::Alternation(nodes) => sum(nodes),
    }
}

fn any(mut rules: Vec<Rule>) -> Rule {
    if rules.len() == 1 { rules.remove(0) } else { Rule::Any(rules) }
}

/// The alternatives of a pattern, each with the places around them: `^(a|b)$` is `^a$` or `^b$`.
fn alternatives(node: Node) -> Vec<Vec<Node>> {
    let items = node.items();
    let is_look = |node: &Node| matches!(node, Node::Look(Look::Start | Look::End));
    let inner: Vec<usize> = (0..items.len()).filter(|index| !is_look(&items[*index])).collect();
    match (&inner[..], inner.first().map(|index| &items[*index])) {
        (&[index], Some(Node::Alternation(found))) => {
            let place = |found: &Node| {
                let around = [&items[..index], std::slice::from_ref(found), &items[index + 1..]].concat();
                alternatives(Node::concat(around))
            };
            let all: Vec<_> = found.iter().flat_map(place).collect();
            if all.len() > ALTERNATIVES { vec![items] } else { all }
        }
        _ => vec![items],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(source: &str) -> String {
        fn name(rule: &Rule) -> String {
            let all = |rules: &[Rule]| rules.iter().map(name).collect::<Vec<_>>().join(" ");
            match rule {
                Rule::Always => "always".to_owned(),
                Rule::Whole(pieces) => format!("whole {}", pieces.len()),
                Rule::Prefix(pieces) => format!("prefix {}", pieces.len()),
                Rule::Somewhere(_) => "somewhere".to_owned(),
                Rule::Table(table) => format!("table {}", table.next.len() / usize::from(table.width)),
                Rule::Counted(counted) => format!("counted {}", counted.positions.len()),
                Rule::All(rules) => format!("all({})", all(rules)),
                Rule::Any(rules) => format!("any({})", all(rules)),
                Rule::Not(rule) => format!("not({})", name(rule)),
            }
        }
        compile(source).map_or_else(|refusal| refusal.to_string(), |rule| name(&rule))
    }

    #[test]
    fn the_simplest_rule_is_taken() {
        let cases = [
            (".*", "always"),
            ("^[a-z]+$", "whole 1"),
            ("^arn:[a-z]+:x{3}[0-9]?$", "whole 4"),
            ("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", "whole 3"),
            ("^[a-z]+", "prefix 1"),
            ("\\S+", "somewhere"),
            ("^(auto|[0-9]+)$", "any(whole 1 whole 1)"),
            ("^[a-z]*[a-c]x?$", "table 3"),
            ("^(a.{1,500})+$", "counted 2"),
            ("^(?!aws:)[a-z:]+$", "all(whole 1 not(prefix 1))"),
            ("^[a-z-]+(?<!-)$", "all(whole 1 not(table 2))"),
            ("^(?!-)[a-z-]+$|^$", "any(all(whole 1 not(prefix 1)) whole 0)"),
            ("^((?!-)[a-z-]{2}\\.)+$", "table 4"),
        ];
        for (source, expected) in cases {
            assert_eq!(kind(source), expected, "{source}");
        }
    }

    #[test]
    fn what_is_refused_says_why() {
        let cases = [
            ("(", "it is no regular expression of ECMA 262: a group without an end"),
            ("a)", "it is no regular expression of ECMA 262: a parenthesis closes nothing"),
            ("[a", "it is no regular expression of ECMA 262: a class without an end"),
            ("[z-a]", "it is no regular expression of ECMA 262: a range that runs backwards"),
            ("a**", "it is no regular expression of ECMA 262: a repeat of a repeat"),
            ("*a", "it is no regular expression of ECMA 262: a repeat of nothing"),
            ("a{3,1}", "it is no regular expression of ECMA 262: a repeat with its bounds exchanged"),
            ("a\\", "it is no regular expression of ECMA 262: a backslash at the end"),
            ("\\p{Klingon}", "`Klingon` is no property of Unicode"),
            ("\\y", "`\\y` has no meaning in ECMA 262"),
            ("(?x)a", "it sets flags other than `i` and `s`"),
            ("a++", "it has a possessive repeat"),
            ("(a)\\1", "it refers back to a group"),
            ("^a*(?!bb)b+c$", "it looks around at no fixed distance from the start or the end"),
            ("^((ab){1,999}c){1,999}$", "it would take too large a table"),
            ("a{9999999}", "it would take too large a table"),
        ];
        for (source, expected) in cases {
            assert_eq!(kind(source), expected, "{source}");
        }
        assert_eq!(kind(&"(".repeat(100_000)), "it would take too large a table");
    }
}
