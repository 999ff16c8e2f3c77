//! What transfers of large objects have to know of a store: how its operations follow from what an object is put with.

use model::{Kind, Member, Operation, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::context::{Context, Presence};
use crate::file::RustFile;

/// Members that are about the whole body, and mean nothing for a part or for an object that is put together.
const OF_THE_WHOLE: [&str; 4] = ["Body", "ContentLength", "ContentMD5", "WriteOffsetBytes"];
/// Checksums but for the choice of their algorithm.
const CHECKSUM: &str = "Checksum";
const ALGORITHM: &str = "ChecksumAlgorithm";

/// The operations of a store: put, get, begin, part, complete, abort.
pub(crate) const OPERATIONS: [&str; 6] = [
    "PutObject",
    "GetObject",
    "CreateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
];

/// `transfer.rs`, for a service that is a store and has all of the operations.
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let store = Store::of(cx)?;
    Some(RustFile {
        path: "transfer.rs".to_owned(),
        docs: "Uploads and downloads of large objects, in parts that are under way side by side.".to_owned(),
        items: vec![
            quote!(
                use runtime::transfer::{Download, Fetched, ObjectStore, Pending, Stored, Upload};
            ),
            quote!(
                use super::{Client, Exception, types};
            ),
            store.methods(),
            store.implementation()?,
        ],
    })
}

/// Whether a service has transfers.
pub(crate) fn is_there(cx: &Context<'_>) -> bool {
    file(cx).is_some()
}

/// The operations of a store.
struct Store<'a> {
    cx: &'a Context<'a>,
    put: &'a Operation,
    get: &'a Operation,
    begin: &'a Operation,
    part: &'a Operation,
    complete: &'a Operation,
    abort: &'a Operation,
}

impl<'a> Store<'a> {
    fn of(cx: &'a Context<'a>) -> Option<Self> {
        if !cx.model.service.is_object_store {
            return None;
        }
        let operation = |name: &str| cx.model.operations.values().find(|operation| operation.id.name() == name);
        let [put, get, begin, part, complete, abort] = OPERATIONS.map(operation);
        Some(Self { cx, put: put?, get: get?, begin: begin?, part: part?, complete: complete?, abort: abort? })
    }

    /// ```text
    /// impl Client {
    ///     pub fn upload(&self, input: types::PutObjectRequest) -> Upload<Self> { Upload::new(self.clone(), input) }
    /// }
    /// ```
    fn methods(&self) -> TokenStream {
        let (put, get) = (self.type_of(self.put), self.type_of(self.get));
        quote! {
            impl Client {
                /// Uploads an object: as a whole if it is small, else in parts side by side, each of which is tried again by
                /// itself. The body may be a file of any size, or a stream.
                pub fn upload(&self, input: types::#put) -> Upload<Self> { Upload::new(self.clone(), input) }

                /// Downloads an object into a file, in ranges side by side. One that breaks off goes on where it did.
                pub fn download(&self, input: types::#get) -> Download<Self> { Download::new(self.clone(), input) }
            }
        }
    }

    fn type_of(&self, operation: &Operation) -> Option<Ident> {
        operation.input.as_ref().map(|id| self.cx.names.type_name(id))
    }

    fn input(&self, operation: &Operation) -> Option<&'a Shape> {
        operation.input.as_ref().map(|id| self.cx.model.shape(id))
    }

    fn output(&self, operation: &Operation) -> Option<&'a Shape> {
        operation.output.as_ref().map(|id| self.cx.model.shape(id))
    }

    /// The field of a member, and whether it is an `Option`.
    fn field(&self, shape: &Shape, name: &str) -> Option<(Ident, bool)> {
        let member = shape.member(name)?;
        let is_optional = self.cx.presence(shape, member) == Presence::Optional;
        Some((self.cx.member_name(shape, member), is_optional))
    }

    fn optional(&self, shape: &Shape, name: &str) -> Option<Ident> {
        self.field(shape, name).filter(|(_, is_optional)| *is_optional).map(|(field, _)| field)
    }

    fn implementation(&self) -> Option<TokenStream> {
        let cx = self.cx;
        let (put, get) = (self.type_of(self.put), self.type_of(self.get));
        let part = self.completed_part()?;
        let part_type = cx.names.type_name(&part.id);
        let functions = [
            self.take_body()?,
            self.of_the_whole()?,
            self.put_function()?,
            self.begin_function()?,
            self.part_function(part)?,
            self.complete_function()?,
            self.abort_function()?,
            self.get_functions()?,
        ];
        Some(quote! {
            impl ObjectStore for Client {
                type Exception = Exception;
                type Put = types::#put;
                type Get = types::#get;
                type Part = types::#part_type;
                #(#functions)*
            }
        })
    }

