//! The page for people: whether it is known who owns it, then who does and over whom, then what is open.

use super::lines::{CompanyLine, ConcernLine, GroundLine, OwnerLine, PartyLine, SanctionsLine, WayLine};
use crate::report::paint::{BAD, FAINT, GOOD, HEAD, STRONG, Style, WARN, bullet, fit, paint, right, side_by_side};
use crate::report::words::{clean, plural};

/// Holders that are shown.
const HOLDERS: usize = 12;
/// Concerns of one code that are shown.
const OF_A_CODE: usize = 5;

/// The page of an answer.
pub(crate) fn page(line: &CompanyLine, width: usize) -> String {
    let width = width.clamp(40, 110);
    let mut text = head(line, width);
    text.push(String::new());
    text.push(format!(" {}", paint(HEAD, "BENEFICIAL OWNERS")));
    if line.owners.is_empty() {
        let managers: Vec<String> = line.managers.iter().map(name).collect();
        let told = match managers.is_empty() {
            true => "none was found".to_owned(),
            false => format!("none was found; it is managed by {}", managers.join(", ")),
        };
        text.extend(bullet("   ", Style::new(), &told, width));
    }
    line.owners.iter().for_each(|it| text.extend(owner(it, &line.subject, width)));
    text.extend(holders(line, width));
    if let Some(sanctions) = &line.sanctions {
        text.extend(taint(sanctions, width));
    }
    for (weight, title, mark, style) in [
        ("contradiction", "CONTRADICTED", " ✗ ", BAD),
        ("gap", "NOT KNOWN", " ? ", WARN),
        ("note", "WORTH A LOOK", " · ", FAINT),
    ] {
        let all: Vec<&ConcernLine> = line.concerns.iter().filter(|it| it.weight == weight).collect();
        text.extend(concerns(&all, (title, mark, style), width));
    }
    text.push(String::new());
    let digests = line.sources.iter().map(|it| format!("{} sha256 {}", clean(&it.file), it.sha256));
    text.extend(digests.map(|it| format!(" {}", paint(FAINT, &it))));
    fit(&(text.join("\n") + "\n"), width)
}

fn head(line: &CompanyLine, width: usize) -> Vec<String> {
    let (style, word) = match line.answer {
        "known" => (GOOD, "KNOWN"),
        "open" => (WARN, "NOT ALL KNOWN"),
        _ => (BAD, "CONTRADICTED"),
    };
    let mut text = vec![format!(" {}  {}", paint(style, word), paint(STRONG, &name(&line.subject)))];
    let facts = [
        format!("on {}", line.at),
        format!("owners by {}: {}", line.rule.id, line.rule.ownership),
        plural(line.statements as u64, "statement", "statements"),
        format!("{} behind it", plural(line.parties as u64, "party", "parties")),
        plural(line.layers as u64, "layer", "layers"),
    ];
    text.extend(side_by_side(&facts, width - 1).into_iter().map(|it| format!(" {}", paint(FAINT, &it))));
    text
}

fn owner(it: &OwnerLine, subject: &PartyLine, width: usize) -> Vec<String> {
    let (mark, style) = if it.is_sure { (" ● ", STRONG) } else { (" ? ", WARN) };
    let born = it.born.as_ref().map_or_else(String::new, |it| format!(", born {}", clean(it)));
    let mut text = bullet(mark, style, &format!("{}{born}", name(&it.party)), width);
    let grounds: Vec<String> = it.grounds.iter().map(|it| ground(it, subject)).collect();
    let may = if it.is_sure { "" } else { "perhaps " };
    text.extend(bullet("   ", Style::new(), &format!("{may}{}", grounds.join("; ")), width));
    // A holding of its own, of which nothing is to be multiplied, is told by the ground.
    let is_plain = it.ways.len() == 1 && it.ways.iter().all(|it| it.steps.len() == 1);
    for it in it.ways.iter().filter(|_| !is_plain) {
        text.extend(bullet("     ", FAINT, &way(it, subject), width));
    }
    let declared = match it.is_declared {
        Some(true) => Some("the publisher says so as well"),
        Some(false) => Some("the publisher does not say so"),
        None => None,
    };
    let exposed = (it.is_politically_exposed == Some(true)).then_some("politically exposed");
    let facts: Vec<String> = declared.into_iter().chain(exposed).map(str::to_owned).collect();
    if !facts.is_empty() {
        text.extend(bullet("     ", FAINT, &facts.join(", "), width));
    }
    text
}

fn ground(it: &GroundLine, subject: &PartyLine) -> String {
    let share = it.share.as_ref().map_or_else(String::new, |it| format!("{} of the {}", it.shown, it.stake));
    let over = it.over.as_ref().map_or_else(String::new, name);
    let by = it.by.map_or_else(String::new, |it| format!(" ({})", it.replace('-', " ")));
    match it.code {
        "ownership" => format!("holds {share}"),
        "control" => format!("controls it{by}"),
        "controls-holder" => format!("with what it controls ({over}) directly holds {share}"),
        "holds-controller" => format!("holds {share} of {over}, which controls it"),
        "behind-trust" => format!("is of {over}{by}"),
        _ => format!("is called an owner of {} by the publisher", name(subject)),
    }
}

