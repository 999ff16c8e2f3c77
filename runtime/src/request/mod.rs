//! What is done to a request before it is sent.

mod assemble;
#[cfg(feature = "checksum")]
pub(crate) mod checksum;
#[cfg(feature = "compression")]
mod compress;
#[cfg(feature = "crc32")]
mod crc32;
#[cfg(any(feature = "checksum", feature = "crc32"))]
mod guarded;
pub(crate) mod headers;
#[cfg(feature = "sigv4")]
pub(crate) mod sign;
pub(crate) mod user_agent;

use std::sync::Arc;

use http::HeaderValue;

use crate::body::Body;
#[cfg(feature = "sigv4")]
use crate::client::BeginSession;
use crate::config::Config;
use crate::endpoint::Endpoint;
#[cfg(all(feature = "query", feature = "sigv4"))]
use crate::endpoint::EndpointError;
use crate::error::Failure;
use crate::http::Parts;
use crate::operation::{OperationMeta, ServiceMeta};

/// A request on its way out: all that sending needs to know about a call.
pub(crate) struct Outgoing {
    pub(crate) service: &'static ServiceMeta,
    pub(crate) operation: &'static OperationMeta,
    pub(crate) config: Arc<Config>,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) resolved_endpoint: bool,
    pub(crate) parts: Parts,
    pub(crate) headers: Vec<(String, String)>,
    /// Whether the request is signed by its URL, for somebody else to send: with a body that is not known yet, perhaps.
    pub(crate) is_presigned: bool,
    /// How to begin a session, which the endpoint may want.
    #[cfg(feature = "sigv4")]
    #[cfg_attr(not(feature = "calls"), allow(dead_code, reason = "without calls there is nobody to ask"))]
    pub(crate) session: Option<BeginSession>,
    /// Applies the endpoint rules of the service to another configuration.
    #[cfg(all(feature = "query", feature = "sigv4"))]
    pub(crate) resolve: fn(&Config) -> Result<Endpoint, EndpointError>,
}

impl Outgoing {
    /// The bucket whose session the endpoint wants, and what begins it, where the service has such.
    #[cfg(all(feature = "calls", feature = "sigv4"))]
    pub(crate) fn wanted_session(&self) -> Option<(String, BeginSession)> {
        let begin = self.session?;
        if self.endpoint.auth_schemes.first()?.name != crate::session::SCHEME {
            return None;
        }
        Some((crate::session::bucket(&self.endpoint.url)?, begin))
    }

    /// Asks for texts that come URL-encoded, where the operation can and the caller does not. Whether it did.
    #[cfg(feature = "calls")]
    pub(crate) fn ask_for_url_encoding(&mut self) -> bool {
        let Some((parameter, value)) = self.operation.url_encoding else { return false };
        let target = &mut self.parts.path_and_query;
        let query = target.split_once('?').map(|(_, query)| query);
        let is_parameter = |pair: &str| pair.split('=').next() == Some(parameter);
        if query.is_some_and(|query| query.split('&').any(is_parameter)) {
            return false;
        }
        let separator = if query.is_some() { "&" } else { "?" };
        target.extend([separator, parameter, "=", value]);
        true
    }
}

/// The header that tells which trace a request is part of.
#[cfg(all(feature = "calls", feature = "sigv4"))]
const TRACE_ID: &str = "x-amzn-trace-id";

/// A request without a signature.
pub(crate) type Unsigned = http::Request<Body>;

/// Makes a request but for its signature, in these stages:
///
/// 1. Assemble: URL, method, headers.
/// 2. Compress the body, if the operation says so and it is large enough.
/// 3. Add the checksum of the body as it is now.
///
/// Then each attempt is signed, or authenticated otherwise, by the `Authenticator`.
#[cfg_attr(
    not(feature = "checksum"),
    allow(unused_mut, unused_variables, reason = "without checksums, some stages are not there")
)]
pub(crate) async fn prepare(outgoing: Outgoing, user_agent: &HeaderValue) -> Result<Unsigned, Failure> {
    let Outgoing { operation, config, endpoint, mut parts, headers, is_presigned, .. } = outgoing;
    let algorithm = parts.algorithm.take();
    #[cfg(feature = "checksum")]
    let asks = config.asks_for_checksums() || checksum::is_asked_for(&parts.headers, &headers);
    let mut request = assemble::assemble(operation, &endpoint, parts, &headers, user_agent)?;
    #[cfg(all(feature = "calls", feature = "sigv4"))]
    if let (Some(id), false) = (config.trace_id(), is_presigned || request.headers().contains_key(TRACE_ID)) {
        headers::insert(request.headers_mut(), TRACE_ID, &id)?;
    }
    #[cfg(feature = "checksum")]
    checksum::add_md5(request.headers_mut())?;
    #[cfg(feature = "checksum")]
    if !asks || is_presigned {
        request.headers_mut().remove(checksum::MODE);
    }
    #[cfg(feature = "compression")]
    if let (true, Some(threshold)) = (operation.compressed, config.compression_threshold) {
        compress::apply(&mut request, threshold).map_err(Failure::Signing)?;
    }
    #[cfg(feature = "checksum")]
    checksum::secure(&mut request, operation.checksum, algorithm.as_deref(), config.adds_checksums() && !is_presigned)
        .await?;
    Ok(request)
}

/// An answer whose body fails if it is not what its checksum says.
#[cfg_attr(not(feature = "checksum"), allow(unused_variables, reason = "only checksums are checked"))]
pub(crate) fn checked(answer: http::Response<Body>, operation: &OperationMeta) -> http::Response<Body> {
    #[cfg(feature = "checksum")]
    if let Some(expected) = checksum::Expected::of(operation.checksum, answer.headers()) {
        return answer.map(|body| expected.guard(body));
    }
    #[cfg(feature = "crc32")]
    {
        let (parts, body) = answer.into_parts();
        let body = crc32::checked(&parts.headers, body);
        http::Response::from_parts(parts, body)
    }
    #[cfg(not(feature = "crc32"))]
    answer
}
