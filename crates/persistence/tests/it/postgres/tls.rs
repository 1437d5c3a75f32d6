//! TLS to the server: what `sslmode` promises holds, and a refusal is a sentence.
//!
//! `SENDOOK_TEST_POSTGRES_BIN` names the folder of PostgreSQL's programs; `openssl` makes the certificates.

mod certificates;
mod cluster;
mod folder;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use sendook_persistence::{OpenError, SqlStore, StoreOptions};

use certificates::{SERVER_NAME, make_authority};
use cluster::TlsCluster;

fn options() -> StoreOptions {
    StoreOptions {
        pool_size: 2,
        ..StoreOptions::default()
    }
}

fn refusal(url: &str) -> String {
    let opened = SqlStore::open(url, &options());
    let error = opened.err().expect("the server is not trusted");
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error}");
    error.to_string()
}

#[test]
fn require_encrypts_every_connection() {
    let cluster = TlsCluster::start();
    let url = cluster.url(SERVER_NAME, "sslmode=require");
    let store = SqlStore::open(&url, &options()).unwrap();
    store.ready().unwrap();
    let encrypted = cluster.encryption_of("sendook");
    assert!(!encrypted.is_empty());
    assert!(encrypted.iter().all(|encrypted| *encrypted));
}

#[test]
fn require_refuses_a_server_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let mut client = listener.accept().unwrap().0;
        let mut ssl_request = [0; 8];
        client.read_exact(&mut ssl_request).unwrap();
        client.write_all(b"N").unwrap();
        let mut after_refusal = Vec::new();
        client.read_to_end(&mut after_refusal).unwrap();
        after_refusal
    });
    let url = format!("postgres://ada:hunter2@127.0.0.1:{port}/sendook?sslmode=require");
    let sentence = refusal(&url);
    assert!(sentence.contains("SSL was required"), "{sentence}");
    assert_eq!(server.join().unwrap(), b"", "nothing is sent in clear");
}

#[test]
fn verify_full_wants_the_right_authority_and_the_right_name() {
    let cluster = TlsCluster::start();
    let trusting = |authority: &str| format!("sslmode=verify-full&sslrootcert={authority}");
    let right = trusting(&cluster.file("authority.crt"));

    let store = SqlStore::open(&cluster.url(SERVER_NAME, &right), &options()).unwrap();
    store.ready().unwrap();
    assert!(cluster.encryption_of("sendook")[0]);

    let sentence = refusal(&cluster.url("other.sendook.test", &right));
    assert!(sentence.contains("does not match host name"), "{sentence}");

    make_authority(cluster.folder(), "other");
    let wrong = trusting(&cluster.file("other.crt"));
    let sentence = refusal(&cluster.url(SERVER_NAME, &wrong));
    assert!(sentence.contains("certificate verify failed"), "{sentence}");
    assert!(!sentence.contains('\n'), "{sentence}");
}
