//! What a client is told once.

#[cfg(feature = "sigv4")]
mod account_id;
#[cfg(feature = "sigv4")]
mod aws;
#[cfg(feature = "checksum")]
mod checksums;
#[cfg(all(feature = "calls", feature = "sigv4"))]
mod environment;
mod parameters;
#[cfg(feature = "sigv4")]
mod payload_signing;
#[cfg(feature = "aws-config")]
mod sdk;
#[cfg(all(feature = "calls", feature = "sigv4"))]
mod trace;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

#[cfg(feature = "sigv4")]
pub use self::account_id::AccountIdEndpointMode;
#[cfg(feature = "checksum")]
pub use self::checksums::ChecksumPolicy;
#[cfg(feature = "sigv4")]
pub use self::payload_signing::PayloadSigning;
use crate::config_error::ConfigError;
use crate::retry::Retry;
#[cfg(feature = "blocking")]
use crate::transport::BlockingTransport;
#[cfg(feature = "calls")]
use crate::transport::Proxies;
#[cfg(feature = "tokio")]
use crate::transport::Transport;
use crate::transport::TransportSettings;
use crate::url::{address_of, public_url};
use crate::validate::Policy;

/// A text that is overwritten before its memory is given back. Clones of a configuration share it.
pub(crate) type Secret = Arc<Zeroizing<String>>;

fn secret(text: String) -> Secret {
    Arc::new(Zeroizing::new(text))
}

/// The configuration of a client.
///
/// [`Config::new`] starts from nothing. What is missing is reported by the first call that needs it, with what was
/// looked for.
#[derive(Clone)]
pub struct Config {
    pub(crate) endpoint: Option<String>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) read_timeout: Duration,
    pub(crate) retry: Retry,
    /// None if nobody has said.
    pub(crate) timeout: Option<Duration>,
    pub(crate) response_limit: u64,
    pub(crate) expect_continue: bool,
    /// None if nothing is to be compressed.
    #[cfg(feature = "compression")]
    pub(crate) compression_threshold: Option<u64>,
    /// None if nobody has said.
    #[cfg(feature = "checksum")]
    request_checksums: Option<ChecksumPolicy>,
    #[cfg(feature = "checksum")]
    response_checksums: Option<ChecksumPolicy>,
    pub(crate) policy: Policy,
    pub(crate) transport: TransportSettings,
    #[cfg(all(feature = "calls", feature = "test-util"))]
    pub(crate) mock: Option<Arc<dyn crate::test_double::TestDouble>>,
    parameters: BTreeMap<&'static str, parameters::Parameter>,
    pub(crate) app_name: Option<String>,
    pub(crate) bearer_token: Option<Secret>,
    pub(crate) api_key: Option<Secret>,
    /// User name and password, with a colon between.
    pub(crate) basic_auth: Option<Secret>,
    /// Whether tokens, keys and passwords may go by plain HTTP to other machines.
    pub(crate) allows_plaintext_auth: bool,
    /// What a setter was given and can't be used.
    invalid: Option<&'static str>,
    #[cfg(feature = "sigv4")]
    aws: aws::Settings,
}

impl Config {
    /// How long it may take to connect, TLS included, unless it is configured.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
    /// How long a whole call may take, unless it is configured.
    pub const TIMEOUT: Duration = Duration::from_secs(60);

    /// How long an answer may stand still once it has begun, unless it is configured.
    pub const READ_TIMEOUT: Duration = Duration::from_secs(30);

    /// How many bytes of an answer are kept in memory at most, unless it is configured.
    pub const RESPONSE_LIMIT: u64 = 256 << 20;

    /// How many bytes a request has at least that is compressed, unless it is configured.
    #[cfg(feature = "compression")]
    pub const COMPRESSION_THRESHOLD: u64 = 10_240;

