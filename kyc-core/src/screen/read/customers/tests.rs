//! Customer files, good and bad: what is read of them, what is a finding, and what is no customer file.

use super::*;
use proptest::prelude::*;

type Read = Result<(CustomerFile, Vec<CustomerRow>), CustomersError>;

fn today() -> Day {
    Day::parse("2026-03-01").unwrap()
}

fn read(bytes: &[u8]) -> Read {
    let mut rows = Vec::new();
    let file = read_customers(bytes, &Limits::default(), today(), &mut |row| {
        rows.push(row);
        ControlFlow::<()>::Continue(())
    })?;
    Ok((file.unwrap(), rows))
}

fn shown(row: &CustomerRow) -> String {
    let Some(it) = &row.customer else { return format!("{} rejected", row.line) };
    let names: Vec<&str> = it.names.iter().map(CustomerName::text).collect();
    let texts = |all: &[Redacted<String>]| all.iter().map(|it| it.reveal().clone()).collect::<Vec<_>>().join("+");
    let countries: Vec<&str> = it.countries.iter().map(Country::code).collect();
    let born = it.birth.map(|it| it.reveal().to_string()).unwrap_or_default();
    let gender = it.gender.map(Gender::code).unwrap_or_default();
    let (ids, wallets) = (texts(&it.identifiers), texts(&it.wallets));
    [row.id.as_ref(), it.kind.code(), &names.join("+"), &born, gender, &countries.join("+"), &ids, &wallets].join("|")
}

fn found(rows: &[CustomerRow]) -> Vec<(u64, Option<&'static str>, &'static str)> {
    rows.iter().flat_map(|it| &it.findings).map(|it| (it.line, it.column, it.fault.code())).collect()
}

#[test]
fn every_column_is_read_under_its_names() {
    let (file, rows) = read(
        b"customer,Name,given names,LAST-NAME,other_names,date_of_birth,sex,nationality,id_number,kind,wallets,email\n\
          c-1,\"Mustermann, Erika\",Erika,Mustermann,\"E. Gabler; \xe7\xbe\x8e\",1961-04-17,F,DE;Atlantis;Korea North,C01-X;77,person,a;b,x@y\n\
          c-2,Erika Maria Mustermann,Erika,Mustermann,,,,,,,,\n\
          c-3,,,,,,,,,company,1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH,\n",
    )
    .unwrap();
    assert_eq!(
        rows.iter().map(shown).collect::<Vec<_>>(),
        [
            "c-1|person|Erika Mustermann+E. Gabler+\u{7f8e}|1961-04-17|female|DE+KP|C01-X+77|a+b",
            "c-2|unknown|Erika Mustermann+Erika Maria Mustermann|||||",
            "c-3|organisation||||||1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
        ]
    );
    assert_eq!(found(&rows), [(2, Some("country"), "customer-country-unknown")]);
    assert_eq!((file.rows, file.accepted, file.rejected, file.unread), (3, 3, 0, vec!["email".to_owned()]));
}

#[test]
fn what_is_not_understood_is_told_with_line_and_column_and_the_rest_is_screened() {
    let (file, rows) = read(
        b"customer,name,born,gender,country,identifiers,type\n\
          1,A B,31/02/1970,robot,Atlantis,--,martian\n\n\
          2,A B,1970\n\
          3,,,,,,\n\
          4,C D,,,,,,\n\
          ,,,,,,\n\
          5,\"E\nF\",1970,m,SE,1,person\n",
    )
    .unwrap();
    assert_eq!(
        found(&rows),
        [
            (2, Some("type"), "customer-type-unknown"),
            (2, Some("born"), "customer-born-unreadable"),
            (2, Some("gender"), "customer-gender-unknown"),
            (2, Some("country"), "customer-country-unknown"),
            (2, Some("identifiers"), "customer-identifier-empty"),
            (4, None, "customer-row-ragged"),
            (5, None, "customer-row-without-subject"),
            (6, None, "customer-row-ragged"),
        ]
    );
    assert_eq!((file.rows, file.accepted, file.rejected), (5, 2, 3));
    assert_eq!(shown(&rows[0]), "1|unknown|A B|||||");
    assert_eq!((&*rows[1].id, shown(&rows[4])), ("2", "5|person|E F|1970|male|SE|1|".to_owned()));
}

#[test]
fn several_names_of_one_cell_are_names_of_their_own() {
    for (columns, cells, names) in [
        ("name", "Ravindar Voss; Hanne Lindqvist;", "Ravindar Voss+Hanne Lindqvist"),
        ("given_name,family_name", "Hanne,Lindqvist; Moreau", "Hanne Lindqvist+Hanne Moreau"),
        ("given_name,family_name", "Hanne;Anna,Berg;Voss", "Hanne Berg+Hanne Voss+Anna Berg+Anna Voss"),
        ("name,given_name,family_name", "\"Berg, Anna; A B\",Anna,Berg", "Anna Berg+A B"),
        ("family_name", "Berg;Voss", "Berg+Voss"),
    ] {
        let (_, rows) = read(format!("{columns}\n{cells}\n").as_bytes()).unwrap();
        assert_eq!(shown(&rows[0]), format!("|unknown|{names}|||||"), "{columns}: {cells}");
    }
    let many = "a;".repeat(9);
    let (file, rows) = read(format!("given_name,family_name\n{many},{many}\n").as_bytes()).unwrap();
    assert_eq!((found(&rows), file.rejected), (vec![(2, None, "customer-names-too-many")], 1));
}

