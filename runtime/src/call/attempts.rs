//! The attempts of one call: each is signed and sent anew, until one of them is worth having.

use std::pin::{Pin, pin};
use std::sync::Arc;
#[cfg(feature = "tokio")]
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use tracing::{Instrument as _, Span, field};

use super::receive::{ReceiveLimits, receive};
use crate::auth::Authenticator;
use crate::body::Body;
#[cfg(feature = "tokio")]
use crate::body::{Idle, Unanswered};
use crate::client::Client;
use crate::config::Config;
use crate::config_error::ConfigError;
use crate::error::{Facts, Failure};
use crate::header_names::ATTEMPT;
use crate::http::{Response, Streams, request_id};
use crate::random;
use crate::request::headers::header_value;
use crate::request::{Outgoing, Unsigned, checked};
use crate::retry::{Limiter, Retry, Verdict, classify};
use crate::time;
use crate::transport::{ExpectContinue, Limits};
#[cfg(feature = "tokio")]
use crate::transport_error::{TransportError, TransportErrorKind};

/// A call on its way.
pub(crate) struct Attempts {
    client: Client,
    config: Arc<Config>,
    authenticator: Authenticator,
    /// The request before it is signed; none once its body is gone.
    request: Option<Unsigned>,
    deadline: Option<Deadline>,
    /// How many attempts were made.
    count: u32,
    /// What the last retry took from the quota. Whatever ends the call, it is given back, unless the retry failed.
    taken: Option<Taken>,
    said: Said,
    /// The call, for whoever traces it.
    span: Span,
}

/// When the whole call has to be over.
#[derive(Clone, Copy)]
struct Deadline {
    at: Instant,
    limit: Duration,
}

/// Tokens of the quota of retries. They are given back when it is dropped.
struct Taken {
    client: Client,
    tokens: u32,
}

impl Taken {
    /// The retry has failed: what it took is gone.
    fn spend(mut self) {
        self.tokens = 0;
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.client.connection().quota.give(self.tokens);
    }
}

/// A token of the adaptive mode's bucket. It is given back when it is dropped before the request is sent.
struct Turn<'a>(Option<&'a Limiter>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(limiter) = self.0 {
            limiter.give_back();
        }
    }
}

/// What the head of an answer says about trying again.
#[derive(Default)]
struct Said {
    /// How long the service asks to wait.
    wait: Option<Duration>,
    /// By how many seconds its clock is ahead of ours.
    ahead: Option<i64>,
}

/// From how many bytes on a body waits until the server wants it.
const EXPECT_CONTINUE_FROM: u64 = 1 << 20;
/// A clock that is further off than this makes signatures invalid.
const SKEW: i64 = 240;
/// The times that a service's clock may credibly show, in seconds since 1970: from 2020 to 2200. Ours may well be in 1970,
/// on a device without a battery.
const CREDIBLE: std::ops::Range<i64> = 1_577_836_800..7_258_118_400;

impl Attempts {
    /// Makes the request of a call.
    pub(crate) async fn begin(client: Client, outgoing: Outgoing, span: Span) -> Result<Self, Failure> {
        #[cfg(feature = "tokio")]
        if !time::blocks() && tokio::runtime::Handle::try_current().is_err() {
            return Err(Failure::Config(ConfigError::new("a call must be awaited within a tokio runtime")));
        }
        // Nobody knows how long a stream goes on.
        let default = outgoing.parts.body.bytes().map(|_| Config::TIMEOUT + outgoing.operation.longest_wait);
        let deadline = outgoing.config.timeout.or(default).and_then(Deadline::within);
        let config = Arc::clone(&outgoing.config);
        let (request, authenticator) = {
            let made = pin!(client.request(outgoing).instrument(span.clone()));
            in_time(deadline, made).await??
        };
        Ok(Self {
            client,
            config,
            authenticator,
            request: Some(request),
            deadline,
            count: 0,
            taken: None,
            said: Said::default(),
            span,
        })
    }

    /// How many attempts were made.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Makes the next attempt.
    pub(crate) async fn send(&mut self) -> Result<Response, Failure> {
        self.count += 1;
        self.said = Said::default();
        if self.config.retry.is_adaptive() {
            let (limiter, now) = (&self.client.connection().limiter, self.client.connection().seconds());
            let wait = limiter.take(now);
            let mut turn = Turn(Some(limiter));
            // It could not be sent in time.
            if let Some(deadline) = self.deadline.filter(|deadline| deadline.passes_within(wait)) {
                return Err(Failure::Timeout(deadline.limit));
            }
            in_time(self.deadline, pin!(time::sleep(wait))).await?;
            turn.0 = None;
        }
        let deadline = self.deadline;
        let attempt = self.config.attempt_timeout.and_then(Deadline::within);
        let ends = [deadline, attempt].into_iter().flatten().map(|deadline| deadline.at);
        let request = self.next_request(ends.min())?;
        let (status, request_id) = (field::Empty, field::Empty);
        let span = tracing::debug_span!(parent: &self.span, "attempt", attempt = self.count, status, request_id);
        let result = {
            let sending = pin!(self.attempt(request).instrument(span));
            match attempt {
                None => in_time(deadline, sending).await,
                Some(Deadline { at, limit }) => {
                    let answer = in_time(deadline, pin!(time::until(at, sending))).await;
                    answer.map(|answer| answer.unwrap_or(Err(Failure::AttemptTimeout(limit))))
                }
            }
        };
        match result.and_then(std::convert::identity) {
            Err(Failure::Timeout(limit)) if self.authenticator.waits_for_credentials() => {
                Err(no_credentials_within(limit, "call"))
            }
            Err(Failure::AttemptTimeout(limit)) if self.authenticator.waits_for_credentials() => {
                Err(no_credentials_within(limit, "attempt"))
            }
            result => result,
        }
    }

