//! Parameters of test cases as Rust expressions.

use model::{Kind, Member, Shape, ShapeId};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::context::{Context, Presence};
use crate::emit::literal;
use crate::emit::types::constructor::Form;

/// A text, as a header or a query has it, for a member that holds text.
pub(crate) fn text(cx: &Context<'_>, member: &Member, text: &str) -> Option<TokenStream> {
    matches!(cx.model.target(member).kind, Kind::String).then(|| quote!(#text))
}

/// A structure of a test case, made by its constructor and setters.
pub(crate) fn structure(cx: &Context<'_>, shape: &Shape, params: &Value) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let given = |member: &Member| params.get(member.name.as_str());
    let value = |member: &Member| match given(member) {
        Some(value) => argument(cx, shape, member, value),
        None => {
            let kind = cx.value_type(&member.target);
            quote!(<#kind as runtime::wire::Decode>::initial())
        }
    };
    let base = match Form::of(cx, shape) {
        Form::Default | Form::Defaults => quote!(#name::new()),
        Form::ByPosition(required) => {
            let values = required.iter().map(|member| value(member));
            quote!(#name::new(#(#values),*))
        }
        Form::ByName(required) => {
            let arguments = cx.names.required_name(&shape.id);
            let fields = required.iter().map(|member| {
                let field = cx.member_name(shape, member);
                let value = value(member);
                quote!(#field: #value)
            });
            quote!(#name::new(#arguments { #(#fields),* }))
        }
    };
    let setters = shape.members().iter().filter_map(|member| {
        let value = given(member)?;
        if value.is_null() || cx.presence(shape, member) == Presence::Required {
            return None;
        }
        let setter = match cx.facts.is_sent(&shape.id) {
            true => cx.member_name(shape, member),
            false => cx.names.test_setter(&shape.id, &member.name),
        };
        let value = argument(cx, shape, member, value);
        Some(quote!(.#setter(#value)))
    });
    quote!(#base #(#setters)*)
}

/// A value as a constructor or setter takes it: texts need no conversion.
fn argument(cx: &Context<'_>, shape: &Shape, member: &Member, value: &Value) -> TokenStream {
    let boxed = cx.facts.is_boxed(&shape.id, &member.name);
    match (&cx.model.target(member).kind, value) {
        (Kind::String, Value::String(text)) if !boxed => quote!(#text),
        _ => owned(cx, &member.target, value),
    }
}

/// A value of the type that a shape has.
fn owned(cx: &Context<'_>, id: &ShapeId, value: &Value) -> TokenStream {
    let shape = cx.model.shape(id);
    match (&shape.kind, value) {
        (Kind::Blob, Value::String(text)) if shape.traits.streaming && text.is_empty() => {
            quote!(runtime::Body::empty())
        }
        (Kind::Blob, Value::String(text)) if shape.traits.streaming => {
            let bytes = literal::bytes(text.as_bytes());
            quote!(runtime::Body::from(#bytes))
        }
        // Unlike a default, it is the text of the bytes.
        (Kind::Blob, Value::String(text)) => literal::bytes(text.as_bytes()),
        // What takes anything that converts has to be told what nothing is made of.
        (Kind::List(item), Value::Array(items)) if items.is_empty() => {
            let item = cx.item_type(shape, item);
            quote!(Vec::<#item>::new())
        }
        (Kind::List(item), Value::Array(items)) => {
            let items = items.iter().map(|value| entry(cx, shape, item, value));
            quote!(vec![#(#items),*])
        }
        (Kind::Map(key, item), Value::Object(entries)) if entries.is_empty() => {
            let (key, item) = (cx.value_type(&key.target), cx.item_type(shape, item));
            quote!(BTreeMap::<#key, #item>::new())
        }
        (Kind::Map(key, member), Value::Object(entries)) => {
            let entries = entries.iter().map(|(name, value)| {
                let key = owned(cx, &key.target, &Value::from(name.as_str()));
                let value = entry(cx, shape, member, value);
                quote!((#key, #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        (Kind::Structure(_), value) => structure(cx, shape, value),
        (Kind::Union(members), Value::Object(entries)) if shape.traits.streaming => {
            let event = union(cx, shape, members, entries);
            quote!(runtime::EventStream::of([#event]))
        }
        (Kind::Union(members), Value::Object(entries)) => union(cx, shape, members, entries),
        (Kind::Custom { shape, .. }, value) => {
            let (kind, value) = (cx.value_type(id), literal::on_the_wire(shape, value));
            quote!(<#kind>::try_from(#value).expect("a value of this type"))
        }
        (_, value) => literal::default(cx, id, value),
    }
}

/// An item of a list or map, which may be null where the list is sparse.
fn entry(cx: &Context<'_>, list: &Shape, item: &Member, value: &Value) -> TokenStream {
    match (list.traits.sparse, value) {
        (true, Value::Null) => quote!(None),
        (true, value) => {
            let value = owned(cx, &item.target, value);
            quote!(Some(#value))
        }
        (false, value) => owned(cx, &item.target, value),
    }
}

/// An event of a stream, as a test case gives it.
pub(crate) fn event(cx: &Context<'_>, stream: &Shape, params: &Value) -> TokenStream {
    let members = serde_json::Map::new();
    union(cx, stream, stream.members(), params.as_object().unwrap_or(&members))
}

fn union(cx: &Context<'_>, shape: &Shape, members: &[Member], entries: &serde_json::Map<String, Value>) -> TokenStream {
    let name = cx.names.type_name(&shape.id);
    let set = members.iter().find_map(|member| Some((member, entries.get(member.name.as_str())?)));
    match set {
        Some((member, value)) => {
            let variant = cx.member_name(shape, member);
            if member.target.is_unit() {
                return quote!(#name::#variant);
            }
            let value = owned(cx, &member.target, value);
            let boxed = cx.facts.is_boxed(&shape.id, &member.name);
            let value = if boxed { quote!(Box::new(#value)) } else { value };
            quote!(#name::#variant(#value))
        }
        None => quote!(<#name as runtime::wire::Decode>::initial()),
    }
}
