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

impl RuleSet {
    /// Whether a rule depends on a parameter. Keys of S3 are one that no rule does.
    pub fn reads(&self, parameter: &str) -> bool {
        self.rules.iter().any(|rule| rule.reads(parameter))
    }
}

impl Rule {
    fn reads(&self, parameter: &str) -> bool {
        let (conditions, outcome) = match self {
            Self::Tree { conditions, rules } => (conditions, rules.iter().any(|rule| rule.reads(parameter))),
            Self::Endpoint { conditions, endpoint } => (conditions, endpoint.reads(parameter)),
            Self::Error { conditions, error } => (conditions, error.reads(parameter)),
        };
        outcome || conditions.iter().any(|condition| condition.call.reads(parameter))
    }
}

impl RuleEndpoint {
    fn reads(&self, parameter: &str) -> bool {
        self.url.reads(parameter)
            || self.headers.values().flatten().any(|value| value.reads(parameter))
            || self.properties.values().any(|value| property_reads(value, parameter))
    }
}

impl Call {
    fn reads(&self, parameter: &str) -> bool {
        self.argv.iter().any(|argument| argument.reads(parameter))
    }
}

impl Expression {
    fn reads(&self, parameter: &str) -> bool {
        match self {
            Self::Reference { r#ref: name } => name == parameter,
            Self::Call(call) => call.reads(parameter),
            Self::Text(text) => text_reads(text, parameter),
            Self::Array(items) => items.iter().any(|item| item.reads(parameter)),
            Self::Boolean(_) | Self::Integer(_) => false,
        }
    }
}

/// Whether a text has a place for the parameter, like `{Region}` or `{Url#authority}`.
fn text_reads(text: &str, parameter: &str) -> bool {
    let mut places = text.split('{').skip(1);
    places.any(|place| place.strip_prefix(parameter).is_some_and(|rest| rest.starts_with(['}', '#'])))
}

fn property_reads(value: &Value, parameter: &str) -> bool {
    match value {
        Value::String(text) => text_reads(text, parameter),
        Value::Array(items) => items.iter().any(|item| property_reads(item, parameter)),
        Value::Object(members) => members.values().any(|member| property_reads(member, parameter)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_read_by_reference_and_by_its_place_in_texts() {
        let rules: RuleSet = serde_json::from_value(serde_json::json!({
            "parameters": {},
            "rules": [{ "type": "tree", "conditions": [{ "fn": "not", "argv": [{ "fn": "isSet", "argv": [{ "ref": "A" }] }] }],
                "rules": [
                    { "type": "error", "conditions": [], "error": "no {B#name}" },
                    { "type": "endpoint", "conditions": [], "endpoint": {
                        "url": "https://{C}", "headers": { "x": ["{D}"] }, "properties": { "y": [{ "z": "{E}" }] }
                    } },
                ] }],
        }))
        .expect("rules");
        for name in ["A", "B", "C", "D", "E"] {
            assert!(rules.reads(name), "{name}");
        }
        for name in ["isSet", "x", "name", "Key", ""] {
            assert!(!rules.reads(name), "{name}");
        }
    }
}
