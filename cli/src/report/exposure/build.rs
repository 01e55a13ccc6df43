//! Exposures of the library → the object: numbers become names, places become rows.

use super::lines::{AssetLine, EndLine, ExposureLine, GapLine, GroupLine, RouteLine, SCHEMA, SideLine, TagLine};
use crate::input::FactFile;
use crate::report::build::{counts, facts_line, party_line, row, source_line};
use crate::report::words::{grouped, plural};
use std::collections::{BTreeMap, BTreeSet};
use tidegate_monitor::exposure::{AssetExposure, Categories, End, Exposure, Question, Side, Standing, Stop};
use tidegate_monitor::ledger::{Amount, Book, Ledger, Value};
use tidegate_monitor::tag::{Tag, Tags};

/// What an answer is told with.
pub(crate) struct Told<'a> {
    /// The transfers.
    pub(crate) ledger: &'a Ledger,
    /// File names by the number of the source.
    pub(crate) sources: &'a [String],
    /// What is known of wallets.
    pub(crate) tags: &'a Tags,
    /// The files that were read besides exports.
    pub(crate) facts: &'a [FactFile],
    /// What categories say.
    pub(crate) categories: &'a Categories,
    /// The reporting currency.
    pub(crate) currency: Option<String>,
    /// How the method is called.
    pub(crate) method: &'static str,
}

/// The object of an answer; each side with the question it answers.
pub(crate) fn line(told: &Told<'_>, question: &Question, sides: &[(Side, Exposure)]) -> ExposureLine {
    let book = told.ledger.book();
    let last = told.ledger.transfers().last().map(|it| it.time);
    let as_of = question.until.or(last).map(|it| it.to_string()).unwrap_or_default();
    let lines: Vec<SideLine> = sides.iter().map(|(side, it)| told.side(*side, it)).collect();
    let gaps = gaps(told, &lines);
    let groups = || lines.iter().flat_map(|it| &it.assets).flat_map(|it| &it.groups);
    let answer = match () {
        () if groups().any(|it| it.standing == word(Standing::Risk)) => "found",
        () if gaps.is_empty() => "clear",
        () => "unknown",
    };
    ExposureLine {
        kind: "exposure",
        schema: SCHEMA,
        subject: party_line(book, question.subject),
        tags: told.tags_of(Stop::Tagged(question.subject)).iter().map(tag).collect(),
        answer,
        method: told.method,
        as_of,
        hops_max: question.hops,
        currency: told.currency.clone(),
        gaps,
        sides: lines,
        rows: counts(told.ledger.counts()),
        sources: told.ledger.sources().iter().map(source_line).collect(),
        facts: told.facts.iter().map(facts_line).collect(),
        tool: format!("tidegate {}", env!("CARGO_PKG_VERSION")),
    }
}

fn tag(it: &Tag) -> TagLine {
    TagLine { category: it.category.clone(), label: it.label.clone(), source: it.source.clone() }
}

const fn word(it: Standing) -> &'static str {
    match it {
        Standing::Risk => "risk",
        Standing::Open => "open",
        Standing::Known => "known",
    }
}

/// How a stop is called.
const fn at(stop: Stop) -> &'static str {
    match stop {
        Stop::Tagged(_) => "tagged",
        Stop::Returned => "returned",
        Stop::Unseen(_) => "unseen",
        Stop::Held(_) => "held",
        Stop::Service(_) => "service",
        Stop::Unnamed(_) => "unnamed",
        Stop::Beyond(_) => "beyond",
        Stop::Spent(_) => "spent",
    }
}

/// Stops of which the same is said, while they are added up.
struct Group<'e> {
    ends: Vec<&'e End>,
}

