//! Exports under their real headers: what comes in, what transfer comes out.
//!
//! Headers are those the exchanges, explorers and data sets write; the rows are made up. Catches a
//! wrong column, direction, unit or status; cannot catch a header that changes tomorrow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail loudly"
)]

use tidegate_monitor::ledger::{ColumnMap, Format, Import, Ledger, LedgerBuilder, Prices, ReadFault, Transfer};

fn read(name: &str, text: &str, import: Import) -> Result<Ledger, ReadFault> {
    let mut builder = LedgerBuilder::new(import);
    builder.read(name, text.as_bytes()).map_err(|it| it.fault)?;
    Ok(builder.finish())
}

/// A transfer on one line: time from -> to amount asset [=value] kind [txid] ["memo"].
fn line(ledger: &Ledger, it: &Transfer) -> String {
    let book = ledger.book();
    let party = |wallet, customer: Option<_>| {
        let name = book.parties.name(wallet);
        customer.map_or_else(|| name.to_owned(), |it| format!("{name}({})", book.parties.name(it)))
    };
    let mut text = format!(
        "{} {} -> {} {} {}",
        it.time,
        party(it.from, it.from_customer),
        party(it.to, it.to_customer),
        it.amount,
        book.asset(it.asset)
    );
    if let Some(value) = it.value {
        text += &format!(" ={value}");
    }
    text += &format!(" {}", book.kind(it.kind));
    if !it.txid.is_none() {
        text += &format!(" [{}]", book.texts.text(it.txid));
    }
    if !it.memo.is_none() {
        text += &format!(" \"{}\"", book.texts.text(it.memo));
    }
    text
}

/// Checks the transfers in their order, then the rejected rows as `line column code`.
fn check(name: &str, text: &str, format: Format, transfers: &[&str], rejected: &[&str]) {
    for asked in [Format::Auto, format] {
        let ledger =
            read(name, text, Import { format: asked, currency: Some("USD".into()), ..Import::default() }).unwrap();
        assert_eq!(ledger.sources()[0].format, format);
        let found: Vec<String> = ledger.transfers().iter().map(|it| line(&ledger, it)).collect();
        assert_eq!(found, transfers, "{name}");
        let refused = ledger
            .rejected()
            .iter()
            .map(|it| format!("{} {} {}", it.line, it.column.as_deref().unwrap_or("-"), it.reason.code()));
        assert_eq!(refused.collect::<Vec<_>>(), rejected, "{name}");
    }
}

const A: &str = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// The columns that say what came first are read wherever they stand; a nonce is none of them.
#[test]
fn an_order_within_an_instant_is_read_in_every_format() {
    let heads = [
        (
            "Txhash,Blockno,UnixTimestamp,From,To,Value_IN(ETH),Value_OUT(ETH),Status,ErrCode",
            "100,1772355600,{ft},1,0,,",
        ),
        ("Txhash,Blockno,UnixTimestamp,From,To,TokenValue,TokenSymbol", "100,1772355600,{ft},1,USDT"),
        ("TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,Value,Status", "100,1772355600,{ft},1000,ok"),
    ];
    for (head, row) in heads {
        for (column, cells, is_told) in [
            ("transactionIndex", ["7", "6"], true),
            ("Sequence", ["2", "1"], true),
            ("nonce", ["7", "6"], false),
            ("logIndex", ["7", "6"], false),
        ] {
            let row = |txid, ends, cell| format!("{txid},{},{cell}\n", row.replace("{ft}", ends));
            let (first, second) = (row("0x01", "0xaa,0xbb", cells[0]), row("0x02", "0xbb,0xcc", cells[1]));
            let ledger = read("export.csv", &format!("{head},{column}\n{first}{second}"), Import::default()).unwrap();
            let lines: Vec<u32> = ledger.transfers().iter().map(|it| it.line).collect();
            assert_eq!(
                (lines, ledger.tied().count()),
                if is_told { (vec![3, 2], 0) } else { (vec![2, 3], 2) },
                "{column}"
            );
            assert_ne!(ledger.sources()[0].format, Format::Canonical);
        }
        let row = |ends, cell| format!("0x01,{},{cell}\n", row.replace("{ft}", ends));
        let text = format!("{head},logIndex\n{}{}", row("0xaa,0xbb", "7"), row("0xbb,0xcc", "6"));
        let ledger = read("export.csv", &text, Import::default()).unwrap();
        assert_eq!(
            (ledger.transfers()[0].line, ledger.tied().count()),
            (3, 0),
            "within one transaction the index tells"
        );
    }
}