fn way(it: &WayLine, subject: &PartyLine) -> String {
    let next = it.steps.iter().skip(1).map(|it| &it.party).chain(std::iter::once(subject));
    let is_shares = it.steps.iter().all(|it| it.by.is_none());
    let links = it.steps.iter().zip(next).map(|(it, next)| match (it.by, it.share.most.as_str()) {
        (Some(by), "0") => format!("{} of {}", by.replace('-', " "), name(next)),
        (Some(by), _) => format!("{} and {} of {}", it.share.shown, by.replace('-', " "), name(next)),
        (None, _) => format!("{} of {}", it.share.shown, name(next)),
    });
    let links: Vec<String> = links.collect();
    match is_shares {
        true if it.steps.len() > 1 => format!("{} = {}", links.join(" × "), it.share.shown),
        // What is not a share is not multiplied.
        _ => links.join(" → "),
    }
}

/// Everybody at an end, by the stake of which most is told.
fn holders(line: &CompanyLine, width: usize) -> Vec<String> {
    if line.holders.is_empty() {
        return Vec::new();
    }
    let stakes: Vec<&str> = line.holders.iter().flat_map(|it| &it.shares).map(|it| it.stake).collect();
    let Some(stake) = stakes.first().copied() else { return Vec::new() };
    let mut text = vec![String::new(), format!(" {}", paint(HEAD, &format!("WHO HOLDS ITS {}", stake.to_uppercase())))];
    let of_stake =
        |it: &super::lines::HolderLine| it.shares.iter().find(|it| it.stake == stake).map(|it| it.shown.clone());
    let rows: Vec<(String, String)> = line
        .holders
        .iter()
        .filter_map(|it| {
            let who = match it.is_undisclosed {
                true => format!("nobody is named: the rest of {}", name(&it.party)),
                false => {
                    format!("{}{}", name(&it.party), if it.party.kind == "person" { "" } else { kind(it.party.kind) })
                }
            };
            of_stake(it).filter(|it| it != "0%").map(|share| (share, who))
        })
        .collect();
    let room = rows.iter().map(|it| it.0.chars().count()).max().unwrap_or_default();
    for (share, who) in rows.iter().take(HOLDERS) {
        text.extend(bullet(&format!("   {}  ", right(share, room)), Style::new(), who, width));
    }
    if let Some(more) = rows.len().checked_sub(HOLDERS).filter(|it| *it > 0) {
        text.push(format!("   {}", paint(FAINT, &format!("and {more} more"))));
    }
    text
}

fn kind(code: &str) -> &'static str {
    match code {
        "trust" => ", a trust",
        "state" => ", a state or a body of one",
        "unnamed-person" => ", a person who is not named",
        "unnamed-entity" => ", an entity that is not named",
        "unspecified" => ", nobody is named",
        _ => ", of which nobody is named",
    }
}

fn taint(it: &SanctionsLine, width: usize) -> Vec<String> {
    let mut text = vec![String::new(), format!(" {}", paint(HEAD, "SANCTIONS"))];
    for named in &it.named {
        text.extend(bullet(" ! ", BAD, &format!("{}: named as sanctioned", name(named)), width));
    }
    for found in &it.candidates {
        let told =
            format!("{}: may be {} of {}, score {}", name(&found.party), clean(&found.entry), found.list, found.score);
        text.extend(bullet(" ! ", BAD, &told, width));
    }
    for gap in &it.gaps {
        text.extend(bullet(" ? ", WARN, &format!("not searched whole: {}", clean(gap)), width));
    }
    if it.candidates.is_empty() && it.named.is_empty() {
        let told = format!("nobody of {} with a name is on {}", it.screened, it.lists.join(", "));
        text.extend(bullet("   ", Style::new(), &told, width));
        return text;
    }
    for rule in &it.rules {
        let over: Vec<String> = rule.over.iter().map(name).collect();
        let over = if over.is_empty() { String::new() } else { format!(", also over {}", over.join(", ")) };
        let (mark, style, word) = match rule.answer {
            "sanctioned" => (" ✗ ", BAD, "sanctioned with them"),
            "unknown" => (" ? ", WARN, "perhaps sanctioned with them"),
            _ => (" · ", FAINT, "not sanctioned by what they hold"),
        };
        let told = format!("{word}: they hold {} of it{over} (asked: {}; {})", rule.held, rule.asked, rule.id);
        text.extend(bullet(mark, style, &told, width));
    }
    if it.rules.is_empty() {
        text.extend(bullet(" ? ", WARN, "no rule about sanctioned owners holds on that day", width));
    }
    text
}

fn concerns(all: &[&ConcernLine], (title, mark, style): (&str, &str, Style), width: usize) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut text = vec![String::new(), format!(" {}", paint(HEAD, title))];
    for group in all.chunk_by(|one, other| one.code == other.code) {
        let Some(first) = group.first() else { continue };
        text.extend(bullet(mark, style, first.meaning, width));
        for it in group.iter().take(OF_A_CODE) {
            let about = it.name.as_deref().unwrap_or(&it.about);
            let parts: Vec<String> = [about, &it.detail].into_iter().filter(|it| !it.is_empty()).map(clean).collect();
            if !parts.is_empty() {
                text.extend(bullet("     ", Style::new(), &parts.join(": "), width));
            }
        }
        if let Some(more) = group.len().checked_sub(OF_A_CODE).filter(|it| *it > 0) {
            text.push(format!("     {}", paint(FAINT, &format!("and {more} more"))));
        }
        text.extend(bullet("   → ", FAINT, first.help, width));
    }
    text
}

fn name(it: &PartyLine) -> String {
    clean(it.name.as_deref().unwrap_or(&it.record))
}
