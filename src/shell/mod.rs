//! To be opened.
pub mod assets;
