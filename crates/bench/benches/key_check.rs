//! The pure parts of a key check: `cargo bench -p sendook-bench`.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use sendook_bench::CheckedKey;
use sendook_crypto::Sha256Digester;
use sendook_domain::tokens::PlainToken;
use sendook_testkit::MemoryStore;

fn key_check(criterion: &mut Criterion) {
    let key = CheckedKey::in_store(Arc::new(MemoryStore::new())).expect("the store is empty");
    let credential = key.credential();
    let mistyped = format!("{}0", &credential[..credential.len() - 1]);
    let token = PlainToken::parse(credential).expect("the key was just issued");
    criterion.bench_function("parse a token", |bencher| {
        bencher.iter(|| PlainToken::parse(black_box(credential)).is_ok());
    });
    criterion.bench_function("refuse a mistyped token", |bencher| {
        bencher.iter(|| PlainToken::parse(black_box(&mistyped)).is_err());
    });
    criterion.bench_function("digest a token", |bencher| {
        bencher.iter(|| black_box(&token).digest(&Sha256Digester));
    });
    criterion.bench_function("parse, digest, find in memory, decide", |bencher| {
        bencher.iter(|| key.check().is_ok());
    });
}

criterion_group!(benches, key_check);
criterion_main!(benches);
