//! How requests are authenticated.

/// A way to authenticate requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// `aws.auth#sigv4`, with the name that requests are signed for.
    SigV4 {
        /// The signing name.
        name: String,
    },
    /// `httpBearerAuth`.
    Bearer,
    /// `httpBasicAuth`.
    Basic,
    /// `httpApiKeyAuth`.
    ApiKey(ApiKey),
    /// A scheme that is not supported yet, by the id of its trait.
    Other(String),
}

/// `httpApiKeyAuth`: where the key travels.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct ApiKey {
    /// The header or the parameter.
    pub name: String,
    /// Which of both it is.
    #[serde(rename = "in")]
    pub place: ApiKeyPlace,
    /// What stands before the key in a header.
    pub scheme: Option<String>,
}

/// Where an API key travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyPlace {
    /// In a header.
    Header,
    /// In the query.
    Query,
}

/// How an operation is authenticated.
///
/// See <https://smithy.io/2.0/spec/authentication-traits.html#auth-trait>.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationAuth {
    /// The schemes, the most wanted first: those of the service, or those that the operation's trait `auth` names. None at
    /// all means that requests are not authenticated.
    pub schemes: Vec<AuthScheme>,
    /// `optionalAuth`, or `smithy.api#noAuth` among the schemes: without an identity, requests are not authenticated.
    pub is_optional: bool,
}

impl OperationAuth {
    /// The schemes of the service, of which an operation names some by their ids; all if it names none.
    pub(crate) fn of(service: &[AuthScheme], named: Option<&[String]>, is_optional: bool) -> Self {
        let Some(named) = named else { return Self { schemes: service.to_vec(), is_optional } };
        let known = |id: &String| service.iter().find(|scheme| scheme.id() == id).cloned();
        let schemes: Vec<AuthScheme> = named.iter().filter_map(known).collect();
        let is_optional = is_optional || (!schemes.is_empty() && named.iter().any(|id| id == "smithy.api#noAuth"));
        Self { schemes, is_optional }
    }
}

impl AuthScheme {
    /// The id of the scheme's trait.
    pub fn id(&self) -> &str {
        match self {
            Self::SigV4 { .. } => "aws.auth#sigv4",
            Self::Bearer => "smithy.api#httpBearerAuth",
            Self::Basic => "smithy.api#httpBasicAuth",
            Self::ApiKey(_) => "smithy.api#httpApiKeyAuth",
            Self::Other(id) => id,
        }
    }
}
