//! The desk: what an exchange decides by, and what it keeps of each customer.

use super::kept::Kept;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::error::Error;
use tidegate_kyc_core::base::{
    Country, Day, Instant, Label, Redacted, SourceId, SubjectId, Window, written::WrittenFile,
};
use tidegate_kyc_core::document::{Attribute, sd_jwt::SdJwt};
use tidegate_kyc_core::evidence::{
    Claim, PartKind, RawClaim, Shown, States, document_digest, examine, of_token_distrust,
};
use tidegate_kyc_core::gate::{Answer, Decision, Gate, PlaceStatus, Restriction, StatusBook, carried};
use tidegate_kyc_core::journal::{Event, Journal, Kind, survey};
use tidegate_kyc_core::key::{KeyPair, KeyRing, Zeroizing};
use tidegate_kyc_core::policy::{Facts, Policy};
use tidegate_kyc_core::profile::{Dossier, Proof, assess};
use tidegate_kyc_core::review::SignedReview;
use tidegate_kyc_core::screen::{Memory, Screen, read};
use tidegate_kyc_core::trust::status::{StatusList, authenticate_status_list};
use tidegate_kyc_core::trust::{Anchors, HolderProof, Purpose, SdJwtPolicy, Trust, add_jwks, authenticate_sd_jwt};

pub(crate) type Done<T> = Result<T, Box<dyn Error>>;

const MINUTE: Window = Window::from_micros(60_000_000);

/// What a customer hands in. Nonce and audience are those that the exchange gave out.
pub(crate) struct Application {
    pub(crate) subject: SubjectId,
    pub(crate) claim: RawClaim,
    pub(crate) declared: Vec<(Attribute, &'static str)>,
    pub(crate) credential: Vec<u8>,
    pub(crate) status_list: Vec<u8>,
    pub(crate) wallets: Vec<Redacted<String>>,
    pub(crate) facts: Facts,
}

/// The gate of an exchange with what it decides by and what it keeps.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) policy: Policy,
    anchors: Anchors,
    lists: Screen,
    pub(crate) ring: KeyRing,
    pub(crate) book: StatusBook,
    journal: Journal,
    pub(crate) file: Vec<u8>,
    customers: BTreeMap<SubjectId, Kept>,
}

/// Bytes of `testdata`, where an exchange has its store.
pub(crate) fn data(path: &str) -> std::io::Result<Vec<u8>> {
    std::fs::read(format!("{}/../testdata/{path}", env!("CARGO_MANIFEST_DIR")))
}

/// In earnest, random bytes that nothing else has.
fn random(of: &str) -> [u8; 32] {
    *SourceId::of(of.as_bytes()).digest()
}

impl Desk {
    pub(crate) fn open(at: Instant) -> Done<Self> {
        let file = |name: &str| -> Done<WrittenFile> {
            Ok(WrittenFile { name: name.into(), text: String::from_utf8(data(&format!("policies/kyc/{name}"))?)? })
        };
        let policy = Policy::read(&file("policy.toml")?, Some(&file("reviewers.toml")?))
            .map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let mut anchors = Anchors::new(Day::parse("2026-02-28")?);
        add_jwks(&mut anchors, Purpose::Issuer, None, &data("anchors/issuer/utopia.jwks")?)?;
        let (list, findings) = read::read(data("lists/own.csv")?.as_slice(), &read::Limits::default())?;
        if !findings.is_empty() {
            return Err("parts of the list could not be read".into());
        }
        let (ring, terms) =
            (KeyRing::new(KeyPair::from_seed(&Zeroizing::new(random("the gate's key"))))?, policy.permit());
        let book = StatusBook::new(&terms.issuer, &terms.status_list, 1 << 10).map_err(|it| it.meaning())?;
        let (journal, first) = Journal::begin("gate.example/journal", at)?;
        let (lists, customers) = (Screen::new(vec![list]), BTreeMap::new());
        Ok(Self { policy, anchors, lists, ring, book, journal, file: first.line, customers })
    }

    /// The customer's credential with what it proves, and the part that binds it to its holder.
    fn proof(&self, it: &Application, seen: &Shown, at: Instant) -> Done<(Proof, SourceId)> {
        let trust = Trust { anchors: &self.anchors, revocations: &[] };
        // A list that does not count any more is as good as none: whether the credential was revoked is unknown then.
        let list = authenticate_status_list(StatusList::read(&it.status_list)?, &trust, MINUTE, at);
        let (token, source) = (SdJwt::read(&it.credential)?, SourceId::of(&it.credential));
        let (nonce, audience) = ("n-0S6_WzA2Mj".to_owned(), "https://exchange.example".to_owned());
        let document = document_digest(&token.statements(), source, at.day());
        let part = PartKind::Binding.part(document, &[nonce.as_bytes(), audience.as_bytes()]);
        // What was shown before is judged for the instant at which it was shown.
        let seen = seen.knows(part).then(|| seen.first(part, at));
        let holder = HolderProof::Required { nonce, audience, age_max: Window::parse("10m")?, seen };
        let claim = Claim::of(it.claim.clone())?;
        let lists: Vec<_> = list.into_iter().collect();
        Ok(match authenticate_sd_jwt(token, &trust, &lists, &SdJwtPolicy::pid(holder), at) {
            Ok(token) => {
                let evidence = Box::new(examine(&token, None, Some(&claim)).seen(seen.unwrap_or(at)));
                (Proof::Proved { source, evidence, beside: Vec::new() }, part)
            }
            Err(why) => (Proof::Checked { source: None, checks: vec![of_token_distrust(&why)] }, part),
        })
    }

