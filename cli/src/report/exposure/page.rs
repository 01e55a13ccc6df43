//! The page for people: the answer first, then by whom the money is from and went to, then the ways of what was
//! found, then what is not known.

use super::build::parties;
use super::lines::{AssetLine, EndLine, ExposureLine, GroupLine, RouteLine, SideLine, TagLine, WhoLine};
use crate::report::paint::{
    BAD, FAINT, GOOD, HEAD, STRONG, Style, WARN, bullet, fit, fold, paint, right, side_by_side, width as wide,
};
use crate::report::words::{Shortener, between, brief, clean, grouped, minute, plural};
use std::collections::BTreeSet;

/// Assets of a side that are shown.
const ASSETS: usize = 8;
/// Groups of an asset that are shown.
const GROUPS: usize = 14;
/// Findings whose ways are shown, and how many of each.
const FINDINGS: usize = 4;
const WAYS: usize = 2;
/// Transfers of a way that are shown at its beginning and at its end.
const STEPS: usize = 4;

/// The page of an answer.
pub(crate) fn page(line: &ExposureLine, width: usize) -> String {
    let width = width.clamp(40, 120);
    let names = names(line);
    let mut text = head(line, width);
    for side in &line.sides {
        text.push(String::new());
        text.extend(one_side(side, line, &names, width));
    }
    if !line.gaps.is_empty() {
        text.push(String::new());
        text.push(format!(" {}", paint(HEAD, "NOT KNOWN")));
        for gap in &line.gaps {
            text.extend(bullet(" ? ", WARN, &clean(&gap.what), width));
            text.extend(bullet("   → ", FAINT, &gap.help, width));
        }
    }
    text.push(String::new());
    text.extend(basis(line, width));
    fit(&(text.join("\n") + "\n"), width)
}

/// Short forms of every name that is shown.
fn names(line: &ExposureLine) -> Shortener {
    let mut all: BTreeSet<&str> = BTreeSet::from([line.subject.id.as_str()]);
    for end in line.sides.iter().flat_map(|it| &it.assets).flat_map(|it| &it.ends) {
        all.extend(end.party.iter().map(|it| it.id.as_str()));
        let rows = end.routes.iter().flat_map(|it| &it.rows);
        all.extend(
            rows.flat_map(|it| [&it.from, &it.to].into_iter().chain(&it.from_customer).chain(&it.to_customer))
                .map(String::as_str),
        );
    }
    Shortener::of(all.into_iter())
}

fn head(line: &ExposureLine, width: usize) -> Vec<String> {
    let style = match line.answer {
        "found" => BAD,
        "clear" => GOOD,
        _ => WARN,
    };
    let who = format!("{} {}", line.subject.kind, clean(&line.subject.id));
    let mut text = vec![format!(" {}  {}", paint(style, &line.answer.to_uppercase()), paint(STRONG, &who))];
    let hops = line.hops_max.map(|it| format!("at most {}", plural(u64::from(it), "transfer", "transfers")));
    let facts: Vec<String> = [
        Some(format!(
            "followed by {}{}",
            line.method,
            if line.method == "poison" { ", what could be at most" } else { "" }
        )),
        hops,
        Some(format!("as of {}", minute(&line.as_of))),
    ]
    .into_iter()
    .flatten()
    .collect();
    text.extend(side_by_side(&facts, width - 1).into_iter().map(|it| format!(" {}", paint(FAINT, &it))));
    for (name, words, asked) in [("--risk", &line.risks, line.asked.0), ("--known", &line.known, line.asked.1)] {
        if asked {
            let words = words.iter().map(|it| clean(it)).collect::<Vec<_>>().join(", ");
            text.extend(bullet(" ! ", WARN, &format!("as asked by {name}: {words}"), width));
        }
    }
    for it in &line.tags {
        let who = [&it.category, &it.label]
            .into_iter()
            .filter(|it| !it.is_empty())
            .map(|it| clean(it))
            .collect::<Vec<_>>()
            .join(" · ");
        let whose = if it.wallet == line.subject.id {
            "it is tagged itself".to_owned()
        } else {
            format!("its wallet {} is tagged", clean(&it.wallet))
        };
        text.extend(bullet(
            " ! ",
            style_of(it.standing),
            &format!("{whose}: {who}; {} says so", clean(&it.source)),
            width,
        ));
    }
    text
}

