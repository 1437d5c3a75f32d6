//! PostgreSQL: the whole contract, and what is particular to a server that can go away.
//!
//! `SENDOOK_TEST_POSTGRES` names a server whose user may create schemas. Without it these tests fail.

mod copying;
mod faults;
mod invalidations;
mod key_races;
mod opening;
mod proxy;
mod races;
mod standby;
mod tls;
mod upkeep;
mod world;

pub(crate) use world::PostgresWorld;

sendook_testkit::contract_tests!(make);

fn make() -> standby::Watched {
    standby::Watched::new()
}
