//! Bad input, each named for its fault: what is refused, what stands, and that nothing is lost.
//!
//! Every case checks rows in = accepted + rejected + duplicates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use flate2::{Compression, write::GzEncoder};
use std::io::{Read, Write};
use tidegate_monitor::ledger::{Format, Import, Ledger, LedgerBuilder, ReadFault};

const HEADER: &str = "time,from,to,amount,asset,txid\n";
const ROW: &str = "2026-03-01T10:00:00Z,a,b,1,ETH,t1\n";
const NEXT: &str = "2026-03-01T11:00:00Z,a,b,1,ETH,t2\n";

fn read(name: &str, bytes: impl Read) -> Result<Ledger, ReadFault> {
    let mut builder = LedgerBuilder::new(Import::default());
    builder.read(name, bytes).map_err(|it| it.fault)?;
    let ledger = builder.finish();
    let counts = ledger.counts();
    assert_eq!(counts.rows, counts.accepted + counts.rejected + counts.duplicates);
    assert_eq!((counts.accepted, counts.rejected), (ledger.transfers().len() as u64, ledger.rejected().len() as u64));
    Ok(ledger)
}

/// The lines of the accepted rows, and the rejected ones as `line column code`.
fn answer(name: &str, bytes: &[u8]) -> (Vec<u32>, Vec<String>) {
    let ledger = read(name, bytes).unwrap();
    let mut lines: Vec<u32> = ledger.transfers().iter().map(|it| it.line).collect();
    lines.sort_unstable();
    let column = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
    let rejected =
        ledger.rejected().iter().map(|it| format!("{} {} {}", it.line, column(&it.column), it.reason.code()));
    (lines, rejected.collect())
}

