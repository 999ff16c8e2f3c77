//! Enums: open sets of texts or numbers.

use model::{EnumValue, Kind, Shape};
use proc_macro2::TokenStream;
use quote::quote;

use crate::attributes;
use crate::context::Context;
use crate::docs;
use crate::emit::types::documentation;
use crate::print::doc;

/// Everything that belongs to an enum.
///
/// ```text
/// pub enum Service { Turn, UnknownValue(runtime::UnknownValue) }
///
/// impl Service { pub fn as_str(&self) -> &str { ... } }
/// impl From<&str> for Service { ... }
/// runtime::text_enum!(Service);
/// ```
pub(crate) fn items(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    match &shape.kind {
        Kind::IntEnum(values) => integers(cx, shape, values),
        Kind::Enum(values) => texts(cx, shape, values),
        _ => Vec::new(),
    }
}

fn definition(cx: &Context<'_>, shape: &Shape, values: &[EnumValue], unknown: TokenStream) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let variants = values.iter().enumerate().map(|(index, value)| {
        let docs = doc(&docs::enum_value(value));
        let deprecated = value.deprecated.then(|| quote!(#[deprecated]));
        let variant = cx.names.value(&shape.id, index);
        quote!(#docs #deprecated #variant,)
    });
    let docs = doc(&documentation::text(cx, shape));
    let deprecated = docs::deprecated(&shape.traits);
    let attributes = attributes::of(shape);
    let derives = if shape.traits.sensitive { quote!() } else { quote!(Debug,) };
    quote! {
        #docs
        #deprecated
        #[derive(Clone, #derives PartialEq, Eq, PartialOrd, Ord, Hash)]
        #(#attributes)*
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version of the model does not list.
            UnknownValue(#unknown),
        }
    }
}

/// A `match` over more texts than this is slow to compile and to run: they are searched.
const MATCHED: usize = 16;

fn texts(cx: &Context<'_>, shape: &Shape, values: &[EnumValue]) -> Vec<TokenStream> {
    let name = cx.names.type_name(&shape.id);
    let to_text = values.iter().enumerate().map(|(index, value)| {
        let (variant, text) = (cx.names.value(&shape.id, index), text_of(value));
        quote!(Self::#variant => #text,)
    });
    let listed = listed(cx, shape, values);
    let FromText { sorted, from_text } = FromText::of(cx, shape, values);
    vec![
        definition(cx, shape, values, quote!(runtime::UnknownValue)),
        quote! {
            impl #name {
                /// The value as the service knows it.
                pub fn as_str(&self) -> &str {
                    match self { #(#to_text)* Self::UnknownValue(value) => value.as_str(), }
                }
                #listed
                #sorted
            }
        },
        quote!(impl From<&str> for #name { fn from(text: &str) -> Self { #from_text } }),
        traits(cx, shape),
    ]
}

fn text_of(value: &EnumValue) -> &str {
    value.value.as_str().unwrap_or_default()
}

/// How a value is found by its text.
struct FromText {
    /// `fn sorted`, where the values are searched and `values` has them in another order.
    sorted: Option<TokenStream>,
    /// The value of `text`.
    from_text: TokenStream,
}

impl FromText {
    fn of(cx: &Context<'_>, shape: &Shape, values: &[EnumValue]) -> Self {
        let unknown = quote!(Self::UnknownValue(runtime::UnknownValue::new(text)));
        if values.len() <= MATCHED {
            let arms = values.iter().enumerate().map(|(index, value)| {
                let (variant, text) = (cx.names.value(&shape.id, index), text_of(value));
                quote!(#text => Self::#variant,)
            });
            return Self { sorted: None, from_text: quote!(match text { #(#arms)* _ => #unknown, }) };
        }
        let searched = |list: TokenStream| quote!(runtime::listed_value(#list, text).unwrap_or_else(|| #unknown));
        if values.is_sorted_by_key(text_of) {
            return Self { sorted: None, from_text: searched(quote!(Self::values())) };
        }
        let mut order = (0..values.len()).collect::<Vec<_>>();
        order.sort_by_key(|index| values.get(*index).map(text_of));
        let variants = order.into_iter().map(|index| cx.names.value(&shape.id, index));
        let sorted = quote! {
            /// The values that the model lists, in the order of their texts.
            fn sorted() -> &'static [Self] {
                &[#(Self::#variants),*]
            }
        };
        Self { sorted: Some(sorted), from_text: searched(quote!(Self::sorted())) }
    }
}

fn integers(cx: &Context<'_>, shape: &Shape, values: &[EnumValue]) -> Vec<TokenStream> {
    let name = cx.names.type_name(&shape.id);
    let (mut to_number, mut from_number) = (Vec::new(), Vec::new());
    for (index, value) in values.iter().enumerate() {
        let variant = cx.names.value(&shape.id, index);
        let number = proc_macro2::Literal::i64_unsuffixed(value.value.as_i64().unwrap_or_default());
        to_number.push(quote!(Self::#variant => #number,));
        from_number.push(quote!(#number => Self::#variant,));
    }
    let listed = listed(cx, shape, values);
    vec![
        definition(cx, shape, values, quote!(runtime::UnknownInteger)),
        quote! {
            impl #name {
                /// The value as the service knows it.
                pub fn get(&self) -> i32 {
                    match self { #(#to_number)* Self::UnknownValue(value) => value.get(), }
                }
                #listed
            }
        },
        quote! {
            impl From<i32> for #name {
                fn from(number: i32) -> Self {
                    match number { #(#from_number)* _ => Self::UnknownValue(runtime::UnknownInteger::new(number)), }
                }
            }
        },
        traits(cx, shape),
    ]
}

/// `pub fn values`.
fn listed(cx: &Context<'_>, shape: &Shape, values: &[EnumValue]) -> TokenStream {
    let variants = (0..values.len()).map(|index| cx.names.value(&shape.id, index));
    quote! {
        /// The values that the model lists.
        pub fn values() -> &'static [Self] {
            &[#(Self::#variants),*]
        }
    }
}

/// The conversions that every enum has, and the traits that this one needs; what is `sensitive` prints as `***`.
fn traits(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let (name, id) = (cx.names.type_name(&shape.id), &shape.id);
    let all = [
        (shape.traits.sensitive, quote!(sensitive)),
        (cx.validators && cx.facts.is_encoded(id), quote!(Listed)),
        (cx.facts.is_key(id), quote!(Key)),
        (cx.facts.is_encoded(id), quote!(Field)),
        (cx.facts.is_decoded(id), quote!(Decode)),
        (cx.facts.is_textual(id), quote!(Text)),
    ];
    let traits = all.into_iter().filter_map(|(is_needed, name)| is_needed.then_some(name));
    let of = macro_of(shape);
    quote!(runtime::#of!(#name #(, #traits)*);)
}

fn macro_of(shape: &Shape) -> TokenStream {
    if matches!(shape.kind, Kind::IntEnum(_)) { quote!(integer_enum) } else { quote!(text_enum) }
}

/// How enums are written whose files say nothing of it.
///
/// ```text
/// runtime::text_enum!(Field for ChannelRole, ChannelType);
/// ```
pub(crate) fn encode(cx: &Context<'_>, shapes: &[&Shape]) -> Vec<TokenStream> {
    traits_of_all(cx, shapes, &quote!(Field))
}

/// How enums are read whose files say nothing of it.
pub(crate) fn decode(cx: &Context<'_>, shapes: &[&Shape]) -> Vec<TokenStream> {
    traits_of_all(cx, shapes, &quote!(Decode))
}

fn traits_of_all(cx: &Context<'_>, shapes: &[&Shape], of: &TokenStream) -> Vec<TokenStream> {
    let is_number = |shape: &&&Shape| matches!(shape.kind, Kind::IntEnum(_));
    let (numbers, texts): (Vec<&Shape>, Vec<&Shape>) = shapes.iter().partition(|shape| is_number(shape));
    let kinds = [texts, numbers].into_iter().filter(|shapes| !shapes.is_empty());
    let all = kinds.map(|shapes| {
        let names = shapes.iter().map(|shape| cx.names.type_name(&shape.id));
        let name = macro_of(shapes[0]);
        quote!(runtime::#name!(#of for #(#names),*);)
    });
    all.collect()
}
