//! Sessions of a store of objects, which endpoints of directory buckets want: `CreateSession` of S3.

use proc_macro2::TokenStream;
use quote::quote;

use crate::context::{Context, Presence};

/// ```text
/// const SESSION: Option<fn(&runtime::Client, String) -> runtime::Session> = Some(session);
/// ```
pub(super) fn constant(cx: &Context<'_>) -> Option<TokenStream> {
    function(cx).map(|_| {
        quote! {
            const SESSION: Option<fn(&runtime::Client, String) -> runtime::Session> = Some(session);
        }
    })
}

/// The function that begins a session, if the client has the operation.
///
/// ```text
/// fn session(client: &runtime::Client, bucket: String) -> runtime::Session {
///     let input = super::types::CreateSessionRequest::new(bucket);
///     client.begin_session::<super::operations::CreateSession>(input, |output| { .. })
/// }
/// ```
pub(super) fn function(cx: &Context<'_>) -> Option<TokenStream> {
    let is_session = |name: &str| cx.model.service.is_object_store && name == "CreateSession";
    let operation = cx.model.operations.values().find(|operation| is_session(operation.id.name()))?;
    let (input, output) = (cx.model.shape(operation.input.as_ref()?), cx.model.shape(operation.output.as_ref()?));
    // The constructor takes the bucket alone.
    let required = input.members().iter().filter(|member| cx.presence(input, member) == Presence::Required);
    if required.map(|member| member.name.as_str()).ne(["Bucket"]) {
        return None;
    }
    let credentials = output.member("Credentials")?;
    let shape = cx.model.target(credentials);
    let fields = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].map(|name| {
        let member = shape.member(name)?;
        let is_there = cx.presence(shape, member) != Presence::Optional;
        is_there.then(|| cx.member_name(shape, member))
    });
    let [Some(id), Some(secret), Some(token), Some(end)] = fields else { return None };
    if cx.presence(output, credentials) == Presence::Optional {
        return None;
    }
    let field = cx.member_name(output, credentials);
    let (marker, name) = (cx.names.marker(&operation.id), cx.names.type_name(&input.id));
    Some(quote! {
        /// Begins a session for a directory bucket.
        fn session(client: &runtime::Client, bucket: String) -> runtime::Session {
            let input = super::types::#name::new(bucket);
            client.begin_session::<super::operations::#marker>(input, |output| {
                let given = output.#field;
                (given.#id, given.#secret, given.#token, given.#end)
            })
        }
    })
}
