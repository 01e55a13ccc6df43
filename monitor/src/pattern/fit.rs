//! Whether one transfer may follow another in a match: the asset and the share it keeps.
//!
//! Takes two edges and a rule's bound; compares by products, not by division. The [`Sieve`] is the
//! same question asked of a gist: it lets everything pass that fits, and a little more.

use super::{Ask, Assets, Bound};
use crate::graph::{Edge, Gist, Size, TENS, View, Wanted};
use crate::ledger::{Amount, SymbolId, Value};

/// Whether one transfer may follow another in a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    No,
    /// It may, if the values that are missing say so.
    Unknown,
}

/// What a rule asks of two transfers of which the later passes on the earlier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) assets: Assets,
    pub(super) kept: Bound,
    hopeful: bool,
    blind: bool,
    /// Whether no transfer has a value, so that none can be compared with one of another asset.
    valueless: bool,
    /// Whether all move one asset, so that none need be.
    one_asset: bool,
}

/// Whether `later` may follow `earlier` in what is asked, or could if missing values said so.
pub(crate) fn may_follow(ask: &Ask, earlier: &Edge, later: &Edge) -> bool {
    let (assets, kept) = (ask.assets, ask.kept);
    let fit = Fit { assets, kept, hopeful: true, blind: false, valueless: false, one_asset: false };
    fit.judge(earlier, later) != Fits::No
}

impl Fit {
    /// The question as the rule asks it of the transfers of a view.
    pub(super) fn of(ask: &Ask, view: View<'_>) -> Self {
        let valueless = view.valueless() == view.len();
        let one_asset = view.has_one_asset();
        Self { assets: ask.assets, kept: ask.kept, hopeful: false, blind: false, valueless, one_asset }
    }

    /// The same, taking what cannot be compared for want of a value as fitting.
    pub(super) const fn hopefully(self) -> Self {
        Self { hopeful: true, ..self }
    }

    /// Whether any pair so far could not be compared for want of a value.
    pub(super) const fn was_blind(&self) -> bool {
        self.blind
    }

    /// Whether order in time is all that is asked.
    pub(super) const fn only_order(&self) -> bool {
        self.kept.is_open()
    }

    /// Whether `later` may follow `earlier`; remembers if it could not see.
    #[inline]
    pub(super) fn allows(&mut self, earlier: &Edge, later: &Edge) -> bool {
        match self.judge(earlier, later) {
            Fits::Yes => true,
            Fits::No => false,
            Fits::Unknown => {
                self.blind = true;
                self.hopeful
            }
        }
    }

    /// What the assets alone say of [`Fit::allows`]; remembers if it could not see. `None` where
    /// the two have to be compared.
    #[inline]
    pub(super) fn glance(&mut self, one: SymbolId, other: SymbolId) -> Option<bool> {
        if one == other {
            return self.kept.is_open().then_some(true);
        }
        if self.assets == Assets::Same || self.kept.is_open() {
            return Some(self.assets == Assets::Any);
        }
        self.blind |= self.valueless;
        self.valueless.then_some(self.hopeful)
    }

    /// What the gists alone say of [`Fit::allows`], with sizes told apart; remembers if it could not
    /// see. `None` where the two have to be compared.
    #[inline]
    pub(super) fn tell(&mut self, earlier: Gist, later: Gist) -> Option<bool> {
        if earlier.asset != later.asset || self.kept.is_open() {
            return self.glance(earlier.asset, later.asset);
        }
        let above = self.kept.max.map_or(Some(u64::MAX), |it| it.checked_add(1))?;
        later.size.keeps(earlier.size, self.kept.min.unwrap_or(0), above)
    }

    /// What the gist of a transfer before `later` must be for [`Fit::allows`] to allow it.
    pub(super) fn before(&self, later: Gist) -> Sieve {
        let (least, most) = self.sizes_before(later.size);
        Sieve { asset: later.asset, only: self.assets == Assets::Same, least, most }
    }

    /// What the gist of a transfer after `earlier` must be for [`Fit::allows`] to allow it.
    pub(super) fn after(&self, earlier: Gist) -> Sieve {
        let (least, most) = self.sizes_after(earlier.size);
        Sieve { asset: earlier.asset, only: self.assets == Assets::Same, least, most }
    }

    /// The transfers before `later` that [`Fit::allows`] allows, and a little more. `None` where
    /// no size tells: where nothing is asked of it, or hope takes what cannot be compared.
    pub(super) fn wanted_before(&self, later: Gist, value: impl FnOnce() -> Option<Value>) -> Option<Wanted> {
        self.wanted(later, value, Self::sizes_before)
    }

    /// The transfers after `earlier` that [`Fit::allows`] allows, in the same way.
    pub(super) fn wanted_after(&self, earlier: Gist, value: impl FnOnce() -> Option<Value>) -> Option<Wanted> {
        self.wanted(earlier, value, Self::sizes_after)
    }

