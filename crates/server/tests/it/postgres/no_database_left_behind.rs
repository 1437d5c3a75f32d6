use std::sync::mpsc;
use std::thread;

use diesel::prelude::*;

use super::cluster::Cluster;

#[test]
fn a_test_that_fails_leaves_no_database_behind() {
    let (send, url) = mpsc::channel();
    let test = thread::spawn(move || {
        let cluster = Cluster::start();
        send.send(cluster.url()).unwrap();
        panic!("a test that is meant to fail");
    });
    assert!(test.join().is_err());
    assert!(PgConnection::establish(&url.recv().unwrap()).is_err());
}
