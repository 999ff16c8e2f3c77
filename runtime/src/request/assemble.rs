//! The first stage of a request: URL, method and headers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Uri};

use super::Unsigned;
use super::headers::{append, header_value, insert};
use crate::config_error::ConfigError;
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::Failure;
use crate::header_names::INVOCATION_ID;
use crate::http::Parts;
use crate::operation::OperationMeta;
use crate::random;
use crate::url::{address_of, host, names_port, public_url};

/// Puts a request together. The caller's own headers win over those of the endpoint, and these over the operation's.
pub(super) fn assemble(
    operation: &OperationMeta,
    endpoint: &Endpoint,
    parts: Parts,
    own_headers: &[(String, String)],
    user_agent: &HeaderValue,
) -> Result<Unsigned, Failure> {
    let uri = uri(endpoint, &parts)?;
    let mut request = http::Request::new(parts.body);
    *request.method_mut() = method(operation)?;
    *request.headers_mut() = parts.headers;
    let map = request.headers_mut();
    map.insert(http::header::HOST, host_header(&uri)?);
    map.insert(http::header::USER_AGENT, user_agent.clone());
    map.insert(INVOCATION_ID, invocation_id()?);
    for (name, value) in operation.headers {
        if !map.contains_key(*name) {
            insert(map, name, value)?;
        }
    }
    for (name, values) in &endpoint.headers {
        values.iter().try_for_each(|value| append(map, name, value))?;
    }
    own_headers.iter().try_for_each(|(name, value)| insert(map, name, value))?;
    *request.uri_mut() = uri;
    Ok(request)
}

/// What all attempts of a call have in common: a version 4 UUID. It is an identifier, not a secret, so the system is asked
/// for random bits only once, and they are counted up.
fn invocation_id() -> Result<HeaderValue, Failure> {
    static FIRST: OnceLock<u128> = OnceLock::new();
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let first = match FIRST.get() {
        Some(first) => *first,
        None => {
            let bits = random::bits()?;
            *FIRST.get_or_init(|| bits)
        }
    };
    let id = random::uuid(first.wrapping_add(CALLS.fetch_add(1, Ordering::Relaxed).into()));
    header_value(INVOCATION_ID.as_str(), &id)
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
    // An operation without a path of its own is asked for at the endpoint itself.
    if path.is_empty() && !parts.path_and_query.starts_with('/') {
        path.push('/');
    }
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

/// The header `host`.
fn host_header(uri: &Uri) -> Result<HeaderValue, Failure> {
    let host = host(uri);
    HeaderValue::try_from(host).map_err(|_| Failure::Endpoint(EndpointError::new(format!("{host:?} is not a host"))))
}
