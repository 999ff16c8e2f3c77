//! Documents to and from the values of `serde_json`.

use serde_json::Value;

use crate::document::Document;

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            Value::Number(number) => Self::number(&number.to_string()),
            Value::String(text) => Self::String(text),
            Value::Array(items) => items.into_iter().collect(),
            Value::Object(members) => members.into_iter().collect(),
        }
    }
}

/// Fails where a number has more digits than `serde_json` holds.
impl TryFrom<Document> for Value {
    type Error = serde_json::Error;

    fn try_from(document: Document) -> Result<Self, Self::Error> {
        serde_json::to_value(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_both_ways() {
        let value = serde_json::json!({ "a": [null, true, -7, 0.25, "x"], "b": {} });
        let document = Document::from(value.clone());
        assert_eq!(Value::try_from(document).expect("a value"), value);
        let exact = Document::number("3.14159265358979323846264338327950288");
        Value::try_from(exact).expect_err("more digits than a double has");
    }
}
