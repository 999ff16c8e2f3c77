//! Presigned requests: whoever holds the URL may send it, for a while.

mod post;
mod token;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri, header};

use crate::call::{Call, complete, prepare};
use crate::config_error::ConfigError;
use crate::error::{Error, Failure};
use crate::header_names::INVOCATION_ID;
use crate::operation::{ExceptionOf, Operation};
use crate::request::Outgoing;

pub use self::post::{PostPolicy, PresignedPost};

/// A request that is signed by its URL. Anybody may send it until it expires, so the URL is a secret.
#[derive(Clone)]
pub struct Presigned {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// The longest that a signature may be good for: seven days.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Presigned {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URL, with its signature.
    pub fn url(&self) -> String {
        self.uri.to_string()
    }

    /// The headers that have to be sent along, besides that of the host: none for most requests without a body.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body that has to be sent along: empty for most requests by GET.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The request, for any HTTP client.
    pub fn into_request(self) -> http::Request<Bytes> {
        let mut request = http::Request::new(self.body);
        (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (self.method, self.uri, self.headers);
        request
    }
}

/// Without the query, which has the signature.
impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, path) = (self.uri.host().unwrap_or_default(), self.uri.path());
        write!(f, "Presigned({} {host}{path})", self.method)
    }
}

impl<O: Operation> Call<O> {
    /// Signs the request by its URL instead of sending it. The signature is good for so long, counted from now, and never
    /// longer than the credentials.
    ///
    /// # Errors
    /// The time is less than a second or more than seven days, the request can't be made or signed, or its body is a stream.
    pub async fn presign(self, expires_in: Duration) -> Result<Presigned, Error<ExceptionOf<O>>> {
        let (client, mut input, mut options) = self.into_parts();
        let presigned = async {
            complete::<O>(&mut input)?;
            check_time(expires_in, "URL")?;
            client.find_account::<O>(&mut options).await?;
            let outgoing = Outgoing { is_presigned: true, ..prepare::<O>(&client, input, options)? };
            let (mut request, authenticator) = client.request(outgoing).await?;
            for name in [header::USER_AGENT, INVOCATION_ID, header::CONTENT_LENGTH] {
                request.headers_mut().remove(name);
            }
            let request = authenticator.presign(request, expires_in).await?;
            let (mut parts, body) = request.into_parts();
            parts.headers.remove(http::header::HOST);
            let body = body.bytes().cloned().ok_or_else(|| invalid("a stream can't be presigned".to_owned()))?;
            Ok(Presigned { method: parts.method, uri: parts.uri, headers: parts.headers, body })
        };
        presigned.await.map_err(|failure| Error::failure_of(O::META.name, failure))
    }
}

fn check_time(expires_in: Duration, what: &str) -> Result<(), Failure> {
    if expires_in < Duration::from_secs(1) || expires_in > LONGEST {
        return Err(invalid(format!("a presigned {what} can't be good for {expires_in:?}, only for 1 s to 7 days")));
    }
    Ok(())
}

fn invalid(message: String) -> Failure {
    Failure::Config(ConfigError::new(message))
}
