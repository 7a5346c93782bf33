//! Rebuilds the crate when a migration changes (the macros that embed them can't tell cargo).
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