fn one_side(side: &SideLine, line: &ExposureLine, names: &Shortener, width: usize) -> Vec<String> {
    let is_source = side.side == "source";
    let word = if is_source { "RECEIVED" } else { "SENT" };
    if side.assets.is_empty() {
        return vec![format!(" {}  nothing", paint(HEAD, word))];
    }
    let mut text = Vec::new();
    for (at, asset) in side.assets.iter().take(ASSETS).enumerate() {
        if at > 0 {
            text.push(String::new());
        }
        text.extend(total(word, asset, line, width));
        text.extend(groups(asset, is_source, names, width));
        text.extend(ways(asset, is_source, names, width));
    }
    if side.assets.len() > ASSETS {
        text.push(format!(" … and {} more assets: --as json writes all", grouped((side.assets.len() - ASSETS) as u64)));
    }
    text
}

/// What was received or sent of an asset.
fn total(word: &str, it: &AssetLine, line: &ExposureLine, width: usize) -> Vec<String> {
    let mut facts =
        vec![format!("{} {}", brief(&it.total), clean(&it.asset)), plural(it.transfers, "transfer", "transfers")];
    facts.push(between(&it.first, &it.last));
    if it.without_value < it.transfers {
        let currency = line.currency.as_deref().map(|it| format!(" {}", clean(it))).unwrap_or_default();
        let known = if it.without_value > 0 { " where that is known" } else { "" };
        facts.push(format!("worth {}{currency}{known}", it.value));
    }
    let margin = wide(word) + 3;
    let folded = side_by_side(&facts, width.saturating_sub(margin)).into_iter().enumerate();
    folded
        .map(
            |(at, it)| {
                if at == 0 { format!(" {}  {it}", paint(HEAD, word)) } else { format!("{}{it}", " ".repeat(margin)) }
            },
        )
        .collect()
}

/// Who it is from or went to, a line each.
fn groups(asset: &AssetLine, is_source: bool, names: &Shortener, width: usize) -> Vec<String> {
    let shown: Vec<&GroupLine> = asset.groups.iter().take(GROUPS).collect();
    let amounts: Vec<String> = shown.iter().map(|it| brief(&it.part.amount)).collect();
    let column = amounts.iter().map(|it| wide(it)).max().unwrap_or(0);
    let rate = shown.iter().map(|it| wide(&share(it.part.permille))).max().unwrap_or(0);
    let mut text = Vec::new();
    for (it, amount) in shown.iter().zip(amounts) {
        let begin =
            format!(" {} {} {}  ", mark(it.standing), right(&share(it.part.permille), rate), right(&amount, column));
        let room = width.saturating_sub(wide(&begin)).max(16);
        let what = format!("{} · {}", who(it, asset, is_source, names), distance(it, is_source));
        for (at, part) in fold(&what, room).into_iter().enumerate() {
            text.push(match at {
                0 => format!(
                    " {} {} {}  {}",
                    paint(style_of(it.standing), mark(it.standing)),
                    right(&share(it.part.permille), rate),
                    right(&amount, column),
                    tinted(it.standing, &part)
                ),
                _ => format!("{}{}", " ".repeat(wide(&begin)), tinted(it.standing, &part)),
            });
        }
    }
    if asset.groups.len() > GROUPS {
        text.push(format!("   … and {} more: --as json writes all", grouped((asset.groups.len() - GROUPS) as u64)));
    }
    text
}

fn tinted(standing: &str, text: &str) -> String {
    if standing == "risk" { paint(STRONG, text) } else { text.to_owned() }
}

fn share(permille: u64) -> String {
    match permille {
        0 => "<0.1 %".to_owned(),
        1000.. => "100 %".to_owned(),
        it => format!("{}.{} %", it / 10, it % 10),
    }
}

const fn mark(standing: &str) -> &'static str {
    match standing.as_bytes() {
        b"risk" => "✗",
        b"known" => "✓",
        _ => "?",
    }
}

fn style_of(standing: &str) -> Style {
    match standing {
        "risk" => BAD,
        "known" => GOOD,
        _ => WARN,
    }
}

/// Who stands there, in words.
fn who(it: &GroupLine, asset: &AssetLine, is_source: bool, names: &Shortener) -> String {
    let ends = || asset.ends.iter().filter(|end| end.at == it.at && (it.at != "tagged" || is_of(end, it)));
    let alone = ends().next().filter(|_| it.wallets + it.customers == 1).and_then(|it| it.party.as_ref());
    let them = alone.map_or_else(|| parties(it.wallets, it.customers), |it| names.name(&it.id));
    match it.at {
        "tagged" => {
            let who = |it: &WhoLine| [&it.category, &it.label].map(|it| clean(it)).join(" ").trim().to_owned();
            format!("{} ({them})", it.tags.iter().map(who).collect::<Vec<_>>().join(" and "))
        }
        "returned" if is_source => "its own money that came back".to_owned(),
        "returned" => "came back".to_owned(),
        "unseen" => format!("{them}, not shown receiving it"),
        "held" => format!("still at {them} without a tag"),
        "service" => format!("{them} without a tag, busy like a service"),
        "unnamed" => "nobody is named".to_owned(),
        "beyond" => format!("{them}, as far as --hops allows"),
        _ => format!("{them}, where --moves was spent"),
    }
}