    /// An empty configuration, which reads nothing from the environment.
    pub fn new() -> Self {
        Self {
            endpoint: None,
            attempt_timeout: None,
            read_timeout: Self::READ_TIMEOUT,
            retry: Retry::standard(),
            timeout: None,
            response_limit: Self::RESPONSE_LIMIT,
            expect_continue: true,
            #[cfg(feature = "compression")]
            compression_threshold: Some(Self::COMPRESSION_THRESHOLD),
            #[cfg(feature = "checksum")]
            request_checksums: None,
            #[cfg(feature = "checksum")]
            response_checksums: None,
            policy: Policy::default(),
            transport: TransportSettings::new(Self::CONNECT_TIMEOUT),
            #[cfg(all(feature = "calls", feature = "test-util"))]
            mock: None,
            parameters: BTreeMap::new(),
            app_name: None,
            bearer_token: None,
            api_key: None,
            basic_auth: None,
            allows_plaintext_auth: false,
            invalid: None,
            #[cfg(feature = "sigv4")]
            aws: aws::Settings::default(),
        }
    }

    /// The URL to call. A path in it is kept before the operation's own. FIPS and dual-stack, which choose between endpoints
    /// of AWS, mean nothing beside it, as in the other AWS SDKs.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        // What was loaded for single services is passed over.
        #[cfg(feature = "aws-config")]
        {
            self.aws.sdk = None;
        }
        self
    }

    /// The token for services with `httpBearerAuth`.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_token = Some(secret(token.into()));
        self
    }

    /// The key for services with `httpApiKeyAuth`.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(secret(key.into()));
        self
    }

    /// The user for services with `httpBasicAuth`. With a colon in the name, which RFC 7617 has no place for, each call is an
    /// error.
    #[must_use]
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.invalid = user.contains(':').then_some("the user name for basic authentication has a colon in it");
        self.basic_auth = Some(secret(format!("{user}:{password}")));
        self
    }

    /// Sends tokens, keys and passwords by plain HTTP to other machines, too, where everybody on the way can read them. It is
    /// an error if it is not set. Signatures don't need it: they don't tell the key.
    #[must_use]
    pub fn allow_plaintext_auth(mut self, allow: bool) -> Self {
        self.allows_plaintext_auth = allow;
        self
    }

    /// How long it may take to connect, TLS included: 5 seconds if it is not set. A transport of your own is told it by its
    /// [`Limits`](crate::transport::Limits).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from its signature to the last byte of the answer. What takes longer is tried again.
    /// If it is not set, only the whole call has a limit.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long a server may stand still: while it takes a request that is a file or a stream, and once its answer has
    /// begun. 30 seconds if it is not set. It counts for answers that are streams, too,
    /// while somebody waits for their bytes, but not for streams of events, where nothing may happen for long. Where a call
    /// blocks, it counts for the wait for the beginning, too.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// When calls are tried again: [`Retry::standard`] if it is not set.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        #[cfg(feature = "sigv4")]
        return self.without_problems_of("retry");
        #[cfg(not(feature = "sigv4"))]
        self
    }

    /// How long a whole call may take, retries included, from the call to the last byte of the answer. If it is not set: 60 seconds, or as
    /// long as it takes where the request is a file, a stream or events; the answer to a file or a stream has to begin within
    /// ten minutes after the last byte then. Of an answer that is a stream, only its beginning counts.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How many bytes of an answer are kept in memory at most, and how many are taken for what is made of it, beside its
    /// texts: 256 MiB each if it is not set. A larger answer is an error. Answers that are streams have no limit.
    #[must_use]
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Whether the body of an upload to S3 of a mebibyte or more, or of unknown length, is sent once the service wants it
    /// (`Expect: 100-continue`), so that what is refused or moved is not sent first. It is if it is not set, by the built-in
    /// transport over HTTP/1.1, which waits for a second at most; other transports and calls that block send the body at once.
    /// Turn it off for a server or a proxy that answers `417 Expectation Failed`.
    #[must_use]
    pub fn expect_continue(mut self, waits: bool) -> Self {
        self.expect_continue = waits;
        self
    }

    /// Requests are compressed from so many bytes on, where the service takes it: 10,240 if it is not set. Streams are
    /// compressed always, and nothing is after `None`.
    #[cfg(feature = "compression")]
    #[must_use]
    pub fn compression_threshold(mut self, bytes: Option<u64>) -> Self {
        self.compression_threshold = bytes;
        self
    }

    /// How strictly requests are checked before they are sent.
    #[must_use]
    pub fn validation(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What carries requests, instead of the built-in transport.
    #[cfg(feature = "tokio")]
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport.custom = Some(Arc::new(transport));
        self
    }

    /// What carries the requests of calls that block, instead of the built-in transport.
    #[cfg(feature = "blocking")]
    #[must_use]
    pub fn blocking_transport(mut self, transport: impl BlockingTransport) -> Self {
        self.transport.custom_blocking = Some(Arc::new(transport));
        self
    }

    /// The proxies that the built-in transports go through: none if they are not set.
    #[cfg(feature = "calls")]
    #[must_use]
    pub fn proxies(mut self, proxies: Proxies) -> Self {
        self.transport.proxies = proxies;
        self
    }

    /// A file of certificates in PEM that the built-in transports trust, instead of those that the platform trusts. It is
    /// read when the first call is made; a file that can't be used is an error then.
    #[cfg(feature = "calls")]
    #[must_use]
    pub fn ca_bundle(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.transport.ca_bundle = Some(path.into());
        self
    }

    /// A name for your application in the user agent. Characters that may not stand there become `-`; 50 are kept.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    fn check_setters(&self) -> Result<(), ConfigError> {
        self.invalid.map_or(Ok(()), |invalid| Err(ConfigError::new(invalid)))
    }

    /// Whether the custom endpoint has a name without a dot, like `localhost` or one of a network of containers, for generated
    /// endpoint parameters: nothing is found before such a name.
    pub fn has_endpoint_without_subdomains(&self) -> bool {
        let uri = self.endpoint.as_deref().and_then(|url| url.parse::<http::Uri>().ok());
        uri.is_some_and(|uri| uri.host().is_some_and(|host| !host.contains('.') && address_of(host).is_none()))
    }

    /// The custom endpoint, for generated endpoint parameters.
    pub fn endpoint_param(&self) -> Option<String> {
        self.endpoint.clone()
    }
}

