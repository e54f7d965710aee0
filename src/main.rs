//! The `guiyi` command.

mod cli;
mod messages;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
