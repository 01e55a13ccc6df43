//! Names in their own script, of entries that a list has in Latin letters alone.

use super::*;

/// Whether a listed name is found by one in another script, by the product's own threshold.
fn is_found(listed: &str, text: &str, kind: EntryKind) -> bool {
    let policy = Policy { threshold: crate::screen::THRESHOLD, ..policy() };
    let mut entry = entry("1", &[listed], None);
    entry.kind = kind;
    !screened(vec![entry], &Customer::named(text, EntryKind::Unknown), &policy, 110).candidates().is_empty()
}

#[test]
fn arabic_and_persian_letters_find_what_is_listed_in_latin_ones() {
    for (listed, texts) in [
        ("Khamenei Ali Husseini", &["علي خامنئي", "علی خامنه‌ای", "علي حسيني خامنئي"][..]),
        ("Jalaluddin Haqqani", &["جلال الدين حقاني", "جلال الدین حقانی", "جلال‌الدین حقانی"]),
        ("Abdul Latif Mansoor", &["عبد اللطيف منصور", "عبداللطيف منصور"]),
        ("Abdurrahman Noor", &["عبد الرحمن نور", "عبدالرحمن نور", "عبدالرحمان نور"]),
        ("Jamal Akhund", &["جمال آخوند"]),
        ("Saeed Hafiz Muhammad", &["حافظ محمد سعيد", "حافظ محمد سعید"]),
        ("Azhar Masood", &["مسعود أزهر", "مسعود اظہر"]),
        ("Fathi Hammad", &["فتحي حماد"]),
        ("Adham Khalil", &["أدهم خليل"]),
        ("Ishaq Noor", &["إسحاق نور"]),
        ("Mohammad Mazhar", &["محمد مظهر"]),
    ] {
        for text in texts {
            assert!(is_found(listed, text, EntryKind::Person), "{text}");
        }
    }
    assert!(is_found("Al Qaeda", "القاعدة", EntryKind::Organisation));
    for (listed, text) in [
        ("Khamenei Ali Husseini", "علي حسيني"),
        ("Mohammed Ali", "محمد الله"),
        ("Abdul Latif Mansoor", "عبد الرحمن منصور"),
        ("Jalaluddin Haqqani", "نور الدين حقاني"),
    ] {
        assert!(!is_found(listed, text, EntryKind::Person), "{text}");
    }
}

#[test]
fn chinese_names_are_read_in_cantonese_and_behind_two_family_names() {
    for (listed, text) in [
        ("林郑 月娥", "林鄭月娥"),
        ("林郑 月娥", "林郑月娥"),
        ("Lam Cheng Yuet-ngor", "林鄭月娥"),
        ("Lam Cheng Yuet-ngor", "鄭月娥"),
        ("Cheng Yuet Ngo", "鄭月娥"),
    ] {
        assert!(is_found(listed, text, EntryKind::Person), "{text}");
    }
    for (listed, text) in [("Chan Wing Fai", "鄭月娥"), ("Cheng Kwok Keung", "鄭月娥")] {
        assert!(!is_found(listed, text, EntryKind::Person), "{text}");
    }
}

#[test]
fn korean_letters_find_what_is_listed_in_any_romanisation() {
    for (listed, text) in [
        ("Park Jin Hyok", "박진혁"),
        ("Sim Hyon Sop", "심현섭"),
        ("Song Kum Hyok", "송금혁"),
        ("Jon Chang Hyok", "전창혁"),
        ("Choe Ryong Hae", "최룡해"),
        ("Choi Ryonghae", "최룡해"),
        ("Kim Yo Jong", "김여정"),
        ("Kim Yo Jong", "Kim Yeojeong"),
        ("Jong Kyong Thaek", "정경택"),
        ("Ri Pyong Chol", "이병철"),
        ("Kim Il", "김일"),
    ] {
        assert!(is_found(listed, text, EntryKind::Person), "{text}");
    }
    for (listed, text) in [
        ("Park Jin Hyok", "박진호"),
        ("Sim Hyon Sop", "심현석"),
        ("Kim Yo Jong", "김유진"),
        ("Choe Ryong Hae", "최영희"),
        ("Song Kum Hyok", "송금희"),
    ] {
        assert!(!is_found(listed, text, EntryKind::Person), "{text}");
    }
}

#[test]
fn hindi_letters_with_a_dot_are_other_sounds() {
    for (listed, text) in [("Azhar Masood", "मसूद अज़हर"), ("Ibrahim Dawood", "दाऊद इब्राहिम")]
    {
        assert!(is_found(listed, text, EntryKind::Person), "{text}");
    }
}
