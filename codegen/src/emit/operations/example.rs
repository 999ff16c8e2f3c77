//! How an operation is called: for the documentation of the client's methods and for a README.

use std::collections::{BTreeMap, BTreeSet};

use model::{AuthScheme, Kind, Member, Operation, Shape, ShapeId};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::context::{Context, Presence};
use crate::emit::types::constructor::Form;
use crate::names::{function, ident};
use crate::paths::Paths;
use crate::print::{on_one_line, statements};

/// Whether a collection is made by writing its items in brackets: they are converted one by one.
fn is_flat(cx: &Context<'_>, collection: &Shape, item: &Member) -> bool {
    !collection.traits.sparse && !matches!(cx.model.target(item).kind, Kind::List(_) | Kind::Map(..))
}

/// The variables that examples have anyway.
const OWN: [&str; 5] = ["client", "inputs", "mock", "reply", "result"];

/// The other names that examples import: a type with one of these names would clash with them.
const IMPORTED: [&str; 4] = ["Client", "Config", "Error", "Mock"];

/// How many structures an example makes within one another; what is deeper is given by a name.
const MOST_NESTED: usize = 2;

/// A call of an operation with what it requires.
struct Example {
    /// The argument of the method; empty if it takes none.
    input: TokenStream,
    /// The types of the client that the call names.
    types: BTreeSet<Ident>,
    /// What can't be written down in a few words, by name, with its type.
    given: BTreeMap<Ident, TokenStream>,
}