#[test]
fn canonical_csv_with_every_column() {
    check(
        "a.csv",
        "time,from,to,amount,asset,txid,value,kind,from_customer,to_customer,memo,index,sequence\n\
         2026-03-01T10:00:00Z,w1,w2,1.50,eth,t1,3000.005,Deposit,,42,rent,1,7\n",
        Format::Canonical,
        &["2026-03-01T10:00:00Z w1 -> w2(42) 1.5 ETH =3000.00 deposit [t1] \"rent\""],
        &[],
    );
}

#[test]
fn semicolons_tabs_and_bars_split_as_well() {
    for mark in [";", "\t", "|"] {
        let text = "time,from,to,amount,asset\n2026-03-01,a,b,1,EUR\n".replace(',', mark);
        check("a.csv", &text, Format::Canonical, &["2026-03-01T00:00:00Z a -> b 1 EUR transfer"], &[]);
    }
}

#[test]
fn etherscan_transactions() {
    let text = format!(
        "\"Transaction Hash\",\"Blockno\",\"UnixTimestamp\",\"DateTime (UTC)\",\"From\",\"To\",\"ContractAddress\",\"Value_IN(ETH)\",\
         \"Value_OUT(ETH)\",\"CurrentValue @ $3000/Eth\",\"TxnFee(ETH)\",\"TxnFee(USD)\",\"Historical $Price/Eth\",\"Status\",\"ErrCode\",\"Method\"\n\
         \"0x01\",\"100\",\"1772355600\",\"2026-03-01 09:00:00\",\"{A}\",\"{B}\",\"\",\"1.5\",\"0\",\"4500\",\"0.001\",\"2\",\"2,000.50\",\"\",\"\",\"Transfer\"\n\
         \"0x02\",\"101\",\"1772355612\",\"2026-03-01 09:00:12\",\"{B}\",\"{A}\",\"\",\"0\",\"1,000.25\",\"0\",\"0.001\",\"2\",\"\",\"\",\"\",\"\"\n\
         \"0x03\",\"101\",\"1772355612\",\"2026-03-01 09:00:12\",\"{B}\",\"{A}\",\"\",\"0\",\"9\",\"0\",\"0.001\",\"2\",\"\",\"Error(0)\",\"out of gas\",\"\"\n\
         \"0x04\",\"102\",\"1772355624\",\"2026-03-01 09:00:24\",\"{B}\",\"\",\"{A}\",\"0\",\"0\",\"0\",\"0.001\",\"2\",\"\",\"\",\"\",\"\"\n"
    );
    check(
        "export.csv",
        &text,
        Format::EtherscanNative,
        &[
            &format!("2026-03-01T09:00:00Z {A} -> {B} 1.5 ETH =3000.75 transfer [0x01] \"Transfer\""),
            &format!("2026-03-01T09:00:12Z {B} -> {A} 1000.25 ETH transfer [0x02]"),
            &format!("2026-03-01T09:00:24Z {B} -> {A} 0 ETH transfer [0x04]"),
        ],
        &["4 Status row-transaction-failed"],
    );
}

#[test]
fn etherscan_relatives_name_their_own_coin() {
    let text = "Txhash,Blockno,UnixTimestamp,DateTime,From,To,ContractAddress,Value_IN(BNB),Value_OUT(BNB),x,TxnFee(BNB),TxnFee(USD),Historical $Price/BNB,Status,ErrCode\n\
                0x01,5,1772355600,2026-03-01,a,b,,0,2,,0,0,600,,\n";
    check(
        "bsc.csv",
        text,
        Format::EtherscanNative,
        &["2026-03-01T09:00:00Z a -> b 2 BNB =1200.00 transfer [0x01]"],
        &[],
    );
}

#[test]
fn etherscan_internal_transactions() {
    let text = "Txhash,Blockno,UnixTimestamp,DateTime,ParentTxFrom,ParentTxTo,ParentTxETH_Value,From,TxTo,ContractAddress,Value_IN(ETH),Value_OUT(ETH),CurrentValue @ $1/Eth,Historical $Price/Eth,Status,ErrCode,Type\n\
                0x01,9,1772355600,2026-03-01,p,q,0,a,b,,0.5,0,1,1000,0,,call\n\
                0x02,9,1772355600,2026-03-01,p,q,0,a,b,,0.5,0,1,1000,1,,call\n";
    check(
        "internal.csv",
        text,
        Format::EtherscanInternal,
        &["2026-03-01T09:00:00Z a -> b 0.5 ETH =500.00 internal [0x01]"],
        &["3 Status row-transaction-failed"],
    );
}

