//! The table `[package]` of generated crates.

use toml::{Table, Value};

/// What generated code needs of Rust is what the runtime needs, which is what this program needs.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The lines of `[package]`: what is given, and what else a package has.
pub(crate) fn lines(given: &Table, description: &str, of_aws: bool, more: &[(&str, Value)]) -> Vec<String> {
    let mut fields = Table::new();
    let mut default = |name: &str, value: Value| _ = fields.insert(name.to_owned(), value);
    default("description", description.into());
    default("version", "0.1.0".into());
    default("edition", "2024".into());
    default("rust-version", RUST_VERSION.into());
    default("publish", false.into());
    if of_aws {
        // The documentation of a model of AWS is under its licence.
        default("license", "Apache-2.0".into());
    }
    for (name, value) in more {
        default(name, value.clone());
    }
    fields.extend(given.clone());
    table(&fields)
}

/// The lines of a table; what comes from the workspace as it is mostly written.
pub(crate) fn table(table: &Table) -> Vec<String> {
    let from_workspace = |value: &Value| {
        value.as_table().is_some_and(|table| table.len() == 1 && table.get("workspace") == Some(&Value::Boolean(true)))
    };
    let line = |(name, value): (&String, &Value)| match from_workspace(value) {
        true => format!("{name}.workspace = true"),
        false => format!("{name} = {value}"),
    };
    table.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_wins() {
        let given: Table =
            toml::from_str("license = 'MIT'\nversion.workspace = true\nkeywords = ['a', 'b']").expect("TOML");
        let lines = lines(&given, "A client.", true, &[("readme", "README.md".into())]);
        assert!(lines.contains(&"license = \"MIT\"".to_owned()), "{lines:?}");
        assert!(lines.contains(&"version.workspace = true".to_owned()), "{lines:?}");
        assert!(lines.contains(&"keywords = [\"a\", \"b\"]".to_owned()), "{lines:?}");
        assert!(lines.contains(&"readme = \"README.md\"".to_owned()) && lines.contains(&"publish = false".to_owned()));
    }
}