/// The example of a method, as lines of its documentation.
///
/// ```text
/// let reply = client.get_ice_server_config(GetIceServerConfigRequest::new("ChannelARN")).await?;
/// ```
pub(crate) fn of_method(cx: &Context<'_>, operation: &Operation) -> String {
    let client = &cx.paths.client;
    let example = Example::of(cx, operation);
    let given = example.given.iter().map(|(name, kind)| quote!(, #name: #kind));
    let parameters = quote!(client: #client::Client #(#given)*);
    let (types, call) = (example.import(cx), example.request(cx, operation));
    block(cx, &parameters, &statements(&quote!(#types let reply = #call.await?;)))
}

/// A block of code for the documentation, within a hidden function of these parameters.
fn block(cx: &Context<'_>, parameters: &TokenStream, lines: &str) -> String {
    let (client, parameters) = (&cx.paths.client, on_one_line(parameters));
    let error = on_one_line(&quote!(#client::Error));
    // Calls can be awaited with a transport alone.
    format!(
        "```no_run\n# #[cfg(feature = \"hyper\")] async fn example({parameters}) -> Result<(), {error}> {{\n\
         {lines}# Ok(())\n# }}\n```"
    )
}

/// A client and its first call, as lines of the documentation of the client's module.
pub(crate) fn of_client(cx: &Context<'_>) -> String {
    let (client, config) = (&cx.paths.client, config(cx));
    let Some((operation, example)) = simplest(cx) else { return String::new() };
    let given = example.given.iter().map(|(name, kind)| quote!(#name: #kind));
    let (types, call) = (example.import(cx), example.request(cx, operation));
    let uses = statements(&quote!(use #client::{Client, Config}; #types));
    let lines = statements(&quote!(let client = Client::new(#config); let reply = #call.await?;));
    block(cx, &quote!(#(#given),*), &format!("{uses}\n{lines}")) + "\n"
}

/// A program for a README: the operation that reads something and asks for the least.
///
/// ```text
/// #[tokio::main]
/// async fn main() -> Result<(), Error> {
///     let client = Client::new(Config::from_env());
///     let reply = client.get_ice_server_config(GetIceServerConfigRequest::new("ChannelARN")).await?;
/// ```
pub(crate) fn program(cx: &Context<'_>) -> String {
    let client = &cx.paths.client;
    let Some((operation, example)) = simplest(cx) else { return String::new() };
    let config = config(cx);
    let types = example.import(cx);
    let given = example.given.iter().map(|(name, kind)| quote!(#name: #kind)).collect::<Vec<_>>();
    let call = example.request(cx, operation);
    let head = statements(&quote!(use #client::{Client, Config, Error}; #types));
    let body = quote! {
        let client = Client::new(#config);
        let reply = #call.await?;
        println!("{reply:?}");
        Ok(())
    };
    let main = match given.is_empty() {
        true => quote!(#[tokio::main] async fn main() -> Result<(), Error> { #body }),
        false => quote!(async fn example(#(#given),*) -> Result<(), Error> { #body }),
    };
    format!("{head}\n{}", statements(&main))
}

/// How a client is configured.
fn config(cx: &Context<'_>) -> TokenStream {
    match cx.model.service.auth.first() {
        Some(AuthScheme::SigV4 { .. }) => quote!(Config::from_env()),
        Some(AuthScheme::Bearer) => quote!(Config::new().endpoint("https://example.com").bearer_token("token")),
        Some(AuthScheme::ApiKey(_)) => quote!(Config::new().endpoint("https://example.com").api_key("key")),
        Some(AuthScheme::Basic) => {
            quote!(Config::new().endpoint("https://example.com").basic_auth("user", "password"))
        }
        _ => quote!(Config::new().endpoint("https://example.com")),
    }
}

/// A test of an application, for a README: the same operation, answered by a mock.
pub(crate) fn test(cx: &Context<'_>) -> String {
    let Some((operation, example)) = simplest(cx) else { return String::new() };
    let (Paths { client, runtime }, marker) = (cx.paths, cx.names.marker(&operation.id));
    let mut types = example.types.clone();
    let answer = match operation.output.as_ref().map(|id| (id, Form::of(cx, cx.model.shape(id)))) {
        None => quote!(mock.gives::<#marker>(())),
        Some((id, Form::Default | Form::Defaults)) => {
            let output = cx.names.type_name(id);
            types.insert(output.clone());
            quote!(mock.gives::<#marker>(#output::new()))
        }
        Some(_) => quote!(mock.fails_with::<#marker>(503, "SlowDown", "too many calls")),
    };
    let import = Example { types, ..example };
    let types = import.import(cx);
    let given = import.given.iter().map(|(name, kind)| quote!(#name: #kind));
    let head = statements(&quote!(
        use #runtime::testing::Mock; use #client::operations::#marker; #types use #client::{Client, Config};
    ));
    let call = import.request(cx, operation);
    let body = statements(&quote! {
        async fn example(#(#given),*) {
            let mock = Mock::new();
            #answer;
            let client = Client::new(Config::new().mock(&mock));
            let result = #call.await;
            let inputs = mock.received::<#marker>();
            println!("{result:?} of {}", inputs.len());
        }
    });
    format!("{head}\n{body}")
}

/// The operation that is shown first: it reads something and asks for little.
fn simplest<'a>(cx: &Context<'a>) -> Option<(&'a Operation, Example)> {
    let examples = cx.model.operations.values().map(|operation| (operation, Example::of(cx, operation)));
    let is_clear = |(_, example): &(&Operation, Example)| {
        !example.types.iter().any(|name| IMPORTED.iter().any(|imported| name == imported))
    };
    examples.filter(is_clear).min_by_key(|(operation, example)| {
        let (given, changes, required, name) = rank(cx, operation, example);
        (given, changes, required, name.to_owned())
    })
}

/// The smaller the better: whether values have to be given, whether it changes something, how much it requires.
fn rank<'o>(cx: &Context<'_>, operation: &'o Operation, example: &Example) -> (usize, bool, usize, &'o str) {
    let name = operation.id.name();
    let reads = ["Get", "List", "Describe", "Head", "Search"].iter().any(|verb| name.starts_with(verb));
    let input = operation.input.as_ref().map(|id| cx.model.shape(id));
    let is_required = |shape: &Shape, member: &Member| cx.presence(shape, member) == Presence::Required;
    let required = input.map_or(0, |shape| shape.members().iter().filter(|member| is_required(shape, member)).count());
    (example.given.len(), !reads, required, name)
}

impl Example {
    fn of(cx: &Context<'_>, operation: &Operation) -> Self {
        let mut example = Self { input: quote!(), types: BTreeSet::new(), given: BTreeMap::new() };
        example.input = match &operation.input {
            None => quote!(),
            Some(id) => match Form::of(cx, cx.model.shape(id)) {
                Form::Default => quote!(()),
                _ => example.structure(cx, id, 0),
            },
        };
        example
    }

    /// The call, before it is awaited.
    fn request(&self, cx: &Context<'_>, operation: &Operation) -> TokenStream {
        let (method, input) = (cx.names.method(&operation.id), &self.input);
        quote!(client.#method(#input))
    }

    fn import(&self, cx: &Context<'_>) -> Option<TokenStream> {
        let client = &cx.paths.client;
        let types: Vec<_> = self.types.iter().collect();
        match types[..] {
            [] => None,
            [name] => Some(quote!(use #client::types::#name;)),
            _ => Some(quote!(use #client::types::{#(#types),*};)),
        }
    }

    fn structure(&mut self, cx: &Context<'_>, id: &ShapeId, depth: usize) -> TokenStream {
        let shape = cx.model.shape(id);
        let name = cx.names.type_name(id);
        self.types.insert(name.clone());
        match Form::of(cx, shape) {
            Form::Default | Form::Defaults => quote!(#name::new()),
            Form::ByPosition(members) => {
                let values: Vec<_> = members.iter().map(|member| self.member(cx, member, depth)).collect();
                quote!(#name::new(#(#values),*))
            }
            Form::ByName(members) => {
                let arguments = cx.names.required_name(id);
                self.types.insert(arguments.clone());
                let fields: Vec<_> = members
                    .iter()
                    .map(|member| {
                        let field = cx.member_name(shape, member);
                        let value = self.member(cx, member, depth);
                        quote!(#field: #value)
                    })
                    .collect();
                quote!(#name::new(#arguments { #(#fields),* }))
            }
        }
    }

    /// A value for a member.
    fn member(&mut self, cx: &Context<'_>, member: &Member, depth: usize) -> TokenStream {
        let shape = cx.model.target(member);
        let text = member.name.as_str();
        match &shape.kind {
            Kind::Blob if shape.traits.streaming => quote!("body"),
            Kind::Blob => quote!("data"),
            Kind::Enum(values) => match values.first().and_then(|value| value.value.as_str()) {
                Some(value) if !shape.traits.sensitive => quote!(#value),
                _ => quote!(#text),
            },
            Kind::String => quote!(#text),
            Kind::Boolean => quote!(true),
            Kind::Byte | Kind::Short | Kind::Integer | Kind::Long | Kind::IntEnum(_) => {
                let least = cx.model.trait_of(member, |traits| traits.range.as_ref()?.min.as_ref()?.as_i64());
                let number = Literal::i64_unsuffixed(least.unwrap_or_default().max(1));
                quote!(#number)
            }
            Kind::Float | Kind::Double => quote!(1.0),
            Kind::List(item) if is_flat(cx, shape, item) => {
                let item = self.member(cx, item, depth);
                quote!([#item])
            }
            Kind::Map(key, value) if is_flat(cx, shape, value) => {
                let (key, value) = (self.member(cx, key, depth), self.member(cx, value, depth));
                quote!([(#key, #value)])
            }
            Kind::Structure(_) if depth < MOST_NESTED => self.structure(cx, &shape.id, depth + 1),
            _ => self.given(cx, member),
        }
    }

    /// A name for what would take too long to make.
    fn given(&mut self, cx: &Context<'_>, member: &Member) -> TokenStream {
        let mut name = ident(&function(member.name.as_str()));
        let kind = cx.paths.in_full(cx.value_type(&member.target));
        // Each is used once, and moved, and hides none of the example's own variables.
        while self.given.contains_key(&name) || OWN.iter().any(|own| name == own) {
            name = format_ident!("{}_", name);
        }
        self.given.insert(name.clone(), kind);
        quote!(#name)
    }
}
