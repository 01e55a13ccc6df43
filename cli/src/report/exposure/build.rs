//! Exposures of the library → the object: numbers become names, places become rows.

use super::lines::{
    AssetLine, EndLine, ExposureLine, GapLine, GroupLine, OwnTagLine, PartLine, RouteLine, SCHEMA, SideLine, TagLine,
    WhoLine,
};
use crate::input::FactFile;
use crate::report::build::{counts, facts_line, party_line, row, source_line};
use crate::report::words::plural;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_monitor::exposure::{AssetExposure, Categories, End, Exposure, Question, Side, Standing, Stop};
use tidegate_monitor::ledger::{Amount, Book, Ledger, PartyId, PartyKind, Value};
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
    /// Whether somebody named categories of risk, and known ones.
    pub(crate) asked: (bool, bool),
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
    let own = told.own_tags(question.subject);
    let groups = || lines.iter().flat_map(|it| &it.assets).flat_map(|it| &it.groups);
    let risk = word(Standing::Risk);
    let answer = match () {
        () if own.iter().any(|it| it.standing == risk) || groups().any(|it| it.standing == risk) => "found",
        () if gaps.is_empty() => "clear",
        () => "unknown",
    };
    ExposureLine {
        kind: "exposure",
        schema: SCHEMA,
        subject: party_line(book, question.subject),
        tags: own,
        answer,
        method: told.method,
        as_of,
        hops_max: question.hops,
        risks: told.categories.risks.iter().cloned().collect(),
        known: told.categories.known.iter().cloned().collect(),
        asked: told.asked,
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

/// By what stops are put together: what they say, how they are called, and their tags.
type Key = (Standing, &'static str, BTreeSet<WhoLine>);

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

    /// What a stop says; money that came back says nothing new where the subject is shown receiving it before.
    fn standing(&self, stop: Stop, tags: &[Tag], of: &AssetExposure) -> Standing {
        match stop {
            Stop::Returned if !of.sent_unseen.is_zero() => Standing::Open,
            stop => self.categories.standing(stop, tags),
        }
    }

    /// What is said of the subject, or of the wallets that rows name it with.
    fn own_tags(&self, subject: PartyId) -> Vec<OwnTagLine> {
        let parties = &self.book().parties;
        let rows = self.ledger.transfers().iter();
        let wallets: BTreeSet<PartyId> = match parties.kind(subject) {
            _ if self.tags.is_empty() => BTreeSet::new(),
            PartyKind::Wallet => BTreeSet::from([subject]),
            PartyKind::Customer => rows
                .flat_map(|it| [(it.from, it.from_customer), (it.to, it.to_customer)])
                .filter(|it| it.1 == Some(subject))
                .map(|it| it.0)
                .collect(),
        };
        let own = |wallet: PartyId| {
            let name = parties.name(wallet);
            let standing =
                move |it: &Tag| word(self.categories.standing(Stop::Tagged(wallet), std::slice::from_ref(it)));
            self.tags.of(name).iter().map(move |it| OwnTagLine {
                wallet: name.to_owned(),
                category: it.category.clone(),
                label: it.label.clone(),
                source: it.source.clone(),
                standing: standing(it),
            })
        };
        let mut all: Vec<OwnTagLine> = wallets.into_iter().flat_map(own).collect();
        // Of a customer's wallets, those of the exchange itself say nothing of the customer.
        all.retain(|it| parties.kind(subject) == PartyKind::Wallet || it.standing == word(Standing::Risk));
        all.sort();
        all
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
        let mut groups: BTreeMap<Key, Vec<&End>> = BTreeMap::new();
        for end in &it.ends {
            let tags = self.tags_of(end.at);
            let who =
                tags.iter().map(|it| WhoLine { category: it.category.clone(), label: it.label.clone() }).collect();
            let key = (self.standing(end.at, tags, it), at(end.at), who);
            groups.entry(key).or_default().push(end);
        }
        let size = |ends: &[&End]| sum(ends.iter().flat_map(|it| [it.direct, it.indirect]), it.total);
        // The gravest first, of those the largest; what is equal stays in the order of its words.
        let mut groups: Vec<(Key, Vec<&End>)> = groups.into_iter().collect();
        groups.sort_by(|one, other| one.0.0.cmp(&other.0.0).then_with(|| size(&other.1).cmp(&size(&one.1))));
        AssetLine {
            asset: self.book().asset(it.asset).to_owned(),
            total: it.total.to_string(),
            transfers: it.transfers,
            value: it.value.to_string(),
            without_value: it.without_value,
            sent_unseen: it.sent_unseen.to_string(),
            first: it.first.to_string(),
            last: it.last.to_string(),
            groups: groups.into_iter().map(|(key, ends)| group(key, &ends, it, self.book())).collect(),
            ends: it.ends.iter().map(|end| self.end(end, it)).collect(),
        }
    }

    fn end(&self, it: &End, of: &AssetExposure) -> EndLine {
        let tags = self.tags_of(it.at);
        let rows = |places: &[u32]| {
            let all = places.iter().filter_map(|it| self.ledger.transfers().get(*it as usize));
            all.map(|it| row(self.book(), self.sources, it)).collect()
        };
        EndLine {
            standing: word(self.standing(it.at, tags, of)),
            at: at(it.at),
            party: it.at.party().map(|it| party_line(self.book(), it)),
            tags: tags.iter().map(tag).collect(),
            part: part(&[it], of),
            wallets_between: it.hops.saturating_sub(1),
            transfers: it.transfers,
            routes: it
                .routes
                .iter()
                .map(|it| RouteLine { amount: it.amount.map(|it| it.to_string()), rows: rows(&it.places) })
                .collect(),
        }
    }
}

/// The sum of amounts of one asset; of parts that overlap, no more than the whole.
fn sum(mut all: impl Iterator<Item = Amount>, whole: Amount) -> Amount {
    all.try_fold(Amount::ZERO, Amount::plus).map_or(whole, |it| it.min(whole))
}

/// Some stops together, as a part of all.
fn part(ends: &[&End], of: &AssetExposure) -> PartLine {
    let direct = sum(ends.iter().map(|it| it.direct), of.total);
    let indirect = sum(ends.iter().map(|it| it.indirect), of.total);
    let amount = sum([direct, indirect].into_iter(), of.total);
    let value = ends.iter().fold(0_u64, |sum, it| sum.saturating_add(it.value.0)).min(of.value.0);
    let (first, last) = (ends.iter().map(|it| it.first).min(), ends.iter().map(|it| it.last).max());
    PartLine {
        amount: amount.to_string(),
        direct: direct.to_string(),
        indirect: indirect.to_string(),
        permille: amount.permille_of(of.total).unwrap_or(0),
        value: Value(value).to_string(),
        hops: ends.iter().map(|it| it.hops).min().unwrap_or(0),
        first: first.unwrap_or(of.first).to_string(),
        last: last.unwrap_or(of.last).to_string(),
    }
}

/// Stops of which the same is said.
fn group((standing, at, who): Key, ends: &[&End], of: &AssetExposure, book: &Book) -> GroupLine {
    let parties = ends.iter().filter_map(|it| it.at.party());
    let wallets = parties.clone().filter(|it| book.parties.kind(*it) == PartyKind::Wallet).count() as u64;
    GroupLine {
        standing: word(standing),
        at,
        tags: who.into_iter().collect(),
        wallets,
        customers: parties.count() as u64 - wallets,
        part: part(ends, of),
    }
}

/// What is not known, each once, whatever the asset.
fn gaps(told: &Told<'_>, sides: &[SideLine]) -> Vec<GapLine> {
    let mut gaps: Vec<GapLine> = Vec::new();
    let mut gap = |code, what: String, help: &str| {
        let it = GapLine { code, what, help: help.to_owned() };
        if !gaps.contains(&it) {
            gaps.push(it);
        }
    };
    if sides.iter().all(|it| it.assets.is_empty() && it.too_large.is_empty()) {
        let help = "give exports that hold its transfers";
        gap("nothing-moved", "no transfer that was looked at moves anything of it".into(), help);
    }
    if told.tags.is_empty() {
        gap(
            "no-tags",
            "no tags were given, so that nobody is known to be anybody".into(),
            "give files of them with --tags",
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
        let is_source = side.side == "source";
        for (at, code, help) in OPEN {
            let open = side.assets.iter().flat_map(|it| &it.groups).filter(|it| it.at == at && it.standing == "open");
            let (wallets, customers) = open.clone().fold((0, 0), |sum, it| (sum.0 + it.wallets, sum.1 + it.customers));
            if open.count() > 0 {
                gap(code, sentence(at, is_source, &parties(wallets, customers)), help);
            }
        }
        if !side.too_large.is_empty() {
            let what = format!("amounts of {} are too large and too fine to be added up", side.too_large.join(", "));
            gap("too-large", what, "are they right? nothing of these assets was followed");
        }
        if side.without_order > 0 {
            let transfers = plural(side.without_order, "transfer", "transfers");
            let on_way = if is_source { "on the way here" } else { "on the way from here" };
            let what = format!("the order of {transfers} {on_way} within their instant is not known");
            gap("without-order", what, "a column sequence, or block and index, in the exports says which came first");
        }
    }
    gaps
}

/// `2 wallets and 1 customer`.
pub(super) fn parties(wallets: u64, customers: u64) -> String {
    let of = |count: u64, one: &str, many: &str| (count > 0).then(|| plural(count, one, many));
    let all = [of(wallets, "wallet", "wallets"), of(customers, "customer", "customers")];
    all.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// Stops behind which nobody knows who stands: how they are called, their lasting code, and what would help.
const OPEN: [(&str, &str, &str); 8] = [
    (
        "tagged",
        "tag-says-nothing",
        "look behind them, or say with --known that no more is to be asked of such a category",
    ),
    ("returned", "own-history-missing", "add exports that show from whom it had that before"),
    ("unseen", "history-missing", "add exports with earlier transfers of them, or tag them"),
    ("held", "holder-untagged", "find out who holds it, and tag them"),
    ("service", "service-untagged", "find out what each is, and tag it in a --tags file"),
    ("unnamed", "party-unnamed", "look the transactions up, and give the rows their addresses"),
    ("beyond", "hops-spent", "allow more with --hops, or leave it away"),
    ("spent", "moves-spent", "allow more with --moves, or ask for fewer with --hops, --at or --side"),
];

fn sentence(at: &str, is_source: bool, who: &str) -> String {
    let moved = if is_source { "money came from" } else { "money went to" };
    match (at, is_source) {
        ("tagged", _) => format!("{moved} {who} whose tags do not say who stands behind them"),
        ("returned", _) => {
            "its own money came back, and the exports do not show it receiving all that it sent".to_owned()
        }
        ("unseen", _) => format!("{moved} {who} not shown receiving it"),
        ("held", _) => format!("money is still at {who} without a tag"),
        ("service", _) => format!("{moved} {who} without a tag, busy like a service"),
        ("unnamed", _) => format!("{moved} where the exports name nobody"),
        ("beyond", true) => format!("money came over {who} as far away as --hops allows"),
        ("beyond", false) => format!("money went on from {who} as far away as --hops allows"),
        _ => format!("{moved} {who}, where the work that is allowed was spent"),
    }
}
