//! The rows within the window and what is known of parties.

use super::super::program::Programs;
use super::super::world::{NEVER, Party, World};
use super::image::{PartyImage, RowImage, WorldImage};
use super::rises;
use crate::graph::EdgeId;
use crate::ledger::{Amount, Book, PartyId, SourceIndex, SymbolId, TextId, Transfer, Value};
use crate::pattern::PartySet;
use crate::rule::Selector;
use std::collections::HashMap;
use tidegate_kyc_core::base::Instant;

/// No snapshot that is taken up has rows of higher numbers: there must be some left for those that follow.
const ROWS_MAX: u32 = u32::MAX - (1 << 24);

pub(super) fn image(world: &World<'_>, book: &Book) -> WorldImage {
    let first = world.graph.first();
    let selected = (first.0..).map(|it| world.graph.edge(EdgeId(it)).map_or(0, |it| it.selected));
    let numbers = |it: &PartySet| it.iter().map(|it| it.0).collect();
    WorldImage {
        first: first.0,
        rows: world.rows.iter().zip(selected).map(|(it, selected)| row(it, selected, book)).collect(),
        parties: world.parties.iter().map(party).collect(),
        fronted: times(&world.fronted),
        openings: times(&world.openings),
        services: numbers(&world.services),
        customers: numbers(&world.customers),
        tagged: numbers(&world.tagged),
    }
}

type Times = HashMap<PartyId, Instant, foldhash::fast::RandomState>;

fn times(of: &Times) -> Vec<(u32, i64)> {
    let mut times: Vec<_> = of.iter().map(|(party, it)| (party.0, it.micros())).collect();
    times.sort_unstable();
    times
}

fn row(it: &Transfer, selected: u64, book: &Book) -> RowImage {
    RowImage {
        selected,
        units: it.amount.units(),
        decimals: it.amount.decimals(),
        time: it.time.micros(),
        sequence: it.sequence,
        value: it.value.map(|it| it.0),
        txid: book.texts.text(it.txid).into_owned(),
        memo: book.texts.text(it.memo).into_owned(),
        from: it.from.0,
        to: it.to.0,
        from_customer: it.from_customer.map(|it| it.0),
        to_customer: it.to_customer.map(|it| it.0),
        asset: it.asset.0,
        kind: it.kind.0,
        index: it.index,
        source: it.source.0,
        line: it.line,
    }
}

fn party(it: &Party) -> Option<PartyImage> {
    it.is_met().then(|| PartyImage {
        since: it.since.micros(),
        gone: (it.gone != NEVER).then_some(it.gone.micros()),
        first: it.first.0,
        ins: it.ins,
        outs: it.outs,
        stance: it.stance.number(),
    })
}

/// Takes up an image, as a world that has met nobody.
pub(super) fn resume(
    world: &mut World<'_>,
    image: WorldImage,
    programs: &Programs,
    selector: &Selector,
    book: &mut Book,
) -> Result<(), &'static str> {
    let end = u32::try_from(image.rows.len()).ok().and_then(|it| image.first.checked_add(it));
    if end.is_none_or(|it| it > ROWS_MAX) || image.parties.len() > book.parties.len() {
        return Err("it has more rows or parties than there can be");
    }
    let tables = [&image.services, &image.customers, &image.tagged].map(|it| rises(it.iter()));
    let times = [&image.fronted, &image.openings].map(|it| rises(it.iter().map(|it| it.0)));
    if tables.into_iter().chain(times).any(|it| !it) {
        return Err("a table of its parties is not in order");
    }
    world.begin_at(EdgeId(image.first));
    let mut newest = NEVER;
    for image in &image.rows {
        let transfer = transfer(image, book).ok_or("a row of it is none")?;
        if transfer.time < newest {
            return Err("its rows are not in the order of time");
        }
        newest = transfer.time;
        world.append(&transfer, image.selected, programs);
    }
    let met_before = |it: PartyId| image.parties.get(it.index()).is_some_and(Option::is_some);
    let ends = |it: &Transfer| [Some(it.from), Some(it.to), it.from_customer, it.to_customer];
    if !world.rows.iter().flat_map(ends).flatten().all(met_before) {
        return Err("a party of its rows was never met");
    }
    let known = |it: u32| (it as usize) < image.parties.len();
    let timed = image.openings.iter().chain(&image.fronted).map(|it| &it.0);
    let named = image.services.iter().chain(&image.customers).chain(&image.tagged).chain(timed);
    if !named.copied().all(known) {
        return Err("a party of it has no name");
    }
    let parties: Option<Vec<Party>> = image.parties.iter().map(|it| met(it.as_ref(), selector)).collect();
    world.parties = parties.ok_or("a party of it has no stance")?;
    let times = |of: &[(u32, i64)]| of.iter().map(|it| (PartyId(it.0), Instant::from_micros(it.1))).collect::<Times>();
    (world.fronted, world.openings) = (times(&image.fronted), times(&image.openings));
    image.services.iter().for_each(|it| world.services.insert(PartyId(*it)));
    image.customers.iter().for_each(|it| world.customers.insert(PartyId(*it)));
    image.tagged.iter().for_each(|it| world.tagged.insert(PartyId(*it)));
    let met = (0..image.parties.len()).filter(|it| image.parties[*it].is_some());
    met.filter_map(|it| u32::try_from(it).ok()).map(PartyId).filter(|it| book.parties.is_unnamed(*it)).for_each(|it| {
        world.unnamed.insert(it);
    });
    Ok(())
}

fn transfer(it: &RowImage, book: &mut Book) -> Option<Transfer> {
    let parties = book.parties.len();
    let party = |it: u32| ((it as usize) < parties).then_some(PartyId(it));
    let customer = |it: Option<u32>| it.map_or(Some(None), |it| party(it).map(Some));
    let symbol = |it: u32, of: usize| ((it as usize) < of).then_some(SymbolId(it));
    let (asset, kind) = (symbol(it.asset, book.assets.len())?, symbol(it.kind, book.kinds.len())?);
    let mut text = |it: &str| -> Option<TextId> { book.texts.keep(it) };
    Some(Transfer {
        amount: Amount::new(it.units, it.decimals).ok()?,
        time: Instant::from_micros(it.time),
        sequence: it.sequence,
        value: it.value.map(Value),
        txid: text(&it.txid)?,
        memo: text(&it.memo)?,
        from: party(it.from)?,
        to: party(it.to)?,
        from_customer: customer(it.from_customer)?,
        to_customer: customer(it.to_customer)?,
        asset,
        kind,
        index: it.index,
        source: SourceIndex(it.source),
        line: it.line,
    })
}

fn met(it: Option<&PartyImage>, selector: &Selector) -> Option<Party> {
    let Some(it) = it else { return Some(Party::UNMET) };
    Some(Party {
        since: Instant::from_micros(it.since),
        gone: it.gone.map_or(NEVER, Instant::from_micros),
        first: EdgeId(it.first),
        ins: it.ins,
        outs: it.outs,
        stance: selector.told(it.stance)?,
    })
}
