//! Paths into values, like `Configuration.State` or `Instances[].Status`, as Rust expressions.
//!
//! This is the part of JMESPath that pages and waiters are made of: names, indexes and projections.

use model::{Kind, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// A member.
    Member(String),
    /// An item by its place; minus one is the last.
    Index(i64),
    /// Each item: `[]` or `[*]`.
    Each,
}

/// Reads a path; none if it is an expression of another kind.
pub(super) fn parse(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, brackets) = part.split_at(part.find('[').unwrap_or(part.len()));
        let name = name.trim().trim_matches('"');
        let is_name =
            |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
        if !is_name(name) || (name.is_empty() && (brackets.is_empty() || !steps.is_empty())) {
            return None;
        }
        if !name.is_empty() {
            steps.push(Step::Member(name.to_owned()));
        }
        let mut rest = brackets;
        while let Some(inner) = rest.strip_prefix('[') {
            let (index, after) = inner.split_once(']')?;
            steps.push(match index {
                "" | "*" => Step::Each,
                index => Step::Index(index.parse().ok()?),
            });
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(steps)
}

/// What a path leads to.
pub(super) struct Read {
    /// An `Option` of a reference, or an iterator over references if there may be many.
    pub(super) tokens: TokenStream,
    pub(super) target: ShapeId,
    pub(super) many: bool,
}

/// A path by reference, from a variable that holds a structure. None if it leads nowhere.
pub(super) fn read(cx: &Context<'_>, start: &Shape, variable: &TokenStream, steps: &[Step]) -> Option<Read> {
    let (Step::Member(first), rest) = steps.split_first()? else { return None };
    let (tokens, target) = match member(cx, start, first)? {
        (field, true, target) => (quote!(#variable.#field), target),
        (field, false, target) => (quote!(Some(&#variable.#field)), target),
    };
    let mut read = Read { tokens, target, many: false };
    for step in rest {
        read = read.step(cx, step)?;
    }
    Some(read)
}

/// How a member is read from its structure, whether that gives an `Option`, and what it is.
fn member(cx: &Context<'_>, shape: &Shape, name: &str) -> Option<(TokenStream, bool, ShapeId)> {
    let member = shape.members().iter().find(|member| member.name.as_str() == name)?;
    // A union would have to be matched.
    if matches!(shape.kind, Kind::Union(_)) {
        return None;
    }
    let field = cx.member_name(shape, member);
    let boxed = cx.facts.is_boxed(&shape.id, &member.name);
    Some(match (cx.presence(shape, member), boxed) {
        (Presence::Optional, true) => (quote!(#field.as_deref()), true, member.target.clone()),
        (Presence::Optional, false) => (quote!(#field.as_ref()), true, member.target.clone()),
        (_, true) => (quote!(#field.as_ref()), false, member.target.clone()),
        (_, false) => (quote!(#field), false, member.target.clone()),
    })
}

impl Read {
    fn step(self, cx: &Context<'_>, step: &Step) -> Option<Self> {
        let Self { tokens, target, many } = self;
        let shape = cx.model.shape(&target);
        match (step, &shape.kind) {
            (Step::Member(name), _) => {
                let (field, optional, target) = member(cx, shape, name)?;
                let step = match (many, optional) {
                    (true, true) => quote!(.filter_map(|value| value.#field)),
                    (false, true) => quote!(.and_then(|value| value.#field)),
                    (_, false) => quote!(.map(|value| &value.#field)),
                };
                Some(Self { tokens: quote!(#tokens #step), target, many })
            }
            (Step::Each, Kind::List(item)) if !shape.traits.sparse => {
                let each = if many { quote!(.flatten()) } else { quote!(.into_iter().flatten()) };
                Some(Self { tokens: quote!(#tokens #each), target: item.target.clone(), many: true })
            }
            (Step::Index(index), Kind::List(item)) if !many && !shape.traits.sparse => {
                let index = match usize::try_from(*index) {
                    Ok(index) => {
                        let index = proc_macro2::Literal::usize_unsuffixed(index);
                        quote!(value.get(#index))
                    }
                    Err(_) if *index == -1 => quote!(value.last()),
                    Err(_) => return None,
                };
                Some(Self { tokens: quote!(#tokens.and_then(|value| #index)), target: item.target.clone(), many })
            }
            _ => None,
        }
    }
}

/// A path that takes what it leads to out of the structure, or an empty value if it leads to nothing.
pub(super) fn take(
    cx: &Context<'_>,
    start: &Shape,
    variable: &TokenStream,
    steps: &[Step],
) -> Option<(TokenStream, ShapeId)> {
    let (mut tokens, mut shape, mut optional) = (variable.clone(), start, false);
    for step in steps {
        let Step::Member(name) = step else { return None };
        let (_, _, target) = member(cx, shape, name)?;
        let member = shape.members().iter().find(|member| member.name.as_str() == name.as_str())?;
        if cx.facts.is_boxed(&shape.id, &member.name) {
            return None;
        }
        let field = cx.member_name(shape, member);
        let is_optional = cx.presence(shape, member) == Presence::Optional;
        tokens = match (optional, is_optional) {
            (false, _) => quote!(#tokens.#field),
            (true, true) => quote!(#tokens.and_then(|value| value.#field)),
            (true, false) => quote!(#tokens.map(|value| value.#field)),
        };
        optional |= is_optional;
        shape = cx.model.shape(&target);
    }
    Some((if optional { quote!(#tokens.unwrap_or_default()) } else { tokens }, shape.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> Option<String> {
        let name = |step: &Step| match step {
            Step::Member(name) => name.clone(),
            Step::Index(index) => format!("#{index}"),
            Step::Each => "*".to_owned(),
        };
        Some(parse(path)?.iter().map(name).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn paths_are_read() {
        let cases = [
            ("State", "State"),
            ("Configuration.State", "Configuration State"),
            ("Instances[].Status.\"state-name\"", "Instances * Status state-name"),
            ("Groups[*].Items[][]", "Groups * Items * *"),
            ("Pages[0].Items[-1]", "Pages #0 Items #-1"),
        ];
        for (path, expected) in cases {
            assert_eq!(names(path).as_deref(), Some(expected), "{path}");
        }
        for path in ["", "a.", "a..b", "length(Items)", "Items[?a=='b']", "a || b", "a[", "a[1]b", "[].a.[b, c]"] {
            assert_eq!(names(path), None, "{path}");
        }
    }
}
