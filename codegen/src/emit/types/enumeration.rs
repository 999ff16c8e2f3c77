//! Enums: open sets of texts or numbers.

use model::{EnumValue, Kind, Shape};
use proc_macro2::{Ident, TokenStream};
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
    let mut items = vec![
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
        conversions(shape, &name, quote!(text_enum)),
    ];
    items.extend(codec(cx, shape));
    if cx.facts.is_textual(&shape.id) {
        items.push(text(cx, shape, &quote!(self.as_str().to_owned()), &quote!(Ok(text.into()))));
    }
    items
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
    let mut items = vec![
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
        conversions(shape, &name, quote!(integer_enum)),
    ];
    items.extend(codec(cx, shape));
    if cx.facts.is_textual(&shape.id) {
        let read = quote!(i32::from_text(text, member, default).map(Self::from));
        items.push(text(cx, shape, &quote!(self.get().to_string()), &read));
    }
    items
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

/// The conversions that every enum has; what is `sensitive` prints as `***`.
fn conversions(shape: &Shape, name: &Ident, of: TokenStream) -> TokenStream {
    let sensitive = shape.traits.sensitive.then(|| quote!(, sensitive));
    quote!(runtime::#of!(#name #sensitive);)
}

/// As a value in a body.
fn codec(cx: &Context<'_>, shape: &Shape) -> Vec<TokenStream> {
    let name = cx.names.type_name(&shape.id);
    let mut items = Vec::new();
    if cx.validators && cx.facts.is_encoded(&shape.id) {
        items.push(quote! {
            impl runtime::validate::Listed for #name {
                fn is_listed(&self) -> bool { !matches!(self, Self::UnknownValue(_)) }
            }
        });
    }
    if cx.facts.is_key(&shape.id) {
        items.push(quote!(impl wire::Key for #name {}));
    }
    items.extend(cx.facts.is_encoded(&shape.id).then(|| encode(cx, shape)));
    items.extend(cx.facts.is_decoded(&shape.id).then(|| decode(cx, shape)));
    items
}

/// How a value is written.
pub(crate) fn encode(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let (member, write) = match shape.kind {
        Kind::IntEnum(_) => (quote!(member), quote!(wire::Field::value_as(&self.get(), member, out);)),
        _ => (quote!(_), quote!(out.text(self.as_str());)),
    };
    quote! {
        impl wire::Field for #name {
            fn value_as(&self, #member: &runtime::Member, out: &mut dyn wire::Writer) { #write }
        }
    }
}

/// How a value is read.
pub(crate) fn decode(cx: &Context<'_>, shape: &Shape) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let (zero, read) = match shape.kind {
        Kind::IntEnum(_) => {
            (quote!(0), quote!(input.value(&runtime::Member::PLAIN, self, |number: i32| number.into())))
        }
        _ => (quote!(""), quote!(input.text_into(self))),
    };
    quote! {
        impl wire::Decode for #name {
            fn initial() -> Self { Self::from(#zero) }
            fn decode_as(
                &mut self,
                _: &runtime::Member,
                input: &mut dyn wire::Reader,
            ) -> wire::Result<()> {
                #read
            }
        }
    }
}

/// As text in a path, a query or a header.
fn text(cx: &Context<'_>, shape: &Shape, write: &TokenStream, read: &TokenStream) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let is_number = matches!(shape.kind, Kind::IntEnum(_));
    let (member, default) = if is_number { (quote!(member), quote!(default)) } else { (quote!(_), quote!(_)) };
    let format = quote!(runtime::TimestampFormat);
    quote! {
        impl runtime::http::Text for #name {
            fn to_text(&self, _: &runtime::Member, _: #format) -> String { #write }
            fn from_text(text: &str, #member: &runtime::Member, #default: #format) -> wire::Result<Self> {
                #read
            }
        }
    }
}