/// Whether a stop is of a group.
fn is_of(end: &EndLine, group: &GroupLine) -> bool {
    let said = |it: &WhoLine| end.tags.iter().any(|tag| (&tag.category, &tag.label) == (&it.category, &it.label));
    let told = |tag: &TagLine| group.tags.iter().any(|it| (&tag.category, &tag.label) == (&it.category, &it.label));
    group.tags.iter().all(said) && end.tags.iter().all(told)
}

fn distance(it: &GroupLine, is_source: bool) -> String {
    match (it.part.hops, is_source) {
        (1, _) if it.part.indirect == "0" => "direct".to_owned(),
        (1, _) => "direct and over others".to_owned(),
        (hops, _) => {
            let more = if it.wallets + it.customers > 1 { " or more" } else { "" };
            format!("over {}{more}", plural(u64::from(hops) - 1, "other", "others"))
        }
    }
}

/// The largest ways of what was found.
fn ways(asset: &AssetLine, is_source: bool, names: &Shortener, width: usize) -> Vec<String> {
    let mut text = Vec::new();
    for end in asset.ends.iter().filter(|it| it.standing == "risk").take(FINDINGS) {
        let Some(party) = &end.party else { continue };
        let shown = end.routes.iter().take(WAYS).count();
        let of = match end.routes.as_slice() {
            [RouteLine { amount: None, .. }, ..] => "one of the shortest ways".to_owned(),
            [_] => "the way".to_owned(),
            _ => format!("the {shown} largest ways"),
        };
        // Where ways are not told apart, one is enough.
        let ways = if end.routes.iter().any(|it| it.amount.is_none()) { 1 } else { WAYS };
        let preposition = if is_source { "from" } else { "to" };
        text.push(String::new());
        text.extend(bullet("   ", STRONG, &format!("{of} {preposition} {}", names.name(&party.id)), width));
        for route in end.routes.iter().take(ways) {
            text.extend(way(route, asset, names, width));
        }
    }
    let more = asset.ends.iter().filter(|it| it.standing == "risk").count().saturating_sub(FINDINGS);
    if more > 0 {
        text.push(format!("   … and those of {} more: --as json writes all", plural(more as u64, "wallet", "wallets")));
    }
    text
}

fn way(route: &RouteLine, asset: &AssetLine, names: &Shortener, width: usize) -> Vec<String> {
    let amounts: Vec<String> = route.rows.iter().map(|it| brief(&it.amount)).collect();
    let column = amounts.iter().map(|it| wide(it)).max().unwrap_or(0);
    let head = route.amount.iter().map(|it| format!("{} {} of it:", brief(it), clean(&asset.asset)));
    let mut text: Vec<String> = head.flat_map(|it| bullet("   ", FAINT, &it, width)).collect();
    for (at, (row, amount)) in route.rows.iter().zip(amounts).enumerate() {
        if route.rows.len() > 2 * STEPS && (STEPS..route.rows.len() - STEPS).contains(&at) {
            if at == STEPS {
                let left_out = route.rows.len() - 2 * STEPS;
                text.push(format!("     … {} more", plural(left_out as u64, "transfer", "transfers")));
            }
            continue;
        }
        let end = |customer: &Option<String>, wallet: &String| names.name(customer.as_ref().unwrap_or(wallet));
        let step = format!(
            "{}  {}  {} → {}",
            minute(&row.time),
            right(&amount, column),
            end(&row.from_customer, &row.from),
            end(&row.to_customer, &row.to)
        );
        let cited = format!("{}:{}", clean(&row.source), row.line);
        text.push(format!("     {}  {}", step, paint(FAINT, &cited)));
    }
    text
}

/// What the answer rests on.
fn basis(line: &ExposureLine, width: usize) -> Vec<String> {
    let mut facts: Vec<String> =
        line.sources.iter().map(|it| format!("{} {}", clean(&it.name), digest(&it.sha256))).collect();
    facts.extend(line.facts.iter().map(|it| format!("{} {} {}", it.holds, clean(&it.name), digest(&it.sha256))));
    side_by_side(&facts, width - 9)
        .into_iter()
        .enumerate()
        .map(|(at, it)| {
            let begin = if at == 0 { paint(HEAD, "from") } else { "    ".to_owned() };
            format!(" {begin}    {}", paint(FAINT, &it))
        })
        .collect()
}

fn digest(sha256: &str) -> String {
    format!("sha256 {}", sha256.get(..12).unwrap_or(sha256))
}
