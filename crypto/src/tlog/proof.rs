//! Proofs: that a leaf is in a tree, and that a tree is the beginning of another (RFC 6962, section 2.1; the verifying of RFC 9162,
//! sections 2.1.3 and 2.1.4).

use super::{
    checkpoint::Head,
    tree::{Node, hash_of_range, node_hash},
};
use crate::{Hash, Refused};
use std::ops::Range;

/// Longest proof there is, in hashes: a tree of 2^64 leaves has so many levels, and a consistency proof one hash more.
pub const PROOF_LEN_MAX: usize = 65;

/// Proves that the leaf with this index is in the tree of `size` leaves: hashes from the leaf upwards. The index is below the
/// size. `read` gives the hashes of perfect subtrees that lie in that tree.
///
/// # Errors
/// Those of `read`.
pub fn make_inclusion<E>(
    index: u64,
    size: u64,
    read: impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while let Some(middle) = split(start, end) {
        if index < middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    hashes_of(path, read)
}

/// Proves that the tree of `older` leaves is the beginning of the one of `newer`. `older` is neither 0 nor more than `newer`.
///
/// # Errors
/// Those of `read`.
pub fn make_consistency<E>(
    older: u64,
    newer: u64,
    read: impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut path = Vec::new();
    let (mut start, mut end) = (0, newer);
    while older < end
        && let Some(middle) = split(start, end)
    {
        if older <= middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    // The older tree itself is known to who asks; a subtree on its edge is not.
    if start > 0 {
        path.push(start..end);
    }
    hashes_of(path, read)
}

/// Where RFC 6962 splits a range of leaves: after the largest power of two below their number. None for a single leaf.
fn split(start: u64, end: u64) -> Option<u64> {
    let last = end.checked_sub(start)?.checked_sub(1)?;
    start.checked_add(1 << last.checked_ilog2()?)
}

fn hashes_of<E>(
    path: Vec<Range<u64>>,
    mut read: impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let upwards = path.into_iter().rev();
    upwards
        .map(|range| hash_of_range(range.start, range.end, &mut read))
        .collect()
}

/// Verifies that the leaf with this hash is the one with this index in the tree that the head names (RFC 9162, 2.1.3.2).
///
/// # Errors
/// If the proof does not show it, or has a hash too many.
pub fn verify_inclusion(leaf_hash: &Hash, index: u64, head: &Head, proof: &[Hash]) -> Result<(), Refused> {
    let last = head.size.checked_sub(1).filter(|last| index <= *last);
    let mut place = Place::new(index, last.ok_or(Refused)?);
    let mut root = *leaf_hash;
    for hash in proof {
        root = match place.climb()? {
            Side::Left => node_hash(hash, &root),
            Side::Right => node_hash(&root, hash),
        };
    }
    if place.is_at_the_top() && root == head.root {
        Ok(())
    } else {
        Err(Refused)
    }
}

/// Verifies that the older head's tree is the beginning of the newer one's (RFC 9162, 2.1.4.2). A tree without leaves is the
/// beginning of every other and has no proof: its head is not to be asked about.
///
/// # Errors
/// If the proof does not show it, or has a hash too many.
pub fn verify_consistency(older: &Head, newer: &Head, proof: &[Hash]) -> Result<(), Refused> {
    if older.size == newer.size {
        let same = older.size > 0 && proof.is_empty() && older.root == newer.root;
        return if same { Ok(()) } else { Err(Refused) };
    }
    let (Some(first), Some(last)) = (older.size.checked_sub(1), newer.size.checked_sub(1)) else {
        return Err(Refused);
    };
    if first > last {
        return Err(Refused);
    }
    let mut place = Place::new(first, last);
    place.skip_complete();
    // A perfect older tree is a node of the newer one.
    let (seed, rest) = match proof.split_first() {
        _ if older.size.is_power_of_two() => (&older.root, proof),
        Some(split) => split,
        None => return Err(Refused),
    };
    let (mut old_root, mut new_root) = (*seed, *seed);
    for hash in rest {
        match place.climb()? {
            Side::Left => {
                old_root = node_hash(hash, &old_root);
                new_root = node_hash(hash, &new_root);
            }
            Side::Right => new_root = node_hash(&new_root, hash),
        }
    }
    if place.is_at_the_top() && old_root == older.root && new_root == newer.root {
        Ok(())
    } else {
        Err(Refused)
    }
}

/// On which side of what is known the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// Where in a tree a proof has come to: a node of a level, and the level's last one.
struct Place {
    node: u64,
    last: u64,
}

impl Place {
    fn new(node: u64, last: u64) -> Self {
        Self { node, last }
    }

    fn is_at_the_top(&self) -> bool {
        self.last == 0
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }

    /// From a leaf to the root of the largest perfect subtree that it is the last of.
    fn skip_complete(&mut self) {
        while self.node & 1 == 1 {
            self.up();
        }
    }

    /// One hash upwards.
    fn climb(&mut self) -> Result<Side, Refused> {
        if self.is_at_the_top() {
            return Err(Refused);
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // A last node without a neighbour is its own parent.
            while self.node & 1 == 0 && self.node != 0 {
                self.up();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.up();
        Ok(side)
    }
}
