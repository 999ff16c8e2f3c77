//! Validators: one line for each constraint.

use model::{Kind, Length, Member, Model, Range, Shape, Traits};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Number;

use crate::context::{Context, Presence};
use crate::emit::types::pattern;

/// The statics and the impl of a structure or union that is sent.
///
/// ```text
/// impl runtime::Validate for GetIceServerConfigRequest {
///     fn check(&self, at: &mut runtime::Violations) {
///         at.length("ChannelARN", &self.channel_arn, 1, 1024);
///     }
/// }
/// ```
pub(crate) fn items(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let is_input = cx.facts.is_input(&shape.id);
    let constrained = cx.validators && cx.facts.is_constrained(&shape.id);
    if !cx.facts.is_encoded(&shape.id) || !(is_input || constrained) {
        return Vec::new();
    }
    let name = cx.names.type_name(&shape.id);
    let body = match (&shape.kind, constrained) {
        (_, false) => quote!(),
        (Kind::Union(members), _) => union_checks(cx, shape, members),
        _ => shape.members().iter().map(|member| structure_checks(cx, shape, member)).collect(),
    };
    let at = if body.is_empty() { quote!(_) } else { quote!(at) };
    vec![quote! {
        impl runtime::Validate for #name {
            fn check(&self, #at: &mut runtime::Violations) { #body }
        }
    }]
}