fn check(fault: &str, body: &[u8], lines: &[u32], rejected: &[&str]) {
    let (found, refused) = answer("x.csv", &[HEADER.as_bytes(), body].concat());
    assert_eq!((found.as_slice(), refused), (lines, rejected.iter().map(|it| (*it).to_owned()).collect()), "{fault}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn bad_rows_are_findings_and_good_rows_stand() {
    let row = |text: &str| format!("{ROW}{text}\n{NEXT}").into_bytes();
    for (fault, text, rejected) in [
        ("row_too_short", "2026-03-01,a,b,1,ETH", "3 - row-too-few-fields"),
        ("row_too_long", "2026-03-01,a,b,1,ETH,t,more", "3 - row-too-many-fields"),
        ("amount_negative", "2026-03-01,a,b,-1,ETH,t", "3 amount row-amount-negative"),
        ("amount_nan", "2026-03-01,a,b,NaN,ETH,t", "3 amount row-amount-not-finite"),
        ("amount_infinite", "2026-03-01,a,b,inf,ETH,t", "3 amount row-amount-not-finite"),
        ("amount_with_thousands", "2026-03-01,a,b,\"1,000\",ETH,t", "3 amount row-amount-separated"),
        ("amount_missing", "2026-03-01,a,b,,ETH,t", "3 amount row-amount-missing"),
        ("amount_absurd", "2026-03-01,a,b,1e99,ETH,t", "3 amount row-amount-too-large"),
        ("time_missing", ",a,b,1,ETH,t", "3 time row-time-missing"),
        ("time_before_year_one", "0000-12-31T23:59:59Z,a,b,1,ETH,t", "3 time row-time-out-of-range"),
        ("time_that_does_not_exist", "2026-02-30,a,b,1,ETH,t", "3 time row-time-does-not-exist"),
        ("sender_missing", "2026-03-01,,b,1,ETH,t", "3 from row-missing-cell"),
        ("asset_missing", "2026-03-01,a,b,1, ,t", "3 asset row-missing-cell"),
    ] {
        check(fault, &row(text), &[2, 4], &[rejected]);
    }
}

#[test]
fn odd_but_honest_files_are_read() {
    let file = |text: &str| format!("{HEADER}{text}");
    for (what, text, lines) in [
        ("byte_order_mark", format!("\u{feff}{HEADER}{ROW}"), vec![2]),
        ("carriage_returns", file(ROW).replace('\n', "\r\n"), vec![2]),
        ("no_line_break_at_the_end", file(ROW).trim_end().to_owned(), vec![2]),
        ("empty_lines", file(&format!("\n{ROW}\n\n{NEXT}")), vec![3, 6]),
        ("header_only", file(""), vec![]),
        (
            "quoted_everything",
            "\"time\",\"from\",\"to\",\"amount\",\"asset\"\n\"2026-03-01\",\"a\",\"b\",\"1\",\"ETH\"\n".into(),
            vec![2],
        ),
        ("line_breaks_in_quotes", file(&format!("2026-03-01,\"a\r\n,\"\"x\"\"\n\",b,1,ETH,t0\n{ROW}")), vec![2, 5]),
        ("extra_empty_fields", file("2026-03-01,a,b,1,ETH,t0,,\n"), vec![2]),
        ("years_one_and_9999", file("0001-01-01,a,b,1,ETH,t0\n9999-12-31T23:59:59.999999Z,a,b,1,ETH,t1\n"), vec![2, 3]),
        ("time_going_backwards", file(&format!("{NEXT}{ROW}")), vec![2, 3]),
    ] {
        assert_eq!(answer("x.csv", text.as_bytes()), (lines, vec![]), "{what}");
        assert_eq!(answer("x.csv.gz", &gzip(text.as_bytes())).1, Vec::<String>::new(), "{what}, packed");
    }
}

#[test]
fn a_row_that_is_no_text_is_a_finding() {
    check("invalid_utf8", b"2026-03-01,\xff,b,1,ETH,t0\n2026-03-01,a,b,1,ETH,t1\n", &[3], &["2 - row-not-utf8"]);
}

#[test]
fn an_unclosed_quote_costs_one_row() {
    let body = format!("2026-03-01,\"a,b,1,ETH,t0\n{ROW}{NEXT}");
    check("quote_unclosed", body.as_bytes(), &[3, 4], &["2 - row-unclosed-quote"]);
}

#[test]
fn a_line_of_ten_megabytes_is_a_finding() {
    let body = format!("{ROW}2026-03-01,{},b,1,ETH,t0\n{NEXT}", "x".repeat(10 << 20));
    check("line_of_10_mb", body.as_bytes(), &[2, 4], &["3 - row-too-long"]);
    let quoted = format!("{ROW}2026-03-01,\"{}\",b,1,ETH,t0\n{NEXT}", "x".repeat(10 << 20));
    check("line_of_10_mb_quoted", quoted.as_bytes(), &[2, 4], &["3 - row-too-long"]);
    let json = format!("{{\"time\":\"{}\"}}\n", "x".repeat(10 << 20));
    assert_eq!(answer("x.jsonl", json.as_bytes()), (vec![], vec!["1 - row-too-long".to_owned()]));
}

#[test]
fn a_truncated_stream_is_a_finding_and_the_rows_before_it_stand() {
    let rows: String =
        (0..50_000).map(|it| format!("{},a{it},b,{it}.5,ETH,{:x}\n", 1_700_000_000 + it, it * 7919)).collect();
    let text = format!("{HEADER}{rows}");
    let packed = gzip(text.as_bytes());
    let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    for (name, packed) in [("x.csv.gz", packed), ("x.csv.zst", zstd)] {
        let (lines, rejected) = answer(name, &packed[..packed.len() / 2]);
        assert!(lines.len() > 1000, "{name}: {}", lines.len());
        assert_eq!(lines, (2..2 + u32::try_from(lines.len()).unwrap()).collect::<Vec<_>>());
        assert_eq!(rejected, [format!("{} - source-truncated", lines.len() + 2)], "{name}");
        assert_eq!(answer(name, &packed).0.len(), 50_000);
    }
}

#[test]
fn a_text_that_is_cut_in_its_last_row_breaks_off() {
    for (fault, last, code) in [
        ("too_few_fields", "2026-03-01,a,b", "source-truncated"),
        ("quote_open", "2026-03-01,a,b,1,ETH,\"t", "source-truncated"),
        ("quote_open_over_lines", "2026-03-01,a,\"b\nc", "source-truncated"),
        ("too_few_fields_with_an_end", "2026-03-01,a,b\n", "row-too-few-fields"),
        ("quote_open_with_an_end", "2026-03-01,a,b,1,ETH,\"t\n", "row-unclosed-quote"),
        ("too_many_fields", "2026-03-01,a,b,1,ETH,t,more", "row-too-many-fields"),
        ("amount_cut", "2026-03-01,a,b,-,ETH,t3", "row-amount-unreadable"),
    ] {
        let (lines, rejected) = answer("x.csv", format!("{HEADER}{ROW}{NEXT}{last}").as_bytes());
        assert_eq!(lines, [2, 3], "{fault}");
        assert!(rejected.last().is_some_and(|it| it.ends_with(code)), "{fault}: {rejected:?}");
    }
    let row = r#"{"time":"2026-03-01","from":"a","to":"b","amount":1,"asset":"ETH"}"#;
    for (last, code) in [
        (&row[..40], "2 - source-truncated"),
        (&row[..row.len() - 1], "2 - source-truncated"),
        ("nonsense", "2 - row-not-json"),
        ("{}}", "2 - row-not-json"),
        ("{\"time\":\n", "2 - row-not-json"),
    ] {
        assert_eq!(answer("x.jsonl", format!("{row}\n{last}").as_bytes()), (vec![1], vec![code.to_owned()]), "{last}");
    }
    assert_eq!(answer("x.jsonl", row.as_bytes()), (vec![1], vec![]));
    let patterns = b"BEGIN LAUNDERING ATTEMPT - STACK\n2022/09/01 00:06,021174,800737690,012,80011F990";
    assert_eq!(answer("x.txt", patterns), (vec![], vec!["2 - source-truncated".to_owned()]));
}

#[test]
fn a_damaged_stream_is_a_finding() {
    let text = format!("{HEADER}{}", ROW.repeat(3));
    let mut packed = gzip(text.as_bytes());
    let checksum = packed.len() - 6;
    packed[checksum] ^= 0xff;
    let (lines, rejected) = answer("x.csv.gz", &packed);
    assert_eq!((lines, rejected), (vec![2], vec!["5 - source-damaged".to_owned()]));
}

#[test]
fn bytes_behind_a_packed_stream_are_a_finding_and_the_rows_stand() {
    let text = format!("{HEADER}{ROW}{NEXT}");
    let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    for packed in [gzip(text.as_bytes()), zstd] {
        let trailed = [&packed[..], b"signature"].concat();
        assert_eq!(answer("stdin", &trailed), (vec![2, 3], vec!["4 - source-trailing-bytes".to_owned()]));
        let padded = [&packed[..], &[0; 512]].concat();
        assert_eq!(answer("stdin", &padded), (vec![2, 3], vec![]));
    }
    assert_eq!(answer("plain.csv.gz", text.as_bytes()), (vec![2, 3], vec![]));
}

#[test]
fn a_bomb_is_streamed() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(HEADER.as_bytes()).unwrap();
    let blank = vec![b'\n'; 1 << 20];
    for _ in 0..32 {
        encoder.write_all(&blank).unwrap();
    }
    encoder.write_all(ROW.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    assert_eq!(answer("x.csv.gz", &packed), (vec![2 + (32 << 20)], vec![]));
}

#[test]
fn findings_beyond_the_first_hundred_thousand_are_counted_and_not_listed() {
    let text = format!("{HEADER}{}{ROW}", "x\n".repeat(100_005));
    let mut builder = LedgerBuilder::new(Import::default());
    builder.read("x.csv", text.as_bytes()).unwrap();
    let ledger = builder.finish();
    assert_eq!((ledger.counts().rows, ledger.counts().rejected, ledger.rejected().len()), (100_006, 100_005, 100_000));
}

#[test]
fn what_cannot_be_read_at_all_is_an_error_and_leaves_nothing() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(HEADER.bytes().flat_map(|it| [it, 0])).collect();
    for (fault, bytes, code) in [
        ("empty_file", vec![], "source-empty"),
        ("only_empty_lines", b"\n\r\n\n".to_vec(), "source-empty"),
        ("no_header", ROW.as_bytes().to_vec(), "source-column-missing"),
        ("header_is_not_utf8", b"time,\xff\n".to_vec(), "source-header-unreadable"),
        ("header_unclosed", b"\"time,from\n".to_vec(), "source-header-unreadable"),
        ("utf16", utf16, "source-not-utf8"),
        ("utf16_without_a_mark", HEADER.bytes().flat_map(|it| [it, 0]).collect(), "source-not-utf8"),
        ("workbook", b"PK\x03\x04\x14\0\x06\0".to_vec(), "source-packed"),
        ("old_workbook", b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), "source-packed"),
        ("bzip2", b"BZh91AY&SY".to_vec(), "source-packed"),
        ("xz", b"\xfd7zXZ\0\0".to_vec(), "source-packed"),
        ("parquet_cut_short", b"PAR1\x15\x04".to_vec(), "source-not-parquet"),
        ("bare_carriage_returns", format!("{HEADER}{ROW}").replace('\n', "\r").into_bytes(), "source-carriage-returns"),
        ("json_list", b"[\n {\"time\": 1}\n]\n".to_vec(), "source-json-list"),
        ("column_twice", b"time,from,from,to,amount,asset\n".to_vec(), "source-column-ambiguous"),
    ] {
        let mut builder = LedgerBuilder::new(Import::default());
        let error = builder.read("/home/someone/x.csv", &bytes[..]).unwrap_err();
        assert_eq!(error.fault.code(), code, "{fault}");
        assert!(error.to_string().starts_with("x.csv: "), "{error}");
        builder.read("y.csv", format!("{HEADER}{ROW}").as_bytes()).unwrap();
        let ledger = builder.finish();
        assert_eq!((ledger.sources().len(), ledger.sources()[0].name.as_str(), ledger.counts().rows), (1, "y.csv", 1));
    }
    assert_eq!(read("x.csv.gz", &b"\x1f\x8bno gzip"[..]).unwrap_err().code(), "source-header-unreadable");
    assert_eq!(read("x.jsonl", &b""[..]).unwrap_err().code(), "source-empty");
}

