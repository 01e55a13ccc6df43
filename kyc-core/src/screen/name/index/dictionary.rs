//! The distinct words of an index as a tree of sounds: a word in, those that agree with it and their
//! postings out.
//!
//! Words that begin alike share the rows of their comparison. A branch is left when no word below it can
//! agree enough, by the same costs as a comparison of two words, so that nothing is missed. The tree is
//! an array in the order of a walk; each node knows where its branch ends.

use std::ops::Range;

use crate::screen::name::sound::{COLUMNS, SOUNDS_MAX, Sounds, Vowels, agreement_of, first_row, limit, next_row};

/// That a name has a word, and what it weighs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) name: u32,
    pub(super) weight: u16,
}

/// Distinct words with their postings: those with vowels written, and those without.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    trees: [Tree; 2],
    postings: Vec<Posting>,
}

#[derive(Clone, Default)]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    /// What every word of the branch together is akin to.
    near: u64,
    /// The postings of the word that ends here, if one does.
    postings: (u32, u32),
    /// Where the branch ends.
    end: u32,
    /// The greatest whole cost of a word of the branch: against its own kind, against the other.
    most: [u16; 2],
    /// The whole cost of the word that ends here.
    norm: [u16; 2],
    /// The groups of first consonants of the word that ends here, and of all words of the branch.
    heads: u16,
    all_heads: u16,
    code: u8,
    depth: u8,
}

impl Dictionary {
    /// Sorts words and their postings.
    pub(super) fn of(mut all: Vec<(Sounds, Posting)>) -> Self {
        all.retain(|it| !it.0.is_empty());
        all.sort_unstable();
        all.dedup();
        let mut dictionary = Self::default();
        let mut at = 0;
        while at < all.len() {
            let word = all[at].0;
            let same = all[at..].iter().take_while(|it| it.0 == word).count();
            // INVARIANT: postings are counted in 32 bits: at most 50 million names.
            let postings = (at as u32, (at + same) as u32);
            dictionary.trees[usize::from(word.unwritten())].add(&word, postings);
            at += same;
        }
        dictionary.postings = all.into_iter().map(|it| it.1).collect();
        dictionary.trees.iter_mut().for_each(Tree::close);
        dictionary
    }

    /// Tells every word that agrees with `query` in at least `least` of 10000, with its agreement and its
    /// postings, and how many nodes were seen.
    pub(super) fn agreeing(&self, query: &Sounds, least: u32, mut tell: impl FnMut(u32, Range<u32>)) -> u64 {
        if query.is_empty() {
            return 0;
        }
        let mut seen = 0;
        for (tree, vowels) in self.trees.iter().zip([Vowels::Written, Vowels::Unwritten]) {
            let manner = usize::from(vowels != query.vowels);
            seen += tree.walk(query, manner, least, |agreement, (start, end)| {
                tell(agreement, start..end);
            });
        }
        seen
    }
}

impl Dictionary {
    /// The postings of a range told by [`Dictionary::agreeing`].
    pub(super) fn postings(&self, range: Range<u32>) -> &[Posting] {
        self.postings.get(range.start as usize..range.end as usize).unwrap_or(&[])
    }
}

impl Tree {
    /// Adds a word; words come in the order of their sounds.
    fn add(&mut self, word: &Sounds, postings: (u32, u32)) {
        let codes = word.codes();
        let shared = self.path().iter().zip(codes).take_while(|it| *it.0 == *it.1).count();
        for (depth, code) in codes.iter().enumerate().skip(shared) {
            self.nodes.push(Node {
                near: 0,
                postings: (0, 0),
                end: 0,
                most: [0, 0],
                norm: [0, 0],
                heads: 0,
                all_heads: 0,
                code: *code,
                // INVARIANT: at most 24 sounds.
                depth: depth as u8 + 1,
            });
        }
        if let Some(last) = self.nodes.last_mut() {
            (last.postings, last.norm, last.heads) = (postings, word.norms(), word.heads);
            (last.most, last.all_heads, last.near) = (word.norms(), word.heads, word.near);
        }
    }

    /// The sounds of the word added last.
    fn path(&self) -> Vec<u8> {
        let Some(last) = self.nodes.last() else { return Vec::new() };
        let mut wanted = last.depth;
        let mut path = Vec::new();
        for node in self.nodes.iter().rev() {
            if node.depth == wanted {
                path.push(node.code);
                wanted -= 1;
            }
            if wanted == 0 {
                break;
            }
        }
        path.reverse();
        path
    }

    /// Tells every node where its branch ends and what is in it.
    fn close(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..=self.nodes.len() {
            let depth = self.nodes.get(at).map_or(0, |it| it.depth);
            while let Some(&top) = open.last().filter(|it| self.nodes[**it].depth >= depth) {
                open.pop();
                // INVARIANT: nodes are counted in 32 bits: a posting has at most 24.
                self.nodes[top].end = at as u32;
                let done = self.nodes[top];
                if let Some(above) = open.last().map(|it| &mut self.nodes[*it]) {
                    above.near |= done.near;
                    above.all_heads |= done.all_heads;
                    above.most = [above.most[0].max(done.most[0]), above.most[1].max(done.most[1])];
                }
            }
            if at < self.nodes.len() {
                open.push(at);
            }
        }
    }

    /// Tells every word that agrees enough. O(nodes seen · sounds of the query).
    fn walk(&self, query: &Sounds, manner: usize, least: u32, mut tell: impl FnMut(u32, (u32, u32))) -> u64 {
        let word = query.codes();
        let norm = query.norms()[manner];
        let mut rows = [[0_u16; COLUMNS]; SOUNDS_MAX + 1];
        let mut leasts = [0_u16; SOUNDS_MAX + 1];
        let mut codes = [None; SOUNDS_MAX + 1];
        rows[0] = first_row(word, manner);
        let (mut next, mut seen) = (0, 0);
        while let Some(node) = self.nodes.get(next) {
            let below = next + 1;
            next = node.end as usize;
            seen += 1;
            let limit_here = limit(norm, node.most[manner], least);
            let alien = 90 * (query.mask & !node.near).count_ones();
            if node.all_heads & query.heads == 0 || alien > limit_here {
                continue;
            }
            let depth = usize::from(node.depth);
            let (done, rest) = rows.split_at_mut(depth);
            let Some((above, here)) = done.last().zip(rest.first_mut()) else { continue };
            let before = done.get(depth.wrapping_sub(2)).unwrap_or(above);
            leasts[depth] = next_row(here, above, before, (codes[depth - 1], node.code), word, manner);
            codes[depth] = Some(node.code);
            if u32::from(leasts[depth].min(leasts[depth - 1])) > limit_here {
                continue;
            }
            next = below;
            let cost = u32::from(here[word.len()]);
            if node.heads & query.heads != 0 && cost <= limit(norm, node.norm[manner], least) {
                tell(agreement_of(cost, norm, node.norm[manner]), node.postings);
            }
        }
        seen
    }
}
