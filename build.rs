//! Rebuilds the crate when a file that a macro embeds comes or goes: the macros can't tell cargo. A debug build
//! reads templates and static files from the disk, so that only the migrations matter to it.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        for folder in ["templates", "static/own", "static/dsfr"] {
            if std::path::Path::new(folder).exists() {
                println!("cargo:rerun-if-changed={folder}");
            }
        }
    }
}
