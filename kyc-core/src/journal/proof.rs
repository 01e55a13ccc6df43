//! Leaf hashes → inclusion and consistency proofs, and their verification (RFC 9162 sections 2.1.3 and 2.1.4).
//!
//! A proof shows that a leaf stands in a tree, or that one tree is the beginning of another. It says nothing of who
//! vouches for the root: that is a checkpoint's task.

use super::tree::{Digest, Frontier, node_hash};

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofFault {
    /// The index or the sizes cannot be those of any proof.
    #[error("the proof is about an entry or a size that the tree has not")]
    Range,
    /// More or fewer hashes than such a proof has.
    #[error("the proof has more or fewer hashes than a tree of this size asks")]
    Length,
    /// The hashes lead to another root.
    #[error("the hashes of the proof do not lead to the root")]
    Root,
}

/// The largest power of two smaller than `length`, which is at least two.
const fn split(length: usize) -> usize {
    1 << (length - 1).ilog2()
}

fn root(leaves: &[Digest]) -> Digest {
    leaves.iter().copied().collect::<Frontier>().root()
}

/// The path from a leaf to the root (section 2.1.3.1); `None` where there is no such leaf. Hashes every leaf once.
#[must_use]
pub fn inclusion(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut path, mut part, mut at) = (Vec::new(), leaves, index);
    while part.len() > 1 {
        let (left, right) = part.split_at(split(part.len()));
        if at < left.len() {
            path.push(root(right));
            part = left;
        } else {
            path.push(root(left));
            at -= left.len();
            part = right;
        }
    }
    path.reverse();
    Some(path)
}

/// The proof that the first `first` leaves are the beginning of all of them (section 2.1.4.1). It is empty for none
/// and for all; `None` where there are not so many. Hashes every leaf once.
#[must_use]
pub fn consistency(leaves: &[Digest], first: usize) -> Option<Vec<Digest>> {
    if first > leaves.len() {
        return None;
    }
    let (mut path, mut part, mut rest, mut whole) = (Vec::new(), leaves, first, true);
    while rest != 0 && rest < part.len() {
        let (left, right) = part.split_at(split(part.len()));
        if rest <= left.len() {
            path.push(root(right));
            part = left;
        } else {
            path.push(root(left));
            rest -= left.len();
            part = right;
            whole = false;
        }
    }
    if !whole {
        path.push(root(part));
    }
    path.reverse();
    Some(path)
}

