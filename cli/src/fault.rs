//! What can go wrong on the command line: what happened, where, what to do, and the exit code.
//!
//! Knows no files; faults of input carry only names of files, never what stands in them, but for
//! rule files, whose complaints are drawn under the offending text.

use std::fmt;
use tidegate_kyc_core::base::written;
use tidegate_kyc_core::policy::PolicyCode;
use tidegate_kyc_core::travel::TravelFileCode;
use tidegate_monitor::case::CaseResult;
use tidegate_monitor::rule::{Complaint, RuleFile};

/// A complaint about a policy.
pub(crate) type PolicyComplaint = written::Complaint<PolicyCode>;

/// What a run ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing was found.
    Clear = 0,
    /// Hits, or findings.
    Found = 1,
    /// The command was not understood.
    Usage = 2,
    /// Something could not be read or written.
    Unreadable = 3,
    /// Our fault.
    Ours = 4,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Fault {
    /// One sentence, and what to do about it.
    Said {
        /// What the run ends with.
        exit: Exit,
        /// What is wrong and where.
        what: String,
        /// What to do.
        help: String,
    },
    /// Rule files with complaints.
    Rules {
        /// What is wrong, by place.
        complaints: Vec<Complaint>,
        /// The texts they are about.
        files: Vec<RuleFile>,
    },
    /// A policy with complaints.
    Policy {
        /// What is wrong, by place.
        complaints: Vec<PolicyComplaint>,
        /// The texts they are about.
        files: Vec<RuleFile>,
    },
    /// A policy of the Travel Rule with complaints.
    Travel {
        /// What is wrong, by place.
        complaints: Vec<written::Complaint<TravelFileCode>>,
        /// The texts they are about.
        files: Vec<RuleFile>,
    },
    /// Rules whose own cases fail, each with the failing ones.
    Cases(Vec<(String, Vec<CaseResult>)>),
}

impl Fault {
    /// The command asks for something that does not exist or does not fit together.
    pub(crate) fn usage(what: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::Said { exit: Exit::Usage, what: what.to_string(), help: help.to_string() }
    }

    /// A file cannot be read or written.
    pub(crate) fn unreadable(what: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::Said { exit: Exit::Unreadable, what: what.to_string(), help: help.to_string() }
    }

    /// What the run ends with.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Said { exit, .. } => *exit,
            Self::Rules { .. } | Self::Policy { .. } | Self::Travel { .. } | Self::Cases(_) => Exit::Unreadable,
        }
    }
}
