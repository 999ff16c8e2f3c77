//! Comparisons.

use jmespath::Variable;
use jmespath::ast::Comparator;
use model::{Kind, ShapeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::value::{Value, is_text};
use crate::context::Context;

/// Whether it is asked for a comparison or for its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Holds,
    Fails,
}

/// A `bool`. Values can be equal; only numbers have an order, and null has none.
pub(super) fn compare(
    cx: &Context<'_>,
    comparator: &Comparator,
    sense: Sense,
    left: &Value,
    right: &Value,
) -> Option<TokenStream> {
    let operator = match (comparator, sense) {
        (Comparator::Equal, Sense::Holds) | (Comparator::NotEqual, Sense::Fails) => quote!(==),
        (Comparator::Equal, Sense::Fails) | (Comparator::NotEqual, Sense::Holds) => quote!(!=),
        (Comparator::LessThan, Sense::Holds) | (Comparator::GreaterThanEqual, Sense::Fails) => quote!(<),
        (Comparator::LessThanEqual, Sense::Holds) | (Comparator::GreaterThan, Sense::Fails) => quote!(<=),
        (Comparator::GreaterThan, Sense::Holds) | (Comparator::LessThanEqual, Sense::Fails) => quote!(>),
        (Comparator::GreaterThanEqual, Sense::Holds) | (Comparator::LessThan, Sense::Fails) => quote!(>=),
    };
    if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        // What has no order does not hold, and so its opposite does.
        let quantor = if sense == Sense::Holds { quote!(is_some_and) } else { quote!(is_none_or) };
        return ordered(cx, left, &operator, right, &quantor);
    }
    equal(cx, left, &operator, right).or_else(|| {
        let (left, right) = numbers(cx, left, right)?;
        Some(quote!(#left #operator #right))
    })
}

fn equal(cx: &Context<'_>, left: &Value, operator: &TokenStream, right: &Value) -> Option<TokenStream> {
    match (left, right) {
        (Value::One(tokens, id), Value::Literal(Variable::String(text)))
        | (Value::Literal(Variable::String(text)), Value::One(tokens, id))
            if is_text(cx, id) =>
        {
            let quantor = if operator.to_string() == "==" { quote!(is_some_and) } else { quote!(is_none_or) };
            Some(quote!(#tokens.#quantor(|value| value.as_str() #operator #text)))
        }
        (Value::One(tokens, _), Value::Literal(Variable::Null)) => Some(quote!(#tokens #operator None)),
        (Value::One(tokens, id), Value::Literal(Variable::Bool(value))) if is_boolean(cx, id) => {
            Some(quote!(#tokens #operator Some(&#value)))
        }
        (Value::Bool(tokens), Value::Literal(Variable::Bool(value))) => Some(quote!((#tokens) #operator #value)),
        (Value::One(left, id), Value::One(right, other)) if is_boolean(cx, id) && is_boolean(cx, other) => {
            Some(quote!(#left #operator #right))
        }
        _ => {
            let (left, right) = (left.text(cx)?, right.text(cx)?);
            Some(quote!(#left #operator #right))
        }
    }
}

fn ordered(
    cx: &Context<'_>,
    left: &Value,
    operator: &TokenStream,
    right: &Value,
    quantor: &TokenStream,
) -> Option<TokenStream> {
    match (left, literal(right)) {
        (left, Some(number)) => {
            let left = number_beside(cx, left, &number)?;
            let number = number.tokens();
            Some(quote!(#left.#quantor(|value| value #operator #number)))
        }
        (left, None) => {
            let (left, right) = numbers(cx, left, right)?;
            Some(quote!(#left.zip(#right).#quantor(|(left, right)| left #operator right)))
        }
    }
}

/// Both as an `Option` of the same type of number.
fn numbers(cx: &Context<'_>, left: &Value, right: &Value) -> Option<(TokenStream, TokenStream)> {
    match (literal(left), literal(right)) {
        (None, Some(number)) => {
            let (left, number) = (number_beside(cx, left, &number)?, number.tokens());
            Some((left, quote!(Some(#number))))
        }
        (Some(number), None) => {
            let (right, number) = (number_beside(cx, right, &number)?, number.tokens());
            Some((quote!(Some(#number)), right))
        }
        (Some(_), Some(_)) => None,
        (None, None) => match (left, right) {
            (Value::Count(left), Value::Count(right)) => Some((left.clone(), right.clone())),
            (left, right) => Some((wide(cx, left)?, wide(cx, right)?)),
        },
    }
}

/// A number of the expression itself.
enum Number {
    Whole(i64),
    Fraction(f64),
}

impl Number {
    fn tokens(&self) -> TokenStream {
        match self {
            Self::Whole(number) => {
                let number = Literal::i64_unsuffixed(*number);
                quote!(#number)
            }
            Self::Fraction(number) => {
                let number = Literal::f64_unsuffixed(*number);
                quote!(#number)
            }
        }
    }
}

fn literal(value: &Value) -> Option<Number> {
    let Value::Literal(Variable::Number(number)) = value else { return None };
    number.as_i64().map(Number::Whole).or_else(|| number.as_f64().map(Number::Fraction))
}

/// A value as an `Option` of a number that compares with a literal.
fn number_beside(cx: &Context<'_>, value: &Value, literal: &Number) -> Option<TokenStream> {
    match (value, literal) {
        (Value::Count(tokens), Number::Whole(0..)) => Some(tokens.clone()),
        (Value::One(tokens, id), Number::Whole(_)) if is_integer(cx, id) => Some(quote!(#tokens.copied())),
        (Value::One(tokens, id), _) if is_float(cx, id) => Some(match literal {
            // A literal without a point is no literal of a float.
            Number::Whole(_) => return None,
            Number::Fraction(_) => quote!(#tokens.copied()),
        }),
        _ => None,
    }
}

/// A whole number as an `Option<i64>`.
fn wide(cx: &Context<'_>, value: &Value) -> Option<TokenStream> {
    match value {
        Value::Count(tokens) => Some(quote!(#tokens.and_then(|value| i64::try_from(value).ok()))),
        Value::One(tokens, id) if matches!(cx.model.shape(id).kind, Kind::Long) => Some(quote!(#tokens.copied())),
        Value::One(tokens, id) if is_integer(cx, id) => Some(quote!(#tokens.map(|value| i64::from(*value)))),
        _ => None,
    }
}

fn is_boolean(cx: &Context<'_>, id: &ShapeId) -> bool {
    matches!(cx.model.shape(id).kind, Kind::Boolean)
}

fn is_integer(cx: &Context<'_>, id: &ShapeId) -> bool {
    matches!(cx.model.shape(id).kind, Kind::Byte | Kind::Short | Kind::Integer | Kind::Long)
}

fn is_float(cx: &Context<'_>, id: &ShapeId) -> bool {
    matches!(cx.model.shape(id).kind, Kind::Float | Kind::Double)
}
