//! Schemes of authentication.

/// How a service wants its requests to be authenticated.
///
/// See <https://smithy.io/2.0/spec/authentication-traits.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `httpBearerAuth`: a token, RFC 6750.
    Bearer,
    /// `httpBasicAuth`: a user name and a password, RFC 7617.
    Basic,
    /// `httpApiKeyAuth` in a header, behind this word if there is one.
    ApiKeyHeader {
        /// The header.
        name: &'static str,
        /// What stands before the key; empty for nothing.
        scheme: &'static str,
    },
    /// `httpApiKeyAuth` in the query.
    ApiKeyQuery {
        /// The parameter.
        name: &'static str,
    },
    /// `aws.auth#sigv4`: a signature.
    #[cfg(feature = "sigv4")]
    SigV4 {
        /// The name that requests are signed for.
        name: &'static str,
    },
}
