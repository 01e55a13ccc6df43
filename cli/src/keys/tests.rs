//! Folders of keys that are copied, put back, rotated and ended in any order, with the journal and without it: of all of
//! them the journal admits one key, and what the others signed counts no longer than it records.
//!
//! The folders are sets in memory: what stands in files, and marks that are behind, tests/retired.rs has.

use super::*;
use crate::input::Signer;
use proptest::prelude::*;
use std::path::Path;
use tidegate_kyc_core::key::KeySet;

/// What was done to the keys of a folder, so that they can be made again: a ring is copied by nobody.
#[derive(Clone, Debug)]
enum Step {
    Rotate { seed: u8, end: Instant, at: Instant },
    Limit { id: KeyId, until: Instant, at: Instant },
}

#[derive(Clone, Debug, Default)]
struct Kept {
    /// The seed of the key with which the folder began.
    first: u8,
    steps: Vec<Step>,
    /// Whether its mark says that it signed lists.
    signed_lists: bool,
}

fn pair(seed: u8) -> KeyPair {
    KeyPair::from_seed(&zeroize::Zeroizing::new([seed; 32]))
}

impl Kept {
    fn ring(&self) -> KeyRing {
        let first = KeyRing::new(pair(self.first)).unwrap();
        self.steps.iter().fold(first, |ring, it| match *it {
            Step::Rotate { seed, end, at } => ring.rotate(pair(seed), end, at).unwrap(),
            Step::Limit { id, until, at } => ring.limit(id, until, at).unwrap(),
        })
    }

    fn set(&self) -> KeySet {
        self.ring().set().clone()
    }
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    /// The folder takes the place of another: a copy is made or put back.
    Copy {
        from: usize,
        to: usize,
    },
    /// The mark in it is lost.
    Forget {
        of: usize,
    },
    Rotate {
        of: usize,
        grace: i64,
        recorded: bool,
    },
    /// A rotation that stopped behind its entry.
    CutOff {
        of: usize,
    },
    /// The folder is lost, and another is made to sign permits.
    Anew {
        of: usize,
    },
    /// A key of those that were ever made.
    End {
        of: usize,
        key: u8,
        recorded: bool,
    },
    Sign {
        of: usize,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    let (of, grace) = (0..3_usize, prop_oneof![Just(0_i64), 1..200_i64]);
    prop_oneof![
        3 => (of.clone(), of.clone()).prop_map(|(from, to)| Deed::Copy { from, to }),
        1 => of.clone().prop_map(|of| Deed::Forget { of }),
        4 => (of.clone(), grace, any::<bool>()).prop_map(|(of, grace, recorded)| Deed::Rotate { of, grace, recorded }),
        1 => of.clone().prop_map(|of| Deed::CutOff { of }),
        1 => of.clone().prop_map(|of| Deed::Anew { of }),
        2 => (of.clone(), 0..12_u8, any::<bool>()).prop_map(|(of, key, recorded)| Deed::End { of, key, recorded }),
        3 => of.prop_map(|of| Deed::Sign { of }),
    ]
}

/// Three folders of one gate, its journal, and the clock.
#[derive(Debug, Default)]
struct House {
    folders: [Kept; 3],
    trail: Trail,
    entries: u64,
    keys: u8,
    now: i64,
}

impl House {
    fn at(&self) -> Instant {
        Instant::from_micros(self.now * 1_000_000)
    }

    fn record(&mut self, kind: Kind, body: &Map<String, Value>) {
        self.entries += 1;
        self.trail.note(kind, body, self.entries, self.at());
    }

    fn admits(&self, of: &Kept) -> bool {
        let (set, folder) = (of.set(), Folder(Path::new("keys")));
        let signer = Signer::of_permits(&folder, &set, self.at());
        self.trail.admits(&signer, of.signed_lists, "journal.jsonl").is_ok()
    }

    fn sign(&mut self, of: usize) {
        if self.admits(&self.folders[of]) {
            let key = self.folders[of].set().active().to_string();
            self.record(Kind::Decision, &facts_of([("key", key)], false, &BTreeMap::new()));
            self.folders[of].signed_lists = true;
        }
    }

