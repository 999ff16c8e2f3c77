//! The model: what a service is, whatever format it was read from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::auth::AuthScheme;
use crate::diagnostic::Diagnostic;
use crate::id::{MemberName, ShapeId};
use crate::malformed::{MalformedTest, Refusal};
use crate::operation::Operation;
use crate::protocol::Protocol;
use crate::protocol_tests::ResponseTest;
use crate::rules::{EndpointTest, RuleSet};
use crate::source::{Place, Source};
use crate::traits::{Traits, XmlNamespace};

/// A service with its operations and every shape that belongs to it.
///
/// Order is canonical: shapes and operations by id, members as the model lists them.
#[derive(Clone, Debug)]
pub struct Model {
    /// The files that the model was read from.
    pub sources: Arc<Vec<Source>>,
    /// The service.
    pub service: Service,
    /// Its operations.
    pub operations: BTreeMap<ShapeId, Operation>,
    /// Its data shapes, those of the Smithy prelude included.
    pub shapes: BTreeMap<ShapeId, Shape>,
    /// Whether it is a closure of shapes: [`Model::service`] has its id and its documentation, and no operations.
    pub is_closure: bool,
    /// The ids of the members that the model does not mark as `sensitive`, and that were for their names.
    pub marked_secrets: Vec<String>,
    /// What is likely not as it was meant.
    pub warnings: Vec<Diagnostic>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id.
    pub id: ShapeId,
    /// Where it is defined.
    pub place: Place,
    /// Its version, mostly a date.
    pub version: String,
    /// `xmlNamespace`: that of every document.
    pub xml_namespace: Option<XmlNamespace>,
    /// `title`.
    pub title: Option<String>,
    /// `documentation`, as HTML.
    pub documentation: Option<String>,
    /// The protocol to speak.
    pub protocol: Protocol,
    /// `awsQueryCompatible`: the service spoke awsQuery once, and its errors keep the codes of that time.
    pub query_compatible: bool,
    /// The name that requests of RPC protocols call the service by: that of its shape.
    pub rpc_name: String,
    /// A customization: whether it is a store of objects, whose operations are those of S3.
    pub is_object_store: bool,
    /// A customization: whether answers come with the header `x-amz-crc32`.
    pub answers_have_crc32: bool,
    /// Whether labels of the path may hold the segments `.` and `..`, which stay as they are: from a customization.
    pub keeps_dot_segments: bool,
    /// Whether the protocol is spoken over HTTP/2, be it for streams of events alone.
    pub http2: bool,
    /// Every operation, those of resources included.
    pub operations: Vec<ShapeId>,
    /// Errors that any operation may fail with.
    pub errors: Vec<ShapeId>,
    /// Shapes that this service knows by another name.
    pub rename: BTreeMap<ShapeId, String>,
    /// `aws.api#service`.
    pub aws: Option<AwsService>,
    /// How requests may be authenticated, the most wanted first.
    pub auth: Vec<AuthScheme>,
    /// `endpointRuleSet`.
    pub rules: Option<RuleSet>,
    /// `endpointTests`.
    pub endpoint_tests: Vec<EndpointTest>,
    /// `clientContextParams`: parameters of the endpoint rules that the user sets on the client.
    pub client_context_params: BTreeMap<String, ClientContextParam>,
}

/// `aws.api#service`.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AwsService {
    /// The service's name in every SDK.
    pub sdk_id: String,
    /// The host's first label, where no rules say otherwise.
    pub endpoint_prefix: Option<String>,
}

/// A parameter of `clientContextParams`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct ClientContextParam {
    /// `string`, `boolean` or `stringArray`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it does.
    pub documentation: Option<String>,
    /// Whether it is true unless it is set, where the client's own endpoint has a name without a dot: nothing is found before
    /// such a name.
    #[serde(skip)]
    pub is_true_without_subdomains: bool,
}

/// A data shape.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its id.
    pub id: ShapeId,
    /// Where it is defined.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// Its traits.
    pub traits: Traits,
    /// `httpResponseTests` of an error.
    pub response_tests: Vec<ResponseTest>,
}

/// What a shape is.
///
/// See <https://smithy.io/2.0/spec/simple-types.html> and <https://smithy.io/2.0/spec/aggregate-types.html>.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Bytes.
    Blob,
    /// True or false.
    Boolean,
    /// Text.
    String,
    /// Signed, 8 bits.
    Byte,
    /// Signed, 16 bits.
    Short,
    /// Signed, 32 bits.
    Integer,
    /// Signed, 64 bits.
    Long,
    /// IEEE 754, 32 bits.
    Float,
    /// IEEE 754, 64 bits.
    Double,
    /// A whole number of any size.
    BigInteger,
    /// A decimal number of any size and precision.
    BigDecimal,
    /// A moment, to the nanosecond.
    Timestamp,
    /// Any JSON value.
    Document,
    /// Texts with names, open to more.
    Enum(Vec<EnumValue>),
    /// Integers with names, open to more.
    IntEnum(Vec<EnumValue>),
    /// A list of one member.
    List(Box<Member>),
    /// A map from text.
    Map(Box<Member>, Box<Member>),
    /// Named members.
    Structure(Vec<Member>),
    /// One of several named members.
    Union(Vec<Member>),
    /// A customization: a type of the user's own stands for the shape.
    Custom {
        /// The path of the type in Rust.
        path: String,
        /// What the shape is.
        shape: Box<Kind>,
    },
}

