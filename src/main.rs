//! guiyi
fn main() {}
