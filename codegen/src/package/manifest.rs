//! `Cargo.toml`.

use std::collections::BTreeSet;

use super::Package;
use crate::Client;
use crate::emit::transfer;
use crate::features::{self, ALL};
use crate::file::File;
use crate::print::MARK;

/// What a manifest is made of.
pub(super) struct Manifest<'a> {
    pub(super) package: &'a Package,
    /// The clients that are behind a feature of their name.
    pub(super) clients: Vec<&'a str>,
    /// The features of the runtime that the clients can't do without.
    pub(super) needed: Vec<&'static str>,
    /// Whether one of the clients has transfers.
    pub(super) transfers: bool,
    /// Whether there are types alone, without a client.
    pub(super) types_alone: bool,
    /// The features of single operations.
    pub(super) operations: &'a [String],
    pub(super) tested: Vec<Tested<'a>>,
}

/// A client with tests.
pub(super) struct Tested<'a> {
    pub(super) client: &'a str,
    /// Whether the client is behind a feature of its name.
    pub(super) is_feature: bool,
}

impl Manifest<'_> {
    pub(super) fn file(&self) -> File {
        let package = self.package;
        let mut lines = vec![format!("# {MARK}. Do not edit.\n\n[package]\nname = \"{}\"", package.name)];
        lines.extend(package.fields.iter().cloned());
        lines.push("autotests = false".to_owned());
        if !self.operations.is_empty() {
            lines.push(format!("\n[package.metadata.docs.rs]\nfeatures = [{ALL:?}]"));
        }
        lines.extend(self.features());
        let runtime = named(&package.runtime);
        lines.push(format!("\n[dependencies]\nruntime = {}", with_features(&runtime, &self.needed)));
        lines.extend(package.dependencies.iter().cloned());
        let dev_dependencies = self.dev_dependencies();
        if !dev_dependencies.is_empty() {
            lines.push("\n[dev-dependencies]".to_owned());
            lines.extend(dev_dependencies);
        }
        for Tested { client, is_feature } in &self.tested {
            lines.push(format!("\n[[test]]\nname = \"{client}\"\npath = \"tests/{client}/main.rs\""));
            if *is_feature {
                lines.push(format!("required-features = [\"{client}\"]"));
            }
        }
        lines.extend(package.tail.iter().cloned());
        File { path: "Cargo.toml".to_owned(), text: lines.join("\n") + "\n" }
    }

    /// The package itself among them, so that its tests have what the tests of applications have.
    fn dev_dependencies(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.types_alone {
            let all = if self.operations.is_empty() { String::new() } else { format!("{ALL:?}, ") };
            lines.push(format!("{} = {{ path = \".\", features = [{all}\"test-util\"] }}", self.package.name));
        }
        lines.extend(self.package.dev_dependencies.iter().cloned());
        lines
    }

    fn features(&self) -> Vec<String> {
        let transport: &[&str] = if self.types_alone { &[] } else { &["hyper"] };
        let default = self.clients.iter().chain(transport).map(|name| format!("\"{name}\""));
        let default = default.collect::<Vec<_>>().join(", ");
        let mut lines = vec!["\n[features]".to_owned(), format!("default = [{default}]")];
        lines.extend(self.clients.iter().map(|name| format!("{name} = []")));
        let handed_on: Vec<_> = match self.types_alone {
            true => features::of_types_alone().collect(),
            false => features::handed_on(&self.needed, self.transfers).collect(),
        };
        for (name, what) in handed_on {
            lines.push(format!("# {what}\n{}", self.handed_on(name)));
        }
        if !self.operations.is_empty() {
            let all: Vec<String> = self.operations.iter().map(|name| format!("    {name:?},\n")).collect();
            lines.push(format!("# Every operation. Each has a feature of its own, which switches on the types that it reaches.\n{ALL} = [\n{}]", all.concat()));
            lines.extend(self.operations.iter().map(|name| format!("{name} = []")));
        }
        lines
    }

    /// What a feature of this name switches on: that of the runtime, and the operations that it needs.
    fn handed_on(&self, name: &str) -> String {
        let called = if name == "transfer" { transfer::OPERATIONS.as_slice() } else { &[] };
        let called = called.iter().map(|operation| features::of_operation(operation));
        let called = called.filter(|operation| self.operations.contains(operation));
        let features = called.chain([format!("runtime/{name}")]).map(|name| format!("{name:?}"));
        format!("{name} = [{}]", features.collect::<Vec<_>>().join(", "))
    }
}

/// The features of the runtime that clients can't do without. What sends calls is for the application to choose.
pub(super) fn needed<'a>(clients: impl Iterator<Item = &'a Client>) -> Vec<&'static str> {
    clients.flat_map(|client| client.features.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A table of TOML with one more entry.
fn with(table: &str, entry: &str) -> String {
    format!("{}, {entry} }}", table.trim_end_matches('}').trim_end())
}

/// The package of the runtime. A workspace's dependency names it in the workspace, and has its default features off there.
fn named(runtime: &str) -> String {
    match runtime.strip_prefix('{') {
        Some(table) if !runtime.contains("workspace = true") => {
            with(&format!("{{ package = \"tinsmith-runtime\",{table}"), "default-features = false")
        }
        _ => runtime.to_owned(),
    }
}

fn with_features(runtime: &str, features: &[&str]) -> String {
    let features: Vec<String> = features.iter().map(|name| format!("{name:?}")).collect();
    if features.is_empty() {
        runtime.to_owned()
    } else {
        with(runtime, &format!("features = [{}]", features.join(", ")))
    }
}