#[test]
fn etherscan_tokens_with_grouped_thousands() {
    let text = "\"Transaction Hash\",\"Blockno\",\"UnixTimestamp\",\"DateTime (UTC)\",\"From\",\"To\",\"TokenValue\",\"USDValueDayOfTx\",\"ContractAddress\",\"TokenName\",\"TokenSymbol\"\n\
                \"0x01\",\"9\",\"1772355600\",\"2026-03-01\",\"a\",\"b\",\"1,234.5\",\"$1,234.56\",\"0xcc\",\"USD Coin\",\"USDC\"\n\
                \"0x02\",\"9\",\"1772355600\",\"2026-03-01\",\"a\",\"b\",\"12,34\",\"N/A\",\"0xcc\",\"USD Coin\",\"USDC\"\n";
    check(
        "tokens.csv",
        text,
        Format::EtherscanErc20,
        &["2026-03-01T09:00:00Z a -> b 1234.5 USDC =1234.56 transfer [0x01]"],
        &["3 TokenValue row-amount-separated"],
    );
    let old = "Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol\n0x01,1772355600,x,a,b,7,0xcc,Tether,USDT\n";
    check("old.csv", old, Format::EtherscanErc20, &["2026-03-01T09:00:00Z a -> b 7 USDT transfer [0x01]"], &[]);
}

#[test]
fn blockscout_counts_in_wei() {
    let text = "TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,ContractAddress,Type,Value,Fee,Status,ErrCode,CurrentPrice,TxDateOpeningPrice,TxDateClosingPrice\n\
                0x01,12,2026-03-01 09:00:00.000000Z,a,b,,OUT,1500000000000000001,1,ok,,1,1,1\n\
                0x02,12,2026-03-01 09:00:00.000000Z,a,b,,OUT,1,1,error,Reverted,1,1,1\n\
                0x03,12,2026-03-01 09:00:00.000000Z,a,b,,OUT,1.5,1,ok,,1,1,1\n";
    check(
        "blockscout.csv",
        text,
        Format::Blockscout,
        &["2026-03-01T09:00:00Z a -> b 1.500000000000000001 ETH transfer [0x01]"],
        &["3 Status row-transaction-failed", "4 Value row-amount-not-units"],
    );
    let map = ColumnMap::parse("asset='XDAI'").unwrap();
    let gnosis = Import { format: Format::Blockscout, map: Some(map), ..Import::default() };
    let ledger = read("gnosis.csv", text, gnosis).unwrap();
    assert_eq!(ledger.book().asset(ledger.transfers()[0].asset), "XDAI");
}

#[test]
fn blockscout_tokens_are_counted_in_units_of_their_decimals_or_of_an_unknown_scale() {
    let text = "TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,TokenContractAddress,Type,TokenSymbol,TokensTransferred,TransactionFee,Status,ErrCode\n\
                0x01,12,1772355600,a,b,0xcc,OUT,USDC,2000000,1,ok,\n\
                0x02,12,1772355600,a,b,0xcc,OUT,USDC,2.5,1,ok,\n";
    check(
        "tokens.csv",
        text,
        Format::BlockscoutTokens,
        &[
            "2026-03-01T09:00:00Z a -> b 2000000 USDC (smallest units) transfer [0x01]",
            "2026-03-01T09:00:00Z a -> b 2.5 USDC transfer [0x02]",
        ],
        &[],
    );
    let prices = Prices::read("p.csv", &b"asset,day,price\nUSDC,2026-03-01,1\n"[..]).unwrap();
    let ledger = read("tokens.csv", text, Import { prices: Some(prices), ..Import::default() }).unwrap();
    let values: Vec<_> = ledger.transfers().iter().map(|it| it.value.map(|it| it.0)).collect();
    assert_eq!(values, [None, Some(250)]);
    let text = "TxHash,BlockNumber,UnixTimestamp,FromAddress,ToAddress,TokenContractAddress,TokenDecimals,TokenSymbol,TokensTransferred,TransactionFee,Status,ErrCode\n\
                0x01,12,1772355600,a,b,0xcc,6,USDC,1500000,1,ok,\n\
                0x02,12,1772355600,a,b,0xcc,6,USDC,1.5,1,ok,\n\
                0x03,12,1772355600,a,b,0xdd,,XYZ,7,1,ok,\n";
    check(
        "tokens.csv",
        text,
        Format::BlockscoutTokens,
        &[
            "2026-03-01T09:00:00Z a -> b 1.5 USDC transfer [0x01]",
            "2026-03-01T09:00:00Z a -> b 7 XYZ (smallest units) transfer [0x03]",
        ],
        &["3 TokensTransferred row-amount-not-units"],
    );
}

