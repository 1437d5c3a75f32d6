use sendook_crypto::SystemClock;
use sendook_domain::ports::Clock;

#[test]
fn time_comes_in_whole_microseconds_and_does_not_run_back() {
    let mut last = SystemClock.now();
    assert!(last.timestamp() > 1_700_000_000, "{last}");
    for _ in 0..1000 {
        let now = SystemClock.now();
        assert_eq!(now.timestamp_subsec_nanos() % 1000, 0, "{now:?}");
        assert!(now >= last);
        last = now;
    }
}

#[test]
fn monotonic_time_goes_on() {
    let begun = SystemClock.monotonic();
    while SystemClock.monotonic() == begun {}
    assert!(SystemClock.monotonic() > begun);
}
