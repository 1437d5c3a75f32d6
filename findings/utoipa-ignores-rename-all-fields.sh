#!/usr/bin/env bash
# utoipa's derive ignores serde's `rename_all_fields` on an enum with a tag: its schema has the fields as Rust spells them, and serde
# writes others.
#
# Versions: utoipa 6.0.0 with utoipa-gen 6.0.1, serde 1.0.229.
#
# Seen: serde writes `{"type":"loud","soundLevel":3}`, and the schema of the same enum requires `sound_level`. With `rename_all` on the
# variant instead, both say `soundLevel`.
#
# Needs cargo; takes about 100 MB in a temporary folder and half a minute.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "renamed"
version = "0.0.0"
edition = "2024"

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "1"
utoipa = { version = "=6.0.0", default-features = false, features = ["macros"] }
utoipa-gen = "=6.0.1"
TOML
cat >"$work/src/main.rs" <<'RUST'
use serde::Serialize;
use utoipa::{PartialSchema, ToSchema};

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum OnTheEnum {
    Loud { sound_level: u8 },
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum OnTheVariant {
    #[serde(rename_all = "camelCase")]
    Loud { sound_level: u8 },
}

fn show<T: Serialize + PartialSchema>(name: &str, value: &T) -> serde_json::Result<()> {
    let schema = serde_json::to_value(T::schema())?;
    let written = serde_json::to_string(value)?;
    println!("{name}: serde {written}, schema {}", schema["oneOf"][0]["required"]);
    Ok(())
}

fn main() -> serde_json::Result<()> {
    show("on the enum", &OnTheEnum::Loud { sound_level: 3 })?;
    show("on the variant", &OnTheVariant::Loud { sound_level: 3 })
}
RUST
seen=$(CARGO_TARGET_DIR=$work/target cargo run --quiet --manifest-path "$work/Cargo.toml")
printf 'utoipa 6.0.0, utoipa-gen 6.0.1\n%s\n' "$seen"
has() { grep -qF "$1" <<<"$seen" || { printf 'changed: not seen: %s\n' "$1" >&2; exit 1; }; }
has 'on the enum: serde {"type":"loud","soundLevel":3}, schema ["sound_level","type"]'
has 'on the variant: serde {"type":"loud","soundLevel":3}, schema ["soundLevel","type"]'