    fn wanted(
        &self,
        gist: Gist,
        value: impl FnOnce() -> Option<Value>,
        sizes: impl Fn(&Self, Size) -> (Size, Size),
    ) -> Option<Wanted> {
        let any = self.assets == Assets::Any;
        if self.kept.is_open() || any && self.hopeful {
            return None;
        }
        let value = if any && !self.valueless { value() } else { None };
        let values = value.map(|it| sizes(self, Size::of_value(it)));
        let tells = any && !self.blind;
        Some(Wanted { asset: gist.asset, sizes: sizes(self, gist.size), values, tells })
    }

    /// Notes that transfers were passed over that cannot be compared for want of a value.
    pub(super) fn overlook(&mut self) {
        self.blind |= self.assets == Assets::Any && !self.kept.is_open() && !self.one_asset;
    }

    fn sizes_before(&self, size: Size) -> (Size, Size) {
        let above = self.kept.max.and_then(|it| it.checked_add(1));
        let least = above.map_or(Size::LEAST, |it| size.at_least(1000, it));
        (least, self.kept.min.map_or(Size::MOST, |it| size.at_most(1000, it)))
    }

    fn sizes_after(&self, size: Size) -> (Size, Size) {
        let above = self.kept.max.and_then(|it| it.checked_add(1));
        let least = self.kept.min.map_or(Size::LEAST, |it| size.at_least(it, 1000));
        (least, above.map_or(Size::MOST, |it| size.at_most(it, 1000)))
    }

    /// Whether missing values are taken to fit.
    pub(super) const fn is_hopeful(&self) -> bool {
        self.hopeful
    }

    /// What the gist of any transfer must be that stands in one match with the anchor.
    pub(super) fn beside(&self, anchor: &Edge) -> Sieve {
        Sieve { asset: anchor.asset, only: self.assets == Assets::Same, least: Size::LEAST, most: Size::MOST }
    }

    /// The same for a transfer that stands in one row with the anchor: no asset follows another
    /// where no transfer has a value to compare it by.
    pub(super) fn in_row(&mut self, anchor: &Edge) -> Sieve {
        let blind = !self.hopeful && !self.kept.is_open() && self.valueless;
        self.blind |= blind && self.assets == Assets::Any && !self.one_asset;
        Sieve { only: blind || self.assets == Assets::Same, ..self.beside(anchor) }
    }

    fn judge(&self, earlier: &Edge, later: &Edge) -> Fits {
        if self.assets == Assets::Same && earlier.asset != later.asset {
            return Fits::No;
        }
        if self.kept.is_open() {
            return Fits::Yes;
        }
        if earlier.asset == later.asset
            && let Some(quick) = keeps(later.amount, earlier.amount, self.kept)
        {
            return if quick { Fits::Yes } else { Fits::No };
        }
        match later.kept_of(earlier) {
            Some(share) if self.kept.holds(share) => Fits::Yes,
            Some(_) => Fits::No,
            None if earlier.asset == later.asset || earlier.value.is_some_and(|it| it.0 == 0) => Fits::No,
            None => Fits::Unknown,
        }
    }
}

/// What a gist must be; lets everything pass that fits, and a little more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sieve {
    asset: SymbolId,
    /// Whether other assets are kept back, whatever their size.
    only: bool,
    least: Size,
    most: Size,
}

impl Sieve {
    /// Whether an edge that the graph knows may fit.
    #[inline]
    pub(super) fn passes(&self, gist: Option<Gist>) -> bool {
        gist.is_some_and(|it| {
            if it.asset == self.asset { self.least <= it.size && it.size <= self.most } else { !self.only }
        })
    }

    /// Whether no edge is kept back.
    pub(super) fn is_open(&self) -> bool {
        !self.only && self.least == Size::LEAST && self.most == Size::MOST
    }

    /// A sieve for either of two of one rule. What one compares by amount the other compares by
    /// value if their assets differ, and then no size is excluded.
    pub(super) fn or(self, other: Self) -> Self {
        if self.asset != other.asset {
            return Self { least: Size::LEAST, most: Size::MOST, ..self };
        }
        Self { least: self.least.min(other.least), most: self.most.max(other.most), ..self }
    }
}

/// Whether `part` in permille of `whole`, rounded down, lies within the bound: by products, not by
/// division. `None` where the products do not fit or there is nothing to divide by.
#[inline]
fn keeps(part: Amount, whole: Amount, bound: Bound) -> Option<bool> {
    if whole.is_zero() || bound.max == Some(u64::MAX) {
        return None;
    }
    let (up, down) =
        (whole.decimals().saturating_sub(part.decimals()), part.decimals().saturating_sub(whole.decimals()));
    let part = part.units().checked_mul(*TENS.get(usize::from(up))?)?.checked_mul(1000)?;
    let whole = whole.units().checked_mul(*TENS.get(usize::from(down))?)?;
    let enough = match bound.min {
        Some(min) => part >= whole.checked_mul(u128::from(min))?,
        None => true,
    };
    let not_more = match bound.max {
        Some(max) => part < whole.checked_mul(u128::from(max) + 1)?,
        None => true,
    };
    Some(enough && not_more)
}
