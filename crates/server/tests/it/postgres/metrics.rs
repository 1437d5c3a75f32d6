use super::schema::Schema;
use crate::metrics::{ON, scrape, value};
use crate::support::client::{Client, text};

#[test]
fn every_proof_takes_a_statement_and_no_write_waits_for_another() {
    let schema = Schema::new();
    let server = schema.world().start(&ON);
    let client = Client::new(&server);
    let registered = client.register("ada@example.com");
    let reads = || value(&scrape(&server), "sendook_freshness_reads_total");
    let before = reads();
    for _ in 0..5 {
        assert_eq!(
            client.get("/v1/whoami", text(&registered, "/apiKey/key")).0,
            200
        );
    }
    assert!(reads() >= before + 5);
    assert!(!scrape(&server).contains("writes_waiting"));
}
