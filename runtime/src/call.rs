//! One call of an operation.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

#[cfg(feature = "calls")]
use crate::attempts::Attempts;
use crate::body::Body;
use crate::client::Client;
use crate::config::Config;
use crate::endpoint::EndpointError;
use crate::error::{Error, Failure, ServiceError};
#[cfg(feature = "calls")]
use crate::http::ResponseMetadata;
use crate::http::{Request, Response, Streams};
use crate::operation::{ExceptionOf, Operation, Service};
#[cfg(feature = "calls")]
use crate::operation::{OperationMeta, ServiceMeta};
use crate::protocol::RequestContext;
use crate::random;
use crate::request::Outgoing;
use crate::retry::Retry;
use crate::validate::{Policy, Validate};

/// A call of an operation, about to be made: choose what is to be different this time, then `.await` it.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<O: Operation> {
    client: Client,
    input: O::Input,
    options: Options,
    operation: PhantomData<fn() -> O>,
}

/// What one call does differently.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) endpoint: Option<String>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) policy: Option<Policy>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Options {
    /// Whether anything of the client's configuration is different.
    pub(crate) fn differ(&self) -> bool {
        self.endpoint.is_some()
            || self.policy.is_some()
            || self.retry.is_some()
            || [self.timeout, self.attempt_timeout, self.connect_timeout, self.read_timeout].iter().any(Option::is_some)
    }

    /// Changes what is different.
    pub(crate) fn apply(&self, config: &mut Config) {
        config.endpoint = self.endpoint.clone().or(config.endpoint.take());
        config.timeout = self.timeout.or(config.timeout);
        config.attempt_timeout = self.attempt_timeout.or(config.attempt_timeout);
        config.connect_timeout = self.connect_timeout.unwrap_or(config.connect_timeout);
        config.read_timeout = self.read_timeout.unwrap_or(config.read_timeout);
        config.retry = self.retry.unwrap_or(config.retry);
        config.policy = self.policy.unwrap_or(config.policy);
    }
}

impl<O: Operation> Call<O> {
    pub(crate) fn new(client: Client, input: O::Input) -> Self {
        Self::with(client, input, Options::default())
    }

    pub(crate) fn with(client: Client, input: O::Input, options: Options) -> Self {
        Self { client, input, options, operation: PhantomData }
    }

    pub(crate) fn into_parts(self) -> (Client, O::Input, Options) {
        (self.client, self.input, self.options)
    }

