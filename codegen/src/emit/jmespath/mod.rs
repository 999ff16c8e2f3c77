//! JMESPath as Rust expressions: what pages and waiters are told by.
//!
//! An expression is compiled against the shapes that it walks through, so what it gives has a type. Everything is there but
//! what makes new objects (`{a: b}`), slices, and functions that only computations need.
//!
//! See <https://jmespath.org/specification.html>.

mod compare;
mod function;
mod truth;
mod value;

use jmespath::ast::Ast;
use model::{Kind, Shape, ShapeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) use self::value::{Value, is_text};
use crate::context::{Context, Presence};

/// What the current node of an expression is.
#[derive(Clone)]
pub(super) enum Scope<'a> {
    /// A variable with a reference to a value.
    Node { tokens: TokenStream, id: &'a ShapeId },
    /// The object of `input` and `output`, as waiters know it.
    Both { input: Option<&'a ShapeId>, output: Option<&'a ShapeId> },
}

/// Compiles an expression. None if it is no expression, leads nowhere, or takes more than is there.
pub(super) fn compile(cx: &Context<'_>, scope: &Scope<'_>, expression: &str) -> Option<Value> {
    eval(cx, scope, &jmespath::parse(expression).ok()?)
}

/// As [`compile`], for an expression that is true or false and should be false. None if it is neither.
pub(super) fn compile_false(cx: &Context<'_>, scope: &Scope<'_>, expression: &str) -> Option<TokenStream> {
    truth::fails(cx, scope, &jmespath::parse(expression).ok()?)
}

