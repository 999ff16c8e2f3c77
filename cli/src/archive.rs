//! Models in archives: the `.jar` of a Smithy package, or any `.zip`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use model::Source;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use crate::Problem;

/// The folder of a Smithy package's models.
///
/// See <https://smithy.io/2.0/spec/model.html#jar-based-models>.
const MODELS: &str = "META-INF/smithy/";
/// The file within that folder that lists the models, a line each.
const MANIFEST: &str = "META-INF/smithy/manifest";
/// The most that the texts of an archive may take, in bytes.
const LARGEST: u64 = 1 << 30;

/// Whether a file is an archive, by its name.
pub(crate) fn is_archive(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == "jar" || extension == "zip")
}

/// The models of an archive: those that its manifest lists, or else all of its `.json` files, by name.
///
/// # Errors
/// It can't be read, is damaged, holds no model, or one in Smithy's own language, which `smithy build` makes JSON of.
pub(crate) fn read(path: &Path) -> Result<Vec<Source>, Problem> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| format!("can't read {shown}: {error}"))?;
    let archive = ZipArchive::from_slice(&bytes).map_err(|error| format!("{shown} is no archive: {error}"))?;
    let mut files = Files::of(&archive).map_err(|error| format!("{shown}: {error}"))?;
    let listed = match files.entries.contains_key(MANIFEST) {
        true => listed(&files.text(MANIFEST).map_err(|error| format!("{shown}: {MANIFEST}: {error}"))?),
        false => files.entries.keys().cloned().collect(),
    };
    if let Some(name) = listed.iter().find(|name| name.ends_with(".smithy")) {
        let help = "make JSON of it with `smithy build` or `smithy ast`";
        return Err(format!("{shown}: {name} is in Smithy's own language: {help}").into());
    }
    let mut sources = Vec::new();
    for name in listed.into_iter().filter(|name| name.ends_with(".json")) {
        let text = files.text(&name).map_err(|error| format!("{shown}: {name}: {error}"))?;
        sources.push(Source { path: format!("{shown}!{name}"), text });
    }
    match sources.is_empty() {
        true => Err(format!("{shown} holds no model: no file that ends in .json").into()),
        false => Ok(sources),
    }
}

/// The files that a manifest lists.
fn listed(manifest: &str) -> BTreeSet<String> {
    let lines = manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| format!("{MODELS}{line}")).collect()
}

/// The files of an archive.
struct Files<'a> {
    archive: &'a ZipSliceArchive<&'a Vec<u8>>,
    entries: BTreeMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
    /// How many bytes texts may still take.
    left: u64,
}

impl<'a> Files<'a> {
    fn of(archive: &'a ZipSliceArchive<&'a Vec<u8>>) -> Result<Self, String> {
        let (mut entries, mut records) = (BTreeMap::new(), archive.entries());
        while let Some(entry) = records.next_entry().map_err(|error| error.to_string())? {
            let name = entry.file_path().try_normalize().map_err(|error| error.to_string())?.as_ref().to_owned();
            match entries.entry(name) {
                Entry::Occupied(first) => return Err(format!("{} is in it twice", first.key())),
                Entry::Vacant(place) => _ = place.insert((entry.wayfinder(), entry.compression_method())),
            }
        }
        Ok(Self { archive, entries, left: LARGEST })
    }

    /// The text of a file.
    fn text(&mut self, name: &str) -> Result<String, String> {
        let (place, method) = self.entries.get(name).ok_or("not in the archive")?;
        let found = self.archive.get_entry(*place).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        let limit = self.left + 1;
        let read = match *method {
            CompressionMethod::STORE => found.verifying_reader(found.data()).take(limit).read_to_end(&mut bytes),
            CompressionMethod::DEFLATE => {
                found.verifying_reader(DeflateDecoder::new(found.data())).take(limit).read_to_end(&mut bytes)
            }
            other => return Err(format!("compressed in a way that is not known ({other:?})")),
        };
        let length = read.map_err(|error| error.to_string())? as u64;
        self.left = self.left.checked_sub(length).ok_or("larger than 1 GiB")?;
        String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rawzip::ZipArchiveWriter;

    use super::*;

    /// An archive with these files, every second one compressed.
    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (index, (name, text)) in files.iter().enumerate() {
            let is_stored = index % 2 == 0;
            let method = if is_stored { CompressionMethod::STORE } else { CompressionMethod::DEFLATE };
            let (mut entry, config) = archive.new_file(name).compression_method(method).start().expect("an entry");
            let descriptor = if is_stored {
                let mut writer = config.wrap(&mut entry);
                writer.write_all(text.as_bytes()).expect("written");
                writer.finish().expect("finished").1
            } else {
                let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
                let mut writer = config.wrap(encoder);
                writer.write_all(text.as_bytes()).expect("written");
                let (encoder, descriptor) = writer.finish().expect("finished");
                encoder.finish().expect("finished");
                descriptor
            };
            entry.finish(descriptor).expect("an entry");
        }
        archive.finish().expect("an archive");
        bytes
    }

    fn read_bytes(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("models.jar");
        fs::write(&path, bytes).expect("written");
        let sources = read(&path).map_err(|problem| problem.to_string())?;
        let name = |path: &str| path.rsplit_once('!').map_or_else(String::new, |(_, name)| name.to_owned());
        Ok(sources.into_iter().map(|source| (name(&source.path), source.text)).collect())
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn the_manifest_lists_the_models() {
        let files = [
            ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0"),
            ("META-INF/smithy/manifest", "# models\nb.json\n\na.json\n"),
            ("META-INF/smithy/a.json", "{\"a\": 1}"),
            ("META-INF/smithy/b.json", "{}"),
            ("other.json", "[]"),
        ];
        let expected = [pair("META-INF/smithy/a.json", "{\"a\": 1}"), pair("META-INF/smithy/b.json", "{}")];
        assert_eq!(read_bytes(&archive(&files)).expect("models"), expected);
        let without = read_bytes(&archive(&files[2..])).expect("models");
        assert_eq!(without.len(), 3, "{without:?}");
    }

    #[test]
    fn what_is_no_model_says_so() {
        for (files, expected) in [
            (&[("a.txt", "x")][..], "holds no model"),
            (&[("META-INF/smithy/manifest", "a.smithy")], "smithy build"),
            (&[("META-INF/smithy/manifest", "a.json")], "META-INF/smithy/a.json: not in the archive"),
            (&[("META-INF/smithy/manifest", "../../etc/a.json")], "not in the archive"),
            (&[("a.json", "{}"), ("a.json", "[]")], "a.json is in it twice"),
        ] {
            let error = read_bytes(&archive(files)).expect_err(expected);
            assert!(error.contains(expected), "{error}");
        }
        assert!(read_bytes(b"{}").expect_err("no archive").contains("is no archive"));
    }

    #[test]
    fn a_damaged_archive_is_an_error() {
        let whole = archive(&[("x.json", "{}"), ("a.json", &"{\"a\": 1} ".repeat(100))]);
        read_bytes(&whole).expect("models");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            // What is not looked at may be anything; what is read is whole.
            if let Ok(models) = read_bytes(&damaged) {
                assert!(models.iter().all(|(_, text)| text == "{}" || text.len() == 900), "byte {at}");
            }
            assert!(read_bytes(&whole[..at]).is_err(), "the first {at} bytes");
        }
    }
}
