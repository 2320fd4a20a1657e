//! Trees, their proofs and their heads: vectors of transparency-dev and of our own oracle, and properties.

use std::{collections::HashMap, convert::Infallible};

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    Hash, Secret,
    tlog::{
        Checkpoint, Frontier, Head, Node, NoteSigner, NoteVerifier, PROOF_LEN_MAX, append, leaf_hash,
        make_consistency, make_inclusion, node_hash, root_of, verify_consistency, verify_inclusion,
    },
};
use proptest::prelude::*;
use serde_json::Value;

use super::{
    properties::config,
    support::{array, bytes, flips, number, text},
    test,
};

fn merkle(group: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../data/merkle-rfc6962.json")).unwrap();
    all[group].as_array().unwrap().clone()
}

/// None of the hash type holds what has another length.
fn hash(value: &Value) -> Result<Hash, Vec<u8>> {
    STANDARD.decode(value.as_str().unwrap()).unwrap().try_into()
}

fn proof(value: &Value) -> Result<Vec<Hash>, Vec<u8>> {
    value.as_array().into_iter().flatten().map(hash).collect()
}

#[test]
fn inclusion_proofs_of_transparency_dev() {
    for case in merkle("inclusion") {
        let holds = || {
            let (size, root) = (number(&case, "treeSize"), hash(&case["root"]).ok()?);
            let (leaf, proof) = (hash(&case["leafHash"]).ok()?, proof(&case["proof"]).ok()?);
            verify_inclusion(&leaf, number(&case, "leafIdx"), &Head { size, root }, &proof).ok()
        };
        assert_eq!(holds().is_some(), case["wantErr"] == false, "{}", case["_file"]);
    }
}

#[test]
fn consistency_proofs_of_transparency_dev() {
    for case in merkle("consistency") {
        let head = |size, root| Head {
            size: number(&case, size),
            // Some roots are of other lengths, where all that matters is whether they are alike.
            root: hash(&case[root]).unwrap_or_else(|other| leaf_hash(&other)),
        };
        let (older, newer) = (head("size1", "root1"), head("size2", "root2"));
        let proof = proof(&case["proof"]);
        let holds = proof.is_ok_and(|proof| verify_consistency(&older, &newer, &proof).is_ok());
        assert_eq!(holds, case["wantErr"] == false, "{}", case["_file"]);
    }
}

#[test]
fn a_checkpoint_of_the_oracle() {
    let all: Value = serde_json::from_str(include_str!("../data/vectors.json")).unwrap();
    let v = &all["checkpoint"];
    let seed = Secret::from_bytes(array(&all["signers"]["log"], "seed"));
    let log = NoteSigner::new(text(v, "origin"), &seed).unwrap();
    let (note, verifier) = (text(v, "note"), log.verifier());
    let root = array(&all["key_records"]["first"], "leaf_hash");
    let leaf = bytes(&all["key_records"]["first"], "leaf");
    assert_eq!(leaf_hash(&leaf), root);
    let head = Checkpoint::open(note, &verifier).unwrap();
    assert_eq!((head.size, head.root), (1, root));
    assert_eq!(Checkpoint::sign(head, &log), note);
    assert_eq!(NoteVerifier::parse(&verifier.to_text()).unwrap(), verifier);
    for (bit, flipped) in flips(note.as_bytes()) {
        let refused = std::str::from_utf8(&flipped).map_or(true, |flipped| {
            Checkpoint::open_alone(flipped, &verifier).is_err()
        });
        assert!(refused, "bit {bit}");
    }
}

/// Every perfect subtree of a tree, as a server would store them.
struct Stored(HashMap<Node, Hash>);

impl Stored {
    fn grow(size: u64) -> (Self, Frontier) {
        let (mut stored, mut frontier) = (Self(HashMap::new()), Frontier::default());
        for index in 0..size {
            let complete = append(index, leaf_of(index), |node| stored.read(node)).unwrap();
            assert_eq!(frontier.append(leaf_of(index)), complete);
            stored.0.extend(complete);
        }
        (stored, frontier)
    }

    fn read(&self, node: Node) -> Result<Hash, Infallible> {
        Ok(self.0[&node])
    }

    fn head(&self, size: u64) -> Head {
        let Ok(root) = root_of(size, |node| self.read(node));
        Head { size, root }
    }
}

fn leaf_of(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

/// `MTH` of RFC 6962, section 2.1, word for word.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => crypto::sha256(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&mth(left), &mth(right))
        }
    }
}

