//! What sounds cost: for each pair of sounds the cost of one for the other, for each sound the cost of
//! its absence.
//!
//! Row 0 is for two words whose vowels are both written (or both not), row 1 for one against the other.
//! The figures are judgements from how names are romanised, not fitted to labelled pairs.

use super::sound::code::*;
use super::sound::is_consonant;

/// The cost of two neighbours that changed places.
pub(crate) const SWAP: u16 = 70;

/// The cost of each sound when it is missing.
pub(crate) const GAP: [[u8; COUNT]; 2] = [gaps(0), gaps(1)];

/// What each sound weighs in the whole of its word.
pub(crate) const WEIGHT: [[u8; COUNT]; 2] = [weights(0), weights(1)];

/// The cost of one sound for another.
pub(crate) const TURN: [[[u8; COUNT]; COUNT]; 2] = [turns(0), turns(1)];

/// For each sound, the consonants it may stand for at less than 100, as bits.
pub(crate) const NEAR: [u64; COUNT] = near();

/// Classes of consonants for skeletons, in four bits; vowels and what is often dropped have none.
pub(crate) const CLASS: [u8; COUNT] = classes();

const fn is_vowel(code: u8) -> bool {
    code <= U
}

const fn gaps(manner: usize) -> [u8; COUNT] {
    let mut table = [90; COUNT];
    let mut at = 0;
    while at < COUNT {
        let code = at as u8;
        if is_vowel(code) {
            table[at] = if manner == 0 { 30 } else { 4 };
        }
        at += 1;
    }
    table[Y as usize] = if manner == 0 { 20 } else { 12 };
    table[W as usize] = if manner == 0 { 40 } else { 20 };
    table[H as usize] = if manner == 0 { 35 } else { 25 };
    table[AIN as usize] = 8;
    table[TAIL as usize] = if manner == 0 { 35 } else { 4 };
    table[HEH as usize] = if manner == 0 { 35 } else { 6 };
    table
}

const fn weights(manner: usize) -> [u8; COUNT] {
    let mut table = [100; COUNT];
    let mut at = 0;
    while at < COUNT {
        if is_vowel(at as u8) {
            table[at] = if manner == 0 { 50 } else { 12 };
        }
        at += 1;
    }
    table[Y as usize] = if manner == 0 { 50 } else { 25 };
    table[W as usize] = if manner == 0 { 70 } else { 40 };
    table[H as usize] = if manner == 0 { 70 } else { 50 };
    table[AIN as usize] = 12;
    table[TAIL as usize] = if manner == 0 { 70 } else { 12 };
    table[HEH as usize] = table[TAIL as usize];
    table
}

/// Consonants and glides that stand for one another in romanised names: (one, other, cost).
const AKIN: &[(u8, u8, u8)] = &[
    (B, P, 50),
    (B, V, 50),
    (P, F, 60),
    (F, V, 35),
    (V, W, 10),
    (F, W, 50),
    (M, N, 60),
    (L, R, 70),
    (D, T, 40),
    (D, DH, 10),
    (T, TH, 10),
    (D, DAD, 5),
    (DAD, DH, 10),
    (DAD, Z, 15),
    (DH, Z, 15),
    (DH, TH, 30),
    (D, Z, 60),
    (TH, S, 25),
    (D, TH, 50),
    (T, DH, 50),
    (D, J, 60),
    (DH, J, 70),
    (S, Z, 30),
    (S, SH, 35),
    (Z, ZH, 35),
    (SH, ZH, 50),
    (S, TS, 35),
    (Z, TS, 45),
    (SH, CH, 35),
    (CH, J, 40),
    (ZH, J, 20),
    (CH, TS, 40),
    (Z, J, 55),
    (T, TS, 45),
    (CH, K, 60),
    (CH, KH, 50),
    (S, CH, 60),
    (SH, J, 60),
    (S, K, 60),
    (SH, KH, 60),
    (SH, H, 70),
    (K, G, 45),
    (K, Q, 8),
    (G, Q, 25),
    (G, GH, 10),
    (Q, GH, 20),
    (K, GH, 45),
    (K, KH, 25),
    (KH, H, 20),
    (KH, GH, 35),
    (KH, Q, 35),
    (G, KH, 55),
    (G, H, 45),
    (G, J, 50),
    (GH, H, 55),
    (Q, CH, 50),
    (Q, H, 65),
    (J, Y, 25),
    (J, I, 30),
    (J, H, 50),
    (Y, I, 5),
    (Y, E, 20),
    (W, U, 12),
    (W, O, 25),
    (V, U, 30),
    (V, O, 45),
    (W, A, 40),
    (Y, A, 35),
    (GH, R, 70),
    (KH, R, 85),
    (Y, U, 30),
    (TAIL, H, 0),
    (TAIL, T, 20),
    (TAIL, A, 25),
    (TAIL, E, 25),
    (TAIL, HEH, 0),
    (HEH, H, 0),
    (HEH, A, 25),
    (HEH, E, 25),
];

