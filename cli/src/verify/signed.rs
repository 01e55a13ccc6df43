//! Documents that somebody signed: authenticated against the anchors, then examined.
//!
//! Of a document that nobody vouches for only its form is told: comparing it with a claim would
//! lend it a weight it has not.

use super::anchors::Trusted;
use super::recognise::Document;
use super::{Ask, Judged, lists};
use crate::report::verdict::{AnchorLine, CheckLine};
use tidegate_kyc_core::base::{Instant, Window};
use tidegate_kyc_core::document::StatusReference;
use tidegate_kyc_core::document::lds::Passport;
use tidegate_kyc_core::document::mdoc::{MDL_TYPE, PID_TYPE};
use tidegate_kyc_core::evidence::{
    Answer, Check, CheckCode, States, check_chip, check_genuine, examine, of_distrust, of_remark, of_token_distrust,
};
use tidegate_kyc_core::trust::status::StatusList;
use tidegate_kyc_core::trust::{
    Authenticated, Crl, DeviceProof, Distrust, DistrustCode, HolderProof, MdocPolicy, PassportPolicy, Remark,
    SdJwtPolicy, Session, TokenDistrust, Trust, WeakHash, authenticate_mdoc, authenticate_passport,
    authenticate_sd_jwt, authenticate_seal, authenticate_security_object, signer_of_security_object,
};

/// How far the clocks of issuers and verifiers may differ: a minute, as is usual for tokens.
pub(super) const LEEWAY: Window = Window::from_micros(60_000_000);
/// How long a presentation may have taken: as long as a person needs to unlock a wallet.
const PRESENTATION_MAX: Window = Window::from_micros(10 * 60 * 1_000_000);

/// Whether the signature over EF.SOD is good, by whoever made it; told where the document is not authenticated.
const SECURITY_OBJECT: &str = "security-object";
/// Whether the signer of EF.SOD leads to a trust anchor; told where the document is not authenticated.
const DOCUMENT_SIGNER: &str = "document-signer";

/// Why a document is not authenticated: the code of the fault, and what it means for the answer.
pub(super) struct Refusal {
    code: &'static str,
    check: Check,
}

/// Judges a signed document.
pub(super) fn judge(document: &Document, ask: &Ask<'_>, trusted: Option<&Trusted>) -> Judged {
    let mut judged = judge_kind(document, ask, trusted);
    // What was asked for and could not be done is said.
    if judged.anchor.is_none() {
        let why = "nobody vouches for the document, so nothing was compared with it";
        let asked = [(CheckCode::PageAgreesChip, ask.page.is_some()), (CheckCode::ClaimAgrees, ask.claim.is_some())];
        judged.add(asked.into_iter().filter(|it| it.1).map(|it| unknown(it.0, why)));
    }
    if ask.presented.is_some() && !matches!(document, Document::Credential(_) | Document::Damaged(_)) {
        let why = "a nonce and an audience bind SD-JWT credentials only: a mobile document is bound by --session, a \
                   chip by --chip-challenge";
        judged.add([unknown(CheckCode::HolderBinding, why)]);
    }
    judged
}

fn unknown(code: CheckCode, why: &str) -> Check {
    Check::new(code, Answer::Unknown, why)
}

fn judge_kind(document: &Document, ask: &Ask<'_>, trusted: Option<&Trusted>) -> Judged {
    match document {
        Document::Credential(token) => {
            let judged = Judged::of("sd-jwt", token.statements());
            conclude(judged, ask, trusted, token.status(), |trust, lists| {
                let policy = credential_policy(ask);
                alone(authenticate_sd_jwt((**token).clone(), trust, lists, &policy, ask.at))
            })
        }
        Document::Damaged(fault) => {
            let mut judged = Judged::of("sd-jwt", Vec::new());
            let why = format!("it is not as its issuer signed it, or asks for what is not known here: {fault}");
            judged.add([Check::new(CheckCode::DocumentForm, Answer::Found, why)]);
            judged.add([unknown(CheckCode::Authenticity, "what does not hold together was not held against anchors")]);
            judged
        }
        Document::Mobile(mobile) => {
            let judged = Judged::of("mdoc", mobile.statements());
            conclude(judged, ask, trusted, mobile.security().status.clone(), |trust, lists| {
                alone(authenticate_mdoc((**mobile).clone(), trust, lists, &mobile_policy(ask), ask.at))
            })
        }
        Document::Seal(seal) => {
            let judged = Judged::of("vds-nc", seal.statements());
            conclude(judged, ask, trusted, None, |trust, _| {
                alone(authenticate_seal((**seal).clone(), trust, &signers(trusted), ask.at))
            })
        }
        Document::Chip(passport) => chip(passport, ask, trusted),
        Document::Page(_) | Document::Barcode(_) => Judged::of("", Vec::new()),
    }
}