    /// The same in another process, from what lies in the exchange's store: the published list, the journal, the customers.
    pub(crate) fn reopened(self, at: Instant) -> Done<Self> {
        let published = self.book.sign(self.ring.pair(), at, Window::from_hours(24)).map_err(|it| it.meaning())?;
        let book = StatusBook::read(published.as_bytes(), self.ring.set()).map_err(|it| it.meaning())?;
        let journal = survey(self.file.as_slice(), None, |_| ())?.journal.ok_or("the journal has entries")?;
        let stored = self.customers.into_iter().map(|it| Ok((it.0, Kept::read(&it.1.text())?)));
        let customers = stored.collect::<Done<_>>()?;
        Ok(Self { book, journal, customers, ..self })
    }

    /// Decides, records the decision, and takes back the permit that stood before.
    pub(crate) fn decide(
        &mut self,
        it: &Application,
        given: &[Restriction],
        reviews: &[SignedReview],
        at: Instant,
    ) -> Done<Answer> {
        let mut kept = self.customers.remove(&it.subject).unwrap_or_default();
        let (proof, part) = self.proof(it, &kept.shown, at)?;
        let counts = matches!(proof, Proof::Proved { .. });
        let mut declared = it.claim.declared();
        it.declared.iter().for_each(|(attribute, value)| {
            declared.entry(*attribute).or_default().push(Redacted::new((*value).to_owned()));
        });
        let salt = kept.openings.salt("reason-digests").copied();
        let mut dossier = Dossier {
            subject: it.subject.clone(),
            jurisdiction: Country::parse("UTO")?,
            tier: Label::parse("basic")?,
            channel: Label::parse("wallet")?,
            declared,
            proofs: vec![proof],
            screenings: Vec::new(),
            company: None,
            wallets: it.wallets.clone(),
            controls: Vec::new(),
            facts: it.facts.clone(),
            salt: salt.unwrap_or_else(|| Redacted::new(random(it.subject.as_str()))),
            earlier: kept.earlier.clone(),
        };
        let (terms, mut memory) = (self.policy.screening_policy(), Memory::default());
        let screen = |it| self.lists.screen(it, &terms, at.day(), &mut memory);
        dossier.screenings = dossier.customers().iter().map(screen).collect();
        let profile = assess(&dossier, reviews, &self.policy, at);
        // Nothing is changed before the journal has the decision: what fails leaves the book as it was.
        let mut book = self.book.clone();
        let gate = &mut Gate { key: self.ring.pair(), book: &mut book };
        let answer = gate.decide(&profile, &carried(given, &kept.laid, at), &self.policy, at)?;
        let (to, permit) = match &answer.decision {
            Decision::Allow(permit) => (PlaceStatus::Revoked, Some(permit.id())),
            Decision::Refuse(_) => (PlaceStatus::Revoked, None),
            Decision::Hold(_) => (PlaceStatus::Suspended, None),
        };
        if let Some(former) = kept.permit.filter(|it| book.status(it.place()) != Some(PlaceStatus::Revoked)) {
            book.set(former.place(), to).map_err(|it| it.meaning())?;
        }
        // The entry holds codes; what is known stands in it as commitments, and what opens those is kept apart.
        let entry = self.journal.size();
        let reasons: Vec<String> = answer.reasons().unwrap_or_default().iter().map(ToString::to_string).collect();
        let body = json!({"permit": permit.map(|it| it.to_string()), "reasons": reasons});
        let mut event = Event::of(Kind::Decision, body.as_object().cloned().unwrap_or_else(Map::new));
        event.subject = Some(it.subject.clone());
        if counts {
            kept.shown.add(part, at);
        }
        let known = profile.known().iter().map(|it| (it.attribute.code(), json!(it.values.reveal())));
        let others = [("presentations", kept.shown.value()), ("reason-digests", json!(null))];
        for (name, value) in known.chain(others).collect::<Vec<_>>() {
            let own =
                if name == "reason-digests" { dossier.salt } else { Redacted::new(random(&format!("{entry} {name}"))) };
            event.commitments.insert(name.into(), kept.openings.commit(entry, name, value, own)?);
        }
        self.file.extend(self.journal.append(at, event)?.line);
        self.book = book;
        kept.earlier = Some(answer.earlier(entry, &profile, kept.earlier.as_ref()));
        kept.laid.clone_from(&answer.restrictions);
        kept.permit = permit.or(kept.permit);
        self.customers.insert(it.subject.clone(), kept);
        Ok(answer)
    }
}
