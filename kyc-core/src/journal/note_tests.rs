//! Known notes and keys, every mangling of them, and the tables of bad notes.

use super::*;
use zeroize::Zeroizing;

/// The key, text and signatures of the tests of golang.org/x/mod/sumdb/note.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SEED: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_LINE: &str =
    "\u{2014} EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

fn key(text: &str) -> NoteKey {
    NoteKey::parse(text).unwrap()
}

fn verify(note: &str, keys: &[&str]) -> Result<Vec<String>, NoteFault> {
    let keys: Vec<NoteKey> = keys.iter().map(|it| key(it)).collect();
    let signed = SignedNote::read(note.as_bytes())?;
    Ok(signed.verify(&keys)?.into_iter().map(|it| it.name().to_owned()).collect())
}

#[test]
fn the_known_note_is_signed_to_the_byte() {
    let seed: [u8; 32] = Base64::decode_vec(PETER_SEED).unwrap()[1..].try_into().unwrap();
    let signing = KeyPair::from_seed(&Zeroizing::new(seed));
    assert_eq!(NoteKey::new("PeterNeumann", &signing.public()).unwrap().to_string(), PETER);
    let note = SignedNote::sign(TEXT, "PeterNeumann", &signing).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{PETER_LINE}"));
}

#[test]
fn known_keys_are_verified_and_unknown_ones_passed_over() {
    let both = format!("{TEXT}\n{PETER_LINE}{ENOCH_LINE}");
    assert_eq!(verify(&both, &[PETER]), Ok(vec!["PeterNeumann".into()]));
    assert_eq!(verify(&both, &[PETER, ENOCH]), Ok(vec!["PeterNeumann".into(), "EnochRoot".into()]));
    assert_eq!(verify(&both, &[]), Err(NoteFault::Unknown));
    assert_eq!(verify(&format!("{TEXT}\n{ENOCH_LINE}"), &[PETER]), Err(NoteFault::Unknown));
    assert_eq!(verify(&both, &[ENOCH, ENOCH]), Err(NoteFault::Ambiguous));
    assert_eq!(verify(&format!("{TEXT}\n{PETER_LINE}"), &[ENOCH, PETER, ENOCH]), Ok(vec!["PeterNeumann".into()]));
    assert_eq!(verify(&format!("{TEXT}\n{PETER_LINE}{PETER_LINE}"), &[PETER]), Ok(vec!["PeterNeumann".into()]));
}

#[test]
fn a_note_of_the_standard_with_an_empty_line_in_its_text_is_read() {
    // C2SP signed-note, the example at its head.
    let text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";
    let line = "\u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let note = SignedNote::read(format!("{text}\n{line}").as_bytes()).unwrap();
    assert_eq!(note.text(), text);
    assert_eq!(note.to_string(), format!("{text}\n{line}"));
}

#[test]
fn every_part_and_every_change_of_a_key_is_refused() {
    let at = |from: usize, to: usize| (from, to) != (0, PETER.len());
    for from in 0..=PETER.len() {
        for to in (from + 1..=PETER.len()).filter(|it| at(from, *it)) {
            assert!(NoteKey::parse(&PETER[from..to]).is_err(), "{from}..{to}");
        }
    }
    for at in 0..PETER.len() {
        for flip in [1, 2, 0x20, 0x80] {
            let mut changed = PETER.as_bytes().to_vec();
            changed[at] ^= flip;
            assert!(std::str::from_utf8(&changed).map_or(true, |it| NoteKey::parse(it).is_err()), "{at} {flip}");
        }
    }
}

#[test]
fn bad_keys_are_refused_by_name() {
    use KeyFault::*;
    // The neutral point of the curve: a signature of zeros fits it.
    let weak = [[1, 1].as_slice(), &[0; 31]].concat();
    let weak = format!("x+00000000+{}", Base64::encode_string(&weak));
    for (fault, text, answer) in [
        ("empty", "", Form),
        ("two_parts", "PeterNeumann+c74f20a3", Form),
        // The hashes of these two were computed for them, as in the tests of x/mod.
        ("too_long", "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", Form),
        ("another_kind", "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", Kind),
        ("another_name", &PETER.replace("Peter", "Petra"), Hash),
        ("upper_case_hash", &PETER.replace("c74f20a3", "C74F20A3"), Hash),
        ("space_in_the_name", &PETER.replace("Peter", "Peter\u{2003}"), Name),
        ("no_name", &PETER.replace("PeterNeumann", ""), Name),
        ("small_order", &weak, Point),
    ] {
        assert_eq!(NoteKey::parse(text).unwrap_err(), answer, "{fault}");
    }
}

#[test]
fn bad_notes_are_refused_by_name() {
    use NoteFault::*;
    let longer = format!("{}ABCD{}", &PETER_LINE[..60], &PETER_LINE[60..]);
    for (fault, note, answer) in [
        ("no_signature", TEXT.to_owned(), Form),
        ("no_signature_after_the_gap", format!("{TEXT}\n"), Form),
        ("last_line_without_end", format!("{TEXT}\n{}", PETER_LINE.trim_end()), Form),
        ("control_character", format!("\u{1}{TEXT}\n{PETER_LINE}"), Form),
        ("carriage_return", format!("{TEXT}\r\n{PETER_LINE}"), Form),
        ("tab", format!("\t{TEXT}\n{PETER_LINE}"), Form),
        ("space_in_a_name", format!("{TEXT}\n{}", PETER_LINE.replace("Neumann", " Neumann")), Form),
        ("another_line_behind", format!("{TEXT}\n{PETER_LINE}Unexpected line.\n"), Form),
        ("hyphen_for_the_dash", format!("{TEXT}\n{}", PETER_LINE.replace('\u{2014}', "-")), Form),
        ("no_gap", format!("{TEXT}{PETER_LINE}"), Form),
        ("id_alone", format!("{TEXT}\n\u{2014} PeterNeumann x08gow==\n"), Form),
        ("other_spelling_of_base64", format!("{TEXT}\n{}", PETER_LINE.replace("nAM=", "nAN=")), Form),
        ("too_many", format!("{TEXT}\n{}", PETER_LINE.repeat(101)), TooLong),
        ("longer_signature", format!("{TEXT}\n{longer}"), Signature),
        ("another_text", format!("{}\n{PETER_LINE}", TEXT.replace("crypto", "steno")), Signature),
        ("second_of_one_key_is_wrong", format!("{TEXT}\n{PETER_LINE}{longer}"), Signature),
    ] {
        assert_eq!(verify(&note, &[PETER]), Err(answer), "{fault}");
    }
    assert_eq!(SignedNote::read(b"\xff\n\n").unwrap_err(), Form);
    assert_eq!(SignedNote::read(&vec![b'a'; LEN_MAX + 1]).unwrap_err(), TooLong);
}

#[test]
fn what_could_not_be_read_again_is_not_signed() {
    let signing = KeyPair::from_seed(&Zeroizing::new([5; 32]));
    for (fault, text, name) in [
        ("no_end", "text", "a"),
        ("control_character", "te\txt\n", "a"),
        ("plus_in_the_name", "text\n", "a+b"),
        ("space_in_the_name", "text\n", "a b"),
        ("no_name", "text\n", ""),
    ] {
        assert_eq!(SignedNote::sign(text, name, &signing), Err(NoteFault::Form), "{fault}");
    }
    let note = SignedNote::sign("\n\n", "a", &signing).unwrap();
    assert_eq!(SignedNote::read(note.to_string().as_bytes()), Ok(note));
}
