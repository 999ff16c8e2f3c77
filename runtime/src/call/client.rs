//! What a client does for a call: configuration, endpoint, session, request.

use std::sync::Arc;
#[cfg(feature = "test-util")]
use std::task::{Context, Poll, Waker};

#[cfg(all(feature = "calls", feature = "sigv4"))]
use super::attempts::no_credentials_within;
use super::{Call, Options};
use crate::auth::Authenticator;
#[cfg(all(feature = "calls", feature = "sigv4"))]
use crate::client::BeginSession;
use crate::client::Client;
use crate::config::Config;
#[cfg(feature = "calls")]
use crate::discovery::Discovered;
use crate::discovery::Discovering;
use crate::endpoint::Endpoint;
#[cfg(feature = "calls")]
use crate::error::Error;
use crate::error::Failure;
#[cfg(all(feature = "calls", feature = "sigv4"))]
use crate::identity::Credentials;
#[cfg(feature = "calls")]
use crate::operation::ExceptionOf;
use crate::operation::{EndpointDiscovery, Operation, Service, ServiceMeta};
use crate::request::{self, Outgoing, Unsigned, user_agent};
#[cfg(all(feature = "calls", feature = "sigv4"))]
use crate::session;
#[cfg(feature = "sigv4")]
use crate::session::{Session, SessionParts};

/// The URL of an endpoint that another operation returns.
#[cfg(feature = "calls")]
type DiscoveredUrl<E> = std::pin::Pin<Box<dyn Future<Output = Result<Option<String>, Error<E>>> + Send>>;

impl Client {
    /// A client for a service.
    pub fn new<S: Service>(config: Config) -> Self {
        Self::of(&S::META, config)
    }

    // Not part of each client that is compiled.
    fn of(service: &ServiceMeta, config: Config) -> Self {
        let config = config.for_service(service.sdk_id);
        let user_agent = user_agent::header(service, config.app_name.as_deref());
        Self::with(config, user_agent)
    }

    /// A call of one of the service's operations.
    pub fn call<O: Operation>(&self, input: O::Input) -> Call<O> {
        Call::new(self.clone(), input)
    }

    /// The configuration, with what a call does differently.
    pub(super) fn configured(&self, options: &Options) -> Result<Arc<Config>, Failure> {
        self.config().check().map_err(Failure::Config)?;
        let mut config = Arc::clone(self.config());
        if options.differ() {
            options.apply(Arc::make_mut(&mut config));
        }
        Ok(config)
    }

    /// Where the request for an input goes.
    pub(super) fn endpoint<O: Operation>(
        &self,
        input: &O::Input,
        config: &Config,
        #[cfg(feature = "sigv4")] account_id: Option<String>,
    ) -> Result<Arc<Endpoint>, Failure> {
        if let Some(endpoint) = O::endpoint(input) {
            return Ok(Arc::new(endpoint));
        }
        let mut params = O::Service::endpoint_params(config);
        O::endpoint_params(input, &mut params);
        #[cfg(feature = "sigv4")]
        if let (Some(set), Some(id)) = (O::Service::SET_ACCOUNT_ID, account_id) {
            set(&mut params, id);
        }
        self.endpoints().resolve(params, O::Service::resolve_endpoint).map_err(|error| config.explain(error))
    }

    /// Finds out the account that signs, where the endpoint depends on it.
    ///
    /// # Errors
    /// The provider of the credentials fails.
    #[cfg(feature = "sigv4")]
    pub(crate) async fn find_account<O: Operation>(&self, options: &mut Options) -> Result<(), Failure> {
        if O::Service::SET_ACCOUNT_ID.is_some() && options.endpoint.is_none() {
            // In a box, so that the calls of other services are not larger for it.
            options.account_id = Box::pin(self.account_id(options)).await?;
        }
        Ok(())
    }

    /// The account that signs, if the credentials name it. It is waited for as long as for the call.
    #[cfg(feature = "sigv4")]
    #[cfg_attr(not(feature = "calls"), allow(unused_variables, reason = "nothing has a limit"))]
    async fn account_id(&self, options: &Options) -> Result<Option<String>, Failure> {
        let config = self.config();
        let Some(provider) = config.credentials_provider().filter(|_| config.uses_account_endpoints()) else {
            return Ok(None);
        };
        #[cfg(feature = "calls")]
        let credentials = {
            let (limit, given) = (options.timeout.or(config.timeout), std::pin::pin!(provider.get()));
            let given = crate::time::within_limit(limit, given).await;
            given.map_err(|limit| no_credentials_within(limit, "call"))?
        };
        // Nothing is sent, so nothing has a limit.
        #[cfg(not(feature = "calls"))]
        let credentials = provider.get().await;
        match credentials {
            Ok(credentials) => Ok(credentials.account_id().map(str::to_owned)),
            // Nobody signs, which may be as it should.
            Err(error) if error.is_not_set_up() => Ok(None),
            Err(error) => Err(Failure::Credentials(error.into())),
        }
    }