fn eval(cx: &Context<'_>, scope: &Scope<'_>, ast: &Ast) -> Option<Value> {
    match ast {
        Ast::Identity { .. } => match scope {
            Scope::Node { tokens, id } => Some(Value::One(quote!(Some(#tokens)), (*id).clone())),
            Scope::Both { .. } => None,
        },
        Ast::Field { name, .. } => field(cx, scope, name),
        Ast::Index { idx, .. } => index(cx, scope, *idx),
        Ast::Subexpr { lhs, rhs, .. } => eval(cx, scope, lhs)?.then(cx, rhs),
        Ast::Projection { lhs, rhs, .. } => project(cx, eval(cx, scope, lhs)?.items(cx)?, rhs),
        Ast::Flatten { node, .. } => match &**node {
            Ast::Projection { lhs, rhs, .. } if matches!(**rhs, Ast::MultiList { .. }) => {
                several_of_each(cx, eval(cx, scope, lhs)?.items(cx)?, rhs)
            }
            node => flatten(cx, eval(cx, scope, node)?),
        },
        Ast::ObjectValues { node, .. } => eval(cx, scope, node)?.entries(cx, value::Part::Values),
        Ast::Literal { value, .. } => Some(Value::Literal((**value).clone())),
        Ast::Or { lhs, rhs, .. } => {
            let value = or(cx, &eval(cx, scope, lhs)?, &eval(cx, scope, rhs)?);
            value.or_else(|| truth::holds(cx, scope, ast).map(Value::Bool))
        }
        Ast::And { .. } | Ast::Not { .. } | Ast::Comparison { .. } => truth::holds(cx, scope, ast).map(Value::Bool),
        Ast::Function { name, args, .. } => {
            let args = args.iter().map(|argument| eval(cx, scope, argument)).collect::<Option<Vec<_>>>()?;
            function::call(cx, name, args)
        }
        Ast::Condition { .. }
        | Ast::Expref { .. }
        | Ast::MultiHash { .. }
        | Ast::MultiList { .. }
        | Ast::Slice { .. } => None,
    }
}

/// How a member is read from a structure or a union, whether that gives an `Option`, and what it is.
struct Read {
    access: Access,
    optional: bool,
    target: ShapeId,
}

enum Access {
    /// A field, behind a dot.
    Field(TokenStream),
    /// A variant, as a path, and whether what it holds is boxed.
    Variant(TokenStream, bool),
}

impl Read {
    /// The member of `value`, a reference: an `Option` of a reference if it is optional, else a place.
    fn of(&self, value: &TokenStream) -> TokenStream {
        match &self.access {
            Access::Field(field) => quote!(#value.#field),
            Access::Variant(path, false) => quote!(match #value { #path(found) => Some(found), _ => None }),
            Access::Variant(path, true) => quote!(match #value { #path(found) => Some(found.as_ref()), _ => None }),
        }
    }
}

fn read(cx: &Context<'_>, shape: &Shape, name: &str) -> Option<Read> {
    let member = shape.members().iter().find(|member| member.name.as_str() == name)?;
    let (field, target) = (cx.member_name(shape, member), member.target.clone());
    let boxed = cx.facts.is_boxed(&shape.id, &member.name);
    if matches!(shape.kind, Kind::Union(_)) {
        // A variant without a value has nothing to read.
        if member.target.is_unit() {
            return None;
        }
        let name = cx.names.type_name(&shape.id);
        return Some(Read { access: Access::Variant(quote!(#name::#field), boxed), optional: true, target });
    }
    let (access, optional) = match (cx.presence(shape, member), boxed) {
        (Presence::Optional, true) => (quote!(#field.as_deref()), true),
        (Presence::Optional, false) => (quote!(#field.as_ref()), true),
        (_, true) => (quote!(#field.as_ref()), false),
        (_, false) => (quote!(#field), false),
    };
    Some(Read { access: Access::Field(access), optional, target })
}

fn field(cx: &Context<'_>, scope: &Scope<'_>, name: &str) -> Option<Value> {
    match scope {
        Scope::Node { tokens, id } => {
            let read = read(cx, cx.model.shape(id), name)?;
            let member = read.of(tokens);
            Some(Value::One(if read.optional { member } else { quote!(Some(&#member)) }, read.target))
        }
        Scope::Both { input, output } => match name {
            "input" => Some(Value::One(quote!(Some(input)), (*input)?.clone())),
            "output" => Some(Value::One(quote!(Some(output)), (*output)?.clone())),
            _ => None,
        },
    }
}

fn index(cx: &Context<'_>, scope: &Scope<'_>, index: i32) -> Option<Value> {
    let Scope::Node { tokens, id } = scope else { return None };
    let shape = cx.model.shape(id);
    let Kind::List(item) = &shape.kind else { return None };
    if shape.traits.sparse {
        return None;
    }
    let tokens = match usize::try_from(index) {
        Ok(0) => quote!(#tokens.first()),
        Ok(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote!(#tokens.get(#index))
        }
        Err(_) if index == -1 => quote!(#tokens.last()),
        Err(_) => {
            let behind = Literal::u32_unsuffixed(index.unsigned_abs() - 1);
            quote!(#tokens.iter().rev().nth(#behind))
        }
    };
    Some(Value::One(tokens, item.target.clone()))
}

/// Each item, through the rest of the expression. What is a list itself has to be flattened before.
fn project(cx: &Context<'_>, (items, id): (TokenStream, ShapeId), rest: &Ast) -> Option<Value> {
    match rest {
        Ast::Identity { .. } => Some(Value::Many(items, id)),
        Ast::Field { name, .. } => {
            let read = read(cx, cx.model.shape(&id), name)?;
            let member = read.of(&quote!(value));
            let tokens = match read.optional {
                true => quote!(#items.filter_map(|value| #member)),
                false => quote!(#items.map(|value| &#member)),
            };
            Some(Value::Many(tokens, read.target))
        }
        Ast::Condition { predicate, then, .. } => {
            let node = Scope::Node { tokens: quote!(value), id: &id };
            let truth = truth::holds(cx, &node, predicate)?;
            let kept = quote!(#items.filter(|&value| #truth));
            project(cx, (kept, id), then)
        }
        rest => match eval(cx, &Scope::Node { tokens: quote!(value), id: &id }, rest)? {
            Value::One(tokens, target) => Some(Value::Many(quote!(#items.filter_map(|value| #tokens)), target)),
            _ => None,
        },
    }
}

/// What several expressions give for each item, as one list: `Items[*].[A, B][]`.
fn several_of_each(cx: &Context<'_>, (items, id): (TokenStream, ShapeId), list: &Ast) -> Option<Value> {
    let Ast::MultiList { elements, .. } = list else { return None };
    let scope = Scope::Node { tokens: quote!(value), id: &id };
    let (mut values, mut target) = (Vec::new(), None);
    for element in elements {
        let Value::One(tokens, found) = eval(cx, &scope, element)? else { return None };
        let kind = cx.value_type(&found).to_string();
        if target.as_ref().is_some_and(|known| cx.value_type(known).to_string() != kind) {
            return None;
        }
        values.push(tokens);
        target = Some(found);
    }
    Some(Value::Many(quote!(#items.flat_map(|value| [#(#values),*].into_iter().flatten())), target?))
}

/// Lists within a list become one list.
fn flatten(cx: &Context<'_>, value: Value) -> Option<Value> {
    let (items, id) = value.items(cx)?;
    let shape = cx.model.shape(&id);
    Some(match &shape.kind {
        Kind::List(item) if !shape.traits.sparse => Value::Many(quote!(#items.flatten()), item.target.clone()),
        _ => Value::Many(items, id),
    })
}

/// The left value if it counts, else the right one. None if they are of different types.
fn or(cx: &Context<'_>, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::One(left, id), Value::One(right, other))
            if cx.value_type(id).to_string() == cx.value_type(other).to_string() =>
        {
            let counts = value::counts(cx, id);
            let left = counts.map_or(quote!(#left), |counts| quote!(#left.filter(|&value| #counts)));
            Some(Value::One(quote!(#left.or_else(|| #right)), id.clone()))
        }
        _ => None,
    }
}

/// A path of members that takes what it leads to out of the structure, or an empty value if it leads to nothing.
pub(super) fn take(
    cx: &Context<'_>,
    start: &Shape,
    variable: &TokenStream,
    path: &str,
) -> Option<(TokenStream, ShapeId)> {
    let names = names(&jmespath::parse(path).ok()?)?;
    let (mut tokens, mut shape, mut optional) = (variable.clone(), start, false);
    for name in names {
        let Read { access: Access::Field(_), optional: is_optional, target } = read(cx, shape, &name)? else {
            return None;
        };
        let member = shape.members().iter().find(|member| member.name.as_str() == name)?;
        if cx.facts.is_boxed(&shape.id, &member.name) {
            return None;
        }
        let field = cx.member_name(shape, member);
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

/// The names that a path is made of; none if it is more than names.
fn names(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::Field { name, .. } => Some(vec![name.clone()]),
        Ast::Subexpr { lhs, rhs, .. } => Some([names(lhs)?, names(rhs)?].concat()),
        _ => None,
    }
}