fn structure_checks(cx: &Context<'_>, shape: &Shape, member: &Member) -> TokenStream {
    let field = cx.member_name(shape, member);
    let name = member.name.as_str();
    let must = member.traits.required && cx.presence(shape, member) == Presence::Optional && !is_filled(member);
    let required = must.then(|| quote!(at.required(#name, &self.#field);));
    let checks = checks(cx, member, name, &quote!(&self.#field), false);
    quote!(#required #checks)
}

/// Tokens are there by the time of the check, and defaults are the service's to fill in.
fn is_filled(member: &Member) -> bool {
    member.traits.idempotency_token || member.traits.default.as_ref().is_some_and(|value| !value.is_null())
}

fn union_checks(cx: &Context<'_>, shape: &Shape, members: &[Member]) -> TokenStream {
    let checked: Vec<_> = members
        .iter()
        .map(|member| (cx.member_name(shape, member), checks(cx, member, member.name.as_str(), &quote!(value), false)))
        .filter(|(_, checks)| !checks.is_empty())
        .collect();
    match &checked[..] {
        [] => quote!(),
        [(variant, checks)] => quote!(if let Self::#variant(value) = self { #checks }),
        _ => {
            let arms = checked.iter().map(|(variant, checks)| quote!(Self::#variant(value) => { #checks }));
            quote!(match self { #(#arms)* _ => {} })
        }
    }
}

/// The checks of one value: its own constraints, then those of what it holds. Of a secret nothing is told but lengths.
fn checks(cx: &Context<'_>, member: &Member, name: &str, value: &TokenStream, secret: bool) -> TokenStream {
    let target = cx.model.target(member);
    let secret = secret || member.traits.sensitive || target.traits.sensitive;
    let own = own_checks(cx, member, name, value, secret);
    let inner = match &target.kind {
        _ if target.traits.streaming => quote!(),
        Kind::Structure(_) | Kind::Union(_) if cx.facts.is_constrained(&target.id) => {
            quote!(at.nested(#name, #value);)
        }
        Kind::List(item) => list_checks(cx, item, name, value, secret),
        Kind::Map(key, entry) => map_checks(cx, key, entry, name, value, secret),
        _ => quote!(),
    };
    quote!(#own #inner)
}

fn own_checks(cx: &Context<'_>, member: &Member, name: &str, value: &TokenStream, secret: bool) -> TokenStream {
    let target = cx.model.target(member);
    let mut checks = TokenStream::new();
    if let Some(length) = cx.model.trait_of(member, |traits| traits.length)
        && measurable(&target.kind)
        && !target.traits.streaming
    {
        let (min, max) = length_bounds(length);
        checks.extend(quote!(at.length(#name, #value, #min, #max);));
    }
    if let Some((min, max)) = range(cx.model, member, target).map(|range| range_bounds(&target.kind, &range)) {
        let range = if secret { quote!(secret_range) } else { quote!(range) };
        checks.extend(quote!(at.#range(#name, #value, #min, #max);));
    }
    if let (true, Kind::String) = (cx.patterns, &target.kind)
        && let Some(pattern) = cx.model.trait_of(member, |traits| traits.pattern.as_deref())
        && let Some(compiled) = pattern::reference(cx, pattern)
    {
        checks.extend(quote!(at.pattern(#name, #value, #compiled);));
    }
    // A value that is listed meets what is said about all of them.
    if target.kind.is_enum() {
        checks.extend(quote!(at.listed(#name, #value);));
    }
    if unique(target, member) {
        checks.extend(quote!(at.unique(#name, #value);));
    }
    checks
}

/// What has a length before it is sent: a stream has none.
fn measurable(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Blob | Kind::List(_) | Kind::Map(_, _))
}

fn unique(target: &Shape, member: &Member) -> bool {
    matches!(target.kind, Kind::List(_)) && (target.traits.unique_items || member.traits.unique_items)
}

fn range(model: &Model, member: &Member, target: &Shape) -> Option<Range> {
    model.trait_of(member, |traits: &Traits| traits.range.clone()).filter(|_| target.kind.is_number())
}

fn length_bounds(length: Length) -> (TokenStream, TokenStream) {
    let min = Literal::u64_unsuffixed(length.min.unwrap_or(0));
    let max = match length.max {
        Some(max) => {
            let max = Literal::u64_unsuffixed(max);
            quote!(#max)
        }
        None => quote!(u64::MAX),
    };
    (quote!(#min), max)
}

/// Bounds in the type that the number is compared in: `i64`, `f64` or, if it may have any size, text. A fraction narrows
/// the range of a whole number.
fn range_bounds(kind: &Kind, range: &Range) -> (TokenStream, TokenStream) {
    let (min, max) = (range.min.as_ref(), range.max.as_ref());
    match kind {
        Kind::Float | Kind::Double => (float(min, quote!(f64::NEG_INFINITY)), float(max, quote!(f64::INFINITY))),
        Kind::BigInteger | Kind::BigDecimal => {
            let bound = |number: Option<&Number>| number.map(Number::to_string).unwrap_or_default();
            let (min, max) = (bound(min), bound(max));
            (quote!(#min), quote!(#max))
        }
        _ => (whole(min, f64::ceil, quote!(i64::MIN)), whole(max, f64::floor, quote!(i64::MAX))),
    }
}

fn float(number: Option<&Number>, open: TokenStream) -> TokenStream {
    match number.and_then(Number::as_f64) {
        Some(number) => {
            let number = Literal::f64_unsuffixed(number);
            quote!(#number)
        }
        None => open,
    }
}

fn whole(number: Option<&Number>, round: fn(f64) -> f64, open: TokenStream) -> TokenStream {
    let rounded = |number: &Number| number.as_f64().map(|number| round(number) as i64);
    match number.and_then(|number| number.as_i64().or_else(|| rounded(number))) {
        Some(number) => {
            let number = Literal::i64_unsuffixed(number);
            quote!(#number)
        }
        None => open,
    }
}

fn list_checks(cx: &Context<'_>, item: &Member, name: &str, value: &TokenStream, secret: bool) -> TokenStream {
    let target = cx.model.target(item);
    if matches!(target.kind, Kind::Structure(_) | Kind::Union(_)) {
        return if cx.facts.is_constrained(&target.id) { quote!(at.nested(#name, #value);) } else { quote!() };
    }
    let inner = checks(cx, item, "", &quote!(item), secret);
    if inner.is_empty() { quote!() } else { quote!(at.each(#name, #value, |at, item| { #inner });) }
}

fn map_checks(
    cx: &Context<'_>,
    key: &Member,
    entry: &Member,
    name: &str,
    value: &TokenStream,
    secret: bool,
) -> TokenStream {
    let keys = checks(cx, key, "", &quote!(key), secret);
    let values = checks(cx, entry, "", &quote!(value), secret);
    let (each_key, each_value) = match secret || cx.model.is_sensitive(key) {
        true => (quote!(each_secret_key), quote!(each_secret_value)),
        false => (quote!(each_key), quote!(each_value)),
    };
    let keys = (!keys.is_empty()).then(|| quote!(at.#each_key(#name, #value, |at, key| { #keys });));
    let values = (!values.is_empty()).then(|| quote!(at.#each_value(#name, #value, |at, value| { #values });));
    quote!(#keys #values)
}
