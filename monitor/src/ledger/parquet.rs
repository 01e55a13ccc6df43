//! Parquet → rows, column by column, by the canonical names or synonyms.
//!
//! Only the columns that are needed are decoded, a few thousand rows at a time. The file itself
//! is held in memory, as its directory stands at its end. Knows flat columns only.

use super::cells::{Cell, Cells};
use super::feed::Feed;
use super::intake::Intake;
use super::layout::Layout;
use super::time::within_years;
use super::{Format, Import, ReadFault, Reason, Role};
use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, RowGroupReader};
use ::parquet::file::serialized_reader::SerializedFileReader;
use ::parquet::schema::types::ColumnDescriptor;
use bytes::Bytes;
use std::fmt::Write;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tidegate_kyc_core::base::Instant;

/// The largest file that is held in memory.
const SIZE_MAX: u64 = 1 << 32;
/// Rows that are decoded at a time.
const BATCH: usize = 4096;

/// Reads a whole source.
pub(super) fn read<R: Read>(feed: &mut Feed<R>, import: &Import, intake: &mut Intake) -> Result<Format, ReadFault> {
    let bytes = feed.rest(SIZE_MAX).ok_or(ReadFault::TooLarge)?;
    let file = guarded(|| SerializedFileReader::new(Bytes::from(bytes))).ok_or(ReadFault::NotParquet)?;
    let schema = file.metadata().file_metadata().schema_descr();
    let headers: Vec<String> = schema.columns().iter().map(|it| it.path().string()).collect();
    let layout = Layout::find(&headers, import)?;
    intake.passed_over = layout.passed_over(&headers, import);
    intake.value_elsewhere = layout.value_elsewhere(&headers, import);
    let mut columns = Vec::new();
    for role in Role::ALL {
        // A day is no text here; a time beside it says its own.
        if let Some(place) = layout.column(role).filter(|_| role != Role::Date) {
            let form = Form::of(&schema.column(place), role).ok_or(ReadFault::ColumnType(role))?;
            columns.push(Column { role, place, form, batch: Batch::default() });
        }
    }
    let mut rows = 0;
    for group in 0..file.num_row_groups() {
        let whole = guarded(|| file.get_row_group(group))
            .is_some_and(|group| read_group(group.as_ref(), &headers, &layout, &mut columns, &mut rows, intake));
        if !whole {
            intake.reject(line(rows), None, Reason::Damaged);
            break;
        }
    }
    Ok(Format::Parquet)
}

/// Rows count as lines, from 1.
fn line(row: u64) -> u32 {
    u32::try_from(row + 1).unwrap_or(u32::MAX)
}

/// What the decoder gives, or nothing where it fails. It is code of others that meets hostile
/// bytes: should it panic on them, that is damage too.
fn guarded<T>(decode: impl FnOnce() -> Result<T, ParquetError>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(decode)).ok().and_then(Result::ok)
}

/// Reads a row group; `false` where it breaks off.
fn read_group(
    group: &dyn RowGroupReader,
    headers: &[String],
    layout: &Layout,
    columns: &mut [Column],
    rows: &mut u64,
    intake: &mut Intake,
) -> bool {
    let mut readers = Vec::new();
    for column in columns.iter() {
        match guarded(|| group.get_column_reader(column.place)) {
            Some(reader) => readers.push(reader),
            None => return false,
        }
    }
    let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    while left > 0 {
        let count = left.min(BATCH);
        for (column, reader) in columns.iter_mut().zip(&mut readers) {
            let Column { form, batch, .. } = column;
            if guarded(|| batch.fill(reader, *form, count)).is_none() || batch.rows.len() != count {
                return false;
            }
        }
        for row in 0..count {
            take(row, line(*rows), headers, layout, columns, intake);
            *rows += 1;
        }
        left -= count;
    }
    true
}

/// Takes one row of the batch.
fn take(row: usize, line: u32, headers: &[String], layout: &Layout, columns: &[Column], intake: &mut Intake) {
    let mut cells = Cells::empty();
    for role in Role::ALL {
        cells.put(role, layout.constant(role));
    }
    let name = |role| layout.column(role).and_then(|it: usize| headers.get(it)).map(String::as_str);
    for column in columns {
        match column.batch.rows.get(row) {
            Some(Held::Text(start, end)) => cells.put(column.role, column.batch.text.get(*start..*end).unwrap_or("")),
            Some(Held::Time(time)) => cells.time = Some(*time),
            Some(Held::Fault(reason)) => return intake.reject(line, name(column.role), *reason),
            None => {}
        }
    }
    cells.further = layout.has_further();
    cells.names_currency = layout.has(Role::ValueCurrency);
    cells.unscaled = layout.has(Role::Decimals) && cells.get(Role::Decimals).is_empty();
    if let Err(refusal) = intake.accept(line, &cells) {
        let Cell::Of(role) = refusal.cell else { return };
        intake.reject(line, name(role), refusal.reason);
    }
}

struct Column {
    role: Role,
    place: usize,
    form: Form,
    batch: Batch,
}

/// How a column's plain numbers and bytes are to be understood.
#[derive(Clone, Copy)]
enum Form {
    /// A text, or a number as it is.
    Plain,
    /// A whole number that is never negative.
    Unsigned,
    /// A whole number with so many digits behind the point.
    Decimal(i32),
    /// Times: units of so many nanoseconds since 1970.
    Ticks(i128),
}

