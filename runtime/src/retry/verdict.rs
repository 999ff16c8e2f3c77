//! Which failures pass by themselves.

use crate::body::{TooLarge, Unanswered};
use crate::error::{Facts, Failure};
use crate::transport_error::TransportErrorKind;

/// Why it is worth trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It passes by itself.
    Transient,
    /// The service asks to send less.
    Throttled,
    /// The request was signed for a time that is not the service's.
    Skewed,
}

/// The codes by which services of AWS ask to send less.
const THROTTLING: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes of errors that pass by themselves.
const TRANSIENT: [&str; 2] = ["RequestTimeout", "RequestTimeoutException"];

/// Codes that speak of the time of a signature for certain, and those that may.
const SKEWED: [&str; 3] = ["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"];
const PERHAPS_SKEWED: [&str; 3] = ["AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch"];

/// Whether it is worth trying again, and why. `clock_was_wrong` says that the answer's date was far from ours.
pub(crate) fn classify(facts: &Facts<'_>, clock_was_wrong: bool) -> Option<Verdict> {
    let is_one_of = |codes: &[&str]| [facts.code, facts.shape].into_iter().flatten().any(|code| codes.contains(&code));
    if facts.is_throttling || is_one_of(&THROTTLING) || facts.status == Some(429) {
        return Some(Verdict::Throttled);
    }
    if is_one_of(&SKEWED) || (clock_was_wrong && is_one_of(&PERHAPS_SKEWED)) {
        return Some(Verdict::Skewed);
    }
    let passes = facts.is_retryable
        || is_one_of(&TRANSIENT)
        // An error with the status 200 began as a success: it counts as 500.
        || facts.failure.map_or(matches!(facts.status, Some(200 | 500 | 502 | 503 | 504)), is_transient);
    passes.then_some(Verdict::Transient)
}

fn is_transient(failure: &Failure) -> bool {
    match failure {
        Failure::AttemptTimeout(_) => true,
        Failure::Transport(error)
            if matches!(error.kind(), TransportErrorKind::Untrusted | TransportErrorKind::Unusable) =>
        {
            false
        }
        Failure::Transport(error) => {
            let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.get_ref());
            while let Some(error) = cause {
                // The answer would be as large once more; and who has a whole request may be at work on it.
                if error.is::<TooLarge>() || error.is::<Unanswered>() {
                    return false;
                }
                cause = error.source();
            }
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport_error::TransportError;

    fn status(status: u16) -> Facts<'static> {
        Facts { status: Some(status), ..Facts::default() }
    }

    #[test]
    fn statuses_and_codes_are_told_apart() {
        for transient in [500, 502, 503, 504] {
            assert_eq!(classify(&status(transient), false), Some(Verdict::Transient), "{transient}");
        }
        assert_eq!(classify(&status(429), false), Some(Verdict::Throttled));
        for final_status in [400, 403, 404, 409, 501, 505] {
            assert_eq!(classify(&status(final_status), false), None, "{final_status}");
        }
        let code = |code| Facts { code: Some(code), ..status(400) };
        assert_eq!(classify(&code("SlowDown"), false), Some(Verdict::Throttled));
        assert_eq!(classify(&code("RequestTimeout"), false), Some(Verdict::Transient));
        assert_eq!(classify(&code("RequestExpired"), false), Some(Verdict::Skewed));
        assert_eq!(classify(&code("InvalidSignatureException"), false), None);
        assert_eq!(classify(&code("InvalidSignatureException"), true), Some(Verdict::Skewed));
        assert_eq!(classify(&code("ValidationException"), true), None);
    }

    #[test]
    fn the_model_has_a_say() {
        let retryable = Facts { is_retryable: true, ..status(409) };
        assert_eq!(classify(&retryable, false), Some(Verdict::Transient));
        let throttling = Facts { is_throttling: true, ..retryable };
        assert_eq!(classify(&throttling, false), Some(Verdict::Throttled));
    }

    #[test]
    fn failures_are_told_apart() {
        let verdict = |failure: &Failure| classify(&Facts { failure: Some(failure), ..Facts::default() }, false);
        let broken =
            |error: crate::BodyError| Failure::Transport(TransportError::new(TransportErrorKind::Receive, error));
        assert_eq!(verdict(&broken("connection reset".into())), Some(Verdict::Transient));
        assert_eq!(verdict(&broken(TooLarge::new(1).into())), None);
        assert_eq!(verdict(&Failure::AttemptTimeout(std::time::Duration::ZERO)), Some(Verdict::Transient));
        assert_eq!(verdict(&Failure::Timeout(std::time::Duration::ZERO)), None);
        assert_eq!(verdict(&Failure::Credentials("none".into())), None);
    }
}