    /// The request once more. The last attempt takes it, as does one that can't be repeated.
    fn next_request(&mut self, end: Option<Instant>) -> Result<Unsigned, Failure> {
        let retry = self.config.retry;
        let gone = || Failure::Config(ConfigError::new("the request was sent already"));
        let original = self.request.take().ok_or_else(gone)?;
        let (parts, body) = original.into_parts();
        let copy = if self.count < retry.attempts() { body.try_clone() } else { None };
        self.request = copy.map(|copy| http::Request::from_parts(parts.clone(), copy));
        let mut request = http::Request::from_parts(parts, body);
        let counted = format!("attempt={}; max={}", self.count, retry.attempts());
        request.headers_mut().insert(ATTEMPT, header_value(ATTEMPT.as_str(), &counted)?);
        request.extensions_mut().insert(Limits {
            connect: self.config.transport.connect_timeout,
            read: self.config.read_timeout.saturating_add(self.authenticator.operation.longest_wait),
            end,
            streams: self.authenticator.operation.streams != Streams::No,
        });
        if self.expects_continue(request.body()) {
            request.extensions_mut().insert(ExpectContinue);
        }
        Ok(request)
    }

    /// Whether the body waits until the server wants it: one that takes long, or may not be there yet.
    fn expects_continue(&self, body: &Body) -> bool {
        self.authenticator.operation.expects_continue
            && self.config.expect_continue
            && body.size().is_none_or(|size| size >= EXPECT_CONTINUE_FROM)
    }

    async fn attempt(&mut self, mut request: Unsigned) -> Result<Response, Failure> {
        self.authenticator.ahead = self.client.connection().ahead();
        self.authenticator.apply(&mut request).await?;
        let answer = exchange(&self.client, &self.config, request).await?;
        if !answer.status().is_success() {
            self.said = Said::in_answer(&answer);
        }
        note(&answer);
        let answer = checked(answer, self.authenticator.operation);
        let (service, operation) = (self.authenticator.service, self.authenticator.operation);
        let limits = ReceiveLimits { bytes: self.config.response_limit, read_timeout: self.config.read_timeout };
        receive(answer, service.protocol, operation.streams, limits).await
    }

    /// Notes that the call has succeeded.
    pub(crate) fn succeeded(&mut self) {
        // What a retry took is given back.
        if self.taken.take().is_none() {
            self.client.connection().quota.reward();
        }
        self.learn(false);
    }

    /// Waits until it is time for the next attempt; false if there is none.
    pub(crate) async fn again(&mut self, facts: &Facts<'_>) -> bool {
        if let Some(taken) = self.taken.take() {
            taken.spend();
        }
        let off = self.said.ahead.map_or(0, |ahead| (ahead - self.client.connection().ahead()).abs());
        let verdict = classify(facts, off > SKEW);
        // What came to no answer says nothing about the service.
        if facts.status.is_some() {
            self.learn(verdict == Some(Verdict::Throttled));
        }
        let Some(verdict) = verdict else { return false };
        if let (Verdict::Skewed, Some(ahead)) = (verdict, self.said.ahead) {
            self.client.connection().set_ahead(ahead);
        }
        let retry: Retry = self.config.retry;
        if self.count >= retry.attempts() || self.request.is_none() {
            return false;
        }
        let wait = retry.wait(self.count - 1, verdict, self.said.wait, random::fraction());
        // No attempt could be over in time.
        if self.deadline.is_some_and(|deadline| deadline.passes_within(wait)) {
            return false;
        }
        let Some(tokens) = self.client.connection().quota.take(verdict) else { return false };
        self.taken = Some(Taken { client: self.client.clone(), tokens });
        let (failed, status, code) = (self.count, facts.status, facts.code);
        tracing::debug!(parent: &self.span, failed, status, code, ?verdict, ?wait, "trying again");
        time::sleep(wait).await;
        true
    }

    fn learn(&self, throttled: bool) {
        if self.config.retry.is_adaptive() {
            let connection = self.client.connection();
            connection.limiter.learn(connection.seconds(), throttled);
        }
    }
}

