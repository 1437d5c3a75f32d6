//! The program on PostgreSQL: many servers on one database, and a database that goes away.
//!
//! `SENDOOK_TEST_POSTGRES` names a server whose user may create schemas, `SENDOOK_TEST_POSTGRES_BIN` the
//! folder of PostgreSQL's programs, for the test that kills a server of its own. Without them these tests
//! fail.

mod cluster;
mod copying;
mod faults;
mod frozen;
mod hashing;
mod killed;
mod leftovers;
mod many_servers;
mod poolers;
mod proxy;
mod schema;
mod standby;
mod starting;