/// A chip: its zone and the form of its files, then passive authentication; whether the chip is a copy stays open.
fn chip(passport: &Passport, ask: &Ask<'_>, trusted: Option<&Trusted>) -> Judged {
    let mut judged = Judged::of("emrtd", passport.statements());
    judged.add(check_chip(passport));
    let mut judged = conclude(judged, ask, trusted, None, |trust, _| {
        let policy = chip_policy(trust.revocations);
        let sod = passport.security_object().ok_or_else(|| Refusal {
            code: DistrustCode::Coverage.code(),
            check: unknown(
                CheckCode::Authenticity,
                "EF.SOD, in which the issuer signed the chip's files, was not given",
            ),
        })?;
        let object = authenticate_security_object(sod, trust.anchors, &policy, ask.at).map_err(of_chip)?;
        let passport = authenticate_passport(passport.clone(), trust.anchors, &policy, ask.at).map_err(of_chip)?;
        let own = check_genuine(&passport, object.document(), ask.chip.as_ref().map(|it| (&it.0, it.1)));
        Ok((passport, own))
    });
    if let Some(sod) = passport.security_object().filter(|_| judged.anchor.is_none()) {
        judged.tell_of_security_object(sod, trusted, ask.at);
    }
    judged
}

/// Certificates that lie among the anchors and vouch for nobody: whoever put them there expects that they do.
fn idle(trusted: &Trusted) -> Option<Check> {
    let why = || {
        format!(
            "no authority's certificate, and so no anchor: {}; put that of the authority above it among the anchors",
            trusted.idle.join(", ")
        )
    };
    (!trusted.idle.is_empty()).then(|| unknown(CheckCode::TrustRemark, &why()))
}

const fn chip_policy(crls: &[Crl]) -> PassportPolicy<'_> {
    PassportPolicy { weak_hash: WeakHash::Remark, crls, certificates: &[] }
}

/// What authentication gives: the document, and checks that only this kind has.
type Authentic<D> = Result<(Authenticated<D>, Vec<Check>), Refusal>;

/// A document of which nothing is asked beside it.
fn alone<D>(document: Result<Authenticated<D>, TokenDistrust>) -> Authentic<D> {
    document.map(|it| (it, Vec::new())).map_err(|it| Refusal { code: it.code(), check: of_token_distrust(&it) })
}

