//! Generated input: whatever comes, the answer is one of the contract's.

mod authorization;
mod json_bodies;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRunner};

/// How many cases are tried: with `SENDOOK_TEST_ALL_CASES`, as scripts/ci sets it, all of them, otherwise a tenth. They differ from
/// run to run.
fn cases(all: u32) -> u32 {
    match std::env::var_os("SENDOOK_TEST_ALL_CASES") {
        Some(_) => all,
        None => all / 10,
    }
}

/// Runs many cases, of which none is kept on disk.
fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config {
        cases,
        failure_persistence: None,
        // Half the time of an unoptimised build would go into the usual one.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(strategy, test) {
        panic!("{failure}");
    }
}