    /// Sends this call to another URL than the client's.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.options.endpoint = Some(url.into());
        self
    }

    /// How long this call may take, as [`Config::timeout`](crate::Config::timeout) says it for all.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How long each attempt of this call may take, as [`Config::attempt_timeout`](crate::Config::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options.attempt_timeout = Some(timeout);
        self
    }

    /// How long it may take to connect for this call, as [`Config::connect_timeout`](crate::Config::connect_timeout).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.options.connect_timeout = Some(timeout);
        self
    }

    /// How long the answer may stand still, as [`Config::read_timeout`](crate::Config::read_timeout).
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.options.read_timeout = Some(timeout);
        self
    }

    /// When this call is tried again. The quota is still the client's.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.retry = Some(retry);
        self
    }

    /// How strictly this call's input is checked.
    pub fn validation(mut self, policy: Policy) -> Self {
        self.options.policy = Some(policy);
        self
    }

    /// Adds a header, which is signed too.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.push((name.into(), value.into()));
        self
    }

    /// The request of this call with everything, its signature too, to be sent by any HTTP client. No limit of time is
    /// kept to and nothing is tried again; [`read`] takes the answer.
    ///
    /// Only credentials and files are waited for, and no runtime is needed for it.
    ///
    /// # Errors
    /// The request can't be made or signed.
    pub async fn into_request(self) -> Result<http::Request<Body>, Error<ExceptionOf<O>>> {
        let Self { client, mut input, options, .. } = self;
        let request = async {
            fill_tokens::<O>(&mut input)?;
            let (mut request, authenticator) = client.request(prepare::<O>(&client, input, options)?).await?;
            authenticator.apply(&mut request).await?;
            Ok(request)
        };
        request.await.map_err(fail::<O>)
    }

    /// The same call, which gives the status, the headers and the request id of the answer beside the output.
    #[cfg(feature = "calls")]
    pub fn with_metadata(self) -> CallWithMetadata<O> {
        CallWithMetadata(self)
    }

    /// Makes the call, and notes the head of the answer for whoever wants it.
    #[cfg(feature = "calls")]
    pub(crate) async fn run(
        mut self,
        metadata: Option<&mut ResponseMetadata>,
    ) -> Result<O::Output, Error<ExceptionOf<O>>> {
        let client = self.client;
        fill_tokens::<O>(&mut self.input).map_err(fail::<O>)?;
        #[cfg(feature = "test-util")]
        if let Some(mock) = client.mock() {
            let config = client.config(&self.options).map_err(fail::<O>)?;
            self.input.validate_as(config.policy).map_err(|violations| fail::<O>(Failure::Invalid(violations)))?;
            return mock.call::<O>(self.input);
        }
        if O::META.discovers_endpoint && self.options.endpoint.is_none() {
            self.options.endpoint = client.discovered::<O>(&self.options).await?;
        }
        let mut outgoing = prepare::<O>(&client, self.input, self.options).map_err(fail::<O>)?;
        let is_url_encoded = outgoing.ask_for_url_encoding();
        let resolved_endpoint = outgoing.resolved_endpoint;
        let span = traced(outgoing.service, outgoing.operation);
        let mut attempts = Attempts::begin(client.clone(), outgoing, span.clone()).await.map_err(fail::<O>)?;
        loop {
            let error = match attempts.send().await {
                Ok(mut response) => match receive::<O>(&mut response, resolved_endpoint) {
                    Ok(mut output) => {
                        attempts.succeeded();
                        if is_url_encoded {
                            O::unescape(&mut output);
                        }
                        if !span.is_disabled() {
                            let id = response.request_id();
                            note(&span, attempts.count(), "success", Some(response.status()), id.as_deref());
                        }
                        if let Some(metadata) = metadata {
                            *metadata = response.metadata(attempts.count());
                        }
                        return Ok(output);
                    }
                    Err(error) => error,
                },
                Err(failure) => fail::<O>(failure),
            };
            if !attempts.again(&error.facts()).await {
                note(&span, attempts.count(), error.outcome(), error.status(), error.request_id());
                tracing::debug!(parent: &span, %error, "the call failed");
                if O::META.discovers_endpoint && error.status() == Some(MISDIRECTED) {
                    client.forget_discovered();
                }
                #[cfg(feature = "sigv4")]
                if <O::Service as Service>::SESSION.is_some() && matches!(error.status(), Some(401 | 403)) {
                    client.forget_sessions();
                }
                return Err(error.after(attempts.count()));
            }
        }
    }
}

/// The status of an answer from an endpoint that is not the service's any more.
#[cfg(feature = "calls")]
const MISDIRECTED: u16 = 421;

/// The span of a call, for whoever traces it.
#[cfg(feature = "calls")]
fn traced(service: &ServiceMeta, operation: &OperationMeta) -> tracing::Span {
    use tracing::field::Empty;
    let (service, operation) = (service.sdk_id, operation.name);
    let (attempts, outcome, status, request_id) = (Empty, Empty, Empty, Empty);
    tracing::debug_span!("call", service, operation, attempts, outcome, status, request_id)
}

/// Notes what came of a call.
#[cfg(feature = "calls")]
fn note(span: &tracing::Span, attempts: u32, outcome: &str, status: Option<u16>, request_id: Option<&str>) {
    if span.is_disabled() {
        return;
    }
    span.record("attempts", attempts).record("outcome", outcome);
    if let Some(status) = status {
        span.record("status", status);
    }
    if let Some(id) = request_id {
        span.record("request_id", id);
    }
}

/// A call that gives the head of its answer, too: `.await` it. It is made by [`Call::with_metadata`].
#[cfg(feature = "calls")]
#[must_use = "a call does nothing until it is awaited"]
pub struct CallWithMetadata<O: Operation>(Call<O>);

#[cfg(feature = "calls")]
impl<O: Operation> CallWithMetadata<O> {
    pub(crate) async fn run(self) -> Result<(O::Output, ResponseMetadata), Error<ExceptionOf<O>>> {
        let mut metadata = ResponseMetadata::default();
        let output = self.0.run(Some(&mut metadata)).await?;
        Ok((output, metadata))
    }
}

#[cfg(feature = "tokio")]
impl<O: Operation> IntoFuture for CallWithMetadata<O> {
    type Output = Result<(O::Output, ResponseMetadata), Error<ExceptionOf<O>>>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Shows what is called and how, never the input.
#[cfg(feature = "calls")]
impl<O: Operation> fmt::Debug for CallWithMetadata<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "tokio")]
impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error<ExceptionOf<O>>>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run(None))
    }
}

