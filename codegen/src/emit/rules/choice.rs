//! `coalesce` and `ite`: one of several values.

use proc_macro2::TokenStream;
use quote::quote;

use super::typed::{Type, Typed};

/// `coalesce`: the first value that is there.
pub(super) fn coalesce(values: Vec<Typed>) -> Typed {
    let mut values = alike(values).into_iter().rev();
    let Some(last) = values.next() else { return Typed::optional(quote!(None::<&str>), Type::Text) };
    values.fold(last, |rest, value| {
        let (first, second) = (&value.tokens, &rest.tokens);
        match (value.optional, rest.optional) {
            (false, _) => value,
            (true, true) => Typed { tokens: quote!(#first.or(#second)), ..value },
            (true, false) => Typed { tokens: quote!(#first.unwrap_or(#second)), optional: false, ..value },
        }
    })
}

/// `ite`: one value if the condition holds, and another if not.
pub(super) fn ite(condition: &TokenStream, then: Typed, otherwise: Typed) -> Typed {
    let mut values = alike(vec![then, otherwise]).into_iter();
    let (Some(then), Some(otherwise)) = (values.next(), values.next()) else {
        return Typed::optional(quote!(None::<&str>), Type::Text);
    };
    let optional = then.optional || otherwise.optional;
    let side = |value: &Typed| {
        let tokens = &value.tokens;
        if optional && !value.optional { quote!(Some(#tokens)) } else { tokens.clone() }
    };
    let (a, b) = (side(&then), side(&otherwise));
    Typed { tokens: quote!((if #condition { #a } else { #b })), optional, ..then }
}

/// Values of one type: if one text owns its characters, all do.
fn alike(values: Vec<Typed>) -> Vec<Typed> {
    if !values.iter().any(|value| value.owned && value.kind == Type::Text) {
        return values;
    }
    let owned = |value: Typed| {
        let tokens = &value.tokens;
        let tokens = match (value.owned, value.optional) {
            (true, _) => tokens.clone(),
            (false, true) => quote!(#tokens.map(str::to_owned)),
            (false, false) => quote!(#tokens.to_owned()),
        };
        Typed { tokens, owned: true, ..value }
    };
    values.into_iter().map(owned).collect()
}
