//! How deep shapes, mixins and resources may nest: what is deeper could neither travel nor be compiled.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::id::ShapeId;
use crate::ir::{Kind, Model, Shape};

/// The most lists and maps within each other, and the most mixins or resources that lead to one another.
pub(crate) const MAX_NESTING: usize = 64;
/// The most structures and unions that hold each other by value: no answer is read that is nested deeper.
const MAX_STRUCTURES: usize = 128;

/// The lists and maps that hold themselves with no structure between, and what is nested too deeply.
pub(crate) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let is_collection = |shape: &Shape| matches!(shape.kind, Kind::List(_) | Kind::Map(..));
    let depths = Depths::of(model, &is_collection);
    found.extend(depths.cycles.iter().map(|id| {
        let shape = model.shape(id);
        Diagnostic::new(format!("`{id}` holds itself, with no structure or union between"))
            .at(shape.place, "a value of it would never end")
            .help("wrap the inner value in a structure")
    }));
    found.extend(depths.first_beyond(MAX_NESTING).map(|id| {
        Diagnostic::new(format!("`{id}` holds more than {MAX_NESTING} lists and maps, one within the other"))
            .at(model.shape(id).place, "nested too deeply")
            .help("wrap an inner value in a structure")
    }));
    let is_structure = |shape: &Shape| matches!(shape.kind, Kind::Structure(_) | Kind::Union(_));
    let depths = Depths::of(model, &is_structure);
    found.extend(depths.first_beyond(MAX_STRUCTURES).map(|id| {
        Diagnostic::new(format!("`{id}` holds more than {MAX_STRUCTURES} structures, one within the other"))
            .at(model.shape(id).place, "nested too deeply")
            .help("no JSON of such a depth is read; put an inner value into a list or a map")
    }));
    found
}

/// How many shapes of a kind each shape holds one within the other, itself included.
struct Depths<'a> {
    depths: BTreeMap<&'a ShapeId, usize>,
    /// Shapes that hold themselves.
    cycles: Vec<&'a ShapeId>,
}

impl<'a> Depths<'a> {
    /// A depth-first search, without recursion: models are deep, too. What closes a cycle counts for nothing.
    fn of(model: &'a Model, counts: &dyn Fn(&Shape) -> bool) -> Self {
        let mut found = Self { depths: BTreeMap::new(), cycles: Vec::new() };
        let mut on_path: BTreeMap<&ShapeId, bool> = BTreeMap::new();
        for (root, shape) in model.shapes.iter().filter(|(_, shape)| counts(shape)) {
            let mut path =
                if on_path.contains_key(root) { Vec::new() } else { vec![(root, targets(model, shape, counts), 0)] };
            on_path.entry(root).or_insert(true);
            while let Some((id, targets, deepest)) = path.last_mut() {
                let Some(next) = targets.pop() else {
                    let (id, depth) = (*id, *deepest + 1);
                    found.depths.insert(id, depth);
                    on_path.insert(id, false);
                    path.pop();
                    if let Some((_, _, deepest)) = path.last_mut() {
                        *deepest = (*deepest).max(depth);
                    }
                    continue;
                };
                match on_path.get(next) {
                    Some(true) => found.cycles.push(next),
                    Some(false) => *deepest = (*deepest).max(found.depths.get(next).copied().unwrap_or_default()),
                    None => {
                        on_path.insert(next, true);
                        path.push((next, self::targets(model, model.shape(next), counts), 0));
                    }
                }
            }
        }
        found.cycles.sort();
        found.cycles.dedup();
        found
    }

    /// The least deep of those shapes that are deeper than that.
    fn first_beyond(&self, limit: usize) -> Option<&'a ShapeId> {
        let beyond = self.depths.iter().filter(|(_, depth)| **depth > limit);
        beyond.min_by_key(|(_, depth)| **depth).map(|(id, _)| *id)
    }
}

fn targets<'a>(model: &'a Model, shape: &'a Shape, counts: &dyn Fn(&Shape) -> bool) -> Vec<&'a ShapeId> {
    let members = shape.all_members().into_iter().rev();
    members.map(|member| &member.target).filter(|id| counts(model.shape(id))).collect()
}
