//! Endpoint rules, as a model writes them.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::source::Place;

/// `endpointRuleSet`.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleSet {
    /// The inputs, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Tried in order; the first whose conditions hold wins.
    pub rules: Vec<Rule>,
    /// Where the rule set is defined.
    #[serde(skip)]
    pub place: Place,
}

/// An input of the rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// What the client fills it with, like `AWS::Region`.
    pub built_in: Option<String>,
    /// Its value if nothing else is given.
    pub default: Option<Value>,
    /// Whether the rules can't do without it.
    #[serde(default)]
    pub required: bool,
    /// What it means.
    pub documentation: Option<String>,
}

/// The type of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ParameterKind {
    /// Text.
    #[serde(alias = "string")]
    String,
    /// True or false.
    #[serde(alias = "boolean")]
    Boolean,
    /// Several texts.
    #[serde(rename = "stringArray")]
    StringArray,
}

/// A rule: conditions, and what holds if they do.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Rule {
    /// More rules.
    Tree {
        /// All must hold.
        #[serde(default)]
        conditions: Vec<Condition>,
        /// Tried in order.
        rules: Vec<Rule>,
    },
    /// An endpoint.
    Endpoint {
        /// All must hold.
        #[serde(default)]
        conditions: Vec<Condition>,
        /// The endpoint.
        endpoint: RuleEndpoint,
    },
    /// A failure.
    Error {
        /// All must hold.
        #[serde(default)]
        conditions: Vec<Condition>,
        /// The text of the failure.
        error: Expression,
    },
}

/// A condition: holds if its value is neither absent nor false.
#[derive(Clone, Debug, Deserialize)]
pub struct Condition {
    /// The call.
    #[serde(flatten)]
    pub call: Call,
    /// A name for its value.
    pub assign: Option<String>,
}

/// A call of a function of the rules engine.
#[derive(Clone, Debug, Deserialize)]
pub struct Call {
    /// Its name, like `aws.partition`.
    #[serde(rename = "fn")]
    pub function: String,
    /// Its arguments.
    pub argv: Vec<Expression>,
}

/// A value in a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Expression {
    /// A parameter, or an assigned name.
    Reference {
        /// Its name.
        r#ref: String,
    },
    /// The value of a call.
    Call(Call),
    /// Text, which may have places like `{Region}` or `{Partition#dnsSuffix}`.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A number.
    Integer(i64),
    /// Several values.
    Array(Vec<Expression>),
}

/// An endpoint in a rule.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleEndpoint {
    /// The URL.
    pub url: Expression,
    /// Headers to send.
    #[serde(default)]
    pub headers: BTreeMap<String, Vec<Expression>>,
    /// Everything else, `authSchemes` among it. Texts in it may have places.
    #[serde(default)]
    pub properties: BTreeMap<String, Value>,
}

/// A case of `endpointTests`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointTest {
    /// What it shows.
    pub documentation: Option<String>,
    /// The inputs.
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
    /// What is expected.
    pub expect: Expectation,
}

/// What a case of `endpointTests` expects.
#[derive(Clone, Debug, Deserialize)]
pub struct Expectation {
    /// An endpoint.
    pub endpoint: Option<ExpectedEndpoint>,
    /// A failure with this text.
    pub error: Option<String>,
}

/// The endpoint that a case expects.
#[derive(Clone, Debug, Deserialize)]
pub struct ExpectedEndpoint {
    /// The URL.
    pub url: String,
    /// Headers, with their values.
    #[serde(default)]
    pub headers: BTreeMap<String, Vec<String>>,
    /// Properties.
    #[serde(default)]
    pub properties: BTreeMap<String, Value>,
}

/// `endpointTests`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointTests {
    pub(crate) test_cases: Vec<EndpointTest>,
}
