//! Transparency logs: the Merkle tree of RFC 6962, its proofs, and the signed heads and tiles of C2SP.
//!
//! Owns the hashes, who proves what to whom, and the text forms; knows nothing of what a log's leaves mean. Where the hashes of
//! a tree are stored is the caller's: what needs one asks for it by its [`Node`].

mod checkpoint;
mod frontier;
mod note;
mod proof;
mod tile;
mod tree;

pub use checkpoint::{Checkpoint, Head};
pub use frontier::Frontier;
pub use note::{NoteSigner, NoteVerifier};
pub use proof::{PROOF_LEN_MAX, make_consistency, make_inclusion, verify_consistency, verify_inclusion};
pub use tile::{Tile, TileKind};
pub use tree::{Node, append, leaf_hash, node_hash, root_of};