    fn take_body(&self) -> Option<TokenStream> {
        let (field, is_optional) = self.field(self.input(self.put)?, "Body")?;
        let taken = match is_optional {
            true => quote!(input.#field.take().unwrap_or_default()),
            false => quote!(std::mem::take(&mut input.#field)),
        };
        Some(quote! {
            fn take_body(input: &mut Self::Put) -> runtime::Body { #taken }
        })
    }

    /// The members that mean nothing for parts. The length is that of the body.
    fn of_the_whole(&self) -> Option<TokenStream> {
        let put = self.input(self.put)?;
        let begin = self.input(self.begin)?;
        let is_of_whole =
            |name: &str| !matches!(name, "Body" | "ContentLength") && is_of_whole(name) && begin.member(name).is_none();
        let members = put.members().iter().filter(|member| is_of_whole(member.name.as_str()));
        let lines = members.filter_map(|member| {
            let name = member.name.as_str();
            let field = self.optional(put, name)?;
            Some(quote!((#name, input.#field.is_some())))
        });
        Some(quote! {
            fn of_the_whole(input: &Self::Put) -> Option<&'static str> {
                let members = [#(#lines),*];
                members.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
            }
        })
    }

    fn put_function(&self) -> Option<TokenStream> {
        let (field, is_optional) = self.field(self.input(self.put)?, "Body")?;
        let body = if is_optional { quote!(Some(body)) } else { quote!(body) };
        let method = self.cx.names.method(&self.put.id);
        let stored = self.stored(self.put)?;
        Some(quote! {
            fn put(&self, mut input: Self::Put, body: runtime::Body) -> Pending<Stored, Exception> {
                input.#field = #body;
                let call = self.#method(input);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(#stored)
                })
            }
        })
    }

    /// What an output says of an object that is stored now.
    fn stored(&self, operation: &Operation) -> Option<TokenStream> {
        let output = self.output(operation)?;
        let (tag, version) = (self.optional(output, "ETag")?, self.optional(output, "VersionId")?);
        Some(quote!(Stored { entity_tag: output.#tag, version_id: output.#version }))
    }

    fn begin_function(&self) -> Option<TokenStream> {
        let request = self.request(self.begin, &[])?;
        let method = self.cx.names.method(&self.begin.id);
        let id = self.optional(self.output(self.begin)?, "UploadId")?;
        Some(quote! {
            fn begin(&self, input: &Self::Put) -> Pending<String, Exception> {
                let call = self.#method(#request);
                Box::pin(async move { Ok(call.await?.#id.unwrap_or_default()) })
            }
        })
    }

    fn part_function(&self, part: &Shape) -> Option<TokenStream> {
        let input = self.input(self.part)?;
        let (_, is_optional) = self.field(input, "Body")?;
        let body = if is_optional { quote!(Some(body)) } else { quote!(body) };
        let own = [("PartNumber", quote!(number)), ("UploadId", quote!(id.to_owned())), ("Body", body)];
        let request = self.request(self.part, &own)?;
        let method = self.cx.names.method(&self.part.id);
        let output = self.output(self.part)?;
        let fields = part.members().iter().map(|member| {
            let field = self.cx.member_name(part, member);
            if member.name.as_str() == "PartNumber" {
                return Some(quote!(#field: Some(number)));
            }
            let from = self.optional(output, member.name.as_str())?;
            Some(quote!(#field: output.#from))
        });
        let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
        let name = self.cx.names.type_name(&part.id);
        Some(quote! {
            fn part(
                &self,
                input: &Self::Put,
                id: &str,
                number: i32,
                body: runtime::Body,
            ) -> Pending<Self::Part, Exception> {
                let call = self.#method(#request);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(types::#name { #(#fields),* })
                })
            }
        })
    }

    /// The structure of a part in the list of all parts.
    fn completed_part(&self) -> Option<&'a Shape> {
        let list = self.cx.model.target(self.parts_member()?);
        let parts = list.members().iter().find(|member| member.name.as_str() == "Parts")?;
        let Kind::List(item) = &self.cx.model.target(parts).kind else { return None };
        Some(self.cx.model.target(item))
    }

    fn parts_member(&self) -> Option<&'a Member> {
        self.input(self.complete)?.member("MultipartUpload")
    }

    fn complete_function(&self) -> Option<TokenStream> {
        let list = self.cx.model.target(self.parts_member()?);
        let (name, parts) = (self.cx.names.type_name(&list.id), self.optional(list, "Parts")?);
        let own = [
            ("UploadId", quote!(id.to_owned())),
            ("MultipartUpload", quote!(Some(types::#name { #parts: Some(parts) }))),
        ];
        let request = self.request(self.complete, &own)?;
        let method = self.cx.names.method(&self.complete.id);
        let stored = self.stored(self.complete)?;
        Some(quote! {
            fn complete(&self, input: &Self::Put, id: &str, parts: Vec<Self::Part>) -> Pending<Stored, Exception> {
                let call = self.#method(#request);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(#stored)
                })
            }
        })
    }

    fn abort_function(&self) -> Option<TokenStream> {
        let request = self.request(self.abort, &[("UploadId", quote!(id.to_owned()))])?;
        let method = self.cx.names.method(&self.abort.id);
        Some(quote! {
            fn abort(&self, input: &Self::Put, id: &str) -> Pending<(), Exception> {
                let call = self.#method(#request);
                Box::pin(async move { call.await.map(|_| ()) })
            }
        })
    }

    fn get_functions(&self) -> Option<TokenStream> {
        let (input, output) = (self.input(self.get)?, self.output(self.get)?);
        let (range, part) = (self.optional(input, "Range")?, self.optional(input, "PartNumber")?);
        let if_match = self.optional(input, "IfMatch")?;
        let (body, is_optional) = self.field(output, "Body")?;
        let body = if is_optional { quote!(output.#body.unwrap_or_default()) } else { quote!(output.#body) };
        let (tag, content_range) = (self.optional(output, "ETag")?, self.optional(output, "ContentRange")?);
        let method = self.cx.names.method(&self.get.id);
        Some(quote! {
            fn is_partial(input: &Self::Get) -> bool { input.#range.is_some() || input.#part.is_some() }

            fn get(
                &self,
                input: &Self::Get,
                range: Option<String>,
                entity_tag: Option<String>,
            ) -> Pending<Fetched, Exception> {
                let mut input = input.clone();
                input.#range = range.or(input.#range);
                input.#if_match = entity_tag.or(input.#if_match);
                let call = self.#method(input);
                Box::pin(async move {
                    let output = call.await?;
                    Ok(Fetched { body: #body, entity_tag: output.#tag, content_range: output.#content_range })
                })
            }
        })
    }

    /// An input: of its members some are given, and others are those of the same name and type that the object is put with.
    fn request(&self, operation: &Operation, own: &[(&str, TokenStream)]) -> Option<TokenStream> {
        let (put, shape) = (self.input(self.put)?, self.input(operation)?);
        let fields = shape.members().iter().map(|member| {
            let field = self.cx.member_name(shape, member);
            let value = self.value(put, shape, member, own)?;
            Some(quote!(#field: #value))
        });
        let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
        let name = self.type_of(operation)?;
        Some(quote!(types::#name { #(#fields),* }))
    }

    fn value(&self, put: &Shape, shape: &Shape, wanted: &Member, own: &[(&str, TokenStream)]) -> Option<TokenStream> {
        let name = wanted.name.as_str();
        if let Some((_, value)) = own.iter().find(|(own, _)| *own == name) {
            return Some(value.clone());
        }
        let is_optional = self.cx.presence(shape, wanted) == Presence::Optional;
        let same = put.member(name).filter(|same| same.target == wanted.target && !is_of_whole(name));
        let same = same.filter(|same| (self.cx.presence(put, same) == Presence::Optional) == is_optional);
        match same {
            Some(same) => {
                let field = self.cx.member_name(put, same);
                let clone = (!is_copy(&self.cx.model.target(same).kind)).then(|| quote!(.clone()));
                let value = quote!(input.#field #clone);
                let default = quote!(self.default_checksum().map(Into::into));
                Some(if name == ALGORITHM && is_optional { quote!(#value.or_else(|| #default)) } else { value })
            }
            None => is_optional.then(|| quote!(None)),
        }
    }
}

/// Whether values of a kind are copied by themselves.
fn is_copy(kind: &Kind) -> bool {
    use Kind::{Boolean, Byte, Double, Float, Integer, Long, Short, Timestamp};
    matches!(kind, Boolean | Byte | Double | Float | Integer | Long | Short | Timestamp)
}

/// Whether a member is about the whole body.
fn is_of_whole(name: &str) -> bool {
    OF_THE_WHOLE.contains(&name) || (name.starts_with(CHECKSUM) && name != ALGORITHM)
}

/// Whether a member is about the bytes of the body, or is the body.
pub(crate) fn is_of_bytes(name: &str) -> bool {
    OF_THE_WHOLE.contains(&name) || name.starts_with(CHECKSUM)
}
