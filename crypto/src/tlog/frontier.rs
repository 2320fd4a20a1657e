//! A log as its newest edge alone: enough to grow it and to know its root.

use super::tree::{Node, append, fold};
use crate::{Hash, ParseError};
use std::convert::Infallible;

/// The roots of the perfect subtrees that a tree's leaves are made of (a compact range from 0), largest first: one for each bit of
/// the size that is set, so at most 64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Hash>,
}

impl Frontier {
    /// That of a tree with so many leaves.
    ///
    /// # Errors
    /// If there are not as many hashes as such a tree has.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Result<Self, ParseError> {
        if u64::from(size.count_ones()) != u64::try_from(hashes.len()).unwrap_or(u64::MAX) {
            return Err(ParseError::new("a frontier of another size"));
        }
        Ok(Self { size, hashes })
    }

    /// Leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The subtrees' roots, largest first.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(&self.hashes)
    }

    /// Adds a leaf; returns the perfect subtrees that this completes, the leaf first.
    pub fn append(&mut self, leaf_hash: Hash) -> Vec<(Node, Hash)> {
        let hashes = &mut self.hashes;
        let left = |_| Ok::<_, Infallible>(hashes.pop().unwrap_or_default());
        let Ok(complete) = append(self.size, leaf_hash, left);
        self.hashes.extend(complete.last().map(|(_, hash)| *hash));
        self.size = self.size.saturating_add(1);
        complete
    }
}
