//! The README of a client's crate.

use super::{Package, manifest};
use crate::features::{self, ALL};
use crate::file::File;
use crate::print::{MARK, comment, one_line};
use crate::{Client, Options};

/// What the crate is, how it is depended on, called and tested, and where it comes from. Its code compiles: the crate's
/// root makes a documentation test of it.
pub(super) fn file(package: &Package, options: &Options, client: &Client) -> File {
    let mut text = head(package, options, client);
    match options.types_alone {
        true => text += &(types_usage(package) + &types_features()),
        false => text += &[usage(package, client), testing(client), features(client)].concat(),
    }
    text += &provenance(options, client);
    let text = text.lines().map(|line| comment(line) + "\n").collect();
    File { path: "README.md".to_owned(), text }
}

fn head(package: &Package, options: &Options, client: &Client) -> String {
    let origin = one_line(&options.origin);
    let what = if options.types_alone { "The types of" } else { "A client of" };
    format!("<!-- {MARK} from {origin}. Do not edit. -->\n\n# {}\n\n{what} {}.\n\n", package.name, client.title)
}

fn types_usage(package: &Package) -> String {
    format!(
        "```toml\n[dependencies]\n{} = {{ path = \"...\", features = [\"serde\"] }}\n```\n\n\
         Everything is in `types`; `runtime` has what the types are made of, like `DateTime` and `Bytes`, and `Validate`,\n\
         which checks what the model demands of a value. There is no client.\n\n",
        package.name,
    )
}

fn types_features() -> String {
    let rows = features::of_types_alone().map(|(name, what)| format!("| `{name}` | {what} |\n"));
    format!("## Features\n\n| feature | what it gives |\n|---|---|\n{}\n", rows.collect::<String>())
}

fn usage(package: &Package, client: &Client) -> String {
    let name = &package.name;
    let config = match client.of_aws {
        true => {
            "`Config::from_env()` reads region, credentials and endpoints as every AWS SDK does, and documents each\n\
             variable. "
        }
        false => "",
    };
    let features = match client.operation_features.is_empty() {
        true => String::new(),
        false => format!(", features = [{ALL:?}]"),
    };
    format!(
        "```toml\n[dependencies]\n{name} = {{ path = \"...\"{features} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```\n\n\
         ```rust,no_run\n{}```\n\n\
         {config}A call fails with `Error`, whose text says what happened; the service's own errors are in `Exception`.\n\
         Everything that operations take and give is in `types`, and what every client stands on in `runtime`: `Retry`,\n\
         `Policy`, `DateTime`, `Bytes`.\n\n",
        client.example,
    )
}

fn testing(client: &Client) -> String {
    format!(
        "## Testing\n\nWith the feature `test-util` a mock answers instead of the service:\n\n```rust,no_run\n{}```\n\n",
        client.test_example
    )
}

fn features(client: &Client) -> String {
    let needed = manifest::needed(std::iter::once(client));
    let mut text = "## Features\n\n`hyper` is on by default.\n\n| feature | what it gives |\n|---|---|\n".to_owned();
    for (name, what) in features::handed_on(&needed, client.transfers) {
        text.push_str(&format!("| `{name}` | {what} |\n"));
    }
    if let Some(first) = client.operation_features.first() {
        text.push_str(&format!(
            "\nEach operation has a feature of its own, like `{first}`, which switches on the types that it reaches;\n`{ALL}` \
             switches on every operation. The exceptions are always there.\n"
        ));
    }
    text + "\n"
}

fn provenance(options: &Options, client: &Client) -> String {
    let origin = one_line(&options.origin);
    let licence = match client.of_aws {
        true => " The models of AWS are licensed under Apache-2.0, and so is the documentation that comes from them.",
        false => "",
    };
    format!(
        "## Where it comes from\n\nThis crate is generated from the service model `{origin}`: change the model and generate it\n\
         again, not the files. Its documentation is that of the model.{licence}\n"
    )
}
