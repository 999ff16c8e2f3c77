//! What transfers of large objects have to know of a store: how its operations follow from what an object is put with.

mod download;
mod upload;

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
/// The checksums of a whole that follow from those of its parts, as members and as algorithms.
const OF_WHOLES: [(&str, &str); 3] =
    [("ChecksumCRC64NVME", "CRC64NVME"), ("ChecksumCRC32C", "CRC32C"), ("ChecksumCRC32", "CRC32")];

/// The operations of a store: put, get, begin, part, complete, abort, and the one that describes an object, which may be missing.
pub(crate) const OPERATIONS: [&str; 7] = [
    "PutObject",
    "GetObject",
    "CreateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
    "HeadObject",
];

/// `transfer.rs`, for a service that is a store and has all of the operations.
pub(crate) fn file(cx: &Context<'_>) -> Option<RustFile> {
    let store = Store::of(cx)?;
    Some(RustFile {
        path: "transfer.rs".to_owned(),
        docs: "Uploads and downloads of large objects, in parts that are under way side by side.".to_owned(),
        items: vec![
            quote!(
                use runtime::transfer::{Described, Download, Fetched, ObjectStore, Pending, Stored, Upload, Whole};
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

/// Whether downloads are compared with the checksum of the object: it takes the operation that describes an object.
pub(crate) fn checks_downloads(cx: &Context<'_>) -> bool {
    is_there(cx) && Store::of(cx).is_some_and(|store| store.description().is_some())
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
    head: Option<&'a Operation>,
}

impl<'a> Store<'a> {
    fn of(cx: &'a Context<'a>) -> Option<Self> {
        if !cx.model.service.is_object_store {
            return None;
        }
        let operation = |name: &str| cx.model.operations.values().find(|operation| operation.id.name() == name);
        let [put, get, begin, part, complete, abort, head] = OPERATIONS.map(operation);
        Some(Self { cx, put: put?, get: get?, begin: begin?, part: part?, complete: complete?, abort: abort?, head })
    }

    /// ```text
    /// impl Client {
    ///     pub fn upload(&self, input: types::PutObjectRequest) -> Upload<Self> { Upload::new(self.clone(), input) }
    /// }
    /// ```
    fn methods(&self) -> TokenStream {
        let (put, get, algorithm) = (self.type_of(self.put), self.type_of(self.get), self.algorithm_function());
        quote! {
            impl Client {
                /// Uploads an object: as a whole if it is small, else in parts side by side, each of which is tried again by
                /// itself. The body may be a file of any size, or a stream.
                pub fn upload(&self, input: types::#put) -> Upload<Self> { Upload::new(self.clone(), input) }

                /// Downloads an object into a file, in ranges side by side. One that breaks off goes on where it did.
                pub fn download(&self, input: types::#get) -> Download<Self> { Download::new(self.clone(), input) }

                #algorithm
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
            self.checksums_function(part),
            self.complete_function()?,
            self.abort_function()?,
            self.describe_function(),
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
                Some(value)
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
