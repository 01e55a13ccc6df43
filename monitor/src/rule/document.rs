//! Documentation made from the tables that the checks are made from.

use super::Code;
use super::validate_require::KINDS;
use crate::pattern::{Quantity, Unit};

/// The table of quantities as a Markdown page: what each kind measures, in which unit.
#[must_use]
pub fn document_quantities() -> String {
    let mut page = "# Quantities\n\nWhat the pattern kinds measure. A rule bounds any of them under `[require]`, \
        counts them in `[[score]]` under `when`, and names them in braces in `[explain]`. \
        This page is made from the table in the code.\n\n\
        | unit | written as | read as |\n| --- | --- | --- |\n\
        | count | `3` | a plain number |\n\
        | money | `\"10000\"`, `\"0.50\"`, `10000` | the reporting currency, at most two decimals; in quotes, but for whole numbers, which may go without |\n\
        | share | `\"0.80\"`, `1` | a part of one, written likewise, at most three decimals; may exceed one. What is measured is cut to three decimals before it is compared |\n\
        | duration | `\"72h\"` | a whole number of `s`, `m`, `h` or `d` |\n"
        .to_owned();
    page.push_str(UNKNOWN);
    for (name, kind) in KINDS {
        page.push_str(&format!("\n## {name}\n\n| quantity | unit | what exactly |\n| --- | --- | --- |\n"));
        for row in Quantity::table().iter().filter(|it| it.kinds.contains(kind)) {
            let unit = match row.unit {
                Unit::Count => "count",
                Unit::Money => "money",
                Unit::Share => "share",
                Unit::Duration => "duration",
            };
            page.push_str(&format!("| `{}` | {unit} | {} |\n", row.name, row.definition));
        }
    }
    page.push_str(SELECT);
    page
}

/// What a figure is where not everything is known, and what counts for the past.
const UNKNOWN: &str = "\nWhere some values are unknown, a sum, the largest value and the like are told as *at least* so much, and \
    what cannot be told at all is unknown; a bound or a part of the score that they leave open is answered with \
    `too_little`. So is one about distinct senders or receivers where the export names them for only some transfers: those of \
    the others may be one party or many. A transfer of amount zero moves nothing: it counts as a transfer of the window where the rule \
    selects it, and for nothing before the window (`earlier`, `idle_before`, `account_age`, `fresh_relays`). Of transfers \
    that share an instant, the order is that of the export's `sequence`, otherwise of their ids. A scan counts those of which \
    it cannot be known whether one follows another, and says so beside its hits; a stream takes the order it is given.\n";

/// The keys of a selection, which are not made from a table.
const SELECT: &str = "\n## What a rule selects\n\nEach key of `[select]` leaves transfers out; without it all count. Lists are \
    of texts in brackets, and a transfer has to fit one of them. The selection of a `path`, `cycle` or `diamond` is asked \
    of each of its transfers, and looks at no side.\n\n\
    | key | written as | what counts |\n| --- | --- | --- |\n\
    | `subject` | `\"party\"`, `\"wallet\"`, `\"customer\"` | whose transfers are put together: the customer where the row names one, otherwise the wallet; wallets alone; customers alone. Party unless it is said |\n\
    | `direction` | `\"in\"`, `\"out\"`, `\"both\"` | of a flow, and there needed: what the subject receives, sends, or either |\n\
    | `kind` | `[\"deposit\"]` | the kind of transfer as the export writes it, in lower case; `transfer` where it writes none. Readers of exchanges' exports write `deposit` and `withdrawal` |\n\
    | `asset` | `[\"USDT\", \"USDC\"]` | the asset, whatever its letters |\n\
    | `value` | `{ from = \"1000\", below = \"10000\" }` | the value in the reporting currency, the first included and the second not; either may be left out. A transfer without a value is answered with `too_little` |\n\
    | `memo` | `'(?i)voucher'` | a regular expression that somewhere fits the text of the row; a row without a text has an empty one |\n\
    | `counterparty` | `{ tags = [\"mixer\"], not_tags = [\"hot_wallet\"], label = '^Acme' }` | the wallet on the other side: one of these categories, none of those, and a label that the expression fits. Of `flow` and `turnover` |\n\
    | `customer` | `{ risk = [\"high\"], country = [\"GB\"], tags = [\"p2p_exchange\"], not_tags = [\"staff\"] }` | the subject's own side: its risk class and country of residence in the customer facts (ISO 3166-1 alpha-2, and XK), and tags of its wallet. Of `flow` and `turnover` |\n";

/// Every code that a complaint about a rule or pack may carry, as a Markdown page.
#[must_use]
pub fn document_codes() -> String {
    let mut page = "# Complaints about rules and packs\n\nCodes last; wordings may change. \
        This page is made from the table in the code.\n\n| code | meaning |\n| --- | --- |\n"
        .to_owned();
    for it in Code::ALL {
        page.push_str(&format!("| `{it}` | {} |\n", it.meaning()));
    }
    page
}