#[test]
fn a_reader_that_fails_is_a_damaged_source() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk"))
        }
    }
    let text = format!("{HEADER}{ROW}2026");
    let ledger = read("x.csv", text.as_bytes().chain(Failing)).unwrap();
    let found = ledger.rejected().iter().map(|it| (it.line, it.reason.code())).collect::<Vec<_>>();
    assert_eq!((ledger.transfers().len(), found), (1, vec![(3, "source-damaged")]));
    let error = read("x.csv", b"ti".chain(Failing)).unwrap_err();
    assert_eq!(error.to_string(), "line 1, the header: the file is damaged from here on: export or copy it again");
}

#[test]
fn a_finding_says_nothing_of_the_cells() {
    let ledger = read("x.csv", format!("{HEADER}soon,Erika,b,secret,ETH,t\n").as_bytes()).unwrap();
    let text = format!("{:?}{}", ledger.rejected(), ledger.rejected()[0].reason);
    assert!(!text.contains("soon") && !text.contains("Erika") && !text.contains("secret"), "{text}");
}

#[test]
fn a_source_is_known_by_the_digest_of_its_stored_bytes() {
    let packed = gzip(format!("{HEADER}{ROW}").as_bytes());
    let ledger = read("a/b/x.csv.gz", &packed[..]).unwrap();
    let source = &ledger.sources()[0];
    assert_eq!((source.name.as_str(), source.format), ("x.csv.gz", Format::Canonical));
    assert_eq!(source.digest, tidegate_kyc_core::base::SourceId::of(&packed));
}
