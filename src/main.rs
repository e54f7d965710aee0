//! The `guiyi` command.

mod allocator;
mod cli;
mod messages;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    allocator::expect_input(0);
    cli::run(std::env::args_os().collect())
}
