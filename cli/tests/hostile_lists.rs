//! Files that are no lists, and lists that want to hurt: each is refused with what, where and what to do, in
//! little time and memory, and none of them ever makes anybody clear.
//!
//! Runs the command itself on files made here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

fn packed_gz(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    bytes.for_each(|it| packer.write_all(&it).unwrap());
    packer.finish().unwrap()
}

fn packed_bz2(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bytes.for_each(|it| packer.write_all(&it).unwrap());
    packer.finish().unwrap()
}

/// A zstd frame of so many bytes of zero, by RFC 8878: blocks that repeat one byte.
fn packed_zst(blocks: usize) -> Vec<u8> {
    let mut bytes = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for at in 0..blocks {
        let header = (128_u32 * 1024) << 3 | 1 << 1 | u32::from(at + 1 == blocks);
        bytes.extend(&header.to_le_bytes()[..3]);
        bytes.push(0);
    }
    bytes
}

fn zeros(megabytes: usize) -> impl Iterator<Item = Vec<u8>> {
    std::iter::repeat_n(vec![0; 1 << 20], megabytes)
}

fn made(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/lists").join(name)).unwrap()
}

fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn latin1(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(0xe9)).collect()
}

const ENTITIES: &str = "<?xml version=\"1.0\"?><!DOCTYPE Sanctions [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                        <Sanctions>&b;</Sanctions>";

fn tidegate(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate")).arg("screen").args(words).output().unwrap()
}

/// Screens somebody against a file of these bytes; gives the exit code and what was said.
fn refused(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let output = tidegate(&["Hanne Lindqvist", "--list", path.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{name}: {said}");
    assert!(output.stdout.is_empty() && said.contains(&format!("error: {name} ")) && said.contains("help: "), "{said}");
    assert!(!said.contains(folder.to_str().unwrap()), "only the name of the file is told: {said}");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_file_that_is_no_list_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (own, sdn) = (made("own.csv"), made("ofac_advanced.xml"));
    let own_head = &own[..own.iter().position(|it| *it == b'P').unwrap()];
    for (name, bytes, what, help) in [
        ("nothing.xml", vec![], "has no entry", "fetch the list again"),
        ("empty.csv", own_head.to_vec(), "has no entry", "screen against the last good one"),
        ("page.xml", b"<!DOCTYPE html><html><body>503</body></html>".to_vec(), "is a web page", "an error page"),
        ("cut.xml", sdn[..sdn.len() / 2].to_vec(), "ends in the middle", "the download was cut"),
        ("cut.xml.gz", packed_gz([sdn.clone()].into_iter())[..900].to_vec(), "ends in the middle", "fetch it again"),
        ("cut.xml.bz2", packed_bz2([sdn.clone()].into_iter())[..900].to_vec(), "ends in the middle", "fetch it again"),
        ("wide.csv", utf16(&own), "is written in UTF-16", "iconv"),
        ("wide.xml", utf16(&sdn), "is written in UTF-16", "iconv"),
        ("old.csv", latin1(&own), "another encoding", "iconv"),
        ("entities.xml", ENTITIES.into(), "brings a document type definition", "do not trust this file"),
        ("archive.zip", b"PK\x03\x04....".to_vec(), "is a packed file", "unpack it"),
        ("text.txt", b"Dear colleague,\n".to_vec(), "is in no known format", "the publisher's own file"),
        ("broken.xml.zst", packed_zst(2)[..5].to_vec(), "", "fetch it again"),
    ] {
        let said = refused(folder.path(), name, &bytes);
        assert!(said.contains(what) && said.contains(help), "{name}: {said}");
    }
}

#[test]
fn a_bomb_is_put_down_before_it_goes_off() {
    let folder = tempfile::tempdir().unwrap();
    let own = made("own.csv");
    let behind_a_list = || std::iter::once(own.clone()).chain(zeros(64));
    for (name, bytes) in [
        ("zeros.gz", packed_gz(zeros(256))),
        ("zeros.bz2", packed_bz2(zeros(64))),
        ("zeros.zst", packed_zst(2_000)),
        ("list.csv.gz", packed_gz(behind_a_list())),
        ("list.csv.bz2", packed_bz2(behind_a_list())),
    ] {
        let said = refused(folder.path(), name, &bytes);
        let (format, size) = ("is in no known format", "bytes in one element or line");
        assert!(said.contains(if name.starts_with("zeros") { format } else { size }), "{name}: {said}");
    }
    let path = folder.path().join("customers.csv.gz");
    std::fs::write(&path, packed_gz(std::iter::once(b"name\n".to_vec()).chain(zeros(64)))).unwrap();
    let list = folder.path().join("own.csv");
    std::fs::write(&list, own).unwrap();
    let output = tidegate(&["--batch", path.to_str().unwrap(), "--list", list.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && said.contains("bytes in one element or line"), "{said}");
}

#[test]
fn a_place_that_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    for (path, what) in
        [(place.to_owned(), "is a folder with 0 CSV files"), (format!("{place}/none.xml"), "does not exist")]
    {
        let output = tidegate(&["x", "--list", &path]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(3) && said.contains(what) && said.contains("help: "), "{said}");
    }
}

#[test]
fn a_customer_file_that_is_none_or_half_of_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("own.csv");
    std::fs::write(&list, made("own.csv")).unwrap();
    let whole = b"customer,name\n1,Hanne Lindqvist\n2,Anna Berg\n".to_vec();
    let packed = packed_gz([whole.clone()].into_iter());
    for (name, bytes, what) in [
        ("empty.csv", vec![], "has no row below its columns' names"),
        ("names.csv", b"customer,name\n".to_vec(), "has no row below its columns' names"),
        ("other.csv", b"a,b\n1,2\n".to_vec(), "has no column name, family_name, other_names or address"),
        ("cut.csv", whole[..whole.len() - 11].to_vec(), "ends in the middle of a row (line 3)"),
        ("quote.csv", b"customer,name\n1,\"Hanne\n2,Anna\n".to_vec(), "ends in the middle of a row (line 2)"),
        ("old.csv", b"customer,name\n1,J\xf6rg\n".to_vec(), "is not written in UTF-8 (line 2)"),
        ("wide.csv", utf16(&whole), "is written in UTF-16"),
        ("cut.csv.gz", packed[..packed.len() - 9].to_vec(), "ends in the middle"),
        ("archive.zip", b"PK\x03\x04....".to_vec(), "is a packed file"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let out = folder.path().join("out.csv");
        let words = ["--batch", path.to_str().unwrap(), "--as", "csv", "--out", out.to_str().unwrap()];
        let output = tidegate(&[&words[..], &["--list", list.to_str().unwrap(), "--at", "2026-03-05"]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(3) && said.contains(what) && said.contains("help: "), "{name}: {said}");
        assert!(!out.exists(), "{name}: nothing half is left");
    }
    // Packed and whole, under a name that does not say so.
    let path = folder.path().join("packed.csv");
    std::fs::write(&path, &packed).unwrap();
    let output = tidegate(&["--batch", path.to_str().unwrap(), "--list", list.to_str().unwrap(), "--at", "2026-03-05"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_packed_file_that_is_damaged_is_told_apart_from_a_bad_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut packed = packed_gz(std::iter::once(made("own.csv")));
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    let said = refused(folder.path(), "own.csv.gz", &packed);
    assert!(said.contains("is a packed file that is damaged") && said.contains("fetch it again"), "{said}");
}
