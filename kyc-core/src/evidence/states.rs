//! How each kind of document tells what it states.

use super::examine::States;
use super::statement::{Source, Statement};
use crate::document::lds::Passport;
use crate::document::mdoc::Mdoc;
use crate::document::sd_jwt::SdJwt;
use crate::document::vds_nc::VdsNc;
use crate::document::{Ages, Pid};

impl States for SdJwt {
    fn statements(&self) -> Vec<Statement> {
        vec![Statement::of_fields(Source::SdJwt, Pid::of_sd_jwt(self).fields()).aged(Ages::of_sd_jwt(self))]
    }

    fn bound(&self) -> Option<&'static str> {
        Some("the holder signed this presentation for this nonce and audience")
    }
}

impl States for Mdoc {
    fn statements(&self) -> Vec<Statement> {
        vec![Statement::of_fields(Source::Mdoc, &self.fields()).aged(Ages::of_mdoc(self))]
    }

    fn bound(&self) -> Option<&'static str> {
        Some("the device signed for this session")
    }
}

impl States for VdsNc {
    fn statements(&self) -> Vec<Statement> {
        vec![Statement::of_fields(Source::Seal, &self.fields())]
    }
}

/// The zone of data group 1 with the day of issue of data group 12, and the details of data group 11, where they are there
/// and well formed. A zone tells no century: where the details give the same day of birth, the zone means theirs.
impl States for Passport {
    fn statements(&self) -> Vec<Statement> {
        let issued = self.issuance_details().ok().flatten().and_then(|it| it.issued);
        let mut zone = self.mrz().ok().flatten().map(|it| Statement::of_mrz(Source::Chip, &it).issued_on(issued));
        let details = self.holder_details().ok().flatten().map(|it| Statement::of_details(&it));
        if let Some((zone, details)) = zone.as_mut().zip(details.as_ref()) {
            zone.complete_birth(std::slice::from_ref(details));
        }
        zone.into_iter().chain(details).collect()
    }
}
