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
        | money | `\"10000\"`, `\"0.50\"` | the reporting currency, at most two decimals |\n\
        | share | `\"0.80\"` | a part of one, at most three decimals; may exceed one. What is measured is cut to three decimals before it is compared |\n\
        | duration | `\"72h\"` | a whole number of `s`, `m`, `h` or `d` |\n"
        .to_owned();
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
    page
}

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