/// What changes where one word's vowels are not written: long vowels share letters with glides.
const AKIN_UNWRITTEN: &[(u8, u8, u8)] = &[
    (W, U, 0),
    (W, O, 0),
    (W, V, 5),
    (W, A, 20),
    (Y, I, 0),
    (Y, E, 0),
    (Y, A, 12),
    (W, Y, 60),
    (AIN, H, 40),
    (T, H, 55),
    (S, TH, 15),
    (Z, DH, 5),
    (Z, DAD, 5),
    (Q, G, 10),
    (Q, GH, 10),
    (J, G, 30),
    (CH, J, 30),
    (P, B, 40),
    (TAIL, T, 6),
    (TAIL, A, 0),
    (TAIL, E, 0),
    (HEH, A, 8),
    (HEH, E, 3),
];

const fn turns(manner: usize) -> [[u8; COUNT]; COUNT] {
    let mut table = [[100; COUNT]; COUNT];
    let mut one = 0;
    while one < COUNT {
        let mut other = 0;
        while other < COUNT {
            let vowels =
                (is_vowel(one as u8) || one == AIN as usize) && (is_vowel(other as u8) || other == AIN as usize);
            if one == other {
                table[one][other] = 0;
            } else if vowels {
                table[one][other] = if manner == 0 { 30 } else { 3 };
            }
            other += 1;
        }
        one += 1;
    }
    if manner == 0 {
        table = with(table, &[(A, E, 22), (E, I, 20), (O, U, 15), (A, O, 25)]);
        with(table, AKIN)
    } else {
        with(with(table, AKIN), AKIN_UNWRITTEN)
    }
}

const fn with(mut table: [[u8; COUNT]; COUNT], pairs: &[(u8, u8, u8)]) -> [[u8; COUNT]; COUNT] {
    let mut at = 0;
    while at < pairs.len() {
        let (one, other, cost) = pairs[at];
        table[one as usize][other as usize] = cost;
        table[other as usize][one as usize] = cost;
        at += 1;
    }
    table
}

const fn near() -> [u64; COUNT] {
    let mut table = [0; COUNT];
    let mut one = 0;
    while one < COUNT {
        let mut other = 0;
        while other < COUNT {
            let related = TURN[0][one][other] < 100 || TURN[1][one][other] < 100;
            if related && is_consonant(other as u8) {
                table[one] |= 1 << other;
            }
            other += 1;
        }
        one += 1;
    }
    table
}

const fn classes() -> [u8; COUNT] {
    let mut table = [0; COUNT];
    let groups: [(u8, &[u8]); 11] = [
        (1, &[B, P]),
        (2, &[F, V]),
        (3, &[M]),
        (4, &[N]),
        (5, &[L]),
        (6, &[R]),
        (7, &[D, T, TH, DH, DAD]),
        (8, &[S, Z, TS]),
        (9, &[SH, ZH, CH, J]),
        (10, &[K, G, Q, GH]),
        (11, &[KH, H]),
    ];
    let mut at = 0;
    while at < groups.len() {
        let mut member = 0;
        while member < groups[at].1.len() {
            table[groups[at].1[member] as usize] = groups[at].0;
            member += 1;
        }
        at += 1;
    }
    table
}
