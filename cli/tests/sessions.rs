//! Golden sessions: what a person types, and what the terminal shows, at 100 columns without a
//! terminal. They catch changes of wording and layout; what the answers mean is tested elsewhere.

#[test]
fn sessions_read_as_written() {
    trycmd::TestCases::new().env("COLUMNS", "100").env("NO_COLOR", "1").case("tests/sessions/*.trycmd");
}
