//! The ranges of an object that are not in the file yet.

use std::collections::BTreeSet;

use super::record::Layout;

/// The first byte of a range, and behind its last; none for all that there is.
pub(super) type Range = (u64, Option<u64>);

/// The ranges that are missing, from the first to the last.
#[derive(Debug)]
pub(super) struct Missing {
    /// Nothing if the length of the object is not known.
    layout: Option<(u64, u64)>,
    /// The ranges that are there.
    done: BTreeSet<u64>,
    /// The index of the range to look at.
    next: u64,
}

impl Missing {
    /// One range of unknown length.
    pub(super) fn unknown() -> Self {
        Self { layout: None, done: BTreeSet::new(), next: 0 }
    }

    /// The ranges but for those that are done. If all of them are, the last one is missing nonetheless: by it the object is seen to
    /// be the same.
    pub(super) fn of(layout: &Layout, mut done: BTreeSet<u64>) -> Self {
        let count = layout.total.div_ceil(layout.range);
        if done.len() as u64 >= count {
            done.pop_last();
        }
        Self { layout: Some((layout.total, layout.range)), done, next: 0 }
    }

    /// The ranges that are there, each with its end.
    pub(super) fn there(&self) -> Vec<(u64, u64)> {
        let Some((total, range)) = self.layout else { return Vec::new() };
        let bounds = |index: &u64| {
            let start = index.saturating_mul(range);
            (start, start.saturating_add(range).min(total))
        };
        self.done.iter().map(bounds).collect()
    }

    /// How many bytes the ranges have that are there.
    pub(super) fn bytes_there(&self) -> u64 {
        self.there().into_iter().map(|(start, end)| end.saturating_sub(start)).sum()
    }
}

impl Iterator for Missing {
    type Item = Range;

    fn next(&mut self) -> Option<Range> {
        let Some((total, range)) = self.layout else {
            self.next += 1;
            return (self.next == 1).then_some((0, None));
        };
        while self.done.contains(&self.next) {
            self.next += 1;
        }
        let start = self.next.checked_mul(range).filter(|start| *start < total)?;
        self.next += 1;
        Some((start, Some(start.saturating_add(range).min(total))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(total: u64, range: u64, done: &[u64]) -> (u64, Vec<Range>) {
        let layout = Layout { entity_tag: String::new(), total, range };
        let missing = Missing::of(&layout, done.iter().copied().collect());
        (missing.bytes_there(), missing.collect())
    }

    #[test]
    fn what_is_there_is_not_missing() {
        assert_eq!(missing(25, 10, &[]), (0, vec![(0, Some(10)), (10, Some(20)), (20, Some(25))]));
        assert_eq!(missing(25, 10, &[0, 2]), (15, vec![(10, Some(20))]));
        assert_eq!(missing(25, 10, &[0, 1, 2]), (20, vec![(20, Some(25))]));
        assert_eq!(missing(u64::MAX, u64::MAX, &[]), (0, vec![(0, Some(u64::MAX))]));
        assert_eq!(Missing::unknown().collect::<Vec<_>>(), [(0, None)]);
    }
}