#[test]
fn blockchair_effects_have_a_direction() {
    let simple = "Tx number,Affected address/xpub,Effect,Ticker,Amount fiat (USD),Asset rate (USD),Date,Transaction hash\n\
                  1,w,+0.5,BTC,30000.00,60000,2026-03-01 09:00:00,aa\n\
                  2,w,-0.25,BTC,-15000.00,60000,01/03/2026 10:00:00,bb\n";
    check(
        "simple.csv",
        simple,
        Format::Blockchair,
        &[
            "2026-03-01T09:00:00Z tx:aa -> w 0.5 BTC =30000.00 transfer [aa]",
            "2026-03-01T10:00:00Z w -> tx:bb 0.25 BTC =15000.00 transfer [bb]",
        ],
        &[],
    );
    let full = "Tx number,Effect,Ticker,Amount fiat (USD),Asset rate (USD),Type,Date,Public key,Wallet address,Third-party address,Transaction hash\n\
                1,0.5,BTC,1,1,External receiving,2026-03-01 09:00:00,k,w,x,aa\n\
                2,0.25,BTC,1,1,External spending,2026-03-01 10:00:00,k,w,y,bb\n\
                3,-1e,BTC,1,1,External spending,2026-03-01 10:00:00,k,w,y,cc\n";
    check(
        "full.csv",
        full,
        Format::Blockchair,
        &[
            "2026-03-01T09:00:00Z x -> w 0.5 BTC =1.00 transfer [aa]",
            "2026-03-01T10:00:00Z w -> y 0.25 BTC =1.00 transfer [bb]",
        ],
        &["4 Effect row-amount-unreadable"],
    );
}

/// Without an address of the sender the transaction stands for it; where that is not there either, its cell is at fault.
#[test]
fn a_deposit_without_sender_and_transaction_is_refused_for_its_transaction() {
    let row = |txid: &str| format!("2026-03-01 9:00:00,BTC,BTC,0.5,mine,{txid},Completed\n");
    check(
        "deposit.csv",
        &format!("Date(UTC),Coin,Network,Amount,Address,TXID,Status\n{}{}{}", row(""), row("N/A"), row("aa")),
        Format::BinanceDeposits,
        &["2026-03-01T09:00:00Z tx:aa -> mine(binance:account) 0.5 BTC deposit [aa]"],
        &["2 TXID row-missing-cell", "3 TXID row-missing-cell"],
    );
}

#[test]
fn binance_deposits_and_withdrawals() {
    let text = "Date(UTC),Coin,Network,Amount,TransactionFee,Address,TXID,SourceAddress,PaymentID,Status\n\
                2026-03-01 09:00:00,BTC,BTC,0.5,0,mine,aa,theirs,,Completed\n\
                2026-03-01 09:01:00,BTC,BTC,0.5,0,mine,bb,,,Completed\n\
                2026-03-01 09:02:00,BTC,BTC,0.5,0,,cc,theirs,tag,Completed\n\
                2026-03-01 09:03:00,BTC,BTC,0.5,0,mine,dd,theirs,,Pending\n";
    check(
        "Deposits.csv",
        text,
        Format::BinanceDeposits,
        &[
            "2026-03-01T09:00:00Z theirs -> mine(binance:account) 0.5 BTC deposit [aa]",
            "2026-03-01T09:01:00Z tx:bb -> mine(binance:account) 0.5 BTC deposit [bb]",
            "2026-03-01T09:02:00Z theirs -> binance:account(binance:account) 0.5 BTC deposit [cc] \"tag\"",
        ],
        &["5 Status row-not-completed"],
    );
    let text = "Date(UTC+8),Coin,Network,Amount,Fee,Address,TXID,Status\n2026-03-01 09:00:00,ETH,ETH,2,0.001,theirs,aa,Completed\nsoon,ETH,ETH,2,0,theirs,bb,Completed\n";
    check(
        "out.csv",
        text,
        Format::BinanceWithdrawals,
        &["2026-03-01T01:00:00Z binance:account(binance:account) -> theirs 2 ETH withdrawal [aa]"],
        &["3 Date(UTC+8) row-time-unreadable"],
    );
    let owned = Import { owner: Some("customer 7".into()), ..Import::default() };
    let ledger = read("out.csv", text, owned).unwrap();
    assert_eq!(ledger.book().parties.name(ledger.transfers()[0].sender()), "customer 7");
}