impl Kind {
    /// The kind of the shape in the model, also where a type of the user stands for it in Rust.
    pub fn on_the_wire(&self) -> &Self {
        match self {
            Self::Custom { shape, .. } => shape,
            kind => kind,
        }
    }

    /// Whether it lists its values, which are texts or integers.
    pub fn is_enum(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::IntEnum(_))
    }

    /// Whether its values are numbers, those of an integer enum aside.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::Short
                | Self::Integer
                | Self::Long
                | Self::Float
                | Self::Double
                | Self::BigInteger
                | Self::BigDecimal
        )
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The name; a legacy `@enum` may have none.
    pub name: Option<String>,
    /// The value, a string or an integer.
    pub value: Value,
    /// `documentation`, as HTML.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
}

/// A member of a structure, union, list or map.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name; `member`, `key` or `value` in lists and maps.
    pub name: MemberName,
    /// Where it is defined.
    pub place: Place,
    /// The shape of its values.
    pub target: ShapeId,
    /// Its traits.
    pub traits: Traits,
}

impl Shape {
    /// The members of a structure or union, nothing for other shapes.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Structure(members) | Kind::Union(members) => members,
            _ => &[],
        }
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name.as_str() == name)
    }

    /// Whether it is a union whose values travel as events.
    pub fn is_event_stream(&self) -> bool {
        self.traits.streaming && matches!(self.kind, Kind::Union(_))
    }

    /// Every member, those of lists and maps included.
    pub fn all_members(&self) -> Vec<&Member> {
        match &self.kind {
            Kind::List(item) => vec![item],
            Kind::Map(key, value) => vec![key, value],
            _ => self.members().iter().collect(),
        }
    }

    /// As [`Shape::all_members`], to be changed.
    pub fn all_members_mut(&mut self) -> Vec<&mut Member> {
        match &mut self.kind {
            Kind::List(item) => vec![item],
            Kind::Map(key, value) => vec![key, value],
            Kind::Structure(members) | Kind::Union(members) => members.iter_mut().collect(),
            _ => Vec::new(),
        }
    }

    /// The members of a structure or a union, to be changed.
    pub fn members_mut(&mut self) -> &mut [Member] {
        match &mut self.kind {
            Kind::Structure(members) | Kind::Union(members) => members,
            _ => &mut [],
        }
    }
}

impl Operation {
    /// The cases of a protocol in which the service lists the members that break constraints.
    pub fn refusals(&self, protocol: Protocol) -> impl Iterator<Item = (&MalformedTest, Refusal)> {
        let cases = self.malformed_tests.iter().filter(move |case| case.protocol == protocol.id());
        cases.flat_map(|case| case.refusals().into_iter().map(move |refusal| (case, refusal)))
    }
}

impl Model {
    /// A service with its operations, and those of the shapes that they reach.
    pub(crate) fn new(
        sources: &Arc<Vec<Source>>,
        service: Service,
        operations: BTreeMap<ShapeId, Operation>,
        shapes: BTreeMap<ShapeId, Shape>,
    ) -> Self {
        let all = service.operations.clone();
        let mut model = Self { operations, is_closure: false, ..Self::closure(sources, service, shapes) };
        model.retain(&all);
        model
    }

    /// The shapes of a closure, which stands for a service without operations.
    pub(crate) fn closure(sources: &Arc<Vec<Source>>, closure: Service, shapes: BTreeMap<ShapeId, Shape>) -> Self {
        Self {
            sources: Arc::clone(sources),
            service: closure,
            operations: BTreeMap::new(),
            shapes,
            is_closure: true,
            marked_secrets: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// A shape that is known to exist: lowering has checked every target.
    ///
    /// # Panics
    /// If the id did not come from this model.
    pub fn shape(&self, id: &ShapeId) -> &Shape {
        &self.shapes[id]
    }

    /// The shape of a member's values.
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target)
    }

    /// These shapes and all that their members reach. An id that is no data shape of the model is passed over.
    pub fn reached<'a>(&'a self, from: impl IntoIterator<Item = &'a ShapeId>) -> BTreeSet<&'a ShapeId> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&ShapeId> = from.into_iter().collect();
        while let Some(id) = open.pop() {
            if let Some(shape) = self.shapes.get(id)
                && reached.insert(&shape.id)
            {
                open.extend(shape.all_members().into_iter().map(|member| &member.target));
            }
        }
        reached
    }

    /// A trait that the member, or else its target, carries.
    pub fn trait_of<'a, T>(&'a self, member: &'a Member, get: impl Fn(&'a Traits) -> Option<T>) -> Option<T> {
        get(&member.traits).or_else(|| get(&self.target(member).traits))
    }

    /// Whether a member's value must not be printed: it is marked, or it is a list or map that holds what is marked.
    /// Structures and unions see to their own members.
    pub fn is_sensitive(&self, member: &Member) -> bool {
        let target = self.target(member);
        let held = || match &target.kind {
            Kind::List(item) => self.is_sensitive(item),
            Kind::Map(key, value) => self.is_sensitive(key) || self.is_sensitive(value),
            _ => false,
        };
        member.traits.sensitive || target.traits.sensitive || held()
    }

    /// The name that the service's users know a shape by.
    pub fn name_of<'a>(&'a self, id: &'a ShapeId) -> &'a str {
        self.service.rename.get(id).map_or(id.name(), String::as_str)
    }
}
