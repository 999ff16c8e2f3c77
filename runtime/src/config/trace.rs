//! The trace that a function of Lambda is part of.

use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::Config;

impl Config {
    /// What the header `x-amzn-trace-id` says, within a function of Lambda whose environment is read. It is another for each
    /// invocation.
    pub(crate) fn trace_id(&self) -> Option<String> {
        let environment = self.aws.environment.as_ref().filter(|environment| environment.is_lambda)?;
        let id = (environment.variables)("_X_AMZN_TRACE_ID")?;
        Some(utf8_percent_encode(&id, CONTROLS).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functions_of_lambda_are_part_of_a_trace() {
        let config = |variables: &'static [(&str, &str)]| {
            Config::from_variables(|name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        let trace =
            ("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1\n\u{fc}");
        assert_eq!(Config::new().trace_id(), None);
        assert_eq!(config(&[]).trace_id(), None);
        static TRACE: [(&str, &str); 1] = [("_X_AMZN_TRACE_ID", "Root=1")];
        assert_eq!(config(&TRACE).trace_id(), None);
        let lambda: &'static [(&str, &str)] = Box::leak(Box::new([("AWS_LAMBDA_FUNCTION_NAME", "f"), trace]));
        let id = config(lambda).trace_id().expect("a trace");
        assert_eq!(id, "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1%0A%C3%BC");
    }
}
