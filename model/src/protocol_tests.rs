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