    fn rotate(&mut self, of: usize, grace: i64, recorded: bool) {
        self.keys += 1;
        let (seed, at) = (self.keys, self.at());
        let asked = Instant::from_micros((self.now + grace) * 1_000_000);
        let none = Trail::default();
        let (trail, before) = (if recorded { &self.trail } else { &none }, self.folders[of].set());
        let is_own = recorded && self.folders[of].signed_lists;
        let turn = Turn::of(self.folders[of].ring(), pair(seed), (asked, at), trail, is_own).unwrap();
        // What was recorded of a former key's grace is neither lengthened nor struck out.
        for it in before.keys().iter().filter(|it| it.counts_at(at)) {
            let (set, end) = (turn.ring.set(), trail.end_of(it.id()));
            let wanted = [it.not_after(), it.not_after().is_none().then_some(asked), end].into_iter().flatten().min();
            let left = set.named(&it.id().to_string()).and_then(|it| it.not_after());
            assert_eq!(left, wanted.filter(|it| *it > at), "{}", it.id());
        }
        let limits = turn.caught_up.iter().map(|it| Step::Limit { id: it.0, until: it.1, at });
        self.folders[of].steps.extend(limits);
        self.folders[of].steps.push(Step::Rotate { seed, end: turn.end, at });
        assert_eq!(self.folders[of].set(), *turn.ring.set());
        if recorded {
            let former = before.active();
            let is_of_line = is_own || self.trail.present(former, false) == self.trail.present(former, true);
            self.record(Kind::KeyEvent, &turn.facts(false));
            assert!(!is_of_line || self.admits(&self.folders[of]), "whoever was rotated on record signs");
        }
    }

    fn cut_off(&mut self, of: usize) {
        let kept = self.folders[of].clone();
        self.rotate(of, 0, true);
        self.folders[of] = kept;
    }

    fn anew(&mut self, of: usize) {
        self.keys += 1;
        self.folders[of] = Kept { first: self.keys, ..Kept::default() };
        let (set, at) = (self.folders[of].set(), self.at());
        let others = self.trail.unrecorded(&set, self.trail.present(set.active(), true), at, false);
        let facts = [("event", "made".to_owned()), ("key", set.active().to_string())];
        self.record(Kind::KeyEvent, &facts_of(facts, true, &others));
        assert!(self.admits(&self.folders[of]), "what was made to sign permits does");
    }

    fn end(&mut self, of: usize, key: u8, recorded: bool) {
        let (id, at) = (pair(key).id(), self.at());
        let set = self.folders[of].set();
        let counts = set.keys().iter().any(|it| it.id() == id && it.counts_at(at));
        let is_news = counts || recorded && is_unrecorded(&self.trail, id, at).is_ok();
        if id == set.active() || !is_news {
            return;
        }
        if counts {
            self.folders[of].steps.push(Step::Limit { id, until: at, at });
        }
        if recorded {
            let longer = self.trail.overstayed(&self.folders[of].set(), at);
            self.folders[of].steps.extend(longer.iter().map(|it| Step::Limit { id: it.0, until: it.1, at }));
            let facts = [("event", "ended".to_owned()), ("key", id.to_string())];
            self.record(Kind::KeyEvent, &facts_of(facts, false, &BTreeMap::new()));
            for it in self.folders.iter().filter(|it| self.admits(it)) {
                assert!(it.set().keys().iter().all(|it| it.id() != id || !it.counts_at(at)), "it counts by no copy");
            }
        }
    }

    /// One key signs at the most, and whatever else counts by its set does so for as long as is recorded.
    fn holds(&self) {
        let admitted: Vec<KeySet> = self.folders.iter().filter(|it| self.admits(it)).map(Kept::set).collect();
        for set in &admitted {
            assert_eq!(set.active(), admitted[0].active(), "two keys sign by one journal");
            for it in set.keys().iter().filter(|it| self.trail.knows(it.id()) && it.id() != set.active()) {
                let recorded = self.trail.end_of(it.id()).expect("a former key whose end is not recorded");
                assert!(!it.counts_at(self.at()) || it.not_after().is_some_and(|it| it <= recorded));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn of_copies_put_back_and_rotated_in_any_order_one_key_signs(
        deeds in proptest::collection::vec((deed(), 1..60_i64), 1..24)
    ) {
        let mut house = House { now: 1_000_000, ..House::default() };
        house.sign(0);
        for to in 1..3 {
            house.folders[to] = house.folders[0].clone();
        }
        for (deed, later) in deeds {
            house.now += later;
            match deed {
                Deed::Copy { from, to } => house.folders[to] = house.folders[from].clone(),
                Deed::Forget { of } => house.folders[of].signed_lists = false,
                Deed::Rotate { of, grace, recorded } => house.rotate(of, grace, recorded),
                Deed::CutOff { of } => house.cut_off(of),
                Deed::Anew { of } => house.anew(of),
                Deed::End { of, key, recorded } => house.end(of, key, recorded),
                Deed::Sign { of } => house.sign(of),
            }
            house.holds();
        }
    }
}
