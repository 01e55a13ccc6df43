//! Areas, precisions and recalls of scored pairs.

/// A scored pair: the score in ten-thousandths and whether it is a match.
pub(crate) type Scored = (u16, bool);

/// The area under the receiver operating characteristic: how often a match scores above a non-match.
pub(crate) fn auc(pairs: &[Scored]) -> f64 {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let (yes, no) = count(pairs);
    let (mut below, mut sum, mut at) = (0_f64, 0_f64, 0);
    while at < sorted.len() {
        let end = at + sorted[at..].iter().take_while(|it| it.0 == sorted[at].0).count();
        let matches = sorted[at..end].iter().filter(|it| it.1).count() as f64;
        let others = (end - at) as f64 - matches;
        sum += matches * (below + others / 2.0);
        below += others;
        at = end;
    }
    sum / (yes * no).max(1.0)
}

fn count(pairs: &[Scored]) -> (f64, f64) {
    let yes = pairs.iter().filter(|it| it.1).count() as f64;
    (yes, pairs.len() as f64 - yes)
}

/// Precision, recall and F1 at a threshold.
pub(crate) fn at(pairs: &[Scored], threshold: u16) -> (f64, f64, f64) {
    let (yes, _) = count(pairs);
    let hits = pairs.iter().filter(|it| it.0 >= threshold);
    let (mut good, mut all) = (0.0, 0.0);
    for hit in hits {
        all += 1.0;
        good += f64::from(u8::from(hit.1));
    }
    let (precision, recall) = (if all > 0.0 { good / all } else { 1.0 }, good / yes.max(1.0));
    (precision, recall, if good > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 })
}

/// The greatest recall at a precision of at least so much, with its threshold.
pub(crate) fn recall_at(pairs: &[Scored], precision: f64) -> (f64, u16) {
    let mut best = (0.0, 10_000);
    for threshold in (0..=10_000).step_by(10) {
        let here = at(pairs, threshold);
        if here.0 >= precision && here.1 > best.0 {
            best = (here.1, threshold);
        }
    }
    best
}

/// The threshold with the best F1, and that F1.
pub(crate) fn best_f1(pairs: &[Scored]) -> (f64, u16) {
    (0..=10_000)
        .step_by(50)
        .map(|it| (at(pairs, it).2, it))
        .fold((0.0, 0), |best, it| if it.0 > best.0 { it } else { best })
}
