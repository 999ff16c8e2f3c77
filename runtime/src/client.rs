//! What every client has inside: the configuration, the transport, and the way of a request through both.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
#[cfg(feature = "test-util")]
use std::task::{Context, Poll, Waker};

use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};

use crate::auth::Authenticator;
use crate::body::Body;
use crate::call::{Call, Options};
use crate::config::{Config, ConfigError};
#[cfg(feature = "calls")]
use crate::connection::Connection;
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::Failure;
use crate::headers::{INVOCATION_ID, append, header_value, insert};
use crate::http::Parts;
use crate::operation::{Operation, OperationMeta, Service, ServiceMeta};
use crate::url::{address_of, names_port, public_url};
use crate::user_agent;

/// What a generated client has inside. Clones share it.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

struct Core {
    config: Arc<Config>,
    user_agent: HeaderValue,
    #[cfg(feature = "calls")]
    connection: Connection,
}

/// A request on its way out: all that sending needs to know about a call.
pub(crate) struct Outgoing {
    pub(crate) service: &'static ServiceMeta,
    pub(crate) operation: &'static OperationMeta,
    pub(crate) config: Arc<Config>,
    pub(crate) endpoint: Endpoint,
    pub(crate) resolved_endpoint: bool,
    pub(crate) parts: Parts,
    pub(crate) headers: Vec<(String, String)>,
}

/// A request without a signature.
pub(crate) type Unsigned = http::Request<Body>;

impl Client {
    /// A client for a service.
    pub fn new<S: Service>(config: Config) -> Self {
        Self::of(&S::META, config)
    }

    // Not part of each client that is compiled.
    fn of(service: &ServiceMeta, config: Config) -> Self {
        let config = config.for_service(service.sdk_id);
        let user_agent = user_agent::header(service, config.app_name.as_deref());
        Self {
            core: Arc::new(Core {
                config: Arc::new(config),
                user_agent,
                #[cfg(feature = "calls")]
                connection: Connection::new(),
            }),
        }
    }

    /// A call of one of the service's operations.
    pub fn call<O: Operation>(&self, input: O::Input) -> Call<O> {
        Call::new(self.clone(), input)
    }

    /// The configuration, with what a call does differently.
    pub(crate) fn config(&self, options: &Options) -> Result<Arc<Config>, Failure> {
        self.core.config.check().map_err(Failure::Config)?;
        let mut config = Arc::clone(&self.core.config);
        if options.differ() {
            options.apply(Arc::make_mut(&mut config));
        }
        Ok(config)
    }

    /// What is called instead of the service.
    #[cfg(all(feature = "calls", feature = "test-util"))]
    pub(crate) fn mock(&self) -> Option<&crate::testing::Mock> {
        self.core.config.mock.as_ref()
    }

    /// What the calls share.
    #[cfg(feature = "calls")]
    pub(crate) fn connection(&self) -> &Connection {
        &self.core.connection
    }

    /// Sends a request.
    #[cfg(feature = "calls")]
    pub(crate) async fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, Failure> {
        self.core.connection.transport.send(&self.core.config, request).await
    }

    /// The request for an input, as it is before it is signed. Nothing is sent.
    #[cfg(feature = "test-util")]
    pub(crate) fn unsigned<O: Operation>(&self, input: O::Input) -> Result<Unsigned, Failure> {
        let outgoing = crate::call::prepare::<O>(self, input, Options::default())?;
        // Bytes in memory are never waited for.
        match std::pin::pin!(self.request(outgoing)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result.map(|(request, _)| request),
            Poll::Pending => Err(Failure::Signing("the body is not in memory".into())),
        }
    }

