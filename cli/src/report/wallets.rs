//! The wallets of a decision: over which of them control was proved, and why not over the others.

use super::control::word;
use super::paint::{BAD, FAINT, GOOD, HEAD, WARN, bullet, paint};
use serde::Serialize;
use tidegate_kyc_core::base::Redacted;
use tidegate_kyc_core::profile::{Control, Dossier};

/// One wallet that was named.
#[derive(Debug, Serialize)]
pub(crate) struct WalletLine {
    /// Its number in the application, from 1.
    wallet: usize,
    /// None where it was not asked to be shown.
    address: Option<String>,
    /// `proved`, `refuted`, `unknown`; `unasked` where no answer was given.
    control: &'static str,
    way: Option<&'static str>,
    why: Option<String>,
}

/// A line for each wallet, by the proof that says most.
pub(crate) fn lines(dossier: &Dossier, personal: bool) -> Vec<WalletLine> {
    let line = |(at, wallet): (usize, &Redacted<String>)| {
        let of_wallet = || dossier.controls.iter().filter(|it| it.is_about(wallet.reveal())).map(Control::answer);
        let best = of_wallet().find(Result::is_ok).or_else(|| of_wallet().next_back());
        WalletLine {
            wallet: at + 1,
            address: personal.then(|| wallet.reveal().clone()),
            control: best.map_or("unasked", word),
            way: best.and_then(Result::ok).map(|it| it.code()),
            why: best.and_then(Result::err).map(|it| it.to_string()),
        }
    };
    dossier.wallets.iter().enumerate().map(line).collect()
}

/// The lines of the screen; nothing where nobody was asked for a proof.
pub(crate) fn screen(lines: &[WalletLine], width: usize) -> String {
    if lines.iter().all(|it| it.control == "unasked") {
        return String::new();
    }
    let mut text = vec![String::new(), format!(" {}", paint(HEAD, "WALLETS"))];
    for it in lines {
        let (mark, style) = match it.control {
            "proved" => (" ✓ ", GOOD),
            "refuted" => (" ✗ ", BAD),
            "unknown" => (" ? ", WARN),
            _ => (" · ", FAINT),
        };
        let name = it.address.as_ref().map_or_else(|| format!("wallet {}", it.wallet), Clone::clone);
        let told = match (it.way, &it.why) {
            (Some(way), _) => format!("control was proved, by {way}"),
            (None, Some(why)) => format!("control was not proved: {why}"),
            (None, None) => "no proof of control was given".to_owned(),
        };
        text.extend(bullet(mark, style, &format!("{name}: {told}"), width));
    }
    text.join("\n") + "\n"
}