/// Verifies that a leaf stands at `index` in the tree of that size and root (section 2.1.3.2). O(log size).
///
/// # Errors
/// A [`ProofFault`].
pub fn verify_inclusion(
    leaf: &Digest,
    index: u64,
    size: u64,
    path: &[Digest],
    root: &Digest,
) -> Result<(), ProofFault> {
    if index >= size {
        return Err(ProofFault::Range);
    }
    let (mut node, mut last, mut found) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return Err(ProofFault::Length);
        }
        if node & 1 == 1 || node == last {
            found = node_hash(step, &found);
            climb(&mut node, &mut last);
        } else {
            found = node_hash(&found, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match last {
        0 if found == *root => Ok(()),
        0 => Err(ProofFault::Root),
        _ => Err(ProofFault::Length),
    }
}

/// Verifies that the tree of `first` leaves is the beginning of that of `second` (section 2.1.4.2). O(log second).
///
/// Equal sizes ask for equal roots and no hashes. The tree without leaves is the beginning of every tree: it asks for
/// its own root and no hashes, which says nothing of the second tree.
///
/// # Errors
/// A [`ProofFault`].
pub fn verify_consistency(
    (first, first_root): (u64, &Digest),
    (second, second_root): (u64, &Digest),
    path: &[Digest],
) -> Result<(), ProofFault> {
    if first > second {
        return Err(ProofFault::Range);
    }
    if first == 0 || first == second {
        let asked = if first == 0 { Frontier::new().root() } else { *second_root };
        let same = *first_root == asked && (second != 0 || *second_root == asked);
        return if !path.is_empty() {
            Err(ProofFault::Length)
        } else if same {
            Ok(())
        } else {
            Err(ProofFault::Root)
        };
    }
    let (mut node, mut last) = (first - 1, second - 1);
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (start, steps) = if first.is_power_of_two() {
        (*first_root, path)
    } else {
        let (start, steps) = path.split_first().ok_or(ProofFault::Length)?;
        (*start, steps)
    };
    let (mut old, mut new) = (start, start);
    for step in steps {
        if last == 0 {
            return Err(ProofFault::Length);
        }
        if node & 1 == 1 || node == last {
            (old, new) = (node_hash(step, &old), node_hash(step, &new));
            climb(&mut node, &mut last);
        } else {
            new = node_hash(&new, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match last {
        0 if old == *first_root && new == *second_root => Ok(()),
        0 => Err(ProofFault::Root),
        _ => Err(ProofFault::Length),
    }
}

/// Up to the next level on which the node is a right child, or to the top.
const fn climb(node: &mut u64, last: &mut u64) {
    while *node & 1 == 0 && *node != 0 {
        *node >>= 1;
        *last >>= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::leaf_hash;
    use super::super::tree::oracle::{ROOTS, digest, known_leaves, mth, numbered, split as split_slowly};
    use super::*;

    /// PATH of section 2.1.3.1, as it is written.
    fn path_slowly(at: usize, leaves: &[Vec<u8>]) -> Vec<Digest> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let k = split_slowly(leaves.len());
        let (mut path, other) = if at < k {
            (path_slowly(at, &leaves[..k]), mth(&leaves[k..]))
        } else {
            (path_slowly(at - k, &leaves[k..]), mth(&leaves[..k]))
        };
        path.push(other);
        path
    }

    /// SUBPROOF of section 2.1.4.1, as it is written.
    fn subproof_slowly(m: usize, leaves: &[Vec<u8>], whole: bool) -> Vec<Digest> {
        if m == leaves.len() {
            return if whole { Vec::new() } else { vec![mth(leaves)] };
        }
        let k = split_slowly(leaves.len());
        let (mut path, other) = if m <= k {
            (subproof_slowly(m, &leaves[..k], whole), mth(&leaves[k..]))
        } else {
            (subproof_slowly(m - k, &leaves[k..], false), mth(&leaves[..k]))
        };
        path.push(other);
        path
    }

    fn hashes(leaves: &[Vec<u8>]) -> Vec<Digest> {
        leaves.iter().map(|it| leaf_hash(it)).collect()
    }

    #[test]
    fn known_proofs_of_the_known_tree_are_made_and_verified() {
        let all = hashes(&known_leaves());
        let (five, one, four) = (
            digest("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
            digest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            digest("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        );
        assert_eq!(inclusion(&all, 5), Some(vec![five, one, four]));
        assert_eq!(inclusion(&all[..3], 2), Some(vec![digest(ROOTS[1])]));
        let six_to_eight = vec![digest("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"), one, four];
        assert_eq!(consistency(&all, 6), Some(six_to_eight));
        let two_to_five = vec![digest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"), five];
        assert_eq!(consistency(&all[..5], 2), Some(two_to_five));
    }

    #[test]
    fn every_proof_is_that_of_the_definition_and_verifies() {
        let leaves = numbered(40);
        for size in 1..=leaves.len() {
            let (leaves, all) = (&leaves[..size], hashes(&leaves[..size]));
            let root = mth(leaves);
            for at in 0..size {
                let path = inclusion(&all, at).unwrap();
                assert_eq!(path, path_slowly(at, leaves), "{at} of {size}");
                assert_eq!(verify_inclusion(&all[at], at as u64, size as u64, &path, &root), Ok(()));
                let first = at + 1;
                let path = consistency(&all, first).unwrap();
                assert_eq!(path, subproof_slowly(first, leaves, true), "{first} of {size}");
                let old = mth(&leaves[..first]);
                assert_eq!(verify_consistency((first as u64, &old), (size as u64, &root), &path), Ok(()));
            }
        }
    }

    #[test]
    fn a_proof_of_anything_else_is_refused() {
        let leaves = numbered(21);
        let all = hashes(&leaves);
        let root = mth(&leaves);
        for at in 0..21 {
            let path = inclusion(&all, at).unwrap();
            let verify = |leaf: &Digest, index: usize, size: u64, path: &[Digest]| {
                verify_inclusion(leaf, index as u64, size, path, &root)
            };
            for other in (0..22).filter(|it| *it != at) {
                assert!(verify(&all[at], other, 21, &path).is_err(), "{at} as {other}");
            }
            assert_eq!(verify(&leaf_hash(b"other"), at, 21, &path), Err(ProofFault::Root));
            for step in 0..path.len() {
                let mut changed = path.clone();
                changed[step] = leaf_hash(b"other");
                assert_eq!(verify(&all[at], at, 21, &changed), Err(ProofFault::Root));
                changed.remove(step);
                assert!(verify(&all[at], at, 21, &changed).is_err());
            }
            let longer = [path.as_slice(), &[root]].concat();
            assert_eq!(verify(&all[at], at, 21, &longer), Err(ProofFault::Length));
        }
        assert_eq!(inclusion(&all, 21), None);
        assert_eq!(verify_inclusion(&root, 0, 0, &[], &root), Err(ProofFault::Range));
    }

    #[test]
    fn trees_that_are_no_beginning_of_each_other_are_refused() {
        let leaves = numbered(21);
        let all = hashes(&leaves);
        let root = mth(&leaves);
        for first in 1..21_usize {
            let old = mth(&leaves[..first]);
            let path = consistency(&all, first).unwrap();
            let verify =
                |first: u64, old: &Digest, path: &[Digest]| verify_consistency((first, old), (21, &root), path);
            let mut rewritten = leaves[..first].to_vec();
            rewritten[first - 1] = b"rewritten".to_vec();
            assert_eq!(verify(first as u64, &mth(&rewritten), &path), Err(ProofFault::Root), "{first}");
            for step in 0..path.len() {
                let mut changed = path.clone();
                changed[step] = leaf_hash(b"other");
                assert_eq!(verify(first as u64, &old, &changed), Err(ProofFault::Root));
                changed.remove(step);
                assert!(verify(first as u64, &old, &changed).is_err());
            }
            assert!(verify(first as u64, &old, &[path.as_slice(), &[root]].concat()).is_err());
            assert!(verify(first as u64, &old, &[]).is_err());
        }
        assert_eq!(consistency(&all, 22), None);
        assert_eq!(verify_consistency((22, &root), (21, &root), &[]), Err(ProofFault::Range));
    }

    #[test]
    fn no_leaves_and_all_leaves_need_no_hashes_but_their_roots() {
        let (none, root) = (Frontier::new().root(), digest(ROOTS[7]));
        assert_eq!(verify_consistency((0, &none), (8, &root), &[]), Ok(()));
        assert_eq!(verify_consistency((8, &root), (8, &root), &[]), Ok(()));
        assert_eq!(verify_consistency((0, &none), (0, &none), &[]), Ok(()));
        assert_eq!(verify_consistency((0, &root), (8, &root), &[]), Err(ProofFault::Root));
        assert_eq!(verify_consistency((0, &none), (0, &root), &[]), Err(ProofFault::Root));
        assert_eq!(verify_consistency((8, &none), (8, &root), &[]), Err(ProofFault::Root));
        assert_eq!(verify_consistency((8, &root), (8, &root), &[root]), Err(ProofFault::Length));
        assert_eq!(consistency(&[], 0), Some(Vec::new()));
    }

    #[test]
    fn the_largest_sizes_do_not_overflow() {
        let root = digest(ROOTS[0]);
        let path = vec![root; 64];
        for index in [0, 1, u64::MAX / 2, u64::MAX - 1] {
            assert!(verify_inclusion(&root, index, u64::MAX, &path, &root).is_err());
            assert!(verify_consistency((index.max(1), &root), (u64::MAX, &root), &path).is_err());
        }
    }
}