    /// The complete request but for its signature, and what adds that.
    pub(crate) async fn request(&self, outgoing: Outgoing) -> Result<(Unsigned, Authenticator), Failure> {
        let Outgoing { service, operation, config, endpoint, parts, headers, .. } = outgoing;
        let uri = uri(&endpoint, &parts)?;
        let mut request = http::Request::new(parts.body);
        *request.method_mut() = method(operation)?;
        *request.headers_mut() = parts.headers;
        let map = request.headers_mut();
        map.insert(http::header::HOST, host(&uri)?);
        map.insert(http::header::USER_AGENT, self.core.user_agent.clone());
        map.insert(INVOCATION_ID, invocation_id()?);
        for (name, value) in operation.headers {
            if !map.contains_key(*name) {
                insert(map, name, value)?;
            }
        }
        for (name, values) in &endpoint.headers {
            values.iter().try_for_each(|value| append(map, name, value))?;
        }
        headers.iter().try_for_each(|(name, value)| insert(map, name, value))?;
        *request.uri_mut() = uri;
        let authenticator = Authenticator {
            service,
            operation,
            config,
            schemes: endpoint.auth_schemes,
            ahead: 0,
            waits: AtomicBool::new(false),
        };
        authenticator.dress(&mut request, parts.algorithm.as_deref()).await?;
        Ok((request, authenticator))
    }
}

/// What all attempts of a call have in common: a version 4 UUID. It is an identifier, not a secret, so the system is asked
/// for random bits only once, and they are counted up.
fn invocation_id() -> Result<HeaderValue, Failure> {
    static FIRST: OnceLock<u128> = OnceLock::new();
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let first = *FIRST.get_or_init(|| uuid::Uuid::new_v4().as_u128());
    let bits = first.wrapping_add(CALLS.fetch_add(1, Ordering::Relaxed).into());
    let id = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
    header_value(INVOCATION_ID.as_str(), id.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))
}

fn method(operation: &OperationMeta) -> Result<http::Method, Failure> {
    let invalid = |_| Failure::Config(ConfigError::new(format!("{:?} is not an HTTP method", operation.method)));
    http::Method::from_bytes(operation.method.as_bytes()).map_err(invalid)
}

/// The endpoint's URL and the operation's path and query, one behind the other.
fn uri(endpoint: &Endpoint, parts: &Parts) -> Result<Uri, Failure> {
    let error = |why: &str| Failure::Endpoint(EndpointError::new(format!("{:?} {why}", public_url(&endpoint.url))));
    let base: Uri = endpoint.url.parse().map_err(|_| error("is not a URL"))?;
    let (Some(scheme), Some(authority)) = (base.scheme_str(), base.authority()) else {
        return Err(error("is not a URL with a scheme and a host, like https://example.com"));
    };
    if !matches!(scheme, "http" | "https") {
        return Err(error("is not an http or https URL"));
    }
    if endpoint.url.contains('#') {
        return Err(error("has a fragment, which an endpoint can't have"));
    }
    if names_port(authority.as_str()) && authority.port_u16().is_none_or(|port| port == 0) {
        return Err(error("has a port that is not from 1 to 65535"));
    }
    if base.query().is_some() || authority.as_str().contains('@') {
        return Err(error("has a query or a user name, which an endpoint can't have"));
    }
    let mut path = base.path().trim_end_matches('/').to_owned();
    path.push_str(&parts.path_and_query);
    let path = PathAndQuery::try_from(path).map_err(|_| error("and the operation's path are not a URL"))?;
    let prefixed = if !parts.host_prefix.is_empty() && takes_prefix(authority.host()) {
        let host = Authority::try_from(format!("{}{authority}", parts.host_prefix));
        Some(host.map_err(|_| error("and the prefix of its host are not a URL"))?)
    } else {
        None
    };
    let mut parts = base.into_parts();
    parts.path_and_query = Some(path);
    parts.authority = prefixed.or(parts.authority);
    Uri::from_parts(parts).map_err(|_| error("is not a URL"))
}

/// Nothing can stand before an IP address, and nothing is found before `localhost`.
fn takes_prefix(host: &str) -> bool {
    host != "localhost" && address_of(host).is_none()
}

/// The host, and the port where it is not the scheme's own.
fn host(uri: &Uri) -> Result<HeaderValue, Failure> {
    let default = match uri.scheme_str() {
        Some("http") => 80,
        _ => 443,
    };
    let host = match (uri.authority(), uri.port_u16()) {
        (Some(authority), Some(port)) if port != default => authority.as_str(),
        _ => uri.host().unwrap_or_default(),
    };
    HeaderValue::try_from(host).map_err(|_| Failure::Endpoint(EndpointError::new(format!("{host:?} is not a host"))))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.core.config).finish_non_exhaustive()
    }
}
