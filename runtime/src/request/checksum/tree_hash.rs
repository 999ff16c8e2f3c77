//! The tree hash of Amazon S3 Glacier: SHA-256 of each mebibyte, then of each pair of hashes, up to one root.

use ring::digest::{Context, Digest, SHA256};

use crate::hex::hex;

const LEAF: usize = 1 << 20;

/// Both hashes of a body on its way.
pub(super) struct TreeHash {
    whole: Context,
    leaf: Context,
    /// How many bytes of the leaf there are.
    filled: usize,
    leaves: Vec<Digest>,
}

impl Default for TreeHash {
    fn default() -> Self {
        Self { whole: Context::new(&SHA256), leaf: Context::new(&SHA256), filled: 0, leaves: Vec::new() }
    }
}

impl TreeHash {
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(LEAF - self.filled));
            self.leaf.update(now);
            self.filled += now.len();
            if self.filled == LEAF {
                self.end_leaf();
            }
            bytes = later;
        }
    }

    fn end_leaf(&mut self) {
        self.leaves.push(std::mem::replace(&mut self.leaf, Context::new(&SHA256)).finish());
        self.filled = 0;
    }

    /// The hash of the whole and the root of the tree, in hexadecimal digits.
    pub(super) fn finish(mut self) -> (String, String) {
        if self.filled > 0 || self.leaves.is_empty() {
            self.end_leaf();
        }
        let mut level = self.leaves;
        while level.len() > 1 {
            level = level.chunks(2).map(parent).collect();
        }
        (hex(self.whole.finish().as_ref()), hex(level.first().map_or(&[], AsRef::as_ref)))
    }
}

/// The hash of two hashes; one without a partner moves up as it is.
fn parent(pair: &[Digest]) -> Digest {
    match pair {
        [alone] => *alone,
        pair => {
            let mut hash = Context::new(&SHA256);
            pair.iter().for_each(|child| hash.update(child.as_ref()));
            hash.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use ring::digest::digest;

    use super::*;

    #[test]
    fn the_root_of_up_to_one_leaf_is_its_hash() {
        let mut tree = TreeHash::default();
        tree.update(b"hello ");
        tree.update(b"world");
        let (whole, root) = tree.finish();
        assert_eq!(whole, "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
        assert_eq!(root, whole);
    }

    #[test]
    fn leaves_are_hashed_in_pairs() {
        let leaf = vec![7; LEAF];
        let hash = |bytes: &[u8]| digest(&SHA256, bytes).as_ref().to_vec();
        let mut tree = TreeHash::default();
        // Two leaves and a half, in pieces that fit no leaf.
        let bytes = [leaf.clone(), leaf.clone(), vec![7; LEAF / 2]].concat();
        bytes.chunks(300_000).for_each(|piece| tree.update(piece));
        let left = hash(&[hash(&leaf), hash(&leaf)].concat());
        let expected = hash(&[left, hash(&leaf[..LEAF / 2])].concat());
        assert_eq!(tree.finish().1, hex(&expected));
    }
}