#[test]
fn trees_of_every_size_prove_every_leaf_and_every_beginning() {
    const SIZE: u64 = 40;
    let (stored, _) = Stored::grow(SIZE);
    let leaves: Vec<Hash> = (0..SIZE).map(leaf_of).collect();
    for size in 0..=SIZE {
        let head = stored.head(size);
        assert_eq!(
            head.root,
            mth(&leaves[..usize::try_from(size).unwrap()]),
            "{size}"
        );
        for index in 0..size {
            let Ok(proof) = make_inclusion(index, size, |node| stored.read(node));
            assert_eq!(verify_inclusion(&leaf_of(index), index, &head, &proof), Ok(()));
        }
        for older in 1..=size {
            let Ok(proof) = make_consistency(older, size, |node| stored.read(node));
            assert_eq!(verify_consistency(&stored.head(older), &head, &proof), Ok(()));
        }
    }
}

#[test]
fn the_largest_sizes_are_refused_and_break_nothing() {
    let head = |size| Head { size, root: [0; 32] };
    for proof in [&[][..], &[[0; 32]; PROOF_LEN_MAX], &[[0; 32]; PROOF_LEN_MAX + 1]] {
        assert!(verify_inclusion(&[0; 32], u64::MAX - 1, &head(u64::MAX), proof).is_err());
        assert!(verify_inclusion(&[0; 32], u64::MAX, &head(u64::MAX), proof).is_err());
        assert!(verify_consistency(&head(u64::MAX - 1), &head(u64::MAX), proof).is_err());
        assert!(verify_consistency(&head(1 << 63), &head(u64::MAX), proof).is_err());
    }
    assert!(Frontier::new(u64::MAX, vec![[0; 32]; 64]).is_ok());
    assert!(Frontier::new(u64::MAX, vec![[0; 32]; 63]).is_err());
}

proptest! {
    #![proptest_config(config(64))]

    /// Of another leaf, place, head or proof, nothing holds.
    #[test]
    fn a_proof_holds_for_one_statement_alone(size in 2_u64..200, index in any::<u64>(), older in any::<u64>(), at in 0_usize..1 << 20, bit in 0_u8..8) {
        let (index, older) = (index % size, 1 + older % (size - 1));
        let (stored, frontier) = Stored::grow(size);
        let (old, new) = (stored.head(older), stored.head(size));
        prop_assert_eq!((frontier.size(), frontier.root()), (size, new.root));
        let again = Frontier::new(size, frontier.hashes().to_vec()).unwrap();
        prop_assert_eq!(&again, &frontier);
        let Ok(inclusion) = make_inclusion(index, size, |node| stored.read(node));
        let Ok(consistency) = make_consistency(older, size, |node| stored.read(node));
        let other_root = |head: Head| Head { root: [0; 32], ..head };
        let spoil = |proof: &[Hash]| {
            let mut proof = proof.to_vec();
            let len = proof.len().max(1);
            if let Some(hash) = proof.get_mut(at % len) {
                hash[at % 32] ^= 1 << bit;
            }
            proof
        };
        let leaf = leaf_of(index);
        prop_assert!(verify_inclusion(&leaf, index, &new, &inclusion).is_ok());
        prop_assert!(verify_inclusion(&leaf_of(size), index, &new, &inclusion).is_err());
        prop_assert!(verify_inclusion(&leaf, (index + 1) % size, &new, &inclusion).is_err());
        prop_assert!(verify_inclusion(&leaf, index, &new, &spoil(&inclusion)).is_err());
        prop_assert!(verify_inclusion(&leaf, index, &old, &inclusion).is_err());
        prop_assert!(verify_consistency(&old, &new, &consistency).is_ok());
        prop_assert!(verify_consistency(&new, &old, &consistency).is_err());
        prop_assert!(verify_consistency(&other_root(old), &new, &consistency).is_err());
        prop_assert!(verify_consistency(&old, &other_root(new), &consistency).is_err());
        prop_assert!(verify_consistency(&old, &new, &spoil(&consistency)).is_err());
        let longer = |proof: &[Hash]| [proof, &[[0; 32]]].concat();
        prop_assert!(verify_inclusion(&leaf, index, &new, &longer(&inclusion)).is_err());
        prop_assert!(verify_inclusion(&leaf, index, &new, &inclusion[1..]).is_err());
        prop_assert!(verify_consistency(&old, &new, &longer(&consistency)).is_err());
        prop_assert!(verify_consistency(&old, &new, &consistency[1..]).is_err());
    }
}
