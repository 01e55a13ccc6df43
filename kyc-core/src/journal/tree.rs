//! Leaves → the head of their Merkle tree, as RFC 9162 section 2.1 defines it.
//!
//! Keeps the roots of the complete subtrees alone, so that a head over a million leaves is made in one pass and with
//! twenty digests. Knows nothing of what the leaves hold.

use crate::base::{DigestError, SourceId};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 of the tree: of a leaf, an inner node or the root. Written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Digest(SourceId);

impl Digest {
    /// A digest that was computed elsewhere.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SourceId::from_digest(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.digest()
    }

    /// Reads 64 hex digits in either case.
    ///
    /// # Errors
    /// [`DigestError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        SourceId::parse(text).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The hash of a leaf: SHA-256 of 0x00 and its bytes.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
}

/// The hash of an inner node: SHA-256 of 0x01 and the hashes of its children.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let hashed = Sha256::new().chain_update([1]).chain_update(left.bytes()).chain_update(right.bytes());
    Digest::from_bytes(hashed.finalize().into())
}

/// The right edge of a tree that grows: the roots of its complete subtrees, the largest first.
///
/// ```text
///        o             7 leaves: three peaks
///      /   \    o      of 4, 2 and 1
///     o     o  / \
///    / \   / \ a b  c
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Digest>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash. At most 64 hashes, on average one.
    pub fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root; that of no leaves is the SHA-256 of nothing. At most 63 hashes.
    #[must_use]
    pub fn root(&self) -> Digest {
        let folded = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        folded.unwrap_or_else(|| Digest(SourceId::of(b"")))
    }
}

impl FromIterator<Digest> for Frontier {
    fn from_iter<I: IntoIterator<Item = Digest>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        leaves.into_iter().for_each(|it| frontier.push(it));
        frontier
    }
}

/// The definitions of RFC 9162 section 2.1.1, written with no thought for speed; and its known tree.
#[cfg(test)]
pub(super) mod oracle {
    use super::*;

    /// The largest power of two smaller than n.
    pub(in crate::journal) fn split(n: usize) -> usize {
        (0..).map(|it| 1 << it).take_while(|it| *it < n).last().unwrap()
    }

    pub(in crate::journal) fn mth(leaves: &[Vec<u8>]) -> Digest {
        match leaves {
            [] => Digest::from_bytes(Sha256::digest(b"").into()),
            [one] => Digest::from_bytes(Sha256::digest([&[0][..], one].concat()).into()),
            many => {
                let (left, right) = many.split_at(split(many.len()));
                let both = [&[1][..], mth(left).bytes(), mth(right).bytes()].concat();
                Digest::from_bytes(Sha256::digest(both).into())
            }
        }
    }

    /// The leaves that certificate-transparency's own tests use (merkletree, "test vectors"), in hex.
    pub(in crate::journal) const LEAVES: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    /// The roots of its first 1, 2 … 8 leaves.
    pub(in crate::journal) const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    pub(in crate::journal) fn known_leaves() -> Vec<Vec<u8>> {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        LEAVES.iter().map(|it| it.as_bytes().chunks(2).map(byte).collect()).collect()
    }

    pub(in crate::journal) fn digest(hex: &str) -> Digest {
        Digest::parse(hex).unwrap()
    }

    /// That many leaves, each of its number.
    pub(in crate::journal) fn numbered(count: u64) -> Vec<Vec<u8>> {
        (0..count).map(|it| it.to_be_bytes().to_vec()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::oracle::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_known_tree_has_its_known_roots() {
        let mut frontier = Frontier::new();
        assert_eq!(frontier.root(), digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (leaf, root) in known_leaves().iter().zip(ROOTS) {
            frontier.push(leaf_hash(leaf));
            assert_eq!(frontier.root(), digest(root), "{}", frontier.size());
        }
    }

    #[test]
    fn the_head_is_that_of_the_definition_at_every_size() {
        let leaves = numbered(300);
        let mut frontier = Frontier::new();
        for (count, leaf) in leaves.iter().enumerate() {
            assert_eq!(frontier.root(), mth(&leaves[..count]), "{count}");
            frontier.push(leaf_hash(leaf));
            assert_eq!(frontier.peaks.len(), (count + 1).count_ones() as usize);
        }
    }

    proptest! {
        #[test]
        fn any_leaves_give_the_root_of_the_definition(leaves in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..40)) {
            let frontier: Frontier = leaves.iter().map(|it| leaf_hash(it)).collect();
            prop_assert_eq!(frontier.root(), mth(&leaves));
            prop_assert_eq!(frontier.size(), leaves.len() as u64);
        }
    }
}
