//! One call of an operation.

#[cfg(feature = "calls")]
mod attempts;
mod client;
#[cfg(all(feature = "query", feature = "sigv4"))]
mod cross_region;
mod options;
mod receive;

#[cfg(all(feature = "calls", feature = "test-util"))]
use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

#[cfg(feature = "calls")]
use self::attempts::Attempts;
pub(crate) use self::options::Options;
#[cfg(feature = "calls")]
use self::receive::decode;
pub use self::receive::read;
use crate::body::Body;
use crate::client::Client;
#[cfg(all(feature = "calls", feature = "test-util"))]
use crate::config_error::ConfigError;
use crate::endpoint::EndpointError;
use crate::error::{Error, Failure};
#[cfg(feature = "calls")]
use crate::http::ResponseMetadata;
use crate::http::{Request, Streams};
use crate::operation::{ExceptionOf, Operation, Service};
#[cfg(feature = "calls")]
use crate::operation::{OperationMeta, ServiceMeta};
use crate::protocol::RequestContext;
use crate::random;
use crate::request::Outgoing;
use crate::retry::Retry;
#[cfg(all(feature = "calls", feature = "test-util"))]
use crate::test_double::TestDouble;
use crate::validate::{Policy, Validate};

/// A call of an operation, about to be made: choose what is to be different this time, then `.await` it.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<O: Operation> {
    client: Client,
    input: O::Input,
    options: Options,
    operation: PhantomData<fn() -> O>,
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
            complete::<O>(&mut input)?;
            #[cfg(feature = "sigv4")]
            let mut options = options;
            #[cfg(feature = "sigv4")]
            client.find_account::<O>(&mut options).await?;
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
        let protocol = <O::Service as Service>::META.protocol;
        complete::<O>(&mut self.input).map_err(fail::<O>)?;
        #[cfg(feature = "test-util")]
        if let Some(double) = &client.config().mock {
            let config = client.configured(&self.options).map_err(fail::<O>)?;
            self.input.validate_as(config.policy).map_err(|violations| fail::<O>(Failure::Invalid(violations)))?;
            return answered_by::<O>(&**double, self.input);
        }
        if O::META.discovers_endpoint && self.options.endpoint.is_none() {
            self.options.endpoint = client.discovered_url::<O>(&self.options).await?;
        }
        #[cfg(feature = "sigv4")]
        client.find_account::<O>(&mut self.options).await.map_err(fail::<O>)?;
        let mut outgoing = prepare::<O>(&client, self.input, self.options).map_err(fail::<O>)?;
        let is_url_encoded = outgoing.ask_for_url_encoding();
        let resolved_endpoint = outgoing.resolved_endpoint;
        let span = traced(outgoing.service, outgoing.operation);
        let mut attempts = Attempts::begin(client.clone(), outgoing, span.clone()).await.map_err(fail::<O>)?;
        loop {
            let error = match attempts.send().await {
                Ok(mut response) => match decode::<O>(&mut response, resolved_endpoint) {
                    Ok(mut output) => {
                        attempts.succeeded();
                        if is_url_encoded {
                            O::unescape(&mut output);
                        }
                        if !span.is_disabled() {
                            let id = protocol.request_id(&response);
                            note(&span, attempts.count(), "success", Some(response.status()), id.as_deref());
                        }
                        if let Some(metadata) = metadata {
                            let (headers, id) = (response.headers().clone(), protocol.request_id(&response));
                            *metadata = ResponseMetadata::new(response.status(), headers, id, attempts.count());
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
                    client.discovered().forget();
                }
                #[cfg(feature = "sigv4")]
                if <O::Service as Service>::SESSION.is_some() && matches!(error.status(), Some(401 | 403)) {
                    client.sessions().forget();
                }
                return Err(error.after(attempts.count()));
            }
        }
    }
}

/// The answer of what answers calls instead of the service.
#[cfg(all(feature = "calls", feature = "test-util"))]
fn answered_by<O: Operation>(double: &dyn TestDouble, input: O::Input) -> Result<O::Output, Error<ExceptionOf<O>>> {
    let answer =
        double.answer(TypeId::of::<O>(), Box::new(input)).map_err(|error| fail::<O>(Failure::Config(error)))?;
    match answer.downcast() {
        Ok(answer) => *answer,
        Err(_) => Err(fail::<O>(Failure::Config(ConfigError::new("the answer is one of another operation")))),
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

/// Gives each member with `idempotencyToken` that is absent a UUID of version 4, and takes the prefixes from ids.
///
/// # Errors
/// The system gives no random bits.
pub(crate) fn complete<O: Operation>(input: &mut O::Input) -> Result<(), Failure> {
    O::strip_prefixes(input);
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
    let config = client.configured(&options)?;
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
    let endpoint = client.endpoint::<O>(
        &input,
        &config,
        #[cfg(feature = "sigv4")]
        options.account_id,
    )?;
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
        #[cfg(all(feature = "query", feature = "sigv4"))]
        resolve: cross_region::resolve::<O::Service>,
    })
}
