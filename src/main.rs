//! The `guiyi` command.

mod cli;
mod messages;
mod output;

use std::process::ExitCode;

/// Cleaning and extraction make many small texts, most of them on threads that are not the first: there
/// the system's allocator grows its memory a few pages at a time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
