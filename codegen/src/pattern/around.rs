//! Look-around, as far as it can be said in other words.
//!
//! What stands at a place that is a fixed number of characters from the start is a condition on the whole text, and so is
//! what stands so far from the end: `^(?!aws:)[a-z:]+$` is `^[a-z:]+$` and not `^aws:`. Look-ahead for one character, in
//! front of characters, makes their class smaller: `(?!-)[a-z-]+` is `[a-z][a-z-]*`. The rest is refused.

use super::syntax::{Around, Look, Node};
use super::{Refusal, class};

/// The most branches that alternatives and options with look-around in them may make.
const BRANCHES: usize = 64;

/// A branch of a pattern: the items without look-around, and what else must hold of the text, or must not.
pub(super) struct Branch {
    pub(super) items: Vec<Node>,
    pub(super) conditions: Vec<(bool, Node)>,
}

/// Whether there is any look-around.
pub(super) fn is_in(node: &Node) -> bool {
    match node {
        Node::Around(_) => true,
        Node::Class(_) | Node::Look(_) => false,
        Node::Repeat(inner, ..) => is_in(inner),
        Node::Concat(items) | Node::Alternation(items) => items.iter().any(is_in),
    }
}

/// The branches of a pattern, one of which has to match.
pub(super) fn branches(node: Node) -> Result<Vec<Branch>, Refusal> {
    let mut branches = Vec::new();
    for items in expand(node)? {
        branches.extend(branch(items)?);
    }
    Ok(branches)
}

/// Alternatives and options with look-around in them, multiplied out.
fn expand(node: Node) -> Result<Vec<Vec<Node>>, Refusal> {
    if !is_in(&node) {
        return Ok(vec![node.items()]);
    }
    let expanded = match node {
        Node::Around(_) => vec![vec![node]],
        Node::Alternation(alternatives) => {
            let expanded: Vec<_> = alternatives.into_iter().map(expand).collect::<Result<_, _>>()?;
            expanded.into_iter().flatten().collect()
        }
        Node::Concat(items) => {
            let mut product = vec![Vec::new()];
            for item in items {
                let choices = expand(item)?;
                if product.len() * choices.len() > BRANCHES {
                    return Err(Refusal::LookAround);
                }
                product = product
                    .iter()
                    .flat_map(|before| choices.iter().map(move |choice| [&before[..], &choice[..]].concat()))
                    .collect();
            }
            product
        }
        Node::Repeat(inner, 1, Some(1)) => expand(*inner)?,
        Node::Repeat(inner, 0, Some(1)) => {
            let mut expanded = expand(*inner)?;
            expanded.push(Vec::new());
            expanded
        }
        // What is looked for within each repetition, if it is only about the repeated characters themselves.
        Node::Repeat(inner, min, max) => {
            let inner = expand(*inner)?.into_iter().map(narrowed_only).collect::<Result<Vec<_>, _>>()?;
            let inner = inner.into_iter().flatten().map(Node::concat).collect();
            vec![vec![Node::Repeat(Box::new(Node::Alternation(inner)), min, max)]]
        }
        Node::Class(_) | Node::Look(_) => vec![vec![node]],
    };
    if expanded.len() > BRANCHES { Err(Refusal::LookAround) } else { Ok(expanded) }
}

/// The items with every look-ahead for one character turned into smaller classes.
fn narrowed_only(items: Vec<Node>) -> Result<Vec<Vec<Node>>, Refusal> {
    let Some(index) = items.iter().rposition(|item| matches!(item, Node::Around(_))) else { return Ok(vec![items]) };
    let Node::Around(around) = &items[index] else { return Ok(vec![items]) };
    let Some(narrow) = narrowed(around, &items[index + 1..]) else { return Err(Refusal::LookAround) };
    let mut all = Vec::new();
    for rest in narrow {
        all.extend(narrowed_only([&items[..index], &rest[..]].concat())?);
    }
    Ok(all)
}