/// By what stops are put together: what they say, how they are called, and their tags.
type Key = (Standing, &'static str, BTreeSet<String>, BTreeSet<String>);

impl Told<'_> {
    fn book(&self) -> &Book {
        self.ledger.book()
    }

    fn tags_of(&self, stop: Stop) -> &[Tag] {
        let wallet = match stop {
            Stop::Tagged(it) => self.book().parties.name(it),
            _ => return &[],
        };
        self.tags.of(wallet)
    }

    fn side(&self, side: Side, it: &Exposure) -> SideLine {
        SideLine {
            side: if side == Side::Source { "source" } else { "destination" },
            assets: it.assets.iter().map(|it| self.asset(it)).collect(),
            too_large: it.too_large.iter().map(|it| self.book().asset(*it).to_owned()).collect(),
            wallets: it.wallets,
            without_order: it.without_order,
            finished: !it.is_spent,
        }
    }

    fn asset(&self, it: &AssetExposure) -> AssetLine {
        let mut groups: BTreeMap<Key, Group<'_>> = BTreeMap::new();
        for end in &it.ends {
            let tags = self.tags_of(end.at);
            let words =
                |of: fn(&Tag) -> &String| tags.iter().map(|it| of(it).clone()).filter(|it| !it.is_empty()).collect();
            let standing = self.categories.standing(end.at, tags);
            let key = (standing, at(end.at), words(|it| &it.category), words(|it| &it.label));
            groups.entry(key).or_insert_with(|| Group { ends: Vec::new() }).ends.push(end);
        }
        let mut groups: Vec<(Amount, GroupLine)> = groups.into_iter().map(|(key, group)| group.line(key, it)).collect();
        // The gravest first, of those the largest; what is equal stays in the order of its words.
        let rank = |it: &GroupLine| ["risk", "open", "known"].iter().position(|word| *word == it.standing);
        groups.sort_by(|one, other| rank(&one.1).cmp(&rank(&other.1)).then(other.0.cmp(&one.0)));
        AssetLine {
            asset: self.book().asset(it.asset).to_owned(),
            total: it.total.to_string(),
            transfers: it.transfers,
            value: it.value.to_string(),
            without_value: it.without_value,
            first: it.first.to_string(),
            last: it.last.to_string(),
            groups: groups.into_iter().map(|it| it.1).collect(),
            ends: it.ends.iter().map(|end| self.end(end, it.total)).collect(),
        }
    }

    fn end(&self, it: &End, total: Amount) -> EndLine {
        let tags = self.tags_of(it.at);
        let rows = |places: &[u32]| {
            let all = places.iter().filter_map(|it| self.ledger.transfers().get(*it as usize));
            all.map(|it| row(self.book(), self.sources, it)).collect()
        };
        let amount = sum([it.direct, it.indirect].into_iter());
        EndLine {
            standing: word(self.categories.standing(it.at, tags)),
            at: at(it.at),
            party: it.at.party().map(|it| party_line(self.book(), it)),
            tags: tags.iter().map(tag).collect(),
            amount: amount.to_string(),
            direct: it.direct.to_string(),
            indirect: it.indirect.to_string(),
            permille: permille(amount, total),
            value: it.value.to_string(),
            hops: it.hops,
            wallets_between: it.hops.saturating_sub(1),
            transfers: it.transfers,
            first: it.first.to_string(),
            last: it.last.to_string(),
            routes: it
                .routes
                .iter()
                .map(|it| RouteLine { amount: it.amount.to_string(), rows: rows(&it.places) })
                .collect(),
        }
    }
}

/// The sum of amounts of one asset, which fits wherever the total does.
fn sum(mut all: impl Iterator<Item = Amount>) -> Amount {
    all.try_fold(Amount::ZERO, Amount::plus).unwrap_or(Amount::ZERO)
}

fn permille(part: Amount, whole: Amount) -> u64 {
    part.permille_of(whole).unwrap_or(0)
}

impl Group<'_> {
    fn line(&self, (standing, at, categories, labels): Key, of: &AssetExposure) -> (Amount, GroupLine) {
        let ends = || self.ends.iter();
        let (direct, indirect) = (sum(ends().map(|it| it.direct)), sum(ends().map(|it| it.indirect)));
        let all = sum([direct, indirect].into_iter());
        let value = ends().fold(0_u64, |sum, it| sum.saturating_add(it.value.0));
        let time = |it: Option<tidegate_kyc_core::base::Instant>| it.map(|it| it.to_string()).unwrap_or_default();
        let line = GroupLine {
            standing: word(standing),
            at,
            categories: categories.into_iter().collect(),
            labels: labels.into_iter().collect(),
            wallets: ends().filter(|it| it.at.party().is_some()).count() as u64,
            amount: all.to_string(),
            direct: direct.to_string(),
            indirect: indirect.to_string(),
            permille: permille(all, of.total),
            value: Value(value).to_string(),
            hops: ends().map(|it| it.hops).min().unwrap_or(0),
            first: time(ends().map(|it| it.first).min()),
            last: time(ends().map(|it| it.last).max()),
        };
        (all, line)
    }
}

