//! Whom to screen for a dossier: everything by which a list may know the customer, and the company that the customer acts for.

use super::behind::screened_as;
use super::dossier::{Company, Dossier, Proof};
use crate::base::Redacted;
use crate::document::Attribute;
use crate::evidence::Source;
use crate::screen::list::{Birth, Country, EntryKind, Gender};
use crate::screen::{Customer, CustomerName};
use std::collections::BTreeSet;

impl Dossier {
    /// Whom to screen: the person by every name that is claimed or proved, every country, number and wallet; then the
    /// company, where there is one, and whoever ownership statements name behind it. Their answers are the
    /// [`Dossier::screenings`].
    ///
    /// ```no_run
    /// # use tidegate_kyc_core::{base::Day, policy::Policy, profile::Dossier, screen::{Memory, Screen}};
    /// fn screen(dossier: &mut Dossier, lists: &Screen, policy: &Policy, at: Day) {
    ///     let terms = policy.screening_policy();
    ///     let all = dossier.customers();
    ///     dossier.screenings = all.iter().map(|it| lists.screen(it, &terms, at, &mut Memory::default())).collect();
    /// }
    /// ```
    #[must_use]
    pub fn customers(&self) -> Vec<Customer> {
        let behind = self.company.iter().flat_map(|it| &it.behind).flat_map(|it| it.named()).map(screened_as);
        std::iter::once(self.person()).chain(self.company.as_ref().map(organisation)).chain(behind).collect()
    }

    fn person(&self) -> Customer {
        let said = |attribute: Attribute| {
            let own = self.declared.get(&attribute).into_iter().flatten().map(|it| it.reveal().as_str());
            own.chain(proved(&self.proofs, attribute).map(|it| it.1))
        };
        let mut names: Vec<CustomerName> = Vec::new();
        let mut name = |it: CustomerName| {
            if !it.text().trim().is_empty() && !names.iter().any(|held| held.text() == it.text()) {
                names.push(it);
            }
        };
        let first = |attribute: Attribute| {
            let values = self.declared.get(&attribute);
            values.and_then(|it| it.first()).map_or("", |it| it.reveal().as_str())
        };
        name(CustomerName::of_parts(first(Attribute::GivenName), first(Attribute::FamilyName)));
        for source in Source::ALL {
            let of_source =
                |attribute: Attribute| proved(&self.proofs, attribute).filter(move |it| it.0 == *source).map(|it| it.1);
            for (family, given) in
                of_source(Attribute::FamilyName).zip(of_source(Attribute::GivenName).chain(std::iter::repeat("")))
            {
                name(CustomerName::of_parts(given, family));
            }
        }
        let born = said(Attribute::BirthGivenName).next().unwrap_or_else(|| first(Attribute::GivenName));
        said(Attribute::BirthFamilyName).for_each(|it| name(CustomerName::of_parts(born, it)));
        said(Attribute::FullName).for_each(|it| name(CustomerName::whole(it)));
        // What is proved comes before what is said: a claim is nobody's evidence.
        let proved_birth = proved(&self.proofs, Attribute::BirthDate).map(|it| it.1);
        let birth = proved_birth.chain(said(Attribute::BirthDate)).find_map(Birth::read).map(Redacted::new);
        let mut customer = Customer { names, birth, wallets: self.wallets.clone(), ..Customer::new(EntryKind::Person) };
        describe(&mut customer, |it| said(it).map(str::to_owned).collect());
        customer
    }
}

/// A company by everything that a list may know it by.
fn organisation(company: &Company) -> Customer {
    let mut customer = Customer::new(EntryKind::Organisation);
    for it in company.names() {
        if !customer.names.iter().any(|held| held.text() == it) {
            customer.names.push(CustomerName::whole(it));
        }
    }
    customer.countries = company.country.alpha2().and_then(|it| Country::parse(it).ok()).into_iter().collect();
    let told = company.behind.iter().flat_map(|it| &it.ownership().subject.numbers);
    for it in company.numbers.iter().chain(told) {
        if !customer.identifiers.contains(it) {
            customer.identifiers.push(it.clone());
        }
    }
    customer
}

/// Notes what a list may know somebody by beside names, the day of birth and wallets, by the values of each attribute.
pub fn describe(customer: &mut Customer, said: impl Fn(Attribute) -> Vec<String>) {
    customer.gender = said(Attribute::Sex).iter().find_map(|it| Gender::read(it));
    let homes =
        [Attribute::Nationality, Attribute::AddressCountry, Attribute::BirthCountry].into_iter().flat_map(&said);
    let homes: BTreeSet<Country> = homes.filter_map(|it| Country::parse(&it).ok()).collect();
    customer.countries = homes.into_iter().collect();
    let numbers = [Attribute::DocumentNumber, Attribute::PersonalNumber].into_iter().flat_map(&said);
    customer.identifiers = numbers.collect::<BTreeSet<String>>().into_iter().map(Redacted::new).collect();
}

fn proved(proofs: &[Proof], attribute: Attribute) -> impl Iterator<Item = (Source, &str)> {
    let evidence = proofs.iter().filter_map(|it| match it {
        Proof::Proved { evidence, .. } => Some(evidence),
        Proof::Checked { .. } => None,
    });
    let all = evidence.flat_map(|it| it.proved()).filter(move |it| it.attribute == attribute);
    all.map(|it| (it.source, it.value.reveal().as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn names(customer: &Customer) -> Vec<&str> {
        customer.names.iter().map(CustomerName::text).collect()
    }

    #[test]
    fn what_is_proved_is_screened_beside_what_is_said_and_its_birth_before() {
        let mut dossier = sample::dossier();
        let said = |text: &str| vec![Redacted::new(text.to_owned())];
        dossier.declared.insert(Attribute::FamilyName, said("Somebody"));
        dossier.declared.insert(Attribute::BirthDate, said("1991-01-01"));
        dossier.declared.insert(Attribute::DocumentNumber, said("L898902C3"));
        dossier.wallets = vec![Redacted::new("0xabc".to_owned())];
        dossier.company = Some(sample::company_of("Somebody Trading", &[1]));
        let [person, company] = &dossier.customers()[..] else { panic!("two are screened") };
        assert_eq!(names(person), ["Anna Maria Somebody", "Anna Maria Eriksson"]);
        assert_eq!(person.birth.map(|it| *it.reveal()), Birth::read("1974-08-12"));
        assert_eq!(person.identifiers, [Redacted::new("L898902C3".to_owned())]);
        assert_eq!(person.wallets, dossier.wallets);
        assert_eq!((names(company), company.kind), (vec!["Somebody Trading"], EntryKind::Organisation));
    }
}