    /// The endpoint that another operation returns, which is asked for if it is not known. It fails if that operation does.
    ///
    /// In a box, so that the calls of other services are not larger for it.
    #[cfg(feature = "calls")]
    pub(super) fn discovered_url<O: Operation>(&self, options: &Options) -> DiscoveredUrl<ExceptionOf<O>> {
        let (client, limit) = (self.clone(), options.timeout.or(self.config().timeout));
        Box::pin(async move {
            if client.config().endpoint_param().is_some() {
                return Ok(None);
            }
            if let Some(url) = client.discovered().get() {
                return Ok(Some(url));
            }
            let Some(discovering) = O::discover(&client) else { return Ok(None) };
            let late = |limit| Err(Error::failure_of(O::META.name, Failure::Timeout(limit)));
            let discovered = crate::time::within_limit(limit, std::pin::pin!(discovering)).await.unwrap_or_else(late);
            Ok(discovered?.map(|endpoint| {
                client.discovered().keep(&endpoint);
                endpoint.url
            }))
        })
    }

    /// Asks the service for an endpoint, for generated code.
    pub fn discover<S: EndpointDiscovery>(&self) -> Discovering<S::Exception> {
        #[cfg(feature = "calls")]
        {
            let call = self.call::<S::Operation>(S::input());
            Box::pin(async move {
                let endpoint = S::endpoint(call.run(None).await?);
                Ok(endpoint.map(|(host, minutes)| Discovered::new(host, minutes)))
            })
        }
        // Without calls there is nobody to ask.
        #[cfg(not(feature = "calls"))]
        Box::pin(async { Ok(None) })
    }

    /// The session that the endpoint wants, if it wants one and the service has such.
    #[cfg(all(feature = "calls", feature = "sigv4"))]
    async fn session(&self, wanted: Option<(String, BeginSession)>) -> Result<Option<Credentials>, Failure> {
        let Some((bucket, begin)) = wanted else { return Ok(None) };
        if let Some(credentials) = self.sessions().get(&bucket, self.connection().ahead()) {
            return Ok(Some(credentials));
        }
        let credentials = begin(self, bucket.clone()).await?;
        self.sessions().keep(bucket, credentials.clone());
        Ok(Some(credentials))
    }

    /// Begins a session, for generated code: `read` takes its credentials out of what the operation gives.
    #[cfg(feature = "sigv4")]
    pub fn begin_session<O: Operation>(&self, input: O::Input, read: fn(O::Output) -> SessionParts) -> Session {
        #[cfg(feature = "calls")]
        {
            let call = self.call::<O>(input);
            Box::pin(async move {
                let output = call.run(None).await.map_err(|error| Failure::Credentials(error.to_string().into()))?;
                Ok(session::credentials(read(output)))
            })
        }
        // Without calls there is nobody to ask.
        #[cfg(not(feature = "calls"))]
        {
            let _ = (input, read);
            Box::pin(async { Err(Failure::Credentials("a session takes a client that sends calls".into())) })
        }
    }

    /// The complete request but for its signature, and what adds that.
    #[cfg_attr(
        not(all(feature = "query", feature = "sigv4")),
        allow(unused_mut, reason = "only copies from another region add to it")
    )]
    pub(crate) async fn request(&self, mut outgoing: Outgoing) -> Result<(Unsigned, Authenticator), Failure> {
        #[cfg(all(feature = "query", feature = "sigv4"))]
        if let Some(copy) = outgoing.operation.cross_region_copy {
            // In a box, so that other calls are not larger for it.
            Box::pin(super::cross_region::add_presigned_url(self, &mut outgoing, copy)).await?;
        }
        let authenticator = Authenticator::new(
            outgoing.service,
            outgoing.operation,
            Arc::clone(&outgoing.config),
            Arc::clone(&outgoing.endpoint),
        );
        #[cfg(all(feature = "calls", feature = "sigv4"))]
        let session = self.session(outgoing.wanted_session()).await?;
        let request = request::prepare(outgoing, self.user_agent()).await?;
        #[cfg(feature = "calls")]
        let authenticator = Authenticator { ahead: self.connection().ahead(), ..authenticator };
        #[cfg(all(feature = "calls", feature = "sigv4"))]
        let authenticator = Authenticator { session, ..authenticator };
        Ok((request, authenticator))
    }

    /// The request for an input, as it is before it is signed. Nothing is sent.
    #[cfg(feature = "test-util")]
    pub(crate) fn unsigned<O: Operation>(&self, input: O::Input) -> Result<Unsigned, Failure> {
        let outgoing = super::prepare::<O>(self, input, Options::default())?;
        // Bytes in memory are never waited for.
        match std::pin::pin!(self.request(outgoing)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result.map(|(request, _)| request),
            Poll::Pending => Err(Failure::Signing("the body is not in memory".into())),
        }
    }
}
