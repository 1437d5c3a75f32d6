//! Rebuilds the crate when an embedded migration changes: the macro that reads them does not ask for it.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
