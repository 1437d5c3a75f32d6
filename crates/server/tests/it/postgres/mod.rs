//! The program on PostgreSQL: many servers on one database, and a database that goes away.
//!
//! `SENDOOK_TEST_POSTGRES` names a server whose user may create schemas, `SENDOOK_TEST_POSTGRES_BIN` the
//! folder of PostgreSQL's programs, for the test that kills a server of its own. Without them these tests
//! fail.

mod cluster;
mod commands;
mod copying;
mod database_away;
mod database_hangs;
mod database_killed;
mod doctor;
mod hash_queue;
mod many_servers;
mod metrics;
mod no_database_left_behind;
mod poolers;
mod proxy;
mod schema;
mod standby;
mod starting;
