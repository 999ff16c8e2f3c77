//! `tinsmith init`: a configuration from the models that are there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use model::Choice;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::config::NAME;
use crate::output::print;
use crate::standalone::crate_name;
use crate::{Outcome, Problem};

/// How deep folders are searched.
const DEPTH: usize = 8;

/// Folders that hold no models of one's own.
const PASSED_OVER: [&str; 3] = ["target", "node_modules", "vendor"];

/// What a file has to have at its top to be a model.
#[derive(Deserialize)]
struct Probe {
    smithy: Option<IgnoredAny>,
    shapes: Option<IgnoredAny>,
    metadata: Option<IgnoredAny>,
    operations: Option<IgnoredAny>,
}

/// Writes `tinsmith.toml` into the current folder, with a client for each model below it.
///
/// # Errors
/// There is such a file, or no model, or a folder can't be read.
pub fn run(json: bool) -> Result<Outcome, Problem> {
    let mut models = Vec::new();
    find(Path::new(""), DEPTH, &mut models)?;
    models.sort_unstable();
    let mut clients = Clients::default();
    models.iter().for_each(|model| clients.add(model));
    if clients.found.is_empty() {
        let said = clients.refused.join("");
        return Err(
            format!("{said}no service model is below this folder: put one there, or use `generate --model`").into()
        );
    }
    let mut file = fs::File::create_new(NAME).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{NAME} is there already: edit it, or move it away"),
        _ => format!("{NAME}: {error}"),
    })?;
    file.write_all(clients.text().as_bytes())?;
    let text = match json {
        true => format!("{:#}\n", clients.json()),
        false => format!("{NAME}: {} clients; `tinsmith generate` writes them\n", clients.found.len()),
    };
    print(&text)?;
    Ok(Outcome::Done)
}

/// The files below a folder that look like models. Links are not followed.
fn find(folder: &Path, depth: usize, models: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let read = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |error: io::Error| format!("{}: {error}", read.display());
    let entries = match fs::read_dir(read) {
        Ok(entries) => entries,
        // A folder that is not ours to read holds no models of ours.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !folder.as_os_str().is_empty() => {
            eprintln!("passed over {}", failed(error));
            return Ok(());
        }
        Err(error) => return Err(failed(error).into()),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let (name, kind) = (entry.file_name(), entry.file_type().map_err(failed)?);
        let shown = name.to_string_lossy();
        if shown.starts_with('.') || PASSED_OVER.contains(&&*shown) {
            continue;
        }
        let path = folder.join(&name);
        if kind.is_dir() && depth > 0 {
            find(&path, depth - 1, models)?;
        } else if kind.is_file() && shown.ends_with(".json") && is_model(&path) {
            models.push(path);
        }
    }
    Ok(())
}

/// Whether a file is a model in one of the two formats. The companions of API JSON are not.
fn is_model(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else { return false };
    serde_json::from_str::<Probe>(&text).is_ok_and(|probe| {
        let Probe { smithy, shapes, metadata, operations } = probe;
        shapes.is_some() && (smithy.is_some() || (metadata.is_some() && operations.is_some()))
    })
}

/// The clients that a configuration gets.
#[derive(Default)]
struct Clients {
    /// The name and the model of each.
    found: Vec<(String, String)>,
    /// What is said of models that can't be used as they are.
    refused: Vec<String>,
}

impl Clients {
    fn add(&mut self, path: &Path) {
        let shown = path.display().to_string().replace('\\', "/");
        match model::read(&[path], Choice::default()) {
            Ok(model) => {
                let name = self.free(&crate_name(&model).replace('-', "_"));
                self.found.push((name, shown));
            }
            Err(report) => {
                let text = report.to_string();
                let first = text.lines().next().unwrap_or_default();
                self.refused.push(format!("# {shown}: {first}\n"));
            }
        }
    }

    /// The name, or the first like it that no client has.
    fn free(&self, name: &str) -> String {
        let is_free = |name: &String| {
            !self.found.iter().any(|(taken, _)| taken == name)
                && !codegen::package::features().any(|taken| taken == name)
        };
        let others = (2..).map(|number| format!("{name}_{number}"));
        std::iter::once(name.to_owned()).chain(others).find(is_free).unwrap_or_default()
    }

    fn json(&self) -> serde_json::Value {
        let clients = self.found.iter().map(|(name, model)| serde_json::json!({ "name": name, "model": model }));
        let refused = self.refused.iter().map(|line| line.trim_start_matches("# ").trim_end());
        serde_json::json!({
            "configuration": NAME,
            "clients": clients.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
        })
    }

    fn text(&self) -> String {
        let mut text = "# The clients that `tinsmith generate` writes. Paths are seen from this folder.\n\n\
            # A crate with a module and a feature for each client; with `layout = \"crates\"` a crate for each, in a folder of\n\
            # its name.\nout = \"clients\"\n\n\
            # What the crates depend on: a version, `{ path = \"..\" }`, `{ git = \"..\" }` or `{ workspace = true }`. Unless it is\n\
            # given, the version that belongs to the program.\n# runtime = \"0.1\"\n\n\
            # Fields of the manifest.\n# [package]\n# license = \"MIT\"\n"
            .to_owned();
        for (name, model) in &self.found {
            let (name, model) = (toml::Value::from(name.as_str()), toml::Value::from(model.as_str()));
            text +=
                &format!("\n[[client]]\nname = {name}\nmodel = {model}\noperations = \"all\" # or a list of names\n");
        }
        if !self.refused.is_empty() {
            text += "\n# Models that can't be used as they are:\n";
            text.extend(self.refused.iter().map(String::as_str));
        }
        text
    }
}