#[test]
fn a_birth_in_the_future_is_told_and_days_come_before_months() {
    let (_, rows) =
        read(b"name,born\nA B,2090-01-01\nA B,2026-03-02\nA B,2026-03-01\nA B,2026\nA B,04/05/1961\n").unwrap();
    let later = "customer-born-in-the-future";
    assert_eq!(found(&rows), [(2, Some("born"), later), (3, Some("born"), later)]);
    let born: Vec<_> =
        rows.iter().map(|it| it.customer.as_ref().unwrap().birth.map(|it| it.reveal().to_string())).collect();
    assert_eq!(born[2..], [Some("2026-03-01".to_owned()), Some("2026".to_owned()), Some("1961-05-04".to_owned())]);
    assert_eq!(born[..2], [None, None], "who is born later is screened without the day");
}

#[test]
fn semicolons_tabs_and_a_byte_order_mark_are_read() {
    for text in [
        "\u{feff}customer;name\r\nc-1;A B\r\n",
        "customer\tname\nc-1\tA B",
        "\u{feff}\"customer\",\"name\"\nc-1,A B\n",
        "customer|name\nc-1|A B\n",
        "sep=;\r\ncustomer;name\r\nc-1;A B\r\n",
        "\u{feff}SEP=,\ncustomer,name\nc-1,A B\n",
        "sep=|\ncustomer|name\nc-1|A B\n",
    ] {
        let (_, rows) = read(text.as_bytes()).unwrap();
        assert_eq!(rows.iter().map(shown).collect::<Vec<_>>(), ["c-1|unknown|A B|||||"], "{text}");
    }
}

#[test]
fn a_file_that_is_none_says_why_and_what_to_do() {
    let name = b"customer,name\n";
    let after = |more: &[u8]| [&name[..], more].concat();
    for (bytes, error) in [
        (vec![], CustomersError::Empty),
        (after(b""), CustomersError::Empty),
        (after(b",\n"), CustomersError::Empty),
        (b"customer,email\n1,2\n".to_vec(), CustomersError::Columns),
        (b"name,full_name\n1,2\n".to_vec(), CustomersError::Twice("name", 1, 2)),
        (after(b"1,A\n2,M\xfcller\n"), CustomersError::Encoding(3)),
        (vec![0xff, 0xfe, b'n', 0], CustomersError::Unreadable(ListError::Encoding("UTF-16"))),
        (vec![0x1f, 0x8b, 8, 0], CustomersError::Unreadable(ListError::Packed)),
        (after(b"1,A\n2,\"B\n3,C\n4,D\n"), CustomersError::Truncated(3)),
        (after(b"1,A\n2"), CustomersError::Truncated(3)),
    ] {
        let given = read(&bytes).map(|it| it.0).unwrap_err();
        assert_eq!(given, error, "{:?}", String::from_utf8_lossy(&bytes));
        assert!(!given.to_string().is_empty() && !given.help().is_empty());
    }
    assert!(read(&after(b"1,A\n2\n")).is_ok(), "a short row with its end is one bad row");
}

#[test]
fn a_row_without_an_end_does_not_fill_the_memory() {
    let endless = std::io::Read::chain(&b"name\n"[..], std::io::repeat(b'x'));
    let read = read_customers(endless, &Limits::default(), today(), &mut |_| ControlFlow::<()>::Continue(()));
    assert!(matches!(read, Err(CustomersError::Unreadable(ListError::TooLarge { .. }))), "{read:?}");
}

#[test]
fn reading_ends_where_the_caller_breaks_off() {
    let read =
        read_customers(&b"name\na\nb\n"[..], &Limits::default(), today(), &mut |row| ControlFlow::Break(row.line));
    assert_eq!(read, Ok(Err(2)));
}

proptest! {
    #[test]
    fn rows_are_accepted_or_rejected_whatever_stands_in_them(text in "[ab,;\"\n 1-]{0,80}") {
        let mut count = 0;
        let read = read_customers(format!("name,born,type\n{text}").as_bytes(), &Limits::default(), today(), &mut |row| {
            count += 1;
            assert_eq!(row.customer.is_none(), row.findings.iter().any(|it| it.fault.rejects()));
            ControlFlow::<()>::Continue(())
        });
        if let Ok(Ok(file)) = read {
            prop_assert_eq!((file.rows, file.accepted + file.rejected), (count, count));
        }
    }
}

#[test]
fn blanks_alone_are_an_empty_file_however_many_they_are() {
    for (fault, text) in [("few", " ".repeat(50)), ("many", " ".repeat(9 << 20)), ("lines", " \n".repeat(40_000))] {
        let read =
            read_customers(text.as_bytes(), &Limits::default(), today(), &mut |_| ControlFlow::<()>::Continue(()));
        assert_eq!(read.map(|_| ()), Err(CustomersError::Empty), "{fault}");
    }
}

#[test]
fn columns_that_add_to_one_another_may_stand_together() {
    let text = "customer,first_name,patronymic,last_name,maiden_name,alias,country,nationality,btc_address,eth_address\n\
                c-1,A,M,B,C,D,SE,MT,x1,x2\n";
    let (file, rows) = read(text.as_bytes()).unwrap();
    let customer = rows[0].customer.as_ref().unwrap();
    let names: Vec<&str> = customer.names.iter().map(CustomerName::text).collect();
    assert_eq!((names, customer.countries.len(), customer.wallets.len()), (vec!["A M B", "C", "D"], 2, 2));
    assert!(file.unread.is_empty());
    let (file, _) = read(b"name,middle_name\nA B,M\n").unwrap();
    assert_eq!(file.unread, ["middle_name"], "it is told where it is not read");
    assert!(read(b"customer,legal_name\nc-1,A\n").is_ok());
}
