#!/usr/bin/env bash
# diesel's cache of prepared statements holds selects, deletes and inserts of one row, but no update, no upsert and no `sql_query`: each
# of those is parsed and planned anew, every time that it runs.
#
# Versions: diesel 2.3.14, libsqlite3-sys 0.38 with its own SQLite.
#
# Seen: of seven statements that run three times each, diesel reports that it has cached four: a select, an insert, a delete, and an
# update as a type of one's own with `QueryFragment` and `QueryId`. The builder's update, its insert with ON CONFLICT DO UPDATE and a
# `sql_query` with binds are not cached, although their text is the same each time.
#
# Needs cargo and a C compiler; takes about 200 MB in a temporary folder and two minutes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "cached"
version = "0.0.0"
edition = "2024"

[dependencies]
diesel = { version = "=2.3.14", default-features = false, features = ["sqlite"] }
libsqlite3-sys = { version = "0.38", features = ["bundled"] }
TOML
cat >"$work/src/main.rs" <<'RUST'
use std::sync::{Arc, Mutex};

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Integer;
use diesel::sqlite::Sqlite;

diesel::table! {
    tallies (id) {
        id -> Integer,
        count -> Integer,
    }
}
use tallies::{count, id, table};

/// An update that is kept as prepared.
struct Own {
    id: i32,
    count: i32,
}

impl QueryId for Own {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Sqlite> for Own {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("UPDATE tallies SET count = ");
        out.push_bind_param::<Integer, _>(&self.count)?;
        out.push_sql(" WHERE id = ");
        out.push_bind_param::<Integer, _>(&self.id)
    }
}

impl RunQueryDsl<SqliteConnection> for Own {}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection.batch_execute("CREATE TABLE tallies (id INTEGER PRIMARY KEY, count INTEGER NOT NULL)")?;
    let cached = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&cached);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::CacheQuery { sql, .. } = event {
            noted.lock().unwrap().push(sql.to_owned());
        }
    });
    for number in 1..=3 {
        diesel::insert_into(table).values((id.eq(number), count.eq(0))).execute(&mut connection)?;
        diesel::update(table.find(number)).set(count.eq(number)).execute(&mut connection)?;
        diesel::insert_into(table)
            .values((id.eq(number), count.eq(9)))
            .on_conflict(id)
            .do_update()
            .set(count.eq(7))
            .execute(&mut connection)?;
        table.find(number).select(count).first::<i32>(&mut connection)?;
        diesel::sql_query("UPDATE tallies SET count = ? WHERE id = ? -- sql_query")
            .bind::<Integer, _>(8)
            .bind::<Integer, _>(number)
            .execute(&mut connection)?;
        Own { id: number, count: 6 }.execute(&mut connection)?;
        diesel::delete(table.find(number)).execute(&mut connection)?;
    }
    for sql in cached.lock().unwrap().iter() {
        println!("{sql}");
    }
    Ok(())
}
RUST
seen=$(CARGO_TARGET_DIR=$work/target cargo run --quiet --manifest-path "$work/Cargo.toml")
printf 'cached, of seven statements that ran three times each:\n%s\n' "$seen"
has() { grep -q "$1" <<<"$seen" || { printf 'changed: not cached: %s\n' "$1" >&2; exit 1; }; }
has '^SELECT'
has '^DELETE'
has '^INSERT INTO `tallies` (`id`, `count`) VALUES (?, ?)$'
has '^UPDATE tallies SET count = ? WHERE id = ?$'
if grep -qE 'ON CONFLICT|^UPDATE `tallies`|sql_query' <<<"$seen"; then
  printf 'changed: an update, an upsert or a sql_query is cached\n' >&2
  exit 1
fi
