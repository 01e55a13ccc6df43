//! What must not compile: to open an account without a verified permit, or to make a permit outside the gate.
//!
//! Each file of `tests/compile` stands for one way to try it, with what the compiler says beside it. After an update of
//! the compiler that words it anew: `TRYBUILD=overwrite cargo test -p tidegate-kyc-core --test compile`, and read the
//! difference, for each file has to fail for the reason that its name gives.

#[test]
fn there_is_no_way_around_the_gate() {
    trybuild::TestCases::new().compile_fail("tests/compile/*.rs");
}
