//! Code lists of IVMS101.2023 (section 5, Datatypes): a text in, one of the standard's codes out.
//!
//! Codes count in capitals and in small letters (section 1, Case sensitivity), and are written as the standard has them.

/// An enum of the codes of one list of the standard.
macro_rules! list {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $meaning])+ $variant),+
        }

        impl $name {
            /// Every code, in the order of the standard.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as the standard writes it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The entry of that code, in whatever letters; `None` where the list has no such code.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code().eq_ignore_ascii_case(text))
            }
        }
    };
}

list! {
    /// The nature of a natural person's name (NaturalPersonNameTypeCode).
    NaturalPersonNameType {
        /// An alias.
        Alias = "ALIA",
        /// The name at birth.
        Birth = "BIRT",
        /// The maiden name.
        Maiden = "MAID",
        /// The legal name.
        Legal = "LEGL",
        /// Of no other kind, or of one that is not known.
        Unspecified = "MISC",
    }
}

list! {
    /// The nature of a legal person's name (LegalPersonNameTypeCode).
    LegalPersonNameType {
        /// The registered name.
        Legal = "LEGL",
        /// The short name.
        Short = "SHRT",
        /// The trading name.
        Trading = "TRAD",
    }
}

list! {
    /// The nature of an address (AddressTypeCode).
    AddressType {
        /// Where somebody lives.
        Home = "HOME",
        /// Where somebody does business.
        Business = "BIZZ",
        /// A physical address of no stated kind.
        Geographic = "GEOG",
    }
}

list! {
    /// What kind of number identifies somebody (NationalIdentifierTypeCode).
    NationalIdentifierType {
        /// The registration number of an alien.
        AlienRegistration = "ARNU",
        /// A passport's number.
        Passport = "CCPT",
        /// The number in a register of companies.
        RegistrationAuthority = "RAID",
        /// A driving licence's number.
        DrivingLicence = "DRLC",
        /// The number of a foreign investor.
        ForeignInvestment = "FIIN",
        /// A tax number.
        Tax = "TXID",
        /// A number of social security.
        SocialSecurity = "SOCS",
        /// An identity card's number.
        IdentityCard = "IDCD",
        /// A legal entity identifier (ISO 17442).
        Lei = "LEIX",
        /// Of no other kind, or of one that is not known.
        Unspecified = "MISC",
    }
}

list! {
    /// The script from which names were transliterated (TransliterationMethodCode; the codes of ISO 15924). Each but the last
    /// stands for one standard of section 7.
    TransliterationMethod {
        /// Arabic (ISO 233-2:1993).
        Arabic = "arab",
        /// Persian (ISO 233-3:1999).
        Persian = "aran",
        /// Armenian (ISO 9985:1996).
        Armenian = "armn",
        /// Cyrillic (ISO 9:1995).
        Cyrillic = "cyrl",
        /// Devanagari and related scripts (ISO 15919:2001).
        Devanagari = "deva",
        /// Georgian (ISO 9984:1996).
        Georgian = "geor",
        /// Greek (ISO 843:1997).
        Greek = "grek",
        /// Han (ISO 7098:2015).
        Han = "hani",
        /// Hebrew (ISO 259-2:1994).
        Hebrew = "hebr",
        /// Kana (ISO 3602:1989).
        Kana = "kana",
        /// Korean (Revised Romanization).
        Korean = "kore",
        /// Thai (ISO 11940-2:2007).
        Thai = "thai",
        /// Another script, or by no standard of these.
        Other = "othr",
    }
}
