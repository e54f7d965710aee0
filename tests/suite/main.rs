//! One test binary, one module per room.

mod architecture;
mod bench;
mod clean;
mod cli;
mod conservation;
mod conversion;
mod decisions;
mod determinism;
mod extract;
mod fixtures;
mod gold;
mod history;
mod roles;
mod samples;
mod stages;