#[test]
fn amlsim_transactions_are_dollars_and_worth_their_amount_in_dollars() {
    let text = "tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id\n1,2724,11,TRANSFER,991.43,2017-01-01T00:00:00Z,False,-1\n";
    check(
        "transactions.csv",
        text,
        Format::AmlSim,
        &["2017-01-01T00:00:00Z 2724 -> 11 991.43 USD =991.43 transfer [1]"],
        &[],
    );
}

#[test]
fn amlworld_accounts_agree_between_both_files() {
    let table = "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,Amount Paid,Payment Currency,Payment Format,Is Laundering\n\
                 2022/09/01 00:20,10,8000EBD30,3208,8000F4580,0.01,US Dollar,3697.34,Euro,Cheque,0\n\
                 2022/09/01 00:20,,8000EBD30,3208,8000F4580,0.01,US Dollar,3697.34,Euro,Cheque,0\n";
    check(
        "HI-Small_Trans.csv",
        table,
        Format::AmlWorld,
        &["2022-09-01T00:20:00Z 10:8000EBD30 -> 3208:8000F4580 3697.34 Euro cheque"],
        &["3 Account row-missing-cell"],
    );
    let patterns = "BEGIN LAUNDERING ATTEMPT - FAN-OUT:  Max 16-degree Fan-Out\n\
                    2022/09/01 00:20,0010,8000EBD30,003208,8000F4580,0.01,US Dollar,3697.34,Euro,ACH,1\n\
                    END LAUNDERING ATTEMPT - FAN-OUT\n\
                    \n\
                    2022/09/01 00:20,0010,8000EBD30,003208,8000F4580,0.01,US Dollar,3697.34,Euro,ACH,1\n\
                    BEGIN LAUNDERING ATTEMPT - STACK\n\
                    2022/09/01 00:21,000,8000EBD30,003208,8000F4580,0.01,US Dollar,-1,Euro,ACH,1\n\
                    2022/09/01 00:21,000,A,003208,B,0.01,US Dollar,1,Euro,ACH\n\
                    2022/09/01 00:22,000,A,003208,B,0.01,US Dollar,1,Euro,ACH,1\n\
                    END LAUNDERING ATTEMPT - STACK\n";
    check(
        "HI-Small_Patterns.txt",
        patterns,
        Format::AmlWorldPatterns,
        &[
            "2022-09-01T00:20:00Z 10:8000EBD30 -> 3208:8000F4580 3697.34 Euro ach \"attempt 1 FAN-OUT\"",
            "2022-09-01T00:22:00Z 0:A -> 3208:B 1 Euro ach \"attempt 2 STACK\"",
        ],
        &["5 - row-outside-attempt", "7 Amount Paid row-amount-negative", "8 - row-too-few-fields"],
    );
}

#[test]
fn a_map_reads_what_nobody_knows() {
    let map = ColumnMap::parse("time=Unix,from=Von,to=An,amount=Summe,asset='EUR',value=Summe").unwrap();
    let import = Import { map: Some(map), ..Import::default() };
    let ledger = read("x.csv", "Unix;Von;An;Summe\n1772355600;a;b;5\n", import).unwrap();
    assert_eq!(ledger.sources()[0].format, Format::Mapped);
    assert_eq!(line(&ledger, &ledger.transfers()[0]), "2026-03-01T09:00:00Z a -> b 5 EUR =5.00 transfer");
}

