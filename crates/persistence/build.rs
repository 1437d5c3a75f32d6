//! Tells cargo that the embedded migrations are part of the crate: the macro that reads them does not.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
