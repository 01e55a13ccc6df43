//! How two values of one attribute go together, and why: the words of every comparison.

use super::check::Answer;

/// An answer and its words; `ONE` and `OTHER` stand for the sources.
pub(super) type Verdict = (Answer, &'static str);

pub(super) const SAME: Verdict = (Answer::Clear, "ONE and OTHER say the same");
pub(super) const CUT: Verdict = (Answer::Clear, "ONE and OTHER say the same as far as the field has room");
pub(super) const RESPELT: Verdict = (Answer::Clear, "ONE and OTHER say the same in another spelling");
pub(super) const ANOTHER: Verdict = (Answer::Found, "ONE and OTHER differ");
pub(super) const SILENT: Verdict = (Answer::Unknown, "OTHER states it and ONE does not");
pub(super) const UNREAD: Verdict = (Answer::Unknown, "OTHER states it, and what ONE states cannot be read");
pub(super) const OPEN: Verdict = (Answer::Unknown, "ONE or OTHER leaves it open");
pub(super) const AS_FAR_AS_KNOWN: Verdict = (Answer::Unknown, "ONE and OTHER say the same as far as both are known");

pub(super) const FEWER: Verdict =
    (Answer::Unknown, "ONE and OTHER have names in common, and one of them leaves some out");
pub(super) const TURNED: Verdict = (Answer::Unknown, "ONE and OTHER have the same names in another order");
pub(super) const EXCHANGED: Verdict =
    (Answer::Unknown, "ONE and OTHER have the same names, and part them otherwise into family and given names");
pub(super) const INITIAL: Verdict =
    (Answer::Unknown, "ONE and OTHER go together, and one of them has an initial for a name");
pub(super) const TRANSCRIBED: Verdict = (Answer::Unknown, "ONE and OTHER may be transcriptions of one name");
pub(super) const SCRIPT: Verdict = (Answer::Unknown, "a name in this script cannot be compared letter by letter");
pub(super) const BY_SOUND: Verdict = (Answer::Unknown, "a name may be transcribed by sound, which letters cannot tell");
pub(super) const UNNAMED: Verdict = (Answer::Unknown, "a name has no letters to compare");
pub(super) const TOO_LONG: Verdict = (Answer::Unknown, "a name of this length is not compared");
pub(super) const MIXED: Verdict =
    (Answer::Unknown, "letters of several scripts stand in one word of a name, where one can pass for another");
pub(super) const HIDDEN: Verdict = (Answer::Unknown, "a name holds characters that nobody sees");

pub(super) const UNREADABLE: Verdict = (Answer::Unknown, "the date cannot be read");
pub(super) const CENTURY: Verdict =
    (Answer::Unknown, "ONE and OTHER say the same but for the century, and a zone tells no century");
pub(super) const TOO_OLD: Verdict = (Answer::Unknown, "ONE and OTHER say the same, and nobody is known to be that old");

pub(super) const MORE_NATIONALITIES: Verdict =
    (Answer::Clear, "ONE and OTHER say the same, and OTHER names further nationalities");
pub(super) const SOME_NATIONALITIES: Verdict =
    (Answer::Unknown, "ONE and OTHER have nationalities in common, and one of them leaves some out");
pub(super) const KIN: Verdict = (Answer::Unknown, "ONE and OTHER name different nationalities of one state");