#[test]
fn values_come_from_the_column_first_then_from_prices_then_from_the_explorer() {
    let prices = || Some(Prices::read("p.csv", &b"asset,day,price\nETH,2026-03-01,2500\n"[..]).unwrap());
    let text =
        "time,from,to,amount,asset,value\n2026-03-01,a,b,2,ETH,7\n2026-03-02,a,b,2,ETH,\n2026-03-20,a,b,2,ETH,\n";
    let ledger = read("a.csv", text, Import { prices: prices(), ..Import::default() }).unwrap();
    let values: Vec<_> = ledger.transfers().iter().map(|it| it.value.map(|it| it.0)).collect();
    assert_eq!(values, [Some(700), Some(500_000), None]);
    let text = "Txhash,Blockno,UnixTimestamp,DateTime,From,To,ContractAddress,Value_IN(ETH),Value_OUT(ETH),x,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,Status,ErrCode\n\
                0x01,5,1772355600,2026-03-01,a,b,,0,2,,0,0,600,,\n";
    let ledger = read("a.csv", text, Import { prices: prices(), ..Import::default() }).unwrap();
    assert_eq!(ledger.transfers()[0].value.map(|it| it.0), Some(500_000));
}

/// The values of a table's rows where the reporting currency is this one.
fn values(name: &str, text: &str, currency: Option<&str>) -> Vec<Option<u64>> {
    let import = Import { currency: currency.map(str::to_owned), ..Import::default() };
    let ledger = read(name, text, import).unwrap();
    ledger.transfers().iter().map(|it| it.value.map(|it| it.0)).collect()
}

#[test]
fn an_amount_of_the_reporting_currency_is_its_own_value() {
    let text = "time,from,to,amount,asset,value\n\
                2026-03-01,a,b,9500,EUR,\n2026-03-02,a,b,0.125,eur,\n2026-03-03,a,b,0.1250001,EUR,\n\
                2026-03-04,a,b,0.135,EUR,\n2026-03-05,a,b,7,EUR,8\n2026-03-06,a,b,1e30,EUR,\n2026-03-07,a,b,5,USD,\n";
    let known = |it: &[u64]| it.iter().copied().map(Some).collect::<Vec<_>>();
    // The half goes to the even cent; no column overrides an amount; beyond 64 bits nothing is known.
    let rounded = [known(&[950_000, 12, 13, 14, 700]), vec![None, None]].concat();
    assert_eq!(values("a.csv", text, Some("EUR")), rounded);
    assert_eq!(values("a.csv", text, None), [vec![None; 4], known(&[800]), vec![None; 2]].concat());
}

#[test]
fn dollars_are_values_only_where_dollars_are_reported() {
    let simulated = "tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id\n1,2724,11,TRANSFER,991.43,2017-01-01T00:00:00Z,False,-1\n";
    let explorer = "Txhash,Blockno,UnixTimestamp,DateTime,From,To,ContractAddress,Value_IN(ETH),Value_OUT(ETH),x,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,Status,ErrCode\n\
                    0x01,5,1772355600,2026-03-01,a,b,,0,2,,0,0,600,,\n";
    let tokens = "Txhash,UnixTimestamp,DateTime,From,To,TokenValue,USDValueDayOfTx,ContractAddress,TokenName,TokenSymbol\n0x01,1772355600,x,a,b,7,\"$6.99\",0xcc,Tether,USDT\n";
    for (text, dollars) in [(simulated, 99_143), (explorer, 120_000), (tokens, 699)] {
        assert_eq!(values("x.csv", text, Some("USD")), [Some(dollars)], "{text}");
        assert_eq!(values("x.csv", text, Some("EUR")), [None], "{text}");
        assert_eq!(values("x.csv", text, None), [None], "{text}");
    }
}

#[test]
fn a_token_that_calls_itself_euro_is_no_euro() {
    let text = "Txhash,UnixTimestamp,DateTime,From,To,TokenValue,ContractAddress,TokenName,TokenSymbol\n0x01,1772355600,x,a,b,7,0xcc,Euro,EUR\n";
    assert_eq!(values("x.csv", text, Some("EUR")), [None]);
}

#[test]
fn a_format_that_does_not_fit_is_refused() {
    for (format, text, fault) in [
        (Format::AmlSim, "time,from,to,amount,asset\n", ReadFault::OtherFormat("amlsim")),
        (Format::Mapped, "time,from,to,amount,asset\n", ReadFault::NoMap),
        (Format::Parquet, "time,from,to,amount,asset\n", ReadFault::NotParquet),
        (
            Format::Auto,
            "Date(UTC),Coin,Network,Amount,TransactionFee,Address,TXID,SourceAddress,PaymentID,Status\n",
            ReadFault::DepositOrWithdrawal,
        ),
    ] {
        assert_eq!(read("a.csv", text, Import { format, ..Import::default() }).unwrap_err(), fault);
    }
}
