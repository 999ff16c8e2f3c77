//! The lock file: the models that clients were generated from, by their hashes.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use model::Source;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::Problem;

/// The comment at the top of the file.
const HEAD: &str = "\
# The models that the clients were generated from, written by `tinsmith update`. While this file is there, a model that has
# changed is refused: `tinsmith diff` shows what it changes, and `tinsmith update` takes it.
";

/// The model of a client.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Locked {
    /// The client's name.
    client: String,
    /// The SHA-256 of the model's texts, in hexadecimal digits.
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "model")]
    models: Vec<Locked>,
}

impl Locked {
    /// The model that a client is generated from. Where its files are does not matter, but for their order.
    pub(crate) fn of(client: &str, sources: &[Source]) -> Self {
        let mut hash = Sha256::new();
        for source in sources {
            hash.update((source.text.len() as u64).to_be_bytes());
            hash.update(&source.text);
        }
        let sha256 = hash.finalize().iter().fold(String::new(), |mut text, byte| {
            // A text takes whatever is written to it.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { client: client.to_owned(), sha256 }
    }
}

/// The lock file of a configuration, which need not be there.
pub(crate) struct LockFile {
    path: PathBuf,
}

impl LockFile {
    /// The lock file of a configuration: `tinsmith.lock` in the folder of `tinsmith.toml`.
    pub(crate) fn of(config: &Path) -> Self {
        Self { path: config.with_extension("lock") }
    }

    /// Checks that the models are those of the lock file, if there is one.
    ///
    /// # Errors
    /// A model is another or new, or the file can't be read.
    pub(crate) fn check(&self, models: &[Locked]) -> Result<(), Problem> {
        let shown = self.path.display();
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("can't read {shown}: {error}").into()),
        };
        let file: File = toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
        let mut names: Vec<&str> = file.models.iter().map(|model| model.client.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("{shown} names the client {:?} twice: keep one of the entries", pair[0]).into());
        }
        let changed: Vec<&str> =
            models.iter().filter(|model| !file.models.contains(model)).map(|model| model.client.as_str()).collect();
        match changed.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "not the models of {shown}: {}; `tinsmith diff` shows what they change, and `tinsmith update` takes them",
                changed.join(", ")
            )
            .into()),
        }
    }

    /// Writes the file, if it is another.
    ///
    /// # Errors
    /// It can't be written.
    pub(crate) fn write(&self, models: &[Locked]) -> Result<(), Problem> {
        let mut text = HEAD.to_owned();
        for Locked { client, sha256 } in models {
            text.push_str(&format!("\n[[model]]\nclient = {client:?}\nsha256 = {sha256:?}\n"));
        }
        if fs::read_to_string(&self.path).is_ok_and(|before| before == text) {
            return Ok(());
        }
        // A file that is there is replaced as a whole, or not at all.
        let written = self.path.with_extension(format!("lock.{}.new", std::process::id()));
        let result = fs::write(&written, text).and_then(|()| fs::rename(&written, &self.path));
        result.map_err(|error| {
            // It may not be there.
            let _ = fs::remove_file(&written);
            format!("can't write {}: {error}", self.path.display()).into()
        })
    }
}
