//! Parameters of endpoint rules that only some services have: `clientContextParams`.
//!
//! See <https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#smithy-rules-clientcontextparams-trait>.

use super::Config;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    Switch(bool),
    Text(String),
    Texts(Vec<String>),
}

/// For generated setters and generated endpoint parameters.
#[doc(hidden)]
impl Config {
    #[must_use]
    pub fn with_switch(self, name: &'static str, value: bool) -> Self {
        self.parameter(name, Parameter::Switch(value))
    }

    #[must_use]
    pub fn with_text(self, name: &'static str, value: String) -> Self {
        self.parameter(name, Parameter::Text(value))
    }

    #[must_use]
    pub fn with_texts(self, name: &'static str, value: Vec<String>) -> Self {
        self.parameter(name, Parameter::Texts(value))
    }

    fn parameter(mut self, name: &'static str, value: Parameter) -> Self {
        self.parameters.insert(name, value);
        self
    }

    pub fn switch_param(&self, name: &str) -> Option<bool> {
        match self.parameters.get(name)? {
            Parameter::Switch(value) => Some(*value),
            _ => None,
        }
    }

    pub fn text_param(&self, name: &str) -> Option<String> {
        match self.parameters.get(name)? {
            Parameter::Text(value) => Some(value.clone()),
            _ => None,
        }
    }

    pub fn texts_param(&self, name: &str) -> Option<Vec<String>> {
        match self.parameters.get(name)? {
            Parameter::Texts(value) => Some(value.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_types() {
        let config = Config::new()
            .with_switch("A", true)
            .with_text("B", "b".into())
            .with_texts("C", vec!["c".into()])
            .with_switch("A", false);
        assert_eq!((config.switch_param("A"), config.switch_param("B")), (Some(false), None));
        assert_eq!((config.text_param("B").as_deref(), config.text_param("X")), (Some("b"), None));
        assert_eq!(config.texts_param("C"), Some(vec!["c".to_owned()]));
    }
}
