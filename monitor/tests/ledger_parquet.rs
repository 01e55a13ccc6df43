//! Parquet in every plain type that a time and an amount may have, written here and read back.
//!
//! Catches a wrong unit, scale or sign; files of other writers are among the fuzz seeds.
#![cfg(feature = "parquet")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type, Int96, Int96Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;
use tidegate_monitor::ledger::{Import, Ledger, LedgerBuilder};

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn column<T: DataType>(group: &mut Group<'_>, values: &[T::T], levels: Option<&[i16]>) {
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<T>().write_batch(values, levels, None).unwrap();
    column.close().unwrap();
}

fn texts(group: &mut Group<'_>, values: &[&str]) {
    let values: Vec<ByteArray> = values.iter().map(|it| ByteArray::from(*it)).collect();
    column::<ByteArrayType>(group, &values, None);
}

/// A file of one row group a call of `fill`.
fn file(fields: &str, groups: usize, fill: impl Fn(&mut Group<'_>)) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message schema {{ {fields} }}")).unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
    for _ in 0..groups {
        let mut group = writer.next_row_group().unwrap();
        fill(&mut group);
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn read(bytes: &[u8]) -> Ledger {
    let mut builder = LedgerBuilder::new(Import::default());
    builder.read("x.parquet", bytes).unwrap();
    builder.finish()
}

const ENDS: &str = "REQUIRED BYTE_ARRAY from (UTF8); REQUIRED BYTE_ARRAY to (UTF8); REQUIRED BYTE_ARRAY asset (UTF8);";

fn ends(group: &mut Group<'_>) {
    texts(group, &["a"]);
    texts(group, &["b"]);
    texts(group, &["ETH"]);
}

/// What one cell of a time column becomes.
fn time<T: DataType>(kind: &str, value: T::T) -> String {
    let fields = format!("REQUIRED {kind}; {ENDS} REQUIRED INT64 amount;");
    let ledger = read(&file(&fields, 1, |group| {
        column::<T>(group, std::slice::from_ref(&value), None);
        ends(group);
        column::<Int64Type>(group, &[5], None);
    }));
    match (ledger.transfers(), ledger.rejected()) {
        ([it], []) => it.time.to_string(),
        (_, [it]) => it.reason.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// What one cell of an amount column becomes.
fn amount<T: DataType>(kind: &str, value: T::T) -> String {
    let fields = format!("REQUIRED INT64 time; {ENDS} REQUIRED {kind};");
    let ledger = read(&file(&fields, 1, |group| {
        column::<Int64Type>(group, &[1_772_355_600], None);
        ends(group);
        column::<T>(group, std::slice::from_ref(&value), None);
    }));
    match (ledger.transfers(), ledger.rejected()) {
        ([it], []) => it.amount.to_string(),
        (_, [it]) => it.reason.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn times_are_read_in_every_unit() {
    let seconds = 1_772_355_600_i64;
    let moment = "2026-03-01T09:00:00Z";
    assert_eq!(time::<Int64Type>("INT64 time", seconds), moment);
    assert_eq!(time::<Int64Type>("INT64 time", seconds * 1000), moment);
    assert_eq!(time::<Int64Type>("INT64 time (TIMESTAMP_MILLIS)", seconds * 1000), moment);
    assert_eq!(
        time::<Int64Type>("INT64 time (TIMESTAMP(MICROS,true))", seconds * 1_000_000 + 1),
        "2026-03-01T09:00:00.000001Z"
    );
    assert_eq!(
        time::<Int64Type>("INT64 time (TIMESTAMP(NANOS,false))", seconds * 1_000_000_000 + 1999),
        "2026-03-01T09:00:00.000001Z"
    );
    assert_eq!(time::<Int64Type>("INT64 time (TIMESTAMP(MILLIS,true))", -1), "1969-12-31T23:59:59.999000Z");
    assert_eq!(time::<Int32Type>("INT32 time (DATE)", 20_513), "2026-03-01T00:00:00Z");
    assert_eq!(time::<Int32Type>("INT32 time", 1_772_355_600), moment);
    assert_eq!(time::<DoubleType>("DOUBLE time", 1_772_355_600.5), "2026-03-01T09:00:00.500000Z");
    assert_eq!(time::<ByteArrayType>("BYTE_ARRAY time (UTF8)", ByteArray::from("2026-03-01 09:00")), moment);
    let mut spark = Int96::new();
    let nanos = 9 * 3600 * 1_000_000_000_u64;
    spark.set_data(nanos as u32, (nanos >> 32) as u32, 2_440_588 + 20_513);
    assert_eq!(time::<Int96Type>("INT96 time", spark), moment);
}

#[test]
fn times_that_cannot_be_are_findings() {
    assert_eq!(time::<Int64Type>("INT64 time (TIMESTAMP_MILLIS)", i64::MAX), "row-time-out-of-range");
    assert_eq!(time::<Int64Type>("INT64 time (TIMESTAMP(NANOS,true))", i64::MIN), "1677-09-21T00:12:43.145224Z");
    assert_eq!(time::<Int64Type>("INT64 time", -5), "row-time-unreadable");
    assert_eq!(time::<DoubleType>("DOUBLE time", f64::NAN), "row-time-unreadable");
    let mut far = Int96::new();
    far.set_data(u32::MAX, u32::MAX, u32::MAX);
    assert_eq!(time::<Int96Type>("INT96 time", far), "row-time-out-of-range");
}

#[test]
fn amounts_are_read_in_every_type() {
    assert_eq!(amount::<Int64Type>("INT64 amount", 42), "42");
    assert_eq!(amount::<Int64Type>("INT64 amount (UINT_64)", -1), "18446744073709551615");
    assert_eq!(amount::<Int32Type>("INT32 amount (DECIMAL(9,2))", 12_345), "123.45");
    assert_eq!(amount::<Int64Type>("INT64 amount (DECIMAL(18,6))", 1), "0.000001");
    assert_eq!(amount::<DoubleType>("DOUBLE amount", 601.411033), "601.411033");
    assert_eq!(amount::<DoubleType>("DOUBLE amount", 1e-7), "0.0000001");
    assert_eq!(amount::<FloatType>("FLOAT amount", 0.1), "0.1");
    assert_eq!(amount::<ByteArrayType>("BYTE_ARRAY amount (UTF8)", ByteArray::from("1e-18")), "0.000000000000000001");
    let wei = 1_500_000_000_000_000_001_i128.to_be_bytes();
    let fixed = FixedLenByteArray::from(wei.to_vec());
    let of = "FIXED_LEN_BYTE_ARRAY(16) amount (DECIMAL(38,18))";
    assert_eq!(amount::<FixedLenByteArrayType>(of, fixed), "1.500000000000000001");
    let short = ByteArray::from(vec![0x01, 0x00]);
    assert_eq!(amount::<ByteArrayType>("BYTE_ARRAY amount (DECIMAL(10,1))", short), "25.6");
}

#[test]
fn amounts_that_cannot_be_are_findings() {
    assert_eq!(amount::<DoubleType>("DOUBLE amount", f64::NAN), "row-amount-not-finite");
    assert_eq!(amount::<DoubleType>("DOUBLE amount", f64::INFINITY), "row-amount-not-finite");
    assert_eq!(amount::<DoubleType>("DOUBLE amount", -0.5), "row-amount-negative");
    assert_eq!(amount::<DoubleType>("DOUBLE amount", f64::MAX), "row-amount-too-large");
    let negative = ByteArray::from(vec![0xff, 0xff]);
    assert_eq!(amount::<ByteArrayType>("BYTE_ARRAY amount (DECIMAL(10,1))", negative), "row-amount-negative");
    let long = ByteArray::from(vec![0x01; 17]);
    assert_eq!(amount::<ByteArrayType>("BYTE_ARRAY amount (DECIMAL(40,1))", long), "row-amount-too-large");
    assert_eq!(amount::<ByteArrayType>("BYTE_ARRAY amount", ByteArray::from(vec![0xff])), "row-not-utf8");
}

#[test]
fn absent_cells_are_empty_and_rows_count_over_all_groups() {
    let fields = format!("OPTIONAL INT64 time; {ENDS} REQUIRED INT64 amount; OPTIONAL BYTE_ARRAY memo (UTF8);");
    let bytes = file(&fields, 3, |group| {
        column::<Int64Type>(group, &[1_772_355_600], Some(&[1, 0]));
        for text in ["a", "b", "ETH"] {
            texts(group, &[text, text]);
        }
        column::<Int64Type>(group, &[1, 2], None);
        column::<ByteArrayType>(group, &[ByteArray::from("note")], Some(&[1, 0]));
    });
    let ledger = read(&bytes);
    let lines: Vec<u32> = ledger.transfers().iter().map(|it| it.line).collect();
    let refused: Vec<_> =
        ledger.rejected().iter().map(|it| (it.line, it.column.clone().unwrap(), it.reason.code())).collect();
    assert_eq!(lines, [1, 3, 5]);
    assert_eq!(refused, [2, 4, 6].map(|it| (it, "time".to_owned(), "row-time-missing")));
    assert!(ledger.transfers().iter().all(|it| ledger.book().texts.text(it.memo) == "note"));
}

#[test]
fn columns_that_cannot_hold_it_are_refused() {
    for (fields, code) in [
        (
            "REQUIRED INT64 time; REQUIRED BYTE_ARRAY from; REQUIRED BYTE_ARRAY to; REQUIRED BYTE_ARRAY asset;",
            "source-column-missing",
        ),
        (&format!("REQUIRED INT64 time; {ENDS} REQUIRED BOOLEAN amount;")[..], "source-column-type"),
        (&format!("REQUIRED INT64 time; {ENDS} REPEATED INT64 amount;")[..], "source-column-type"),
        (&format!("REQUIRED INT64 time; {ENDS} REQUIRED INT64 amount (TIMESTAMP_MILLIS);")[..], "source-column-type"),
        (&format!("REQUIRED INT64 time; {ENDS} REQUIRED FIXED_LEN_BYTE_ARRAY(4) amount;")[..], "source-column-type"),
    ] {
        let error = LedgerBuilder::new(Import::default()).read("x", &file(fields, 0, |_| {})[..]).unwrap_err();
        assert_eq!(error.fault.code(), code, "{error}");
    }
}

#[test]
fn a_file_cut_short_or_damaged_is_never_a_panic_and_never_silent() {
    let fields = format!("REQUIRED INT64 time; {ENDS} REQUIRED INT64 amount;");
    let bytes = file(&fields, 2, |group| {
        column::<Int64Type>(group, &[1_772_355_600], None);
        ends(group);
        column::<Int64Type>(group, &[5], None);
    });
    for end in 0..bytes.len() {
        let answer = LedgerBuilder::new(Import::default()).read("x.parquet", &bytes[..end]);
        assert!(answer.is_err(), "cut at {end}");
    }
    let mut damaged = bytes.clone();
    damaged[4..40].fill(0xff);
    let ledger = read(&damaged);
    assert_eq!(ledger.rejected().last().map(|it| it.reason.code()), Some("source-damaged"));
}

#[test]
fn a_truth_value_says_whether_a_row_took_place() {
    let fields = format!("REQUIRED INT64 time; {ENDS} REQUIRED INT64 amount; REQUIRED BOOLEAN success;");
    let rows = |success| {
        let ledger = read(&file(&fields, 1, |group| {
            column::<Int64Type>(group, &[1_772_355_600], None);
            ends(group);
            column::<Int64Type>(group, &[5], None);
            column::<BoolType>(group, &[success], None);
        }));
        (ledger.transfers().len(), ledger.rejected().iter().map(|it| it.reason.code()).collect::<Vec<_>>())
    };
    assert_eq!(rows(true), (1, vec![]));
    assert_eq!(rows(false), (0, vec!["row-not-completed"]));
}
