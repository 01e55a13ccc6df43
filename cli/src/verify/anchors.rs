//! What is trusted: a folder in, a store of anchors and revocation lists out.
//!
//! A file directly in the folder is trusted for every kind of document; one in a sub-folder named
//! csca, iaca, vds or issuer for that kind alone. A file that is none of what its name says is a
//! fault: an anchor that is passed over in silence would make honest documents look forged, and
//! one that is taken for something else would do worse.

use crate::fault::Fault;
use crate::input::{self, Piece};
use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::trust::{
    Anchors, CertificateFault, Crl, Distrust, PassportPolicy, Purpose, WeakHash, add_jwks, authenticate_master_list,
};

/// What a document is judged by.
pub(crate) struct Trusted {
    pub(crate) anchors: Anchors,
    pub(crate) crls: Vec<Crl>,
    /// Certificates that were put there and are no authority's: they vouch for nobody.
    pub(crate) idle: Vec<String>,
}

/// The purposes a file directly in the folder is trusted for.
const EVERY: [Purpose; 5] = [Purpose::Csca, Purpose::Iaca, Purpose::Vds, Purpose::Issuer, Purpose::MasterList];

const HELP: &str = "a folder of anchors holds certificates (*.der, *.cer, *.crt, *.pem), master lists (*.ml), keys \
                    (*.jwks) and revocation lists (*.crl), directly or in sub-folders csca, \
                    iaca, vds, issuer";

/// Reads a folder of anchors.
///
/// # Errors
/// A fault that names the first file that is not what its name says, or the folder if it is empty.
pub(crate) fn read(folder: &Path, at: Instant) -> Result<Trusted, Fault> {
    let date = at.day();
    let mut trusted = Trusted { anchors: Anchors::new(date), crls: Vec::new(), idle: Vec::new() };
    let files = input::anchor_files(folder)?;
    for (below, piece) in files.iter().filter(|it| !is_master_list(&it.1)) {
        let purposes = purposes(below.as_deref(), piece)?;
        trusted.add(&purposes, piece).map_err(|why| Fault::unreadable(format!("{}: {why}", piece.name), HELP))?;
    }
    trusted.idle = trusted.anchors.idle().into_iter().map(|it| it.id().to_string()).collect();
    for it in &trusted.idle {
        input::speak(&format!("note: {}: {it} is no authority's certificate, and so no anchor", folder.display()));
    }
    // Lists come last: whoever signs one is issued by a certificate of the folder.
    for (_, piece) in files.iter().filter(|it| is_master_list(&it.1)) {
        trusted
            .master_list(piece, at)
            .map_err(|why| Fault::unreadable(format!("{}: {why}", piece.name), list_help(&why)))?;
    }
    if trusted.anchors.is_empty() {
        return Err(Fault::unreadable(format!("{} holds no anchors", folder.display()), HELP));
    }
    Ok(trusted)
}

/// What to do about a master list that nobody vouches for.
const fn list_help(why: &Distrust) -> &'static str {
    match why {
        Distrust::AnchorUnknown { .. } | Distrust::SignerMissing => {
            "a master list is trusted through the certificate of its country: put that into the folder as well"
        }
        Distrust::NotYetValid { .. } | Distrust::Expired { .. } => {
            "take the list that was in force at the instant of --at, or judge for an instant at which its signer is valid"
        }
        _ => "fetch the list again from where it is published, or leave it away",
    }
}

fn is_master_list(piece: &Piece) -> bool {
    piece.name.to_ascii_lowercase().ends_with(".ml")
}

fn purposes(below: Option<&str>, piece: &Piece) -> Result<Vec<Purpose>, Fault> {
    let Some(folder) = below else { return Ok(EVERY.to_vec()) };
    match Purpose::parse(folder) {
        // The signer of a master list is issued by the authority of its country.
        Some(Purpose::Csca) => Ok(vec![Purpose::Csca, Purpose::MasterList]),
        Some(purpose) => Ok(vec![purpose]),
        None => Err(Fault::unreadable(format!("{folder}/{} lies in no folder of a known kind", piece.name), HELP)),
    }
}

impl Trusted {
    fn add(&mut self, purposes: &[Purpose], piece: &Piece) -> Result<(), String> {
        let ending = piece.name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "der" | "cer" | "crt" | "pem" => {
                self.certificate(purposes, &piece.bytes).map_err(|it| format!("no certificate: {it}"))
            }
            "crl" => {
                Crl::read(&piece.bytes).map(|it| self.crls.push(it)).map_err(|it| format!("no revocation list: {it}"))
            }
            "jwks" => self.keys(&piece.bytes),
            _ => Err("a file of no known kind".to_owned()),
        }
    }

    fn master_list(&mut self, piece: &Piece, at: Instant) -> Result<(), Distrust> {
        let policy = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &self.crls, certificates: &[] };
        let list = authenticate_master_list(&piece.bytes, &self.anchors, &policy, at)?;
        self.anchors.add_master_list(&list);
        Ok(())
    }

    /// Keys of issuers of credentials, whatever sub-folder they lie in.
    fn keys(&mut self, bytes: &[u8]) -> Result<(), String> {
        add_jwks(&mut self.anchors, Purpose::Issuer, None, bytes)
            .map(|_| ())
            .map_err(|it| format!("no set of keys: {it}"))
    }

    /// DER, or one or more certificates of PEM, whatever the name's ending says.
    fn certificate(&mut self, purposes: &[Purpose], bytes: &[u8]) -> Result<(), CertificateFault> {
        let text = std::str::from_utf8(bytes).ok().filter(|it| it.contains("-----BEGIN"));
        for purpose in purposes {
            match text {
                Some(text) => self.anchors.add_pem(*purpose, text).map(|_| ())?,
                None => self.anchors.add_der(*purpose, bytes)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_kyc_core::trust::Part;

    #[test]
    fn a_list_that_is_not_in_force_is_not_blamed_on_its_root() {
        let at = Instant::from_micros(0);
        for (why, said) in [
            (Distrust::AnchorUnknown { of: Part::Signer }, "put that into the folder"),
            (Distrust::NotYetValid { of: Part::Signer, from: at }, "the instant of --at"),
            (Distrust::Expired { of: Part::Signer, until: at }, "the instant of --at"),
            (Distrust::Unreadable { part: Part::MasterList, why: "x" }, "fetch the list again"),
        ] {
            assert!(list_help(&why).contains(said), "{why}");
        }
    }
}