/// What an awaited call gives without a feature that sends it: its name says what to do, since the compiler shows it wherever
/// the output of a call is used.
#[cfg(not(feature = "tokio"))]
#[derive(Debug)]
#[doc(hidden)]
pub enum NoTransportTurnOnFeatureHyperOrReqwestOrTower {}

/// Can't be compiled: nothing sends the call.
#[cfg(not(feature = "tokio"))]
impl<O: Operation> IntoFuture for Call<O> {
    type Output = NoTransportTurnOnFeatureHyperOrReqwestOrTower;
    type IntoFuture = std::future::Pending<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        const {
            panic!(
                "a call can't be awaited without a transport: turn on the feature `hyper`, `reqwest` or `tower` of the \
                 client's crate; with the feature `blocking`, call `.blocking()`; without any, `.into_request()`"
            )
        }
    }
}

/// Shows what is called and how, never the input.
impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::META.name).finish_non_exhaustive()
    }
}

/// Gives each member with `idempotencyToken` that is absent a UUID of version 4.
///
/// # Errors
/// The system gives no random bits.
pub(crate) fn fill_tokens<O: Operation>(input: &mut O::Input) -> Result<(), Failure> {
    let mut failed = None;
    O::fill_tokens(input, &mut || match random::bits() {
        Ok(bits) => random::uuid(bits),
        Err(failure) => {
            failed = Some(failure);
            String::new()
        }
    });
    failed.map_or(Ok(()), Err)
}

fn fail<O: Operation>(failure: Failure) -> Error<ExceptionOf<O>> {
    Error::failure_of(O::META.name, failure)
}

/// Everything that needs no network: checks, endpoint, request.
pub(crate) fn prepare<O: Operation>(client: &Client, input: O::Input, options: Options) -> Result<Outgoing, Failure> {
    let config = client.config(&options)?;
    if O::META.discovers_endpoint && config.endpoint.is_none() {
        let text =
            "another operation tells it, and did not; give one to `Config::endpoint`, or let the client send the call";
        return Err(Failure::Endpoint(EndpointError::new(text)));
    }
    input.validate_as(config.policy).map_err(Failure::Invalid)?;
    let service = &<O::Service as Service>::META;
    let mut request = Request::new(O::META.uri, O::META.host_prefix, service.protocol.format());
    let context = RequestContext { operation: O::META.name, receives_events: O::META.streams != Streams::No };
    service.protocol.begin(&context, &mut request);
    let endpoint = client.endpoint::<O>(&input, &config)?;
    O::request(input, &mut request);
    Ok(Outgoing {
        service,
        operation: &O::META,
        resolved_endpoint: config.endpoint.is_none(),
        config,
        endpoint,
        parts: request.into_parts().map_err(Failure::Request)?,
        headers: options.headers,
        is_presigned: false,
        #[cfg(feature = "sigv4")]
        session: <O::Service as Service>::SESSION,
    })
}

/// An answer that came by another way than a client's, as the operation's output or as an error.
///
/// # Errors
/// The service answered with an error, or the answer can't be read.
pub async fn read<O: Operation>(answer: http::Response<impl Into<Body>>) -> Result<O::Output, Error<ExceptionOf<O>>> {
    let protocol = <O::Service as Service>::META.protocol;
    let response = Response::receive(
        answer.map(Into::into),
        protocol,
        O::META.streams,
        Config::RESPONSE_LIMIT,
        Config::READ_TIMEOUT,
    )
    .await;
    receive::<O>(&mut response.map_err(fail::<O>)?, false)
}

/// An answer, as the operation's output or as an error.
pub(crate) fn receive<O: Operation>(
    response: &mut Response,
    resolved_endpoint: bool,
) -> Result<O::Output, Error<ExceptionOf<O>>> {
    let name = O::META.name;
    response.set_operation(name);
    if response.is_error() {
        let error = ServiceError::read(response, <O::Service as Service>::META.protocol);
        let hint =
            O::META.hints.iter().find(|hint| hint.applies(error.status, error.code.as_deref(), resolved_endpoint));
        return Err(Error::service(name, error, hint.map(|hint| hint.text)));
    }
    let output = match <O::Service as Service>::META.protocol.check(response) {
        Ok(()) => O::response(response),
        Err(error) => Err(error),
    };
    output.map_err(|source| {
        let (status, request_id) = (response.status(), response.request_id());
        Error::failure_of(name, Failure::Response { source, status, request_id })
    })
}