/// What only the environment could add is added where calls are made.
#[cfg(not(all(feature = "calls", feature = "sigv4")))]
impl Config {
    pub(crate) fn for_service(self, sdk_id: &str) -> Self {
        self.with_loaded_endpoint(sdk_id)
    }
}

impl Config {
    /// Takes the URL for one service out of what `aws-config` has loaded.
    #[cfg_attr(not(feature = "aws-config"), allow(unused_mut, unused_variables, reason = "nothing was loaded"))]
    fn with_loaded_endpoint(mut self, sdk_id: &str) -> Self {
        #[cfg(feature = "aws-config")]
        if let Some(sdk) = self.aws.sdk.clone() {
            self.endpoint = sdk::endpoint(&sdk, sdk_id).or(self.endpoint);
        }
        self
    }
}

/// What only a region could add is added with the feature `sigv4`.
#[cfg(not(feature = "sigv4"))]
impl Config {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.check_setters()
    }

    pub(crate) fn explain(&self, error: crate::endpoint::EndpointError) -> crate::Failure {
        crate::Failure::Endpoint(error)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

/// Whatever authenticates is left out.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Config");
        out.field("endpoint", &self.endpoint.as_deref().map(public_url))
            .field("connect_timeout", &self.transport.connect_timeout)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("retry", &self.retry)
            .field("response_limit", &self.response_limit)
            .field("policy", &self.policy)
            .field("parameters", &self.parameters)
            .field("app_name", &self.app_name);
        #[cfg(feature = "sigv4")]
        out.field("aws", &self.aws);
        out.finish_non_exhaustive()
    }
}
