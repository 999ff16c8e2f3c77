//! Mixins: shapes whose members and traits others take over.
//!
//! See <https://smithy.io/2.0/spec/mixins.html>.

use serde::Deserialize;

use super::ast::{Files, RawShape};
use crate::context::Context;
use crate::diagnostic::{Diagnostic, nearest};
use crate::nesting::MAX_NESTING;
use crate::source::{Entries, Key};

const MIXIN: &str = "smithy.api#mixin";

/// Gives each shape what its mixins hold. After this, `mixins` is empty everywhere.
pub(super) fn resolve<'a>(cx: &mut Context<'a>, files: &mut Files<'a>) {
    let with_mixins: Vec<&'a str> =
        files.shapes.iter().filter(|(_, shape)| !shape.raw.mixins.is_empty()).map(|(id, _)| *id).collect();
    for id in with_mixins {
        if resolve_shape(cx, files, id, &mut Vec::new()).is_err() {
            return;
        }
    }
}

/// A chain of mixins is too long. It has been reported.
struct TooDeep;

fn resolve_shape<'a>(
    cx: &mut Context<'a>,
    files: &mut Files<'a>,
    id: &'a str,
    path: &mut Vec<&'a str>,
) -> Result<(), TooDeep> {
    let Some(shape) = files.shapes.get_mut(id) else { return Ok(()) };
    let mixins = std::mem::take(&mut shape.raw.mixins);
    let place = shape.place;
    if path.len() >= MAX_NESTING {
        let title = format!("shape `{id}` stands at the end of a chain of more than {MAX_NESTING} mixins");
        cx.report(Diagnostic::new(title).at(place, "this shape").help("take the members over by fewer steps"));
        return Err(TooDeep);
    }
    path.push(id);
    let mut inherited: Vec<RawShape<'a>> = Vec::new();
    for mixin in mixins {
        let name = &*mixin.target.0;
        if path.contains(&name) {
            cx.report(Diagnostic::new(format!("shape `{id}` is a mixin of itself")).at(place, "this shape"));
            continue;
        }
        match files.shapes.get_key_value(name).map(|(key, _)| *key) {
            Some(key) => {
                resolve_shape(cx, files, key, path)?;
                inherited.push(files.shapes[key].raw.clone());
            }
            None => {
                let mut diagnostic =
                    Diagnostic::new(format!("shape `{id}` uses the mixin `{name}`, which does not exist"))
                        .at(place, "this shape");
                diagnostic.help = nearest(name, files.shapes.keys().copied());
                cx.report(diagnostic);
            }
        }
    }
    path.pop();
    if let Some(shape) = files.shapes.get_mut(id) {
        merge(&mut shape.raw, inherited);
    }
    Ok(())
}

/// Mixins come first, in their order; what the shape says itself wins.
fn merge<'a>(shape: &mut RawShape<'a>, mixins: Vec<RawShape<'a>>) {
    let own = std::mem::take(&mut shape.members);
    let mut members = Entries::default();
    let mut applied = Vec::new();
    for mixin in mixins {
        let local = local_traits(&mixin);
        let kept = |key: &Key<'a>| key.0 != MIXIN && !local.iter().any(|name| *name == key.0);
        let has = |shape: &RawShape<'a>, key: &Key<'a>| shape.traits.get(&key.0).is_some();
        for (key, raw) in mixin.traits.0.iter().filter(|(key, _)| kept(key)) {
            if !has(shape, key) {
                shape.traits.0.push((key.clone(), raw));
            }
        }
        for (key, raw) in mixin.members.0 {
            // The same mixin may come by several ways.
            match members.0.iter_mut().find(|(other, _)| *other == key) {
                Some(member) => member.1 = raw,
                None => members.0.push((key, raw)),
            }
        }
        applied.extend(mixin.applied);
        shape.operations.extend(mixin.operations);
        shape.resources.extend(mixin.resources);
        shape.errors.extend(mixin.errors);
    }
    for (key, raw) in own.0 {
        match members.0.iter_mut().find(|(other, _)| *other == key) {
            Some(member) => member.1 = raw,
            None => members.0.push((key, raw)),
        }
    }
    shape.members = members;
    applied.append(&mut shape.applied);
    shape.applied = applied;
}

/// The traits that a mixin keeps to itself.
fn local_traits(mixin: &RawShape<'_>) -> Vec<String> {
    #[derive(Default, Deserialize)]
    struct Mixin {
        #[serde(default, rename = "localTraits")]
        local_traits: Vec<String>,
    }
    let raw = mixin.traits.get(MIXIN);
    raw.and_then(|raw| serde_json::from_str::<Mixin>(raw.get()).ok()).unwrap_or_default().local_traits
}