/// What can stand behind a look-ahead for one character: each way in which the items can begin. None if they could be
/// empty, since then the character is none of theirs.
fn narrowed(around: &Around, items: &[Node]) -> Option<Vec<Vec<Node>>> {
    let Node::Class(looked_for) = &around.node else { return None };
    if !around.ahead {
        return None;
    }
    let allowed = if around.wanted { looked_for.clone() } else { class::negated(looked_for) };
    let (first, rest) = items.split_first()?;
    let narrow = |class: &regex_syntax::hir::ClassUnicode| {
        let mut class = class.clone();
        class.intersect(&allowed);
        Node::Class(class)
    };
    match first {
        Node::Class(class) => Some(vec![[&[narrow(class)], rest].concat()]),
        Node::Repeat(inner, min, max) => {
            let Node::Class(class) = &**inner else { return None };
            let one_less = Node::Repeat(inner.clone(), min.saturating_sub(1), max.map(|max| max.saturating_sub(1)));
            let mut ways = Vec::new();
            if *max != Some(0) {
                ways.push([&[narrow(class), one_less], rest].concat());
            }
            if *min == 0 {
                ways.extend(narrowed(around, rest)?);
            }
            Some(ways)
        }
        _ => None,
    }
}

/// A branch whose look-around has become conditions; several, where its classes had to be made smaller.
fn branch(items: Vec<Node>) -> Result<Vec<Branch>, Refusal> {
    let mut conditions = Vec::new();
    let mut kept: Vec<Node> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Node::Around(around) = item else {
            kept.push(item.clone());
            continue;
        };
        let behind: Vec<Node> =
            items[index + 1..].iter().filter(|item| !matches!(item, Node::Around(_))).cloned().collect();
        match condition(around, &kept, &behind) {
            Some(Some(condition)) => conditions.push((around.wanted, condition)),
            Some(None) => {}
            None => {
                let narrow = narrowed(around, &items[index + 1..]).ok_or(Refusal::LookAround)?;
                let mut all = Vec::new();
                for rest in narrow {
                    for mut found in branch([&kept[..], &rest[..]].concat())? {
                        found.conditions.extend(conditions.iter().cloned());
                        all.push(found);
                    }
                }
                return Ok(all);
            }
        }
    }
    Ok(vec![Branch { items: kept, conditions }])
}

/// The condition on the whole text that a look-around between these items is; none within, if it always holds.
fn condition(around: &Around, before: &[Node], behind: &[Node]) -> Option<Option<Node>> {
    let any = |count: u32| match count {
        0 => Node::Concat(Vec::new()),
        _ => Node::Repeat(Box::new(Node::Class(class::any())), count, Some(count)),
    };
    if around.ahead {
        // At the very end there is nothing left to look for.
        let at_end = behind.iter().all(|node| matches!(node, Node::Look(_))) && behind.contains(&Node::Look(Look::End));
        if at_end && !around.wanted && !can_be_empty(&around.node) {
            return Some(None);
        }
        let at_start = behind.iter().take_while(|node| matches!(node, Node::Look(_)));
        let is_fixed =
            before.contains(&Node::Look(Look::Start)) || at_start.clone().any(|node| *node == Node::Look(Look::Start));
        let length = fixed_length(before).filter(|_| is_fixed)?;
        return Some(Some(Node::concat([Node::Look(Look::Start), any(length), around.node.clone()])));
    }
    let length = fixed_length(behind).filter(|_| behind.contains(&Node::Look(Look::End)))?;
    Some(Some(Node::concat([around.node.clone(), any(length), Node::Look(Look::End)])))
}

/// How many characters the items take, if it is always the same number.
fn fixed_length(items: &[Node]) -> Option<u32> {
    items.iter().map(length).try_fold(0_u32, |sum, length| sum.checked_add(length?))
}

fn length(node: &Node) -> Option<u32> {
    match node {
        Node::Class(_) => Some(1),
        Node::Look(_) => Some(0),
        Node::Repeat(inner, min, max) if *max == Some(*min) => length(inner)?.checked_mul(*min),
        Node::Concat(items) => fixed_length(items),
        Node::Alternation(alternatives) => {
            let mut lengths = alternatives.iter().map(length);
            let first = lengths.next()??;
            lengths.all(|length| length == Some(first)).then_some(first)
        }
        Node::Repeat(..) | Node::Around(_) => None,
    }
}

fn can_be_empty(node: &Node) -> bool {
    match node {
        Node::Class(_) => false,
        Node::Look(_) | Node::Around(_) => true,
        Node::Repeat(inner, min, _) => *min == 0 || can_be_empty(inner),
        Node::Concat(items) => items.iter().all(can_be_empty),
        Node::Alternation(alternatives) => alternatives.iter().any(can_be_empty),
    }
}
