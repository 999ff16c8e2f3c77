//! The files as they are: shapes by id, nothing resolved.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::context::{Context, error_place, reason};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::{Entries, Key, Place};

/// The type of a statement that applies traits to a shape defined elsewhere.
pub(super) const APPLY: &str = "apply";

/// The version of the AST.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V1,
    V2,
}

/// All files of a model.
pub(crate) struct Files<'a> {
    /// The lowest version among the files.
    pub(crate) version: Version,
    pub(crate) shapes: BTreeMap<&'a str, Located<'a>>,
    /// The entries of the metadata `shapeClosures`.
    pub(crate) closures: Vec<&'a RawValue>,
}

/// A shape and where it stands.
#[derive(Clone)]
pub(crate) struct Located<'a> {
    /// The place of the shape's id.
    pub(crate) place: Place,
    pub(crate) raw: RawShape<'a>,
}

/// A shape of any type. Which fields are there depends on the type.
#[derive(Clone, Deserialize)]
pub(crate) struct RawShape<'a> {
    #[serde(borrow, rename = "type")]
    pub(crate) kind: &'a RawValue,
    #[serde(borrow, default)]
    pub(crate) traits: Entries<'a>,
    #[serde(borrow, default)]
    pub(crate) members: Entries<'a>,
    #[serde(borrow)]
    pub(crate) member: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) key: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) value: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) mixins: Vec<Target<'a>>,
    #[serde(default)]
    pub(crate) version: Option<String>,
    #[serde(borrow, default)]
    pub(crate) operations: Vec<Target<'a>>,
    #[serde(borrow, default, rename = "collectionOperations")]
    pub(crate) collection_operations: Vec<Target<'a>>,
    #[serde(borrow, default)]
    pub(crate) resources: Vec<Target<'a>>,
    #[serde(borrow, default)]
    pub(crate) errors: Vec<Target<'a>>,
    #[serde(default)]
    pub(crate) rename: BTreeMap<String, String>,
    #[serde(borrow)]
    pub(crate) input: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) output: Option<Target<'a>>,
    #[serde(borrow, default)]
    pub(crate) identifiers: Entries<'a>,
    #[serde(borrow)]
    pub(crate) create: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) put: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) read: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) update: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) delete: Option<Target<'a>>,
    #[serde(borrow)]
    pub(crate) list: Option<Target<'a>>,
    /// Traits that `apply` statements and mixins add to members.
    #[serde(skip)]
    pub(crate) applied: Vec<(&'a str, Entries<'a>)>,
}

impl<'a> RawShape<'a> {
    /// The shape's type; empty if it is not even a string.
    pub(crate) fn kind(&self) -> &'a str {
        serde_json::from_str(self.kind.get()).unwrap_or_default()
    }
}

/// A reference to a shape.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Target<'a> {
    #[serde(borrow)]
    pub(crate) target: Key<'a>,
}

/// A member as it is.
#[derive(Clone, Deserialize)]
pub(crate) struct RawMember<'a> {
    #[serde(borrow)]
    pub(crate) target: Key<'a>,
    #[serde(borrow, default)]
    pub(crate) traits: Entries<'a>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `smithy` and `shapes`")]
struct Document<'a> {
    #[serde(borrow)]
    smithy: Option<&'a RawValue>,
    #[serde(borrow)]
    shapes: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

/// What is read of the metadata.
#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default, rename = "shapeClosures")]
    closures: Vec<&'a RawValue>,
}

/// Reads every file, and gathers the shapes.
pub(crate) fn read<'a>(cx: &mut Context<'a>) -> Files<'a> {
    let mut files = Files { version: Version::V2, shapes: BTreeMap::new(), closures: Vec::new() };
    let mut applied = Vec::new();
    for source in 0..cx.sources.len() {
        read_file(cx, source, &mut files, &mut applied);
    }
    for (id, place, traits) in applied {
        apply(cx, &mut files, id, place, traits);
    }
    files
}

