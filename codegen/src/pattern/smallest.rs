//! The smallest machine of a language: Hopcroft's partition refinement.

/// For each state the number of its class: states of one class accept the same texts. Classes are numbered in the order of
/// their first states.
pub(super) fn classes(next: &[Vec<usize>], accepts: &[bool]) -> Vec<usize> {
    let mut partition = Partition::new(accepts);
    let before = Before::new(next);
    // The smaller half of each split is enough to look at.
    let mut open: Vec<usize> = (0..partition.blocks.len()).collect();
    while let Some(splitter) = open.pop() {
        let states = partition.blocks[splitter].clone();
        for kind in 0..before.width {
            let mut entering: Vec<usize> = states.iter().flat_map(|state| before.of(*state, kind)).copied().collect();
            entering.sort_unstable_by_key(|state| partition.block[*state]);
            for group in entering
                .chunk_by(|one, other| partition.block[*one] == partition.block[*other])
                .map(<[_]>::to_vec)
                .collect::<Vec<_>>()
            {
                if let Some((kept, split)) = partition.split(&group) {
                    let both = open.contains(&kept);
                    let smaller =
                        if partition.blocks[kept].len() < partition.blocks[split].len() { kept } else { split };
                    open.push(if both { split } else { smaller });
                }
            }
        }
    }
    let mut numbers = vec![None; partition.blocks.len()];
    let mut count = 0;
    let numbered = partition.block.iter().map(|block| {
        *numbers[*block].get_or_insert_with(|| {
            count += 1;
            count - 1
        })
    });
    numbered.collect()
}

/// States in blocks.
struct Partition {
    block: Vec<usize>,
    blocks: Vec<Vec<usize>>,
}

impl Partition {
    fn new(accepts: &[bool]) -> Self {
        let (yes, no): (Vec<usize>, Vec<usize>) = (0..accepts.len()).partition(|state| accepts[*state]);
        Self { block: accepts.iter().map(|accepts| usize::from(!accepts)).collect(), blocks: vec![yes, no] }
    }

    /// Takes states out of their common block; the numbers of what stays and what was taken, if something stays.
    fn split(&mut self, states: &[usize]) -> Option<(usize, usize)> {
        let block = self.block[*states.first()?];
        if self.blocks[block].len() == states.len() {
            return None;
        }
        let fresh = self.blocks.len();
        for state in states {
            self.block[*state] = fresh;
        }
        let of = &self.block;
        self.blocks[block].retain(|state| of[*state] == block);
        self.blocks.push(states.to_vec());
        Some((block, fresh))
    }
}

/// For each state and kind, the states that lead to it, in one list.
struct Before {
    width: usize,
    starts: Vec<usize>,
    states: Vec<usize>,
}

impl Before {
    fn new(next: &[Vec<usize>]) -> Self {
        let width = next.first().map_or(0, Vec::len);
        let mut starts = vec![0; next.len() * width + 1];
        let edges = || {
            next.iter()
                .enumerate()
                .flat_map(move |(from, row)| row.iter().enumerate().map(move |(kind, to)| (from, to * width + kind)))
        };
        for (_, slot) in edges() {
            starts[slot + 1] += 1;
        }
        for slot in 1..starts.len() {
            starts[slot] += starts[slot - 1];
        }
        let mut filled = starts.clone();
        let mut states = vec![0; next.len() * width];
        for (from, slot) in edges() {
            states[filled[slot]] = from;
            filled[slot] += 1;
        }
        Self { width, starts, states }
    }

    fn of(&self, state: usize, kind: usize) -> &[usize] {
        let slot = state * self.width + kind;
        &self.states[self.starts[slot]..self.starts[slot + 1]]
    }
}
