//! What an exchange keeps of one customer, and the text that it stores.

use super::desk::Done;
use serde_json::{Value, json};
use tidegate_kyc_core::evidence::Shown;
use tidegate_kyc_core::gate::{PermitId, Restriction};
use tidegate_kyc_core::journal::Openings;
use tidegate_kyc_core::profile::Earlier;

/// What is kept of one customer. Personal data but for the permit: to be deleted with the customer.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// What opens the commitments of the journal's entries.
    pub(crate) openings: Openings,
    /// What was shown, and when first.
    pub(crate) shown: Shown,
    /// What the newest decision knew.
    pub(crate) earlier: Option<Earlier>,
    /// Restrictions that are not over.
    pub(crate) laid: Vec<Restriction>,
    /// The newest permit.
    pub(crate) permit: Option<PermitId>,
}

impl Kept {
    pub(crate) fn text(&self) -> String {
        let earlier = self.earlier.as_ref().map(|it| it.value().into_revealed());
        let laid: Vec<Value> = self.laid.iter().map(Restriction::value).collect();
        let (openings, shown, permit) =
            (self.openings.text(), self.shown.value(), self.permit.map(|it| it.to_string()));
        json!({"openings": openings, "shown": shown, "earlier": earlier, "laid": laid, "permit": permit}).to_string()
    }

    pub(crate) fn read(text: &str) -> Done<Self> {
        let it: Value = serde_json::from_str(text)?;
        let earlier = match &it["earlier"] {
            Value::Null => None,
            it => Some(Earlier::read(it).ok_or("what earlier decisions knew is damaged: take it from a copy")?),
        };
        let openings = it["openings"].as_str().unwrap_or_default();
        let laid = it["laid"].as_array().into_iter().flatten();
        Ok(Self {
            openings: Openings::read(openings)?,
            shown: Shown::read(&it["shown"]),
            earlier,
            laid: laid.map(|it| Ok(Restriction::of(serde_json::from_value(it.clone())?)?)).collect::<Done<_>>()?,
            permit: it["permit"].as_str().map(PermitId::parse).transpose()?,
        })
    }
}
