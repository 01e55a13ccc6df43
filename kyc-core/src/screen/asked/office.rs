//! Offices: a text in, what stands beside an office or a part that somebody plays for another out.
//!
//! On either side there may be a name, and what comes of it may be none: which it is, the caller says.

use regex::Regex;
use std::sync::LazyLock;

/// An office that stands beside a person's name, and whom it is held for: *Quillmarsh CEO Vadim Petrov*, *Minister of Trade
/// Vadim Petrov*.
static OFFICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[\s,(-])(?:c[efot]o|chief [a-z]+ officer|(?:deputy |vice[ -])?(?:chair(?:man|woman|person)?|president|(?:prime |first )?minister|governor|mayor|premier|speaker|ambassador)|(?:managing |general |executive )?director(?: general)?|(?:co-?)?(?:founder|owner)|(?:supreme |party |opposition )?leader|spokes(?:man|woman|person)|(?:state |general )?secretary(?: general)?|(?:general )?manager|employee|shareholder|treasurer|head of [a-z]+|board members?|(?:legal |general )counsel|senator|oligarch|tycoon|magnate|billionaire|businessm[ae]n|businesswoman|financier|warlord)(?:\s+(?:of|for)\s+(?:the\s+)?([^\s,]+))?(?:[\s,:)-]+|$)",
    )
    .ok()
});
/// Whoever stands beside a company or a person without an office of it, and what is behind: *Member of the Board of
/// Quillmarsh*, *Lawyer for Quillmarsh*, *Wife of Vadim Petrov*.
static STANDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[\s,(-])(?:(?:deputy |vice[ -]|former )?(?:board members?|(?:member of )?(?:the )?(?:(?:management|supervisory|executive) )?board|representative|agent|lawyer|attorney|counsel|accountant|auditor|banker|(?:vp|vice president|head|director|manager) of [a-z]+|beneficiary|beneficial owner|ubo|nominee|trustee|advis[eo]r|consultant|assistant|aide|partner|official|officer|associate|wife|husband|widow|son|daughter|brother|sister|father|mother|relative))\s+(?:of|for|to|at|with)\s+(?:the\s+)?([^,;]+)",
    )
    .ok()
});

/// Gives what stands beside offices in a text, and whom they are held for.
pub(super) fn beside_office(text: &str, mut give: impl FnMut(&str)) {
    if let Some(office) = &*OFFICE
        && office.is_match(text)
    {
        // On either side there may be the name: a company's, or with one before it, a person's.
        let behind = office.find_iter(text).filter_map(|it| text.get(it.end()..));
        // Whom it is held for, by all words up to a comma.
        let held = office.captures_iter(text).filter_map(|it| text.get(it.get(1)?.start()..)?.split(',').next());
        office.split(text).chain(behind).chain(held).for_each(&mut give);
    }
    if let Some(standing) = &*STANDING {
        standing.captures_iter(text).filter_map(|it| it.get(1)).for_each(|it| give(it.as_str()));
    }
}
