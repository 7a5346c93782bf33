//! Goldens: what the site does, written down once and held afterwards.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Compares `actual` with the file under `tests/it/goldens`; `UPDATE_GOLDENS=1` writes the file instead.
pub fn hold(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/goldens")
        .join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    let mut told = String::new();
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    for n in 0..old.len().max(new.len()) {
        if old.get(n) != new.get(n) {
            write!(
                told,
                "line {}:\n  was {}\n  is  {}\n",
                n + 1,
                old.get(n).unwrap_or(&"(nothing)"),
                new.get(n).unwrap_or(&"(nothing)")
            )
            .unwrap();
            if told.len() > 2_000 {
                break;
            }
        }
    }
    panic!("goldens/{name} differs; look, then UPDATE_GOLDENS=1 cargo test\n{told}");
}
