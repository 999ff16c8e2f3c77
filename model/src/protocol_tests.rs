//! Test cases that a model carries for the wire format.
//!
//! See <https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A case of `httpRequestTests`: these parameters give this request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestTest {
    /// Names the case.
    pub id: String,
    /// The protocol that it is for.
    pub protocol: String,
    /// What it shows.
    pub documentation: Option<String>,
    /// The input.
    #[serde(default)]
    pub params: Value,
    /// The expected method.
    pub method: String,
    /// The expected path, without a query.
    pub uri: String,
    /// Parameters that the query must hold, as `name=value` or `name`.
    #[serde(default)]
    pub query_params: Vec<String>,
    /// Parameters that it must not hold.
    #[serde(default)]
    pub forbid_query_params: Vec<String>,
    /// Parameters that it must hold with whatever value.
    #[serde(default)]
    pub require_query_params: Vec<String>,
    /// Headers with their exact values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers that must be absent.
    #[serde(default)]
    pub forbid_headers: Vec<String>,
    /// Headers that must be there with whatever value.
    #[serde(default)]
    pub require_headers: Vec<String>,
    /// The body; nothing is checked if it is absent.
    pub body: Option<String>,
    /// How the body is compared.
    pub body_media_type: Option<String>,
    /// The configured host, without a scheme.
    pub host: Option<String>,
    /// The host that the request must go to.
    pub resolved_host: Option<String>,
    /// `client` or `server`; both if absent.
    pub applies_to: Option<String>,
    /// What the client is configured with, as `aws.protocoltests.config#AwsConfig`.
    #[serde(default)]
    pub vendor_params: Value,
}

/// A case of `eventStreamTests`: what goes over a stream, and what comes of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTest {
    /// Names the case.
    pub id: String,
    /// The protocol that it is for.
    pub protocol: String,
    /// What it shows.
    pub documentation: Option<String>,
    /// The input without its stream.
    #[serde(default)]
    pub initial_request_params: Value,
    /// The request that begins the stream.
    pub initial_request: Option<InitialRequest>,
    /// The output without its stream.
    #[serde(default)]
    pub initial_response_params: Value,
    /// The response that begins the stream.
    pub initial_response: Option<InitialResponse>,
    /// The events, in their order.
    #[serde(default)]
    pub events: Vec<EventCase>,
    /// What comes of it; success if it is absent.
    #[serde(default)]
    pub expectation: Expectation,
    /// `client` or `server`; both if absent.
    pub applies_to: Option<String>,
}

/// An event of a case.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventCase {
    /// Which way it goes.
    #[serde(rename = "type")]
    pub direction: EventDirection,
    /// The event, as a value of the union.
    #[serde(default)]
    pub params: Value,
    /// The whole message in base64.
    pub bytes: Option<String>,
}

/// Which way an event goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EventDirection {
    /// From the client.
    Request,
    /// To the client.
    Response,
}

/// The request that begins a stream.
#[derive(Clone, Debug, Deserialize)]
pub struct InitialRequest {
    /// The expected method.
    pub method: String,
    /// The expected path.
    pub uri: String,
    /// Headers with their exact values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// The response that begins a stream.
#[derive(Clone, Debug, Deserialize)]
pub struct InitialResponse {
    /// The status.
    pub code: u16,
    /// The headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, where it is no stream.
    pub body: Option<String>,
}

/// What comes of a case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expectation {
    /// The failure, if one is expected.
    pub failure: Option<ExpectedFailure>,
}

/// A failure that is expected.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedFailure {
    /// The error's shape; any failure will do if it is absent.
    pub error_id: Option<String>,
}

/// A case of `httpResponseTests`: this response gives these values.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseTest {
    /// Names the case.
    pub id: String,
    /// The protocol that it is for.
    pub protocol: String,
    /// What it shows.
    pub documentation: Option<String>,
    /// The expected values.
    #[serde(default)]
    pub params: Value,
    /// The status.
    pub code: u16,
    /// The headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; empty if it is absent.
    pub body: Option<String>,
    /// The media type of the body. `application/octet-stream` and the like are given as base64 text or plainly.
    pub body_media_type: Option<String>,
    /// `client` or `server`; both if absent.
    pub applies_to: Option<String>,
}

impl RequestTest {
    /// The case with the digits of its numbers that only the body has.
    pub(crate) fn exact(mut self) -> Self {
        restore_digits(&mut self.params, self.body.as_deref());
        self
    }
}

impl ResponseTest {
    /// The case with the digits of its numbers that only the body has.
    pub(crate) fn exact(mut self) -> Self {
        restore_digits(&mut self.params, self.body.as_deref());
        self
    }
}

/// Gives numbers the digits that they have in a body of JSON: where it has them as strings they are more exact than the JSON
/// AST, whose numbers went through doubles.
fn restore_digits(params: &mut Value, body: Option<&str>) {
    if let Some(body) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
        restore(params, &body);
    }
}

fn restore(param: &mut Value, body: &Value) {
    match (param, body) {
        (Value::Object(params), Value::Object(members)) => {
            for (name, param) in params {
                members.get(name).into_iter().for_each(|member| restore(param, member));
            }
        }
        (Value::Array(params), Value::Array(items)) => {
            params.iter_mut().zip(items).for_each(|(param, item)| restore(param, item));
        }
        (Value::Number(number), Value::String(text)) => {
            if let Ok(exact) = text.parse::<serde_json::Number>()
                && exact.as_f64() == number.as_f64()
            {
                *number = exact;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_only_the_body_has_are_restored() {
        let mut params = serde_json::json!({ "a": 0.1, "b": [1.5, 7], "c": 3 });
        restore_digits(&mut params, Some(r#"{ "a": "0.100000000000000000000001", "b": ["1.50", 7], "c": "4" }"#));
        assert_eq!(params.to_string(), r#"{"a":0.100000000000000000000001,"b":[1.50,7],"c":3}"#);
    }
}
