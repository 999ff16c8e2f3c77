//! Requests that a service must refuse, and what it says about them: `httpMalformedRequestTests`.
//!
//! See <https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A case, or several that differ in some values.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MalformedTest {
    /// Names the case.
    pub id: String,
    /// The protocol that it is for.
    pub protocol: String,
    request: MalformedRequest,
    response: RefusingResponse,
    /// For each parameter, its value in each of the cases.
    #[serde(default)]
    test_parameters: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MalformedRequest {
    body: Option<String>,
    #[serde(default)]
    query_params: Vec<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
struct RefusingResponse {
    body: Option<RefusingBody>,
}

#[derive(Clone, Debug, Deserialize)]
struct RefusingBody {
    assertion: Assertion,
}

#[derive(Clone, Debug, Deserialize)]
struct Assertion {
    contents: Option<String>,
}

/// What a service answers where it lists the members that it minds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ValidationException {
    field_list: Vec<ValidationField>,
}

#[derive(Deserialize)]
struct ValidationField {
    path: String,
    message: String,
}

/// One request with values that break constraints.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Which of several cases this is, from one; none if there is only one.
    pub number: Option<usize>,
    /// The body of the request.
    pub body: String,
    /// Parameters of its query, as `name=value` or `name`.
    pub query_params: Vec<String>,
    /// Its headers.
    pub headers: BTreeMap<String, String>,
    /// The members that the service minds, as JSON pointers, each with the trait that they break.
    pub violations: Vec<(String, &'static str)>,
}

impl MalformedTest {
    /// The cases in which the service lists the members that break constraints. Others are about bytes that no client
    /// would send.
    pub fn refusals(&self) -> Vec<Refusal> {
        let count = self.test_parameters.values().map(Vec::len).min();
        let cases = 0..count.unwrap_or(1);
        cases.filter_map(|index| self.refusal(index, count.map(|_| index + 1))).collect()
    }

    fn refusal(&self, index: usize, number: Option<usize>) -> Option<Refusal> {
        let fill = |text: &str| self.filled(text, index);
        let contents = self.response.body.as_ref()?.assertion.contents.as_deref()?;
        let exception: ValidationException = serde_json::from_str(&fill(contents)).ok()?;
        let fields = exception.field_list.into_iter();
        Some(Refusal {
            number,
            body: fill(self.request.body.as_deref().unwrap_or_default()),
            query_params: self.request.query_params.iter().map(|pair| fill(pair)).collect(),
            headers: self.request.headers.iter().map(|(name, value)| (name.clone(), fill(value))).collect(),
            violations: fields.map(|field| Some((field.path, broken(&field.message)?))).collect::<Option<_>>()?,
        })
    }

    /// A text with its parameters: `$name:L` as it is, `$name:S` as a JSON string, `$$` as a dollar.
    fn filled(&self, text: &str, index: usize) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let parameter = self.test_parameters.iter().find_map(|(name, values)| {
                let after = rest.strip_prefix(name.as_str())?;
                let value = values.get(index)?;
                let quoted = || Value::from(value.as_str()).to_string();
                after
                    .strip_prefix(":L")
                    .map(|after| (value.clone(), after))
                    .or_else(|| Some((quoted(), after.strip_prefix(":S")?)))
            });
            match parameter {
                Some((value, after)) => {
                    out.push_str(&value);
                    rest = after;
                }
                None => out.push('$'),
            }
        }
        out + rest
    }
}

/// The trait that a message of the suite speaks of.
fn broken(message: &str) -> Option<&'static str> {
    let (_, demand) = message.split_once("Member must ")?;
    let traits = [
        ("not be null", "required"),
        ("have length", "length"),
        ("be between", "range"),
        ("be greater than", "range"),
        ("be less than", "range"),
        ("satisfy regular expression pattern", "pattern"),
        ("have unique values", "uniqueItems"),
        ("satisfy enum value set", "enum"),
    ];
    traits.iter().find(|(beginning, _)| demand.starts_with(beginning)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_multiplied_by_their_parameters() {
        let test: MalformedTest = serde_json::from_value(serde_json::json!({
            "id": "Short",
            "protocol": "aws.protocols#restJson1",
            "request": { "body": "{ \"name\": $value:S, \"price\": \"$$1\" }", "queryParams": ["n=$size:L"] },
            "response": { "body": { "assertion": { "contents":
                "{\"fieldList\": [{\"path\": \"/name\", \"message\": \"Value with length $size:L: Member must have length between 3 and 5\"}]}"
            } } },
            "testParameters": { "value": ["a", "\"b"], "size": ["1", "2"] },
        }))
        .expect("a case");
        let refusals = test.refusals();
        let bodies: Vec<&str> = refusals.iter().map(|refusal| refusal.body.as_str()).collect();
        assert_eq!(bodies, [r#"{ "name": "a", "price": "$1" }"#, r#"{ "name": "\"b", "price": "$1" }"#]);
        assert_eq!(refusals[1].query_params, ["n=2"]);
        assert_eq!((refusals[1].number, &refusals[1].violations), (Some(2), &vec![("/name".to_owned(), "length")]));
    }
}