impl Form {
    /// `None` where the column cannot hold what the role asks.
    fn of(column: &ColumnDescriptor, role: Role) -> Option<Self> {
        if column.max_rep_level() > 0 || column.max_def_level() > 1 {
            return None;
        }
        if column.physical_type() == Type::BOOLEAN {
            return (role == Role::Status).then_some(Self::Plain);
        }
        let ticks = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Timestamp(it)), _) => match it.unit {
                TimeUnit::MILLIS => Some(1_000_000),
                TimeUnit::MICROS => Some(1_000),
                TimeUnit::NANOS => Some(1),
            },
            (_, ConvertedType::TIMESTAMP_MILLIS) => Some(1_000_000),
            (_, ConvertedType::TIMESTAMP_MICROS) => Some(1_000),
            (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Some(86_400_000_000_000),
            _ => None,
        };
        if ticks.is_some() || column.physical_type() == Type::INT96 {
            return (role == Role::Time).then_some(Self::Ticks(ticks.unwrap_or(1)));
        }
        let unsigned = matches!(
            column.converted_type(),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
        );
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(it)), _) => Some(Self::Decimal(it.scale)),
            (_, ConvertedType::DECIMAL) => Some(Self::Decimal(column.type_scale())),
            _ if unsigned => Some(Self::Unsigned),
            _ if column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY => None,
            _ => Some(Self::Plain),
        }
    }
}

/// What one row holds in one column.
enum Held {
    Text(usize, usize),
    Time(Instant),
    Fault(Reason),
}

/// Some rows of one column, as texts one after the other or as times.
#[derive(Default)]
struct Batch {
    text: String,
    rows: Vec<Held>,
}

impl Batch {
    fn fill(&mut self, reader: &mut ColumnReader, form: Form, count: usize) -> Result<(), ParquetError> {
        self.text.clear();
        self.rows.clear();
        match reader {
            ColumnReader::BoolColumnReader(it) => self.each(it, count, |batch, it| batch.write(format_args!("{it}"))),
            ColumnReader::Int32ColumnReader(it) => self.each(it, count, |batch, it| {
                batch.whole(
                    if matches!(form, Form::Unsigned) { i128::from(it.cast_unsigned()) } else { i128::from(*it) },
                    form,
                )
            }),
            ColumnReader::Int64ColumnReader(it) => self.each(it, count, |batch, it| {
                batch.whole(
                    if matches!(form, Form::Unsigned) { i128::from(it.cast_unsigned()) } else { i128::from(*it) },
                    form,
                )
            }),
            ColumnReader::Int96ColumnReader(it) => self.each(it, count, |batch, it| {
                let nanos =
                    it.to_seconds() as i128 * 1_000_000_000 + i128::from(it.to_nanos().rem_euclid(1_000_000_000));
                batch.whole(nanos, Form::Ticks(1))
            }),
            ColumnReader::FloatColumnReader(it) => self.each(it, count, |batch, it| batch.write(format_args!("{it}"))),
            ColumnReader::DoubleColumnReader(it) => self.each(it, count, |batch, it| batch.write(format_args!("{it}"))),
            ColumnReader::ByteArrayColumnReader(it) => {
                self.each(it, count, |batch, it: &ByteArray| batch.bytes(it.data(), form))
            }
            ColumnReader::FixedLenByteArrayColumnReader(it) => {
                self.each(it, count, |batch, it: &FixedLenByteArray| batch.bytes(it.data(), form))
            }
        }
    }

    fn each<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        count: usize,
        mut hold: impl FnMut(&mut Self, &T::T) -> Held,
    ) -> Result<(), ParquetError> {
        let (mut values, mut levels) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let (rows, _, _) = reader.read_records(count, Some(&mut levels), None, &mut values)?;
        let mut values = values.iter();
        for row in 0..rows {
            let present = levels.get(row).is_none_or(|it| *it > 0);
            let held = if present { values.next().map(|it| hold(self, it)) } else { None };
            self.rows.push(held.unwrap_or(Held::Text(0, 0)));
        }
        Ok(())
    }

    fn whole(&mut self, number: i128, form: Form) -> Held {
        match form {
            Form::Plain | Form::Unsigned => self.write(format_args!("{number}")),
            Form::Decimal(scale) => self.write(format_args!("{number}e{}", -i64::from(scale))),
            Form::Ticks(nanos) => {
                let time = number.saturating_mul(nanos).div_euclid(1000);
                i64::try_from(time)
                    .ok()
                    .and_then(within_years)
                    .map_or(Held::Fault(Reason::Time(super::TimeError::OutOfRange)), Held::Time)
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8], form: Form) -> Held {
        if let Form::Decimal(_) = form {
            return match (bytes.len(), bytes.first()) {
                (1..=16, Some(first)) => {
                    let sign = if *first >= 0x80 { -1_i128 } else { 0 };
                    self.whole(bytes.iter().fold(sign, |sum, it| (sum << 8) | i128::from(*it)), form)
                }
                _ => Held::Fault(Reason::Amount(super::AmountError::TooLarge)),
            };
        }
        match str::from_utf8(bytes) {
            Ok(text) => self.write(format_args!("{text}")),
            Err(_) => Held::Fault(Reason::NotUtf8),
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) -> Held {
        let start = self.text.len();
        // Writing into a string cannot fail.
        let _ = self.text.write_fmt(text);
        Held::Text(start, self.text.len())
    }
}
