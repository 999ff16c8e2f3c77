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
    let mut parts = parts;
    if operation.query_in_body {
        move_query(&mut parts);
    }
    let uri = uri(endpoint, &parts)?;
    let mut request = http::Request::new(parts.body);
    *request.method_mut() = if operation.query_in_body { http::Method::POST } else { method(operation)? };
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

/// Makes the query the body, as a form.
fn move_query(parts: &mut Parts) {
    if let Some((path, query)) = parts.path_and_query.split_once('?') {
        parts.body = query.to_owned().into();
        parts.path_and_query = path.to_owned();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        parts.headers.insert(http::header::CONTENT_TYPE, form);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;

    fn parts(path_and_query: &str, host_prefix: &str) -> Parts {
        Parts {
            path_and_query: path_and_query.to_owned(),
            host_prefix: host_prefix.to_owned(),
            headers: http::HeaderMap::new(),
            body: Body::empty(),
            algorithm: None,
        }
    }

    fn assembled(operation: &OperationMeta, target: &str) -> (String, String, Vec<u8>, bool) {
        let parts = parts(target, "");
        let endpoint = Endpoint::new("https://search.example.com");
        let request = assemble(operation, &endpoint, parts, &[], &HeaderValue::from_static("test"));
        let request = request.unwrap_or_else(|failure| panic!("{failure}"));
        let is_form =
            request.headers().get("content-type").is_some_and(|value| value == "application/x-www-form-urlencoded");
        let body = request.body().bytes().map(|bytes| bytes.to_vec()).unwrap_or_default();
        (request.method().to_string(), request.uri().to_string(), body, is_form)
    }

    #[test]
    fn a_query_can_be_the_body() {
        let plain = OperationMeta::new("Search", "GET", "/search?format=sdk");
        let in_body = OperationMeta { query_in_body: true, ..plain };
        let target = "/search?format=sdk&q=a%20b";
        let url = format!("https://search.example.com{target}");
        assert_eq!(assembled(&plain, target), ("GET".to_owned(), url, Vec::new(), false));
        let url = "https://search.example.com/search".to_owned();
        assert_eq!(assembled(&in_body, target), ("POST".to_owned(), url, b"format=sdk&q=a%20b".to_vec(), true));
    }

    /// Where a name can stand before the host, it does.
    #[test]
    fn a_prefix_stands_before_a_name() {
        let operation = OperationMeta::new("Get", "GET", "/");
        let host = |prefix: &str, endpoint: &str| {
            let parts = parts("/", prefix);
            let request = assemble(&operation, &Endpoint::new(endpoint), parts, &[], &HeaderValue::from_static("test"));
            let request = request.unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(request.headers()["host"], request.uri().authority().expect("a host").as_str());
            request.uri().authority().expect("a host").to_string()
        };
        assert_eq!(host("data.", "https://example.com:8443"), "data.example.com:8443");
        assert_eq!(host("", "https://example.com"), "example.com");
        for endpoint in ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"] {
            assert_eq!(host("data.", endpoint), endpoint.trim_start_matches("http://"));
        }
    }

    /// The endpoint rules may demand headers, of several values too.
    #[test]
    fn headers_of_the_endpoint_are_added() {
        let operation = OperationMeta::new("Get", "GET", "/");
        let assembled = |name: &str, value: &str| {
            let parts = parts("/", "");
            let endpoint = Endpoint::new("https://example.com").header(name, vec!["1".to_owned(), value.to_owned()]);
            assemble(&operation, &endpoint, parts, &[], &HeaderValue::from_static("test"))
        };
        let request = assembled("x-rule", "2").unwrap_or_else(|failure| panic!("{failure}"));
        let values: Vec<_> = request.headers().get_all("x-rule").iter().collect();
        assert_eq!(values, ["1", "2"]);
        assembled("x rule", "2").expect_err("no name of a header");
        assembled("x-rule", "\n").expect_err("no value of a header");
    }
}