/// What is not known, each once, whatever the asset.
fn gaps(told: &Told<'_>, sides: &[SideLine]) -> Vec<GapLine> {
    let mut gaps = Vec::new();
    let mut gap = |code, what: String, help: &str| gaps.push(GapLine { code, what, help: help.to_owned() });
    if sides.iter().all(|it| it.assets.is_empty() && it.too_large.is_empty()) {
        gap(
            "nothing-moved",
            "no transfer that was looked at moves anything of it".into(),
            "give exports that hold its transfers",
        );
    }
    let rejected = told.ledger.counts().rejected;
    if rejected > 0 {
        let what = format!("{} of the exports could not be read", plural(rejected, "row", "rows"));
        gap("rows-rejected", what, "mend them: tidegate scan lists them, each with its line and why");
    }
    let unread: u64 = told.facts.iter().map(|it| it.rejected).sum();
    if unread > 0 {
        let what = format!("{} of tags, customers or prices could not be read", plural(unread, "row", "rows"));
        gap("facts-rejected", what, "mend them: tidegate scan lists them, each with its line and why");
    }
    for side in sides {
        let open = |at: &str| {
            let groups = side.assets.iter().flat_map(|it| &it.groups).filter(|it| it.at == at && it.standing == "open");
            groups.map(|it| it.wallets).sum::<u64>()
        };
        let is_source = side.side == "source";
        let wallets = |at: &str| plural(open(at), "wallet", "wallets");
        for (at, code, help) in OPEN {
            if open(at) > 0 {
                gap(code, sentence(at, is_source, &wallets(at)), help);
            }
        }
        if !side.too_large.is_empty() {
            let what = format!("amounts of {} are too large and too fine to be added up", side.too_large.join(", "));
            gap("too-large", what, "are they right? nothing of these assets was followed");
        }
        if side.without_order > 0 {
            let what = format!("the order of {} within their instant is not known", transfers(side.without_order));
            gap("without-order", what, "a column sequence, or block and index, in the exports says which came first");
        }
    }
    gaps.dedup();
    gaps
}

fn transfers(count: u64) -> String {
    if count == 1 { "1 transfer".to_owned() } else { format!("{} transfers", grouped(count)) }
}

/// Stops behind which nobody knows who stands: how they are called, their lasting code, and what would help.
const OPEN: [(&str, &str, &str); 7] = [
    (
        "tagged",
        "tag-says-nothing",
        "look behind them, or say with --known that no more is to be asked of such a category",
    ),
    ("unseen", "history-missing", "add exports with earlier transfers of these wallets, or tag them"),
    ("held", "holder-untagged", "find out whose wallets these are, and tag them"),
    ("service", "service-untagged", "find out what each is, and tag it in a --tags file"),
    ("unnamed", "party-unnamed", "look the transactions up, and give the rows their addresses"),
    ("beyond", "hops-spent", "allow more with --hops, or leave it away"),
    ("spent", "moves-spent", "allow more with --moves, or ask for fewer with --hops, --at or --side"),
];

fn sentence(at: &str, is_source: bool, wallets: &str) -> String {
    match (at, is_source) {
        ("tagged", true) => format!("money came from {wallets} whose tags do not say who stands behind them"),
        ("tagged", false) => format!("money went to {wallets} whose tags do not say who stands behind them"),
        ("unseen", _) => format!("money came from {wallets} that the exports do not show receiving it"),
        ("held", _) => format!("money is still at {wallets} that nobody has tagged"),
        ("service", true) => {
            format!("money came through {wallets} that receive and send like services and have no tag")
        }
        ("service", false) => format!("money went to {wallets} that receive and send like services and have no tag"),
        ("unnamed", true) => "money came from where the exports name nobody".to_owned(),
        ("unnamed", false) => "money went to where the exports name nobody".to_owned(),
        ("beyond", true) => format!("money came over {wallets} that lie as far away as --hops allows"),
        ("beyond", false) => format!("money went to {wallets} that lie as far away as --hops allows"),
        _ => format!("the work that is allowed was spent before money at {wallets} was followed"),
    }
}
