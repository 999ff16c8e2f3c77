//! All sources of a client as one file, for a build script.

use std::collections::BTreeMap;

use model::{Diagnostic, Report};

use crate::{Client, Home, Options};

/// One file with the client as a module, to be included at the root of a crate or within a module of yours:
/// `include!(concat!(env!("OUT_DIR"), "/client.rs"));`. What [`Client::features`] lists, your dependency on the runtime has
/// to turn on. What the feature `serde` of a crate would give is not in it, nor what makes answers for tests.
///
/// # Errors
/// The client's operations are behind features, which only a crate of its own has.
pub fn bundle(options: &Options, client: &Client) -> Result<String, Report> {
    if !client.operation_features.is_empty() {
        let problem = Diagnostic::new("a client in one file has no features for its operations");
        return Err(Report::of(problem.help("leave `Options::operation_features` off")));
    }
    let name = options.home.name();
    let files: BTreeMap<&str, &str> =
        client.sources.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let root = match &options.home {
        Home::Module(module) => format!("{module}/"),
        Home::Crate(_) => String::new(),
    };
    let file = if root.is_empty() { "lib.rs".to_owned() } else { format!("{root}mod.rs") };
    let mut text = format!("#[allow(clippy::large_enum_variant, deprecated)]\npub mod {name} {{\n");
    write(&files, &file, &root, &mut text);
    text.push_str("}\n");
    Ok(text)
}

/// Writes a file with its modules in place of their declarations.
fn write(files: &BTreeMap<&str, &str>, path: &str, folder: &str, text: &mut String) {
    let mut lines = files.get(path).copied().unwrap_or_default().lines();
    while let Some(line) = lines.next() {
        // What is behind a feature would need one of the crate that includes it.
        if line.starts_with("#[cfg(") && lines.clone().next().is_some_and(|next| declared(next).is_some()) {
            lines.next();
            continue;
        }
        match declared(line) {
            // The constructors that crates have for tests alone.
            None if line.trim() == "#[cfg(feature = \"test-util\")]" => {}
            // Examples name a crate that is not there.
            None if line.trim_start().ends_with(" ```no_run") => {
                text.extend([&line.replace("```no_run", "```ignore"), "\n"]);
            }
            None => text.extend([line, "\n"]),
            Some(module) => {
                text.extend([line.trim_end_matches(';'), " {\n"]);
                let (nested, single) = (format!("{folder}{module}/mod.rs"), format!("{folder}{module}.rs"));
                let path = if files.contains_key(nested.as_str()) { nested } else { single };
                write(files, &path, &format!("{folder}{module}/"), text);
                text.push_str("}\n");
            }
        }
    }
}

/// The module that a line declares, as the printer writes it.
fn declared(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?;
    rest.strip_suffix(';')
}