type Applied<'a> = (&'a str, Place, Entries<'a>);

fn read_file<'a>(cx: &mut Context<'a>, source: usize, files: &mut Files<'a>, applied: &mut Vec<Applied<'a>>) {
    let text: &'a str = &cx.sources[source].text;
    let document: Document<'a> = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let whole = Place { source, start: 0, end: text.len() };
            let title = if error.is_data() { "the file is not a Smithy model" } else { "the file is not JSON" };
            cx.report(
                Diagnostic::new(title)
                    .at(error_place(whole, text, &error), reason(&error))
                    .help("give a Smithy model as JSON AST, as `smithy ast` writes it"),
            );
            return;
        }
    };
    let Some(version) = version(cx, source, text, document.smithy) else { return };
    files.version = files.version.min(version);
    if let Some(raw) = document.metadata
        && let Some(metadata) = cx.parse::<Metadata<'a>>(raw, || "`metadata`".to_owned())
    {
        files.closures.extend(metadata.closures);
    }
    let Some(raw) = document.shapes else { return };
    let Some(entries) = cx.parse::<Entries<'a>>(raw, || "`shapes`".to_owned()) else { return };
    for (key, raw) in entries.0 {
        let std::borrow::Cow::Borrowed(id) = key.0 else {
            let place = cx.place(raw.get());
            cx.report(Diagnostic::new(format!("`{}` is not a shape id", key.0)).at(place, "the shape of this id"));
            continue;
        };
        let place = cx.place(id);
        let Some(shape) = cx.parse::<RawShape<'a>>(raw, || format!("shape `{id}`")) else { continue };
        if shape.kind() == APPLY {
            applied.push((id, place, shape.traits));
        } else if let Some(other) = files.shapes.get(id) {
            let first = &cx.sources[other.place.source].path;
            let diagnostic = Diagnostic::new(format!("shape `{id}` is defined twice"))
                .at(place, "defined again here")
                .help(format!("the first definition is in {first}: remove one"));
            cx.report(diagnostic);
        } else {
            files.shapes.insert(id, Located { place, raw: shape });
        }
    }
}

fn version<'a>(cx: &mut Context<'a>, source: usize, text: &str, raw: Option<&'a RawValue>) -> Option<Version> {
    let Some(raw) = raw else {
        let start = Place { source, start: 0, end: text.len().min(1) };
        cx.report(
            Diagnostic::new("the file does not say which version of Smithy it is")
                .at(start, "an object without `smithy`")
                .help("a Smithy model begins with `\"smithy\": \"2.0\"`"),
        );
        return None;
    };
    let version: &str = serde_json::from_str(raw.get()).unwrap_or_default();
    match version {
        "1" | "1.0" => Some(Version::V1),
        "2" | "2.0" => Some(Version::V2),
        _ => {
            let place = cx.place(raw.get());
            cx.report(
                Diagnostic::new(format!("version {} of Smithy is not supported", raw.get()))
                    .at(place, "the version")
                    .help("versions 1.0 and 2.0 are: convert the model with `smithy ast`"),
            );
            None
        }
    }
}

/// Adds the traits of an `apply` statement to the shape or the member that it names.
fn apply<'a>(cx: &mut Context<'a>, files: &mut Files<'a>, id: &'a str, place: Place, traits: Entries<'a>) {
    let (shape_id, member) = id.split_once('$').map_or((id, None), |(shape, member)| (shape, Some(member)));
    match (files.shapes.get_mut(shape_id), member) {
        (Some(shape), None) => shape.raw.traits.0.extend(traits.0),
        (Some(shape), Some(member)) => shape.raw.applied.push((member, traits)),
        (None, _) => {
            let mut diagnostic = Diagnostic::new(format!("traits are applied to `{shape_id}`, which does not exist"))
                .at(place, "no such shape");
            diagnostic.help = nearest(shape_id, files.shapes.keys().copied());
            cx.report(diagnostic);
        }
    }
}
