//! The tree's hashes, and how it grows (RFC 6962, section 2.1).

use crate::{Hash, hazmat::kdf::sha256_of};

/// Names a perfect subtree: the one over the leaves `index · 2^level` to `(index + 1) · 2^level − 1`. Its hash never changes once
/// the tree has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for leaves.
    pub level: u8,
    /// From the left, from 0.
    pub index: u64,
}

/// `SHA-256(0x00 ‖ leaf)`.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    sha256_of(&[&[0], leaf])
}

/// `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256_of(&[&[1], left, right])
}

/// The perfect subtrees that are complete once a leaf has come as the one with this index: the leaf first, then upwards. `read`
/// gives the hashes of nodes that were complete before.
///
/// # Errors
/// Those of `read`.
pub fn append<E>(
    index: u64,
    leaf_hash: Hash,
    mut read: impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Vec<(Node, Hash)>, E> {
    let (mut node, mut hash) = (Node { level: 0, index }, leaf_hash);
    let mut complete = vec![(node, hash)];
    while node.index & 1 == 1 {
        let left = read(Node {
            index: node.index & !1,
            ..node
        })?;
        hash = node_hash(&left, &hash);
        node = Node {
            level: node.level.saturating_add(1),
            index: node.index >> 1,
        };
        complete.push((node, hash));
    }
    Ok(complete)
}

/// The root of the tree of the first `size` leaves; of no leaves, `SHA-256("")`.
///
/// # Errors
/// Those of `read`.
pub fn root_of<E>(size: u64, read: impl FnMut(Node) -> Result<Hash, E>) -> Result<Hash, E> {
    hash_of_range(0, size, read)
}

/// The hash over the leaves from `start` up to, and without, `end`. `start` is a multiple of the smallest power of two that is
/// not below their number, as in every subtree of RFC 6962.
pub(super) fn hash_of_range<E>(
    start: u64,
    end: u64,
    mut read: impl FnMut(Node) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let mut hashes = Vec::new();
    for node in perfect(start, end) {
        hashes.push(read(node)?);
    }
    Ok(fold(&hashes))
}

/// The perfect subtrees that the leaves of a range are made of, largest first.
fn perfect(mut start: u64, end: u64) -> impl Iterator<Item = Node> {
    std::iter::from_fn(move || {
        let level = end.checked_sub(start)?.checked_ilog2()?;
        let node = Node {
            level: u8::try_from(level).ok()?,
            index: start.checked_shr(level)?,
        };
        start = start.checked_add(1_u64.checked_shl(level)?)?;
        Some(node)
    })
}

/// The root over perfect subtrees that get smaller.
pub(super) fn fold(hashes: &[Hash]) -> Hash {
    let folded = hashes
        .iter()
        .copied()
        .rev()
        .reduce(|right, left| node_hash(&left, &right));
    folded.unwrap_or_else(|| sha256_of(&[]))
}
