//! From documents to authenticated documents: signatures, trust paths, digests, revocation.
//!
//! Takes what `document` read and the anchors somebody decided to trust; gives an
//! [`Authenticated`], which nothing else can make, or a [`Distrust`] that says why not. Knows no
//! clock: everything is judged at an instant that is handed in.

mod active;
mod anchors;
mod asn1;
mod authenticated;
mod ber;
mod certificate;
mod chain;
mod cms;
mod crl;
mod curve512;
pub mod data_integrity;
mod device;
mod distrust;
mod explicit;
mod jwk;
mod key;
mod master_list;
mod mdoc;
mod name;
mod passive;
mod rsa;
mod sd_jwt;
mod signature;
mod signer;
pub mod status;
mod token;
mod vds_nc;

pub use active::{GenuineChip, authenticate_chip};
pub use anchors::{Anchors, Purpose, TrustedKey};
pub use asn1::Asn1Fault;
pub use authenticated::{AnchorId, Authenticated, Remark, Step};
pub use certificate::{Certificate, CertificateFault, KeyUse};
pub use chain::{CHAIN_STEPS, Chain, Demand, WeakHash, chain};
pub use crl::Crl;
pub use distrust::{Distrust, DistrustCode, Part};
pub use jwk::{Jwk, JwkFault, add_jwks};
pub use key::{Curve, KeyFault, PublicKey};
pub use master_list::{MasterList, authenticate_master_list};
pub use mdoc::{DeviceProof, MdocPolicy, Session, authenticate_mdoc};
pub use name::Name;
pub use passive::{
    PassportPolicy, SecurityObject, authenticate_passport, authenticate_security_object, signer_of_security_object,
};
pub use sd_jwt::{CredentialTypes, HolderProof, SdJwtPolicy, authenticate_sd_jwt};
pub use signature::{Hash, Scheme, SignatureFault};
pub use signer::Trust;
pub use token::{TokenDistrust, TokenFault, TokenPart};
pub use vds_nc::authenticate_seal;
