//! Compiles the OpenCC dictionaries of `data/opencc` to one table that the library embeds.

#[path = "build/dictionary.rs"]
mod dictionary;
#[path = "src/convert/pool.rs"]
mod pool;
#[path = "build/script_sets.rs"]
mod script_sets;
#[path = "build/tables.rs"]
mod tables;

use std::{env, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/convert/pool.rs");
    println!("cargo::rerun-if-changed=data/opencc");
    let data = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("data/opencc");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let dictionaries = dictionary::Dictionaries::new(data);
    let compiled = tables::compile(&dictionaries)?;
    fs::write(out.join("opencc.bin"), compiled.table)?;
    fs::write(out.join("opencc_joints.bin"), compiled.joints)?;
    fs::write(out.join("script_sets.bin"), script_sets::compile(&dictionaries)?)?;
    Ok(())
}