/// Authenticates, and examines what is authentic. `listed` is where the document's status stands.
fn conclude<D: States>(
    mut judged: Judged,
    ask: &Ask<'_>,
    trusted: Option<&Trusted>,
    listed: Option<StatusReference>,
    authenticate: impl FnOnce(&Trust<'_>, &[Authenticated<StatusList>]) -> Authentic<D>,
) -> Judged {
    let Some(trusted) = trusted else {
        let why = "no anchors were given: --anchors names the folder of what is trusted";
        let (code, check) = (CheckCode::Authenticity.code(), unknown(CheckCode::Authenticity, why));
        judged.refused(Refusal { code, check });
        return judged;
    };
    let trust = Trust { anchors: &trusted.anchors, revocations: &trusted.crls };
    let (lists, mut refused) = lists::judge(ask, &trust, listed.as_ref());
    match authenticate(&trust, &lists) {
        Err(refusal) => {
            judged.refused(refusal);
            judged.add(lists::lines(refused));
            judged.add(idle(trusted));
        }
        Ok((document, own)) => {
            let mut evidence = examine(&document, ask.page, ask.claim);
            // Of a list that was given it is not said that none was.
            if document.remarks().contains(&Remark::StatusUnknown)
                && let Some(at) = refused.iter().position(|it| it.own)
            {
                evidence = evidence.explained(Remark::StatusUnknown, &refused.remove(at).why);
            }
            judged.prove(evidence);
            judged.add(lists::lines(refused));
            judged.add(own);
            let anchor = document.anchor();
            judged.path = document.trust_path().iter().map(ToString::to_string).collect();
            judged.path.push(format!("trusted: {anchor}"));
            judged.anchor = Some(AnchorLine { name: anchor.name().to_owned(), sha256: anchor.digest().to_string() });
        }
    }
    judged
}

impl Judged {
    /// Where nobody vouches for the document: what can be said of EF.SOD alone, whether its signature is good, and whether
    /// its signer leads to an anchor. It is told and proves nothing: the digests are signed, the data are not here.
    fn tell_of_security_object(&mut self, sod: &[u8], trusted: Option<&Trusted>, at: Instant) {
        let clear = |code, why: &str| CheckLine { code, field: None, answer: Answer::Clear, why: why.to_owned() };
        let crls = trusted.map_or(&[][..], |it| &it.crls);
        let policy = chip_policy(crls);
        match signer_of_security_object(sod, &policy) {
            // With anchors the same refusal stands there already.
            Err(why) if trusted.is_none() => return self.refused(of_chip(why)),
            Err(_) => return,
            Ok(_) => self.checks.push(clear(SECURITY_OBJECT, "the signature is that of the certificate it names")),
        }
        let Some(Ok(object)) = trusted.map(|it| authenticate_security_object(sod, &it.anchors, &policy, at)) else {
            return;
        };
        self.checks.push(clear(DOCUMENT_SIGNER, "the document signer leads to a trust anchor"));
        self.checks.extend(object.remarks().iter().map(|it| super::line(&of_remark(*it))));
        self.path = object.trust_path().iter().map(ToString::to_string).collect();
        self.path.push(format!("trusted: {}", object.anchor()));
    }

    fn refused(&mut self, refusal: Refusal) {
        self.checks.push(CheckLine { code: refusal.code, ..super::line(&refusal.check) });
        self.beside.push(refusal.check);
    }
}

fn credential_policy(ask: &Ask<'_>) -> SdJwtPolicy {
    let holder = ask.presented.map_or(HolderProof::NotAsked, |(nonce, audience)| HolderProof::Required {
        nonce: nonce.to_owned(),
        audience: audience.to_owned(),
        age_max: PRESENTATION_MAX,
        seen: ask.seen,
    });
    // The anchors say which issuers are trusted, and an issuer of PIDs may issue other credentials as well.
    SdJwtPolicy { media_types: vec!["+sd-jwt".to_owned()], ..SdJwtPolicy::pid(holder) }
}

fn mobile_policy(ask: &Ask<'_>) -> MdocPolicy {
    let document_types = vec![MDL_TYPE.to_owned(), PID_TYPE.to_owned()];
    let session = |transcript: &Vec<u8>| Session { transcript: transcript.clone(), reader_key: None };
    let device = ask.session.as_ref().map_or(DeviceProof::NotAsked, |it| DeviceProof::Required(session(it)));
    MdocPolicy { document_types, device, leeway: LEEWAY }
}

/// Certificates that a seal without its own may refer to: every one that is trusted for seals.
fn signers(trusted: Option<&Trusted>) -> Vec<Vec<u8>> {
    let all = trusted.iter().flat_map(|it| it.anchors.certificates());
    let seals = all.filter(|it| it.0 == tidegate_kyc_core::trust::Purpose::Vds);
    seals.map(|it| it.1.der().to_vec()).collect()
}

fn of_chip(distrust: Distrust) -> Refusal {
    Refusal { code: distrust.code().code(), check: of_distrust(&distrust) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_document_is_asked_for_by_its_type() {
        let at = Instant::from_micros(0);
        let (page, claim, presented, session, chip, seen) = (None, None, None, None, None, None);
        let ask = Ask { page, claim, lists: &[], presented, session, chip, at, seen };
        let types = credential_policy(&ask).credential_types;
        assert!(types.accept(Some("urn:eudi:pid:1")));
        assert!(!types.accept(Some("https://gym.example/membership")) && !types.accept(None));
        assert!(!mobile_policy(&ask).document_types.contains(&"org.gym.membership".to_owned()));
    }
}