pub(super) fn no_credentials_within(limit: Duration, whose: &str) -> Failure {
    Failure::Credentials(format!("the provider gave none within {limit:?}, the limit of the {whose}").into())
}

/// Sends a request, as long as the server takes it.
#[cfg_attr(not(feature = "tokio"), allow(unused_variables, reason = "a transport that blocks has limits of its own"))]
async fn exchange(client: &Client, config: &Config, request: Unsigned) -> Result<http::Response<Body>, Failure> {
    #[cfg(feature = "tokio")]
    if !time::blocks() && request.body().bytes().is_none() {
        // In a box, so that the calls whose body is in memory are not larger for it.
        return Box::pin(watched(client, config, request)).await;
    }
    client.send(request).await
}

/// What sending gives, unless the server stands still before.
#[cfg(feature = "tokio")]
async fn watched(client: &Client, config: &Config, request: Unsigned) -> Result<http::Response<Body>, Failure> {
    let (parts, body) = request.into_parts();
    let (body, watch) = body.watched();
    let request = http::Request::from_parts(parts, body);
    let Some(watch) = watch else { return client.send(request).await };
    let (takes_within, answers_within) = (config.read_timeout, config.timeout.unwrap_or(Unanswered::LIMIT));
    let (mut sending, mut idle) = (pin!(client.send(request)), pin!(watch.idle(takes_within, answers_within)));
    let idle = std::future::poll_fn(|cx| match sending.as_mut().poll(cx) {
        Poll::Ready(sent) => Poll::Ready(Ok(sent)),
        Poll::Pending => idle.as_mut().poll(cx).map(Err),
    });
    Err(Failure::Transport(match idle.await {
        Ok(sent) => return sent,
        Err(Idle::TakesNothing) => TransportError::new(
            TransportErrorKind::WriteTimeout,
            format!("the server took nothing for {takes_within:?}"),
        ),
        Err(Idle::AnswersNothing) => {
            TransportError::new(TransportErrorKind::ReadTimeout, Unanswered { limit: answers_within })
        }
    }))
}

/// Tells whoever traces the attempt what came of it.
fn note<B>(answer: &http::Response<B>) {
    let span = Span::current();
    span.record("status", answer.status().as_u16());
    if let Some(id) = request_id(answer.headers()) {
        span.record("request_id", id);
    }
}

/// What a future gives, unless the call is over before.
async fn in_time<F: Future>(deadline: Option<Deadline>, future: Pin<&mut F>) -> Result<F::Output, Failure> {
    let Some(deadline) = deadline else { return Ok(future.await) };
    time::until(deadline.at, future).await.ok_or(Failure::Timeout(deadline.limit))
}

impl Deadline {
    /// None if it is too far off to be reached.
    fn within(limit: Duration) -> Option<Self> {
        Some(Self { at: time::instant().checked_add(limit)?, limit })
    }

    /// Whether it is over after such a wait.
    fn passes_within(&self, wait: Duration) -> bool {
        time::instant().checked_add(wait).is_none_or(|end| end >= self.at)
    }
}

impl Said {
    fn in_answer<B>(answer: &http::Response<B>) -> Self {
        let text = |name: &str| answer.headers().get(name)?.to_str().ok();
        let date = crate::timestamp::parse;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
        let until = |text: &str| {
            let from_now = || u64::try_from(date(text).ok()?.secs().checked_sub(now)?).ok();
            let seconds = text.parse().ok().or_else(from_now);
            seconds.map(Duration::from_secs)
        };
        let ahead =
            |text: &str| Some(date(text).ok()?.secs()).filter(|time| CREDIBLE.contains(time)).map(|time| time - now);
        let millis = text("x-amz-retry-after").and_then(|text| text.parse().ok()).map(Duration::from_millis);
        Self { wait: millis.or_else(|| text("retry-after").and_then(until)), ahead: text("date").and_then(ahead) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, value: &str) -> Said {
        Said::in_answer(&http::Response::builder().header(name, value).body(()).expect("an answer"))
    }

    #[test]
    fn a_service_says_how_long_to_wait() {
        assert_eq!(said("x-amz-retry-after", "1500").wait, Some(Duration::from_millis(1500)));
        assert_eq!(said("Retry-After", "7").wait, Some(Duration::from_secs(7)));
        let soon = said("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT").wait.expect("a date");
        assert!(soon > Duration::from_secs(3_600));
        for (name, value) in [
            ("x-amz-retry-after", "soon"),
            ("x-amz-retry-after", "-1"),
            ("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] {
            assert_eq!(said(name, value).wait, None, "{value}");
        }
    }

    #[test]
    fn a_date_tells_the_clock() {
        let ahead = said("Date", "Fri, 31 Dec 2100 23:59:59 GMT").ahead.expect("a date");
        assert!(ahead > 3_600);
        for not_credible in ["yesterday", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"] {
            assert_eq!(said("Date", not_credible).ahead, None);
        }
    }
}
